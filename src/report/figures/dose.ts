/** A calibrated level of pressure is another number under each explanation: how large a change the scenario is. */
import { CALIBRATED_LEVELS, type CalibratedLevel } from '../../model/forcing.js';
import { calibratedLevel } from '../../model/history.js';
import type { ParameterValues } from '../../model/parameters.js';
import { quantileSorted } from '../../statistics/quantile.js';
import type { Figure } from '../figure.js';
import { intervalPanel } from '../interval-panel.js';
import type { Material } from '../material.js';
import { counted, figure, listed, range } from '../numbers.js';
import type { Pair } from '../pairs.js';

export function doseFigure(material: Material, pair: Pair, id: string): Figure | null {
  const levels = CALIBRATED_LEVELS.filter((level) =>
    pair.changes.some((row) => row.level === `calibrated.${level}`),
  );
  if (levels.length === 0) return null;
  const rowsOf = (level: CalibratedLevel) =>
    material.explanations.flatMap((explanation) => {
      const draws = [...(material.parameters.get(explanation)?.values() ?? [])];
      const values = draws
        .map((draw) => calibratedLevel(level, Object.fromEntries(draw) as ParameterValues))
        .sort((a, b) => a - b);
      if (values.length === 0) return [];
      const at = (p: number): number => quantileSorted(values, p);
      return [{ level, explanation, q05: at(0.05), median: at(0.5), q95: at(0.95), n: values.length }];
    });
  const all = levels.flatMap(rowsOf);
  if (all.length === 0) return null;
  const differ = all.some(({ q05, q95 }) => q05 !== q95);
  const end = Math.max(1, ...all.map(({ q95 }) => q95));
  return {
    id,
    title: levels
      .map((level) => {
        const rows = rowsOf(level);
        const medians = rows.map(({ median }) => median);
        const [least, most] = [Math.min(...medians), Math.max(...medians)];
        return `The level calibrated.${level} is, by the medians of its parameter draws, a pressure of ${figure(least)} to ${figure(most)} times the tempo of January–June 2023, depending on the explanation: not one dose.`;
      })
      .join(' '),
    panels: levels.map((level) =>
      intervalPanel({
        label: `calibrated.${level}`,
        description: `Pressure at calibrated.${level}. ${rowsOf(level)
          .map(
            ({ explanation, median, q05, q95 }) =>
              `${explanation}: ${figure(median)}, 5 to 95 percent ${range(q05, q95)}`,
          )
          .join('. ')}.`,
        rows: rowsOf(level).map(({ explanation, median, q05, q95 }) => ({
          name: explanation,
          estimate: median,
          lower: q05,
          upper: q95,
          isFilled: true,
          text: `${figure(median)} [${range(q05, q95)}]`,
        })),
        unit: 'pressure (1 = tempo of January–June 2023)',
        domain: [0, end],
        zero: 1,
        width: 460,
        textWidth: 138,
      }),
    ),
    columns: 2,
    band: differ
      ? 'from the 5 % to the 95 % quantile of parameter draws; dot: median'
      : 'none: the parameter draws of an explanation are alike',
    n: listed([...new Set(all.map(({ n }) => `${counted(n, 'draw')} of each explanation`))]),
    notes: [
      'Nobody counted raids before July 2022: the level is inferred with the other parameters, or assumed.',
    ],
    table: {
      caption: 'pressure that each explanation puts in',
      head: ['Level', 'Explanation', 'q05', 'median', 'q95'],
      rows: all.map(({ level, explanation, q05, median, q95 }) => [
        `calibrated.${level}`,
        explanation,
        figure(q05),
        figure(median),
        figure(q95),
      ]),
    },
    data: {
      columns: ['level', 'explanation', 'q05', 'median', 'q95', 'n'],
      rows: all.map(({ level, explanation, q05, median, q95, n }) => [
        level,
        explanation,
        q05,
        median,
        q95,
        n,
      ]),
    },
    specification: {
      source: 'tables/parameters.csv: the pressure parameters',
      panels: 'level',
      marks: [
        { mark: 'rule', y: 'explanation', x1: 'q05', x2: 'q95' },
        { mark: 'dot', y: 'explanation', x: 'median' },
      ],
    },
  };
}
