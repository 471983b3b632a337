/** Rows of estimates with their intervals: filled where the interval leaves out "no difference", hollow where not. */
import * as Plot from '@observablehq/plot';
import { type Panel, panelOf, PANEL_WIDTH, QUIET } from './panel.js';

export interface IntervalRow {
  readonly name: string;
  readonly estimate: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  /** Wider interval around it, drawn thin. */
  readonly outer?: readonly [number | null, number | null];
  readonly isFilled: boolean;
  /** Printed at the right of the row. */
  readonly text: string;
}

export interface IntervalPanelOptions {
  readonly label: string;
  readonly description: string;
  readonly rows: readonly IntervalRow[];
  readonly unit: string;
  /** Both ends of the scale, the same for panels to be compared. */
  readonly domain: readonly [number, number];
  /** Where "no difference" stands; `null` for none. */
  readonly zero: number | null;
  /** Band of values that says nothing. */
  readonly quiet?: readonly [number, number];
  readonly width?: number;
  readonly nameWidth?: number;
  readonly textWidth?: number;
  /** `symlog`: even around 0, logarithmic beyond. */
  readonly scale?: 'linear' | 'log' | 'symlog';
}

const ROW = 24;
/** Of rows some of whose names have two lines. */
const TALL = 30;
const INK = '#1a1a1a';

export function intervalPanel(options: IntervalPanelOptions): Panel {
  const {
    label,
    description,
    rows,
    unit,
    domain,
    zero,
    quiet,
    width = PANEL_WIDTH,
    nameWidth = 92,
    textWidth = 62,
    scale = 'linear',
  } = options;
  // By place and not by name: two rows of one name would be drawn upon each other.
  const placed = rows.map((row, at) => ({ ...row, at: String(at) }));
  const isTall = rows.some(({ name }) => name.includes('\n'));
  const known = placed.filter(({ estimate }) => estimate !== null);
  const within = (value: number): number => Math.min(domain[1], Math.max(domain[0], value));
  const spans = (pick: (row: IntervalRow) => readonly [number | null, number | null] | undefined) =>
    known.flatMap((row) => {
      const [lower, upper] = pick(row) ?? [null, null];
      return lower === null || upper === null
        ? []
        : [{ at: row.at, lower: within(lower), upper: within(upper) }];
    });
  const tip = ({ name, text }: IntervalRow): string => `${name}: ${text}`;
  return panelOf({
    label,
    description,
    width,
    height: (isTall ? TALL : ROW) * rows.length + 46,
    marginLeft: nameWidth,
    marginRight: textWidth,
    marginTop: 6,
    marginBottom: 38,
    x: {
      domain: [...domain],
      label: unit,
      labelAnchor: 'center',
      labelArrow: 'none',
      type: scale,
      grid: true,
      ...ticksOf(scale, domain, width - nameWidth - textWidth),
    },
    y: { domain: placed.map(({ at }) => at), label: null, axis: null },
    marks: [
      Plot.axisY({
        label: null,
        tickSize: 0,
        tickFormat: (at: string) => rows[Number(at)]!.name,
        fontSize: isTall ? 10.5 : 12,
        lineHeight: 1.1,
      }),
      ...(quiet
        ? [Plot.rect([quiet], { x1: (d) => d[0], x2: (d) => d[1], fill: '#000', fillOpacity: 0.09 })]
        : []),
      ...(zero === null ? [] : [Plot.ruleX([zero], { stroke: QUIET, strokeDasharray: '2 2' })]),
      Plot.ruleY(
        spans(({ outer }) => outer),
        { x1: 'lower', x2: 'upper', y: 'at', stroke: INK, strokeWidth: 1 },
      ),
      Plot.ruleY(
        spans(({ lower, upper }) => [lower, upper]),
        { x1: 'lower', x2: 'upper', y: 'at', stroke: INK, strokeWidth: 3.5, strokeOpacity: 0.75 },
      ),
      Plot.dot(known, {
        x: (d) => within(d.estimate!),
        y: 'at',
        r: 3.6,
        fill: (d) => (d.isFilled ? INK : '#fff'),
        stroke: INK,
        strokeWidth: 1.5,
        title: tip,
      }),
      Plot.text(placed, {
        text: 'text',
        y: 'at',
        frameAnchor: 'right',
        dx: textWidth - 2,
        textAnchor: 'end',
        fontSize: 11,
      }),
    ],
    color: { type: 'identity' },
  });
}

function ticksOf(
  scale: 'linear' | 'log' | 'symlog',
  domain: readonly [number, number],
  room: number,
): Pick<Plot.ScaleOptions, 'ticks' | 'tickFormat'> {
  if (scale === 'linear') return { ticks: Math.max(2, Math.floor(room / 48)) };
  const logarithmic = domain[1] / domain[0] > 30 ? [0.1, 0.3, 1, 3, 10] : [0.25, 0.5, 1, 2, 4];
  const all = scale === 'log' ? logarithmic : [-1000, -100, -10, 0, 10, 100, 1000, 10_000];
  return { ticks: all.filter((tick) => tick >= domain[0] && tick <= domain[1]), tickFormat: String };
}

/** A scale that holds all intervals and 0, widened a little. */
export function domainOf(rows: readonly IntervalRow[], always: readonly number[] = [0]): [number, number] {
  const values = rows
    .flatMap(({ estimate, lower, upper, outer }) => [estimate, lower, upper, ...(outer ?? [])])
    .filter((value) => value !== null);
  const [low, high] = [Math.min(...always, ...values), Math.max(...always, ...values)];
  const room = 0.04 * (high - low || 1);
  return [low < 0 ? low - room : low, high + room];
}
