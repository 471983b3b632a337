/** `docs/scenario-language.md`: its tables are those of the program, and its examples are scenarios. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GEOGRAPHY } from './analysis/toy.js';
import { ZONES } from '../../src/model/geography.js';
import { LEVERS } from '../../src/model/levers.js';
import { KNOWN_KEYS } from '../../src/scenarios/known.js';
import { languagePage } from '../../src/scenarios/language-page.js';
import { loadStudy } from '../faults/scenarios/study.js';

const PAGE = readFileSync('docs/scenario-language.md', 'utf8');
const EXAMPLES = [...PAGE.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1]!);
const HEAD = 'schema: scenario/v1\nid: study\nextends: base.yaml\n';
const SHIPPED = ['base.yaml', 'lapsed-2023-07.yaml', 'sustained-2023-07.yaml'];

describe('the page of the scenario language', () => {
  it('has the tables as they are now (run "npm run docs" where this fails)', () => {
    expect(languagePage(PAGE)).toBe(PAGE);
  });

  it.each(['../../docs/scenario-language.md', '../../results/README.md'])(
    'has the zones of the data: %s',
    (file) => {
      const text = readFileSync(new URL(file, import.meta.url), 'utf8');
      const of = (zone: (typeof ZONES)[number]): string[] =>
        GEOGRAPHY.names.filter((_, region) => ZONES[GEOGRAPHY.zone[region]!] === zone).sort();
      const north = of('north');
      expect(text).toContain(`\`north\` is ${north.slice(0, -1).join(', ')} and ${north.at(-1)!}`);
      expect(text).toContain(`the other ${of('rest-of-afghanistan').length} provinces`);
      expect([of('nangarhar'), of('kabul'), of('kp')].map(({ length }) => length)).toEqual([1, 1, 1]);
    },
  );

  it('has every key and every lever', () => {
    const named = KNOWN_KEYS.map((key) => key.replace(/^pressure\.(taliban|pakistan)\./, ''));
    for (const key of [...named, ...LEVERS.map(({ id }) => id)])
      expect(PAGE, key).toContain(`| \`${key}\` |`);
  });

  it('notices a mark that is missing', () => {
    expect(() => languagePage(PAGE.replace('<!-- end levers -->', ''))).toThrow(
      'lacks the marks of "levers"',
    );
  });

  it.each(EXAMPLES.map((example) => [example.split('\n').find((line) => !line.startsWith('#'))!, example]))(
    'has an example that loads: %s',
    (_, example) => {
      const text = example.includes('schema: scenario/v1') ? example : HEAD + completed(example);
      const files = Object.fromEntries(
        SHIPPED.map((name) => [name, readFileSync(`scenarios/${name}`, 'utf8')]),
      );
      const { scenarios, shown } = loadStudy({ ...files, 'study.yaml': text }, ['study.yaml']);
      expect(shown).toEqual([]);
      expect(scenarios.length).toBeGreaterThan(0);
    },
  );
});

/** A fragment needs what every scenario must have of its own. */
function completed(fragment: string): string {
  return `title: T\npurpose: sensitivity\nquestion: Q\nassumptions: [A]\n${fragment}`;
}

it('the ids that the page gives for its grid are those of the grid', () => {
  const grid = EXAMPLES.find((example) => example.includes('vary:'))!;
  const files = {
    'base.yaml': readFileSync('scenarios/base.yaml', 'utf8'),
    'study.yaml': HEAD + completed(grid),
  };
  const { scenarios } = loadStudy(files, ['study.yaml']);
  expect(scenarios).toHaveLength(6);
  expect(scenarios.map(({ id }) => id)).toContain('study--to-0.5--strength-1');
  expect(PAGE).toContain('`study--to-0.5--strength-1`');
});
