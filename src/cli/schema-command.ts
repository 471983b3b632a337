/** `duel schema`: JSON Schema of a scenario file, for editors. */
import type { Command } from 'commander';
import { scenarioJsonSchema } from '../scenarios/schema.js';
import type { Io } from './io.js';

export function registerSchema(program: Command, io: Io): void {
  program.command('schema').action(() => io.out(`${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`));
}
