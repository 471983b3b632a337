/**
 * What an entry of `levers` or `events` may say. Which keys an id takes follows from `LEVERS` of the model, so that
 * the language can neither offer a key that changes nothing nor lack one that does.
 */
import { z } from 'zod';
import { GROUPS, LANGUAGES, type LeverKind, LEVERS } from '../model/levers.js';
import { SIDES } from './places.js';

/** Largest size of an event. */
export const MAX_SIZE = 10;

const date = (what: string) =>
  z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .describe(`a date, YYYY-MM-DD: ${what}`);

/** Every key, whoever takes it; an entry has some of them. */
const KEYS = {
  id: z.string().describe('one of the closed list below'),
  side: z.enum(SIDES).describe(`${SIDES.join(' or ')}; without it both sides`),
  location: z
    .string()
    .regex(/\S/)
    .describe(
      'afghanistan, a zone, a province or its ISO 3166-2 code; without it wherever the effect reaches',
    ),
  languages: z
    .array(z.enum(LANGUAGES))
    .min(1)
    .describe(`a list of ${LANGUAGES.join(', ')}; without it all of them`),
  second_order: z.boolean().describe('true or false: whether the effects besides the purpose are counted'),
  group: z.enum(GROUPS).describe(`one of ${GROUPS.join(', ')}`),
  on: date('the day on which it happens'),
  from: date('the first day on which it acts'),
  until: date('the first day on which it no longer acts; without it to the end'),
  strength: z.number().min(0).max(1).describe('a number from 0 (no effect) to 1 (the full effect)'),
  size: z
    .number()
    .min(0)
    .max(MAX_SIZE)
    .describe(`a number from 0 (no effect) to ${MAX_SIZE}; 1 is the effect as docs/parameters.md has it`),
  source: z.string().regex(/\S/).describe('where the size of the change comes from; it may say "assumption"'),
};
export type PulledKey = keyof typeof KEYS;
export const isPulledKey = (key: string): boolean => Object.hasOwn(KEYS, key);

/** Every key of an entry with what is expected of it, for the documentation. */
export function entryKeys(): [key: string, description: string][] {
  return Object.entries(KEYS).map(([key, schema]) => [key, schema.description!]);
}

/** An entry of `levers` or `events` as written. */
export type WrittenPull = { readonly [Key in PulledKey]?: z.infer<(typeof KEYS)[Key]> } & {
  readonly id: string;
  readonly source: string;
};

/** Kinds by name: a lever is listed under `levers`, an event under `events`. */
export type PullKind = LeverKind['kind'];
export const listOf = (kind: PullKind): 'levers' | 'events' => (kind === 'lever' ? 'levers' : 'events');

export function leverKind(id: string): LeverKind | undefined {
  return LEVERS.find((lever) => lever.id === id);
}

export function idsOf(kind: PullKind): string[] {
  return LEVERS.filter((lever) => lever.kind === kind).map(({ id }) => id);
}

/** Keys that an id takes, in the order in which they are best written; those in `required` cannot be left out. */
export function keysOf({ kind, takes }: LeverKind): { keys: PulledKey[]; required: PulledKey[] } {
  const amount = kind === 'lever' ? 'strength' : 'size';
  const optional = (['side', 'location', 'languages'] as const).filter((key) => takes[key]);
  const named = (['group', 'second_order'] as const).filter((key) => takes[key]);
  const first: PulledKey = takes.lasts ? 'from' : 'on';
  const last: PulledKey[] = takes.lasts ? ['until'] : [];
  return {
    keys: ['id', ...optional, ...named, first, ...last, amount, 'source'],
    required: ['id', ...named, first, amount, 'source'],
  };
}

function entryOf(lever: LeverKind): z.ZodType<WrittenPull> & z.ZodObject {
  const { keys, required } = keysOf(lever);
  const shape = Object.fromEntries(
    keys.map((key) => [key, required.includes(key) ? KEYS[key] : KEYS[key].optional()]),
  );
  // Editors show the title where they offer a whole entry.
  return z
    .strictObject({ ...shape, id: z.literal(lever.id).describe(lever.stands) })
    .meta({ title: lever.id }) as unknown as z.ZodType<WrittenPull> & z.ZodObject;
}

/** The list of all levers, or of all events, of a scenario. */
export function pullsSchema(kind: PullKind) {
  const [first, ...rest] = LEVERS.filter((lever) => lever.kind === kind).map((lever) => entryOf(lever));
  return z
    .array(z.discriminatedUnion('id', [first!, ...rest]))
    .describe(
      `a list of ${listOf(kind)}, each {id, ${kind === 'lever' ? 'from, strength' : 'on or from, size'}, source}`,
    );
}
