/** Text of the user's, fit for a terminal and for a page that others read. */

/**
 * Control characters but tab and line feed, which move the cursor or begin an escape sequence, and marks that turn the
 * direction of what stands around them.
 */
// Control characters are what this looks for.
// eslint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** The text with U+FFFD for each character that would do something instead of showing itself. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd');
}

/** Longest message, in characters: a key or a cell that it quotes may be as long as its file. */
const LONGEST = 400;

/** A message on one line, whatever text of the user's it quotes; what is too long loses its middle. */
export function sentence(text: string): string {
  const ends = text.length > 4 * LONGEST ? `${text.slice(0, LONGEST)} ${text.slice(-LONGEST)}` : text;
  const line = printable(ends).replace(/\s+/g, ' ');
  const half = LONGEST / 2;
  return line.length <= LONGEST ? line : `${line.slice(0, half)} … ${line.slice(-half)}`;
}
