/** What a power cut may take depends on the order of orders to the disk: names are there before anything relies on them. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { TABLES } from '../../src/results/columns.js';
import { writeDatapackage } from '../../src/results/datapackage.js';
import { Journal } from '../../src/results/journal.js';

/** Orders in their sequence: `sync PATH`, `rename PATH`. */
const orders = vi.hoisted((): string[] => []);

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const opened = new Map<number, string>();
  const openSync = (...given: Parameters<typeof fs.openSync>): number => {
    const file = fs.openSync(...given);
    opened.set(file, String(given[0]));
    return file;
  };
  const fsyncSync = (file: number): void => {
    orders.push(`sync ${opened.get(file)}`);
    fs.fsyncSync(file);
  };
  return { ...fs, openSync, fsyncSync };
});

vi.mock('node:fs/promises', async (original) => {
  const fs = await original<typeof import('node:fs/promises')>();
  const open = async (...given: Parameters<typeof fs.open>): ReturnType<typeof fs.open> => {
    const file = await fs.open(...given);
    const { sync } = file;
    file.sync = () => {
      orders.push(`sync ${String(given[0])}`);
      return sync.call(file);
    };
    return file;
  };
  const rename = (from: string, to: string): Promise<void> => {
    orders.push(`rename ${to}`);
    return fs.rename(from, to);
  };
  return { ...fs, open, rename };
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'power-'));
  orders.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

const told = (): string[] =>
  orders.map((order) => {
    const [what, path] = order.split(' ') as [string, string];
    return `${what} ${relative(folder, path) || '.'}`;
  });

it('the journal has its name in the folder of the run before its first record', () => {
  const journal = new Journal(join(folder, 'journal'), () => 0);
  journal.append('0'.repeat(32), Buffer.from('record'));
  expect(told()).toEqual(['sync .', 'sync journal']);
  journal.close();
});

it('the tables have their names before the descriptor that vouches for them', async () => {
  mkdirSync(join(folder, 'tables'));
  const names = Object.keys(TABLES) as (keyof typeof TABLES)[];
  await writeDatapackage(
    folder,
    names.map((name) => ({ name, bytes: 0, rows: 0, sha256: '0'.repeat(64) })),
  );
  expect(told()).toEqual(['sync tables', 'rename datapackage.json', 'sync .']);
});
