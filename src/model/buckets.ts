/**
 * Slots filed under a small whole number, such as a region or a day: at most one entry a slot, added and taken out
 * in constant time. Lists are in no order that may matter.
 */
export class Buckets {
  private readonly head: Int32Array;
  private readonly next: Int32Array;
  private readonly previous: Int32Array;
  private readonly filed: Int32Array;

  /** @param keys numbers 0 … keys − 1; a slot filed under a larger one is in no bucket. */
  constructor(
    private readonly keys: number,
    capacity: number,
  ) {
    this.head = new Int32Array(keys).fill(-1);
    this.next = new Int32Array(capacity);
    this.previous = new Int32Array(capacity);
    this.filed = new Int32Array(capacity).fill(-1);
  }

  clear(): void {
    this.head.fill(-1);
    this.filed.fill(-1);
  }

  /** Files a slot under a key, wherever it was before. */
  file(slot: number, key: number): void {
    if (this.filed[slot]! >= 0) this.take(slot);
    if (key >= this.keys) return;
    const first = this.head[key]!;
    this.next[slot] = first;
    this.previous[slot] = -1;
    if (first >= 0) this.previous[first] = slot;
    this.head[key] = slot;
    this.filed[slot] = key;
  }

  /** Takes a slot out, if it is in a bucket. */
  take(slot: number): void {
    const key = this.filed[slot]!;
    if (key < 0) return;
    const [before, after] = [this.previous[slot]!, this.next[slot]!];
    if (before >= 0) this.next[before] = after;
    else this.head[key] = after;
    if (after >= 0) this.previous[after] = before;
    this.filed[slot] = -1;
  }

  /** First slot under a key; −1 = none. */
  first(key: number): number {
    return this.head[key]!;
  }

  /** The slot after this one in its bucket; −1 = none. */
  after(slot: number): number {
    return this.next[slot]!;
  }

  /** @param slots how many slots have ever been in use. */
  copyFrom(other: Buckets, slots: number): void {
    this.head.set(other.head);
    this.filed.fill(-1);
    this.filed.set(other.filed.subarray(0, slots));
    this.next.set(other.next.subarray(0, slots));
    this.previous.set(other.previous.subarray(0, slots));
  }
}
