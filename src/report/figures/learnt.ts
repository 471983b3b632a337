/** What was learnt and what assumed: each headline under the prior, the posterior, and the posterior without 2020–21. */
import type { CalibrationRow } from '../../results/calibration-files.js';
import type { Figure } from '../figure.js';
import { intervalPanel } from '../interval-panel.js';
import type { CalibrationMaterial } from '../material.js';
import { figure, listed, percent, range, sentenceCase, signed, underEach, windowText } from '../numbers.js';
import { AVERAGES, explanationsOf } from '../pairs.js';

export type HeadlineRow = CalibrationRow<'headlines'>;

const PARAMETERS: readonly { readonly id: string; readonly short: string }[] = [
  { id: 'prior', short: 'prior' },
  { id: 'posterior', short: 'posterior' },
  { id: 'posterior-without-2020-21', short: 'without 2020–21' },
];
/** More headlines than these are in the table only. */
const PANELS = 4;

/** `difference` as words, `p_above_7` as a probability. */
export function statisticText(statistic: string): string {
  const bar = /^p_above_(.+?)(_difference|_reference)?$/.exec(statistic);
  if (!bar) return statistic === 'difference' ? 'excess claims' : statistic;
  const suffix = bar[2] === '_difference' ? ', difference' : bar[2] === '_reference' ? ', reference' : '';
  return `P(≥ ${bar[1]!.replaceAll('_', '-')})${suffix}`;
}

export function isShare(statistic: string): boolean {
  return statistic.startsWith('p_above_');
}

/** Claims first, then bars from the lowest, `twice-before` last, each share before what is derived from it. */
function orderOf(statistic: string): number {
  const bar = /^p_above_(.+?)(_difference|_reference)?$/.exec(statistic);
  if (!bar) return -1;
  const place = Number.isNaN(Number(bar[1])) ? 1e6 : Number(bar[1]);
  return place + (bar[2] === '_difference' ? 0.2 : bar[2] === '_reference' ? 0.4 : 0);
}

/** Headlines of one explanation, window and statistic stand together. */
export function headlineGroups(
  rows: readonly HeadlineRow[],
): { readonly statistic: string; readonly window: string }[] {
  return [
    ...new Map(
      rows.map(({ statistic, window }) => [`${statistic}|${window}`, { statistic, window }]),
    ).values(),
  ].sort((a, b) => orderOf(a.statistic) - orderOf(b.statistic) || (a.window < b.window ? -1 : 1));
}

/** `400 draws`; where they are not as many under each source of parameters, for each of them. */
function drawsText(rows: readonly HeadlineRow[]): string {
  const bySource = PARAMETERS.flatMap(({ id, short }) => {
    const counts = [...new Set(rows.flatMap(({ n, parameters }) => (parameters === id ? (n ?? 0) : [])))];
    return counts.length === 0 ? [] : [[short, counts.join(' or ')] as const];
  });
  const counts = new Set(bySource.map(([, count]) => count));
  return counts.size === 1
    ? `${[...counts][0]!} draws of each kind of parameters`
    : `${listed(bySource.map(([short, count]) => `${count} (${short})`))} draws`;
}

export function learntFigure(material: CalibrationMaterial, id: string): Figure | null {
  const rows = (material.calibration.headlines ?? []).filter(({ target }) => target === 'attacks');
  const explanations = explanationsOf(rows, material.explanations);
  const groups = headlineGroups(rows);
  if (explanations.length === 0 || groups.length === 0) return null;
  const verdicts = new Map(
    explanations.map((explanation) => [
      explanation,
      [...new Set(rows.filter((row) => row.explanation === explanation).map(({ verdict }) => verdict))],
    ]),
  );
  const differing = explanations.filter((name) => verdicts.get(name)!.length > 1);
  const [main] = groups;
  const change = groups.find(({ statistic }) => /^p_above_\d+_difference$/.test(statistic));
  const finding = [main, change].flatMap((group) => {
    const told = explanations.flatMap((explanation) => {
      const row = rows.find(
        (one) =>
          one.explanation === explanation &&
          one.statistic === group?.statistic &&
          one.window === group.window &&
          one.parameters === 'posterior',
      );
      const word = row?.verdict === 'partly' ? 'partly learnt' : row?.verdict;
      return word === undefined || AVERAGES.includes(explanation) ? [] : [[explanation, word] as const];
    });
    return group && told.length > 0
      ? [
          `${sentenceCase(statisticText(group.statistic))} over ${windowText(group.window)}: ${underEach(told)}.`,
        ]
      : [];
  });
  return {
    id,
    title: finding.join(' '),
    panels: groups.slice(0, PANELS).map(({ statistic, window }) => {
      const share = isShare(statistic);
      const own = explanations.flatMap((explanation) =>
        PARAMETERS.flatMap(({ id: parameters, short }) => {
          const row = rows.find(
            (one) =>
              one.explanation === explanation &&
              one.parameters === parameters &&
              one.statistic === statistic &&
              one.window === window,
          );
          return row ? [{ row, name: `${explanation}, ${short}` }] : [];
        }),
      );
      const ends = own.flatMap(({ row }) => [row.lower ?? 0, row.upper ?? 0, row.estimate ?? 0]);
      return intervalPanel({
        label: `${statisticText(statistic)}, ${windowText(window)}`,
        description: `${statisticText(statistic)} over ${windowText(window)}. ${own.map(({ name, row }) => `${name}: ${row.estimate === null ? 'no value' : signed(row.estimate)}, ${range(row.lower, row.upper)}`).join('. ')}.`,
        rows: own.map(({ row, name }) => ({
          name,
          estimate: row.estimate,
          lower: row.lower,
          upper: row.upper,
          isFilled: row.parameters === 'posterior',
          text: `${row.estimate === null ? '–' : share ? percent(row.estimate) : figure(row.estimate)}${row.parameters === 'posterior' ? ` ${row.verdict}` : ''}`,
        })),
        unit: share ? 'share of replicates' : 'claims more than in the reference',
        domain: [Math.min(0, ...ends), Math.max(share ? 1 : 0, ...ends)],
        zero: 0,
        scale: share ? 'linear' : 'symlog',
        width: 460,
        nameWidth: 206,
        textWidth: 104,
      });
    }),
    columns: 2,
    band: '90 %: of claims the interval over parameter draws, of probabilities the Monte Carlo interval; filled: posterior, hollow: prior and posterior without 2020–21',
    n: `${underEach(explanations.map((name) => [name, drawsText(rows.filter((row) => row.explanation === name))]))}`,
    notes: [
      'Learnt: the article’s figures narrowed the interval to half of the prior’s or less, or moved a probability by 0.3. Assumed: neither by so much; most of such a number was put in. Claims: even scale around 0, logarithmic beyond.',
      differing.length > 0 ? `Under ${listed(differing)} the verdict differs by headline.` : '',
    ].filter((note) => note !== ''),
    table: {
      caption: 'headlines under prior, posterior and posterior without 2020–21',
      head: ['Explanation', 'Headline', ...PARAMETERS.map(({ short }) => short), 'Verdict'],
      rows: explanations.flatMap((explanation) =>
        groups.map(({ statistic, window }) => {
          const of = (parameters: string): HeadlineRow | undefined =>
            rows.find(
              (one) =>
                one.explanation === explanation &&
                one.parameters === parameters &&
                one.statistic === statistic &&
                one.window === window,
            );
          const show = (row: HeadlineRow | undefined): string =>
            row?.estimate == null
              ? '–'
              : isShare(statistic)
                ? `${percent(row.estimate)} (${range(row.lower, row.upper, 100)})`
                : `${signed(row.estimate)} (${range(row.lower, row.upper)})`;
          return [
            explanation,
            `${statisticText(statistic)}, ${windowText(window)}`,
            ...PARAMETERS.map(({ id: parameters }) => show(of(parameters))),
            of('posterior')?.verdict ?? '–',
          ];
        }),
      ),
    },
    data: {
      columns: [
        'explanation',
        'parameters',
        'window',
        'statistic',
        'estimate',
        'lower',
        'upper',
        'n',
        'verdict',
      ],
      rows: rows.map((row) => [
        row.explanation,
        row.parameters,
        row.window,
        row.statistic,
        row.estimate,
        row.lower,
        row.upper,
        row.n,
        row.verdict,
      ]),
    },
    specification: {
      source: 'calibration/article/headlines.csv: target attacks',
      panels: 'statistic, window',
      marks: [
        { mark: 'rule', y: 'explanation, parameters', x1: 'lower', x2: 'upper' },
        { mark: 'dot', y: 'explanation, parameters', x: 'estimate', filled: 'parameters = posterior' },
      ],
    },
  };
}
