/** Printed window totals against what the posterior simulates for the same windows. */
import type { CalibrationRow } from '../../results/calibration-files.js';
import { type Figure, wrapped } from '../figure.js';
import { intervalPanel } from '../interval-panel.js';
import type { CalibrationMaterial } from '../material.js';
import { counted, figure, listed, percent, range, underEach } from '../numbers.js';
import { explanationsOf } from '../pairs.js';

/** Of the readings that make the printed numbers agree, the one that is drawn; the table has the others. */
const READING = 'R1';

/** Ends that a scale may have; ratios beyond the outermost are drawn at them. */
const ENDS = { lower: [0.5, 0.2, 0.1], upper: [2, 5, 10, 20] } as const;
/** Characters of a label on one line, of which there are two at most. */
const LINE = 31;

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
    if (own.length === 0) return '';
    return `${own.filter(({ covered }) => covered === true).length} of ${own.length}`;
  };
  const isForecast = file === 'forecast';
  const ratios = rows.flatMap(({ q05, q95, printed }) => [q05 ?? 1, q95 ?? 1].map((end) => end / printed!));
  const domain: [number, number] = [
    ENDS.lower.find((end) => end <= Math.min(...ratios)) ?? ENDS.lower.at(-1)!,
    ENDS.upper.find((end) => end >= Math.max(...ratios)) ?? ENDS.upper.at(-1)!,
  ];
  const counts = rows.map(({ n }) => n ?? 0);
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  const told = explanations.map((name) => {
    if (isRefused(of(name))) return [name, 'nothing that could be told (refused: too few draws)'] as const;
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
            value === null ? null : Math.max(domain[0], value / row.printed!);
          return {
            name: nameOf(row),
            estimate: ratio(row.median),
            lower: ratio(row.q05),
            upper: ratio(row.q95),
            isFilled: row.covered === true,
            text: `${shown(row, row.printed)} · ${range(row.q05, row.q95, row.unit === 'share' ? 100 : 1)}`,
          };
        }),
        unit: 'simulated ÷ printed',
        domain,
        zero: 1,
        scale: 'log',
        width: 460,
        nameWidth: 210,
        textWidth: 96,
      });
    }),
    columns: 2,
    band: 'from the 5 % to the 95 % quantile of replicates of posterior draws, divided by the printed figure; dot: median. Filled: the interval holds the printed figure',
    n: `${fewest === most ? '' : `${fewest} to `}${counted(most, 'replicate')} of each explanation, by window`,
    notes: [
      missedText(explanations, rows),
      'At the right: the printed figure, and the simulated 5 to 95 %. A star marks what was never fitted. Wide intervals hold anything: read them with the scores.',
      `Ratios below ${domain[0]} or above ${domain[1]} stand at the edge.`,
    ],
    table: {
      caption: isForecast
        ? 'forecast against printed, under every reading'
        : 'printed against simulated, under every reading',
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

/** Whether a calibration gave no interval, for want of draws. */
function isRefused(rows: readonly CalibrationRow<'predictive'>[]): boolean {
  return rows.every(({ covered }) => covered === null);
}

/** What the intervals do not hold, by name. */
function missedText(explanations: readonly string[], rows: readonly CalibrationRow<'predictive'>[]): string {
  const missed = explanations.map((name) => {
    if (isRefused(rows.filter((row) => row.explanation === name))) return [name, 'not known'] as const;
    const labels = rows
      .filter((row) => row.explanation === name && row.covered === false)
      .map(({ label }) => label);
    return [name, labels.length === 0 ? 'nothing' : labels.join(' and ')] as const;
  });
  return `Not held: ${underEach(missed)}.`;
}

/** On two lines where one is too short, and cut where two are; the star is never cut off. */
export function nameOf({
  label,
  target,
  role,
}: Pick<CalibrationRow<'predictive'>, 'label' | 'target' | 'role'>): string {
  const star = role === 'check' ? ' *' : '';
  const [first = '', second, ...more] = wrapped(`${label === '' ? target : label}${star}`, LINE);
  if (second === undefined) return first;
  return `${first}\n${more.length === 0 ? second : `${second.slice(0, LINE - 1 - star.length)}…${star}`}`;
}
