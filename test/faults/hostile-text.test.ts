/** Text of the user's where it could do harm: in a spreadsheet, on a terminal, in Markdown. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatProblems } from '../../src/cli/problems.js';
import { terminalText } from '../../src/cli/terminal-text.js';
import type { Column } from '../../src/results/column.js';
import { TABLE_NAMES, TABLES } from '../../src/results/columns.js';
import { cellOf, cellText } from '../../src/results/csv.js';
import { markdownText } from '../../src/results/markdown.js';
import { sentence } from '../../src/scenarios/printable.js';
import { loadStudy } from './scenarios/study.js';

const ESCAPE = '\u001b';
const FORMULAS = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', "'=1", "''-x"];

describe('a spreadsheet', () => {
  const columns = TABLE_NAMES.flatMap((name) =>
    (TABLES[name].columns as readonly Column[]).map((column) => [name, column] as const),
  );

  it('runs no cell of text of any table, and the reader gives back what was written', () => {
    const texts = columns.filter(([, { type }]) => type === 'string');
    expect(texts.length).toBeGreaterThan(50);
    for (const [name, column] of texts) {
      for (const formula of FORMULAS) {
        const cell = cellText(name, column, formula);
        expect(cell, `${name} ${column.name}`).toMatch(/^"?'/);
        expect(cellOf(column, cell.replace(/^"([^]*)"$/, '$1'))).toBe(formula);
      }
    }
  });

  it('sees numbers as they are', () => {
    for (const [name, column] of columns.filter(([, { type }]) => type === 'number')) {
      expect(cellText(name, column, -1.5)).toBe('-1.5');
      expect(cellOf(column, '-1.5')).toBe(-1.5);
    }
  });
});

describe('a terminal', () => {
  const red = `${ESCAPE}[31mred${ESCAPE}[39m`;

  it('gets the styles of this program where they are welcome, and no other escape sequence ever', () => {
    expect(terminalText(red, true)).toBe(red);
    expect(terminalText(red, false)).toBe('\ufffd[31mred\ufffd[39m');
    for (const sequence of ['[2J', '[8mhidden', ']0;title\u0007', '[?25l', 'P+q', '[31;5m'])
      expect(terminalText(`${ESCAPE}${sequence}`, true)).not.toContain(ESCAPE);
    expect(terminalText('a\tb\nc', false)).toBe('a\tb\nc');
    expect(terminalText('over\rwritten \u009b2J \u202edrow', true)).toBe(
      'over\ufffdwritten \ufffd2J \ufffddrow',
    );
  });

  it.each([
    ["unknown option '--clusters=redis://:top%40secret@host'", "unknown option '--clusters=redis://…@host'"],
    ['redis://user:top/secret@host:1:1: no such file', 'redis://…@host:1:1: no such file'],
    ['REDISS://user:top@secret@[::1]:6380/2', 'REDISS://…@[::1]:6380/2'],
    ['expected redis://[USER:PASSWORD@]HOST[:PORT]', 'expected redis://[USER:PASSWORD@]HOST[:PORT]'],
    ['redis://USER:PASSWORD@HOST is how', 'redis://USER:PASSWORD@HOST is how'],
    ['redis://host:6379 does not answer', 'redis://host:6379 does not answer'],
  ])('never shows the password in %j', (text, shown) => {
    for (const colour of [true, false]) expect(terminalText(text, colour)).toBe(shown);
  });

  it('keeps everything that can be seen', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(terminalText(text, true)).toBe(text);
      }),
      { seed: 20230701 },
    );
  });

  it('shows a problem on its own lines, whatever key or name it quotes', () => {
    const { problems } = loadStudy({
      'a.yaml': `schema: scenario/v1\nid: a\n"x\\ny${'z'.repeat(900)}\\e[2J": 1\nextends: "b\\u0007.yaml"\n`,
    });
    const told = formatProblems(problems, false);
    // eslint-disable-next-line no-control-regex
    expect(told).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/);
    expect(told.split('\n').every((line) => line.length < 500)).toBe(true);
    expect(sentence(`${'a'.repeat(300)}\n${'b'.repeat(300)}`)).toBe(
      `${'a'.repeat(200)} … ${'b'.repeat(200)}`,
    );
  });
});

describe('Markdown', () => {
  it.each([
    ['<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert(1)&gt;'],
    ['![x](http://x)', '\\!\\[x\\](http://x)'],
    ['a | b', 'a \\| b'],
    ['`code` *b* ~s~ \\', '\\`code\\` \\*b\\* \\~s\\~ \\\\'],
    ['two\n# lines', 'two # lines'],
    ['&lt;', '&amp;lt;'],
    ['lapsed-2023-07, attacks_suicide', 'lapsed-2023-07, attacks_suicide'],
  ])('has %j as it stands', (text, written) => expect(markdownText(text)).toBe(written));
});
