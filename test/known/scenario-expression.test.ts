/** Expressions: what each part means, and where exactly one breaks. */
import { describe, expect, it } from 'vitest';
import { locationsOf } from '../../src/model/locations.js';
import { ExpressionError, parseExpression } from '../../src/scenarios/index.js';
import { geography, loadOne, loadStudy, BASE } from '../faults/scenarios/study.js';

const LOCATIONS = locationsOf(geography).map(({ id }) => id);
const parse = (text: string) => parseExpression(text, LOCATIONS);

describe('an expression', () => {
  // The examples of the contract: interface.md, "A scenario".
  it('reads those of the contract', () => {
    expect(parse('min(*.*) >= 0')).toEqual({
      text: 'min(*.*) >= 0',
      statistic: 'min',
      target: '*',
      location: '*',
      condition: null,
      when: { kind: 'months' },
      comparison: '>=',
      bound: 0,
    });
    expect(parse('share(cells.afghanistan == 0 at end) < 0.05')).toEqual({
      text: 'share(cells.afghanistan == 0 at end) < 0.05',
      statistic: 'share',
      target: 'cells',
      location: 'afghanistan',
      condition: { comparison: '==', bound: 0 },
      when: { kind: 'end' },
      comparison: '<',
      bound: 0.05,
    });
    expect(parse('mcse(attacks.afghanistan) < 0.25')).toMatchObject({ statistic: 'mcse', bound: 0.25 });
  });

  it('reads windows, regions by code, and numbers of every sign and size', () => {
    expect(parse('mean(attacks_expected.AF-KAB in 2023-07/2024-06) <= 1.5e1')).toMatchObject({
      target: 'attacks_expected',
      location: 'AF-KAB',
      when: { kind: 'window', from: '2023-07', to: '2024-06' },
      comparison: '<=',
      bound: 15,
    });
    expect(parse('max(kp_share.all) != -0.5').bound).toBe(-0.5);
    expect(Object.is(parse('max(kp_share.all) != -0').bound, 0)).toBe(true);
  });

  it('has one text however it is spaced and its numbers are written', () => {
    const text = 'share(cells.rest-of-afghanistan > 3 in 2024-01/2024-06) < 0.5';
    expect(parse('  share ( cells . rest-of-afghanistan>3.0 in 2024-01/2024-06 )<  5e-1 ').text).toBe(text);
    expect(parse(text)).toEqual(parse(parse(text).text));
  });

  it.each([
    ['min(*.*) >= 0 0', 14, 1, '"0" after the end'],
    ['min(*.*) >= 0x', 12, 2, 'unexpected "0x"'],
    ['min(*.*) >= 1.2.3', 12, 5, 'unexpected "1.2.3"'],
    ['min(cells.AF-KAP-1) >= 0', 10, 8, 'unknown location "AF-KAP-1"'],
    ['min(*.*) >= 1e400', 12, 5, 'unexpected "1e400"'],
    ['', 0, 0, 'the expression is empty'],
    ['share(cells.all == 0 at', 23, 0, 'the expression breaks off'],
  ])('says where %j breaks', (text, at, length, message) => {
    let caught: unknown;
    try {
      parse(text);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(ExpressionError);
    expect(caught).toMatchObject({ at, length, message });
  });
});

describe('in a scenario', () => {
  it('assertions keep their order; error is what an assertion means unless it says warn', () => {
    const { assertions } = loadOne(
      [
        'assert:',
        '  - {that: "min(*.*)>=0"}',
        '  - that: share(cells.all == 0 at end) < 0.05',
        '    on_fail: warn',
        '    because: >-',
        '      it should',
        '      not end',
      ].join('\n'),
    );
    expect(assertions.map(({ that, onFail, because }) => [that.text, onFail, because])).toEqual([
      ['min(*.*) >= 0', 'error', null],
      ['share(cells.all == 0 at end) < 0.05', 'warn', 'it should not end'],
    ]);
    expect(loadOne('').assertions).toEqual([]);
  });

  it('stop waits for 30 draws unless it says otherwise; a file below can take it away', () => {
    const when = 'when: "mcse(attacks.afghanistan) < 0.25"';
    expect(loadOne(`experiment: {stop: {${when}}}`).experiment.stop).toMatchObject({
      when: { text: 'mcse(attacks.afghanistan) < 0.25' },
      atLeast: 30,
    });
    expect(loadOne(`experiment: {stop: {${when}, at_least: 2}}`).experiment.stop?.atLeast).toBe(2);
    const files = {
      'base.yaml': `${BASE}experiment: {stop: {${when}}}\n`,
      'a.yaml': 'schema: scenario/v1\nid: a\nextends: base.yaml\nexperiment: {stop: !unset}\n',
    };
    expect(loadStudy(files, ['a.yaml']).scenarios[0]?.experiment.stop).toBeNull();
  });

  it('a window may be as long as the run', () => {
    expect(loadOne('assert: [{that: "max(raids.all in 2020-01/2024-12) < 1e6"}]').assertions).toHaveLength(1);
  });

  it('a fault in a folded text is shown at the text', () => {
    const { shown } = loadStudy({
      'base.yaml': BASE,
      'a.yaml':
        'schema: scenario/v1\nid: a\nextends: base.yaml\nassert:\n  - that: >-\n      min(attacks.all)\n      => 0\n',
    });
    expect(shown).toEqual(['a.yaml:5:11: unknown comparison "=>"']);
  });
});
