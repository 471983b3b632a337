/** Keys and types that are not those of the language. */
import { type BrokenFile, instead, plus, taliban } from './broken-file.js';

export const BROKEN_KEYS: readonly BrokenFile[] = [
  // Keys
  {
    name: 'misspelt key of another level',
    text: plus('replicats: 5'),
    expected: ['9:1+9: unknown key "replicats" [did you mean experiment.replicates?]'],
  },
  {
    name: 'misspelt key',
    text: plus('experiment:', '  replicats: 5'),
    expected: ['10:3+9: unknown key "replicats" [did you mean experiment.replicates?]'],
  },
  {
    name: 'two misspelt keys at once',
    text: plus('experiment: {drwas: 5, sede: x}'),
    expected: [
      '9:14+5: unknown key "drwas" [did you mean experiment.draws?]',
      '9:24+4: unknown key "sede" [did you mean experiment.seed?]',
    ],
  },
  {
    name: 'misspelt required key is reported once',
    text: instead(3, 'titel: A title'),
    expected: ['3:1+5: unknown key "titel" [did you mean title?]'],
  },
  {
    name: 'key of another language',
    text: plus('optimise: attacks'),
    expected: [
      '9:1+8: unknown key "optimise" [expected one of schema, id, extends, title, purpose, question, assumptions, time, explanation, parameters, pressure, levers, events, experiment, counterfactual, rebound, outputs, assert, vary]',
    ],
  },
  {
    name: 'key that looks like a prototype',
    text: plus('__proto__: {id: other}'),
    expected: [
      '9:1+9: unknown key "__proto__" [expected one of schema, id, extends, title, purpose, question, assumptions, time, explanation, parameters, pressure, levers, events, experiment, counterfactual, rebound, outputs, assert, vary]',
    ],
  },
  {
    name: 'missing keys',
    text: 'schema: scenario/v1\nid: broken\ntime: {start: 2020-01-01}\n',
    expected: [
      '1:1+6: missing key "assumptions" [expected a list of sentences, printed with the results]',
      '1:1+6: missing key "parameters" [expected posterior, posterior-without-2020-21, prior, point, or the path of a file inside the study folder]',
      '1:1+6: missing key "purpose" [expected one of decision-making, sensitivity, situational-awareness, horizon-scanning, forecasting, value-of-information]',
      '1:1+6: missing key "question" [expected the question that the scenario answers, in plain words]',
      '1:1+6: missing key "title" [expected a title in plain words]',
      '3:1+4: missing key "time.end" [expected a date from 2020-12-31 to 2035-12-31, the last simulated day]',
    ],
  },
  {
    name: 'missing schema',
    text: instead(1, '# no schema'),
    expected: ['2:1+2: missing key "schema" [begin the file with "schema: scenario/v1"]'],
  },
  {
    name: 'another schema',
    text: instead(1, 'schema: scenario/v2'),
    expected: ['1:9+11: unknown value "scenario/v2" for schema [did you mean scenario/v1?]'],
  },
  {
    name: 'missing id',
    text: instead(2, '# no id'),
    expected: [
      '1:1+6: the file has no id: it is a base and is never run alone [run a scenario that extends it, or give it an id of its own]',
    ],
  },
  {
    name: 'key of another shape',
    text: taliban('after: 2023-07-01', 'shape: step', 'to: 1', 'over_days: 30'),
    expected: ['14:5+9: "over_days" does nothing in shape step [it belongs to shape ramp]'],
  },
  {
    name: 'ramp without its length',
    text: taliban('after: 2023-07-01', 'shape: ramp', 'to: 1'),
    expected: [
      '10:3+7: missing key "over_days" of shape ramp [expected a whole number of days from 1 to 6000: how long the ramp takes]',
    ],
  },
  {
    name: 'schedule without a shape',
    text: taliban('after: 2023-07-01', 'to: 1'),
    expected: ['10:3+7: missing key "shape" [expected one of constant, step, ramp, pulse, on-off, reactive]'],
  },
  {
    name: 'step without a date',
    text: taliban('shape: step', 'to: 1'),
    expected: [
      '10:3+7: missing key "after" of shape step [expected a date, YYYY-MM-DD: the first day on which pressure differs from history]',
    ],
  },
  // Types
  {
    name: 'number for text',
    text: instead(3, 'title: 2023'),
    expected: ['3:8+4: title is 2023 [expected a title in plain words; write "2023" with the quotes]'],
  },
  {
    name: 'nothing for text',
    text: instead(5, 'question:'),
    expected: ['5:1+8: question is empty [expected the question that the scenario answers, in plain words]'],
  },
  {
    name: 'text for a list',
    text: instead(6, 'assumptions: Nothing else changes.'),
    expected: [
      '6:14+21: assumptions is text "Nothing else changes." [expected a list of sentences, printed with the results]',
    ],
  },
  {
    name: 'empty list',
    text: instead(6, 'assumptions: []'),
    expected: [
      '6:14+2: assumptions is an empty list [expected a list of sentences, printed with the results]',
    ],
  },
  {
    name: 'list for a map',
    text: instead(7, 'time: [2020-01-01, 2025-06-30]'),
    expected: ['7:7+24: time is a list [expected {start, end}]'],
  },
  {
    name: 'text for a number',
    text: plus('experiment: {draws: ten}'),
    expected: [
      '9:21+3: draws is text "ten" [expected a whole number from 1 to 100000: parameter draws per explanation]',
    ],
  },
  {
    name: 'half a draw',
    text: plus('experiment: {draws: 1.5}'),
    expected: [
      '9:21+3: draws is 1.5 [expected a whole number from 1 to 100000: parameter draws per explanation]',
    ],
  },
  {
    name: 'seed that is not exact',
    text: plus('experiment: {seed: 12345678901234567890}'),
    expected: [
      '9:20+20: seed is 12345678901234567000, out of range [expected a text (quote it if it looks like a number) or a whole number]',
    ],
  },
  {
    name: 'empty seed',
    text: plus("experiment: {seed: ''}"),
    expected: [
      '9:20+2: seed is empty [expected a text (quote it if it looks like a number) or a whole number]',
    ],
  },
  {
    name: 'level of a type of its own',
    text: taliban('after: 2023-07-01', 'shape: step', 'to: true'),
    expected: [
      '13:9+4: to is true [expected a number from 0 to 5 (1 = January–June 2023) or calibrated.{2020, before-takeover, first-year, autumn-2022, first-half-2023}]',
    ],
  },
  {
    name: 'two parents',
    text: plus('extends: [base.yaml, other.yaml]'),
    expected: [
      '9:10+23: extends is a list [expected the path of one parent file inside the study folder, such as base.yaml]',
    ],
  },
  {
    name: 'a list of keys',
    text: '- schema: scenario/v1\n',
    expected: [
      '1:1+21: the file is not a map of keys [expected "schema: scenario/v1" and the keys of a scenario]',
    ],
  },
  {
    name: 'an empty file',
    text: '# nothing\n',
    expected: ['1:1+0: the file is empty [expected "schema: scenario/v1" and the keys of a scenario]'],
  },
];
