/** `duel init`: a study folder with two scenarios to compare, the schema for editors, and what to do next. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { packageFile } from '../runner/package-files.js';
import { scenarioJsonSchema } from '../scenarios/schema.js';
import { CommandError } from './exit-codes.js';
import type { Io } from './io.js';

const SCENARIOS = ['base.yaml', 'sustained-2023-07.yaml', 'lapsed-2023-07.yaml'];
const SCHEMA = 'schema/scenario.schema.json';

export function registerInit(program: Command, io: Io): void {
  program
    .command('init')
    .argument('[dir]', 'the folder, made where there is none', '.')
    .action((dir: string) => init(dir, io));
}

function init(dir: string, io: Io): void {
  const folder = resolve(io.cwd, dir);
  const files = studyFiles();
  const there = [...files.keys()].filter((name) => existsSync(join(folder, name)));
  if (there.length > 0) {
    throw new CommandError(
      `${relative(io.cwd, folder) || '.'} has ${there.join(', ')} already, and nothing is overwritten; name another folder`,
    );
  }
  for (const [name, text] of files) {
    try {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      // `wx` refuses a file that appeared in the meantime, and a link that leads nowhere.
      writeFileSync(join(folder, name), text, { flag: 'wx' });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new CommandError(`cannot write ${name} to ${relative(io.cwd, folder) || '.'}: ${why}`);
    }
  }
  const shown = relative(io.cwd, folder);
  io.out(
    [
      `${shown || 'This folder'} has ${[...files.keys()].join(', ')}.`,
      'Next:',
      ...(shown === '' ? [] : [`  cd ${shown}`]),
      '  duel validate .',
      '  duel run sustained-2023-07.yaml lapsed-2023-07.yaml --draws 2 --dry-run',
      'README.md says more.\n',
    ].join('\n'),
  );
}

/** Text of every file by its path in the folder. The schema is a copy, so that editors need no network. */
function studyFiles(): ReadonlyMap<string, string> {
  const scenarios = SCENARIOS.map((name) => {
    const { text } = packageFile(`scenarios/${name}`);
    return [name, text.replace(`$schema=../${SCHEMA}`, `$schema=${SCHEMA}`)] as const;
  });
  return new Map([
    ...scenarios,
    [SCHEMA, `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`],
    ['README.md', README],
    ['.vscode/settings.json', `${JSON.stringify({ 'yaml.customTags': ['!unset scalar'] }, null, 2)}\n`],
  ]);
}

const README = `# A study

- \`base.yaml\` holds what the scenarios share. It has no id and is never run alone.
- \`sustained-2023-07.yaml\` and \`lapsed-2023-07.yaml\` extend it and differ in \`pressure.taliban\` only, so that
  whatever differs between their results is the work of that difference.
- \`${SCHEMA}\` is for editors: with a YAML language server (VS Code: the extension "YAML" by Red Hat) keys and
  values are completed and checked as you type. \`duel validate\` checks more.

\`\`\`
duel validate .                          every problem of every file, with what would have been right
duel explain lapsed-2023-07.yaml         each value, and the file and line that it comes from
duel explain levers                      what a scenario may pull
duel run sustained-2023-07.yaml lapsed-2023-07.yaml
\`\`\`

To write a scenario of your own, copy \`lapsed-2023-07.yaml\`, give it an \`id\`, a \`question\` and the
\`assumptions\` under which its answer holds, and name in \`counterfactual\` what it is compared with. Try a value
without a new file by \`--set pressure.taliban.to=0.5\`, or several at once by \`vary\`.

These are stylised scenarios, not forecasts.
`;
