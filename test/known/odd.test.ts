import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LEVERS } from '../../src/model/levers.js';
import { PARAMETERS } from '../../src/model/parameters.js';
import { SCHEDULE } from '../../src/model/schedule.js';

const odd = readFileSync('docs/ODD.md', 'utf8');
const submodels = odd.slice(odd.indexOf('## 7. Submodels'));
const headings = [...submodels.matchAll(/^### (.+)$/gm)].map((match) => match[1]);

/** Names in code that are neither a parameter nor a path. */
function unknownNames(text: string): string[] {
  const known = new Set<string>([...PARAMETERS, ...LEVERS].map(({ id }) => id));
  return [...text.matchAll(/`([^`]+)`/g)]
    .map((match) => match[1]!)
    .filter((name) => !/[/.]|^duel /.test(name) && name !== 'code' && !known.has(name));
}

describe('docs/ODD.md', () => {
  it('has the seven elements', () => {
    const elements = [
      'Purpose and patterns',
      'Entities, state variables and scales',
      'Process overview and scheduling',
      'Design concepts',
      'Initialisation',
      'Input data',
      'Submodels',
    ];
    elements.forEach((element, i) => expect(odd).toContain(`\n## ${i + 1}. ${element}\n`));
  });

  it('names its submodels as the files are named, in the order of the schedule', () => {
    expect(headings).toEqual(SCHEDULE.map((submodel) => submodel.name));
    expect([...headings].sort()).toEqual(
      readdirSync('src/model/submodels')
        .map((file) => file.replace('.ts', ''))
        .sort(),
    );
    expect(odd).toContain(
      `in this order, each reading the state as the ones before it left it: ${headings.join(', ')}.`,
    );
  });

  it('explains every parameter and every lever, and names no other', () => {
    const explained = new Set([...odd.matchAll(/`([^`]+)`/g)].map((match) => match[1]));
    expect([...PARAMETERS, ...LEVERS].map(({ id }) => id).filter((id) => !explained.has(id))).toEqual([]);
    expect(unknownNames(odd)).toEqual([]);
    expect(unknownNames('`tempo` and `temp`')).toEqual(['temp']);
  });
});
