/**
 * The JSON Schema by which editors check, held by a draft-07 validator: it accepts every shipped file, and of the
 * broken ones exactly those that break a rule of the schema.
 */
import { readdirSync, readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import { fileProblems } from '../../src/scenarios/issues.js';
import { scenarioJsonSchema } from '../../src/scenarios/index.js';
import { readTree } from '../../src/scenarios/source.js';
import { type MapTree, plainOf } from '../../src/scenarios/tree.js';
import { BROKEN_EXPRESSIONS } from '../faults/scenarios/broken-expressions.js';
import { BROKEN_KEYS } from '../faults/scenarios/broken-keys.js';
import { BROKEN_LEVERS } from '../faults/scenarios/broken-levers.js';
import { BROKEN_VALUES } from '../faults/scenarios/broken-values.js';
import { BROKEN_YAML } from '../faults/scenarios/broken-yaml.js';

const validate = new Ajv().compile(scenarioJsonSchema());
const treeOf = (text: string | Uint8Array): MapTree | null => readTree(Buffer.from(text), 'f').tree;
/** JSON has neither infinities nor NaN. */
const isJson = (value: unknown): boolean =>
  typeof value === 'number'
    ? Number.isFinite(value)
    : typeof value !== 'object' || value === null || Object.values(value).every(isJson);

describe('the editor schema', () => {
  it.each(readdirSync('scenarios'))('accepts scenarios/%s', (name) => {
    const tree = treeOf(readFileSync(`scenarios/${name}`))!;
    validate(plainOf(tree));
    expect(validate.errors).toBeNull();
  });

  const broken = [...BROKEN_KEYS, ...BROKEN_VALUES, ...BROKEN_YAML, ...BROKEN_LEVERS, ...BROKEN_EXPRESSIONS];
  const readable = broken.flatMap(({ name, text }) => {
    const tree = treeOf(text);
    return tree && isJson(plainOf(tree)) ? [{ name, tree }] : [];
  });

  it('accepts and refuses as the program does, file by file of the corpus', () => {
    expect(readable.length).toBeGreaterThan(120);
    const differing = readable.filter(
      ({ tree }) => validate(plainOf(tree)) !== (fileProblems(tree).length === 0),
    );
    // `!unset` is an empty text to an editor.
    expect(differing.map(({ name }) => name)).toEqual(['empty seed']);
  });

  it('refuses most of the corpus: the rest breaks what no schema can say', () => {
    const refused = readable.filter(({ tree }) => !validate(plainOf(tree)));
    expect(refused.length).toBeGreaterThan(60);
    expect(refused.length).toBeLessThan(readable.length);
  });

  it('says what each lever stands for and which keys it takes', () => {
    const { properties } = scenarioJsonSchema() as {
      properties: Record<
        string,
        { items: { oneOf: { properties: Record<string, unknown>; required: string[] }[] } }
      >;
    };
    const border = properties['levers']!.items.oneOf.find(
      ({ properties: { id } }) => (id as { const: string }).const === 'border-control',
    )!;
    expect(Object.keys(border.properties)).toEqual(['id', 'side', 'from', 'until', 'strength', 'source']);
    expect(border.required).toEqual(['id', 'from', 'strength', 'source']);
    expect(border.properties['id']).toMatchObject({
      description: 'Control of the border between Afghanistan and KP from one side.',
    });
  });
});
