/** What the gate says on a terminal: what was compared, what moved and how far, and what it cannot see. */
import { existsSync } from 'node:fs';
import { FALSE_ALARM, type GateReport, type GateRow } from '../calibration/gate.js';
import { GATE_POWER_FILE, LEAST_POWER, parseGatePower, undetected } from '../calibration/gate-power.js';
import { DRAWS, TALLIES } from '../calibration/gate-quantities.js';
import { packageFile, packagePath } from '../runner/package-files.js';
import { figure } from './run-checks.js';

/** Rates whose change by a tenth is noticed too seldom; `null` where it was never measured. */
export function undetectedRates(): string[] | null {
  if (!existsSync(packagePath(GATE_POWER_FILE))) return null;
  const { text, file } = packageFile(GATE_POWER_FILE);
  return undetected(parseGatePower(text, file));
}

export interface GateLook {
  readonly seed: string;
  readonly draws: number;
  readonly replicates: number;
  readonly undetected: readonly string[] | null;
}

export function gateText(report: GateReport, look: GateLook): string {
  const { passed, rows } = report;
  const failing = rows.filter(({ outcome }) => outcome !== 'held');
  const groups = new Map<string, GateRow[]>();
  for (const row of failing) {
    const group = `${row.quantity} ${row.tier} ${row.outcome}`;
    groups.set(group, [...(groups.get(group) ?? []), row]);
  }
  const count = new Set(failing.map(({ quantity }) => quantity)).size;
  return [
    ...[...groups.values()].map(groupLine),
    ...(failing.some(({ quantity }) => quantity === DRAWS) ? [OTHER_DRAWS] : []),
    ...exactLine(rows),
    ...statisticalLines(report, look),
    passed
      ? 'calibration gate: passed'
      : `calibration gate: FAILED, ${count} ${count === 1 ? 'quantity' : 'quantities'} named above (--json has every row)\n` +
        'what is meant is blessed one by one: duel bless QUANTITY --reason "…"',
    '',
  ].join('\n');
}

/** The row of a quantity that moved farthest, and under which other explanations it failed. */
function groupLine(rows: readonly GateRow[]): string {
  const far = ({ z }: GateRow): number => Math.abs(z ?? 0);
  const worst = rows.reduce((best, row) => (far(row) > far(best) ? row : best));
  const others = rows.filter((row) => row !== worst).map(({ explanation }) => explanation);
  return lineOf(worst) + (others.length > 0 ? `; also ${others.join(', ')}` : '');
}

const OTHER_DRAWS =
  '  the parameter draws, or values that are not drawn, are others than those blessed: after a new calibration ' +
  'remove the table and make it anew (npm run first-blessing); after a new parameter that changes nothing, bless draws';

function exactLine(rows: readonly GateRow[]): string[] {
  const exact = rows.filter(({ tier }) => tier === 'exact');
  const held = exact.filter(({ outcome }) => outcome === 'held').length;
  return exact.length === 0 ? [] : [`exact: ${held} of ${exact.length} whole numbers equal`];
}

function statisticalLines(
  { rows, threshold }: GateReport,
  { seed, draws, replicates, undetected: rates }: GateLook,
): string[] {
  const means = rows.filter(({ tier }) => tier === 'statistical');
  if (means.length === 0) return [];
  const held = means.filter(({ outcome }) => outcome === 'held').length;
  const most = means.reduce((best, row) => (Math.abs(row.z ?? 0) > Math.abs(best.z ?? 0) ? row : best));
  return [
    `statistical: ${held} of ${means.length} means agree: |z| up to ${threshold.toFixed(2)}, ` +
      `${100 * FALSE_ALARM} % false alarms over the table; greatest ${Math.abs(most.z ?? 0).toFixed(2)} ` +
      `(${most.quantity}, ${most.explanation}); seed "${seed}", ${draws} draws × ${replicates} replicates`,
    rates === null
      ? 'what the statistical tier can see is not measured (npm run study:gate)'
      : rates.length === 0
        ? `a change of 10 % in any calibrated rate is noticed in at least ${100 * LEAST_POWER} % of trials`
        : `a change of 10 % is noticed in fewer than ${100 * LEAST_POWER} % of trials in: ${rates.join(', ')}`,
  ];
}

function lineOf(row: GateRow): string {
  const { quantity, explanation, tier, blessed, blessedSe, seen, seenSe, z, outcome } = row;
  const what = `${quantity}, ${explanation}, ${tier}`;
  if (outcome === 'missing') return `MISSING ${what}: now ${valueText(seen)}, and no row in the table`;
  if (outcome === 'extra')
    return `EXTRA ${what}: blessed ${valueText(blessed)}, and nothing gives it any more`;
  if (tier === 'exact' || z === null || blessed === null || seen === null) {
    if (quantity === TALLIES || quantity === DRAWS) return `MOVED ${what}: another hash`;
    const by = blessed === null || seen === null ? '' : ` (${signed(seen - blessed)})`;
    return `MOVED ${what}: blessed ${valueText(blessed)}, now ${valueText(seen)}${by}`;
  }
  const share = blessed === 0 ? '' : `${signed((100 * (seen - blessed)) / Math.abs(blessed))} %, `;
  return (
    `MOVED ${what}: blessed ${figure(blessed)} (se ${figure(blessedSe!)}), ` +
    `now ${figure(seen)} (se ${figure(seenSe!)}): ${share}z = ${z.toFixed(1)}`
  );
}

const valueText = (value: number | null): string => (value === null ? 'undefined' : String(value));
const signed = (value: number): string => `${value > 0 ? '+' : ''}${figure(value)}`;
