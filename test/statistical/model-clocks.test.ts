import { describe, expect, it } from 'vitest';
import { Arrivals } from '../../src/model/arrivals.js';
import { TICKS } from '../../src/model/cells.js';
import { HazardClocks, UNIT } from '../../src/model/hazard-clocks.js';
import { Z, histogram, meanError, misfit, poisson, varianceError } from '../goodness-of-fit.js';
import { drawsOf } from '../model-fixture.js';

// Every bound here has a false-alarm rate of 1e-6 under a new seed.
const draws = drawsOf('clocks');
const [HERE, THERE] = [0, 1];

interface Crowd {
  readonly size: number;
  readonly clocks: HazardClocks;
  readonly region: Uint8Array;
}

/** This many entities of rate 1 in one of two regions, each with a clock of its own. */
function crowd(size: number, purpose: number): Crowd {
  const region = new Uint8Array(size);
  const high = new Uint32Array(size).fill(purpose);
  const low = Uint32Array.from(region, (_, i) => i);
  const groups = Uint8Array.of(HERE, THERE);
  const clocks = new HazardClocks(draws, 0x7000, region, high, low, groups, UNIT / TICKS);
  clocks.reset(draws, groups);
  for (let i = 0; i < size; i++) {
    clocks.start(i, draws.wait(purpose, i, 0x7000, 0));
    clocks.setRate(i, 1);
  }
  return { size, clocks, region };
}

/** Events per entity over the days given. */
function counts({ size, clocks }: Crowd, hazards: readonly number[]): number[] {
  const events = new Array<number>(size).fill(0);
  for (const hazard of hazards) {
    clocks.clear();
    clocks.advance(HERE, Math.round(hazard * TICKS));
    for (const entity of clocks.fired.subarray(0, clocks.events)) events[entity]!++;
  }
  return events;
}

/** A clock that forgets what an event leaves over, the error that the model's clocks must not make. */
function forgetful(size: number, days: number, hazard: number): number[] {
  return Array.from({ length: size }, (_, i) => {
    let [events, left] = [0, draws.wait(0, i, 0x7002, 0)];
    for (let day = 0; day < days; day++) {
      left -= hazard;
      if (left <= 0) left = draws.wait(0, i, 0x7002, ++events);
    }
    return events;
  });
}

describe('a clock alone', () => {
  const [SIZE, DAYS, HAZARD] = [3000, 800, 0.06];
  const mean = DAYS * HAZARD;

  it('gives a Poisson number of events at a constant hazard', () => {
    const events = counts(crowd(SIZE, 1), new Array<number>(DAYS).fill(HAZARD));
    expect(Math.abs(meanError(events, mean, mean))).toBeLessThan(Z);
    expect(Math.abs(varianceError(events, mean, 1 / mean))).toBeLessThan(Z);
    expect(misfit(histogram(events, 90), poisson(mean, 90))).toBeLessThan(1);
  });

  it('would be caught if it dropped what an event leaves over: −3 % at 0.06 a day', () => {
    // Such a clock waits ⌈E/h⌉ days, mean 1/(1 − e^−h): a rate of 0.05824 in place of 0.06.
    const events = forgetful(SIZE, DAYS, HAZARD);
    expect(meanError(events, mean, mean)).toBeLessThan(-Z);
    expect(Math.abs(meanError(events, DAYS * (1 - Math.exp(-HAZARD)), mean))).toBeLessThan(Z);
  });

  it('gives a Poisson number at hazards that change from day to day', () => {
    const hazards = Array.from({ length: 300 }, (_, day) => 0.05 * (day % 7) ** 1.5 * (day < 150 ? 1 : 0.1));
    const expected = hazards.reduce((sum, hazard) => sum + hazard, 0);
    const events = counts(crowd(SIZE, 2), hazards);
    expect(misfit(histogram(events, 200), poisson(expected, 200))).toBeLessThan(1);
    expect(Math.abs(meanError(events, expected, expected))).toBeLessThan(Z);
    expect(Math.abs(varianceError(events, expected, 1 / expected))).toBeLessThan(Z);
  });

  it('has independent numbers of events in disjoint windows', () => {
    const members = crowd(2000, 3);
    const windows = [0, 1].map(() => counts(members, new Array<number>(100).fill(0.03)));
    const products = windows[0]!.map((x, i) => (x - 3) * (windows[1]![i]! - 3));
    expect(Math.abs(meanError(products, 0, 9))).toBeLessThan(Z);
  });
});

describe('the day of the first event', () => {
  const SIZE = 3000;

  /**
   * The exact law: P(first event on day d) = exp(−H(d − 1)) − exp(−H(d)), H the hazard that the cell itself
   * had cumulated, wherever it was and at whatever rate.
   */
  function firstEventFits(
    purpose: number,
    days: number,
    step: (members: Crowd, day: number) => number,
  ): number {
    const members = crowd(SIZE, purpose);
    const { clocks } = members;
    const first = new Array<number>(days + 1).fill(0);
    const seen = new Set<number>();
    const law: number[] = [];
    let spent = 0;
    for (let day = 0; day < days; day++) {
      clocks.clear();
      const hazard = step(members, day);
      law.push(Math.exp(-spent) - Math.exp(-spent - hazard));
      spent += hazard;
      for (const entity of clocks.fired.subarray(0, clocks.events)) {
        if (!seen.has(entity)) first[day]!++;
        seen.add(entity);
      }
    }
    first[days] = SIZE - seen.size;
    return misfit(first, law);
  }

  const each = (change: (entity: number) => void): void => {
    for (let entity = 0; entity < SIZE; entity++) change(entity);
  };
  const moved = ({ clocks, region }: Crowd, to: number): void =>
    each((entity) => {
      clocks.move(entity, to);
      region[entity] = to;
    });
  const advance = ({ clocks }: Crowd, here: number, there: number): void => {
    clocks.advance(HERE, Math.round(here * TICKS));
    clocks.advance(THERE, Math.round(there * TICKS));
  };

  it('follows its law over moves between regions of different hazard', () => {
    const fit = firstEventFits(4, 40, (members, day) => {
      if (day === 8) moved(members, THERE);
      if (day === 16) moved(members, HERE);
      advance(members, 0.02, 0.11);
      return day >= 8 && day < 16 ? 0.11 : 0.02;
    });
    expect(fit).toBeLessThan(1);
  });

  it('follows its law over a pause', () => {
    const fit = firstEventFits(5, 40, (members, day) => {
      if (day === 10) each((entity) => members.clocks.setRate(entity, 0));
      if (day === 25) each((entity) => members.clocks.setRate(entity, 0.5));
      advance(members, 0.05, 0);
      return day < 10 ? 0.05 : day < 25 ? 0 : 0.025;
    });
    expect(fit).toBeLessThan(1);
  });

  it('follows its law over rates that change every day', () => {
    const fit = firstEventFits(6, 40, (members, day) => {
      const rate = 0.5 + (day % 5);
      each((entity) => members.clocks.setRate(entity, rate));
      advance(members, 0.02, 0);
      return 0.02 * rate;
    });
    expect(fit).toBeLessThan(1);
  });

  it('follows its law over factors of a group that change, as the shares of raids do', () => {
    const fit = firstEventFits(7, 40, (members, day) => {
      const factor = (day % 4) * 0.75;
      members.clocks.setFactor(HERE, Math.round(factor * members.clocks.standard));
      advance(members, 0.03, 0);
      return 0.03 * factor;
    });
    expect(fit).toBeLessThan(1);
  });
});

it('arrivals are Poisson, whatever the course of their hazard', () => {
  const clocks = new Arrivals(draws, 0x7003, 0x7004, 2000);
  clocks.reset(draws);
  const hazards = Array.from({ length: 200 }, (_, day) => (day % 3 === 0 ? 0.15 : 0.01));
  const expected = hazards.reduce((sum, hazard) => sum + hazard, 0);
  for (const hazard of hazards) for (let i = 0; i < 2000; i++) clocks.advance(i, hazard);
  const events = [...clocks.ordinal];
  expect(misfit(histogram(events, 40), poisson(expected, 40))).toBeLessThan(1);
  expect(Math.abs(meanError(events, expected, expected))).toBeLessThan(Z);
});
