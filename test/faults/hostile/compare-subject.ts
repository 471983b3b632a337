/** Two files of results from strangers, compared in the embedded database. */
import { gzipSync } from 'node:zlib';
import { compare } from '../../../src/analysis/compare.js';
import { comparisonText } from '../../../src/cli/comparison-text.js';
import { fileSource } from '../../../src/results/source.js';
import { hostileBytes } from './mutations.js';
import type { Sandbox } from './sandbox.js';
import { answered, type Subject } from './subject.js';

const row = (scenario: string, replicate: number, month: string, value: number): string =>
  `${scenario},fade,1,${replicate},afghanistan,attacks,${month},${value}\n`;
const TRAJECTORIES =
  'scenario_id,explanation,run_grouping,stochastic_run,location,target,month,value\n' +
  [1, 2, 3].map((n) => row('a', n, '2023-07', n) + row('a', n, '2023-08', n + 1)).join('');
const SUMMARY =
  'scenario_id,explanation,target,location,window,n,mean\n=a,fade,attacks,all,2023-07/2024-06,4,1.5\n';

/** Starting the database takes longer than all the rest, so that there are few cases. */
export function compareSubject(sandbox: Sandbox): Subject<Buffer> {
  return {
    name: 'comparisons',
    share: 5,
    cases: hostileBytes([TRAJECTORIES, SUMMARY, gzipSync(TRAJECTORIES)]),
    meets: async (content) => {
      sandbox.write('a.csv', content);
      sandbox.write('b.csv', content.includes('window') ? SUMMARY : TRAJECTORIES);
      await answered(async () => {
        const [a, b] = [await fileSource('a.csv'), await fileSource('b.csv')];
        const comparison = await compare({ source: a, scenario: null }, { source: b, scenario: null });
        for (const format of ['csv', 'md', 'json', 'text'] as const) {
          const told = comparisonText(comparison, format, {});
          if (format === 'csv' && /(^|,)[=@]/m.test(told)) throw new Error('a spreadsheet would run a cell');
          if (format === 'md' && told.includes('<')) throw new Error('HTML begins in Markdown');
        }
      });
    },
  };
}
