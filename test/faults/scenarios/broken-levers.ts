/** Levers and events that the closed list does not have, or that say what they cannot. */
import { type BrokenFile, event, lever, plus } from './broken-file.js';

export const BROKEN_LEVERS: readonly BrokenFile[] = [
  {
    name: 'misspelt lever',
    text: lever('{id: border-contol, from: 2023-07-01, strength: 0.3, source: assumption}'),
    expected: ['10:10+13: unknown lever "border-contol" [did you mean border-control?]'],
  },
  {
    name: 'lever that the list does not have',
    text: lever('{id: drones, from: 2023-07-01, strength: 0.3, source: assumption}'),
    expected: ['10:10+6: unknown lever "drones" [levers are a closed list: "duel explain levers" shows it]'],
  },
  {
    name: 'event among the levers',
    text: lever('{id: prison-break, on: 2023-07-01, size: 0.3, source: assumption}'),
    expected: ['10:10+12: unknown lever "prison-break" [it is an event: list it under "events"]'],
  },
  {
    name: 'lever among the events',
    text: event('{id: raid-precision, from: 2023-07-01, strength: 0.3, source: assumption}'),
    expected: ['10:10+14: unknown event "raid-precision" [it is a lever: list it under "levers"]'],
  },
  {
    name: 'lever without an id',
    text: lever('{from: 2023-07-01, strength: 0.3, source: assumption}'),
    expected: ['10:5+53: missing key "id" [levers are a closed list: "duel explain levers" shows it]'],
  },
  {
    name: 'lever without an id, in a block',
    text: plus('levers:', '  - from: 2023-07-01', '    strength: 0.3', '    source: assumption'),
    expected: ['10:5+4: missing key "id" [levers are a closed list: "duel explain levers" shows it]'],
  },
  {
    name: 'lever whose id is a number',
    text: lever('{id: 3, from: 2023-07-01, strength: 0.3, source: assumption}'),
    expected: [
      '10:10+1: the id of a lever is no text [levers are a closed list: "duel explain levers" shows it]',
    ],
  },
  {
    name: 'lever that is a word',
    text: lever('border-control'),
    expected: [
      '10:5+14: levers is text "border-control" [expected a list of levers, each {id, from, strength, source}]',
    ],
  },
  {
    name: 'levers that are a map',
    text: plus('levers: {border-control: 0.3}'),
    expected: [
      '9:9+21: levers is a map of keys [expected a list of levers, each {id, from, strength, source}]',
    ],
  },
  {
    name: 'key that this lever does not take',
    text: lever('{id: raid-precision, location: kabul, from: 2023-07-01, strength: 0.3, source: assumption}'),
    expected: [
      '10:26+8: "location" does nothing for raid-precision [raid-precision takes from, until, strength, source]',
    ],
  },
  {
    name: 'key misspelt, which is not also missing',
    text: lever('{id: raid-precision, from: 2023-07-01, stregth: 0.3, source: assumption}'),
    expected: [
      '10:44+7: unknown key "stregth" [did you mean strength? raid-precision takes from, until, strength, source]',
    ],
  },
  {
    name: 'size of a lever',
    text: lever('{id: raid-precision, from: 2023-07-01, size: 0.3, source: assumption}'),
    expected: [
      '10:44+4: "size" does nothing for raid-precision [did you mean strength? raid-precision takes from, until, strength, source]',
    ],
  },
  {
    name: 'strength of an event',
    text: event('{id: prison-break, on: 2023-07-01, strength: 0.3, source: assumption}'),
    expected: [
      '10:40+8: "strength" does nothing for prison-break [did you mean size? prison-break takes location, on, size, source]',
    ],
  },
  {
    name: 'day of what lasts',
    text: lever('{id: raid-precision, on: 2023-07-01, strength: 0.3, source: assumption}'),
    expected: [
      '10:26+2: "on" does nothing for raid-precision [did you mean from? raid-precision takes from, until, strength, source]',
    ],
  },
  {
    name: 'end of what is over in a day',
    text: event('{id: release, from: 2023-07-01, until: 2023-08-01, size: 0.3, source: assumption}'),
    expected: [
      '10:19+4: "from" does nothing for release [did you mean on? release takes location, on, size, source]',
      '10:37+5: "until" does nothing for release [release takes location, on, size, source]',
    ],
  },
  {
    name: 'lever without a source',
    text: lever('{id: raid-precision, from: 2023-07-01, strength: 0.3}'),
    expected: [
      '10:5+53: missing key "source" of raid-precision [expected where the size of the change comes from; it may say "assumption"]',
    ],
  },
  {
    name: 'lever with an empty source',
    text: lever('{id: raid-precision, from: 2023-07-01, strength: 0.3, source: " "}'),
    expected: [
      '10:67+3: source is "" [expected where the size of the change comes from; it may say "assumption"]',
    ],
  },
  {
    name: 'second-order effects left open',
    text: lever('{id: capacity-building, from: 2023-07-01, strength: 1, source: assumption}'),
    expected: [
      '10:5+74: missing key "second_order" of capacity-building [expected true or false: whether the effects besides the purpose are counted]',
    ],
  },
  {
    name: 'second-order effects in words',
    text: lever(
      '{id: capacity-building, second_order: sometimes, from: 2023-07-01, strength: 1, source: assumption}',
    ),
    expected: [
      '10:43+9: second_order is text "sometimes" [expected true or false: whether the effects besides the purpose are counted]',
    ],
  },
  {
    name: 'strength ten times too large',
    text: lever('{id: raid-precision, from: 2023-07-01, strength: 3, source: assumption}'),
    expected: [
      '10:54+1: strength is 3, out of range [did you mean 0.3? expected a number from 0 (no effect) to 1 (the full effect)]',
    ],
  },
  {
    name: 'strength in percent',
    text: lever('{id: raid-precision, from: 2023-07-01, strength: 30, source: assumption}'),
    expected: [
      '10:54+2: strength is 30, out of range [did you mean 0.3? expected a number from 0 (no effect) to 1 (the full effect)]',
    ],
  },
  {
    name: 'strength below zero',
    text: lever('{id: raid-precision, from: 2023-07-01, strength: -0.1, source: assumption}'),
    expected: [
      '10:54+4: strength is -0.1, out of range [expected a number from 0 (no effect) to 1 (the full effect)]',
    ],
  },
  {
    name: 'strength that is no number',
    text: lever('{id: raid-precision, from: 2023-07-01, strength: .nan, source: assumption}'),
    expected: ['10:54+4: strength is NaN [expected a number from 0 (no effect) to 1 (the full effect)]'],
  },
  {
    name: 'size of an event of a day, questioned',
    text: event('{id: prison-break, on: 2024-02-01, size: 2, source: assumption}'),
    expected: ['10:46+1: warning: size is 2: 2 times the full effect [did you mean 0.2?]'],
  },
  {
    name: 'size of an event that lasts, questioned',
    text: event('{id: foreign-recruits, from: 2024-02-01, size: 4, source: assumption}'),
    expected: ['10:52+1: warning: size is 4: 4 times the full effect [did you mean 0.4?]'],
  },
  {
    name: 'size out of range',
    text: event('{id: prison-break, on: 2024-02-01, size: 11, source: assumption}'),
    expected: [
      '10:46+2: size is 11, out of range [expected a number from 0 (no effect) to 10; 1 is the effect as docs/parameters.md has it]',
    ],
  },
  {
    name: 'infinite size',
    text: event('{id: prison-break, on: 2024-02-01, size: .inf, source: assumption}'),
    expected: [
      '10:46+4: size is Infinity [expected a number from 0 (no effect) to 10; 1 is the effect as docs/parameters.md has it]',
    ],
  },
  {
    name: 'misspelt place of an event',
    text: event('{id: prison-break, on: 2024-02-01, location: Nangahar, size: 0.1, source: assumption}'),
    expected: ['10:50+8: unknown location "Nangahar" [did you mean nangarhar?]'],
  },
  {
    name: 'everywhere by name',
    text: event('{id: economic-shock, from: 2024-02-01, location: all, size: 0.1, source: assumption}'),
    expected: [
      '10:54+3: unknown location "all" [expected afghanistan, a zone, a province or its ISO 3166-2 code]',
    ],
  },
  {
    name: 'missing group',
    text: event('{id: rivalry, from: 2024-02-01, size: 1, source: assumption}'),
    expected: [
      '10:5+60: missing key "group" of rivalry [expected one of ttp, lashkar-e-jhangvi, etim, non-pashtun-opponents, other]',
    ],
  },
  {
    name: 'misspelt group',
    text: event('{id: support, group: tpp, from: 2024-02-01, size: 1, source: assumption}'),
    expected: ['10:26+3: unknown value "tpp" for group [did you mean ttp?]'],
  },
  {
    name: 'misspelt language',
    text: lever(
      '{id: counter-messaging, languages: [pashto, urdoo], from: 2024-02-01, strength: 1, source: assumption}',
    ),
    expected: [
      '10:49+5: unknown value "urdoo" for languages [expected a list of arabic, pashto, dari, urdu, hindi, malayalam, bengali, uzbek, tajik, russian, farsi, english; without it all of them]',
    ],
  },
  {
    name: 'language listed twice',
    text: lever(
      '{id: counter-messaging, languages: [pashto, dari, pashto], from: 2024-02-01, strength: 1, source: assumption}',
    ),
    expected: ['10:55+6: "pashto" is listed twice in languages [remove one of the two]'],
  },
  {
    name: 'language for languages',
    text: lever(
      '{id: platform-removal, languages: pashto, from: 2024-02-01, strength: 1, source: assumption}',
    ),
    expected: [
      '10:39+6: languages is text "pashto" [expected a list of arabic, pashto, dari, urdu, hindi, malayalam, bengali, uzbek, tajik, russian, farsi, english; without it all of them]',
    ],
  },
  {
    name: 'misspelt side',
    text: lever('{id: border-control, side: pakistani, from: 2024-02-01, strength: 1, source: assumption}'),
    expected: ['10:32+9: unknown value "pakistani" for side [did you mean pakistan?]'],
  },
  {
    name: 'end before the beginning',
    text: lever('{id: raid-precision, from: 2024-02-01, until: 2024-02-01, strength: 1, source: assumption}'),
    expected: [
      '10:51+10: until is 2024-02-01, not after from, 2024-02-01 [expected a later date: "until" is the first day without it]',
    ],
  },
  {
    name: 'end of a lever too far away',
    text: lever('{id: raid-precision, from: 2024-02-01, until: 2036-01-01, strength: 1, source: assumption}'),
    expected: [
      '10:51+10: until is 2036-01-01, out of range [expected 2035-12-31 or earlier; without "until" it acts to the end]',
    ],
  },
  {
    name: 'beginning before the start',
    text: lever('{id: raid-precision, from: 2019-12-31, strength: 1, source: assumption}'),
    expected: ['10:32+10: from is 2019-12-31, before the run starts [expected 2020-01-01 or later]'],
  },
  {
    name: 'event after the end',
    text: event('{id: release, on: 2025-07-01, size: 0.1, source: assumption}'),
    expected: ['10:23+10: on is 2025-07-01, when the run is over [expected 2025-06-30 or earlier]'],
  },
  {
    name: 'event on no day',
    text: event('{id: release, on: 2024-02-30, size: 0.1, source: assumption}'),
    expected: [
      '10:23+10: on is "2024-02-30", which is no day of the calendar [expected a date, YYYY-MM-DD: the day on which it happens]',
    ],
  },
  {
    name: 'lever on a date without zeros',
    text: lever('{id: raid-precision, from: 2024-2-1, strength: 1, source: assumption}'),
    expected: ['10:32+8: from is "2024-2-1" [expected a date, YYYY-MM-DD: the first day on which it acts]'],
  },
  {
    name: 'one lever twice at a time',
    text: lever(
      '{id: border-control, side: pakistan, from: 2023-07-01, strength: 0.3, source: assumption}',
      '{id: border-control, from: 2024-07-01, strength: 0.5, source: assumption}',
    ),
    expected: [
      '11:10+14: "border-control" acts here already, by the entry of line 10 [end one before the other begins, let each have its own place, or write one entry for both]',
    ],
  },
  {
    name: 'one event twice on a day and place',
    text: event(
      '{id: release, on: 2024-02-01, location: kabul, size: 0.1, source: assumption}',
      '{id: release, on: 2024-02-01, location: afghanistan, size: 0.1, source: assumption}',
    ),
    expected: [
      '11:10+7: "release" acts here already, by the entry of line 10 [end one before the other begins, let each have its own place, or write one entry for both]',
    ],
  },
];
