/** Built modules with one line changed, to see that a test barks. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * @param module below `dist/`
 * @param changes text that stands once in it, and what stands there instead
 * @returns address of the changed module; its own imports are those of the built one
 */
export function mutant(module: string, ...changes: readonly (readonly [string, string])[]): string {
  const origin = resolve('dist', module);
  let text = readFileSync(origin, 'utf8').replace(/^\/\/# sourceMappingURL.*$/m, '');
  for (const [line, instead] of changes) {
    if (text.split(line).length !== 2) throw new Error(`"${line}" does not stand once in ${module}`);
    text = text.replace(line, () => instead);
  }
  const { resolve: found } = createRequire(origin);
  text = text.replaceAll(
    /from '([^':]+)'/g,
    (_, target: string) => `from '${pathToFileURL(found(target)).href}'`,
  );
  const path = join(mkdtempSync(join(tmpdir(), 'mutant-')), 'mutant.mjs');
  writeFileSync(path, text);
  return pathToFileURL(path).href;
}
