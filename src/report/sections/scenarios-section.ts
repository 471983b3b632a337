/** What exactly differs between the scenarios? */
import { assumedEffects } from '../../analysis/assumed-effects.js';
import { tableOf } from '../figure.js';
import { doseFigure } from '../figures/dose.js';
import { markup, type Markup, NOTHING, quotedText } from '../markup.js';
import type { Material } from '../material.js';
import { listed, percent, range, signed, windowText } from '../numbers.js';
import { contrastOf, explanationsOf, type Pair } from '../pairs.js';
import { placeName } from '../places.js';
import { pairBlocks, pairName, type Part, type Section, suffixOf } from './section.js';

export function scenariosSection(material: Material): Section {
  const blocks = pairBlocks(material, material.pairs, (pair) => pairPart(material, pair));
  return {
    id: 'scenarios',
    question: 'What exactly differs between the scenarios?',
    body: markup`${blocks.body}
      <h3>The scenarios in their own words</h3>
      ${material.scenarios.map(
        (scenario) =>
          markup`<details>
            <summary>
              ${quotedText(scenario.scenario_id)}: ${quotedText(scenario.title ?? 'without a title')}
            </summary>
            <p><b>Question:</b> ${quotedText(scenario.question ?? 'none was written down')}</p>
            <p><b>Assumptions:</b></p>
            ${assumptions(scenario.assumptions)}
            <p>
              Purpose: ${scenario.purpose}. From ${scenario.start} to
              ${scenario.end}.${scenario.settings === null ? null : markup` Settings: ${quotedText(scenario.settings)}.`}
            </p>
          </details> `,
      )}`,
    figures: blocks.figures,
  };
}

function assumptions(text: string | null): Markup {
  if (text === null) return markup`<p>None were written down.</p>`;
  return markup`<ul>
    ${text.split('\n').map((line) => markup`<li>${quotedText(line)}</li>`)}
  </ul>`;
}

function pairPart(material: Material, pair: Pair): Part {
  const { scenario, reference, changes, differsFrom } = pair;
  const side = (id: string) => changes.filter((row) => row.scenario_id === id);
  const rows = [
    ...new Map(changes.map((row) => [[row.date, row.lever, row.location].join('|'), row])).values(),
  ].map(({ date, lever, location }) => {
    const level = (id: string): string =>
      side(id).find((row) => row.date === date && row.lever === lever && row.location === location)?.level ??
      'no entry';
    return [
      date,
      lever,
      placeName(location, material.regions),
      level(scenario.scenario_id),
      level(reference.scenario_id),
    ];
  });
  const effects = assumedEffects(
    material.forcings.filter(({ scenario_id }) => scenario_id === scenario.scenario_id),
    material.forcings.filter(({ scenario_id }) => scenario_id === reference.scenario_id),
  );
  const figure = doseFigure(material, pair, `dose${suffixOf(material, pair)}`);
  return {
    text: markup`${
      differsFrom === null
        ? markup`<p>They force the same upon the model: every difference would be an error.</p>`
        : markup`<p>
              They are one history until ${differsFrom}, and differ from then on only in what stands here.
              Every chance that both meet is the same, so that the difference is the change and what follows
              from it.
            </p>
            <div class="scroll" tabindex="0" role="region" aria-label="What differs: ${pairName(pair)}">
              ${tableOf(['From', 'Lever', 'Where', scenario.scenario_id, reference.scenario_id], rows)}
            </div>
            <p class="reading">
              Pressure 1 is the raid tempo of January–June 2023; <em>calibrated</em> is its history, as each
              explanation has it.
            </p>`
    }
    ${effects.length > 0 ? markup`<p>The result rests on the assumed effect of ${listed(effects)}: no source says how large it is.</p>` : NOTHING}${effort(material, pair)}`,
    figures: figure ? [figure] : [],
  };
}

/** Raids more or less: what the change saves or costs. */
function effort(material: Material, pair: Pair): Markup {
  const window = pair.first ?? pair.second;
  const rows = explanationsOf(pair.contrasts, material.explanations).flatMap((explanation) => {
    const row = contrastOf(pair.contrasts, explanation, window, 'difference', 'raids');
    return row && row.estimate !== null ? [{ explanation, row }] : [];
  });
  if (window === null || rows.length === 0) return NOTHING;
  const told = rows.map(
    ({ explanation, row }) =>
      `${explanation} ${signed(row.estimate!)} [${range(row.mc_lower, row.mc_upper)}]${row.resolved === false ? ' ~' : ''}`,
  );
  const [{ row: first }] = rows as [(typeof rows)[number]];
  const pairs = [...new Set(rows.map(({ row }) => row.n_pairs))].join(' or ');
  return markup`<p>
    Effort: raids in Afghanistan over ${windowText(window)}, mean paired difference: ${listed(told)}. [ ]:
    ${percent(first.level)} Monte Carlo interval, n = ${pairs} pairs.
  </p>`;
}
