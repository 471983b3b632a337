/** The page: sections in the order of the questions, under a policy that lets nothing in from outside. */
import { createHash } from 'node:crypto';
import type { Figure } from './figure.js';
import { markup, type Markup, quotedText, trusted } from './markup.js';
import type { Material } from './material.js';
import { PATTERNS } from './panel.js';
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
import { SCRIPT, STYLE } from './style.js';

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

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

function pageText(material: Material, sections: readonly Section[]): string {
  const policy = `default-src 'none'; style-src ${hashOf(STYLE)}; script-src ${hashOf(SCRIPT)}; base-uri 'none'; form-action 'none'`;
  const title = titleOf(material);
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}: stylised scenarios, not forecasts</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<svg width="0" height="0" aria-hidden="true" focusable="false">${trusted(PATTERNS)}</svg>
<header>
<h1>${quotedText(title)}</h1>
<p class="stylised">Stylised scenarios, not forecasts. Five explanations of the decline of 2023 stand side by side, since the article cannot tell them apart.</p>
${statusBanner(material)}${pickerOf(material)}
</header>
<nav aria-label="Questions"><ol>${sections.map(({ id, question }) => markup`<li><a href="#q-${id}">${question}</a></li>`)}</ol></nav>
<main>
${sections.map(
  ({ id, question, body }) => markup`<section aria-labelledby="q-${id}"><h2 id="q-${id}">${question}</h2>
${body}</section>
`,
)}</main>
<footer><p>Stylised scenarios, not forecasts; aggregate policy research, nothing finer than a province. Run ${material.name}, seed ${quotedText(material.manifest.seed.text)}, model ${material.manifest.model.slice(0, 12)}.</p></footer>
<script>${trusted(SCRIPT)}</script>
</body>
</html>
`;
  return unbroken(page.text);
}

/** A number and its percent sign stay on one line. */
const unbroken = (text: string): string => text.replace(/(\d) %/g, '$1\u00a0%');

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
