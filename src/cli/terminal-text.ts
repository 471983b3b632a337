/** What may be written for people to read: names and titles of the user's must not drive the terminal that shows them. */
import { printable } from '../scenarios/printable.js';

/** The styles that this program sets itself (ECMA-48): bold, dim, red, yellow, and their ends. */
// The escape character is what this looks for.
// eslint-disable-next-line no-control-regex
const STYLE = /(\u001b\[(?:1|2|22|31|33|39)m)/;

/** User and password in the address of a Redis, wherever a mistyped command line makes a message quote it; not in advice. */
const SECRET = /\b(rediss?:\/\/)(?!\[?USER:PASSWORD@)[^\s'"]{0,1000}@/gi;

/** @param colour styles are welcome; without, every escape character is somebody else's */
export function terminalText(text: string, colour: boolean): string {
  const open = text.replace(SECRET, '$1…@');
  if (!colour) return printable(open);
  // Every other part is what the pattern captured.
  return open
    .split(STYLE)
    .map((part, at) => (at % 2 === 1 ? part : printable(part)))
    .join('');
}
