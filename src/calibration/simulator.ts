/**
 * Simulations of proposed parameters, through the same tasks and executors as scenarios. A simulation is numbered by
 * its draw, and what comes of it depends on (plan, explanation, draw, parameters) alone; what a store remembers is not
 * simulated again.
 */
import type { Explanation } from '../model/explanations.js';
import type { ParameterValues } from '../model/parameters.js';
import type { Executor } from '../runner/executor.js';
import type { Task } from '../runner/task.js';

/** Simulations in a task: about a tenth of a second of work. */
const CHUNK = 20;
/** Failed simulations that a batch may hold before it is given up. */
const MOST_FAILED = 0.01;

/** Keeps what was simulated, so that a calibration can go on where it was interrupted. */
export interface SimulationStore {
  recall(explanation: Explanation, draw: number, parameters: string): Float64Array | null;
  keep(explanation: Explanation, draw: number, parameters: string, values: Float64Array): void;
}

/** More than one simulation in a hundred of a batch failed. */
export class SimulationsFailedError extends Error {
  override readonly name = 'SimulationsFailedError';
}

export class Simulator {
  /** Simulations done, and taken from the store. */
  done = 0;
  recalled = 0;
  failed = 0;

  constructor(
    private readonly executor: Executor,
    private readonly signal: AbortSignal,
    private readonly store: SimulationStore | null = null,
    private readonly onProgress: () => void = () => undefined,
  ) {}

  /** Simulations asked for so far, however they ended. */
  get total(): number {
    return this.done + this.recalled;
  }

  /**
   * Simulates each parameter set once.
   * @param first draw of the first set
   * @returns the plan's measures of each, in order; `null` where the replicate failed
   * @throws SimulationsFailedError; AbortError where the signal was given
   */
  async simulate(
    explanation: Explanation,
    sets: readonly ParameterValues[],
    first: number,
  ): Promise<(Float64Array | null)[]> {
    const texts = sets.map((set) => JSON.stringify(set));
    const results: (Float64Array | null)[] = texts.map(
      (text, at) => this.store?.recall(explanation, first + at, text) ?? null,
    );
    const chunks: Task[] = [];
    for (let at = 0; at < sets.length; at += CHUNK) {
      const count = Math.min(CHUNK, sets.length - at);
      if (results.slice(at, at + count).every((values) => values !== null)) {
        this.recalled += count;
        continue;
      }
      chunks.push({
        index: chunks.length,
        explanation,
        first: first - 1 + at,
        count,
        sets: `[${texts.slice(at, at + count).join()}]`,
      });
    }
    let failed = 0;
    await this.executor.execute(
      chunks,
      ({ blocks }) => {
        for (const { address, results: replicates } of blocks.flatMap(({ addresses }) => addresses)) {
          const at = address.draw - first;
          const [replicate] = replicates;
          this.done++;
          if (replicate?.status !== 'done') failed++;
          else {
            results[at] = replicate.windows;
            this.store?.keep(explanation, address.draw, texts[at]!, replicate.windows);
          }
        }
        this.onProgress();
      },
      this.signal,
    );
    this.signal.throwIfAborted();
    this.failed += failed;
    if (failed > MOST_FAILED * sets.length + 1)
      throw new SimulationsFailedError(
        `${failed} of ${sets.length} simulations under ${explanation} failed; duel explain parameters shows the priors`,
      );
    return results;
  }
}
