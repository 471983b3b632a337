/** What the benchmarks run: the shipped geography, medians of the priors, and scenarios as forcings. */
import { readFileSync } from 'node:fs';
import { dayOf } from '../src/model/calendar.js';
import { type Explanation, EXPLANATIONS } from '../src/model/explanations.js';
import { AS_CALIBRATED, type Course, type Forcing } from '../src/model/forcing.js';
import { parseGeography } from '../src/model/geography.js';
import { PARAMETERS, type ParameterValues, parameterValues } from '../src/model/parameters.js';
import { priorQuantile } from '../src/model/priors.js';
import { prepare, type World } from '../src/model/world.js';
import { Draws, replicateKey } from '../src/random/draws.js';
import { masterKey } from '../src/random/seed.js';

/** The command runs in the package's folder. */
const text = (path: string): string => readFileSync(path, 'utf8');

export const geography = parseGeography(text('data/regions.csv'), text('data/adjacency.csv'));

/** Medians of an explanation's priors, and what it fixes. */
export function medians(explanation: Explanation): ParameterValues {
  return parameterValues(
    Object.fromEntries(PARAMETERS.map(({ id, prior }) => [id, priorQuantile(prior[explanation], 0.5)])),
  );
}

/** First day after the period of the article, where the shipped scenarios change pressure. */
export const LAPSE = dayOf('2023-07-01');
/** The hindcast plus two years. */
export const DAYS = dayOf('2025-06-30') + 1;

/** Calibrated history until the lapse, then this course; null: history to the end. */
export function forcing(course: Course | null, days = DAYS): Forcing {
  const everywhere = course === null ? null : { from: LAPSE, course };
  return { days, taliban: { everywhere, byRegion: new Map() }, pakistan: AS_CALIBRATED, levers: [] };
}

export const SUSTAINED: Course = { shape: 'step', to: 1 };

/** Values at will, beyond the bounds of the table too: scaled worlds are no claims about the one there is. */
export function withValues(p: ParameterValues, given: Partial<ParameterValues>): ParameterValues {
  // Read whole, as the model's own parameter sets are, for the engine's fast layout.
  return JSON.parse(JSON.stringify({ ...p, ...given })) as ParameterValues;
}

export function worldOf(p: ParameterValues, given = forcing(SUSTAINED)): World {
  return prepare(geography, p, given);
}

/** The hindcast plus two years of sustained pressure under each explanation. */
export const standardWorlds = (): World[] => EXPLANATIONS.map((name) => worldOf(medians(name)));

const MASTER = masterKey('bench');

/** Draws of a numbered replicate. `space` keeps apart replicates that must not share chance. */
export function drawsOf(replicate: number, space = 0): Draws {
  return new Draws(replicateKey(MASTER, 0, space, replicate));
}
