/** Walks the schema alongside a file: which keys are known where, and what is expected at a path. */
import { z } from 'zod';
import { scenarioSchema } from './schema.js';
import { dotted, type Path } from './tree.js';

type AnySchema = z.core.$ZodType;

function inner(schema: AnySchema): AnySchema {
  return schema instanceof z.ZodOptional ? inner(schema.unwrap()) : schema;
}

function childOf(schema: AnySchema, step: string | number): AnySchema | undefined {
  const bare = inner(schema);
  if (bare instanceof z.ZodObject) return bare.shape[step] as AnySchema | undefined;
  if (bare instanceof z.ZodRecord) return bare.valueType;
  if (bare instanceof z.ZodArray) return bare.element;
  if (bare instanceof z.ZodUnion) {
    for (const option of bare.options) {
      const child = childOf(option, step);
      if (child) return child;
    }
  }
  return undefined;
}

function schemaAt(path: Path): AnySchema | undefined {
  let current: AnySchema | undefined = scenarioSchema;
  for (const step of path) current = current && childOf(current, step);
  return current;
}

/** What completes "expected …" at a path: the description of the value or else of the nearest one around it. */
export function expectedAt(path: Path): string {
  for (let length = path.length; length > 0; length--) {
    const schema = schemaAt(path.slice(0, length));
    const description =
      schema instanceof z.ZodType ? (schema.description ?? inner(schema as AnySchema)) : undefined;
    if (typeof description === 'string') return description;
    if (description instanceof z.ZodType && description.description !== undefined)
      return description.description;
  }
  return 'the keys of a scenario';
}

/** The closed list of words at a path, empty where the value is not a word. */
export function wordsAt(path: Path): readonly string[] {
  const schema = schemaAt(path);
  return schema ? wordsOf(schema) : [];
}

function wordsOf(schema: AnySchema): string[] {
  const bare = inner(schema);
  if (bare instanceof z.ZodEnum) return bare.options.map(String);
  if (bare instanceof z.ZodLiteral) return [...bare.values].map(String);
  if (bare instanceof z.ZodUnion) return bare.options.flatMap((option) => wordsOf(option));
  return [];
}

/** Every known key as a dotted path, shallow ones first; places of `by_location` are left out. */
export const KNOWN_KEYS: readonly string[] = keysBelow(scenarioSchema, []).sort(
  (a, b) => a.split('.').length - b.split('.').length,
);

function keysBelow(schema: AnySchema, path: readonly string[]): string[] {
  const bare = inner(schema);
  if (!(bare instanceof z.ZodObject)) return [];
  return Object.entries(bare.shape as Record<string, AnySchema>).flatMap(([key, child]) => [
    dotted([...path, key]),
    ...keysBelow(child, [...path, key]),
  ]);
}

/** Known keys of the map at a path, as dotted paths. */
export function keysAt(path: Path): string[] {
  const schema = schemaAt(path);
  return schema
    ? keysBelow(schema, [])
        .filter((key) => !key.includes('.'))
        .map((key) => dotted([...path, key]))
    : [];
}
