/** Quantiles of averages: all values of the averaged explanations together, each as often as it weighs. */
import { AVERAGED } from '../model/explanations.js';
import { QuantileSketch } from '../statistics/sketch.js';
import { QuantileSketches } from '../statistics/sketches.js';
import { type Average, multiplicities, weighted } from './averages.js';

/** One column of a mixture. */
export interface Mixed {
  /** Empty where one explanation has fewer values than another, since what is together then is no mixture. */
  readonly sketch: QuantileSketch;
  /** Values behind it. */
  readonly n: number;
}

export class Mixtures {
  private readonly sketches: readonly QuantileSketches[];
  /** Values by column, of each explanation. */
  private readonly sizes = new Map<string, readonly number[]>();

  constructor(
    private readonly averages: readonly Average[],
    private readonly integer: readonly boolean[],
  ) {
    this.sketches = averages.map(() => new QuantileSketches(integer));
  }

  /** Empty sketches with room where the mixture so far has needed it. */
  empty(): QuantileSketches {
    return new QuantileSketches(this.integer, this.sketches[0]);
  }

  /**
   * Takes in an explanation that is complete; one that is not averaged changes nothing.
   * @param sizes values by column
   */
  add(explanation: string, sketches: QuantileSketches, sizes: readonly number[]): void {
    const at = (AVERAGED as readonly string[]).indexOf(explanation);
    if (at < 0) return;
    this.sizes.set(explanation, sizes);
    for (const [index, average] of this.averages.entries())
      this.sketches[index]!.merge(sketches, multiplicities(average)[at]!);
  }

  /** `null` where an explanation that weighs something is missing. */
  of(average: Average): ((column: number) => Mixed) | null {
    const sketches = this.sketches[this.averages.indexOf(average)]!;
    const sizes = weighted(average, this.sizes)?.parts;
    if (!sizes) return null;
    return (column) => {
      const sameSize = sizes.every((size) => size[column] === sizes[0]![column]);
      return {
        sketch: sameSize ? sketches.of(column) : new QuantileSketch(false),
        n: sizes.reduce((sum, size) => sum + size[column]!, 0),
      };
    };
  }

  /** Bytes of the counts in use. */
  get bytes(): number {
    return this.sketches.reduce((sum, { bytes }) => sum + bytes, 0);
  }
}
