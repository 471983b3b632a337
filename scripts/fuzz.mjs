// npm run fuzz -- CASES [--seed N] [--only SUBJECT] [--path PATH]: hostile input, as many cases as are asked for. A case
// that fails is printed with the command that replays it.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' }, only: { type: 'string' }, path: { type: 'string' } },
});
const [cases = '100000'] = positionals;
if (!/^\d+$/.test(cases) || !/^\d*$/.test(values.seed ?? ''))
  throw new Error('expected npm run fuzz -- CASES [--seed N] [--only SUBJECT] [--path PATH], numbers whole');
const { status } = spawnSync(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    'test/faults/hostile.test.ts',
    '--testTimeout=0',
    '--no-file-parallelism',
    ...(values.only === undefined ? [] : ['--testNamePattern', `^${values.only}$`]),
  ],
  {
    stdio: 'inherit',
    env: {
      ...process.env,
      FUZZ_CASES: cases,
      ...(values.seed === undefined ? {} : { FUZZ_SEED: values.seed }),
      ...(values.path === undefined ? {} : { FUZZ_PATH: values.path }),
    },
  },
);
process.exitCode = status ?? 1;
