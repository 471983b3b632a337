/**
 * Special cases of the whole model whose law is known: everything else is switched off through parameters, never
 * through the code. Every bound has a false-alarm rate of 1e-6 under a new seed.
 */
import { describe, expect, it } from 'vitest';
import { DAYS_PER_MONTH } from '../../src/model/calendar.js';
import { COUNTER } from '../../src/model/tallies.js';
import {
  Z,
  histogram,
  meanError,
  misfit,
  negativeBinomial,
  summary,
  varianceError,
} from '../goodness-of-fit.js';
import { asCalibrated, geography, quiet, regionOf, runMany, total } from '../model-fixture.js';
import { parameterValues } from '../../src/model/parameters.js';

const NANGARHAR = regionOf('AF-NAN');

describe('tempo alone', () => {
  const inNangarhar = { 'initial-share-nangarhar': 1, 'cells-afghanistan': 20 };

  it('gives Poisson claims but for the campaign factor: negative binomial of size campaign-shape', () => {
    const claims: number[] = [];
    runMany(
      quiet({ ...inNangarhar, tempo: 0.4, 'claim-probability': 0.75 }),
      asCalibrated(31),
      'tempo',
      1500,
      (state) => claims.push(state.tallies.at(0, COUNTER.claimed, NANGARHAR)),
    );
    const mean = (0.75 * 20 * 0.4 * 31) / DAYS_PER_MONTH;
    const variance = mean + mean ** 2 / 50;
    expect(Math.abs(meanError(claims, mean, variance))).toBeLessThan(Z);
    expect(Math.abs(varianceError(claims, variance, 1 / mean))).toBeLessThan(Z);
    expect(misfit(histogram(claims, 40), negativeBinomial(mean, 50, 40))).toBeLessThan(1);
  });

  it('is bursty with a small campaign shape: variance mean + mean²/shape', () => {
    const claims: number[] = [];
    const bursty = quiet({ ...inNangarhar, tempo: 0.4, 'campaign-shape': 2 });
    runMany(bursty, asCalibrated(31), 'bursty', 1500, (state) =>
      claims.push(state.tallies.at(0, COUNTER.claimed, NANGARHAR)),
    );
    const mean = (20 * 0.4 * 31) / DAYS_PER_MONTH;
    expect(Math.abs(meanError(claims, mean, mean + mean ** 2 / 2))).toBeLessThan(Z);
    expect(misfit(histogram(claims, 120), negativeBinomial(mean, 2, 120))).toBeLessThan(1);
  });

  it('draws the campaign of each month and zone afresh', () => {
    const months: number[][] = [[], []];
    const kp: number[] = [];
    const both = quiet({ ...inNangarhar, 'cells-kp': 20, tempo: 5, 'tempo-kp': 1, 'campaign-shape': 1 });
    runMany(both, asCalibrated(60), 'months', 800, ({ tallies }) => {
      months[0]!.push(tallies.at(0, COUNTER.claimed, NANGARHAR));
      months[1]!.push(tallies.at(1, COUNTER.claimed, NANGARHAR));
      kp.push(tallies.at(0, COUNTER.claimed, geography.kp));
    });
    const correlation = (a: readonly number[], b: readonly number[]): number => {
      const [x, y] = [summary(a), summary(b)];
      const products = a.map((value, i) => (value - x.mean) * (b[i]! - y.mean));
      return summary(products).mean / Math.sqrt(x.variance * y.variance);
    };
    for (const other of [months[1]!, kp])
      expect(Math.abs(correlation(months[0]!, other))).toBeLessThan(Z / Math.sqrt(800));
  });

  it('of zero means no attacks', () => {
    runMany(parameterValues({ tempo: 0 }), asCalibrated(1461), 'none', 5, ({ tallies }) => {
      for (const counter of [COUNTER.actual, COUNTER.claimed, COUNTER.expected, COUNTER.killed])
        expect(total(tallies, counter)).toBe(0);
      expect(total(tallies, COUNTER.raids)).toBeGreaterThan(0);
    });
  });
});

it('expected claims are what claims average to, in every zone and abroad', () => {
  // Claims less expected claims is a martingale: mean 0 whatever else goes on in the run.
  const parameters = parameterValues({
    'cross-border': 0.3,
    crossing: 0.5,
    'relocation-threat': 0.4,
    restraint: 0.6,
    'fade-rate': 0.05,
    'fade-claiming': 0.5,
  });
  const groups: Record<string, number[]> = { abroad: [35] };
  geography.codes.forEach((_, region) => (groups[`zone ${geography.zone[region]}`] ??= []).push(region));
  const excess: Record<string, number[]> = {};
  runMany(parameters, asCalibrated(1461), 'expected', 80, ({ tallies }) => {
    for (const [name, places] of Object.entries(groups))
      (excess[name] ??= []).push(
        total(tallies, COUNTER.claimed, places) - total(tallies, COUNTER.expected, places),
      );
  });
  expect(Object.keys(excess)).toHaveLength(6);
  for (const [name, sample] of Object.entries(excess)) {
    expect(Math.abs(meanError(sample, 0, summary(sample).variance)), name).toBeLessThan(Z);
    expect(summary(sample).variance, name).toBeGreaterThan(1);
  }
});
