/** What did we learn, what was learnt and what assumed, and what may it not be used for? */
import { tableOf } from '../figure.js';
import { excessFigure } from '../figures/excess.js';
import { identificationFigure } from '../figures/identification.js';
import { learntFigure, statisticText } from '../figures/learnt.js';
import { regretFigure } from '../figures/regret.js';
import { scenariosFigure } from '../figures/scenarios.js';
import { figureMarkup, type Figure } from '../figure.js';
import { markup, type Markup, NOTHING } from '../markup.js';
import type { Material } from '../material.js';
import { figure, listed, percent, range, signed, windowText } from '../numbers.js';
import { AVERAGES, isMain, MAIN, type Pair } from '../pairs.js';
import {
  FREQUENT,
  SOME,
  barText,
  isIdentical,
  isRise,
  spreadText,
  splitText,
  type Verdict,
  verdictsOf,
} from '../verdict.js';
import { NO_PAIR, pairBlocks, pairName, type Part, type Section, suffixOf } from './section.js';

export function learntSection(material: Material): Section {
  const { pairs } = material;
  const blocks = pairBlocks(material, pairs, (pair) => pairPart(material, pair));
  const overview = [scenariosFigure(material, 'all-scenarios'), regretFigure(material, 'regret')].filter(
    (one) => one !== null,
  );
  const assumed = learntOrAssumed(material);
  return {
    id: 'learnt',
    question: 'What did we learn, what was learnt and what assumed, and what may it not be used for?',
    body: markup`${pairs.length === 0 ? markup`<p class="absent">${NO_PAIR} What each scenario gives by itself is below.</p>` : null}${overview.map((figure) => figureMarkup(figure))}${blocks.body}
      <h3>Learnt or assumed?</h3>
      ${assumed.text}${assumed.figures.map((figure) => figureMarkup(figure))}
      <h3>What these numbers may not be used for</h3>
      <ul>
        <li>
          They are <em>stylised scenarios, not forecasts</em>, and not intelligence. The model knows the
          window totals of one article of August 2023 and nothing that happened after it was written.
        </li>
        <li>
          A Monte Carlo interval covers chance in the simulation only: not parameters that are wrong, nor a
          structure that is. Where structure decides, the explanations stand side by side; their spread is not
          a probability.
        </li>
        <li>
          They must not be used to plan or to judge action against any person, group or place, nor to say that
          a particular attack will or will not happen.
        </li>
      </ul>`,
    figures: [...overview, ...blocks.figures, ...assumed.figures],
  };
}

function pairPart(material: Material, pair: Pair): Part {
  const verdicts = verdictsOf(pair, material.explanations);
  if (verdicts.length === 0)
    return { text: markup`<p class="absent">No pair of replicates was completed.</p>`, figures: [] };
  if (!pair.isFull) {
    return {
      text: markup`<details>
        <summary>
          ${splitText(verdicts, pair.second ? ({ second }) => second : ({ first }) => first, 'claims')}
        </summary>
        ${verdictTable(material, pair, verdicts)}
      </details>`,
      figures: [],
    };
  }
  const drawn = excessFigure(pair, verdicts, `excess${suffixOf(material, pair)}`);
  return {
    text: markup`${findings(pair, verdicts)}${verdictTable(material, pair, verdicts)}`,
    figures: drawn ? [drawn] : [],
  };
}

/** Sentences that are true of the rows. */
function findings(pair: Pair, verdicts: readonly Verdict[]): Markup {
  const last = pair.second ? 'months 13–24' : 'months 1–12';
  const pick = (verdict: Verdict) => (pair.second ? verdict.second : verdict.first);
  const measured = verdicts.some((verdict) => pick(verdict)?.estimate != null);
  if (!measured)
    return markup`<p class="absent">No twelve months fit between the change and the end of the run.</p>`;
  const [withBars] = verdicts.filter(({ bars }) => bars.length > 0);
  const [bar] = withBars?.bars ?? [];
  return markup`<ul class="findings">
    <li>
      Claimed attacks in Afghanistan over ${last} after the change, against
      <bdi>${pair.reference.scenario_id}</bdi>: ${splitText(verdicts, pick, 'claims')}.
    </li>
    ${bar ? markup`<li>A mean of ${barText(bar.bar)} or more in months 13–24 is reached ${spreadText(verdicts, (verdict) => verdict.bars[0]?.own ?? null)} of replicates; without the change ${spreadText(verdicts, (verdict) => verdict.bars[0]?.other ?? null)}.</li>` : null}
    <li>${structureText(verdicts, pick)}</li>
    <li>${intervalText(verdicts, pick)}</li>
  </ul>`;
}

/** What the brackets of these sentences are, and of how many pairs. */
function intervalText(verdicts: readonly Verdict[], pick: (verdict: Verdict) => Verdict['first']): string {
  const rows = verdicts
    .filter(({ explanation }) => !AVERAGES.includes(explanation))
    .flatMap((verdict) => pick(verdict) ?? []);
  const pairs = [...new Set(rows.map(({ n_pairs }) => n_pairs))].sort((a, b) => a - b);
  return `[ ]: ${percent(rows[0]?.level ?? 0.9)} Monte Carlo interval; n = ${pairs.join(', ')} pairs of replicates under each explanation.`;
}

/** Whether the explanations lie further apart than any of their intervals is wide. */
function structureText(verdicts: readonly Verdict[], pick: (verdict: Verdict) => Verdict['first']): string {
  const rows = verdicts
    .filter(({ explanation }) => !AVERAGES.includes(explanation))
    .flatMap((verdict) => pick(verdict) ?? []);
  const estimates = rows.flatMap(({ estimate }) => estimate ?? []);
  if (rows.length < 2 || estimates.length < 2)
    return 'One explanation was run: how much the answer depends on the explanation cannot be seen here.';
  const [most, least] = [rowWith(rows, Math.max(...estimates)), rowWith(rows, Math.min(...estimates))];
  const apart = most.estimate! - least.estimate!;
  // Explanations are independent: the ends are put together as those of any difference (Zou & Donner 2008).
  const away = (end: 'mc_lower' | 'mc_upper', row: Row): number => (row[end] ?? NaN) - row.estimate!;
  const below = Math.hypot(away('mc_lower', most), away('mc_upper', least));
  const above = Math.hypot(away('mc_upper', most), away('mc_lower', least));
  const told = Number.isNaN(below + above)
    ? figure(apart)
    : `${figure(apart)} [${range(apart - below, apart + above)}]`;
  const hasPosterior = rows.some(({ posterior_lower }) => posterior_lower !== null);
  const widths = rows.map(({ mc_lower, mc_upper, posterior_lower, posterior_upper }) =>
    hasPosterior ? (posterior_upper ?? 0) - (posterior_lower ?? 0) : (mc_upper ?? 0) - (mc_lower ?? 0),
  );
  const widest = Math.max(...widths);
  const what = hasPosterior ? 'interval over parameter draws' : 'Monte Carlo interval';
  return apart > widest
    ? `Which explanation holds decides more than anything within one: the estimates lie ${told} claims apart, and the widest ${what} is ${figure(widest)} wide.`
    : `The explanations lie ${told} claims apart, less than the widest ${what} (${figure(widest)}): within one explanation the answer is as open as between them.`;
}

type Row = NonNullable<Verdict['first']>;

function rowWith(rows: readonly Row[], estimate: number): Row {
  return rows.find((row) => row.estimate === estimate)!;
}

function verdictTable(material: Material, pair: Pair, verdicts: readonly Verdict[]): Markup {
  const bars = (verdicts.find(({ bars }) => bars.length > 0)?.bars ?? []).map(({ bar }) => bar);
  const [sample] = verdicts.flatMap(({ first, second }) => first ?? second ?? []);
  const level = percent(sample?.level ?? 0.9);
  const head = [
    'Explanation',
    'In words',
    ...(pair.first === null ? [] : [`Excess claims, months 1–12 [${level} MC interval]`]),
    ...(pair.second === null ? [] : [`Excess claims, months 13–24 [${level} MC interval]`]),
    ...bars.map(
      (bar) =>
        `P(≥ ${bar === 'twice-before' ? '2 × before' : bar} a month), with the change, without it, and the difference in points`,
    ),
    'Learnt or assumed',
    'Pairs',
  ];
  const rows = verdicts.map((verdict) => [
    verdict.explanation,
    verdict.words,
    ...(pair.first === null ? [] : [excessCell(verdict.first)]),
    ...(pair.second === null ? [] : [excessCell(verdict.second)]),
    ...bars.map((bar) => {
      const found = verdict.bars.find((one) => one.bar === bar);
      if (!found) return '–';
      const { own, other, difference } = found;
      const side = (row: Row): Markup =>
        row.estimate === null
          ? markup`no value`
          : markup`${percent(row.estimate)} <span class="interval">[${range(row.mc_lower, row.mc_upper, 100)}]</span>`;
      return markup`${side(own)}<br />${side(other)}<br />${pointsText(difference)}`;
    }),
    learntWord(material, pair, verdict),
    String((verdict.second ?? verdict.first)?.n_pairs ?? '–'),
  ]);
  const windows = [pair.first, pair.second]
    .filter((window) => window !== null)
    .map(windowText)
    .join(' and ');
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="Verdicts: ${pairName(pair)}">
      ${tableOf(head, rows, 'verdict')}
    </div>
    <p class="reading">
      Claims in Afghanistan, paired replicate by replicate; windows ${windows}. [ ]: ${level} Monte Carlo
      interval, chance alone${material.drawsDiffer ? '; ( ): interval over parameter draws' : ''}. ~: not
      resolved, the interval does not exclude no difference. P: share of replicates whose mean of months 13–24
      reaches the bar. <em>Rebound</em>: more claims, resolved, and the lowest bar reached more often by at least ${figure(100 * FREQUENT)} points, resolved; <em>some rebound</em>: by at least ${figure(100 * SOME)}. equal: average of the first four, mixed beside
      it${verdicts.some(({ explanation }) => explanation === 'evidence') ? `; evidence: the same weighted by how well each fits${weightsText(material)}` : ''}.
    </p>`;
}

/** The weights of the evidence, where they are known, and how far they may be trusted. */
function weightsText({ calibration }: Material): string {
  const own = (calibration.evidence ?? []).flatMap(({ explanation, weight }) =>
    weight === null ? [] : [`${explanation} ${percent(weight)}`],
  );
  return own.length === 0
    ? ''
    : ` (${own.join(', ')}; how often such weights are wrong stands further below)`;
}

/** `+10 [6.82 to 13.2] points`, with a mark where it is not resolved. */
function pointsText(row: Row): Markup {
  if (row.estimate === null) return markup`no value`;
  const mark = row.resolved === false ? ' ~' : '';
  return markup`${signed(100 * row.estimate)}${mark} <span class="interval">[${range(row.mc_lower, row.mc_upper, 100)}]</span> points`;
}

function excessCell(row: Verdict['first']): Markup {
  if (!row) return markup`–`;
  if (row.estimate === null) return markup`no value`;
  if (isIdentical(row)) return markup`0<br /><span class="interval">no pair differed</span>`;
  const strong =
    row.resolved === true ? markup`<b>${signed(row.estimate)}</b>` : markup`${signed(row.estimate)} ~`;
  const posterior =
    row.posterior_lower === null
      ? null
      : markup`<br /><span class="interval">(${range(row.posterior_lower, row.posterior_upper)})</span>`;
  return markup`${strong}${isRise(row) ? ' ▲' : row.resolved === true ? ' ▼' : ''}<br /><span class="interval"
      >[${range(row.mc_lower, row.mc_upper)}]</span
    >${posterior}`;
}

function learntWord({ calibration }: Material, pair: Pair, { explanation }: Verdict): string {
  if (!isMain(pair)) return 'not covered';
  if (!calibration.headlines) return 'not available';
  const own = calibration.headlines.filter(
    (row) => row.explanation === explanation && row.target === 'attacks',
  );
  const window = pair.second ?? pair.first;
  const claims = own.find((row) => row.statistic === 'difference' && row.window === window);
  const bar = own.find(({ statistic }) => /^p_above_\d+_difference$/.test(statistic));
  const told = [
    claims ? `excess: ${verdictWord(claims.verdict)}` : null,
    bar ? `${statisticText(bar.statistic)}: ${verdictWord(bar.verdict)}` : null,
  ].filter((part) => part !== null);
  return told.length === 0 ? 'not available' : told.join('; ');
}

const verdictWord = (verdict: string): string => (verdict === 'partly' ? 'partly learnt' : verdict);

function learntOrAssumed(material: Material): Part {
  const { calibration, pairs, origins, drawsDiffer } = material;
  const figures: (Figure | null)[] = [
    learntFigure(material, 'learnt-or-assumed'),
    identificationFigure(material, 'identification'),
  ];
  const covered = pairs.some(isMain);
  return {
    text: markup`<p>
        Parameters of this run: ${originText(origins)};
        ${drawsDiffer ? 'draws differ, so that intervals over draws show what parameters add' : 'all draws of an explanation are alike, so that every interval shows chance in the simulation and nothing else'}.
      </p>
      ${calibration.headlines ? markup`<p>The calibration tells of ${MAIN.scenario} against ${MAIN.reference} under the prior, under the posterior, and under the posterior without the figures of 2020–21. ${covered ? '' : 'That pair is not in this run: for the comparisons here it is not known which part was learnt.'}</p>` : markup`<p class="absent">Prior against posterior: not available. This package ships no <code>calibration/article/headlines.csv</code>, so nothing here says which part of the answer the article taught; take it as assumed.</p>`}
      ${calibration.identification ? NOTHING : markup`<p class="absent">Which parameters the article identifies: not available.</p>`}`,
    figures: figures.filter((figure) => figure !== null),
  };
}

/** Folders rather than a file for each explanation. */
function originText(origins: readonly string[]): string {
  const folders = origins.map((origin) =>
    /^[\w./-]+\.csv(\.gz)?$/.test(origin) && origin.includes('/')
      ? origin.slice(0, origin.lastIndexOf('/') + 1)
      : origin,
  );
  return listed([...new Set(folders)]);
}
