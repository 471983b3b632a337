/** All compared scenarios of a run beside each other. */
import type { RowOf } from '../../results/columns.js';
import type { Figure } from '../figure.js';
import { domainOf, intervalPanel, type IntervalRow } from '../interval-panel.js';
import type { Material } from '../material.js';
import { counted, listed, percent, signed, windowText } from '../numbers.js';
import { AVERAGES, contrastOf, type Pair } from '../pairs.js';
import { effectText } from '../verdict.js';

export function scenariosFigure(material: Material, id: string): Figure | null {
  const { pairs, explanations } = material;
  if (pairs.length < 2) return null;
  const rowOf = (pair: Pair, explanation: string): RowOf<'contrasts'> | null =>
    contrastOf(pair.contrasts, explanation, pair.second ?? pair.first);
  const shown = [...explanations, ...AVERAGES].filter((name) =>
    pairs.some((pair) => rowOf(pair, name)?.estimate != null),
  );
  if (shown.length === 0) return null;
  const panels = shown.map((explanation) => ({
    explanation,
    rows: pairs.flatMap((pair): IntervalRow[] => {
      const row = rowOf(pair, explanation);
      if (!row || row.estimate === null) return [];
      return [
        {
          name: pair.scenario.scenario_id,
          estimate: row.estimate,
          lower: row.mc_lower,
          upper: row.mc_upper,
          isFilled: row.resolved === true,
          text: `${signed(row.estimate)}${row.resolved === false ? ' ~' : ''}`,
        },
      ];
    }),
  }));
  const always = pairs.filter((pair) =>
    explanations.every((name) => {
      const row = rowOf(pair, name);
      return row?.resolved === true && row.estimate! > 0;
    }),
  );
  const least = pairs.filter((pair) => explanations.every((name) => rowOf(pair, name)?.resolved !== true));
  const all = pairs.flatMap((pair) => shown.flatMap((name) => rowOf(pair, name) ?? []));
  return {
    id,
    title: `Of ${counted(pairs.length, 'compared scenario')}, ${always.length === 0 ? 'none has' : `${listed(always.map(({ scenario }) => scenario.scenario_id))} ${always.length === 1 ? 'has' : 'have'}`} resolved more claims than its reference under every explanation${least.length > 0 ? `; ${listed(least.map(({ scenario }) => scenario.scenario_id))} differ${least.length === 1 ? 's' : ''} under none` : ''}.`,
    panels: panels.map(({ explanation, rows }) =>
      intervalPanel({
        label: explanation,
        description: `Paired difference in claims over the last window under ${explanation}: ${rows.map(({ name, text }) => `${name} ${text}`).join(', ')}.`,
        rows,
        unit: 'claims more than in the reference',
        domain: domainOf(panels.flatMap((panel) => panel.rows)),
        zero: 0,
        width: 460,
        nameWidth: 216,
      }),
    ),
    columns: 2,
    band: `${percent(all[0]!.level)} Monte Carlo interval; filled: it excludes no difference; hollow and ~: not resolved`,
    n: listed([
      ...new Set(
        all.map(
          (row) =>
            `${counted(row.n_pairs, 'pair')}${AVERAGES.includes(row.explanation) ? ` (${row.explanation})` : ''}`,
        ),
      ),
    ]),
    notes: [
      `Each against its own reference, over ${listed([...new Set(pairs.flatMap((pair) => ((pair.second ?? pair.first) === null ? [] : [windowText((pair.second ?? pair.first)!)])))])}.`,
    ],
    table: {
      caption: 'difference in claims by scenario and explanation',
      head: ['Scenario', 'Reference', 'Window', ...shown],
      rows: pairs.map((pair) => {
        const window = pair.second ?? pair.first;
        return [
          pair.scenario.scenario_id,
          pair.reference.scenario_id,
          window === null ? '–' : windowText(window),
          ...shown.map((name) => {
            const row = rowOf(pair, name);
            return row ? effectText(row) : '–';
          }),
        ];
      }),
    },
    data: {
      columns: [
        'scenario_id',
        'reference_id',
        'explanation',
        'window',
        'estimate',
        'mc_lower',
        'mc_upper',
        'level',
        'resolved',
        'n_pairs',
      ],
      rows: all.map((row) => [
        row.scenario_id,
        row.reference_id,
        row.explanation,
        row.window,
        row.estimate,
        row.mc_lower,
        row.mc_upper,
        row.level,
        row.resolved,
        row.n_pairs,
      ]),
    },
    specification: {
      source:
        'tables/contrasts.csv: target attacks, location afghanistan, statistic difference, the last window of each rebound',
      panels: 'explanation',
      marks: [
        { mark: 'rule', y: 'scenario_id', x1: 'mc_lower', x2: 'mc_upper' },
        { mark: 'dot', y: 'scenario_id', x: 'estimate', filled: 'resolved' },
      ],
    },
  };
}
