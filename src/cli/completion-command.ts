/** `duel completion`: a script that completes commands, options and files in a shell. */
import { type Command, InvalidArgumentError } from 'commander';
import { PROBLEM_CODES } from '../scenarios/problems.js';
import { bashScript, type Completed, fishScript, zshScript } from './completion-scripts.js';
import type { Io } from './io.js';

const SHELLS: Readonly<Record<string, (commands: readonly Completed[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

export function registerCompletion(program: Command, io: Io): void {
  program
    .command('completion')
    .argument('<shell>', Object.keys(SHELLS).join(', '), shellOf)
    .action((shell: string) => io.out(SHELLS[shell]!(completedOf(program))));
}

function shellOf(text: string): string {
  if (Object.hasOwn(SHELLS, text)) return text;
  throw new InvalidArgumentError(`expected ${Object.keys(SHELLS).join(', ')}.`);
}

/** Words that are no files, by command. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  explain: ['parameters', 'levers', ...Object.keys(PROBLEM_CODES)],
  completion: Object.keys(SHELLS),
};

/** What there is to complete, read from the program itself, so that it cannot lag behind. */
function completedOf(program: Command): Completed[] {
  return program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    options: [command, ...command.commands].flatMap(({ options }) =>
      options.map(({ long, description, required, optional }) => ({
        name: long!,
        description,
        takesValue: required || optional,
      })),
    ),
    words: [...command.commands.map((part) => part.name()), ...(WORDS[command.name()] ?? [])],
  }));
}
