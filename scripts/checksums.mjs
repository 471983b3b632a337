// What the model rests on: every file of data/ and calibration/ with its SHA-256, in the format of sha256sum.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export const CHECKSUM_FILE = 'SHA256SUMS';
const FOLDERS = ['data', 'calibration'];

/** Lines `<sha256>  <path>`, by path. @param {string} root */
export function checksumText(root) {
  const paths = FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/')),
  ).sort();
  const hash = (path) =>
    createHash('sha256')
      .update(readFileSync(join(root, path)))
      .digest('hex');
  return paths.map((path) => `${hash(path)}  ${path}\n`).join('');
}
