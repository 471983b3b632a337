/** Where: claims by zone under each explanation, as excess over the months after the change. */
import type { RowOf } from '../../results/columns.js';
import { ZONES } from '../../model/geography.js';
import type { Figure } from '../figure.js';
import type { Material } from '../material.js';
import { figure, listed, monthText, range, signed } from '../numbers.js';
import { AVERAGES, explanationsOf, type Pair } from '../pairs.js';
import { placeName } from '../places.js';
import { type Band, type Series, seriesPanel } from '../series-panel.js';

type Quantile = RowOf<'quantiles'>;

/** Months before the change that are drawn. */
const MONTHS_BEFORE = 6;

export function zonesFigure(material: Material, pair: Pair, id: string): Figure | null {
  const rows = material.quantiles.filter(({ location }) => (ZONES as readonly string[]).includes(location));
  const [scenario, reference] = [pair.scenario.scenario_id, pair.reference.scenario_id];
  const own = rows.filter(({ scenario_id }) => scenario_id === scenario);
  const explanations = explanationsOf(own, material.explanations).filter((name) => !AVERAGES.includes(name));
  if (explanations.length === 0) return null;
  const months = [...new Set(own.map(({ month }) => month))].sort();
  const change = pair.differsFrom?.slice(0, 7) ?? null;
  const from = change === null ? 0 : Math.max(0, months.indexOf(change) - MONTHS_BEFORE);
  const shown = months.slice(from);
  const byKey = indexed(rows);
  const bandsOf = (side: string, explanation: string, zone: string): Band[] =>
    shown.map((month) => {
      const at = (level: number): number | null =>
        byKey.get([side, explanation, zone, month, level].join('|')) ?? null;
      return { month, lower: at(0.05), middle: at(0.5), upper: at(0.95) };
    });
  const panels = explanations.flatMap((explanation) =>
    ZONES.map((zone) => ({
      explanation,
      zone,
      series: [
        { role: 'reference', label: reference, bands: bandsOf(reference, explanation, zone) },
        { role: 'scenario', label: scenario, bands: bandsOf(scenario, explanation, zone) },
      ] satisfies Series[],
    })),
  );
  const mostOf = (zone: string): number =>
    Math.max(
      1,
      ...panels
        .filter((panel) => panel.zone === zone)
        .flatMap(({ series }) => series.flatMap(({ bands }) => bands.map(({ upper }) => upper ?? 0))),
    );
  const last = shown.at(-1)!;
  const gains = explanations.map((explanation) => ({ explanation, zone: largestGain(pair, explanation) }));
  const told = gains
    .filter(({ zone }) => zone !== null)
    .map(
      ({ explanation, zone }) =>
        `${placeName(zone!.location, material.regions)} under ${explanation} (${signed(zone!.estimate!)} [${range(zone!.mc_lower, zone!.mc_upper)}])`,
    );
  return {
    id,
    title:
      told.length > 0
        ? `The zone with the largest resolved rise over the last window is ${listed(told)}.`
        : 'No zone has a resolved rise in claims over the last window under any explanation.',
    panels: panels.map(({ explanation, zone, series }) =>
      seriesPanel({
        label: `${explanation}, ${placeName(zone, material.regions)}`,
        description: `Claims a month in ${zone} under ${explanation}. ${series.map(({ label, bands }) => `${label}, ${monthText(last)}: median ${figure(bands.at(-1)!.middle ?? 0)}, 5 to 95 percent ${figure(bands.at(-1)!.lower ?? 0)} to ${figure(bands.at(-1)!.upper ?? 0)}`).join('. ')}.`,
        series,
        change,
        unit: null,
        domain: [0, mostOf(zone)],
        height: 150,
        width: 260,
      }),
    ),
    columns: ZONES.length,
    band: 'from the 5 % to the 95 % quantile of replicates; thick line: median',
    n: `${[...new Set(own.filter(({ explanation }) => !AVERAGES.includes(explanation)).map(({ n }) => n))].join(', ')} replicates of each explanation and scenario`,
    notes: [
      `Claims a month. Hatched, dashed: ${scenario}; plain, solid: ${reference}. Each zone has its own scale, the same under all explanations.`,
      'In the title: the mean paired difference in claims over the window, with its Monte Carlo interval. KP is Khyber Pakhtunkhwa, in Pakistan.',
    ],
    table: {
      caption: `claims in ${monthText(last)} by zone`,
      head: ['Explanation', 'Zone', 'Scenario', 'q05', 'median', 'q95'],
      rows: panels.flatMap(({ explanation, zone, series }) =>
        series.map(({ label, bands }) => {
          const { lower, middle, upper } = bands.at(-1)!;
          return [
            explanation,
            zone,
            label,
            ...[lower, middle, upper].map((value) => (value === null ? '–' : figure(value))),
          ];
        }),
      ),
    },
    data: {
      columns: ['explanation', 'zone', 'scenario_id', 'month', 'q05', 'median', 'q95'],
      rows: panels.flatMap(({ explanation, zone, series }) =>
        series.flatMap(({ label, bands }) =>
          bands.map(({ month, lower, middle, upper }) => [
            explanation,
            zone,
            label,
            month,
            lower,
            middle,
            upper,
          ]),
        ),
      ),
    },
    specification: {
      source: 'tables/quantiles.csv: target attacks, the zones',
      panels: 'explanation, zone',
      marks: [
        { mark: 'area', x: 'month', y1: 'q05', y2: 'q95', group: 'scenario_id' },
        { mark: 'line', x: 'month', y: 'median', group: 'scenario_id' },
      ],
    },
  };
}

function indexed(rows: readonly Quantile[]): Map<string, number | null> {
  return new Map(
    rows.map((row) => [
      [row.scenario_id, row.explanation, row.location, row.month, row.output_type_id].join('|'),
      row.value,
    ]),
  );
}

function largestGain({ zonal, second, first }: Pair, explanation: string): RowOf<'contrasts'> | null {
  const rows = zonal
    .filter(
      (row) =>
        row.explanation === explanation && row.window === (second ?? first) && row.statistic === 'difference',
    )
    .filter(({ resolved, estimate }) => resolved === true && estimate !== null && estimate > 0)
    .sort((a, b) => b.estimate! - a.estimate!);
  return rows[0] ?? null;
}
