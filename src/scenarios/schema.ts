/**
 * The one definition of what may be written in a scenario file. It checks files, names the type of a resolved
 * file, gives hints their wording (each description completes "expected …"), and is exported as JSON Schema for
 * editors. Every key is optional here, since a file may extend another; `complete.ts` asks for the rest.
 */
import { z } from 'zod';
import { EXPLANATIONS } from '../model/explanations.js';
import { CALIBRATED_LEVELS } from '../model/forcing.js';
import { RESOLUTIONS } from '../model/locations.js';
import { TARGET_IDS } from '../model/targets.js';
import { NOT_INHERITED, SCHEDULES } from './extend.js';
import { pullsSchema } from './lever-schema.js';
import { PURPOSES } from './scenario.js';
import { dotted, type Path } from './tree.js';

/** The version of the scenario language, which every file names in `schema`. */
export const SCENARIO_SCHEMA = 'scenario/v1';
/** Largest pressure level; 1 is the tempo of January–June 2023. */
export const MAX_LEVEL = 5;
export const ON_FAIL = ['error', 'warn'] as const;
export const PARAMETER_SETS = ['posterior', 'posterior-without-2020-21', 'prior', 'point'] as const;

/** The shapes of a pressure schedule, each with the keys it needs besides `shape`. */
export const SHAPES = {
  constant: ['to'],
  step: ['after', 'to'],
  ramp: ['after', 'to', 'over_days'],
  pulse: ['after', 'to', 'for_days'],
  'on-off': ['after', 'to', 'on_days', 'off_days'],
  reactive: ['after', 'to', 'gain', 'ceiling'],
} as const;
export type Shape = keyof typeof SHAPES;
const SHAPE_NAMES = Object.keys(SHAPES) as [Shape, ...Shape[]];

const CALIBRATED = CALIBRATED_LEVELS.map((level) => `calibrated.${level}` as const);

const sentence = (expected: string) => z.string().regex(/\S/).describe(expected);
const id = (expected: string) =>
  z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    .max(60)
    .describe(expected);
const date = () =>
  z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .describe('a date, YYYY-MM-DD');
const days = (what: string) =>
  z.int().min(1).max(6000).describe(`a whole number of days from 1 to 6000: ${what}`);
const level = (what: string) =>
  z
    .union([z.number().min(0).max(MAX_LEVEL), z.enum(CALIBRATED)])
    .describe(
      `${what}a number from 0 to ${MAX_LEVEL} (1 = January–June 2023) or calibrated.{${CALIBRATED_LEVELS.join(', ')}}`,
    );

const expression = (example: string) => z.string().regex(/\S/).describe(`an expression, ${example}`);

const course = {
  after: date().describe('a date, YYYY-MM-DD: the first day on which pressure differs from history'),
  shape: z.enum(SHAPE_NAMES).describe(`one of ${SHAPE_NAMES.join(', ')}`),
  to: level(''),
  over_days: days('how long the ramp takes'),
  for_days: days('how long the pulse lasts; then pressure is as calibrated for the day'),
  on_days: days('how long pressure is at the level, each time'),
  off_days: days('how long pressure is as calibrated for the day, each time'),
  gain: z
    .number()
    .min(0)
    .max(MAX_LEVEL)
    .describe('a number from 0 to 5: pressure added for each claimed attack of the last 30 days'),
  ceiling: z
    .number()
    .min(0)
    .max(MAX_LEVEL)
    .describe('a number from 0 to 5: the highest level of reactive pressure'),
};
const override = z.strictObject(course).partial().describe('a schedule: {after, shape, to}');
const schedule = (where: string) =>
  z
    .strictObject({
      ...course,
      by_location: z.record(z.string(), override).describe(`a map from places to schedules: ${where}`),
    })
    .partial()
    .describe('a schedule: {after, shape, to}');

const explanation = z.enum(EXPLANATIONS);
const resolutions = (what: string) =>
  z.array(z.enum(RESOLUTIONS)).describe(`a list of ${RESOLUTIONS.join(', ')}: ${what}`);

export const scenarioSchema = z
  .strictObject({
    schema: z.literal(SCENARIO_SCHEMA).describe(SCENARIO_SCHEMA),
    id: id('a name of small letters, digits and single hyphens, such as lapsed-2023-07'),
    extends: z
      .string()
      .regex(/\S/)
      .describe('the path of one parent file inside the study folder, such as base.yaml'),
    title: sentence('a title in plain words'),
    purpose: z.enum(PURPOSES).describe(`one of ${PURPOSES.join(', ')}`),
    question: sentence('the question that the scenario answers, in plain words'),
    assumptions: z
      .array(sentence('an assumption in plain words'))
      .min(1)
      .describe('a list of sentences, printed with the results'),
    time: z
      .strictObject({
        start: date().describe('2020-01-01, the first day of every run'),
        end: date().describe('a date from 2020-12-31 to 2035-12-31, the last simulated day'),
      })
      .partial()
      .describe('{start, end}'),
    explanation: z
      .union([z.enum([...EXPLANATIONS, 'all']), z.array(explanation).min(1)])
      .describe(`${EXPLANATIONS.join(', ')}, a list of them, or all`),
    parameters: z
      .string()
      .regex(/\S/)
      .describe(`${PARAMETER_SETS.join(', ')}, or the path of a file inside the study folder`),
    pressure: z
      .strictObject({
        taliban: schedule('zones, province codes or province names'),
        pakistan: schedule('kp'),
      })
      .partial()
      .describe('{taliban, pakistan}, each a schedule'),
    levers: pullsSchema('lever'),
    events: pullsSchema('event'),
    experiment: z
      .strictObject({
        draws: z
          .int()
          .min(1)
          .max(100_000)
          .describe('a whole number from 1 to 100000: parameter draws per explanation'),
        replicates: z
          .int()
          .min(1)
          .max(100_000)
          .describe('a whole number from 1 to 100000: replicates per draw'),
        seed: z
          .union([z.string().min(1), z.int()])
          .describe('a text (quote it if it looks like a number) or a whole number'),
        stop: z
          .strictObject({
            when: expression('such as "mcse(attacks.afghanistan) < 0.25"'),
            at_least: z
              .int()
              .min(2)
              .max(100_000)
              .describe('a whole number from 2 to 100000: draws per explanation before the first look'),
          })
          .partial()
          .describe('{when, at_least}'),
      })
      .partial()
      .describe('{draws, replicates, seed, stop}'),
    counterfactual: z
      .string()
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*(--[\w.-]+)?$/)
      .describe('the id of the scenario to compare with'),
    rebound: z
      .strictObject({
        from: date().describe('a date, YYYY-MM-DD: the first day that differs'),
        bars: z
          .array(z.union([z.number().positive().max(10_000), z.literal('twice-before')]))
          .min(1)
          .describe('a list of claims a month (numbers above 0) or twice-before'),
        months: z
          .int()
          .min(1)
          .max(24)
          .describe('a whole number from 1 to 24: months in a row that expected claims must stand at a bar'),
      })
      .partial()
      .describe('{from, bars, months}'),
    outputs: z
      .strictObject({
        targets: z
          .array(z.enum(TARGET_IDS))
          .min(1)
          .describe('a list of targets, such as attacks, killed, raids'),
        trajectories: resolutions('where every replicate is written out'),
        quantiles: resolutions('where quantiles are written'),
      })
      .partial()
      .describe('{targets, trajectories, quantiles}'),
    assert: z
      .array(
        z.strictObject({
          that: expression('such as "min(*.*) >= 0"'),
          on_fail: z.enum(ON_FAIL).optional().describe('error (exit code 3) or warn; error if left out'),
          because: sentence('why it must hold, in plain words').optional(),
        }),
      )
      .describe('a list of assertions, each {that, on_fail, because}'),
    vary: z
      .record(z.string(), z.array(z.union([z.number(), z.string().regex(/^[\w.-]+$/), z.boolean()])).min(1))
      .describe('a map from dotted keys to lists of values, such as {pressure.taliban.to: [0, 0.5, 1]}'),
  })
  .partial();

/** A file, or several merged, as written: types are right, nothing is settled. */
export type Written = z.infer<typeof scenarioSchema>;
export type WrittenSchedule = NonNullable<NonNullable<Written['pressure']>['taliban']>;

type JsonSchema = z.core.JSONSchema.BaseSchema;
const EMPTY = { type: 'string', maxLength: 0 } as const;

/** JSON Schema (draft-07) of a scenario file, for editors. */
export function scenarioJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(scenarioSchema, { io: 'input', target: 'draft-7' });
  allowUnset(rest, []);
  return {
    $schema,
    description: 'A scenario of the enduring duel, or a base for scenarios',
    ...rest,
    required: ['schema'],
  };
}

/**
 * Allows an empty text as the value of every key that `extends` can bring but single keys of `vary`. Editors read
 * `!unset` as one, and would underline it otherwise; that a text is really empty is for `duel validate` to say.
 */
function allowUnset({ properties = {} }: JsonSchema, path: Path): void {
  for (const [key, schema] of Object.entries(properties as Record<string, JsonSchema>)) {
    const here = [...path, key];
    if (NOT_INHERITED.includes(dotted(here))) continue;
    if (!SCHEDULES.includes(dotted(here))) allowUnset(schema, here);
    const { description, type, pattern, anyOf, ...rest } = schema;
    if (anyOf !== undefined) {
      schema.anyOf = [...anyOf, EMPTY];
    } else if (schema.enum !== undefined) {
      properties[key] = { description: description!, anyOf: [{ type: type!, ...rest }, EMPTY] };
    } else {
      // Not `anyOf`: a language server would no longer know whether to go on with a list or a map.
      Object.assign(schema, { type: type === 'string' ? type : [type, 'string'] });
      schema.pattern = type === 'string' ? `^$|${pattern}` : '^$';
      // A keyword of editors; other readers of JSON Schema pass over it.
      schema['patternErrorMessage'] = `Expected ${description}.`;
    }
  }
}
