/** Files of study folders, each read and checked once however many scenarios extend it. Reads the disk. */
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { isInside, type ReadStudyFile, type StudyFile } from './extend.js';
import { fileProblems } from './issues.js';
import { readTree } from './source.js';

export class StudyFiles {
  private readonly files = new Map<string, StudyFile | 'missing'>();

  /** `path` is absolute; `shown` is how messages name it. */
  read(path: string, shown: string): StudyFile | 'missing' {
    const before = this.files.get(path);
    if (before) return before;
    const content = contentOf(path);
    const file: StudyFile | 'missing' = content === null ? 'missing' : checked(path, shown, content);
    this.files.set(path, file);
    return file;
  }

  readInside(study: string): ReadStudyFile {
    return (path, shown) => (linksOutside(study, path) ? 'outside' : this.read(path, shown));
  }
}

function checked(path: string, shown: string, content: Uint8Array): StudyFile {
  const { tree, problems } = readTree(content, shown);
  return { path, shown, tree, problems: tree ? [...problems, ...fileProblems(tree)] : problems };
}

/** Names of the `*.yaml` files of a folder in order, or null if the path is no folder. */
export function namesIn(path: string): string[] | null {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return null;
  return readdirSync(path)
    .filter((name) => name.endsWith('.yaml') && !name.startsWith('.'))
    .sort();
}

/** Bytes of a file; null if it is no readable file. */
export function contentOf(path: string): Uint8Array | null {
  try {
    return statSync(path).isFile() ? readFileSync(path) : null;
  } catch {
    return null;
  }
}

/** Whether a path inside a folder leads out of it by a link. */
export function linksOutside(study: string, path: string): boolean {
  try {
    return !isInside(realpathSync(study), realpathSync(path));
  } catch {
    return false;
  }
}
