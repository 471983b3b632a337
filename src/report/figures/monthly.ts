/** Simulated months of every place that the calibration watches, under each explanation, with the windows that are printed. */
import type { Figure } from '../figure.js';
import type { CalibrationMaterial } from '../material.js';
import { counted, figure, listed } from '../numbers.js';
import { explanationsOf } from '../pairs.js';
import { placeName } from '../places.js';
import { type Band, seriesPanel } from '../series-panel.js';

/** Beyond this multiple of the largest median a band is cut, so that one wide month does not flatten all others. */
const CUT = 4;

export function monthlyFigure(material: CalibrationMaterial, id: string): Figure | null {
  const rows = material.calibration.monthly ?? [];
  const explanations = explanationsOf(rows, material.explanations);
  const places = [...new Set(rows.map(({ location }) => location))];
  if (explanations.length === 0) return null;
  const bandsOf = (explanation: string, location: string): Band[] =>
    rows
      .filter((row) => row.explanation === explanation && row.location === location)
      .map(({ month, q05, median, q95 }) => ({ month, lower: q05, middle: median, upper: q95 }));
  const domainOf = (location: string): readonly [number, number] => {
    const own = rows.filter((row) => row.location === location);
    const most = Math.max(1, ...own.map(({ median }) => median ?? 0));
    return [0, Math.min(CUT * most, Math.max(...own.map(({ q95 }) => q95 ?? 0)))];
  };
  const name = (location: string): string => placeName(location, material.regions);
  const peaks = explanations.map((explanation) => {
    const [peak] = bandsOf(explanation, 'afghanistan').sort((a, b) => (b.middle ?? 0) - (a.middle ?? 0));
    return peak ? `${explanation} in ${peak.month} (${figure(peak.middle ?? 0)})` : explanation;
  });
  return {
    id,
    title: `The month with the highest median of claims in Afghanistan: ${listed(peaks)}.`,
    panels: places.flatMap((location) =>
      explanations.map((explanation) => {
        const bands = bandsOf(explanation, location);
        return seriesPanel({
          label: `${name(location)}, ${explanation}`,
          description: `Simulated claims a month in ${name(location)} under ${explanation}: median ${figure(bands[0]?.middle ?? 0)} in ${bands[0]?.month ?? 'the first month'}, ${figure(bands.at(-1)?.middle ?? 0)} in ${bands.at(-1)?.month ?? 'the last'}.`,
          series: [{ role: 'reference', label: 'posterior', bands }],
          change: null,
          unit: null,
          domain: domainOf(location),
          height: 130,
        });
      }),
    ),
    columns: explanations.length,
    band: `from the 5 % to the 95 % quantile of each month, cut at ${CUT} times the largest median of the place; line: median; scale: claims a month`,
    n: `${listed([...new Set(rows.map(({ n }) => counted(n ?? 0, 'replicate')))])} of each explanation`,
    notes: [
      'The article prints no month: these are months of the model, and nothing in them was compared with a count of that month.',
    ],
    table: {
      caption: 'medians by year: claims a month',
      head: ['Place', 'Explanation', ...yearsOf(rows)],
      rows: places.flatMap((location) =>
        explanations.map((explanation) => [
          name(location),
          explanation,
          ...yearsOf(rows).map((year) => meanMedian(bandsOf(explanation, location), year)),
        ]),
      ),
    },
    data: {
      columns: ['explanation', 'location', 'month', 'q05', 'median', 'q95', 'n'],
      rows: rows.map((row) => [
        row.explanation,
        row.location,
        row.month,
        row.q05,
        row.median,
        row.q95,
        row.n,
      ]),
    },
    specification: {
      source: 'monthly.csv',
      panels: 'location, explanation',
      marks: [
        { mark: 'area', x: 'month', y1: 'q05', y2: 'q95' },
        { mark: 'line', x: 'month', y: 'median' },
      ],
    },
  };
}

function yearsOf(rows: readonly { readonly month: string }[]): string[] {
  return [...new Set(rows.map(({ month }) => month.slice(0, 4)))].sort();
}

/** Mean over a year of the monthly medians. */
function meanMedian(bands: readonly Band[], year: string): string {
  const own = bands.filter(({ month }) => month.startsWith(year)).map(({ middle }) => middle ?? 0);
  return own.length === 0 ? '–' : figure(own.reduce((sum, value) => sum + value, 0) / own.length);
}
