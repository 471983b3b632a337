// npm run dependencies: docs/dependencies.md as package-lock.json says it.
import { readFileSync, writeFileSync } from 'node:fs';
import { dependencyPage } from './dependencies.mjs';

const PAGE = 'docs/dependencies.md';
writeFileSync(PAGE, dependencyPage(readFileSync(PAGE, 'utf8'), '.'));
