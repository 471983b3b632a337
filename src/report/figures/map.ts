/** Where: the paired difference by region as a map, one for each explanation, beside a list with intervals. */
import type { RowOf } from '../../results/columns.js';
import { outlinesOf } from '../borders.js';
import type { Figure } from '../figure.js';
import { intervalPanel, type IntervalRow } from '../interval-panel.js';
import { escaped } from '../markup.js';
import type { Material } from '../material.js';
import { counted, figure, listed, percent, range, signed, underEach, windowText } from '../numbers.js';
import { drawnPanel, type Panel, PANEL_WIDTH } from '../panel.js';
import { AVERAGES, explanationsOf, type Pair } from '../pairs.js';
import { placeName } from '../places.js';
import { isFall, isIdentical, isRise } from '../verdict.js';

type Contrast = RowOf<'contrasts'>;

const MAP_HEIGHT = 260;
const LISTED = 12;
/** Steps of the scale, from no claims more on; lightness falls by step, so that it reads in grey. */
const RISES = ['#fdf0e3', '#fbd3ae', '#f2a26b', '#d26b35', '#8f3a14'];
const FALL = '#7fa8c9';
const SAME = '#fff';
const NOTHING_RESOLVED = 'url(#unresolved)';

export function mapFigures(
  material: Pick<Material, 'explanations' | 'regions' | 'topology'>,
  pair: Pick<Pair, 'first' | 'second' | 'regional'>,
  id: string,
): Figure[] {
  const window = pair.second ?? pair.first;
  const rows = pair.regional.filter(
    (row) => row.window === window && row.statistic === 'difference' && row.target === 'attacks',
  );
  const explanations = explanationsOf(rows, material.explanations);
  if (window === null || explanations.length === 0) return [];
  const name = (code: string): string => placeName(code, material.regions);
  const most = Math.max(
    0,
    ...rows.flatMap(({ estimate, resolved }) => (resolved === true && estimate !== null ? [estimate] : [])),
  );
  const steps = stepsTo(most);
  const outlines = outlinesOf(material.topology, PANEL_WIDTH, MAP_HEIGHT);
  const own = explanations.filter((one) => !AVERAGES.includes(one));
  const of = (explanation: string): Contrast[] => rows.filter((row) => row.explanation === explanation);
  const told = (explanation: string): string => {
    const count = (test: (row: Contrast) => boolean): number => of(explanation).filter(test).length;
    const [more, fewer] = [count(isRise), count(isFall)];
    return `${more} of ${of(explanation).length} regions${fewer > 0 ? ` (lower in ${fewer})` : ''}`;
  };
  const pairsOf = (names: readonly string[]): string =>
    [
      ...new Set(
        names.map(
          (one) => `${counted(of(one)[0]!.n_pairs, 'pair')}${AVERAGES.includes(one) ? ` (${one})` : ''}`,
        ),
      ),
    ].join('; ');
  const level = percent(rows[0]!.level);
  const data = {
    columns: [
      'explanation',
      'region',
      'name',
      'window',
      'estimate',
      'mc_lower',
      'mc_upper',
      'level',
      'resolved',
      'n_pairs',
    ],
    rows: explanations.flatMap((explanation) =>
      of(explanation).map((row) => [
        explanation,
        row.location,
        name(row.location),
        row.window,
        row.estimate,
        row.mc_lower,
        row.mc_upper,
        row.level,
        row.resolved,
        row.n_pairs,
      ]),
    ),
  };
  const table = {
    caption: 'difference by region, those that are resolved under some explanation',
    head: ['Region', ...explanations],
    rows: [...material.regions.values()]
      .filter(({ code }) => rows.some((row) => row.location === code && row.resolved === true))
      .map(({ code }) => [
        name(code),
        ...explanations.map((one) => cellOf(of(one).find((row) => row.location === code))),
      ]),
  };
  const counts = underEach(own.map((one) => [one, told(one)]));
  const months = windowText(window);
  const map: Figure = {
    id: `${id}-map`,
    title: `Over ${months} claims are higher, resolved, in ${counts}.`,
    panels: explanations.map((explanation) => mapPanel(explanation, of(explanation), outlines, steps, name)),
    columns: 3,
    band: `shade: mean paired difference in claims over the window, by step (${steps.map((step, at) => `${figure(at === 0 ? 0 : steps[at - 1]!)}–${figure(step)}`).join(', ')}); hatched: the ${level} Monte Carlo interval does not exclude no difference; blue, with a dot or a number below 0: fewer claims, resolved`,
    n: `${pairsOf(explanations)} of replicates`,
    notes: [
      `Printed on the map: the difference where it is among the three largest that are resolved and there is room. With 35 regions at ${level}, some three or four are resolved by chance where there is nothing.`,
      'Borders: Natural Earth, public domain; provinces are the finest unit there is.',
    ],
    table,
    data,
    specification: {
      source:
        'tables/contrasts.csv: target attacks, statistic difference, the 35 regions; data/regions.topo.json',
      panels: 'explanation',
      marks: [{ mark: 'geo', shape: 'region', fill: 'estimate', hatch: 'resolved' }],
    },
  };
  const list = listFigure(id, months, own, of, name, {
    level,
    pairs: pairsOf(own),
    data,
  });
  return list ? [map, list] : [map];
}

/** The regions with the largest difference anywhere, in one order for all explanations. */
function listFigure(
  id: string,
  months: string,
  explanations: readonly string[],
  of: (explanation: string) => readonly Contrast[],
  name: (code: string) => string,
  { level, pairs, data }: { level: string; pairs: string } & Pick<Figure, 'data'>,
): Figure | null {
  const size = new Map<string, number>();
  for (const explanation of explanations)
    for (const { location, estimate } of of(explanation))
      size.set(location, Math.max(size.get(location) ?? 0, Math.abs(estimate ?? 0)));
  const codes = [...size]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([code]) => code)
    .slice(0, LISTED);
  const lists = explanations.map((explanation) => ({
    explanation,
    rows: codes.map((code): IntervalRow => {
      const row = of(explanation).find(({ location }) => location === code);
      return {
        name: name(code),
        estimate: row?.estimate ?? null,
        lower: row?.mc_lower ?? null,
        upper: row?.mc_upper ?? null,
        isFilled: row?.resolved === true,
        text:
          row?.estimate == null ? 'no value' : `${signed(row.estimate)}${row.resolved === false ? ' ~' : ''}`,
      };
    }),
  }));
  const values = lists.flatMap(({ rows }) => rows.flatMap(({ lower, upper }) => [lower ?? 0, upper ?? 0]));
  if (codes.length === 0) return null;
  const first = lists.flatMap(({ explanation, rows }) => {
    const top = rows
      .filter(({ isFilled, estimate }) => isFilled && estimate! > 0)
      .sort((a, b) => b.estimate! - a.estimate!)[0];
    return top ? [`${top.name} under ${explanation} (${top.text} [${range(top.lower, top.upper)}])`] : [];
  });
  return {
    id: `${id}-regions`,
    title:
      first.length > 0
        ? `The largest resolved rise is in ${listed(first)}.`
        : 'In none of these regions is a rise resolved under any explanation.',
    panels: lists.map(({ explanation, rows }) =>
      intervalPanel({
        label: explanation,
        description: `Difference in claims by region under ${explanation}. ${rows.map((row) => `${row.name} ${row.text}`).join(', ')}.`,
        rows,
        unit: 'claims more',
        domain: [Math.min(0, ...values), Math.max(1, ...values)],
        zero: 0,
        nameWidth: 124,
      }),
    ),
    columns: 3,
    band: `${level} Monte Carlo interval; filled: it excludes no difference; hollow and ~: not resolved`,
    n: `${pairs} of replicates`,
    notes: [
      `${months}. The ${codes.length} regions with the largest difference under any explanation, in one order.`,
    ],
    table: {
      caption: 'difference in the regions drawn',
      head: ['Region', ...explanations],
      rows: codes.map((code) => [
        name(code),
        ...explanations.map((one) => cellOf(of(one).find(({ location }) => location === code))),
      ]),
    },
    data,
    specification: {
      source: 'tables/contrasts.csv: target attacks, statistic difference, the 35 regions',
      panels: 'explanation',
      marks: [
        { mark: 'rule', y: 'region', x1: 'mc_lower', x2: 'mc_upper' },
        { mark: 'dot', y: 'region', x: 'estimate', filled: 'resolved' },
      ],
    },
  };
}

function mapPanel(
  explanation: string,
  rows: readonly Contrast[],
  outlines: ReturnType<typeof outlinesOf>,
  steps: readonly number[],
  name: (code: string) => string,
): Panel {
  const byCode = new Map(rows.map((row) => [row.location, row]));
  const top = rows
    .filter(({ resolved, estimate }) => resolved === true && estimate !== null)
    .sort((a, b) => Math.abs(b.estimate!) - Math.abs(a.estimate!))
    .slice(0, 3);
  const shapes = outlines.map(({ code, path }) => {
    const row = byCode.get(code);
    return `<path d="${path}" fill="${fillOf(row, steps)}" stroke="#555" stroke-width="0.6"><title>${escaped(`${name(code)}: ${cellOf(row)}`)}</title></path>`;
  });
  const labelled: (readonly [number, number])[] = [];
  const labels = top.flatMap(({ location, estimate }) => {
    const centre = outlines.find(({ code }) => code === location)?.centre;
    if (!centre || labelled.some(([x, y]) => Math.abs(x - centre[0]) < 44 && Math.abs(y - centre[1]) < 13))
      return [];
    labelled.push(centre);
    const [x, y] = centre;
    return [
      `<text x="${x}" y="${y + 4}" font-size="11" font-weight="700" stroke="#fff" stroke-width="3" paint-order="stroke" fill="#111">${signed(estimate!)}</text>`,
    ];
  });
  // Under a number a dot reads as a digit's point; its minus sign says as much.
  const dots = outlines
    .filter(({ code, centre }) => byCode.has(code) && isFall(byCode.get(code)!) && !labelled.includes(centre))
    .map(({ centre: [x, y] }) => `<circle cx="${x}" cy="${y}" r="2.5" fill="#123"/>`);
  const told = top.map((row) => `${name(row.location)} ${signed(row.estimate!)}`);
  return drawnPanel({
    label: explanation,
    description: `Map of the difference in claims under ${explanation}. ${told.length > 0 ? `Largest resolved: ${told.join(', ')}.` : 'No region is resolved.'}`,
    width: PANEL_WIDTH,
    height: MAP_HEIGHT,
    body: [...shapes, ...dots, ...labels, legendOf(steps)].join(''),
  });
}

/** In the corner that no region reaches. */
function legendOf(steps: readonly number[]): string {
  const entries = [
    ...steps.map((step, at) => [RISES[at]!, `to +${figure(step)}`] as const),
    [FALL, 'fewer'] as const,
    [NOTHING_RESOLVED, 'not resolved'] as const,
    [SAME, 'no pair differs'] as const,
  ];
  return entries
    .map(([fill, text], at) => {
      const y = MAP_HEIGHT - 14 * (entries.length - at) - 2;
      return `<rect x="${PANEL_WIDTH - 92}" y="${y}" width="14" height="10" fill="${fill}" stroke="#555" stroke-width="0.6"/><text x="${PANEL_WIDTH - 74}" y="${y + 9}" text-anchor="start" font-size="10">${text}</text>`;
    })
    .join('');
}

function fillOf(row: Contrast | undefined, steps: readonly number[]): string {
  if (row && isIdentical(row)) return SAME;
  if (!row || row.resolved !== true || row.estimate === null) return NOTHING_RESOLVED;
  if (row.estimate < 0) return FALL;
  const at = steps.findIndex((step) => row.estimate! <= step);
  return RISES[at < 0 ? RISES.length - 1 : at]!;
}

function cellOf(row: Contrast | undefined): string {
  if (!row || row.estimate === null) return 'no value';
  if (isIdentical(row)) return '0: no pair differs';
  return `${signed(row.estimate)} [${range(row.mc_lower, row.mc_upper)}]${row.resolved === false ? ' ~' : ''}`;
}

/** Five ends of steps that grow by halves, the last at least `most`, in round numbers. */
function stepsTo(most: number): number[] {
  const end = most > 0 ? most : 1;
  return [1 / 16, 1 / 8, 1 / 4, 1 / 2, 1].map((part) => Number((part * end).toPrecision(2)));
}
