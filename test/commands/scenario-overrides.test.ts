/**
 * Scenarios whose experiments differ. Both given: named by `validate`, refused by `run`, settled on the command line.
 * One found beside the other: it takes part in the other's experiment.
 */
import { afterAll, expect, it } from 'vitest';
import { Study } from './study.js';

const study = new Study();
afterAll(() => study.remove());
study.scenario('own', 0.1, 'counterfactual: high\nexperiment: {draws: 3, replicates: 2, seed: own}\n');

it('validate warns of each difference, and calls nothing wrong', () => {
  const { code, out } = study.duel('validate', 'own.yaml', 'high.yaml');
  expect(code).toBe(0);
  expect(out).toMatch(
    /^own\.yaml:\d+:\d+: warning: experiment\.draws is 3, but 2 in the counterfactual "high" \[not-comparable\]$/m,
  );
  expect(out).toContain('expected the same in both, or --seed for a run of the two');
  expect(out).toContain('3 warnings');
});

it('run refuses what the options leave different, before anything runs', () => {
  const refused = (...options: string[]): string => {
    const { code, err } = study.duel('run', 'own.yaml', 'high.yaml', '--out', 'refused', ...options);
    expect(code).toBe(2);
    expect(study.names()).not.toContain('refused');
    return err;
  };
  expect(refused()).toContain('but experiment.draws is 3 in "own" and 2 in "high"');
  expect(refused('--draws', '1')).toContain('but experiment.replicates is 2 in "own" and 5 in "high"');
  expect(refused('--draws', '1', '--replicates', '1')).toContain(
    'but experiment.seed is "own" in "own" and "short" in "high"',
  );
});

it('run takes them where the options settle all three', () => {
  const options = ['--draws', '1', '--replicates', '2', '--seed', 'both'];
  const given = ['own.yaml', 'high.yaml', '--out', 'settled', '--workers', '1'];
  expect(study.duel('run', ...given, ...options).code).toBe(0);
  expect(study.json('settled/manifest.json')).toMatchObject({ status: 'complete' });
});

it('a counterfactual that is found beside a scenario takes part in its experiment', () => {
  const checked = study.duel('validate', 'own.yaml');
  expect([checked.code, checked.out]).toEqual([0, expect.not.stringContaining('warning')]);
  expect(study.duel('run', 'own.yaml', '--out', 'beside', '--workers', '1').code).toBe(0);
  expect(study.json('beside/manifest.json')).toMatchObject({
    status: 'complete',
    experiment: { draws: 3, replicates: 2 },
    seed: { text: 'own' },
  });
});
