/** Assertions, rules to stop and grids that cannot be read, or that ask for what no run can give. */
import { type BrokenFile, assertion, plus } from './broken-file.js';

export const BROKEN_EXPRESSIONS: readonly BrokenFile[] = [
  {
    name: 'misspelt function',
    text: assertion('"mn(*.*) >= 0"'),
    expected: ['10:13+2: unknown function "mn" [did you mean min?]'],
  },
  {
    name: 'misspelt target of an expression',
    text: assertion('"min(attack.*) >= 0"'),
    expected: ['10:17+6: unknown target "attack" [did you mean attacks?]'],
  },
  {
    name: 'misspelt location',
    text: assertion('"share(cells.afganistan == 0 at end) < 0.05"'),
    expected: ['10:25+10: unknown location "afganistan" [did you mean afghanistan?]'],
  },
  {
    name: 'misspelt target without quotes',
    text: assertion('min(attack.all) >= 0'),
    expected: ['10:16+6: unknown target "attack" [did you mean attacks?]'],
  },
  {
    name: 'target without a location',
    text: assertion('"min(attacks) >= 0"'),
    expected: [
      '10:24+1: unexpected ")" [expected ".": FN(TARGET.LOCATION [OP NUMBER] [at end | in YYYY-MM/YYYY-MM]) OP NUMBER]',
    ],
  },
  {
    name: 'bracket left open in an expression',
    text: assertion('"min(attacks.all >= 0"'),
    expected: [
      '10:29+2: min takes no condition [expected ")": only share counts how often a condition holds]',
    ],
  },
  {
    name: 'comparison left out',
    text: assertion('"min(attacks.all)"'),
    expected: ['10:29+1: the expression breaks off [expected one of < <= > >= == !=]'],
  },
  {
    name: 'number left out',
    text: assertion('"min(attacks.all) >="'),
    expected: ['10:32+1: the expression breaks off [expected a number]'],
  },
  {
    name: 'word for a number',
    text: assertion('"min(attacks.all) >= zero"'),
    expected: ['10:33+4: unexpected "zero" [expected a number]'],
  },
  {
    name: 'one equals sign',
    text: assertion('"share(cells.all = 0) < 0.05"'),
    expected: ['10:29+1: unknown comparison "=" [did you mean ==?]'],
  },
  {
    name: 'share in percent',
    text: assertion('"share(cells.all == 0) < 5"'),
    expected: ['10:37+1: a share is never 5 [expected a number from 0 to 1 (0.05 is 5 %)]'],
  },
  {
    name: 'share of nothing',
    text: assertion('"share(cells.all at end) < 0.05"'),
    expected: [
      '10:29+2: share counts nothing yet [expected OP NUMBER, as in share(cells.afghanistan == 0 at end)]',
    ],
  },
  {
    name: 'condition of a mean',
    text: assertion('"mean(cells.all > 3) < 5"'),
    expected: [
      '10:28+1: mean takes no condition [expected ")": only share counts how often a condition holds]',
    ],
  },
  {
    name: 'something after the end',
    text: assertion('"min(cells.all) >= 0 always"'),
    expected: ['10:33+6: "always" after the end [expected nothing after OP NUMBER]'],
  },
  {
    name: 'empty expression',
    text: assertion('" "'),
    expected: ['10:12+3: that is "" [expected an expression, such as "min(*.*) >= 0"]'],
  },
  {
    name: 'time that is not the end',
    text: assertion('"mean(cells.all at start) > 3"'),
    expected: ['10:31+5: unknown time "start" [expected "at end", the last month]'],
  },
  {
    name: 'window of days',
    text: assertion('"mean(cells.all in 2023-07-01/2024-06-30) > 3"'),
    expected: ['10:31+4: unexpected "2023" [expected a window of months, such as 2023-07/2024-06]'],
  },
  {
    name: 'window that ends before it begins',
    text: assertion('"mean(cells.all in 2024-06/2023-07) > 3"'),
    expected: [
      '10:31+15: the window 2024-06/2023-07 ends before it begins [expected a window of months, such as 2023-07/2024-06]',
    ],
  },
  {
    name: 'window beyond the run',
    text: assertion('"mean(cells.all in 2025-01/2025-07) > 3"'),
    expected: [
      '10:31+15: the window 2025-01/2025-07 leaves the run [expected months from 2020-01 to 2025-06]',
    ],
  },
  {
    name: 'month that no year has',
    text: assertion('"mean(cells.all in 2024-13/2025-01) > 3"'),
    expected: [
      '10:31+15: unexpected "2024-13/2025-01" [expected a window of months, such as 2023-07/2024-06]',
    ],
  },
  {
    name: 'assertion with an escape, underlined whole',
    text: assertion('"min(att\\u0061ck.all) >= 0"'),
    expected: ['10:12+27: unknown target "attack" [did you mean attacks?]'],
  },
  {
    name: 'assertion without what it asserts',
    text: plus('assert: [{on_fail: warn}]'),
    expected: ['9:10+15: missing key "that" [expected an expression, such as "min(*.*) >= 0"]'],
  },
  {
    name: 'assertion with a misspelt key',
    text: plus('assert: [{taht: "min(*.*) >= 0"}]'),
    expected: ['9:11+4: unknown key "taht" [did you mean assert.that?]'],
  },
  {
    name: 'assertion that stops',
    text: plus('assert: [{that: "min(*.*) >= 0", on_fail: stop}]'),
    expected: [
      '9:43+4: unknown value "stop" for on_fail [expected error (exit code 3) or warn; error if left out]',
    ],
  },
  {
    name: 'assertion that is a text',
    text: plus('assert: ["min(*.*) >= 0"]'),
    expected: [
      '9:10+15: assert is text "min(*.*) >= 0" [expected a list of assertions, each {that, on_fail, because}]',
    ],
  },
  {
    name: 'stop that waits for a result',
    text: plus('experiment: {stop: {when: "mean(attacks.all) < 5"}}'),
    expected: [
      '9:28+4: stop waits for a small Monte Carlo error only [expected mcse(…) < NUMBER: results must not decide how long they are looked for]',
    ],
  },
  {
    name: 'stop that waits for a large error',
    text: plus('experiment: {stop: {when: "mcse(attacks.all) > 5"}}'),
    expected: [
      '9:28+21: stop waits for a small Monte Carlo error only [expected mcse(…) < NUMBER: results must not decide how long they are looked for]',
    ],
  },
  {
    name: 'stop without a reason',
    text: plus('experiment: {stop: {at_least: 40}}'),
    expected: [
      '9:20+14: missing key "experiment.stop.when" [expected an expression, such as "mcse(attacks.afghanistan) < 0.25"]',
    ],
  },
  {
    name: 'stop after more draws than there are',
    text: plus('experiment: {draws: 20, stop: {when: "mcse(attacks.all) < 5", at_least: 40}}'),
    expected: ['9:73+2: at_least is 40, more than the 20 draws [expected at most 20]'],
  },
  {
    name: 'stop after one draw',
    text: plus('experiment: {stop: {when: "mcse(attacks.all) < 5", at_least: 1}}'),
    expected: [
      '9:62+1: at_least is 1, out of range [expected a whole number from 2 to 100000: draws per explanation before the first look]',
    ],
  },
  {
    name: 'misspelt key to vary',
    text: plus('vary: {presure.taliban.to: [0, 1]}'),
    expected: ['9:8+18: unknown key "presure.taliban.to" [did you mean pressure.taliban.to?]'],
  },
  {
    name: 'key that cannot be varied',
    text: plus('vary: {experiment.draws: [10, 20]}'),
    expected: [
      '9:8+16: "experiment.draws" cannot be varied [expected a key of pressure, levers, events, rebound; scenarios of one run share the rest]',
    ],
  },
  {
    name: 'lever to vary that is not there',
    text: plus('vary: {levers.border-control.strength: [0, 1]}'),
    expected: [
      '9:8+30: unknown key "levers.border-control.strength" [expected a dotted key, such as pressure.taliban.to]',
    ],
  },
  {
    name: 'value listed twice in a grid',
    text: plus('vary: {pressure.taliban.to: [0, 1, 0]}'),
    expected: ['9:36+1: 0 is listed twice in pressure.taliban.to [remove one of the two]'],
  },
  {
    name: 'value for a list of values',
    text: plus('vary: {pressure.taliban.to: 0.5}'),
    expected: [
      '9:29+3: pressure.taliban.to is 0.5 [expected a map from dotted keys to lists of values, such as {pressure.taliban.to: [0, 0.5, 1]}]',
    ],
  },
  {
    name: 'map in a grid',
    text: plus('vary: {pressure.taliban: [{to: 1}]}'),
    expected: [
      '9:27+7: pressure.taliban is a map of keys [expected a map from dotted keys to lists of values, such as {pressure.taliban.to: [0, 0.5, 1]}]',
    ],
  },
  {
    name: 'nothing to vary',
    text: plus('vary: {pressure.taliban.to: []}'),
    expected: [
      '9:29+2: pressure.taliban.to is an empty list [expected a map from dotted keys to lists of values, such as {pressure.taliban.to: [0, 0.5, 1]}]',
    ],
  },
  {
    name: 'grid of a schedule that is not there',
    text: plus('vary: {pressure.taliban.to: [0, 1]}'),
    expected: ['9:8+19: missing key "shape" [expected one of constant, step, ramp, pulse, on-off, reactive]'],
  },
  {
    name: 'grid that is too large',
    text: plus(
      'pressure: {pakistan: {after: 2023-07-01, shape: ramp, to: 1, over_days: 30}}',
      'vary: {pressure.pakistan.to: [0, 1, 2, 3, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7], pressure.pakistan.over_days: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}',
    ),
    expected: ['10:1+4: vary gives 110 scenarios [expected at most 100]'],
  },
  {
    name: 'value of a grid out of range',
    text: plus('pressure: {pakistan: {shape: constant, to: 1}}', 'vary: {pressure.pakistan.to: [0, 10]}'),
    expected: [
      '10:34+2: to is 10, out of range [did you mean 1.0? expected a number from 0 to 5 (1 = January–June 2023) or calibrated.{2020, before-takeover, first-year, autumn-2022, first-half-2023}]',
    ],
  },
];
