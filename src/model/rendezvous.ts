/**
 * Picks one of several cells, each as likely as any other, by rendezvous hashing: the lowest hash of (the cell's key,
 * a drawn salt) wins. As in an exponential race, a candidate that is missing in another world changes the choice only
 * where it would have won.
 */
import { mix } from '../random/mix.js';
import type { Cells } from './cells.js';

export class Rendezvous {
  /** Slot of the winner so far; −1 = no candidate. */
  winner = -1;
  private best = 0;
  private salt = 0;

  start(salt: number): void {
    this.salt = salt;
    this.winner = -1;
  }

  offer(cells: Cells, slot: number): void {
    const hash = mix(cells.keyLow[slot]! ^ this.salt);
    const { winner } = this;
    if (winner >= 0) {
      if (hash > this.best) return;
      // Cells with one low word would tie for ever.
      if (hash === this.best && cells.keyHigh[slot]! > cells.keyHigh[winner]!) return;
    }
    this.best = hash;
    this.winner = slot;
  }
}
