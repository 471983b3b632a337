// @ts-check
// Writes the generated tables of docs/scenario-language.md. Usage: npm run docs
import { readFileSync, writeFileSync } from 'node:fs';
import { languagePage } from '../dist/scenarios/language-page.js';

const page = new URL('../docs/scenario-language.md', import.meta.url);
writeFileSync(page, languagePage(readFileSync(page, 'utf8')));
