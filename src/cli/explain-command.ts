/** `duel explain`: a resolved scenario, parameters, the closed list of levers, or one error code. */
import type { Command } from 'commander';
import { packageGeography } from '../runner/prepare-run.js';
import type { LoadOptions } from '../scenarios/load.js';
import { PROBLEM_CODES, type ProblemCode } from '../scenarios/problems.js';
import { scenarioText } from './explain-scenario.js';
import { leverEntry, leverText, parameterTable, parameterText } from './explain-tables.js';
import type { Io } from './io.js';
import { loadFor } from './loading.js';
import { withSet } from './set-option.js';

export function registerExplain(program: Command, io: Io): void {
  withSet(
    program
      .command('explain')
      .argument(
        '<what>',
        'a scenario file, "parameters" or one of them, "levers" or one of them, or an error code of duel validate',
      ),
  ).action((what: string, options: LoadOptions) => explain(what, options, io));
}

function explain(what: string, options: LoadOptions, io: Io): void {
  if (what === 'parameters') return io.out(`${parameterTable(io)}\n`);
  if (what === 'levers') return io.out(`${leverText()}\n`);
  // A lever may share its name with the parameter that sizes it.
  const named = [parameterText(what), leverEntry(what)].filter((text) => text !== null);
  if (named.length > 0) return io.out(`${named.join('\n\n')}\n`);
  if (Object.hasOwn(PROBLEM_CODES, what)) return io.out(`${what}: ${PROBLEM_CODES[what as ProblemCode]}\n`);
  const loaded = loadFor([what], io, options);
  if (!loaded) return;
  const geography = packageGeography();
  const own = loaded.scenarios.filter(({ id }) => !loaded.added.includes(id));
  io.out(own.map((scenario) => scenarioText(scenario, geography)).join('\n'));
}
