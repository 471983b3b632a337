/** The Markdown page of the study: what was tried, what held, and what may not be concluded. */
import { mean, sampleStandardDeviation } from 'simple-statistics';
import { DATA_DISTANCE } from './leave-one-out.js';
import type { StudySizes, StudyTables } from './study.js';
import { clopperPearson } from '../statistics/proportion.js';
import { studentQuantile } from '../statistics/student.js';

const LEVEL = 0.9;
/** Upper point of a two-sided interval of 99 %. */
const BAND = 0.995;
const two = (value: number): string => value.toFixed(2);
const share = (values: readonly boolean[]): number => values.filter(Boolean).length / values.length;

export function studyText({ ranks, engine, recovery, confusion }: StudyTables, sizes: StudySizes): string {
  const explanations = [...new Set(ranks.map(({ explanation }) => explanation))];
  return [
    '# Does the calibration find what was there?',
    '',
    'Data made by the model itself, from parameters drawn from the priors; the same inference as for the article, with fewer simulations. The reading of the windows is drawn from its prior weights and known to the inference. Tables stand beside this page.',
    '',
    '## Ranks on the prior tables',
    '',
    `${sizes.table} rows an explanation; ${sizes.data} of them stand in for the data, the 99 rows nearest to each for its posterior. If the posterior is right the rank of the truth is uniform; chi-square over 20 bins. Truths share their table, so that tests are not quite independent. The tolerance is that of the 99 nearest, far wider than that of a fit: this tests a wide posterior.`,
    '',
    '| explanation | quantities | p < 0.01 (expected by chance) | outside the 99 % band | truths in the central 90 %, mean and range | p for the data distance |',
    '|---|---|---|---|---|---|',
    ...explanations.map((explanation) => {
      const own = ranks.filter((row) => row.explanation === explanation);
      const coverage = own.map(({ coverage90 }) => coverage90);
      const mean = coverage.reduce((sum, value) => sum + value, 0) / coverage.length;
      const misfit = own.find(({ quantity }) => quantity === DATA_DISTANCE)!;
      return `| ${explanation} | ${own.length} | ${own.filter(({ p_value }) => p_value < 0.01).length} (${(own.length / 100).toFixed(1)}) | ${own.filter(({ outside_band }) => outside_band).length} | ${two(mean)}, ${two(Math.min(...coverage))} to ${two(Math.max(...coverage))} | ${misfit.p_value.toPrecision(2)} |`;
    }),
    '',
    '## Runs of the engine',
    '',
    `${sizes.runs} data sets an explanation, each with a posterior of ${sizes.pooled} pooled runs of ${sizes.fit.size} particles, at most ${sizes.fit.most} simulations to move them and ${sizes.fit.refinement.replicates} of each distinct one to refine them.`,
    '',
    '| explanation | data sets | calibrated parameters | inside their 50 % interval | inside their 90 % interval | lowest data set | tolerance, least to largest |',
    '|---|---|---|---|---|---|---|',
    ...explanations.map((explanation) => {
      const own = engine.filter((row) => row.explanation === explanation);
      const runs = [...new Set(own.map(({ run }) => run))];
      const byRun = runs.map((run) =>
        share(own.filter((row) => row.run === run).map(({ inside90 }) => inside90)),
      );
      const tolerances = own.map(({ tolerance }) => tolerance);
      return `| ${explanation} | ${runs.length} | ${own.length / runs.length} | ${two(share(own.map(({ inside50 }) => inside50)))} | ${two(share(own.map(({ inside90 }) => inside90)))} | ${two(Math.min(...byRun))} | ${two(Math.min(...tolerances))} to ${two(Math.max(...tolerances))} |`;
    }),
    '',
    ...engineBand(engine),
    '## Recovery of one truth an explanation',
    '',
    `Expected values of the targets under ${sizes.draws} posterior draws, ${sizes.replicates} replicates each, against ${sizes.truth} replicates of the truth. Means over few replicates keep some chance, so that these intervals are a little too wide.`,
    '',
    '| explanation | expected values held by their 90 % interval | calibrated parameters held |',
    '|---|---|---|',
    ...explanations.map((explanation) => {
      const held = recovery.filter((row) => row.explanation === explanation);
      const parameters = engine.filter((row) => row.explanation === explanation && row.run === 1);
      return `| ${explanation} | ${held.filter((row) => row.held).length} of ${held.length} | ${parameters.filter(({ inside90 }) => inside90).length} of ${parameters.length} |`;
    }),
    '',
    ...overall(recovery),
    '## Confusion',
    '',
    `Rows: the explanation that made the data. Cells: share of data assigned to each, by the evidence of prior tables at the nearest 1 % of all rows; in brackets the mean posterior weight. n = ${confusion[0]?.n ?? 0} a row. By chance ${two(1 / explanations.length)}.`,
    '',
    `| made by | ${explanations.join(' | ')} |`,
    `|---|${explanations.map(() => '---|').join('')}`,
    ...explanations.map((explanation) => {
      const cells = explanations.map((assigned) => {
        const row = confusion.find((each) => each.explanation === explanation && each.assigned === assigned)!;
        return `${two(row.share)} (${two(row.weight)})`;
      });
      return `| ${explanation} | ${cells.join(' | ')} |`;
    }),
    '',
  ].join('\n');
}

/** The band: nominal coverage lies within the interval of the mean over data sets, which are what is independent. */
function engineBand(engine: StudyTables['engine']): string[] {
  const sets = [...new Set(engine.map(({ explanation, run }) => `${explanation} ${run}`))];
  const shares = sets.map((set) =>
    share(
      engine
        .filter(({ explanation, run }) => `${explanation} ${run}` === set)
        .map(({ inside90 }) => inside90),
    ),
  );
  if (shares.length < 2) return [];
  const estimate = mean(shares);
  const error = sampleStandardDeviation(shares) / Math.sqrt(shares.length);
  const reach = studentQuantile(BAND, shares.length - 1) * error;
  const holds = Math.abs(estimate - LEVEL) <= reach;
  return [
    `Over all ${shares.length} data sets ${two(estimate)} of the truths lie inside their 90 % interval; 99 % interval of that mean ${two(estimate - reach)} to ${two(estimate + reach)} (Student's t over data sets). The band is that it holds ${two(LEVEL)}: it ${holds ? 'does' : 'does not'}.`,
    '',
  ];
}

function overall(recovery: StudyTables['recovery']): string[] {
  const held = recovery.filter((row) => row.held).length;
  const { lower, upper } = clopperPearson(held, recovery.length, LEVEL);
  return [
    `In all ${held} of ${recovery.length} expected values held; 90 % interval of the share ${two(lower)} to ${two(upper)}, were they independent, which values of one truth are not.`,
    '',
  ];
}
