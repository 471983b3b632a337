/** Dates, places, and files that are not the YAML of the language. */
import { type BrokenFile, instead, plus, taliban } from './broken-file.js';

export const BROKEN_YAML: readonly BrokenFile[] = [
  // Dates
  {
    name: 'date without zeros',
    text: instead(7, 'time: {end: 2025-6-30}'),
    expected: [
      '7:13+9: end is "2025-6-30" [expected a date from 2020-12-31 to 2035-12-31, the last simulated day]',
    ],
  },
  {
    name: 'day that no calendar has',
    text: instead(7, 'time: {end: 2025-02-29}'),
    expected: [
      '7:13+10: end is "2025-02-29", which is no day of the calendar [expected a date from 2020-12-31 to 2035-12-31, the last simulated day]',
    ],
  },
  {
    name: 'year for a date',
    text: instead(7, 'time: {end: 2025}'),
    expected: ['7:13+4: end is 2025 [expected a date from 2020-12-31 to 2035-12-31, the last simulated day]'],
  },
  {
    name: 'another start',
    text: instead(7, 'time: {start: 2021-01-01, end: 2025-06-30}'),
    expected: ['7:15+10: start is 2021-01-01 [expected 2020-01-01, the first day of every run]'],
  },
  {
    name: 'end in the first year',
    text: instead(7, 'time: {end: 2020-12-30}'),
    expected: [
      '7:13+10: end is 2020-12-30, out of range [expected a date from 2020-12-31 to 2035-12-31, the last simulated day]',
    ],
  },
  {
    name: 'end too far away',
    text: instead(7, 'time: {end: 2036-01-01}'),
    expected: [
      '7:13+10: end is 2036-01-01, out of range [expected a date from 2020-12-31 to 2035-12-31, the last simulated day]',
    ],
  },
  {
    name: 'change before the start',
    text: taliban('after: 2019-12-31', 'shape: step', 'to: 1'),
    expected: ['11:12+10: after is 2019-12-31, before the run starts [expected 2020-01-01 or later]'],
  },
  {
    name: 'change after the end',
    text: taliban('after: 2025-07-01', 'shape: step', 'to: 1'),
    expected: ['11:12+10: after is 2025-07-01, when the run is over [expected 2025-06-30 or earlier]'],
  },
  {
    name: 'change on no day',
    text: taliban('after: 2023-06-31', 'shape: step', 'to: 1'),
    expected: [
      '11:12+10: after is "2023-06-31", which is no day of the calendar [expected a date, YYYY-MM-DD: the first day on which pressure differs from history]',
    ],
  },
  {
    name: 'rebound too late',
    text: plus('rebound: {from: 2025-05-01}'),
    expected: [
      '9:17+10: rebound.from is 2025-05-01, too late to see attacks return [expected at least 3 months before the end, 2025-06-30, or "rebound: !unset"]',
    ],
  },
  {
    name: 'rebound without a past',
    text: plus('rebound: {from: 2020-06-01}'),
    expected: [
      '9:17+10: rebound.from is 2020-06-01: six months before it are needed for twice-before [expected 2020-07-01 or later, or bars without twice-before]',
    ],
  },
  {
    name: 'rebound without a date',
    text: plus('rebound: {months: 3}'),
    expected: ['9:1+7: missing key "rebound.from" [expected a date, YYYY-MM-DD: the first day that differs]'],
  },
  // Places
  {
    name: 'misspelt province',
    text: taliban('by_location: {Nangahar: {shape: constant, to: 1}}'),
    expected: ['11:19+8: unknown location "Nangahar" [did you mean nangarhar?]'],
  },
  {
    name: 'kp under the other side',
    text: taliban('by_location: {kp: {shape: constant, to: 1}}'),
    expected: ['11:19+2: unknown location "kp" [expected a zone, a province or its ISO 3166-2 code]'],
  },
  {
    name: 'province under the other side',
    text: plus('pressure: {pakistan: {by_location: {kabul: {shape: constant, to: 1}}}}'),
    expected: ['9:37+5: unknown location "kabul" [expected kp]'],
  },
  {
    name: 'one place under two names',
    text: taliban('by_location:', '  kabul: {shape: constant, to: 1}', '  AF-KAB: {shape: constant, to: 0}'),
    expected: ['13:7+6: "AF-KAB" is the same place as "kabul" [remove one of the two]'],
  },
  {
    name: 'unknown key of a place',
    text: taliban('by_location:', '  kabul: {shape: constant, too: 1}'),
    expected: ['12:32+3: unknown key "too" [did you mean pressure.taliban.by_location.kabul.to?]'],
  },
  // YAML
  {
    name: 'key written twice',
    text: plus('id: other'),
    expected: ['9:1+2: the key "id" is written twice [remove one of the two]'],
  },
  {
    name: 'tab as indentation',
    text: plus('experiment:', '\tdraws: 5'),
    expected: ['10:1+1: a tab is used for indentation [indent with spaces]'],
  },
  {
    name: 'tabs as indentation, line by line and nothing else',
    text: plus('pressure:', '\ttaliban:', '\t\tshape: step', 'experiment: {draws: 5,', '\treplicates: 3}'),
    expected: [
      '10:1+1: a tab is used for indentation [indent with spaces]',
      '11:1+2: a tab is used for indentation [indent with spaces]',
      '13:1+1: a tab is used for indentation [indent with spaces]',
    ],
  },
  {
    name: 'tab inside brackets',
    text: plus('experiment: {draws: 5,', '\treplicates: 3}'),
    expected: ['10:1+1: a tab is used for indentation [indent with spaces]'],
  },
  {
    name: 'tab in a folded text',
    text: instead(5, 'question: >-\n\tWhat if?'),
    expected: ['6:1+1: a tab is used for indentation [indent with spaces]'],
  },
  {
    name: 'colon in an item of a list',
    text: instead(6, 'assumptions: [{One thing: nothing else changes.}]'),
    expected: [
      '6:15+34: assumptions is a map of keys [expected an assumption in plain words; a text with a colon and a space in it needs quotes]',
    ],
  },
  {
    name: 'merge key with an alias',
    text: plus('experiment: &shared {draws: 5}', 'rebound: {<<: *shared, from: 2023-07-01}'),
    expected: [
      '10:11+2: merge keys are not part of this language [put what is shared in a file and write "extends: base.yaml"]',
    ],
  },
  {
    name: 'bracket left open',
    text: plus('explanation: [fade, mixed', 'counterfactual: other'),
    expected: [
      '10:1+1: not valid YAML: flow sequence in block collection must be sufficiently indented and end with a ] [is a bracket left open above, or a line indented differently?]',
    ],
  },
  {
    name: 'quote left open',
    text: plus('rebound: "x'),
    expected: ['10:1+1: not valid YAML: missing closing quote [is a quote or bracket left open above?]'],
  },
  {
    name: 'colon in a sentence',
    text: instead(3, 'title: Lapse: what then?'),
    expected: [
      '3:8+1: not valid YAML: nested mappings are not allowed in compact mappings [a text with a colon and a space in it needs quotes]',
    ],
  },
  {
    name: 'merge key',
    text: plus('<<: {title: Another}'),
    expected: [
      '9:1+2: merge keys are not part of this language [put what is shared in a file and write "extends: base.yaml"]',
    ],
  },
  {
    name: 'unknown tag',
    text: instead(3, 'title: !upper a title'),
    expected: ['3:8+14: unknown tag "!upper" [the only tag is !unset]'],
  },
  {
    name: 'standard tag without a use',
    text: instead(3, 'title: !!binary aGk='),
    expected: ['3:8+13: unknown tag "!!binary" [the only tag is !unset]'],
  },
  {
    name: 'unset without a parent',
    text: plus('rebound: !unset'),
    expected: ['9:1+7: !unset removes nothing: this file extends no other [remove "rebound"]'],
  },
  {
    name: 'unset with a value',
    text: plus('rebound: !unset 3'),
    expected: ['9:10+6: !unset takes no value [write "!unset" alone]'],
  },
  {
    name: 'unset in a list',
    text: plus('explanation: [fade, !unset ]'),
    expected: ['9:21+6: !unset removes a key, not an item of a list [write the list without the item]'],
  },
  {
    name: 'second document',
    text: plus('---', 'id: other'),
    expected: ['9:1+3: a second document begins here [one file holds one scenario]'],
  },
  {
    name: 'YAML 1.1',
    text: `%YAML 1.1\n---\n${plus()}`,
    expected: ['1:1+5: a %YAML directive [remove it: files are YAML 1.2]'],
  },
  {
    name: 'alias of nothing',
    text: instead(3, 'title: *name'),
    expected: ['3:8+5: no value is anchored as &name above []'],
  },
  {
    name: 'alias of itself',
    text: instead(6, 'assumptions: &a [*a]'),
    expected: ['6:18+2: the alias *a contains itself []'],
  },
  {
    name: 'control character',
    text: instead(3, 'title: "A \\e[31mtitle"'),
    expected: ['3:8+15: a control character in the text [remove it]'],
  },
  {
    name: 'key that is a list',
    text: plus('? [a]', ': 1'),
    expected: ['9:3+3: a key must be a word [expected "key: value"]'],
  },
  {
    name: 'no UTF-8',
    text: Buffer.from(instead(3, 'title: Caf\u00e9'), 'latin1'),
    expected: ['3:11+1: the file is not UTF-8 text [save it with the encoding UTF-8]'],
  },
  {
    name: 'UTF-16',
    text: Buffer.from(`\ufeff${plus()}`, 'utf16le'),
    expected: ['1:1+1: the file is not UTF-8 text [save it with the encoding UTF-8]'],
  },
  {
    name: 'ten megabytes',
    text: plus(`# ${'x'.repeat(10_000_000)}`),
    expected: ['1:1+0: the file has 10.0 MB [expected at most 100 kB; tables belong in CSV files]'],
  },
  {
    name: 'more than a hundred kilobytes',
    text: plus(`# ${'x'.repeat(100_000)}`),
    expected: ['1:1+0: the file has 101 kB [expected at most 100 kB; tables belong in CSV files]'],
  },
];
