/** What a parameter file holds, told from its first line. */
import { gunzipSync } from 'node:zlib';

/** How a table of weighted draws begins. */
const DRAWS = 'explanation,draw,weight';

/** `draws`: weighted draws of the parameters. `set`: one value a parameter; also what is neither, for its reader to refuse. */
export function formOf(content: Uint8Array): 'set' | 'draws' {
  const text = new TextDecoder().decode(unpacked(content).subarray(0, 3 + DRAWS.length));
  return text.startsWith(DRAWS) ? 'draws' : 'set';
}

/** A broken compressed file is left as it is: its reader says what is wrong. */
function unpacked(content: Uint8Array): Uint8Array {
  if (content[0] !== 0x1f || content[1] !== 0x8b) return content;
  try {
    return gunzipSync(content);
  } catch {
    return content;
  }
}
