/** Where the conclusion reverses: the mean difference of each parameter set, from the least to the most. */
import * as Plot from '@observablehq/plot';
import type { DrawDifference } from '../../analysis/drivers.js';
import type { Figure } from '../figure.js';
import type { Material } from '../material.js';
import { clopperPearson } from '../../statistics/proportion.js';
import { counted, figure, percent, range, signed, underEach, windowText } from '../numbers.js';
import { panelOf } from '../panel.js';
import type { Pair } from '../pairs.js';
import { spanOf } from './drivers.js';

const LEVEL = 0.9;

export function reversalFigure(
  { explanations }: Pick<Material, 'explanations'>,
  pair: Pair,
  differences: readonly DrawDifference[],
  id: string,
): Figure | null {
  const span = spanOf(pair);
  const all = explanations.flatMap((explanation) => {
    const own = differences
      .filter((row) => row.explanation === explanation)
      .sort((a, b) => a.difference - b.difference || a.draw - b.draw);
    return own.length > 1
      ? [
          {
            explanation,
            own,
            below: own.filter(({ difference }) => difference < 0).length,
            none: own.filter(({ difference }) => difference === 0).length,
          },
        ]
      : [];
  });
  if (all.length === 0 || span === null) return null;
  const interval = ({ own, below }: (typeof all)[number]): string => {
    const { lower, upper } = clopperPearson(below, own.length, LEVEL);
    return range(lower, upper, 100);
  };
  const share = (one: (typeof all)[number]): string =>
    `${percent(one.below / one.own.length)} [${interval(one)}]`;
  const ends = all.flatMap(({ own }) => [own[0]!.difference, own.at(-1)!.difference]);
  const domain: [number, number] = [Math.min(0, ...ends), Math.max(1, ...ends)];
  const pairsPer = [...new Set(all.flatMap(({ own }) => own.map(({ pairs }) => pairs)))].sort(
    (a, b) => a - b,
  );
  return {
    id,
    title: all.every(({ below }) => below === 0)
      ? `No parameter set under any explanation has fewer claims in ${pair.scenario.scenario_id} than in ${pair.reference.scenario_id}: a share of ${underEach(all.map((one) => [one.explanation, `0 % [${interval(one)}]`]))}.`
      : `Of the parameter sets ${underEach(all.map((one) => [one.explanation, share(one)]))} have fewer claims in ${pair.scenario.scenario_id} than in ${pair.reference.scenario_id}.`,
    panels: all.map((one) => {
      const { explanation, own, below, none } = one;
      return panelOf({
        label: `${explanation}: ${below} of ${own.length} below 0${none > 0 ? `, ${none} at 0` : ''}`,
        description: `Mean difference of ${counted(own.length, 'parameter set')} under ${explanation}, from ${signed(own[0]!.difference)} to ${signed(own.at(-1)!.difference)}; ${below} below 0.`,
        height: 180,
        marginLeft: 52,
        marginBottom: 34,
        marginTop: 22,
        marginRight: 12,
        x: {
          domain: [0, 100],
          percent: true,
          label: 'percent of parameter sets',
          labelAnchor: 'center',
          labelArrow: 'none',
          ticks: 5,
        },
        y: {
          domain,
          type: 'symlog',
          ticks: [-1000, -100, -10, -1, 0, 1, 10, 100, 1000, 10_000].filter(
            (tick) => tick >= domain[0] && tick <= domain[1],
          ),
          label: 'claims more',
          labelAnchor: 'top',
          labelArrow: 'none',
          labelOffset: 48,
          tickFormat: figure,
          grid: true,
        },
        marks: [
          Plot.ruleY([0], { stroke: '#1a1a1a', strokeDasharray: '2 2' }),
          Plot.dot(
            own.map((row, at) => ({ ...row, at: (at + 0.5) / own.length })),
            {
              x: 'at',
              y: 'difference',
              r: 2.2,
              fill: (row: DrawDifference) => (row.difference < 0 ? '#fff' : '#1a1a1a'),
              stroke: '#1a1a1a',
              title: (row: DrawDifference) => `draw ${row.draw}: ${signed(row.difference)}`,
            },
          ),
        ],
      });
    }),
    columns: 3,
    band: `[ ]: exact ${percent(LEVEL)} interval of the share over parameter sets. The dots have none: each is the mean of one set, with the chance of its replicates still in it; hollow: below 0`,
    n: `${underEach(all.map(({ explanation, own }) => [explanation, `${own.length} sets`]))}, ${pairsPer.length === 1 ? counted(pairsPer[0]!, 'pair') : `${pairsPer[0]!} to ${pairsPer.at(-1)!} pairs`} each`,
    notes: [
      `Difference in claims in Afghanistan over ${windowText(span)}. The scale is even around 0 and logarithmic beyond. Few replicates a set scatter the dots around 0 even where there is no difference.`,
    ],
    table: {
      caption: 'parameter sets on either side of no difference',
      head: [
        'Explanation',
        'Sets',
        'Below 0',
        'Share below 0 [interval]',
        'At 0',
        'Above 0',
        'Least',
        'Most',
      ],
      rows: all.map((one) => [
        one.explanation,
        String(one.own.length),
        String(one.below),
        share(one),
        String(one.none),
        String(one.own.length - one.below - one.none),
        signed(one.own[0]!.difference),
        signed(one.own.at(-1)!.difference),
      ]),
    },
    data: {
      columns: ['explanation', 'draw', 'difference', 'pairs'],
      rows: all.flatMap(({ own }) =>
        own.map(({ explanation, draw, difference, pairs }) => [explanation, draw, difference, pairs]),
      ),
    },
    specification: {
      source: 'tables/trajectories.csv.gz, by parameter set of tables/parameters.csv',
      panels: 'explanation',
      marks: [{ mark: 'dot', x: 'rank of difference', y: 'difference' }],
    },
  };
}
