/** What a parameter file holds, told from its first line. */
import { unpacked } from './input-file.js';

/** How a table of weighted draws begins. */
const DRAWS = 'explanation,draw,weight';

/**
 * `draws`: weighted draws of the parameters. `set`: one value a parameter; also what is neither, for its reader to refuse.
 * @throws InputFileError for a compressed file that is broken or too large
 */
export function formOf(content: Uint8Array): 'set' | 'draws' {
  const text = new TextDecoder().decode(unpacked(content).subarray(0, 3 + DRAWS.length));
  return text.startsWith(DRAWS) ? 'draws' : 'set';
}
