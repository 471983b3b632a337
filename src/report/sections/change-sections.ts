/** The range of futures, what the change does over time, how often and how soon, where, and what drives it. */
import { figureMarkup } from '../figure.js';
import { barsFigure } from '../figures/bars.js';
import { convergenceFigure } from '../figures/convergence.js';
import { differenceFigure } from '../figures/difference.js';
import { driversFigure, setDifferences } from '../figures/drivers.js';
import { fanFigure } from '../figures/fan.js';
import { mapFigures } from '../figures/map.js';
import { reboundFigure } from '../figures/rebound.js';
import { reversalFigure } from '../figures/reversal.js';
import { varianceFigure } from '../figures/variance.js';
import { zonesFigure } from '../figures/zones.js';
import { markup } from '../markup.js';
import type { Material } from '../material.js';
import type { Pair } from '../pairs.js';
import { isFall, isRise, verdictsOf } from '../verdict.js';
import { figuresOr, leftOut, NO_PAIR, pairBlocks, type Part, type Section, suffixOf } from './section.js';

/** A section of blocks, one for each pair that is drawn in full. */
function ofPairs(
  material: Material,
  id: string,
  question: string,
  partOf: (pair: Pair, suffix: string) => Part,
): Section {
  const full = material.pairs.filter(({ isFull }) => isFull);
  const blocks = pairBlocks(material, full, (pair) => partOf(pair, suffixOf(material, pair)));
  return {
    id,
    question,
    body:
      full.length === 0
        ? markup`<p class="absent">${NO_PAIR}</p>`
        : markup`${leftOut(material)}${blocks.body}`,
    figures: blocks.figures,
  };
}

const NO_TRAJECTORIES =
  'Not available: the trajectories of this run do not hold claims in Afghanistan (outputs.trajectories: [national], outputs.targets: [attacks]).';

export function futuresSection(material: Material): Section {
  const question = 'What range of futures does each scenario give?';
  if (material.pairs.length > 0) {
    return ofPairs(material, 'futures', question, (pair, suffix) =>
      figuresOr(
        [
          fanFigure(
            material,
            {
              scenario: pair.scenario.scenario_id,
              reference: pair.reference.scenario_id,
              change: pair.differsFrom,
            },
            `fan${suffix}`,
          ),
        ],
        'Not available: the quantiles of this run do not hold claims in Afghanistan.',
      ),
    );
  }
  const { figures, text } = figuresOr(
    material.scenarios
      .slice(0, 2)
      .map(({ scenario_id }, at) =>
        fanFigure(material, { scenario: scenario_id, reference: null, change: null }, `fan-${at + 1}`),
      ),
    'Not available: the quantiles of this run do not hold claims in Afghanistan.',
  );
  return {
    id: 'futures',
    question,
    body: markup`${text}${figures.map((figure) => figureMarkup(figure))}`,
    figures,
  };
}

export function differenceSection(material: Material): Section {
  return ofPairs(
    material,
    'difference',
    'What does the change itself do: the paired difference over time?',
    (pair, suffix) =>
      figuresOr(
        [differenceFigure(material, pair, `difference${suffix}`)],
        pair.differsFrom === null ? 'The two scenarios force the same upon the model.' : NO_TRAJECTORIES,
      ),
  );
}

export function reboundSection(material: Material): Section {
  return ofPairs(material, 'rebound', 'How often and how soon do attacks return?', (pair, suffix) => {
    const bars = barsFigure(pair, verdictsOf(pair, material.explanations), `bars${suffix}`);
    const curve = reboundFigure(material, pair, `rebound${suffix}`);
    return {
      text: markup`${bars ? null : markup`<p class="absent">How often each bar is reached: not available, since no window of months 13–24 was read against bars.</p>`}${curve ? null : markup`<p class="absent">How soon: not available; this run’s <code>survival.csv</code> has no row for this comparison.</p>`}`,
      figures: [bars, curve].filter((one) => one !== null),
    };
  });
}

export function whereSection(material: Material): Section {
  return ofPairs(material, 'where', 'Where?', (pair, suffix) =>
    figuresOr(
      [zonesFigure(material, pair, `zones${suffix}`), ...mapFigures(material, pair, `where${suffix}`)],
      'Not available: neither zones nor regions were measured over months 1–24.',
    ),
  );
}

export function driversSection(material: Material): Section {
  return ofPairs(
    material,
    'drivers',
    'What drives the difference, and where does the conclusion reverse?',
    (pair, suffix) => {
      const differences = setDifferences(material, pair);
      const drivers = driversFigure(material, pair, differences, `drivers${suffix}`);
      const variance = varianceFigure(material, pair, `variance${suffix}`);
      const reversal = reversalFigure(material, pair, differences, `reversal${suffix}`);
      const why = material.drawsDiffer
        ? 'Not available: there are too few parameter sets, or trajectories do not hold claims in Afghanistan.'
        : 'Within an explanation nothing can be said: all draws have the same parameters, so that none can go with the difference. Run with parameters that vary (prior or posterior) to see what drives it.';
      return {
        text: markup`<p>${reversalText(material, pair)}</p>
          ${drivers || reversal ? null : markup`<p class="absent">${why}</p>`}`,
        figures: [drivers, variance, reversal].filter((one) => one !== null),
      };
    },
  );
}

/** Whether the sign depends on the explanation. */
function reversalText(material: Material, pair: Pair): string {
  const verdicts = verdictsOf(pair, material.explanations).filter(({ explanation }) =>
    material.explanations.includes(explanation),
  );
  const rows = verdicts.flatMap(({ explanation, first, second }) => {
    const row = second ?? first;
    return row ? [{ explanation, row }] : [];
  });
  const [up, down] = [rows.filter(({ row }) => isRise(row)), rows.filter(({ row }) => isFall(row))];
  const names = (list: typeof rows): string => list.map(({ explanation }) => explanation).join(', ');
  if (rows.length === 0) return 'Between explanations: nothing was measured over twelve months.';
  if (up.length > 0 && down.length > 0)
    return `Between explanations the sign reverses: more claims under ${names(up)}, fewer under ${names(down)}.`;
  if (up.length === rows.length)
    return `Between explanations the sign does not reverse: claims are higher, resolved, under each. Its size does the deciding: see which bars are reached.`;
  if (down.length === rows.length)
    return 'Between explanations the sign does not reverse: claims are lower, resolved, under each.';
  const open = rows.filter(({ row }) => !isRise(row) && !isFall(row));
  const told =
    up.length > 0
      ? `more claims under ${names(up)}`
      : down.length > 0
        ? `fewer claims under ${names(down)}`
        : null;
  return told === null
    ? 'Under no explanation is a difference resolved: there is no conclusion that could reverse.'
    : `Between explanations the conclusion changes: ${told}; no difference resolved under ${names(open)}.`;
}

export function enoughSection(material: Material): Section {
  return ofPairs(material, 'enough', 'Were there enough draws and replicates?', (pair, suffix) =>
    figuresOr(
      [convergenceFigure(material, pair, `convergence${suffix}`)],
      'Not available: the run is too short for the headline, or nothing was completed.',
    ),
  );
}
