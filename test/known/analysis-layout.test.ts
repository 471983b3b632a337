import { describe, expect, it } from 'vitest';
import { layoutOf } from '../../src/analysis/layout-of.js';
import { windowOf } from '../../src/analysis/layout.js';
import { fullMonths, reboundWindows } from '../../src/analysis/rebound-windows.js';
import { GEOGRAPHY, scenario } from './analysis/toy.js';

describe('layoutOf', () => {
  const layout = layoutOf([scenario('lapsed', 'sustained'), scenario('sustained', null)], GEOGRAPHY);

  it('measures each target at 42 locations over the windows of the shipped scenarios', () => {
    // January 2020 to June 2025: five calendar years, H1 2023 (which is also the six months before the change),
    // months 1-12 and 13-24 after it, the run. 2 targets x 42 locations x 9 windows.
    const ids = layout.measures.slice(0, 9).map(({ window }) => window.id);
    expect(ids).toEqual([
      '2020-01/2020-12',
      '2021-01/2021-12',
      '2022-01/2022-12',
      '2023-01/2023-12',
      '2024-01/2024-12',
      '2023-01/2023-06',
      '2023-07/2024-06',
      '2024-07/2025-06',
      '2020-01/2025-06',
    ]);
    expect(layout.measures).toHaveLength(2 * 42 * 9);
    expect(layout.measures.slice(0, 18).every(({ location }) => location === 'afghanistan')).toBe(true);
    const keys = layout.measures.map(({ target, location, window }) => `${target} ${location} ${window.id}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('has a series for every target at the resolutions of the quantiles, over 66 months', () => {
    expect(layout.series).toEqual([
      { target: 'attacks', location: 'afghanistan' },
      { target: 'cells', location: 'afghanistan' },
      { target: 'attacks', location: 'all' },
      { target: 'cells', location: 'all' },
    ]);
    expect(layout.months).toHaveLength(66);
    expect(layout.months.at(-1)!.id).toBe('2025-06/2025-06');
  });

  it('measures claims in Afghanistan around the change even if they are no target', () => {
    const outputs = { targets: ['cells'], trajectories: [], quantiles: [] } as const;
    const { measures } = layoutOf([scenario('lapsed', null, { outputs })], GEOGRAPHY);
    expect(measures.slice(42 * 9).map(({ target, window }) => `${target} ${window.id}`)).toEqual([
      'attacks 2023-01/2023-06',
      'attacks 2023-07/2024-06',
      'attacks 2024-07/2025-06',
    ]);
  });

  it('cuts the windows of a rebound off at the end of the run', () => {
    const { measures } = layoutOf([scenario('short', null, { end: '2024-10-15' })], GEOGRAPHY);
    const ids = new Set(measures.map(({ window }) => window.id));
    expect(ids).toContain('2024-07/2024-09');
    expect(ids).toContain('2020-01/2024-10');
    expect(ids).not.toContain('2024-01/2024-12');
  });

  it('refuses scenarios of different days', () => {
    expect(() =>
      layoutOf([scenario('a', null), scenario('b', null, { end: '2024-12-31' })], GEOGRAPHY),
    ).toThrow(
      'b runs from 2020-01-01 to 2024-12-31, but a from 2020-01-01 to 2025-06-30: scenarios of one run share',
    );
    expect(() => layoutOf([], GEOGRAPHY)).toThrow('a layout needs at least one scenario');
    expect(() => windowOf(5, 5)).toThrow('empty window: months 5 to 5');
  });
});

describe('reboundWindows', () => {
  const run = fullMonths('2020-01-01', '2025-06-30');

  it('starts on the first full month after a change in the middle of one', () => {
    const { before, first, second } = reboundWindows('2023-05-10', run);
    expect([before?.id, first?.id, second?.id]).toEqual([
      '2022-11/2023-04',
      '2023-06/2024-05',
      '2024-06/2025-05',
    ]);
  });

  it('leaves out what is not fully inside the run', () => {
    expect(reboundWindows('2023-08-01', run).second).toBeNull();
    expect(reboundWindows('2020-02-01', run).before).toBeNull();
    expect(fullMonths('2020-01-02', '2020-03-30')).toEqual({ from: 1, to: 2 });
  });
});
