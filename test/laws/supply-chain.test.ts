/** What is installed and what is shipped: known, licensed, wanted, and to the byte what it was. */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CHECKSUM_FILE, checksumText } from '../../scripts/checksums.mjs';
import {
  BY_FILE,
  dependencyPage,
  INSTALL_SCRIPTS,
  OF_TOOLS,
  packagesOf,
  PERMISSIVE,
} from '../../scripts/dependencies.mjs';

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly allowScripts: Readonly<Record<string, boolean>>;
}
const read = (path: string): string => readFileSync(path, 'utf8');
const manifest = JSON.parse(read('package.json')) as Manifest;
const direct = { ...manifest.dependencies, ...manifest.devDependencies };
const packages = packagesOf('.');

/** Text of every file of a folder that could import something. */
function sources(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && /\.(ts|mjs|js)$/.test(entry.name) && !entry.parentPath.includes('dist'),
    )
    .map((entry) => read(join(entry.parentPath, entry.name)))
    .join('\n');
}

describe('dependencies', () => {
  it('are pinned, and the lock file is of the same manifest', () => {
    const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, Manifest> };
    expect(Object.values(direct).filter((version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
    expect(lock.packages['']!.dependencies).toEqual(manifest.dependencies);
    expect(lock.packages['']!.devDependencies).toEqual(manifest.devDependencies);
    for (const [name, version] of Object.entries(direct))
      expect(packages.map((one) => `${one.name} ${one.version}`)).toContain(`${name} ${version}`);
    expect(packages.filter(({ integrity }) => !integrity?.startsWith('sha512-'))).toEqual([]);
  });

  it('have each a reason in docs/decisions.md', () => {
    const [, table] = /\n## Libraries\n([\s\S]*?)(\n## |$)/.exec(read('docs/decisions.md'))!;
    const named = table!
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .flatMap((line) =>
        line
          .split('|')[1]!
          .split(',')
          .map((name) => name.trim()),
      );
    expect(Object.keys(direct).filter((name) => !named.includes(name))).toEqual([]);
  });

  it('are each used: those that ship by what ships, tools by tests, scripts or settings', () => {
    const ours = sources('src');
    const all = [
      ours,
      ...['test', 'scripts', 'bench'].map(sources),
      ...readdirSync('.')
        .filter((name) => /\.(ts|js)$/.test(name))
        .map(read),
      Object.values(manifest.scripts).join('\n'),
    ].join('\n');
    const isImported = (name: string, text: string): boolean =>
      new RegExp(`['"]${name}(/[^'"]*)?['"]`).test(text);
    const isNamed = (name: string): boolean => isImported(name, all) || new RegExp(`\\b${name}\\b`).test(all);
    expect(Object.keys(manifest.dependencies).filter((name) => !isImported(name, ours))).toEqual([]);
    // Types go with what they type; a plugin goes with what loads it.
    const owner = (name: string): string =>
      /^@types\/(.*)$/.exec(name)?.[1] ?? /^(@vitest)\//.exec(name)?.[1]?.slice(1) ?? name;
    const TYPED: Readonly<Record<string, string>> = {
      node: 'node:fs',
      'topojson-specification': 'topojson-specification',
    };
    const idle = Object.keys(manifest.devDependencies).filter(
      (name) => !isNamed(TYPED[owner(name)] ?? owner(name)),
    );
    expect(idle).toEqual([]);
  });

  it('are under licences that go with ours', () => {
    const allowed = (runs: boolean): readonly string[] => (runs ? PERMISSIVE : OF_TOOLS);
    expect(packages.filter(({ licence, runs }) => !allowed(runs).includes(licence))).toEqual([]);
    for (const [name, { file, says }] of Object.entries(BY_FILE))
      expect(read(join('node_modules', name, file)).startsWith(says), name).toBe(true);
  });

  it('say of their licence what the lock file says', () => {
    const installed = packages.filter(
      ({ name, path }) => !(name in BY_FILE) && existsSync(join(path, 'package.json')),
    );
    expect(installed.length).toBeGreaterThan(200);
    for (const { path, licence } of installed) {
      const { license } = JSON.parse(read(join(path, 'package.json'))) as { license?: string };
      expect(license, path).toBe(licence);
    }
  });

  it('run no script when they are installed, but for those with a reason, which are denied it', () => {
    const found = packages.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name);
    expect(found).toEqual(Object.keys(INSTALL_SCRIPTS));
    expect(manifest.allowScripts).toEqual(Object.fromEntries(found.map((name) => [name, false])));
    const page = read('docs/dependencies.md');
    for (const name of found) expect(page).toContain(`\`${name}\``);
  });

  it('are listed as they are now (run "npm run dependencies" where this fails)', () => {
    const page = read('docs/dependencies.md');
    expect(dependencyPage(page, '.')).toBe(page);
  });
});

describe('the files of data/ and calibration/', () => {
  const root = mkdtempSync(join(tmpdir(), 'duel-sums-'));
  afterAll(() => rmSync(root, { recursive: true }));
  /** Paths whose lines differ. */
  const changed = (now: string, then: string): string[] => {
    const lines = new Set(then.split('\n'));
    const before = new Set(now.split('\n'));
    const differing = [...before]
      .filter((line) => !lines.has(line))
      .concat([...lines].filter((line) => !before.has(line)));
    return [...new Set(differing.map((line) => line.slice(66)))];
  };

  it('are what SHA256SUMS says (run "npm run checksums" where one was meant to change)', () => {
    expect(changed(checksumText('.'), read(CHECKSUM_FILE))).toEqual([]);
  });

  it('are named where a byte changes, one is added or one is gone', () => {
    for (const folder of ['data', 'calibration']) cpSync(folder, join(root, folder), { recursive: true });
    const meant = checksumText(root);
    const path = join(root, 'data/targets.csv');
    const bytes = readFileSync(path);
    bytes[100]! ^= 1;
    writeFileSync(path, bytes);
    expect(changed(checksumText(root), meant)).toEqual(['data/targets.csv']);
    bytes[100]! ^= 1;
    writeFileSync(path, bytes);
    writeFileSync(join(root, 'calibration/article/more.csv'), '');
    rmSync(join(root, 'calibration/article/point.csv'));
    expect(changed(checksumText(root), meant).sort()).toEqual([
      'calibration/article/more.csv',
      'calibration/article/point.csv',
    ]);
  });
});
