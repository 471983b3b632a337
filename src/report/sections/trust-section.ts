/** Can it be trusted? */
import { type Figure, figureMarkup, tableOf } from '../figure.js';
import { coverageFigure } from '../figures/coverage.js';
import { hindcastFigure } from '../figures/hindcast.js';
import { markup, type Markup } from '../markup.js';
import type { CalibrationRow } from '../../results/calibration-files.js';
import { clopperPearson } from '../../statistics/proportion.js';
import { softmaxWeights } from '../../statistics/softmax.js';
import type { CalibrationMaterial, Material } from '../material.js';
import { counted, figure, percent, range } from '../numbers.js';
import type { Section } from './section.js';

/** Of intervals that are made here. */
const LEVEL = 0.9;

export function trustSection(material: Material): Section {
  const figures = [
    hindcastFigure(material, 'hindcast'),
    coverageFigure(material, 'coverage', 'predictive'),
    coverageFigure(material, 'forecast', 'forecast'),
  ].filter((one): one is Figure => one !== null);
  const { calibration, checks } = material;
  return {
    id: 'trust',
    question:
      'Can it be trusted: the past against the article, coverage, and how well each explanation fits?',
    body: markup`<p>
        The figures come from one article, <cite>The Enduring Duel</cite> (CTC Sentinel, August 2023). They
        are totals over windows of months, and so they are drawn.
      </p>
      ${figures.map((figure) => figureMarkup(figure))}
      ${calibration.predictive ? null : markup`<p class="absent">Printed totals against simulated ones, window by window: not available (<code>calibration/article/predictive.csv</code> is not shipped).</p>`}
      ${calibration.forecast ? null : markup`<p class="absent">A forecast of January–June 2023 from what was printed before: not available.</p>`}
      <h3>How well each explanation fits</h3>
      ${evidenceText(material)}${confusionText(material)}${readingsText(material)}${scoresText(material)}
      <h3>What the scenarios asserted</h3>
      ${
        checks.length === 0
          ? markup`<p>No scenario of this run asserts anything.</p>`
          : markup`<p>
                ${checks.filter(({ outcome }) => outcome === 'passed').length} of ${checks.length} assertions
                passed.
              </p>
              ${failedChecks(material)}`
      }`,
    figures,
  };
}

function failedChecks({ checks }: Material): Markup | null {
  const open = checks.filter(({ outcome }) => outcome !== 'passed');
  if (open.length === 0) return null;
  const rows = open
    .slice(0, 40)
    .map((row) => [
      row.scenario_id,
      row.explanation,
      row.that,
      row.outcome,
      row.seen === null
        ? '–'
        : `${figure(row.seen)}${row.lower === null || row.upper === null ? '' : ` [${range(row.lower, row.upper)}]`}`,
      String(row.n),
    ]);
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="Assertions that did not pass">
    ${tableOf(['Scenario', 'Explanation', 'Assertion', 'Outcome', 'Seen [MC interval]', 'n'], rows)}
  </div>`;
}

export function evidenceText({ calibration }: CalibrationMaterial): Markup {
  const { evidence } = calibration;
  if (!evidence) return markup`<p class="absent">Evidence of the explanations: not available.</p>`;
  const stands = evidence.some((row) => row.stands === true);
  const intervals = weightIntervals(evidence);
  const rows = evidence.map((row) => [
    row.explanation,
    row.log_evidence === null ? '–' : figure(row.log_evidence),
    row.standard_error === null ? '–' : figure(row.standard_error),
    row.n_seeds === null ? '–' : String(row.n_seeds),
    row.weight === null ? '–' : `${percent(row.weight)} [${intervals.get(row.explanation) ?? 'no interval'}]`,
    row.stands === null ? '–' : row.stands ? 'yes' : 'no',
    row.reason,
  ]);
  return markup`<p>
      ${stands ? 'The evidence stands where the table says so; only there are weights by evidence used.' : 'The evidence does not stand: it is printed and not used, and explanations are averaged with equal weights.'}
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="Evidence">
      ${tableOf(['Explanation', 'Log evidence', 'Standard error', 'Seeds', `Weight [${percent(LEVEL)} interval]`, 'Stands', 'Why'], rows)}
    </div>
    <p class="reading">
      [ ]: what the spread between the seeds leaves open. It does not hold what other priors would change, which may be
      more (<code>calibration/article/evidence-reweighted.csv</code>). Averages called <em>evidence</em> take the
      weights as they stand, so that their intervals do not hold this error.
    </p>`;
}

/** By explanation, of those that have a weight. */
function weightIntervals(rows: readonly CalibrationRow<'evidence'>[]): ReadonlyMap<string, string> {
  const weighted = rows.filter(({ weight, log_evidence }) => weight !== null && log_evidence !== null);
  if (weighted.length === 0) return new Map();
  const found = softmaxWeights(
    weighted.map(({ log_evidence, standard_error, n_seeds }) => ({
      estimate: log_evidence!,
      standardError: n_seeds !== null && n_seeds > 1 ? (standard_error ?? NaN) : NaN,
      df: (n_seeds ?? 0) - 1,
    })),
    LEVEL,
  );
  return new Map(
    weighted.map(({ explanation }, at) => {
      const { interval } = found[at]!;
      return [explanation, range(interval?.lower ?? null, interval?.upper ?? null, 100)];
    }),
  );
}

/** How often the evidence would have chosen the explanation that made the data. */
export function confusionText({ calibration }: CalibrationMaterial): Markup | null {
  const { confusion } = calibration;
  if (!confusion) return null;
  const own = confusion.filter(({ explanation, assigned }) => explanation === assigned);
  const told = own.map(
    ({ explanation, share, n }) =>
      `${explanation} ${percent(share ?? 0)} [${shareRange(share ?? 0, n ?? 0)}] of ${counted(n ?? 0, 'time')}`,
  );
  return markup`<p>
    Had each explanation in turn made the totals, the evidence would have named it: ${told.join(', ')}; by
    guessing, ${percent(1 / Math.max(1, own.length))}. [ ]: exact
    ${percent(LEVEL)} interval. That is all that these totals can tell apart.
  </p>`;
}

function shareRange(share: number, n: number): string {
  if (n === 0) return 'no interval';
  const { lower, upper } = clopperPearson(share * n, n, LEVEL);
  return range(lower, upper, 100);
}

export function readingsText({ calibration }: CalibrationMaterial): Markup | null {
  const { readings } = calibration;
  if (!readings) return null;
  const ids = [...new Set(readings.map(({ reading }) => reading))].sort();
  const explanations = [...new Set(readings.map(({ explanation }) => explanation))];
  const cell = (explanation: string, reading: string): string => {
    const row = readings.find((one) => one.explanation === explanation && one.reading === reading);
    return row?.posterior == null
      ? '–'
      : `${percent(row.posterior)} (before: ${row.prior === null ? '–' : percent(row.prior)})`;
  };
  return markup`<p>
      The article’s totals can be read in ${ids.length} ways (whether 119 and 274 hold KP, and where 274
      ends); none is chosen. How much each is believed after the fit, as a mean over
      the runs of the calibration, of which no interval is kept:
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="Readings of the article">
      ${tableOf(
        ['Explanation', ...ids],
        explanations.map((name) => [name, ...ids.map((id) => cell(name, id))]),
      )}
    </div>`;
}

export function scoresText({ calibration }: CalibrationMaterial): Markup {
  const { scores } = calibration;
  if (!scores) return markup`<p class="absent">Scores against naive baselines: not available.</p>`;
  const show = (value: number | null): string => (value === null ? '–' : figure(value));
  const better = scores.filter(({ score }) => score === 'wis' || score === 'crps');
  const beats = better.filter(
    ({ model, constant_rate, last_window }) =>
      model !== null && model < (constant_rate ?? Infinity) && model < (last_window ?? Infinity),
  );
  return markup`<p>
      Scores (less is better for crps and wis; for coverage the nominal share is): the model is better than
      both naive baselines in ${beats.length} of ${better.length} comparisons.
    </p>
    <details><summary>Scores by explanation</summary><div class="scroll" tabindex="0" role="region" aria-label="Scores">
      ${tableOf(
        ['Explanation', 'Parameters', 'Score', 'Model', 'Constant rate', 'Last window', 'n'],
        scores.map((row) => [
          row.explanation,
          row.parameters,
          row.score,
          show(row.model),
          show(row.constant_rate),
          show(row.last_window),
          show(row.n),
        ]),
      )}
    </div></details>`;
}
