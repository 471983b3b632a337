/** The tables of `docs/scenario-language.md`, generated between its marks. A test fails when the page is stale. */
import { LEVERS } from '../model/levers.js';
import { DEFAULTS } from './defaults.js';
import { expectedAt, keysAt, KNOWN_KEYS } from './known.js';
import { entryKeys, keysOf } from './lever-schema.js';
import { compareText, PROBLEM_CODES } from './problems.js';

const SCHEDULE = /^pressure\.(taliban|pakistan)\./;

/** The page with every table as it is now. @throws Error for a mark that is missing or has no table */
export function languagePage(page: string): string {
  return Object.entries({ keys, schedules, entries, levers, assertions, codes }).reduce(
    (text, [name, table]) => {
      const [begin, end] = [`<!-- begin ${name} -->\n`, `<!-- end ${name} -->`];
      const [from, to] = [text.indexOf(begin), text.indexOf(end)];
      if (from < 0 || to < from) throw new Error(`docs/scenario-language.md lacks the marks of "${name}"`);
      return `${text.slice(0, from + begin.length)}\n${table()}\n\n${text.slice(to)}`;
    },
    page,
  );
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const code = (text: string): string => `\`${text}\``;

/** What a key comes to where it is left out; nothing for one that is required or absent. */
function defaultOf(key: string): string {
  const { start, explanations, experiment, rebound, outputs } = DEFAULTS;
  const defaults: Readonly<Record<string, string>> = {
    'time.start': start,
    explanation: explanations.join(', '),
    'experiment.draws': String(experiment.draws),
    'experiment.replicates': String(experiment.replicates),
    'experiment.seed': experiment.seed,
    'experiment.stop.at_least': String(experiment.atLeast),
    'rebound.bars': rebound.bars.join(', '),
    'rebound.months': String(rebound.months),
    'outputs.targets': outputs.targets.join(', '),
    'outputs.trajectories': outputs.trajectories.join(', '),
    'outputs.quantiles': outputs.quantiles.join(', '),
  };
  return defaults[key] ?? '';
}

function keys(): string {
  const inOrder = KNOWN_KEYS.filter((key) => !SCHEDULE.test(key)).sort((a, b) => rank(a) - rank(b));
  return tableOf(
    ['key', 'value', 'if left out'],
    inOrder.map((key) => [code(key), expectedAt(key.split('.')), defaultOf(key)]),
  );
}

/** Keys of a map follow the map. */
function rank(key: string): number {
  const top = KNOWN_KEYS.filter((known) => !known.includes('.'));
  return top.indexOf(key.split('.')[0]!);
}

function schedules(): string {
  const path = ['pressure', 'taliban'];
  return tableOf(
    ['key', 'value'],
    keysAt(path).map((key) => [code(key.split('.').at(-1)!), expectedAt(key.split('.'))]),
  );
}

function entries(): string {
  return tableOf(
    ['key', 'value'],
    entryKeys().map(([key, description]) => [code(key), description]),
  );
}

function levers(): string {
  const rows = LEVERS.map((lever) => {
    const { keys: taken, required } = keysOf(lever);
    const takes = taken.slice(1).map((key) => (required.includes(key) ? code(key) : `(${code(key)})`));
    const { target, direction } = lever.expected;
    const effect = lever.parameters.map(code).join(', ');
    return [
      code(lever.id),
      `${lever.stands} ${lever.changes}`,
      takes.join(', '),
      effect === '' ? '`size`' : effect,
      direction === 'open' ? `${code(target)} either way` : `${direction} ${code(target)}`,
    ];
  });
  return tableOf(['id', 'what it stands for and changes', 'takes', 'full effect', 'expected'], rows);
}

function assertions(): string {
  return tableOf(
    ['key', 'value'],
    ['that', 'on_fail', 'because'].map((key) => [code(key), expectedAt(['assert', 0, key])]),
  );
}

function codes(): string {
  const rows = Object.entries(PROBLEM_CODES).sort(([a], [b]) => compareText(a, b));
  return tableOf(
    ['code', 'what it means'],
    rows.map(([name, sentence]) => [code(name), sentence]),
  );
}
