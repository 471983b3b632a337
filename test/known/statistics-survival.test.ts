import { describe, expect, it } from 'vitest';
import { kaplanMeier, restrictedMean } from '../../src/statistics/survival.js';

describe('kaplanMeier', () => {
  // Freireich et al., Blood 21:699 (1963), remission under 6-mercaptopurine in weeks, + = censored:
  // 6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+. The textbook curve (Kleinbaum & Klein,
  // Survival Analysis, table 2.2; also R's survival package): 0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482.
  it('gives the textbook curve of the 21 leukaemia patients under treatment', () => {
    const times = [6, 6, 6, 7, 10, 13, 16, 22, 23];
    const censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];
    const weeks = Array.from({ length: 35 }, (_, at) => at + 1);
    const events = weeks.map((week) => times.filter((time) => time === week).length);
    const atRisk = weeks.map((week) => [...times, ...censored].filter((time) => time >= week).length);
    const curve = kaplanMeier(atRisk, events);
    expect(curve.slice(0, 5)).toEqual([1, 1, 1, 1, 1]);
    for (const [week, share] of [
      [6, 0.8571],
      [7, 0.8067],
      [10, 0.7529],
      [13, 0.6902],
      [16, 0.6275],
      [22, 0.5378],
      [23, 0.4482],
      [35, 0.4482],
    ] as const)
      expect(curve[week - 1]).toBeCloseTo(share, 4);
    // R: print(survfit(Surv(time, status) ~ 1), rmean = 35) gives 23.3 for this group.
    expect(restrictedMean(curve)).toBeCloseTo(23.29, 1);
  });

  it('is a share of all where nobody is censored', () => {
    // 10 at risk, 2, 0 and 5 events: 8, 8 and 3 of 10 are left. Area 1 + 0.8 + 0.8.
    const curve = kaplanMeier([10, 8, 8], [2, 0, 5]);
    expect(curve.map((share) => Math.round(1e12 * share) / 1e12)).toEqual([0.8, 0.8, 0.3]);
    expect(restrictedMean(curve)).toBeCloseTo(2.6, 12);
  });

  it('knows nothing where nobody is at risk, but once all have had it', () => {
    expect(kaplanMeier([0, 0], [0, 0])).toEqual([NaN, NaN]);
    expect(kaplanMeier([2, 0], [2, 0])).toEqual([0, 0]);
    expect(() => kaplanMeier([2], [3])).toThrow('3 events among 2 at risk');
    expect(() => kaplanMeier([2], [1, 1])).toThrow('1 counts at risk but 2 of events');
  });
});
