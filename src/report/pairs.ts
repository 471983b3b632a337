/** Which scenarios of a run are compared with which, over which windows, and which of them are drawn in full. */
import { monthNumber } from '../model/calendar.js';
import { fullMonths, reboundWindows } from '../analysis/rebound-windows.js';
import { windowOf } from '../analysis/layout.js';
import type { RowOf } from '../results/columns.js';

type Contrast = RowOf<'contrasts'>;
type Scenario = RowOf<'scenarios'>;
type Forcing = RowOf<'forcings'>;

export interface Pair {
  readonly scenario: Scenario;
  readonly reference: Scenario;
  /** Every figure is drawn; the others of a large run are told in the common ones. */
  readonly isFull: boolean;
  /** Months 1–12 and 13–24 after the change, as far as they are inside the run. */
  readonly first: string | null;
  readonly second: string | null;
  /** First day on which what they force differs; `null` where nothing does. */
  readonly differsFrom: string | null;
  /** Rows of `contrasts.csv` at Afghanistan, KP and everywhere. */
  readonly contrasts: readonly Contrast[];
  /** Claims by region; empty where the pair is not drawn in full. */
  readonly regional: readonly Contrast[];
  /** The same by zone. */
  readonly zonal: readonly Contrast[];
  /** Forcing rows that only one of the two has. */
  readonly changes: readonly Forcing[];
}

/** More would neither fit nor be read. */
const MOST_IN_FULL = 3;

/** Pairs in the order of the scenarios; where there are too many, only the first is drawn in full. */
export function pairsIn(
  scenarios: readonly Scenario[],
  forcings: readonly Forcing[],
  contrasts: readonly Contrast[],
): Pair[] {
  const byId = new Map(scenarios.map((scenario) => [scenario.scenario_id, scenario]));
  const pairs = scenarios.flatMap((scenario) => {
    const reference = byId.get(scenario.counterfactual_id ?? '');
    return reference ? [{ scenario, reference }] : [];
  });
  const most = pairs.length <= MOST_IN_FULL ? pairs.length : 1;
  const byMain = [...pairs].sort((a, b) => Number(isMain(b)) - Number(isMain(a)));
  return byMain.map(({ scenario, reference }, at) => {
    const own = contrasts.filter((row) => row.scenario_id === scenario.scenario_id);
    const changes = changesBetween(forcings, scenario.scenario_id, reference.scenario_id);
    const differsFrom = changes.map(({ date }) => date).sort()[0] ?? null;
    return {
      scenario,
      reference,
      isFull: at < most,
      ...windowsOf(scenario, own, differsFrom),
      differsFrom,
      contrasts: own,
      regional: [],
      zonal: [],
      changes,
    };
  });
}

/** The pair that the calibration tells about, which is read first where it is in the run. */
export const MAIN = { scenario: 'lapsed-2023-07', reference: 'sustained-2023-07' } as const;

export function isMain({ scenario, reference }: Pick<Pair, 'scenario' | 'reference'>): boolean {
  return scenario.scenario_id === MAIN.scenario && reference.scenario_id === MAIN.reference;
}

function windowsOf(
  { start, end }: Scenario,
  own: readonly Contrast[],
  differsFrom: string | null,
): Pick<Pair, 'first' | 'second'> {
  const second = own.find(({ statistic }) => statistic.startsWith('p_above_'))?.window;
  if (second !== undefined) {
    const from = monthNumber(second.slice(0, 7));
    return { first: windowOf(from - 12, from).id, second };
  }
  if (differsFrom === null) return { first: null, second: null };
  const windows = reboundWindows(differsFrom, fullMonths(start, end));
  const measured = (id: string | undefined): string | null =>
    id !== undefined && own.some(({ window }) => window === id) ? id : null;
  return { first: measured(windows.first?.id), second: measured(windows.second?.id) };
}

/** What one of the two forces and the other does not, by date; of the same lever, place and day both are kept. */
function changesBetween(forcings: readonly Forcing[], scenario: string, reference: string): Forcing[] {
  const key = ({ lever, location, date, level }: Forcing): string => [lever, location, date, level].join('|');
  const own = forcings.filter((row) => row.scenario_id === scenario);
  const other = forcings.filter((row) => row.scenario_id === reference);
  const [inOwn, inOther] = [new Set(own.map(key)), new Set(other.map(key))];
  return [
    ...own.filter((row) => !inOther.has(key(row))),
    ...other.filter((row) => !inOwn.has(key(row))),
  ].sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
}

/** The row of a pair. */
export function contrastOf(
  rows: readonly Contrast[],
  explanation: string,
  window: string | null,
  statistic = 'difference',
  target = 'attacks',
  location = 'afghanistan',
): Contrast | null {
  return (
    rows.find(
      (row) =>
        row.explanation === explanation &&
        row.window === window &&
        row.statistic === statistic &&
        row.target === target &&
        row.location === location,
    ) ?? null
  );
}

/** Explanations of the rows of a pair, in the order in which they are told; averages at the end. */
export function explanationsOf(
  rows: readonly { readonly explanation: string }[],
  order: readonly string[],
): string[] {
  const present = new Set(rows.map(({ explanation }) => explanation));
  return [...order, ...AVERAGES].filter((name) => present.has(name));
}

export const AVERAGES: readonly string[] = ['equal', 'evidence'];
