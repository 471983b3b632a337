/** `docs/tutorial.md` is true: its commands are run in order, and what they print holds what the page says. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const DUEL = resolve('dist/cli/duel.js');
const PAGE = readFileSync('docs/tutorial.md', 'utf8');

/** Something that the reader does. */
type Step =
  | { readonly kind: 'write'; readonly file: string; readonly text: string }
  | { readonly kind: 'run'; readonly commands: readonly Command[]; readonly shown: string };

interface Command {
  readonly line: string;
  readonly code: number;
}

/** Steps of the page: `sh` is run, the `text` after it is what it prints, a `yaml` is written to the file named above. */
function stepsOf(page: string): Step[] {
  return [...page.matchAll(/^(.*)\n\n```(\w+)\n([\s\S]*?)```\n(?:\n```text\n([\s\S]*?)```)?/gm)].map(
    ([, above, language, text, shown]) => {
      if (language === 'yaml') {
        const file = /`([\w-]+\.yaml)`:$/.exec(above!)?.[1];
        if (file === undefined) throw new Error(`no file is named above\n${text}`);
        return { kind: 'write', file, text: text! };
      }
      if (language !== 'sh' || shown === undefined) throw new Error(`commands without output:\n${text}`);
      const commands = text!
        .trim()
        .split('\n')
        .map((line) => ({ line, code: Number(/# exit code (\d+)$/.exec(line)?.[1] ?? 0) }));
      return { kind: 'run', commands, shown };
    },
  );
}

/** The first part of what is shown that the output does not hold after the parts before it; undefined where it holds all. */
function lacking(output: string, shown: string): string | undefined {
  let at = 0;
  for (const part of shown.split(/\n|…/).map((text) => text.trim())) {
    const found = output.indexOf(part, at);
    if (found < 0) return part;
    at = found + part.length;
  }
  return undefined;
}

const bin = realpathSync(mkdtempSync(join(tmpdir(), 'duel-bin-')));
const home = realpathSync(mkdtempSync(join(tmpdir(), 'duel-tutorial-')));
writeFileSync(join(bin, 'duel'), `#!/bin/sh\nexec "${process.execPath}" "${DUEL}" "$@"\n`);
chmodSync(join(bin, 'duel'), 0o755);
afterAll(() => [bin, home].forEach((folder) => rmSync(folder, { recursive: true })));

describe('the tutorial', () => {
  const steps = stepsOf(PAGE);
  let cwd = home;

  it.each(steps.map((step) => [step.kind === 'run' ? step.commands[0]!.line : step.file, step] as const))(
    '%s',
    (_, step) => {
      if (step.kind === 'write') return writeFileSync(join(cwd, step.file), step.text);
      let output = '';
      for (const { line, code } of step.commands) {
        const into = /^cd (\S+)$/.exec(line)?.[1];
        if (into !== undefined) cwd = join(cwd, into);
        else {
          const env = { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH']}` };
          const ended = spawnSync('sh', ['-c', line], { cwd, env, maxBuffer: 1 << 26, encoding: 'utf8' });
          output += ended.stdout + ended.stderr;
          expect(ended.status, `${line}\n${output}`).toBe(code);
        }
      }
      expect(lacking(output, step.shown), output).toBeUndefined();
    },
    120_000,
  );

  it('runs every block of the page, the commands that it is about among them', () => {
    expect(steps.length).toBe(PAGE.match(/^```(sh|yaml)$/gm)!.length);
    const lines = steps.flatMap((step) => (step.kind === 'run' ? step.commands.map(({ line }) => line) : []));
    for (const command of [
      'init',
      'validate',
      'explain',
      'run',
      'compare',
      'report',
      'verify',
      'export',
      'ls',
    ])
      expect(
        lines.some((line) => line.startsWith(`duel ${command}`)),
        command,
      ).toBe(true);
  });

  it('would notice output that is not there, or in another order, and commands without output', () => {
    expect(lacking('one two\nthree', 'one …\nthree')).toBeUndefined();
    expect(lacking('one two\nthree', 'one … four')).toBe('four');
    expect(lacking('one two\nthree', 'three\none')).toBe('one');
    expect(() => stepsOf('Text.\n\n```sh\nls\n```\n')).toThrow('commands without output');
    expect(() => stepsOf('Text.\n\n```yaml\na: 1\n```\n')).toThrow('no file is named');
  });
});
