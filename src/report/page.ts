/** The report of a run: sections in the order of the questions. */
import type { Figure } from './figure.js';
import { documentText } from './document.js';
import { markup, type Markup, quotedText } from './markup.js';
import type { Material } from './material.js';
import {
  differenceSection,
  driversSection,
  enoughSection,
  futuresSection,
  reboundSection,
  whereSection,
} from './sections/change-sections.js';
import { learntSection } from './sections/learnt-section.js';
import { methodSection } from './sections/method-section.js';
import { scenariosSection } from './sections/scenarios-section.js';
import { pairName, type Section } from './sections/section.js';
import { trustSection } from './sections/trust-section.js';

export interface Report {
  /** The whole file. */
  readonly page: string;
  readonly figures: readonly Figure[];
}

export function reportOf(material: Material): Report {
  const sections = [
    learntSection(material),
    scenariosSection(material),
    trustSection(material),
    futuresSection(material),
    differenceSection(material),
    reboundSection(material),
    whereSection(material),
    driversSection(material),
    enoughSection(material),
    methodSection(material),
  ];
  return { page: pageText(material, sections), figures: sections.flatMap(({ figures }) => figures) };
}

/** The run's page. */
function pageText(material: Material, sections: readonly Section[]): string {
  return documentText({
    title: titleOf(material),
    lead: `Stylised scenarios, not forecasts. Five explanations of the decline of 2023 stand side by side${leadEnd(material)}`,
    under: markup`${statusBanner(material)}${pickerOf(material)}`,
    sections,
    foot: markup`Run ${material.name}, seed ${quotedText(material.manifest.seed.text)}, model ${material.manifest.model.slice(0, 12)}.`,
  });
}

/** How far the article tells the explanations apart, by the shipped calibration. */
function leadEnd({ calibration: { evidence } }: Material): string {
  if (!evidence) return '.';
  return evidence.some(({ stands }) => stands === true)
    ? '; how much the article speaks for each is told under the third question.'
    : ', since the article cannot tell them apart.';
}

/** The scenario's own title, where it has one. */
function titleOf({ pairs, scenarios, name }: Material): string {
  const [pair] = pairs;
  const main = pair?.scenario ?? scenarios[0];
  const title = main?.title ?? main?.scenario_id ?? name;
  return pairs.length > 1 ? `${title}, and ${pairs.length - 1} more` : title;
}

function statusBanner({ manifest, explanations, origins }: Material): Markup {
  const { status, counts } = manifest;
  const missing = counts.planned - counts.done - counts.spared;
  const warnings = [
    status === 'interrupted'
      ? `This run was interrupted: ${missing} of ${counts.planned} replicates are missing. What follows rests on the others.`
      : null,
    status === 'partial'
      ? `Some replicates failed: ${missing} of ${counts.planned} are missing, with those that they pair with. What follows rests on the others.`
      : null,
    status === 'running' ? 'This run has not said that it ended: what follows may be incomplete.' : null,
    counts.done === 0 ? 'No replicate was completed.' : null,
    explanations.length === 1
      ? `Only one explanation was run, ${explanations[0]!}: how the answer depends on the explanation cannot be seen.`
      : null,
    origins.length > 0 && origins.every((origin) => origin === 'prior')
      ? 'Parameters were drawn from the prior: they were not held against what was counted.'
      : null,
  ].filter((warning) => warning !== null);
  return markup`${warnings.map((warning) => markup`<p class="banner" role="note">${warning}</p>`)}`;
}

function pickerOf({ pairs }: Material): Markup | null {
  if (pairs.length < 2) return null;
  return markup`<p class="picker" hidden>
    <label for="picker">Comparison: </label
    ><select id="picker">
      <option value="all">all, one after another</option>
      ${pairs.map((pair, at) => markup`<option value="${at + 1}">${pairName(pair)}</option>`)}
    </select>
  </p>`;
}
