/** The averages that a run reports: equal weights, and weights of evidence where the shipped calibration says they stand. */
import { type Average, averageBy, EQUAL } from '../analysis/averages.js';
import { AVERAGED } from '../model/explanations.js';
import { CsvError, parseCsv } from '../results/csv-reader.js';
import type { ParameterSource } from '../scenarios/scenario.js';
import { CALIBRATION, packageFile, type PackageFile } from './package-files.js';

const FILE = `${CALIBRATION}/evidence.csv`;

/** Files that decide which averages are reported. */
export function evidenceFiles({ kind }: ParameterSource): PackageFile[] {
  return kind === 'posterior' ? [packageFile(FILE)] : [];
}

/** Weights speak of the shipped posterior only: with other parameters there is no evidence. */
export function averagesFor(source: ParameterSource): readonly Average[] {
  const found = evidenceFiles(source).map(evidenceAverage);
  return [EQUAL, ...found.filter((average) => average !== null)];
}

/** `null` where the weights do not stand. @throws CsvError for a table without the columns or rows that it takes */
export function evidenceAverage({ file, text }: PackageFile): Average | null {
  const { header, rows, lines } = parseCsv(text, file);
  const at = (name: string): number => {
    const index = header.indexOf(name);
    if (index < 0) throw new CsvError(file, 1, `there is no column ${name}`);
    return index;
  };
  const [explanation, weight, stands] = [at('explanation'), at('weight'), at('stands')];
  const weights: Record<string, number> = {};
  for (const [row, cells] of rows.entries()) {
    const name = cells[explanation]!;
    if (!(AVERAGED as readonly string[]).includes(name)) continue;
    if (cells[stands] !== 'true') return null;
    const value = cells[weight] === '' ? NaN : Number(cells[weight]);
    if (!(value >= 0))
      throw new CsvError(file, lines[row]!, `weight "${cells[weight]}" is not a number from 0`);
    weights[name] = value;
  }
  return AVERAGED.every((name) => name in weights) ? averageBy('evidence', weights) : null;
}
