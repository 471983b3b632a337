/** Simulations kept in a journal: a calibration that was interrupted goes on, and simulates nothing twice. */
import type { Explanation } from '../model/explanations.js';
import type { Journal } from '../results/journal.js';
import { sha256 } from '../scenarios/meaning.js';
import type { SimulationStore } from './simulator.js';

export class JournalStore implements SimulationStore {
  /** @param meaning all that decides what a simulation returns beside draw and parameters: model, plan, seed */
  constructor(
    private readonly journal: Journal,
    private readonly meaning: string,
  ) {}

  recall(explanation: Explanation, draw: number, parameters: string): Float64Array | null {
    const [payload] = this.journal.get(this.keyOf(explanation, draw, parameters));
    return payload ? new Float64Array(payload.slice().buffer) : null;
  }

  keep(explanation: Explanation, draw: number, parameters: string, values: Float64Array): void {
    const { buffer, byteOffset, byteLength } = values;
    this.journal.append(
      this.keyOf(explanation, draw, parameters),
      new Uint8Array(buffer, byteOffset, byteLength),
    );
  }

  private keyOf(explanation: Explanation, draw: number, parameters: string): string {
    return sha256(`${this.meaning}\n${explanation}\n${draw}\n${parameters}`).slice(0, 32);
  }
}
