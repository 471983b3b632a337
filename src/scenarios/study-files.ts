/** Files of study folders, each read and checked once however many scenarios extend it. Reads the disk. */
import { readdirSync, realpathSync, statSync } from 'node:fs';
import { isInside, type ReadStudyFile, type StudyFile } from './extend.js';
import { bytesOf, InputFileError } from './input-file.js';
import { fileProblems } from './issues.js';
import { errorAt, wholeFile } from './problems.js';
import { MAX_BYTES, readTree } from './source.js';

export class StudyFiles {
  private readonly files = new Map<string, StudyFile | 'missing'>();

  /** `path` is absolute; `shown` is how messages name it. */
  read(path: string, shown: string): StudyFile | 'missing' {
    const before = this.files.get(path);
    if (before) return before;
    const file = read(path, shown);
    this.files.set(path, file);
    return file;
  }

  readInside(study: string): ReadStudyFile {
    return (path, shown) => (linksOutside(study, path) ? 'outside' : this.read(path, shown));
  }
}

function read(path: string, shown: string): StudyFile | 'missing' {
  let content: Uint8Array;
  try {
    content = bytesOf(path, MAX_BYTES);
  } catch (error) {
    if (!(error instanceof InputFileError) || !isFile(path)) return 'missing';
    const hint = `expected ${error.expected}; tables belong in CSV files`;
    const problem = errorAt(wholeFile(shown), 'file-too-large', `the file ${error.problem}`, hint);
    return { path, shown, tree: null, problems: [problem] };
  }
  const { tree, problems } = readTree(content, shown);
  return { path, shown, tree, problems: tree ? [...problems, ...fileProblems(tree)] : problems };
}

/** Names of the `*.yaml` files of a folder in order, or null if the path is no folder. */
export function namesIn(path: string): string[] | null {
  try {
    return readdirSync(path)
      .filter((name) => name.endsWith('.yaml') && !name.startsWith('.'))
      .sort();
  } catch {
    return null;
  }
}

/** Whether there is such a file; not where its name is longer than the system takes, or a link to itself. */
export function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
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
