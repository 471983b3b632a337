/** The tables of `duel explain`: parameters, and the closed list of levers and events. */
import Table from 'cli-table3';
import { EXPLANATIONS } from '../model/explanations.js';
import { type LeverKind, LEVERS } from '../model/levers.js';
import { type Parameter, PARAMETERS } from '../model/parameters.js';
import { priorText } from '../model/priors.js';
import { keysOf, MAX_SIZE } from '../scenarios/lever-schema.js';
import type { Io } from './io.js';
import { tableStyle } from './table-style.js';

export function parameterTable(io: Io): string {
  const table = new Table({
    ...tableStyle(io.outColour),
    head: ['parameter', 'unit', 'default', 'status', 'prior', 'source', 'meaning'],
  });
  for (const parameter of PARAMETERS) {
    const { id, unit, default: standard, status, source, sentence } = parameter;
    table.push([id, unit, String(standard), status, priorsText(parameter, '\n'), source, sentence]);
  }
  return table.toString();
}

function priorsText({ prior }: Parameter, between: string): string {
  const texts = EXPLANATIONS.map((explanation) => priorText(prior[explanation]));
  return texts.every((text) => text === texts[0])
    ? texts[0]!
    : EXPLANATIONS.map((name, at) => `${name}: ${texts[at]!}`).join(between);
}

/** All about one parameter; `null` for another word. */
export function parameterText(id: string): string | null {
  const parameter = PARAMETERS.find((row) => row.id === id);
  if (!parameter) return null;
  const { unit, default: standard, status, source, sentence, bounds } = parameter;
  return [
    `${id}: ${sentence}`,
    `  unit ${unit}, default ${standard}, within ${bounds[0]} to ${bounds[1]}, ${status}`,
    `  prior ${priorsText(parameter, ', ')}`,
    `  source: ${source}`,
  ].join('\n');
}

/** What one lever or event stands for and changes, the keys it takes, and what sizes it; `null` for another word. */
export function leverEntry(id: string): string | null {
  const lever = LEVERS.find((row) => row.id === id);
  return lever ? entryOf(lever) : null;
}

function entryOf(lever: LeverKind): string {
  const { keys, required } = keysOf(lever);
  const takes = keys.slice(1).map((key) => (required.includes(key) ? key : `[${key}]`));
  const sizes = lever.parameters.map((id) => {
    const parameter = PARAMETERS.find((row) => row.id === id)!;
    return `    ${id}: ${parameter.sentence} Default ${parameter.default}, prior ${priorsText(parameter, ', ')}, ${parameter.status}.`;
  });
  const { target, direction } = lever.expected;
  return [
    `${lever.id} (${lever.kind}): ${lever.stands} ${lever.changes}`,
    `  takes ${takes.join(', ')}`,
    `  expected: ${direction === 'open' ? `${target} either way` : `${direction} ${target}`}`,
    sizes.length > 0 ? '  full effect:' : '  full effect: as its size says',
    ...sizes,
  ].join('\n');
}

/** The closed list: every lever and event. */
export function leverText(): string {
  return [
    'The closed list of levers and events. Keys in brackets may be left out; every effect is an assumption.',
    `A lever has a strength from 0 (no effect) to 1 (the full effect), an event a size from 0 to ${MAX_SIZE}, where 1 is`,
    'the full effect. `until` is the first day on which it no longer acts.',
    ...LEVERS.map((lever) => `\n${entryOf(lever)}`),
  ].join('\n');
}
