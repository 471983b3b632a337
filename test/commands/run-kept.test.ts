/** What commands that meet over one folder, and runs that are made larger from other files, must not lose. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/program.js';
import { ioOf } from '../../src/cli/io.js';
import { LOCK_FILE, lockText, ownerOf } from '../../src/results/run-lock.js';
import { Study } from './study.js';

const study = new Study();
const before = process.cwd();
afterAll(() => {
  process.chdir(before);
  study.remove();
});
const path = (name: string) => join(study.dir, name);

const REAL = ioOf(process);

/** One command in this process. @param more of the world around it */
async function duel(args: readonly string[], more: object = {}) {
  const told = { code: 0, out: '', err: '' };
  const io = {
    ...REAL,
    cwd: study.dir,
    results: path('results'),
    out: (text: string) => void (told.out += text),
    err: (text: string) => void (told.err += text),
    exitWith: (code: number) => void (told.code = code),
    ...more,
  };
  await runCommandLine(args, io);
  return told;
}

const RUN = ['run', '.', '--draws', '1', '--replicates', '2', '--workers', '1', '--out', 'results/run'];
beforeAll(async () => {
  // Scenario files are read from where the process is.
  process.chdir(study.dir);
  expect(await duel(RUN)).toMatchObject({ code: 0 });
});

const larger = (...args: string[]) => duel(['run', '--resume', 'run', '--draws', '2', ...args]);

describe('a run that is made larger', () => {
  it('is refused where a scenario would go missing, with a command that can be typed', async () => {
    renameSync(path('low.yaml'), path('low.kept'));
    const { code, err } = await larger();
    expect(err).toContain('run has ended, and what it was made from has changed since:\n  low is no longer');
    expect(err).toMatch(/\n {2}duel run \. --draws 1 --replicates 2\n$/);
    expect(code).toBe(2);
    expect((await duel(['verify', 'run', '--sample', '0'])).out).toContain('low is no longer among');
    renameSync(path('low.kept'), path('low.yaml'));
  });

  it('is refused where explanations are others; a new one is a reason to simulate', async () => {
    const base = study.read('base.yaml').toString();
    study.write('base.yaml', base.replace('[fade, degradation]', '[fade]'));
    expect((await larger()).err).toContain('\n  degradation is no longer among the explanations\n');
    study.write('base.yaml', base.replace('[fade, degradation]', '[fade, degradation, slowdown]'));
    expect((await larger()).err).toContain('\n  explanation slowdown is new\n');
    const { err } = await duel(['run', '--resume', 'run', '--why']);
    study.write('base.yaml', base);
    expect(err).toContain('simulated, because\n  explanation slowdown is new\n');
    expect(err).not.toContain('no reason to simulate');
  });
});

describe('a run at work', () => {
  const locked = () => writeFileSync(path(`results/run/${LOCK_FILE}`), lockText(ownerOf('2026-01-02')));
  const unlocked = () => rmSync(path(`results/run/${LOCK_FILE}`));

  it('is not reported, and says so', async () => {
    locked();
    const { code, err } = await duel(['report', 'run']);
    unlocked();
    expect([code, err]).toEqual([2, expect.stringContaining('results/run is in use by process')]);
    expect(await duel(['report', 'run'])).toMatchObject({ code: 0, err: '' });
    expect(study.names('results/run')).not.toContain(LOCK_FILE);
  });

  it('that somebody goes on with while it is checked has no verdict', async () => {
    const { code, out, err } = await duel(['verify', 'run', '--sample', '1'], {
      random: () => {
        locked();
        return 0;
      },
    });
    unlocked();
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('somebody went on with run while it was checked');
  });

  it('without tables is not compared, with what to do next', async () => {
    const descriptor = path('results/run/datapackage.json');
    const text = readFileSync(descriptor);
    rmSync(descriptor);
    const compared = () => duel(['compare', 'run:low', 'run:high']);
    expect((await compared()).err).toMatch(
      /did not end, or the file was removed; to go on with it: duel run/,
    );
    locked();
    expect((await compared()).err).toContain('is in use by process');
    unlocked();
    writeFileSync(descriptor, text);
    expect(await compared()).toMatchObject({ code: 0 });
  });
});

describe('duel ls', () => {
  it('tells of a run whose manifest cannot be read, and why a complete one can be gone on with', async () => {
    const manifest = path('results/run/manifest.json');
    const text = readFileSync(manifest, 'utf8');
    writeFileSync(manifest, text.replace('"done": 8', '"done": 7'));
    expect((await duel(['ls'])).out).toContain('run: manifest.json was changed after it was written');
    writeFileSync(manifest, '{');
    expect((await duel(['ls'])).out).toMatch(/^run: refused: .*manifest\.json: not JSON/);
    expect(JSON.parse((await duel(['ls', '--json'])).out)).toMatchObject([
      { name: 'run', state: 'refused', manifest: null },
    ]);
    writeFileSync(manifest, text);
    expect((await duel(['ls'])).out).not.toContain('run: ');
  });
});

describe('a calibration that has ended', () => {
  it('is not made again', async () => {
    const args = ['calibrate', '--explanation', 'fade', '--budget', 'small', '--out', 'calibration'];
    // Interrupted before its first simulation: its folder holds the request.
    const stopped = await duel([...args, '--workers', '1'], {
      onInterrupt: (listener: () => void) => {
        listener();
        return () => undefined;
      },
    });
    expect(stopped).toMatchObject({ code: 130 });
    expect(study.names('calibration')).not.toContain(LOCK_FILE);
    study.write('calibration/manifest.json', '{"schema": "calibration/v1"}');
    rmSync(path('calibration/journal'), { recursive: true, force: true });
    const { code, err } = await duel(['calibrate', '--resume', 'calibration']);
    expect([code, err]).toEqual([
      0,
      'nothing is left to do in calibration: duel report calibration shows it\n',
    ]);
  });
});
