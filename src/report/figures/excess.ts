/** Excess claims after the change, explanation beside explanation. */
import { percent, range, signed, windowText } from '../numbers.js';
import type { Figure } from '../figure.js';
import { domainOf, intervalPanel, type IntervalRow } from '../interval-panel.js';
import type { Pair } from '../pairs.js';
import { effectText, isIdentical, splitText, type Verdict } from '../verdict.js';

export function excessFigure(pair: Pair, verdicts: readonly Verdict[], id: string): Figure | null {
  const windows = [
    { window: pair.first, months: 'months 1–12', pick: (verdict: Verdict) => verdict.first },
    { window: pair.second, months: 'months 13–24', pick: (verdict: Verdict) => verdict.second },
  ].filter(({ pick }) => verdicts.some((verdict) => pick(verdict)?.estimate != null));
  const last = windows.at(-1);
  if (!last) return null;
  const drawn = windows.map(({ window, months, pick }) => ({
    window: window!,
    months,
    contrasts: verdicts.flatMap((verdict) => pick(verdict) ?? []),
    rows: verdicts.flatMap((verdict): IntervalRow[] => {
      const row = pick(verdict);
      if (!row) return [];
      return [
        {
          name: verdict.explanation,
          estimate: row.estimate,
          lower: row.mc_lower,
          upper: row.mc_upper,
          outer: [row.posterior_lower, row.posterior_upper],
          isFilled: row.resolved === true,
          text:
            row.estimate === null
              ? 'no value'
              : isIdentical(row)
                ? 'identical'
                : `${signed(row.estimate)} [${range(row.mc_lower, row.mc_upper)}]${row.resolved === false ? ' ~' : ''}`,
        },
      ];
    }),
  }));
  const domain = domainOf(drawn.flatMap(({ rows }) => rows));
  const all = drawn.flatMap(({ contrasts }) => contrasts);
  const [one] = all;
  const hasPosterior = all.some(({ posterior_lower }) => posterior_lower !== null);
  const level = percent(one!.level);
  return {
    id,
    title: `Over ${last.months} after the change: ${splitText(verdicts, last.pick, 'claims')}.`,
    panels: drawn.map(({ window, months, rows, contrasts }) =>
      intervalPanel({
        label: `${months} (${windowText(window)})`,
        description: `Paired difference in claims, ${months}. ${contrasts.map((row) => `${row.explanation}: ${effectText(row)}`).join('. ')}.`,
        rows,
        unit: 'claims more in Afghanistan than in the reference',
        domain,
        zero: 0,
        width: 460,
        textWidth: 138,
      }),
    ),
    columns: 2,
    band: `thick: ${level} Monte Carlo interval (chance in the simulation, draws as clusters)${
      hasPosterior
        ? `; thin: ${level} interval over parameter draws`
        : '; draws are alike, so there is no interval over parameters'
    }. Filled: the Monte Carlo interval excludes no difference; hollow and ~: not resolved`,
    n: [
      ...new Set(
        all.map(
          (row) =>
            `${row.n_pairs} pairs of replicates from ${row.n_draws} draws${row.explanation === 'equal' || row.explanation === 'evidence' ? ` (${row.explanation})` : ''}`,
        ),
      ),
    ].join('; '),
    notes: ['equal: average of the first four explanations with equal weights; mixed stands beside it.'],
    table: {
      caption: 'excess claims by explanation and window',
      head: [
        'Explanation',
        'Window',
        'Excess claims',
        'Interval over draws',
        'Pairs with more',
        'Monte Carlo error',
      ],
      rows: all.map((row) => [
        row.explanation,
        windowText(row.window),
        effectText(row),
        row.posterior_lower === null
          ? '–'
          : `${signed(row.posterior_lower)} to ${signed(row.posterior_upper!)}`,
        row.share_pairs_greater === null ? '–' : percent(row.share_pairs_greater),
        row.mcse === null ? '–' : String(Number(row.mcse.toPrecision(2))),
      ]),
    },
    data: {
      columns: [
        'explanation',
        'window',
        'estimate',
        'mc_lower',
        'mc_upper',
        'posterior_lower',
        'posterior_upper',
        'level',
        'resolved',
        'n_draws',
        'n_pairs',
      ],
      rows: all.map((row) => [
        row.explanation,
        row.window,
        row.estimate,
        row.mc_lower,
        row.mc_upper,
        row.posterior_lower,
        row.posterior_upper,
        row.level,
        row.resolved,
        row.n_draws,
        row.n_pairs,
      ]),
    },
    specification: {
      source:
        'tables/contrasts.csv: target attacks, location afghanistan, statistic difference, the windows of the rebound',
      panels: 'window',
      marks: [
        { mark: 'rule', y: 'explanation', x1: 'posterior_lower', x2: 'posterior_upper' },
        { mark: 'rule', y: 'explanation', x1: 'mc_lower', x2: 'mc_upper' },
        { mark: 'dot', y: 'explanation', x: 'estimate', filled: 'resolved' },
      ],
    },
  };
}
