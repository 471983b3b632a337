// @ts-check
// Writes docs/parameters.md from the built parameter table. Usage: npm run docs
import { writeFileSync } from 'node:fs';
import { parametersPage } from '../dist/model/parameters-page.js';

writeFileSync(new URL('../docs/parameters.md', import.meta.url), parametersPage());
