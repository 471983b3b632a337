/**
 * Clocks of one group by the level at which they fire: a binary heap whose clocks know their places, so that each can
 * be moved and taken out. Levels lie beside each other, where comparing them is cheap.
 */
export class LevelQueue {
  size = 0;
  private clocks = new Int32Array(16);
  private levels = new Float64Array(16);

  /** @param place of each clock in the queue that it is in; shared by the queues of one kind of clock. */
  constructor(private readonly place: Int32Array) {}

  /** The clock that fires first, and its level; only of a queue that is not empty. */
  get first(): number {
    return this.clocks[0]!;
  }

  get lowest(): number {
    return this.levels[0]!;
  }

  levelOf(clock: number): number {
    return this.levels[this.place[clock]!]!;
  }

  add(clock: number, level: number): void {
    if (this.size === this.clocks.length) this.widen();
    this.rise(this.size++, clock, level);
  }

  take(clock: number): void {
    const place = this.place[clock]!;
    const last = --this.size;
    if (place < last) this.settle(place, this.clocks[last]!, this.levels[last]!);
  }

  /** Gives a clock of the queue another level. */
  change(clock: number, level: number): void {
    this.settle(this.place[clock]!, clock, level);
  }

  /** Gives the first clock a later level. */
  postpone(level: number): void {
    this.sink(0, this.clocks[0]!, level);
  }

  /** Lowers every level by the same. */
  lower(by: number): void {
    for (let place = 0; place < this.size; place++) this.levels[place]! -= by;
  }

  copyFrom(other: LevelQueue): void {
    while (this.clocks.length < other.size) this.widen();
    this.size = other.size;
    this.clocks.set(other.clocks.subarray(0, other.size));
    this.levels.set(other.levels.subarray(0, other.size));
  }

  /** Puts a clock where it belongs, from a free place on. */
  private settle(place: number, clock: number, level: number): void {
    if (place > 0 && this.levels[(place - 1) >> 1]! > level) this.rise(place, clock, level);
    else this.sink(place, clock, level);
  }

  private rise(from: number, clock: number, level: number): void {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (this.levels[parent]! <= level) break;
      this.put(place, this.clocks[parent]!, this.levels[parent]!);
      place = parent;
    }
    this.put(place, clock, level);
  }

  private sink(from: number, clock: number, level: number): void {
    const { levels, size } = this;
    let place = from;
    for (let child = 2 * place + 1; child < size; child = 2 * place + 1) {
      if (child + 1 < size && levels[child + 1]! < levels[child]!) child++;
      if (levels[child]! >= level) break;
      this.put(place, this.clocks[child]!, levels[child]!);
      place = child;
    }
    this.put(place, clock, level);
  }

  private put(place: number, clock: number, level: number): void {
    this.clocks[place] = clock;
    this.levels[place] = level;
    this.place[clock] = place;
  }

  /** Twice as long: happens a few times in the life of a worker, not in a day. */
  private widen(): void {
    const [clocks, levels] = [this.clocks, this.levels];
    this.clocks = new Int32Array(2 * clocks.length);
    this.levels = new Float64Array(2 * levels.length);
    this.clocks.set(clocks);
    this.levels.set(levels);
  }
}
