/** `--set KEY=VALUE`: values put into every scenario file that a command is given. */
import { type Command, InvalidArgumentError } from 'commander';
import type { Setting } from '../scenarios/scenario.js';

/** Adds the option, which may be given several times and gives `set` of `LoadOptions`. */
export function withSet(command: Command): Command {
  return command.option(
    '--set <key=value>',
    'put a value (YAML) at a dotted key of every file given, such as pressure.taliban.to=0.5; may be repeated',
    settings,
  );
}

function settings(text: string, before: readonly Setting[] = []): readonly Setting[] {
  const at = text.indexOf('=');
  const key = text.slice(0, Math.max(0, at)).trim();
  if (key === '') throw new InvalidArgumentError('expected KEY=VALUE, such as pressure.taliban.to=0.5.');
  return [...before, { key, value: text.slice(at + 1).trim() }];
}
