/** Bands and lines over months: the reference solid, the scenario dashed and hatched, each with its label at the end. */
import * as Plot from '@observablehq/plot';
import { type Panel, panelOf, PANEL_WIDTH, QUIET, REFERENCE, SCENARIO } from './panel.js';

export interface Band {
  readonly month: string;
  readonly lower: number | null;
  readonly middle: number | null;
  readonly upper: number | null;
}

export interface Series {
  readonly role: 'scenario' | 'reference';
  readonly label: string;
  readonly bands: readonly Band[];
}

export interface Line {
  readonly role: 'scenario' | 'reference';
  readonly values: readonly { readonly month: string; readonly value: number }[];
}

export interface SeriesPanelOptions {
  readonly label: string;
  readonly description: string;
  readonly series: readonly Series[];
  /** Drawn faintly, each a single course. */
  readonly courses?: readonly Line[];
  /** First month that may differ. */
  readonly change: string | null;
  /** Above the scale; `null` where the figure says it once. */
  readonly unit: string | null;
  readonly domain: readonly [number, number];
  readonly more?: readonly Plot.Markish[];
  readonly width?: number;
  readonly height?: number;
  /** Margin for labels at the end of lines. */
  readonly marginRight?: number;
  readonly zero?: boolean;
}

/** First day of a month. */
export const monthDate = (month: string): Date => new Date(`${month}-01T00:00:00Z`);
/** Middle of a month: where its value stands, so that steps change where months do. */
export const monthMiddle = (month: string): Date => new Date(`${month}-15T12:00:00Z`);

const STYLE = { scenario: SCENARIO, reference: REFERENCE } as const;

export function seriesPanel({
  label,
  description,
  series,
  courses = [],
  change,
  unit,
  domain,
  more = [],
  width = PANEL_WIDTH,
  height = 230,
  marginRight = 12,
  zero = false,
}: SeriesPanelOptions): Panel {
  const cut = (value: number | null): number | null =>
    value === null ? null : Math.min(domain[1], Math.max(domain[0], value));
  const dated = series.map((one) => ({
    ...one,
    bands: one.bands.map((band) => ({
      date: monthMiddle(band.month),
      lower: cut(band.lower),
      middle: cut(band.middle),
      upper: cut(band.upper),
    })),
  }));
  return panelOf({
    label,
    description,
    width,
    height,
    marginLeft: 34,
    marginRight,
    marginTop: unit === null ? 8 : 20,
    marginBottom: 22,
    x: { type: 'utc', label: null, ticks: 'year', tickFormat: (date: Date) => String(date.getUTCFullYear()) },
    y: {
      domain: [...domain],
      label: unit,
      labelAnchor: 'top',
      labelArrow: 'none',
      ticks: 5,
      labelOffset: 30,
      grid: true,
    },
    marks: [
      ...(zero ? [Plot.ruleY([0], { stroke: QUIET, strokeDasharray: '2 2' })] : []),
      ...dated.flatMap(({ role, bands }) => [
        Plot.areaY(bands, {
          x: 'date',
          y1: 'lower',
          y2: 'upper',
          curve: 'step',
          fill: role === 'scenario' ? SCENARIO.hatch : REFERENCE.fill,
          fillOpacity: role === 'scenario' ? 1 : 0.16,
        }),
        Plot.lineY(bands, {
          x: 'date',
          y: 'upper',
          curve: 'step',
          stroke: STYLE[role].stroke,
          strokeOpacity: 0.6,
          strokeWidth: 0.7,
        }),
      ]),
      ...courses.map(({ role, values }) =>
        Plot.lineY(leavingAt(domain[1], values), {
          x: 'date',
          y: 'value',
          stroke: STYLE[role].stroke,
          strokeWidth: 0.9,
          strokeOpacity: 0.42,
        }),
      ),
      ...(change === null
        ? []
        : [Plot.ruleX([monthDate(change)], { stroke: '#1a1a1a', strokeDasharray: '1.5 2.5' })]),
      ...dated.map(({ role, bands, label: name }) =>
        Plot.lineY(bands, {
          x: 'date',
          y: 'middle',
          curve: 'step',
          stroke: STYLE[role].stroke,
          strokeWidth: 2.2,
          strokeDasharray: STYLE[role].dash,
          title: () => name,
        }),
      ),
      ...more,
    ],
  });
}

/** A course that leaves the panel where it crosses its upper edge, and comes back there, instead of running along it. */
function leavingAt(
  top: number,
  values: Line['values'],
): { readonly date: Date; readonly value: number | null }[] {
  return values.flatMap(({ month, value }, at) => {
    const date = monthMiddle(month);
    const own = { date, value: value > top ? null : value };
    const before = values[at - 1];
    if (before === undefined || before.value > top === value > top) return [own];
    const from = monthMiddle(before.month).getTime();
    const part = (top - before.value) / (value - before.value);
    return [{ date: new Date(from + part * (date.getTime() - from)), value: top }, own];
  });
}
