/**
 * Broken scenario files, each with the exact `line:column+n: message [hint]` that its author must be shown.
 * Line 9 is the first line after the whole scenario below; `+n` is the length that is underlined.
 */
const WHOLE = [
  'schema: scenario/v1',
  'id: broken',
  'title: A title',
  'purpose: decision-making',
  'question: What if?',
  'assumptions: [Nothing else changes.]',
  'time: {end: 2025-06-30}',
  'parameters: point',
];

/** The whole scenario with lines appended, the first of them as line 9. */
export const plus = (...lines: string[]): string => [...WHOLE, ...lines, ''].join('\n');
/** The whole scenario with one line (from 1) replaced. */
export const instead = (line: number, text: string): string =>
  WHOLE.map((old, i) => (i === line - 1 ? text : old)).join('\n');

export interface BrokenFile {
  readonly name: string;
  readonly text: string | Uint8Array;
  readonly expected: readonly string[];
}

/** The whole scenario with a Taliban schedule, whose first key is on line 11. */
export const taliban = (...lines: string[]): string =>
  plus('pressure:', '  taliban:', ...lines.map((line) => `    ${line}`));

/** The whole scenario with entries of `levers`, the first on line 10. */
export const lever = (...entries: string[]): string =>
  plus('levers:', ...entries.map((entry) => `  - ${entry}`));

/** The whole scenario with entries of `events`, the first on line 10. */
export const event = (...entries: string[]): string =>
  plus('events:', ...entries.map((entry) => `  - ${entry}`));

/** The whole scenario with one assertion, whose expression begins in column 12 of line 10. */
export const assertion = (that: string): string => plus('assert:', `  - {that: ${that}}`);
