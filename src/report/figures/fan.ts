/** The range of futures: quantiles of claims a month under each explanation, with a few single courses. */
import type { Figure } from '../figure.js';
import type { Material } from '../material.js';
import { figure, listed, monthText } from '../numbers.js';
import { AVERAGES, explanationsOf } from '../pairs.js';
import { type Band, type Line, type Series, seriesPanel } from '../series-panel.js';
import { PANEL_HEIGHT } from '../panel.js';

export interface FanSides {
  readonly scenario: string;
  /** `null` for a scenario that is compared with nothing. */
  readonly reference: string | null;
  /** First day on which they differ. */
  readonly change: string | null;
}

const COURSES = 3;
/** Months before the change that are drawn: of the past, higher by far, a figure of its own tells. */
const BEFORE = 6;

export function fanFigure(
  material: Material,
  { scenario, reference, change }: FanSides,
  id: string,
): Figure | null {
  const claims = material.quantiles.filter(({ location }) => location === 'afghanistan');
  const sides = [
    ...(reference === null ? [] : [{ id: reference, role: 'reference' as const }]),
    { id: scenario, role: 'scenario' as const },
  ];
  const rowsOf = (side: string) => claims.filter(({ scenario_id }) => scenario_id === side);
  const explanations = explanationsOf(rowsOf(scenario), material.explanations);
  if (explanations.length === 0) return null;
  const months = [...new Set(rowsOf(scenario).map(({ month }) => month))].sort();
  const shown = months.slice(change === null ? 0 : Math.max(0, months.indexOf(change.slice(0, 7)) - BEFORE));
  const bandsOf = (side: string, explanation: string): Band[] => {
    const level = new Map<string, number | null>();
    for (const row of rowsOf(side))
      if (row.explanation === explanation) level.set(`${row.month} ${row.output_type_id}`, row.value);
    return shown.map((month) => ({
      month,
      lower: level.get(`${month} 0.05`) ?? null,
      middle: level.get(`${month} 0.5`) ?? null,
      upper: level.get(`${month} 0.95`) ?? null,
    }));
  };
  const all = explanations.map((explanation) => ({
    explanation,
    series: sides.map(({ id: side, role }): Series => ({
      role,
      label: side,
      bands: bandsOf(side, explanation),
    })),
    courses: AVERAGES.includes(explanation) ? [] : coursesOf(material, scenario, explanation, shown),
  }));
  const most = Math.max(
    1,
    ...all.flatMap(({ series }) => series.flatMap(({ bands }) => bands.flatMap(({ upper }) => upper ?? 0))),
  );
  const lastOf = (explanation: string, side: string): Band => bandsOf(side, explanation).at(-1)!;
  const last = shown.at(-1)!;
  const rangesOf = (side: string): string =>
    listed(
      explanations
        .filter((name) => !AVERAGES.includes(name))
        .map((name) => {
          const { lower, upper } = lastOf(name, side);
          return `${figure(lower ?? 0)} to ${figure(upper ?? 0)} under ${name}`;
        }),
    );
  const others = sides.filter(({ id: side }) => side !== scenario);
  const ns = [
    ...new Set(
      rowsOf(scenario).map(
        (row) => `${row.n}${AVERAGES.includes(row.explanation) ? ` (${row.explanation})` : ''}`,
      ),
    ),
  ];
  return {
    id,
    title: `In ${monthText(last)} nine in ten replicates of ${scenario} have so many claims: ${rangesOf(scenario)}${others.map(({ id: side }) => `; of ${side} ${rangesOf(side)}`).join('')}.`,
    panels: all.map(({ explanation, series, courses }) =>
      seriesPanel({
        label: explanation,
        description: `Claims a month in Afghanistan under ${explanation}. ${series.map(({ label, bands }) => `${label}, ${monthText(last)}: median ${figure(bands.at(-1)!.middle ?? 0)}, 5 to 95 percent ${figure(bands.at(-1)!.lower ?? 0)} to ${figure(bands.at(-1)!.upper ?? 0)}`).join('. ')}.`,
        series,
        courses,
        change: change?.slice(0, 7) ?? null,
        unit: 'claims a month',
        domain: [0, most],
        height: PANEL_HEIGHT,
      }),
    ),
    columns: 3,
    band: 'from the 5 % to the 95 % quantile of replicates: chance, and parameters where draws differ. Thick line: median',
    n: `${ns.join('; ')} replicates`,
    notes: [
      reference === null
        ? `Hatched, dashed median: ${scenario}.`
        : `Hatched, dashed median: ${scenario}; plain, solid median: ${reference}. Dotted upright line: the first month that may differ.`,
      `Thin lines: the first ${COURSES} replicates of ${scenario} under each explanation, as they ran; what leaves the panel at the top is higher than that.`,
    ],
    table: {
      caption: `claims a month at each year’s end and at the end of the run, ${scenario}`,
      head: ['Explanation', 'Scenario', 'Month', 'q05', 'median', 'q95'],
      rows: all.flatMap(({ explanation, series }) =>
        series.flatMap(({ label, bands }) =>
          bands
            .filter(({ month }) => month.endsWith('-12') || month === last)
            .map(({ month, lower, middle, upper }) => [
              explanation,
              label,
              monthText(month),
              ...[lower, middle, upper].map((value) => (value === null ? '–' : figure(value))),
            ]),
        ),
      ),
    },
    data: {
      columns: ['explanation', 'scenario_id', 'month', 'q05', 'median', 'q95'],
      rows: all.flatMap(({ explanation, series }) =>
        series.flatMap(({ label, bands }) =>
          bands.map(({ month, lower, middle, upper }) => [explanation, label, month, lower, middle, upper]),
        ),
      ),
    },
    specification: {
      source:
        'tables/quantiles.csv: target attacks, location afghanistan; thin lines: tables/trajectories.csv.gz',
      panels: 'explanation',
      marks: [
        { mark: 'area', x: 'month', y1: 'q05', y2: 'q95', group: 'scenario_id' },
        { mark: 'line', x: 'month', y: 'median', group: 'scenario_id' },
      ],
    },
  };
}

function coursesOf(
  { claims }: Material,
  scenario: string,
  explanation: string,
  shown: readonly string[],
): Line[] {
  const own = (claims.series.get(scenario) ?? []).filter(
    ({ address }) => address.explanation === explanation,
  );
  return own.slice(0, COURSES).map(({ values }) => ({
    role: 'scenario',
    values: shown.flatMap((month) => {
      const value = values[claims.months.indexOf(month)];
      return value === undefined || Number.isNaN(value) ? [] : [{ month, value }];
    }),
  }));
}
