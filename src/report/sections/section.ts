/** A question of the report, with what answers it. */
import { type Figure, figureMarkup } from '../figure.js';
import { markup, type Markup, NOTHING, quotedText } from '../markup.js';
import type { Material } from '../material.js';
import type { Pair } from '../pairs.js';

export interface Section {
  /** Place in the page, after `q-`. */
  readonly id: string;
  readonly question: string;
  readonly body: Markup;
  /** Figures in the body, whose files are written beside the page. */
  readonly figures: readonly Figure[];
}

/** What one pair contributes to a section. */
export interface Part {
  readonly text: Markup;
  readonly figures: readonly Figure[];
}

/** A part of figures alone; those that cannot be drawn are left out, and `otherwise` says why where none can. */
export function figuresOr(figures: readonly (Figure | null)[], otherwise: string): Part {
  const drawn = figures.filter((figure) => figure !== null);
  return { text: drawn.length === 0 ? markup`<p class="absent">${otherwise}</p>` : NOTHING, figures: drawn };
}

/** `p1`, `p2`, …: which pair a figure belongs to; nothing where there is one. */
export function suffixOf(material: Material, pair: Pair): string {
  return material.pairs.length < 2 ? '' : `-${material.pairs.indexOf(pair) + 1}`;
}

export function pairName({ scenario, reference }: Pair): string {
  return `${scenario.scenario_id} against ${reference.scenario_id}`;
}

/** A block for each pair, under a heading of its own where there are several, so that a picker can leave some out. */
export function pairBlocks(
  material: Material,
  pairs: readonly Pair[],
  partOf: (pair: Pair) => Part,
): { body: Markup; figures: Figure[] } {
  const several = material.pairs.length > 1;
  const parts = pairs.map((pair) => ({ pair, part: partOf(pair) }));
  return {
    body: markup`${parts.map(
      ({ pair, part }) =>
        markup`<div class="pair" data-pair="${material.pairs.indexOf(pair) + 1}">
          ${several ? markup`<h3>${quotedText(pairName(pair))}</h3>` : null}
          ${part.text}${part.figures.map((figure) => figureMarkup(figure, several ? pairName(pair) : null))}
        </div> `,
    )}`,
    figures: parts.flatMap(({ part }) => part.figures),
  };
}

export const NO_PAIR =
  'This run compares nothing: no scenario has its counterfactual among those that were run.';

/** What a section says about the pairs that are not drawn in full. */
export function leftOut({ pairs }: Material): Markup {
  const others = pairs.filter(({ isFull }) => !isFull);
  if (others.length === 0) return NOTHING;
  const [full] = pairs.filter(({ isFull }) => isFull);
  return markup`<p>
    Drawn for ${pairName(full!)}; the other ${others.length} comparisons are in the first section, in the
    figure of all scenarios and in <code>tables/</code>. Run one of them with its counterfactual alone to see
    it drawn in full.
  </p>`;
}
