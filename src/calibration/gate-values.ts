/**
 * The numbers that the gate compares. Exact tier: whole counts of a few replicates of each explanation's point set,
 * and hashes. Statistical tier: means over the same posterior draws, whatever the seed, so that what differs between
 * two of them is chance alone, and their standard errors are those of chance within draws.
 */
import type { Measure } from '../analysis/layout.js';
import type { Explanation } from '../model/explanations.js';
import { masterKey } from '../random/seed.js';
import type { Executor } from '../runner/executor.js';
import type { GeographyText, ParameterSets, Plan } from '../runner/plan.js';
import type { PosteriorDraws } from '../runner/posterior-draws.js';
import { tasks } from '../runner/task.js';
import { sha256 } from '../scenarios/meaning.js';
import { Moments } from '../statistics/moments.js';
import { DRAWS, type GateQuantity, TALLIES } from './gate-quantities.js';
import { hindcastPlan } from './hindcast.js';
import { SimulationsFailedError } from './simulator.js';
import { measuresOf, type Sums, TargetReader } from './target.js';

export const TIERS = ['exact', 'statistical'] as const;
export type Tier = (typeof TIERS)[number];

/** Posterior draws of each explanation, and replicates of each that are blessed and that a check simulates. */
export const GATE_DRAWS = 64;
export const BLESSED_REPLICATES = 48;
export const FRESH_REPLICATES = 12;
/** Replicates of each point set. */
export const EXACT_REPLICATES = 8;

export const EXACT_SEED = 'gate-exact';
export const BLESSED_SEED = 'gate-blessed';
export const FRESH_SEED = 'gate-fresh';

/** Addresses in a task: about a tenth of a second. */
const CHUNK = 20;

export interface GateValue {
  readonly quantity: string;
  readonly explanation: Explanation;
  readonly tier: Tier;
  /** `null`: not defined, a share of nothing. */
  readonly value: number | null;
  /** Standard error by chance; `null` in the exact tier, and where there is no value. */
  readonly se: number | null;
}

/** What the gate simulates with. */
export interface GateSource {
  readonly explanations: readonly Explanation[];
  readonly quantities: readonly GateQuantity[];
  readonly posterior: PosteriorDraws;
  readonly point: PosteriorDraws;
  readonly geography: GeographyText;
  readonly executorOf: (plan: Plan) => Executor;
  readonly signal: AbortSignal;
  /** Replicates that ended since it was last called. */
  readonly onProgress: (replicates: number) => void;
}

export interface Replicate {
  readonly windows: Float64Array;
  readonly sha256: string;
}

/** Replicates of each explanation, draw-major. */
export type Replicates = ReadonlyMap<Explanation, readonly Replicate[]>;

/**
 * Hindcasts of each set.
 * @throws SimulationsFailedError naming the first replicate that failed; AbortError where the signal was given
 */
export async function replicatesOf(
  { quantities, geography, executorOf, signal, onProgress }: GateSource,
  sets: ParameterSets,
  seed: string,
  replicates: number,
): Promise<Replicates> {
  const explanations = Object.keys(sets) as Explanation[];
  const last = Math.max(...explanations.map((name) => sets[name]!.length));
  const plan: Plan = {
    ...hindcastPlan(geography, measuresOf(quantities), seed, replicates),
    explanations,
    draws: { first: 1, last },
    parameters: sets,
  };
  const found = new Map(explanations.map((name) => [name, new Array<Replicate>(last * replicates)]));
  const executor = executorOf(plan);
  try {
    await executor.execute(
      tasks(plan, () => CHUNK),
      ({ blocks }) => {
        const addresses = blocks.flatMap((block) => block.addresses);
        for (const { address, results } of addresses) {
          const { explanation, draw, replicate } = address;
          const [result] = results;
          if (result?.status !== 'done')
            throw new SimulationsFailedError(
              `${explanation}, draw ${draw}, replicate ${replicate} of seed ${seed} failed: ${result?.message}`,
            );
          const { windows, sha256: hash } = result;
          found.get(explanation)![(draw - 1) * replicates + replicate - 1] = { windows, sha256: hash };
        }
        onProgress(addresses.length);
      },
      signal,
    );
  } finally {
    await executor.close();
  }
  signal.throwIfAborted();
  return found;
}

export function pointSetsOf({ explanations, point }: GateSource): ParameterSets {
  const key = masterKey('point');
  return Object.fromEntries(explanations.map((name) => [name, point.sets(name, { first: 1, last: 1 }, key)]));
}

/** The draws over which means are taken: the same for every seed. */
export function gateSets({ explanations, posterior }: GateSource): ParameterSets {
  const [key, draws] = [masterKey('gate-draws'), { first: 1, last: GATE_DRAWS }];
  return Object.fromEntries(explanations.map((name) => [name, posterior.sets(name, draws, key)]));
}

/** How many draws a mean is over: one where the calibration has a single set. */
export function gateDraws({
  explanations,
  posterior,
}: Pick<GateSource, 'explanations' | 'posterior'>): number {
  return explanations.every((name) => posterior.count(name) === 1) ? 1 : GATE_DRAWS;
}

/** First 48 bits of a SHA-256: as much as a number holds exactly. */
function hashNumber(text: string): number {
  return Number.parseInt(sha256(text).slice(0, 12), 16);
}

/** Numerators, months that count in part counted whole, so that they are whole numbers. */
function wholeCounts(quantities: readonly GateQuantity[]): (GateQuantity & Sums)[] {
  return quantities
    .filter(({ isExact }) => isExact)
    .map((quantity) => ({
      ...quantity,
      terms: quantity.terms.map((term) => ({ ...term, factor: Math.sign(term.factor) })),
      per: [],
    }));
}

export async function exactValues(source: GateSource): Promise<GateValue[]> {
  const replicates = await replicatesOf(source, pointSetsOf(source), EXACT_SEED, EXACT_REPLICATES);
  return exactValuesOf(source, replicates);
}

export function exactValuesOf(source: GateSource, replicates: Replicates): GateValue[] {
  const { quantities } = source;
  const counted = wholeCounts(quantities);
  const reader = new TargetReader(counted, measuresOf(quantities));
  const draws = gateSets(source);
  return [...replicates].flatMap(([explanation, own]) => {
    const row = (quantity: string, value: number): GateValue => {
      return { quantity, explanation, tier: 'exact', value, se: null };
    };
    const read = own.map(({ windows }) => reader.read(windows));
    return [
      ...counted.map(({ id }, at) =>
        row(
          id,
          read.reduce((sum, values) => sum + values[at]!, 0),
        ),
      ),
      row(TALLIES, hashNumber(own.map(({ sha256: hash }) => hash).join('\n'))),
      row(DRAWS, hashNumber(JSON.stringify(draws[explanation]))),
    ];
  });
}

export async function statisticalValues(
  source: GateSource,
  seed: string,
  replicates: number,
): Promise<GateValue[]> {
  const found = await replicatesOf(source, gateSets(source), seed, replicates);
  const reader = new SumReader(source.quantities);
  return [...found].flatMap(([explanation, own]) =>
    reader.means(own, replicates).map(({ value, se }, at): GateValue => ({
      quantity: source.quantities[at]!.id,
      explanation,
      tier: 'statistical',
      value,
      se,
    })),
  );
}

export interface ChanceMean {
  readonly value: number | null;
  readonly se: number | null;
}

/** Means of each quantity over draws; a share is one of means. */
export class SumReader {
  private readonly above: TargetReader<Sums>;
  private readonly below: TargetReader<Sums>;

  constructor(private readonly quantities: readonly GateQuantity[]) {
    const measures: Measure[] = measuresOf(quantities);
    this.above = new TargetReader(
      quantities.map(({ terms }) => ({ terms, per: [] })),
      measures,
    );
    this.below = new TargetReader(
      quantities.map(({ per }) => ({ terms: per, per: [] })),
      measures,
    );
  }

  /** @param replicates draw-major @param each replicates of each draw, at least 2 */
  means(replicates: readonly Pick<Replicate, 'windows'>[], each: number): ChanceMean[] {
    const above = replicates.map(({ windows }) => this.above.read(windows));
    const below = replicates.map(({ windows }) => this.below.read(windows));
    return this.quantities.map(({ per }, at) =>
      chanceMean(
        above.map((values) => values[at]!),
        per.length === 0 ? null : below.map((values) => values[at]!),
        each,
      ),
    );
  }
}

/**
 * Mean over draws, or ratio of two such means, and its standard error given the draws: what varies between draws is
 * no part of it. A ratio is linearised (Cochran, Sampling Techniques, 1977).
 * @param above draw-major @param each values of a draw, at least 2
 */
export function chanceMean(
  above: readonly number[],
  below: readonly number[] | null,
  each: number,
): ChanceMean {
  const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
  const [numerator, denominator] = [mean(above), below === null ? 1 : mean(below)];
  if (!(denominator > 0)) return { value: null, se: null };
  const value = numerator / denominator;
  const draws = above.length / each;
  let variance = 0;
  for (let draw = 0; draw < draws; draw++) {
    const within = new Moments();
    for (let at = draw * each; at < (draw + 1) * each; at++)
      within.add(above[at]! - (below === null ? 0 : value * below[at]!));
    variance += within.variance / each;
  }
  return { value, se: Math.sqrt(variance) / draws / denominator };
}
