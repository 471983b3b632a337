/** Levers and events as written → what the model is forced with, and the rows of `forcings.csv` that say so. */
import { dateOf, dayOf, type IsoDate } from '../model/calendar.js';
import type { Geography } from '../model/geography.js';
import { LANGUAGES, type Lever, type LeverId } from '../model/levers.js';
import { leverKind, listOf, type WrittenPull } from './lever-schema.js';
import { anyPlace } from './places.js';
import { compareText } from './problems.js';
import type { ForcingRow, Pulled } from './scenario.js';

export interface ResolvedPulls {
  /** By first day, name and place: the order of the file means nothing. */
  readonly levers: readonly Lever[];
  /** The same entries, in the same order, as their author wrote them. */
  readonly pulled: readonly Pulled[];
  readonly rows: readonly ForcingRow[];
}

/** Settles the entries of a run of `days` days; they must have passed `pullProblems`. */
export function resolvePulls(
  written: readonly WrittenPull[],
  days: number,
  geography: Geography,
): ResolvedPulls {
  const entries = written
    .map((entry) => ({ lever: leverOf(entry, geography), pulled: pulledOf(entry, geography) }))
    .sort((a, b) => a.lever.from - b.lever.from || compareText(keyOf(a.pulled), keyOf(b.pulled)));
  return {
    levers: entries.map(({ lever }) => lever),
    pulled: entries.map(({ pulled }) => pulled),
    rows: rowsOf(
      entries.map(({ pulled }) => pulled),
      days,
    ),
  };
}

/** The key of an entry in `Scenario.origin`. */
export function originKey({ kind, lever, location, from }: Pulled): string {
  return `${listOf(kind)}.${lever} in ${location} from ${from}`;
}

const keyOf = ({ lever, location }: { lever: string; location: string }): string => `${lever} ${location}`;

function leverOf(entry: WrittenPull, geography: Geography): Lever {
  const [from, until] = datesOf(entry);
  return {
    id: entry.id as LeverId,
    from: dayOf(from),
    until: until === null ? null : dayOf(until),
    strength: amountOf(entry),
    regions: entry.location === undefined ? null : [...anyPlace(entry.location, geography)!.regions],
    side: entry.side ?? null,
    audience: (entry.languages?.length ?? LANGUAGES.length) / LANGUAGES.length,
    secondOrder: entry.second_order ?? false,
  };
}

/** An entry that passed `pullProblems`, as tables and `duel explain` show it. */
export function pulledOf(entry: WrittenPull, geography: Geography): Pulled {
  const [from, until] = datesOf(entry);
  return {
    id: entry.id as LeverId,
    kind: leverKind(entry.id)!.kind,
    lever: nameOf(entry),
    location: entry.location === undefined ? 'all' : anyPlace(entry.location, geography)!.id,
    from,
    until,
    amount: amountOf(entry),
    source: entry.source.trim().replace(/\s+/g, ' '),
  };
}

/** First day, and first day without it; an event of one day is over on the next. */
function datesOf({ on, from, until }: WrittenPull): [IsoDate, IsoDate | null] {
  return on === undefined ? [from!, until ?? null] : [on, dateOf(dayOf(on) + 1)];
}

// −0 is 0.
const amountOf = ({ strength, size }: WrittenPull): number => (strength ?? size)! + 0;

/** What tells an entry from others of its id in the tables: side, group, languages, second-order effects. */
function nameOf({ id, side, group, languages, second_order }: WrittenPull): string {
  const listed = languages && LANGUAGES.filter((language) => languages.includes(language)).join('+');
  const parts = [id, side, group, listed, second_order ? 'second-order' : undefined];
  return parts.filter((part) => part !== undefined).join('.');
}

function rowsOf(pulled: readonly Pulled[], days: number): ForcingRow[] {
  const begins = new Map(
    pulled.map(({ lever, location, from, amount }) => {
      const row = { lever, location, date: from, level: String(amount) };
      return [`${keyOf(row)} ${from}`, row] as const;
    }),
  );
  // Where one entry ends on the day on which the next begins, the next says what applies.
  const ends = pulled.flatMap(({ lever, location, until }) =>
    until === null || dayOf(until) >= days || begins.has(`${keyOf({ lever, location })} ${until}`)
      ? []
      : [{ lever, location, date: until, level: '0' }],
  );
  return [...begins.values(), ...ends].sort(
    (a, b) => compareText(keyOf(a), keyOf(b)) || compareText(a.date, b.date),
  );
}
