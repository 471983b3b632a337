/** A calibration whose generations go over a cluster: the bytes of a local one. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Study } from '../../commands/study.js';
import { Processes } from './processes.js';
import { TestRedis } from './redis.js';

const study = new Study();
const processes = new Processes(study.dir);
let redis: TestRedis;
beforeAll(async () => {
  redis = await TestRedis.start();
});
afterAll(async () => {
  await processes.end();
  await redis?.remove();
  study.remove();
});

/** SHA-256 of every file in a folder, by path. */
function digests(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(join(study.dir, folder), { recursive: true }).map(String).sort();
  const files = names.filter((name) => statSync(join(study.dir, folder, name)).isFile());
  return new Map(
    files.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(study.dir, folder, name)))
        .digest('hex'),
    ]),
  );
}

it('gives every byte of a local one', async () => {
  const args = ['calibrate', '--budget', 'small', '--explanation', 'slowdown'];
  const local = processes.duel(...args, '--out', 'local/calibration');
  expect(await local.ended, local.told).toBe(0);
  await processes.worker(redis.url, 2);
  const cluster = processes.duel(...args, '--cluster', redis.url, '--out', 'cluster/calibration');
  expect(await cluster.ended, cluster.told).toBe(0);
  expect(digests('local').size).toBeGreaterThan(5);
  expect(digests('cluster')).toEqual(digests('local'));
}, 1_800_000);
