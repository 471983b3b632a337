/** The simulated past against the article's windows, drawn as what they are: totals over months. */
import * as Plot from '@observablehq/plot';
import { monthName, monthNumber } from '../../model/calendar.js';
import type { Figure } from '../figure.js';
import type { Fact, PastMaterial } from '../material.js';
import { counted, figure, listed, range, underEach, windowText } from '../numbers.js';
import { AVERAGES, explanationsOf } from '../pairs.js';
import { placeName } from '../places.js';
import { type Band, monthDate, seriesPanel } from '../series-panel.js';

/** Windows by place: fact, its target in the calibration, and where its label stands beside its bar. */
const WINDOWS: readonly (Pick<Bar, 'target' | 'location' | 'label'> & { readonly fact: string })[] = [
  { fact: 'F05', target: 'afghanistan-2020', location: 'afghanistan', label: 'above' },
  { fact: 'F06', target: 'isk-2021', location: 'afghanistan', label: 'above' },
  { fact: 'F15', target: 'first-year', location: 'afghanistan', label: 'above' },
  { fact: 'F17', target: 'second-year', location: 'afghanistan', label: 'above' },
  { fact: 'F20', target: 'afghanistan-2023-01-06', location: 'afghanistan', label: 'right' },
  { fact: 'F01', target: 'kp-2020', location: 'kp', label: 'above' },
  { fact: 'F02', target: 'kp-2021', location: 'kp', label: 'above' },
  { fact: 'F03', target: 'kp-2022', location: 'kp', label: 'above' },
  { fact: 'F04', target: 'kp-2023-01-06', location: 'kp', label: 'above' },
];
const PLACES = [
  { id: 'afghanistan', name: 'Afghanistan' },
  { id: 'kp', name: 'KP' },
] as const;
const LAST = '2023-06';

interface Bar {
  readonly fact: Fact;
  /** By its id: other things than claims are counted in the same place and months. */
  readonly target: string;
  readonly location: string;
  readonly label: 'above' | 'right';
  /** Claims a month. */
  readonly rate: number;
  readonly months: number;
}

interface Past {
  readonly source: string;
  /** Scenario of this run; `null` for the calibration's own past. */
  readonly side: string | null;
  readonly what: string;
  readonly rows: readonly {
    readonly explanation: string;
    readonly location: string;
    readonly band: Band;
    readonly n: number;
  }[];
}

export function hindcastFigure(material: PastMaterial, id: string): Figure | null {
  const past = pastOf(material);
  const explanations = explanationsOf(past.rows, material.explanations).filter(
    (name) => !AVERAGES.includes(name),
  );
  const bars = barsOf(material);
  if (explanations.length === 0 || bars.length === 0) return null;
  const bandsOf = (explanation: string, location: string): Band[] =>
    past.rows
      .filter((row) => row.explanation === explanation && row.location === location)
      .map(({ band }) => band);
  const cells = explanations
    .flatMap((explanation) =>
      PLACES.map(({ id: location, name }) => ({
        location,
        name,
        explanation,
        bands: bandsOf(explanation, location),
      })),
    )
    .filter(({ bands }) => bands.length > 0);
  const mostOf = (location: string): number =>
    Math.max(
      ...bars.filter((bar) => bar.location === location).map(({ rate }) => rate * 1.12),
      ...cells
        .filter((cell) => cell.location === location)
        .flatMap(({ bands }) => bands.map(({ upper }) => upper ?? 0)),
    );
  const told = explanations.map((explanation) => ({
    explanation,
    totals: totalsOf(material, past, bars, explanation),
  }));
  return {
    id,
    title: findingOf(told, past),
    panels: cells.map(({ location, name, explanation, bands }) => {
      const own = bars.filter((bar) => bar.location === location);
      const drawn = own.map((bar) => ({
        from: monthDate(bar.fact.start),
        to: monthDate(monthName(monthNumber(bar.fact.end) + 1)),
        middle: new Date(
          (monthDate(bar.fact.start).getTime() +
            monthDate(monthName(monthNumber(bar.fact.end) + 1)).getTime()) /
            2,
        ),
        rate: bar.rate,
        text: bar.fact.value,
        tip: `${bar.fact.id}: ${bar.fact.value} printed for ${bar.fact.start} to ${bar.fact.end}, ${figure(bar.rate)} a month`,
      }));
      const above = drawn.filter((_, at) => own[at]!.label === 'above');
      const right = drawn.filter((_, at) => own[at]!.label === 'right');
      const text = {
        text: 'text',
        fontWeight: 700,
        fontSize: 12,
        stroke: '#fff',
        strokeWidth: 3,
        fill: '#111',
      } as const;
      return seriesPanel({
        label: `${explanation}, ${name}`,
        description: `Simulated claims a month in ${name} under ${explanation}, and the totals that the article prints: ${own.map(({ fact }) => `${fact.value} for ${fact.start} to ${fact.end}`).join(', ')}.`,
        series: [{ role: 'reference', label: past.what, bands }],
        change: null,
        unit: 'claims a month',
        domain: [0, mostOf(location)],
        height: 190,
        marginRight: 26,
        more: [
          Plot.ruleY(drawn, {
            y: 'rate',
            x1: 'from',
            x2: 'to',
            stroke: '#111',
            strokeWidth: 3.2,
            title: 'tip',
          }),
          Plot.text(above, { ...text, x: 'middle', y: 'rate', dy: -9 }),
          Plot.text(right, { ...text, x: 'to', y: 'rate', dx: 5, textAnchor: 'start' }),
        ],
      });
    }),
    columns: 2,
    band: `${past.what}: from the 5 % to the 95 % quantile of each month; line: median`,
    n: `${listed([...new Set(past.rows.filter(({ explanation }) => explanations.includes(explanation)).map(({ n }) => counted(n, 'replicate')))])} of each explanation`,
    notes: [
      'Black bars: what the article prints, a total over the months under the bar, at its mean monthly rate and with the total beside it. The article gives no monthly series, and none is made up here.',
      '334 and 274 may include Khyber Pakhtunkhwa (KP), depending on how the article is read; 274 and 37 meet in September 2022. A month’s range is not that of a total: of the totals in the table, those that were simulated as totals are judged.',
    ],
    table: {
      caption: 'the article’s windows, and simulated totals of the same months (5 to 95 %)',
      head: ['Fact', 'Place', 'Months', 'Printed', 'A month', 'Line of the article', ...explanations],
      rows: bars.map((bar) => [
        bar.fact.id,
        placeName(bar.location, material.regions),
        windowText(`${bar.fact.start}/${bar.fact.end}`),
        bar.fact.value,
        figure(bar.rate),
        bar.fact.line,
        ...told.map(({ totals }) => {
          const total = totals.find((one) => one.bar === bar);
          return total ? `${range(total.lower, total.upper)}${holds(total) ? '' : ', not enclosed'}` : '–';
        }),
      ]),
    },
    data: {
      columns: ['explanation', 'location', 'month', 'q05', 'median', 'q95', 'n'],
      rows: past.rows.map(({ explanation, location, band, n }) => [
        explanation,
        location,
        band.month,
        band.lower,
        band.middle,
        band.upper,
        n,
      ]),
    },
    specification: {
      source: `${past.source}; bars: data/article_facts.csv`,
      panels: 'explanation, location',
      marks: [
        { mark: 'area', x: 'month', y1: 'q05', y2: 'q95' },
        { mark: 'line', x: 'month', y: 'median' },
        { mark: 'rule', x1: 'window_start', x2: 'window_end', y: 'value / months', text: 'value' },
      ],
    },
  };
}

function barsOf({ facts }: PastMaterial): Bar[] {
  return WINDOWS.flatMap(({ fact: id, target, location, label }) => {
    const fact = facts.get(id);
    const value = Number(fact?.value);
    if (!fact || !Number.isFinite(value)) return [];
    const months = monthNumber(fact.end) - monthNumber(fact.start) + 1;
    return [{ fact, target, location, label, months, rate: value / months }];
  });
}

/** A total that was simulated for just the months of a printed one. */
interface Total {
  readonly bar: Bar;
  readonly lower: number;
  readonly upper: number;
}

/** From the same source as the bands: the calibration's windows, or the run's summary where it has the window. */
function totalsOf(
  { calibration, summary }: PastMaterial,
  past: Past,
  bars: readonly Bar[],
  explanation: string,
): Total[] {
  return bars.flatMap((bar) => {
    const found =
      past.side === null
        ? calibration.predictive?.find(
            (row) =>
              row.explanation === explanation &&
              row.target === bar.target &&
              row.parameters === 'posterior' &&
              row.reading === 'all',
          )
        : summary.find(
            (row) =>
              row.scenario_id === past.side &&
              row.explanation === explanation &&
              row.location === bar.location &&
              row.window === `${bar.fact.start}/${bar.fact.end}` &&
              row.target === 'attacks',
          );
    return found?.q05 == null || found.q95 === null ? [] : [{ bar, lower: found.q05, upper: found.q95 }];
  });
}

const holds = ({ bar, lower, upper }: Total): boolean => {
  const printed = Number(bar.fact.value);
  return printed >= lower && printed <= upper;
};

function findingOf(
  told: readonly { readonly explanation: string; readonly totals: readonly Total[] }[],
  past: Past,
): string {
  const judged = told.filter(({ totals }) => totals.length > 0);
  if (judged.length === 0)
    return `Claims a month of ${past.what} beside what the article prints for whole windows.`;
  const counts = underEach(
    judged.map(({ explanation, totals }) => [
      explanation,
      `${totals.filter(holds).length} of ${totals.length}`,
    ]),
  );
  return `Of the printed totals that were simulated as totals, the range of nine in ten replicates of ${past.what} encloses ${counts}.`;
}

/** The posterior's own past where it ships; else that of the run's reference, up to the article's last month. */
function pastOf({ calibration, quantiles, pairs }: PastMaterial): Past {
  if (calibration.monthly) {
    return {
      source: 'calibration/article/monthly.csv',
      side: null,
      what: 'the posterior',
      rows: calibration.monthly.map(({ explanation, location, month, q05, median, q95, n }) => ({
        explanation,
        location,
        n: n ?? 0,
        band: { month, lower: q05, middle: median, upper: q95 },
      })),
    };
  }
  const side = pairs[0]?.reference.scenario_id ?? quantiles[0]?.scenario_id ?? '';
  const cells = new Map<
    string,
    { explanation: string; location: string; month: string; n: number; levels: Map<number, number | null> }
  >();
  for (const row of quantiles) {
    if (row.scenario_id !== side || row.month > LAST || !['afghanistan', 'kp'].includes(row.location))
      continue;
    const key = `${row.explanation} ${row.location} ${row.month}`;
    const cell = cells.get(key) ?? {
      explanation: row.explanation,
      location: row.location,
      month: row.month,
      n: row.n,
      levels: new Map(),
    };
    cell.levels.set(row.output_type_id, row.value);
    cells.set(key, cell);
  }
  return {
    source: `tables/quantiles.csv: scenario ${side}, to ${LAST}`,
    side,
    what: `this run’s ${side}`,
    rows: [...cells.values()].map(({ explanation, location, month, n, levels }) => ({
      explanation,
      location,
      n,
      band: {
        month,
        lower: levels.get(0.05) ?? null,
        middle: levels.get(0.5) ?? null,
        upper: levels.get(0.95) ?? null,
      },
    })),
  };
}
