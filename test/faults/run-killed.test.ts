/** Twenty kills at random moments; `npm run kill-study` does a thousand. */
import { expect, it } from 'vitest';

interface Study {
  readonly kills: number;
  readonly reused: number;
  readonly different: number;
}

it('a run that is killed again and again has the bytes of one that was not', async () => {
  const module = '../../scripts/kill-study.mjs';
  const { killStudy } = (await import(module)) as {
    killStudy: (kills: number, seed: number) => Promise<Study>;
  };
  const { kills, reused, different } = await killStudy(20, 20230701);
  expect([kills, different]).toEqual([20, 0]);
  // Or nothing was ever killed that had something to lose.
  expect(reused).toBeGreaterThan(0);
}, 300_000);
