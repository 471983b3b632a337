/** Text of the user's inside Markdown. */
import { printable } from '../scenarios/printable.js';

/**
 * Text that stands for itself in a paragraph or a cell of a table (GitHub Flavored Markdown, https://github.github.com/gfm/):
 * no HTML, link, picture, emphasis or end of a cell begins in it, and it stays on its line.
 */
export function markdownText(text: string): string {
  return printable(text)
    .replace(/\s+/g, ' ')
    .replace(/[\\`*[\]|~!]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
