/** Wakes whoever waits for a change. Each promise lives until the next change, so that nothing piles up on it. */
export class Wake {
  private waiting: (() => void)[] = [];

  /** Settles at the next {@link all}. */
  next(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  all(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}
