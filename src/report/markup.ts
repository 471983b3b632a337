/** HTML whose parts are escaped unless they are markup already. */

/** Text that may stand in a page as it is. Made by {@link markup} and {@link trusted} only. */
export class Markup {
  constructor(readonly text: string) {}
}

type Part = Markup | string | number | null | readonly Part[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as content or as the value of a quoted attribute; characters that no page may hold become U+FFFD. */
export function escaped(text: string): string {
  // Control characters are what this looks for.
  // eslint-disable-next-line no-control-regex
  const legal = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g, '\ufffd');
  return legal.replace(/\p{Surrogate}/gu, '\ufffd').replace(/[&<>"']/g, (character) => ESCAPES[character]!);
}

/** Markup from a template: values are escaped, markup and lists of it go in as they are, `null` is nothing. */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.reduce((text, next, at) => text + textOf(parts[at - 1] ?? null) + next));
}

function textOf(part: Part): string {
  if (part === null) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'object') return part.map(textOf).join('');
  return escaped(String(part));
}

/** Markup that this program wrote itself: the drawings of the charting library, styles, scripts. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

export const NOTHING = new Markup('');

/** What a person wrote: it may run the other way, and must not turn what stands around it. */
export function quotedText(text: string): Markup {
  return markup`<bdi>${text}</bdi>`;
}
