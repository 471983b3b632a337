// @ts-check
// Runs after tsc: makes the command executable and writes the model version, a hash over everything that decides
// what a replicate returns: the built random and model folders, and the geography.
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Files of a folder at any depth whose name ends so, by path inside the package.
 * @param {string} folder
 * @param {string} ending
 */
function filesIn(folder, ending) {
  if (!existsSync(root + folder)) return [];
  return readdirSync(root + folder, { recursive: true })
    .map((name) => `${folder}/${String(name).replaceAll('\\', '/')}`)
    .filter((file) => file.endsWith(ending));
}

// The build is incremental: what a deleted or renamed source left behind must neither run nor be hashed.
for (const file of filesIn('dist', '')) {
  const source = file.replace(/^dist\//, 'src/').replace(/(\.d\.ts|\.js)(\.map)?$/, '.ts');
  if (source.endsWith('.ts') && !existsSync(root + source)) rmSync(root + file);
}

const files = [
  ...filesIn('dist/random', '.js'),
  ...filesIn('dist/model', '.js'),
  'data/regions.csv',
  'data/adjacency.csv',
].sort();

/**
 * What a comment says decides nothing: a better one must not make a calibration or a journal that of another model.
 * @param {string} file
 * @param {string} text
 */
function withoutComments(file, text) {
  if (!file.endsWith('.js')) return text;
  const compilerOptions = {
    removeComments: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
  };
  return ts.transpileModule(text, { compilerOptions }).outputText;
}

const hash = createHash('sha256');
for (const file of files) {
  const content = withoutComments(file, readFileSync(root + file, 'utf8'));
  // Name and length go in too, so that no content can pass for two.
  hash.update(`${file}\n${content.length}\n`).update(content);
}
writeFileSync(
  `${root}dist/model-version.json`,
  `${JSON.stringify({ sha256: hash.digest('hex'), files }, null, 2)}\n`,
);
chmodSync(`${root}dist/cli/duel.js`, 0o755);
