/** What a plan reads off a replicate's tallies: planned once, then a pass over what they hold. */
import { createHash } from 'node:crypto';
import type { Place, Probe } from '../analysis/layout.js';
import type { Geography } from '../model/geography.js';
import { locationsOf } from '../model/locations.js';
import { MonthlyObserver, type Series } from '../model/monthly-observer.js';
import { SparseTallies } from '../model/sparse-tallies.js';
import { COUNTER_COUNT, type Tallies } from '../model/tallies.js';
import { PLACE_COUNT } from '../model/geography.js';
import { targetOf } from '../model/targets.js';
import type { Plan } from './plan.js';

/** A window of a series, by the number of the series. */
interface Span {
  readonly series: number;
  readonly from: number;
  readonly to: number;
}

interface PlannedProbe {
  readonly reduce: Probe['reduce'];
  readonly spans: readonly Span[];
}

/** Where the parts of a replicate's values stand: windows, then series, then probes. */
export interface ValueSizes {
  readonly windows: number;
  readonly series: number;
  readonly probes: number;
}

export function valueSizesOf({ layout }: Plan): ValueSizes {
  return {
    windows: layout.measures.length,
    series: layout.series.length * layout.months.length,
    probes: layout.probes.length,
  };
}

/** Location, then target, as `trajectories.csv.gz` is sorted. */
export function trajectoryPlaces({ trajectories }: Plan): Place[] {
  return trajectories.locations.flatMap((location) =>
    trajectories.targets.map((target) => ({ target, location })),
  );
}

export class Observation {
  /** Months of all places of the trajectories, place after place; until the next {@link read}. */
  readonly trajectory: Float64Array;
  /** What the tallies held that were read last, without zeros. */
  readonly sparse: SparseTallies;
  private readonly observer: MonthlyObserver;
  private readonly observed: readonly Series[];
  private readonly measures: readonly Span[];
  private readonly series: Int32Array;
  private readonly probes: readonly PlannedProbe[];
  private readonly places: Int32Array;
  /** Months of the run, from the first of the calendar: `from` inclusive to `to` exclusive. */
  private readonly months: { readonly from: number; readonly to: number };
  private readonly allMonths: number;

  /** @param months of the tallies */
  constructor(plan: Plan, geography: Geography, months: number) {
    const { layout } = plan;
    const locations = new Map(locationsOf(geography).map((location) => [location.id, location]));
    const numbers = new Map<string, number>();
    const observed: Series[] = [];
    const numberOf = ({ target, location: id }: Place): number => {
      const key = `${target} ${id}`;
      const known = numbers.get(key);
      if (known !== undefined) return known;
      const location = locations.get(id);
      if (!location) throw new RangeError(`unknown location "${id}"`);
      numbers.set(key, observed.length);
      return observed.push({ target: targetOf(target), location }) - 1;
    };
    const spanOf = (place: Place, { from, to }: { from: number; to: number }): Span => {
      return { series: numberOf(place), from, to };
    };
    this.measures = layout.measures.map((measure) => spanOf(measure, measure.window));
    this.series = Int32Array.from(layout.series, numberOf);
    this.probes = layout.probes.map(({ reduce, places, window }) => ({
      reduce,
      spans: places.map((place) => spanOf(place, window)),
    }));
    this.places = Int32Array.from(trajectoryPlaces(plan), numberOf);
    this.months = { from: layout.months[0]!.from, to: layout.months.at(-1)!.to };
    this.trajectory = new Float64Array(this.places.length * layout.months.length);
    this.observed = observed;
    this.allMonths = months;
    this.sparse = new SparseTallies(months * COUNTER_COUNT * PLACE_COUNT);
    this.observer = new MonthlyObserver(geography, months, observed);
  }

  /**
   * Reads a replicate.
   * @param windows a value for each of `layout.measures`, to be filled; so `series` and `probes`
   * @returns SHA-256 of the tallies without their zeros: indices (Uint32), then values (Float64), little endian; hex
   * @throws RangeError for a value that is not finite and is no missing share
   */
  read(tallies: Tallies, windows: Float64Array, series: Float64Array, probes: Float64Array): string {
    const { sparse, observer } = this;
    sparse.read(tallies);
    observer.read(tallies, sparse);
    if (!sparse.finite) this.assertFinite();
    for (let at = 0; at < windows.length; at++) {
      const { series: index, from, to } = this.measures[at]!;
      windows[at] = observer.over(index, from, to);
    }
    this.copyMonths(this.series, series);
    this.copyMonths(this.places, this.trajectory);
    for (const [at, probe] of this.probes.entries()) probes[at] = this.probed(probe);
    return createHash('sha256')
      .update(bytesOf(sparse.at, sparse.count))
      .update(bytesOf(sparse.values, sparse.count))
      .digest('hex');
  }

  private copyMonths(indices: Int32Array, out: Float64Array): void {
    const { from, to } = this.months;
    let at = 0;
    for (const index of indices) {
      const first = index * this.allMonths;
      for (let month = first + from; month < first + to; month++) out[at++] = this.observer.values[month]!;
    }
  }

  private probed({ reduce, spans }: PlannedProbe): number {
    const [first] = spans;
    if (reduce === 'window') return this.observer.over(first!.series, first!.from, first!.to);
    let [n, sum, least, greatest] = [0, 0, Infinity, -Infinity];
    for (const { series, from, to } of spans) {
      for (let month = from; month < to; month++) {
        const value = this.observer.values[series * this.allMonths + month]!;
        if (Number.isNaN(value)) continue;
        n++;
        sum += value;
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
      }
    }
    if (n === 0) return NaN;
    return reduce === 'min' ? least : reduce === 'max' ? greatest : sum / n;
  }

  /** Only a share may be missing; any other NaN would be averaged away in silence. */
  private assertFinite(): void {
    const { values } = this.observer;
    for (let at = 0; at < values.length; at++) {
      const value = values[at]!;
      if (Number.isFinite(value)) continue;
      const { target, location } = this.observed[Math.floor(at / this.allMonths)]!;
      if (target.aggregation === 'share' && Number.isNaN(value)) continue;
      throw new RangeError(`${target.id} in ${location.id} is ${value} in month ${at % this.allMonths}`);
    }
  }
}

function bytesOf({ buffer, byteOffset, BYTES_PER_ELEMENT }: Uint32Array | Float64Array, count: number) {
  return new Uint8Array(buffer, byteOffset, count * BYTES_PER_ELEMENT);
}
