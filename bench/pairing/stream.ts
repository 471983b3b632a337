/** Draws as most simulations have them: one sequential stream, each number the next one, whoever asks. */
import { Draws } from '../../src/random/draws.js';

export class StreamDraws extends Draws {
  private next = 0;

  override words(_high: number, _low: number, _purpose: number, _ordinal: number, out: Uint32Array): void {
    super.words(0, 0, 0, this.next++, out);
  }

  override uniform(): number {
    return super.uniform(0, 0, 0, this.next++);
  }

  override uniforms(
    _high: number,
    _low: number,
    _purpose: number,
    _ordinal: number,
    out: Float64Array,
  ): void {
    super.uniforms(0, 0, 0, this.next++, out);
  }
}
