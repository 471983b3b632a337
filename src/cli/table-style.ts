/** How tables on a terminal look: lines without colour, a bold head where colours are welcome. */
import type { TableConstructorOptions } from 'cli-table3';

export function tableStyle(colour: boolean): TableConstructorOptions {
  return { style: { head: colour ? ['bold'] : [], border: [], compact: true } };
}
