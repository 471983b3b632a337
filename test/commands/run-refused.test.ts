/** What `duel` refuses, before anything runs: exit code 2, a message, and nothing on disk. */
import { afterAll, describe, expect, it } from 'vitest';
import { Study } from './study.js';

const study = new Study();
afterAll(() => study.remove());

function refused(message: string | RegExp, ...args: string[]): void {
  const names = study.names();
  const { code, out, err } = study.duel(...args);
  expect(err).toMatch(message);
  expect([code, out]).toEqual([2, '']);
  expect(study.names()).toEqual(names);
}

describe('duel refuses', () => {
  it('an unknown command or option, with what was probably meant', () => {
    refused("unknown command 'rnu'\n(Did you mean run?)", 'rnu');
    refused("unknown option '--drwas'\n(Did you mean --draws?)", 'run', 'low.yaml', '--drwas', '3');
  });

  it('numbers that are none, and an address that is none', () => {
    refused('expected a whole number from 1 to 100000', 'run', 'low.yaml', '--draws', '0');
    refused('expected a whole number from 1 to 100000', 'run', 'low.yaml', '--workers', 'two');
    refused('expected at least one character', 'run', 'low.yaml', '--seed', '');
    refused('expected k/n with k from 1 to n', 'run', 'low.yaml', '--share', 'a');
    refused('expected ID:EXPLANATION:DRAW:REPLICATE', 'run', 'low.yaml', '--only', 'low:fade:1');
    refused('no explanation "fad": did you mean fade?', 'run', 'low.yaml', '--only', 'low:fad:1:1');
    refused('no scenario "lower" among low, high', 'run', 'low.yaml', '--only', 'lower:fade:1:1');
    refused(
      'explanation "mixed" is not run; expected one of degradation, fade',
      'run',
      'low.yaml',
      '--only',
      'low:mixed:1:1',
    );
  });

  it('scenarios with errors, at their place', () => {
    study.write(
      'broken.yaml',
      'schema: scenario/v1\nextends: base.yaml\nid: broken\ntitle: Broken\nreplicats: 3\n',
    );
    refused(/^broken\.yaml:5:1: error: unknown key "replicats"/, 'run', 'broken.yaml');
    refused(/^nowhere\.yaml:1:1: error: there is no such file/, 'run', 'nowhere.yaml');
  });

  it('scenarios that cannot be compared, with the key that differs', () => {
    study.scenario('longer', 1, 'time: {end: 2021-06-30}\n');
    refused(
      /time is .*2021-05-31.* in "high" and .*2021-06-30.* in "longer"/,
      'run',
      'high.yaml',
      'longer.yaml',
    );
  });

  it('parameters that do not ship, are unknown, or are out of bounds', () => {
    study.write('draws.csv', 'explanation,draw,weight,tempo\nfade,1,0.5,0.2\nfade,2,none,0.2\n');
    study.scenario('draws', 1, 'parameters: draws.csv\n');
    refused(
      'draws.csv:3:1: error: weight "none" is not a number above 0 [parameter-file]',
      'run',
      'draws.yaml',
    );
    study.write('unknown.csv', 'parameter,value\ntmepo,1\n');
    study.scenario('unknown', 1, 'parameters: unknown.csv\n');
    refused('unknown.csv:2:1: error: unknown parameter "tmepo" [parameter-file]', 'run', 'unknown.yaml');
    study.write('wide.csv', 'parameter,value\ntempo,-1\n');
    study.scenario('wide', 1, 'parameters: wide.csv\n');
    refused('wide.csv:2:1: error: parameter "tempo" is -1, outside 0', 'run', 'wide.yaml');
    study.write('twice.csv', 'parameter,value\ntempo,1\ntempo,2\n');
    study.scenario('twice', 1, 'parameters: twice.csv\n');
    refused('twice.csv:3:1: error: parameter "tempo" is listed twice', 'run', 'twice.yaml');
    study.write('text.csv', 'parameter,value\ntempo,much\n');
    study.scenario('text', 1, 'parameters: text.csv\n');
    refused('text.csv:2:1: error: "much" is not a number', 'run', 'text.yaml');
    for (const id of ['draws', 'unknown', 'wide', 'twice', 'text']) {
      const { code, out } = study.duel('validate', `${id}.yaml`);
      expect([code, out], id).toEqual([
        2,
        expect.stringMatching(/\.csv:[23]:1: error: .*\[parameter-file\]/),
      ]);
    }
  });

  it('a folder that exists', () => {
    study.names('taken');
    refused('taken exists already: --out names a new folder', 'run', 'low.yaml', '--out', 'taken');
  });
});

describe('the other commands', () => {
  it('validate tells of draws that are too few for an interval', () => {
    study.write('few.csv', 'explanation,draw,weight,tempo\nfade,1,0.5,0.2\nfade,2,0.5,0.3\n');
    study.scenario('few', 1, 'explanation: fade\nparameters: few.csv\n');
    const { code, out } = study.duel('validate', 'few.yaml');
    expect(out).toContain(
      'few.csv:1:1: warning: fade has 2 effective draws: intervals over parameters rest on them [parameter-file]',
    );
    expect([code, out]).toEqual([0, expect.stringContaining('few: fine')]);
  });

  it('validate prints every problem to stdout and exits 2, or 0 where all is fine', () => {
    const broken = study.duel('validate', 'broken.yaml', 'low.yaml');
    expect(broken.code).toBe(2);
    expect(broken.out).toMatch(/^broken\.yaml:5:1: error: unknown key "replicats"/);
    // Nothing may be run while one of them is broken, so none is called fine.
    expect(broken.out).not.toContain('fine');
    const fine = study.duel('validate', 'low.yaml', '--json');
    expect(fine.code).toBe(0);
    expect(JSON.parse(fine.out)).toEqual({ scenarios: ['low', 'high'], added: ['high'], problems: [] });
  });

  it('explain shows each value with its file and line, the parameter table, or a code', () => {
    const { code, out } = study.duel('explain', 'low.yaml');
    expect(code).toBe(0);
    expect(out).toMatch(/^pressure\.taliban\.to +0\.1 +\(low\.yaml:5\)$/m);
    expect(out).toMatch(/^experiment\.draws +2 +\(base\.yaml:8\)$/m);
    expect(out).toMatch(/^parameters +values\.csv +\(base\.yaml:7\)$/m);
    expect(out).not.toContain('high, sha256');
    expect(study.duel('explain', 'parameters').out).toContain('cells-afghanistan');
    expect(study.duel('explain', 'tempo').out).toMatch(/^tempo: .*\n {2}unit .*within 0 to 10, calibrated\n/);
    expect(study.duel('explain', 'border-control').out).toMatch(
      /^border-control: .*\n[^]*^border-control \(lever\): .*\n {2}takes /m,
    );
    expect(study.duel('explain', 'no-id').out).toMatch(/^no-id: A file without an id/);
    expect(study.duel('explain', 'nothing').code).toBe(2);
  });

  it('schema prints a JSON Schema', () => {
    expect(JSON.parse(study.duel('schema').out)).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
    });
  });

  it('help exits 0 with the list of commands, and no command at all exits 2', () => {
    const help = study.duel('--help');
    expect([help.code, help.out]).toEqual([
      0,
      expect.stringContaining('simulate scenarios, compare them, and write a results folder'),
    ]);
    expect(study.duel().code).toBe(2);
  });
});
