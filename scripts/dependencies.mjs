// The page of the dependencies: what is installed, under which licence, and whether it runs anything while it is.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Licences that let this package be used and passed on as it is: what runs with it has one of these. */
export const PERMISSIVE = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'Unlicense',
];
/** Of tools that are not passed on: weak copyleft of single files, and the licence of Python's own library. */
export const OF_TOOLS = [...PERMISSIVE, 'MPL-2.0', 'Python-2.0'];

/** Licences that a package names by a file only; the test reads the file. */
export const BY_FILE = {
  'lib-r-math.js': { file: 'LICENSE.txt', says: 'The MIT License (MIT)', licence: 'MIT' },
};

/** Packages with a script of their own at installation, and why that may be. */
export const INSTALL_SCRIPTS = {
  'msgpackr-extract':
    'optional, of bullmq: the script only tries out the prebuilt addon that was installed with it. Where there is none it would compile, for which node-gyp fetches headers; failing is of no consequence, since msgpackr does without. `allowScripts` in `package.json` denies it, which npm 11 reports and later ones enforce; `npm ci --ignore-scripts && npm run build` does without any script today',
};

const BEGIN = '<!-- begin packages -->';
const END = '<!-- end packages -->';

/**
 * Installed packages by name and version, each once.
 * @param {string} root
 */
export function packagesOf(root) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const found = new Map();
  for (const [path, entry] of Object.entries(packages)) {
    if (path === '') continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const known = found.get(`${name} ${entry.version}`);
    found.set(`${name} ${entry.version}`, {
      name,
      version: entry.version,
      licence: BY_FILE[name]?.licence ?? entry.license ?? 'none named',
      integrity: entry.integrity ?? null,
      hasInstallScript: entry.hasInstallScript === true,
      // Needed to run where any of its places is.
      runs: (known?.runs ?? false) || entry.dev !== true,
      optional: entry.optional === true,
      path,
    });
  }
  return [...found.values()].sort((a, b) => (`${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1));
}

/**
 * The page with its lists as they are now.
 * @param {string} page
 * @param {string} root
 */
export function dependencyPage(page, root) {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`the page lacks ${BEGIN} … ${END}`);
  const packages = packagesOf(root);
  const table = (rows) => ['| package | version | licence |', '|---|---|---|', ...rows].join('\n');
  const row = ({ name, version, licence, optional }) =>
    `| ${name}${optional ? ' (optional)' : ''} | ${version} | ${licence} |`;
  const [run, tools] = [packages.filter(({ runs }) => runs), packages.filter(({ runs }) => !runs)];
  const text = [
    `## What runs with the program: ${run.length} packages`,
    table(run.map(row)),
    `## Tools of those who develop it: ${tools.length} packages`,
    table(tools.map(row)),
  ].join('\n\n');
  return `${page.slice(0, begin + BEGIN.length)}\n\n${text}\n\n${page.slice(end)}`;
}
