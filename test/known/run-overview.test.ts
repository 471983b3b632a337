/** What the end of a run makes of rows: several scenarios at a glance, how soon, and what is broken. */
import { describe, expect, it } from 'vitest';
import { brokenText } from '../../src/cli/run-checks.js';
import { overviewText } from '../../src/cli/run-overview.js';
import { reboundText } from '../../src/cli/run-rebound.js';
import { headlines } from '../../src/cli/run-summary.js';
import type { RowOf } from '../../src/results/columns.js';
import { scenario } from './analysis/toy.js';

const WINDOW = '2024-07/2025-06';
const row = (changes: Partial<RowOf<'contrasts'>>): RowOf<'contrasts'> => ({
  scenario_id: 'a',
  reference_id: 'base',
  explanation: 'equal',
  target: 'attacks',
  location: 'afghanistan',
  window: WINDOW,
  statistic: 'difference',
  estimate: 12.3,
  mc_lower: 10.1,
  mc_upper: 14.5,
  posterior_lower: null,
  posterior_upper: null,
  level: 0.9,
  mcse: 1,
  share_pairs_greater: 0.9,
  n_draws: 10,
  n_pairs: 100,
  resolved: true,
  draws_needed: null,
  replicates_needed: null,
  sentence: '',
  ...changes,
});

describe('several scenarios at the end of a run', () => {
  const scenarios = [scenario('base', null), scenario('a', 'base'), scenario('b', 'base')];
  const contrasts = ['a', 'b'].flatMap((scenario_id) => [
    row({ scenario_id }),
    row({ scenario_id, explanation: 'fade', estimate: -1 }),
    row({ scenario_id, explanation: 'slowdown', estimate: 30 }),
    row({ scenario_id, target: 'raids', estimate: -5, mc_lower: -6, mc_upper: -4 }),
    row({
      scenario_id,
      statistic: 'averted_per_raid',
      estimate: 2.5,
      ...(scenario_id === 'b' ? { mc_lower: null, mc_upper: null, resolved: false } : {}),
    }),
  ]);
  const regret = ['base', 'a', 'b'].map((scenario_id, at): RowOf<'regret'> => ({
    scenario_id,
    reference_id: 'base',
    explanation: 'maximum',
    target: 'attacks',
    location: 'afghanistan',
    window: WINDOW,
    mean: null,
    decided_by: at === 0 ? null : 'slowdown',
    best_id: 'base',
    regret: 20 * at,
    lower: 0,
    upper: 50 * at,
    level: 0.9,
    resolved: at === 0,
    scenarios: 3,
    n_draws: 10,
    n_pairs: 100,
  }));
  const text = overviewText(headlines(scenarios, contrasts), contrasts, regret, false);

  it('has a row each, with what each number needs, within 120 characters', () => {
    expect(text).toContain(`2 scenarios against base: claims and raids in Afghanistan over ${WINDOW},`);
    for (const part of [
      '+12.3',
      '[10.1 to 14.5]',
      '-1 fade',
      '30 slowdown',
      '[-6 to -4]',
      '20 slowdown ~',
      '[0 to 50]',
    ])
      expect(text).toContain(part);
    expect(text).toMatch(/│ base +│ +│ +│ +│ +│ 0 +│/);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  it('prints no quotient without bounds', () => {
    expect(text.match(/raids alike ~/g)).toHaveLength(1);
    expect(text.match(/│ 2\.5 +│/g)).toHaveLength(1);
  });
});

describe('how soon, at the end of a run', () => {
  const of = scenario('a', 'base', { rebound: { from: '2023-07-01', bars: [7], months: 3 } });
  const told = (statistic: string, changes: Partial<RowOf<'contrasts'>>) =>
    row({ target: 'attacks_expected', window: '2023-07/2025-06', statistic, ...changes });
  const last = { scenario_id: 'a', explanation: 'equal', bar: '7', location: 'afghanistan' };
  const survival = [{ ...last, already_above: 3, extinct: 2 }] as unknown as RowOf<'survival'>[];

  it('has both shares, the difference of times with its interval, and who is not at risk', () => {
    const text = reboundText(
      of,
      [
        told('p_rebound_7', { estimate: 0.25, mc_lower: 0.2, mc_upper: 0.3, n_pairs: 97 }),
        told('p_rebound_7_reference', { estimate: 0.01, mc_lower: 0, mc_upper: 0.02 }),
        told('restricted_mean_7_difference', { estimate: -3.5, mc_lower: -4, mc_upper: -3 }),
      ],
      survival,
      false,
    );
    for (const part of [
      '25 % / 1 %',
      '[20 to 30] / [0 to 2]',
      '-3.5 months',
      '[-4 to -3]',
      'n 97, 3 above before, 2 extinct',
      'within 24 months',
    ])
      expect(text).toContain(part);
    expect(reboundText(of, [], survival, false)).toBe('');
  });
});

describe('a broken assertion', () => {
  const check: RowOf<'checks'> = {
    scenario_id: 'a',
    explanation: 'fade',
    that: 'min(*.*) >= 0',
    on_fail: 'error',
    outcome: 'failed',
    seen: -1,
    lower: null,
    upper: null,
    level: null,
    resolved: null,
    n: 10,
    at: 'attacks.all',
    because: null,
  };

  it('is said again at the very end, and nothing else is', () => {
    expect(brokenText([check, { ...check, outcome: 'unknown', seen: null }])).toBe(
      'FAILED (error) a, fade: min(*.*) >= 0: -1 at attacks.all, n = 10 (and 1 more, see the checks above)\n',
    );
    expect(
      brokenText([
        { ...check, outcome: 'passed' },
        { ...check, on_fail: 'warn' },
      ]),
    ).toBe('');
  });
});
