/** A page of sections, each a question, under a policy that lets nothing in from outside. */
import { createHash } from 'node:crypto';
import { markup, type Markup, quotedText, trusted } from './markup.js';
import { PATTERNS } from './panel.js';
import type { Section } from './sections/section.js';
import { SCRIPT, STYLE } from './style.js';

export interface DocumentParts {
  /** May be a user's text. */
  readonly title: string;
  /** The sentence under the title. */
  readonly lead: string;
  /** What follows it: warnings, a picker. */
  readonly under: Markup;
  readonly sections: readonly Section[];
  /** What it was made from. */
  readonly foot: Markup;
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

export function documentText({ title, lead, under, sections, foot }: DocumentParts): string {
  const policy = `default-src 'none'; style-src ${hashOf(STYLE)}; script-src ${hashOf(SCRIPT)}; base-uri 'none'; form-action 'none'`;
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
<p class="stylised">${lead}</p>
${under}
</header>
<nav aria-label="Questions"><ol>${sections.map(({ id, question }) => markup`<li><a href="#q-${id}">${question}</a></li>`)}</ol></nav>
<main>
${sections.map(
  ({ id, question, body }) => markup`<section aria-labelledby="q-${id}"><h2 id="q-${id}">${question}</h2>
${body}</section>
`,
)}</main>
<footer><p>Stylised scenarios, not forecasts; aggregate policy research, nothing finer than a province. ${foot}</p></footer>
<script>${trusted(SCRIPT)}</script>
</body>
</html>
`;
  return unbroken(page.text);
}

/** A number and its percent sign stay on one line. */
const unbroken = (text: string): string => text.replace(/(\d) %/g, '$1\u00a0%');
