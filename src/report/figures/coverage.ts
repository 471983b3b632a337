/** Printed window totals against what the posterior simulates for the same windows. */
import type { CalibrationRow } from '../../results/calibration-files.js';
import type { Figure } from '../figure.js';
import { intervalPanel } from '../interval-panel.js';
import type { CalibrationMaterial } from '../material.js';
import { counted, figure, listed, percent, range, underEach } from '../numbers.js';
import { explanationsOf } from '../pairs.js';

/** Of the readings that make the printed numbers agree, the one that is drawn; the table has the others. */
const READING = 'R1';

/** Ratios beyond these ends are drawn at them. */
const ENDS = [0.2, 5] as const;

export function coverageFigure(
  material: CalibrationMaterial,
  id: string,
  file: 'predictive' | 'forecast',
): Figure | null {
  const known = (material.calibration[file] ?? []).filter(
    ({ printed, median }) => printed !== null && printed > 0 && median !== null,
  );
  const rows = known.filter(
    ({ parameters, reading, role }) =>
      (file === 'forecast' || parameters === 'posterior') &&
      (reading === 'all' || reading === READING) &&
      role !== 'derived',
  );
  const explanations = explanationsOf(rows, material.explanations);
  if (explanations.length === 0) return null;
  const of = (explanation: string) => rows.filter((row) => row.explanation === explanation);
  const inside = (explanation: string, role: string): string => {
    const own = of(explanation).filter((row) => row.role === role);
    return own.length === 0 ? '' : `${own.filter(({ covered }) => covered === true).length} of ${own.length}`;
  };
  const isForecast = file === 'forecast';
  const told = explanations.map((name) => {
    const [fit, check] = [inside(name, 'fit'), inside(name, 'check')];
    const parts = [
      fit === '' ? null : `${fit} ${isForecast ? 'totals' : 'fitted'}`,
      check === '' ? null : `${check} unfitted`,
    ].filter((part) => part !== null);
    return [name, listed(parts)] as const;
  });
  return {
    id,
    title: isForecast
      ? `Fitted without anything after 2022, the 90 % intervals for January–June 2023 hold ${underEach(told)}.`
      : `Under reading ${READING} of the article the 90 % intervals hold ${underEach(told)}.`,
    panels: explanations.map((explanation) => {
      const own = of(explanation);
      return intervalPanel({
        label: explanation,
        description: `Simulated divided by printed under ${explanation}. ${own.map((row) => `${row.label}: printed ${figure(row.printed!)}, simulated ${range(row.q05, row.q95)}`).join('. ')}.`,
        rows: own.map((row) => {
          const ratio = (value: number | null): number | null =>
            value === null ? null : Math.max(ENDS[0], value / row.printed!);
          return {
            name: shortened(row.label === '' ? row.target : row.label, row.role),
            estimate: ratio(row.median),
            lower: ratio(row.q05),
            upper: ratio(row.q95),
            isFilled: row.covered === true,
            text: shown(row, row.printed),
          };
        }),
        unit: 'simulated ÷ printed',
        domain: [...ENDS],
        zero: 1,
        scale: 'log',
        width: 460,
        nameWidth: 246,
        textWidth: 40,
      });
    }),
    columns: 2,
    band: 'from the 5 % to the 95 % quantile of replicates of posterior draws, divided by the printed figure; dot: median. Filled: the interval holds the printed figure',
    n: `${listed([...new Set(rows.map(({ n }) => counted(n ?? 0, 'replicate')))])} of each explanation`,
    notes: [
      missedText(explanations, rows),
      'At the right: the printed figure. A star marks what was never fitted. Wide intervals hold anything: read them with the scores.',
      `Ratios below ${ENDS[0]} or above ${ENDS[1]} stand at the edge.`,
    ],
    table: {
      caption: 'printed against simulated, under every reading',
      head: ['Explanation', 'Window', 'Reading', 'Role', 'Printed', 'Simulated median', '5 to 95 %', 'Held'],
      rows: known
        .filter(({ parameters }) => isForecast || parameters === 'posterior')
        .map((row) => [
          row.explanation,
          row.label,
          row.reading,
          row.role,
          shown(row, row.printed),
          shown(row, row.median),
          range(row.q05, row.q95, row.unit === 'share' ? 100 : 1),
          row.covered === null ? '–' : row.covered ? 'yes' : 'no',
        ]),
    },
    data: {
      columns: [
        'explanation',
        'target',
        'label',
        'location',
        'window',
        'role',
        'printed',
        'q05',
        'median',
        'q95',
        'n',
        'covered',
      ],
      rows: rows.map((row) => [
        row.explanation,
        row.target,
        row.label,
        row.location,
        row.window,
        row.role,
        row.printed,
        row.q05,
        row.median,
        row.q95,
        row.n,
        row.covered,
      ]),
    },
    specification: {
      source: `calibration/article/${file}.csv: ${isForecast ? '' : 'parameters posterior, '}reading all`,
      panels: 'explanation',
      marks: [
        { mark: 'rule', y: 'label', x1: 'q05 / printed', x2: 'q95 / printed', scale: 'log' },
        { mark: 'dot', y: 'label', x: 'median / printed', filled: 'covered' },
      ],
    },
  };
}

function shown({ unit }: CalibrationRow<'predictive'>, value: number | null): string {
  if (value === null) return '–';
  return unit === 'share' ? percent(value) : figure(value);
}

/** What the intervals do not hold, by name. */
function missedText(explanations: readonly string[], rows: readonly CalibrationRow<'predictive'>[]): string {
  const missed = explanations.map((name) => {
    const labels = rows
      .filter((row) => row.explanation === name && row.covered === false)
      .map(({ label }) => label);
    return [name, labels.length === 0 ? 'nothing' : labels.join(' and ')] as const;
  });
  return `Not held: ${underEach(missed)}.`;
}

/** Long names would leave no room for the drawing; the table behind has them in full. */
function shortened(label: string, role: string): string {
  const star = role === 'check' ? ' *' : '';
  return label.length > 31 ? `${label.slice(0, 30)}…${star}` : `${label}${star}`;
}
