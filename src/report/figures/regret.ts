/** Which scenario is bad under which explanation: mean claims less those of the best scenario there. */
import * as Plot from '@observablehq/plot';
import type { RowOf } from '../../results/columns.js';
import type { Figure } from '../figure.js';
import type { Material } from '../material.js';
import { counted, figure, listed, percent, range, windowText } from '../numbers.js';
import { panelOf } from '../panel.js';

type Row = RowOf<'regret'>;

/** Fewer scenarios are compared by their differences alone. */
const FEWEST = 3;
const MAXIMUM = 'maximum';
const CELL = { width: 84, height: 24 } as const;
const NAMES = 216;

export function regretFigure(material: Material, id: string): Figure | null {
  const claims = (material.regret ?? []).filter(
    ({ target, location, scenarios }) =>
      target === 'attacks' && location === 'afghanistan' && scenarios >= FEWEST,
  );
  const groups = [...new Set(claims.map(({ reference_id }) => reference_id))].map((reference) => {
    const own = claims.filter(({ reference_id }) => reference_id === reference);
    const window = [...new Set(own.map((row) => row.window))].sort().at(-1)!;
    return { reference, window, rows: own.filter((row) => row.window === window) };
  });
  if (groups.length === 0) return null;
  const explanations = [...material.explanations, MAXIMUM];
  const rows = groups.flatMap((group) => group.rows);
  return {
    id,
    title: groups.map(({ rows: own, reference }) => findingOf(own, reference)).join(' '),
    panels: groups.map(({ reference, window, rows: own }) => {
      const scenarios = [...new Set(own.map(({ scenario_id }) => scenario_id))];
      const shown = explanations.filter((name) => own.some(({ explanation }) => explanation === name));
      const mostOf = new Map(
        shown.map((name) => [
          name,
          Math.max(...own.filter(({ explanation }) => explanation === name).map(({ regret }) => regret)),
        ]),
      );
      const shade = ({ explanation, regret }: Row): number =>
        regret === 0 ? 0 : regret / mostOf.get(explanation)!;
      return panelOf({
        label: `against ${reference}, ${windowText(window)}`,
        description: `Regret of ${scenarios.length} scenarios by explanation. Largest over the explanations: ${own
          .filter(({ explanation }) => explanation === MAXIMUM)
          .map(({ scenario_id, regret }) => `${scenario_id} ${figure(regret)}`)
          .join(', ')}.`,
        width: NAMES + CELL.width * shown.length + 4,
        height: CELL.height * scenarios.length + 30,
        marginLeft: NAMES,
        marginTop: 26,
        marginBottom: 2,
        marginRight: 2,
        x: { domain: shown, label: null, axis: 'top', tickSize: 0, padding: 0.04 },
        y: { domain: scenarios, label: null, tickSize: 0, padding: 0.06 },
        marks: [
          Plot.cell(own, {
            x: 'explanation',
            y: 'scenario_id',
            fill: '#8f3a14',
            fillOpacity: (row: Row) => 0.55 * shade(row),
            stroke: '#999',
            strokeWidth: 0.5,
          }),
          Plot.text(own, {
            x: 'explanation',
            y: 'scenario_id',
            text: textOf,
            fontSize: 11,
            title: (row: Row) =>
              `${row.scenario_id}, ${row.explanation}: ${figure(row.regret)} (${range(row.lower, row.upper)})`,
          }),
        ],
        opacity: { type: 'identity' },
      });
    }),
    columns: 1,
    band: 'none drawn: shade is the regret relative to the largest under that explanation; 0: the least mean. ~: no other scenario is shown to have less',
    n: listed([
      ...new Set(
        rows.map(({ n_pairs }) => `${counted(n_pairs, 'address', 'addresses')} at which all were run`),
      ),
    ]),
    notes: [
      `Regret: mean claims in Afghanistan less those of the scenario with the fewest there. maximum: the largest over the four explanations that are averaged. Intervals of ${percent(rows[0]!.level)} are in the table, one scenario at a time; effort and other harms are not in it.`,
    ],
    table: {
      caption: 'regret by scenario and explanation',
      head: ['Scenario', 'Explanation', 'Mean claims', 'Regret', 'Monte Carlo interval', 'Best there'],
      rows: rows.map((row) => [
        row.scenario_id,
        row.explanation,
        row.mean === null ? '–' : figure(row.mean),
        `${figure(row.regret)}${row.resolved === false ? ' ~' : ''}`,
        range(row.lower, row.upper),
        row.best_id,
      ]),
    },
    data: {
      columns: [
        'scenario_id',
        'reference_id',
        'explanation',
        'window',
        'mean',
        'regret',
        'lower',
        'upper',
        'level',
        'resolved',
        'best_id',
        'n_pairs',
      ],
      rows: rows.map((row) => [
        row.scenario_id,
        row.reference_id,
        row.explanation,
        row.window,
        row.mean,
        row.regret,
        row.lower,
        row.upper,
        row.level,
        row.resolved,
        row.best_id,
        row.n_pairs,
      ]),
    },
    specification: {
      source: 'tables/regret.csv: target attacks, location afghanistan, the last window',
      panels: 'reference_id',
      marks: [
        { mark: 'cell', x: 'explanation', y: 'scenario_id', fill: 'regret / largest' },
        { mark: 'text', x: 'explanation', y: 'scenario_id', text: 'regret' },
      ],
    },
  };
}

function textOf({ regret, resolved }: Row): string {
  return `${figure(regret)}${resolved === false && regret > 0 ? ' ~' : ''}`;
}

function findingOf(rows: readonly Row[], reference: string): string {
  const worst = rows.filter(({ explanation }) => explanation === MAXIMUM).sort((a, b) => a.regret - b.regret);
  const [least] = worst;
  const best = new Map(
    rows
      .filter(({ explanation }) => explanation !== MAXIMUM)
      .map(({ explanation, best_id }) => [explanation, best_id]),
  );
  const names = [...new Set(best.values())];
  const told = names.map(
    (name) =>
      `${name} under ${listed([...best].filter(([, id]) => id === name).map(([explanation]) => explanation))}`,
  );
  const bound = least
    ? `; ${least.scenario_id} has the smallest largest regret (${figure(least.regret)} claims${least.resolved === false ? ', not resolved' : ''})`
    : '';
  return `Of the scenarios against ${reference} the least mean claims are those of ${listed(told)}${bound}.`;
}
