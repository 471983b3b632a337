import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Baseline, differences, frozenRuns } from './model-runs.js';

// Nothing here says that these numbers are right: only that they are what they were. A change that means to move
// them runs `npm run freeze`, and says so in CHANGELOG.md under [number].
const FILE = 'test/frozen/model.json';

describe('the frozen model', () => {
  const found = frozenRuns();
  if (process.env['FREEZE'] === '1')
    writeFileSync(FILE, `${JSON.stringify(found).replaceAll('],', '],\n')}\n`);
  const baseline = JSON.parse(readFileSync(FILE, 'utf8')) as Baseline;

  it('gives the counts that it gave', () => {
    expect(Object.keys(baseline).length).toBeGreaterThan(100);
    expect(differences(baseline, found)).toEqual([]);
  });

  it('would notice one count more, and a target that is gone', () => {
    const [name, values] = Object.entries(found).find(([, counts]) => counts[0]! > 0)!;
    expect(differences(found, { ...found, [name]: [values[0]! + 1, ...values.slice(1)] })).toHaveLength(1);
    const { [name]: gone, ...rest } = found;
    expect(gone).toBeDefined();
    expect(differences(found, rest)).toHaveLength(1);
  });
});
