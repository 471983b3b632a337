/** The Markdown summary of a calibration: what was learnt, what was not, and how well each explanation fits. */
import type { Calibrated, Calibration } from './calibrate.js';
import type { CalibrationTables } from './calibration-tables.js';
import { HEADLINE_RULE } from './headlines.js';
import { RULE } from './identification.js';
import { LEAST_EFFECTIVE } from '../statistics/weighted.js';
import type { Posterior } from './posterior.js';
import { isRefused, REFUSED } from './refusal.js';
import { markdownText } from '../results/markdown.js';

/** Increments of so many or more are judged for sharpness; their interval may span this factor. */
export const SHARP = { least: 20, factor: 3 } as const;
/** Share of the fitted increments that 90 % intervals must hold. */
export const LEAST_COVERED = 0.9;

export interface FitVerdict {
  readonly explanation: string;
  /** Fitted rows under the likeliest reading that the 90 % interval holds, and all of them. */
  readonly covered: number;
  readonly increments: number;
  /** Too few effective draws for any interval: nothing is said of what it holds. */
  readonly refused: boolean;
  readonly missed: readonly string[];
  /** Increments of 20 or more whose expected count spans more than a factor of 3. */
  readonly wide: readonly string[];
  readonly wis: number;
  readonly best: number;
}

export function fitVerdicts({ explanations }: Calibration, tables: CalibrationTables): FitVerdict[] {
  return explanations.map(({ explanation, posterior }) => {
    const readings = tables.readings.filter((row) => row.explanation === explanation);
    const likeliest = readings.reduce((best, row) => (row.posterior > best.posterior ? row : best)).reading;
    const rows = tables.predictive.filter(
      (row) =>
        row.explanation === explanation &&
        row.parameters === 'posterior' &&
        row.role === 'fit' &&
        (row.reading === 'all' || row.reading.split(' ').includes(likeliest)),
    );
    const wis = tables.scores.find((row) => row.explanation === explanation && row.score === 'wis')!;
    return {
      explanation,
      covered: rows.filter(({ covered }) => covered === true).length,
      increments: rows.length,
      refused: isRefused(posterior),
      missed: rows.filter(({ covered }) => covered === false).map(({ label }) => label),
      wide: rows
        .filter(
          ({ unit, printed, expected_q05, expected_q95 }) =>
            unit === 'count' &&
            printed >= SHARP.least &&
            (expected_q95 ?? 0) > SHARP.factor * (expected_q05 ?? 0),
        )
        .map(({ label }) => label),
      wis: wis.model,
      best: Math.min(wis.constant_rate ?? Infinity, wis.last_window ?? Infinity),
    };
  });
}

const number = (value: number | null, digits = 2): string => (value === null ? '–' : value.toFixed(digits));
const list = (names: readonly string[]): string =>
  names.length === 0 ? 'none' : names.map(markdownText).join('; ');

export function summaryText(calibration: Calibration, tables: CalibrationTables): string {
  const { options, explanations, simulations } = calibration;
  const verdicts = fitVerdicts(calibration, tables);
  const lines = [
    '# Calibration to the article',
    '',
    `${simulations} simulations; seed "${markdownText(options.seed)}". Stylised scenarios, not forecasts. Every interval is of the 90 % kind; n and rules stand in the tables beside this page.`,
    '',
    '## How well each explanation fits',
    '',
    '| explanation | tolerance | effective draws | independent draws | increments held by their 90 % interval | WIS (best baseline) | missed | too wide |',
    '|---|---|---|---|---|---|---|---|',
    ...verdicts.map(({ explanation, covered, increments, refused, missed, wide, wis, best }) => {
      const { posterior } = explanations.find((one) => one.explanation === explanation)!;
      const held = refused
        ? `refused: under ${LEAST_EFFECTIVE} effective draws`
        : `${covered} of ${increments}`;
      return `| ${explanation} | ${number(posterior.tolerance)} | ${number(posterior.effectiveSampleSize, 0)} | ${number(posterior.independentDraws, 0)} | ${held} | ${number(wis)} (${number(best)}) | ${refused ? '–' : list(missed)} | ${refused ? '–' : list(wide)} |`;
    }),
    '',
    `Tolerance: root mean square distance of a simulation from the printed values, in units of chance. Effective draws: by weights. Independent draws: what would spread the means of calibrated parameters between runs as much as they are; a posterior mean has a Monte Carlo error of one standard deviation divided by the root of it. Increments are those of the reading that is likeliest under the explanation; predictive.csv has the others. Missed: printed values outside of the interval. Too wide: increments of ${SHARP.least} or more whose expected count, chance removed, spans more than a factor of ${SHARP.factor}.`,
    '',
    '## Evidence',
    '',
    '| explanation | log evidence | standard error | weight |',
    '|---|---|---|---|',
    ...tables.evidence.map(
      (row) =>
        `| ${row.explanation} | ${number(row.log_evidence)} | ${number(row.standard_error)} | ${number(row.weight)} |`,
    ),
    '',
    `The weights ${tables.evidence[0]?.stands ? 'stand' : 'are not used'}: ${tables.evidence[0]?.reason ?? ''}.`,
    '',
    '## Readings of the printed windows',
    '',
    '| explanation | R1 | R2 | R3 |',
    '|---|---|---|---|',
    ...explanations.map(
      ({ explanation, posterior: { readings } }) =>
        `| ${explanation} | ${readings.map((share) => number(share)).join(' | ')} |`,
    ),
    '',
    '## What was learnt about parameters',
    '',
    `Learnt: posterior variance at most ${1 - RULE.learnt} of the prior's, in normal scores. Partly: at most ${1 - RULE.partly}, or moved by ${RULE.shift} prior standard deviations. Assumed: neither, or no more than the effects of levers seem to have learnt, to which no target speaks: that is the noise of a finite population.`,
    '',
    ...explanations.map(({ explanation }) => {
      const own = tables.identification.filter((row) => row.explanation === explanation);
      const of = (verdict: string): string[] =>
        own.filter((row) => row.verdict === verdict).map(({ parameter }) => `\`${parameter}\``);
      if (own.every(({ verdict }) => verdict === REFUSED))
        return `- **${explanation}**: refused, under ${LEAST_EFFECTIVE} effective draws.`;
      return `- **${explanation}**: learnt ${of('learnt').join(', ') || 'nothing'}; partly ${of('partly').join(', ') || 'nothing'}; the other ${of('assumed').length} are as assumed.`;
    }),
    '',
    '## What a lapse does: learnt or assumed',
    '',
    `Learnt: the interval under the posterior is at most ${HEADLINE_RULE.learnt} times as wide as under the prior, or a probability moved by ${HEADLINE_RULE.shareLearnt}. Partly: at most ${HEADLINE_RULE.partly} times, or moved by ${HEADLINE_RULE.sharePartly}.`,
    '',
    '| explanation | window | statistic | prior | posterior | posterior without 2020–21 | verdict |',
    '|---|---|---|---|---|---|---|',
    ...headlineLines(tables),
    '',
    drawsText(explanations, 'Draws without 2020–21', ({ without }) => without),
    '',
    '## The forecast test',
    '',
    'Fitted without anything after 2022; the structure of the model was chosen after seeing 2023, so that this is no blind test.',
    '',
    drawsText(explanations, 'Draws', ({ forecast }) => forecast),
    '',
    '| explanation | what | printed | median | 90 % interval | held | CRPS | WIS |',
    '|---|---|---|---|---|---|---|---|',
    ...tables.forecast.map(
      (row) =>
        `| ${row.explanation} | ${markdownText(row.label)} | ${row.printed} | ${number(row.median, 1)} | ${number(row.q05, 1)} to ${number(row.q95, 1)} | ${row.covered === null ? 'refused' : row.covered ? 'yes' : 'no'} | ${number(row.crps)} | ${number(row.wis)} |`,
    ),
    '',
  ];
  return lines.join('\n');
}

/** What the intervals of a smaller fit rest on. */
function drawsText(
  explanations: readonly Calibrated[],
  what: string,
  of: (one: Calibrated) => Posterior,
): string {
  const own = explanations.map((one) => {
    const { effectiveSampleSize, independentDraws } = of(one);
    return `${one.explanation} ${number(effectiveSampleSize, 0)} / ${number(independentDraws, 0)}`;
  });
  return `${what}, effective / independent: ${own.join(', ')}.`;
}

function headlineLines({ headlines }: CalibrationTables): string[] {
  const keys = new Map<string, Map<string, (typeof headlines)[number]>>();
  // What the reference does by itself stands in the table.
  for (const row of headlines.filter(({ statistic }) => !statistic.endsWith('_reference'))) {
    const key = [row.explanation, row.window, row.statistic].join(' ');
    keys.set(key, (keys.get(key) ?? new Map<string, (typeof headlines)[number]>()).set(row.parameters, row));
  }
  return [...keys.values()].map((rows) => {
    const cell = (parameters: string): string => {
      const row = rows.get(parameters);
      if (!row) return '–';
      return row.lower === null
        ? `${number(row.estimate)} (interval refused)`
        : `${number(row.estimate)} (${number(row.lower)} to ${number(row.upper)})`;
    };
    const { explanation, window, statistic, verdict } = [...rows.values()][0]!;
    return `| ${explanation} | ${window} | ${statistic} | ${cell('prior')} | ${cell('posterior')} | ${cell('posterior-without-2020-21')} | ${verdict} |`;
  });
}
