// @ts-check
// Writes the JSON Schema that editors use from the built definition: node scripts/write-schema.mjs
import { mkdirSync, writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { scenarioJsonSchema } from '../dist/scenarios/schema.js';

const folder = new URL('../schema/', import.meta.url);
mkdirSync(folder, { recursive: true });
const text = await format(JSON.stringify(scenarioJsonSchema()), { parser: 'json', printWidth: 110 });
writeFileSync(new URL('scenario.schema.json', folder), text);
