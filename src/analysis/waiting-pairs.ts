/** Pairs that wait until their bar is known, number after number: thousands of small objects would cost ten times as much. */
import type { Course } from './course.js';

export interface WaitingPair {
  readonly draw: number;
  readonly own: Course;
  readonly other: Course;
  /** Months at whose end no cell is left anywhere, in the scenario. */
  readonly empty: readonly number[];
}

export class WaitingPairs {
  private numbers: number[] = [];

  add({ draw, own, other, empty }: WaitingPair): void {
    this.numbers.push(draw, empty.length, ...empty);
    for (const { before, months, reached } of [own, other])
      this.numbers.push(before, months.length, ...months, ...reached);
  }

  /** All of them in the order in which they came; none is left. */
  *take(): Generator<WaitingPair> {
    const { numbers } = this;
    this.numbers = [];
    let at = 0;
    const next = (): number => numbers[at++]!;
    const list = (length: number): number[] => numbers.slice(at, (at += length));
    const course = (): Course => {
      const [before, steps] = [next(), next()];
      return { before, months: list(steps), reached: list(steps) };
    };
    while (at < numbers.length) {
      const [draw, months] = [next(), next()];
      yield { draw, empty: list(months), own: course(), other: course() };
    }
  }
}
