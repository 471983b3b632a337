/** Values that the language does not offer. */
import { type BrokenFile, instead, plus, taliban } from './broken-file.js';

export const BROKEN_VALUES: readonly BrokenFile[] = [
  // Values
  {
    name: 'misspelt purpose',
    text: instead(4, 'purpose: decision making'),
    expected: ['4:10+15: unknown value "decision making" for purpose [did you mean decision-making?]'],
  },
  {
    name: 'unknown purpose',
    text: instead(4, 'purpose: curiosity'),
    expected: [
      '4:10+9: unknown value "curiosity" for purpose [expected one of decision-making, sensitivity, situational-awareness, horizon-scanning, forecasting, value-of-information]',
    ],
  },
  {
    name: 'misspelt explanation',
    text: plus('explanation: [fade, mixd]'),
    expected: ['9:21+4: unknown value "mixd" for explanation [did you mean mixed?]'],
  },
  {
    name: 'unknown explanation',
    text: plus('explanation: everything'),
    expected: [
      '9:14+10: unknown value "everything" for explanation [expected degradation, slowdown, displacement, fade, mixed, a list of them, or all]',
    ],
  },
  {
    name: 'misspelt parameter set',
    text: instead(8, 'parameters: posteror'),
    expected: ['8:13+8: unknown value "posteror" for parameters [did you mean posterior?]'],
  },
  {
    name: 'misspelt target',
    text: plus('outputs: {targets: [attacks, raid]}'),
    expected: ['9:30+4: unknown value "raid" for targets [did you mean raids?]'],
  },
  {
    name: 'resolution of another kind',
    text: plus('outputs:', '  quantiles:', '    - national', '    - province'),
    expected: [
      '12:7+8: unknown value "province" for quantiles [expected a list of national, zone, region: where quantiles are written]',
    ],
  },
  {
    name: 'id in capitals',
    text: instead(2, 'id: Lapsed_2023'),
    expected: [
      '2:5+11: id is "Lapsed_2023" [expected a name of small letters, digits and single hyphens, such as lapsed-2023-07]',
    ],
  },
  {
    name: 'misspelt shape',
    text: taliban('after: 2023-07-01', 'shape: stp', 'to: 1'),
    expected: ['12:12+3: unknown value "stp" for shape [did you mean step?]'],
  },
  {
    name: 'calibrated level without its prefix',
    text: taliban('after: 2023-07-01', 'shape: step', 'to: first-year'),
    expected: ['13:9+10: unknown value "first-year" for to [did you mean calibrated.first-year?]'],
  },
  {
    name: 'misspelt calibrated level',
    text: taliban('after: 2023-07-01', 'shape: step', 'to: calibrated.frist-year'),
    expected: ['13:9+21: unknown value "calibrated.frist-year" for to [did you mean calibrated.first-year?]'],
  },
  {
    name: 'tenfold slip beyond the range',
    text: taliban('after: 2023-07-01', 'shape: step', 'to: 10'),
    expected: [
      '13:9+2: to is 10, out of range [did you mean 1.0? expected a number from 0 to 5 (1 = January–June 2023) or calibrated.{2020, before-takeover, first-year, autumn-2022, first-half-2023}]',
    ],
  },
  {
    name: 'tenfold slip within the range',
    text: taliban('after: 2023-07-01', 'shape: step', 'to: 4'),
    expected: ['13:9+1: warning: to is 4: 4 times the tempo of January–June 2023 [did you mean 0.4?]'],
  },
  {
    name: 'negative level',
    text: taliban('after: 2023-07-01', 'shape: step', 'to: -0.5'),
    expected: [
      '13:9+4: to is -0.5, out of range [expected a number from 0 to 5 (1 = January–June 2023) or calibrated.{2020, before-takeover, first-year, autumn-2022, first-half-2023}]',
    ],
  },
  {
    name: 'infinite level',
    text: taliban('after: 2023-07-01', 'shape: step', 'to: .inf'),
    expected: [
      '13:9+4: to is Infinity [expected a number from 0 to 5 (1 = January–June 2023) or calibrated.{2020, before-takeover, first-year, autumn-2022, first-half-2023}]',
    ],
  },
  {
    name: 'no draws',
    text: plus('experiment: {draws: 0, replicates: 100001}'),
    expected: [
      '9:21+1: draws is 0, out of range [expected a whole number from 1 to 100000: parameter draws per explanation]',
      '9:36+6: replicates is 100001, out of range [expected a whole number from 1 to 100000: replicates per draw]',
    ],
  },
  {
    name: 'unknown bar',
    text: plus('rebound: {from: 2023-07-01, bars: [7, thrice-before]}'),
    expected: ['9:39+13: unknown value "thrice-before" for bars [did you mean twice-before?]'],
  },
  {
    name: 'bar of zero',
    text: plus('rebound: {from: 2023-07-01, bars: [0]}'),
    expected: [
      '9:36+1: bars is 0, out of range [expected a list of claims a month (numbers above 0) or twice-before]',
    ],
  },
  {
    name: 'listed twice',
    text: plus('explanation: [fade, mixed, fade]'),
    expected: ['9:28+4: "fade" is listed twice in explanation [remove one of the two]'],
  },
  {
    name: 'its own counterfactual',
    text: plus('counterfactual: broken'),
    expected: ['9:17+6: the scenario is its own counterfactual [expected the id of another scenario]'],
  },
  {
    name: 'no such counterfactual',
    text: plus('counterfactual: sustained'),
    expected: [
      '9:17+9: no scenario "sustained" was found [expected a scenario with this id among the files, or sustained.yaml beside this one]',
    ],
  },
];
