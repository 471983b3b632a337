/** `duel explain`: a resolved scenario, the parameter table, the closed list of levers, or one error code. */
import type { Command } from 'commander';
import { packageGeography } from '../runner/prepare-run.js';
import type { LoadOptions } from '../scenarios/load.js';
import { PROBLEM_CODES, type ProblemCode } from '../scenarios/problems.js';
import { scenarioText } from './explain-scenario.js';
import { leverText, parameterTable } from './explain-tables.js';
import type { Io } from './io.js';
import { loadFor } from './loading.js';
import { withSet } from './set-option.js';

export function registerExplain(program: Command, io: Io): void {
  withSet(
    program
      .command('explain')
      .argument('<what>', 'a scenario file, "parameters", "levers", or an error code of duel validate'),
  ).action((what: string, options: LoadOptions) => explain(what, options, io));
}

function explain(what: string, options: LoadOptions, io: Io): void {
  if (what === 'parameters') return io.out(`${parameterTable(io)}\n`);
  if (what === 'levers') return io.out(`${leverText()}\n`);
  if (Object.hasOwn(PROBLEM_CODES, what)) return io.out(`${what}: ${PROBLEM_CODES[what as ProblemCode]}\n`);
  const loaded = loadFor([what], io, options);
  if (!loaded) return;
  const geography = packageGeography();
  const own = loaded.scenarios.filter(({ id }) => !loaded.added.includes(id));
  io.out(own.map((scenario) => scenarioText(scenario, geography)).join('\n'));
}
