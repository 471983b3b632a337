/** Ctrl-C: what was done is kept and is the beginning of what would have been done. */
import type { ChildProcess } from 'node:child_process';
import { afterAll, describe, expect, it } from 'vitest';
import { Study } from './study.js';

const study = new Study();
afterAll(() => study.remove());

/** Sends SIGINT each time that stderr says one of the texts; gives the exit code. */
function interrupted(child: ChildProcess, ...at: string[]): Promise<number | null> {
  let told = '';
  child.stderr!.on('data', (chunk: Buffer) => {
    told += chunk.toString();
    while (at.length > 0 && told.includes(at[0]!)) {
      at.shift();
      child.kill('SIGINT');
    }
  });
  child.stdout!.resume();
  return new Promise((resolve) => child.on('close', resolve));
}

describe('an interrupted run', () => {
  it.each(['1', '2'])('keeps what is done in key order, with %s workers', async (workers) => {
    const out = `cut-${workers}`;
    const args = ['low.yaml', '--draws', '60', '--replicates', '10', '--chunk', '2'];
    const child = study.start('run', ...args, '--workers', workers, '--out', out);
    let said = '';
    child.stdout!.on('data', (chunk: Buffer) => (said += chunk.toString()));
    expect(await interrupted(child, '10 %: ')).toBe(130);
    expect(said).toMatch(
      /^interrupted: what follows is of the \d+ replicates of 2400 that were done(, none of fade)?\n/,
    );
    const kept = study.lines(out, 'runs.csv').filter((line) => line.startsWith('low,'));
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThan(1200);
    expect(study.json(`${out}/manifest.json`)).toMatchObject({
      status: 'interrupted',
      counts: { planned: 2400, done: 2 * kept.length, failed: 0, dropped: 0 },
    });
    // The same addresses, from a run that was asked for no more than the first draws.
    const draws = Math.min(3, Math.floor(kept.length / 10));
    expect(draws).toBeGreaterThan(0);
    study.duel('run', 'low.yaml', '--draws', String(draws), '--replicates', '10', '--out', `${out}-whole`);
    const whole = study
      .lines(`${out}-whole`, 'runs.csv')
      .filter((line) => line.startsWith('low,degradation,'));
    expect(kept.slice(0, whole.length)).toEqual(whole);
    // 7 locations, 3 targets, 17 months.
    expect(study.lines(out, 'trajectories.csv.gz')).toHaveLength(2 * kept.length * 7 * 3 * 17);
  });

  it('leaves at once when told twice', async () => {
    const child = study.start('run', 'low.yaml', '--draws', '60', '--workers', '2', '--out', 'twice');
    expect(await interrupted(child, '10 %: ', 'once more leaves at once')).toBe(130);
    // Its manifest was never told of them; the journal was.
    const listed = study.duel('ls', '.');
    const [, kept] = /(\d+) of 1200, kept/.exec(listed.out) ?? [];
    expect(Number(kept)).toBeGreaterThan(0);
    expect(Number(kept)).toBeLessThan(1200);
    expect(study.duel('ls', 'nowhere')).toMatchObject({
      code: 2,
      err: expect.stringContaining('there is no folder nowhere'),
    });
  });
});
