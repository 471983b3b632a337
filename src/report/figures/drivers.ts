/** What drives the paired difference: rank correlations with the parameters drawn, against what noise alone shows. */
import { type Driver, driversOf, drawDifferences, type DrawDifference } from '../../analysis/drivers.js';
import { monthNumber } from '../../model/calendar.js';
import type { Figure } from '../figure.js';
import { intervalPanel } from '../interval-panel.js';
import type { Material } from '../material.js';
import { counted, figure, listed, percent, range, underEach, windowText } from '../numbers.js';
import type { Pair } from '../pairs.js';

const LEVEL = 0.9;
const SHOWN = 8;
/** Of those beyond noise, so many are named in the title. */
const NAMED = 3;

/** Mean differences of parameter sets over all months of the rebound that are read; empty where they are not known. */
export function setDifferences({ claims, parameters }: Material, pair: Pair): DrawDifference[] {
  const [own, other] = [
    claims.series.get(pair.scenario.scenario_id),
    claims.series.get(pair.reference.scenario_id),
  ];
  const span = spanOf(pair);
  if (!own || !other || span === null) return [];
  const [from, to] = span.split('/') as [string, string];
  const [first, last] = [claims.months.indexOf(from), claims.months.indexOf(to)];
  return first < 0 || last < 0 ? [] : drawDifferences(own, other, first, last + 1, parameters);
}

/** From the first month of the first window to the last of the last; `null` without windows. */
export function spanOf({ first, second }: Pair): string | null {
  const [from, to] = [first ?? second, second ?? first];
  return from === null || to === null ? null : `${from.slice(0, 7)}/${to.slice(8)}`;
}

export function driversFigure(
  material: Material,
  pair: Pair,
  differences: readonly DrawDifference[],
  id: string,
): Figure | null {
  const drivers = driversOf(differences, material.parameters, LEVEL);
  const explanations = material.explanations.filter((name) =>
    drivers.some(({ explanation }) => explanation === name),
  );
  const span = spanOf(pair);
  if (explanations.length === 0 || span === null) return null;
  const of = (explanation: string): Driver[] => drivers.filter((row) => row.explanation === explanation);
  const beyond = (row: Driver): boolean => Math.abs(row.correlation) > row.threshold;
  const told = explanations.flatMap((explanation) => {
    const rows = of(explanation).filter(beyond);
    const names = rows
      .slice(0, NAMED)
      .map(
        ({ parameter, correlation, lower, upper }) =>
          `${parameter} (${figure(correlation)} [${range(lower, upper)}])`,
      );
    if (rows.length > NAMED) names.push(`${rows.length - NAMED} more`);
    return names.length > 0 ? [`${listed(names)} under ${explanation}`] : [];
  });
  const none = explanations.filter((explanation) => !of(explanation).some(beyond));
  const title = [
    told.length > 0
      ? `Beyond what noise alone would show, the difference goes with ${told.join('; ')}`
      : null,
    none.length > 0
      ? `${told.length > 0 ? 'with' : 'The difference goes with'} no parameter more than noise would under ${listed(none)}`
      : null,
  ]
    .filter((part) => part !== null)
    .join('; ');
  const months = monthNumber(span.slice(8)) - monthNumber(span.slice(0, 7)) + 1;
  return {
    id,
    title: `${title}.`,
    panels: explanations.map((explanation) => {
      const rows = of(explanation).slice(0, SHOWN);
      const { threshold } = rows[0]!;
      return intervalPanel({
        label: `${explanation} (${counted(rows[0]!.sets, 'set')})`,
        description: `Rank correlation of the difference with parameters under ${explanation}: ${rows.map(({ parameter, correlation }) => `${parameter} ${figure(correlation)}`).join(', ')}. Noise alone stays below ${figure(threshold)}.`,
        rows: rows.map((row) => ({
          name: row.parameter,
          estimate: row.correlation,
          lower: row.lower,
          upper: row.upper,
          isFilled: beyond(row),
          text: figure(row.correlation),
        })),
        unit: 'rank correlation with the difference',
        domain: [-1, 1],
        zero: 0,
        quiet: [-threshold, threshold],
        nameWidth: 184,
        textWidth: 44,
      });
    }),
    columns: 3,
    band: `bar and [ ]: ${percent(LEVEL)} interval of the rank correlation over parameter sets; grey: what the largest of as many parameters of pure noise stays within in 95 % of cases. Filled: beyond the grey`,
    n: underEach(
      explanations.map((name) => [
        name,
        `${counted(of(name)[0]!.sets, 'parameter set')}, ${counted(of(name)[0]!.parameters, 'parameter')} that vary`,
      ]),
    ),
    notes: [
      `The difference: claims in Afghanistan over the ${months} months ${windowText(span)}, mean over the replicates of a set. The ${SHOWN} largest under each explanation.`,
      'A correlation is no proof of cause: parameters that are correlated in the posterior share theirs.',
    ],
    table: {
      caption: 'rank correlations beyond noise, and the next two',
      head: ['Explanation', 'Parameter', 'Rank correlation', 'Interval', 'Noise stays below'],
      rows: explanations.flatMap((explanation) => {
        const rows = of(explanation);
        return rows
          .slice(0, rows.filter(beyond).length + 2)
          .map(({ parameter, correlation, lower, upper, threshold }) => [
            explanation,
            parameter,
            figure(correlation),
            lower === null ? 'none' : `${figure(lower)} to ${figure(upper!)}`,
            figure(threshold),
          ]);
      }),
    },
    data: {
      columns: [
        'explanation',
        'parameter',
        'correlation',
        'lower',
        'upper',
        'threshold',
        'sets',
        'parameters',
      ],
      rows: drivers.map((row) => [
        row.explanation,
        row.parameter,
        row.correlation,
        row.lower,
        row.upper,
        row.threshold,
        row.sets,
        row.parameters,
      ]),
    },
    specification: {
      source: 'tables/parameters.csv and tables/trajectories.csv.gz, by parameter set',
      panels: 'explanation',
      marks: [
        { mark: 'rule', y: 'parameter', x1: 'lower', x2: 'upper' },
        { mark: 'dot', y: 'parameter', x: 'correlation', filled: '|correlation| > threshold' },
      ],
    },
  };
}
