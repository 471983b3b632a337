// @ts-check
// Measures how often the gate refuses a table in which nothing changed, and how often it notices that a calibrated
// rate is a tenth higher or lower. Writes calibration/gate-power.csv unless single parameters are named, which are
// only printed. Usage: npm run study:gate -- [PAIRED REPLICATES, 4] [PARAMETER...]
import { CalibrationFolder, lineOf } from '../dist/calibration/calibration-folder.js';
import {
  baselineOf,
  calibratedRates,
  FACTORS,
  GATE_POWER,
  GATE_POWER_FILE,
  nullTables,
  powerAgainst,
  undetected,
} from '../dist/calibration/gate-power.js';
import { gateSource } from '../dist/cli/gate-source.js';
import { ioOf } from '../dist/cli/io.js';
import { EXPLANATIONS } from '../dist/model/explanations.js';
import { packagePath } from '../dist/runner/package-files.js';
import { clopperPearson } from '../dist/statistics/proportion.js';

/** Tables without any change. */
const TABLES = 1000;

const [pairs = '4', ...names] = process.argv.slice(2);
const paired = Number(pairs);
if (!(Number.isInteger(paired) && paired >= 4 && paired % 2 === 0))
  throw new Error('expected an even number of paired replicates from 4');
const rates = calibratedRates().filter(({ id }) => names.length === 0 || names.includes(id));
if (rates.length === 0) throw new Error(`no calibrated rate among ${names.join(', ')}`);
const source = {
  ...gateSource({}, EXPLANATIONS, ioOf(process)),
  signal: new AbortController().signal,
  onProgress: () => undefined,
};
console.error('the unchanged model …');
const baseline = await baselineOf(source);
console.error('tables without any change …');
const greatest = nullTables(source, baseline, TABLES);
const refused = greatest.filter((z) => z > baseline.threshold).length;
const { lower, upper } = clopperPearson(refused, TABLES, 0.9);
console.log(
  `threshold ${baseline.threshold.toFixed(2)}; ${refused} of ${TABLES} tables without any change refused, ` +
    `90 % interval ${(100 * lower).toFixed(1)} to ${(100 * upper).toFixed(1)} %`,
);
const rows = [];
for (const rate of rates)
  for (const factor of FACTORS) {
    const row = await powerAgainst(source, baseline, rate, factor, paired);
    rows.push(row);
    console.log(
      `${row.parameter} × ${factor}: ${row.shift.toFixed(1)} standard errors in ${row.quantity}, ${row.explanation}; ` +
        `power ${row.power.toFixed(2)}; exact tier ${row.exact ? 'moves' : 'holds'}`,
    );
  }
console.log(`noticed too seldom by the means: ${undetected(rows).join(', ') || 'none'}`);
if (names.length === 0) {
  const header = `${GATE_POWER.columns.map(({ name }) => name).join()}\n`;
  const lines = rows.map((row) => lineOf('gate-power', GATE_POWER.columns, row));
  const text = header + lines.join('');
  new CalibrationFolder(packagePath('calibration')).file(GATE_POWER_FILE.replace('calibration/', ''), text);
}
