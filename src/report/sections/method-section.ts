/** Method, sources, seed. */
import { tableOf } from '../figure.js';
import { markup } from '../markup.js';
import type { Material } from '../material.js';
import { counted } from '../numbers.js';
import type { Section } from './section.js';

export function methodSection({ manifest, name, explanations }: Material): Section {
  const { experiment, counts, seed } = manifest;
  const rows = [
    ['Run', name],
    ['Command', manifest.command],
    ['Explanations', explanations.join(', ')],
    [
      'Planned',
      `${counted(experiment.draws, 'draw')} × ${counted(experiment.replicates, 'replicate')} of each explanation and scenario`,
    ],
    [
      'Replicates',
      `${counts.done} of ${counts.planned} done, ${counts.failed} failed, ${counts.dropped} dropped with them, ${counts.spared} spared by the rule to stop`,
    ],
    ...(manifest.stop
      ? [
          [
            'Rule to stop',
            `${manifest.stop.when}: ${manifest.stop.met ? `met after ${manifest.stop.draws} draws` : 'not met'}`,
          ],
        ]
      : []),
    ['Seed', seed.text],
    ['How draws are addressed', seed.addressing],
    ['Version', `${manifest.version}, Node ${manifest.node}`],
    ['Model', manifest.model],
    ['Started', manifest.created],
    ...manifest.data.map(({ file, sha256 }) => [file, sha256]),
  ];
  return {
    id: 'method',
    question: 'Method, sources, seed',
    body: markup`<p>
        An agent-based model of cells, directorates and movement over the 34 provinces of Afghanistan and
        Khyber Pakhtunkhwa, a day at a time, under each of five explanations of the decline of 2023:
        <b>degradation</b> (raids destroyed cells faster than they were replaced), <b>slowdown</b> (the
        leadership held its cells back), <b>displacement</b> (cells moved across the border), <b>fade</b> (the
        opening after the takeover closed by itself) and <b>mixed</b> (all at once). Scenarios are compared
        replicate by replicate: both meet the same chances. Monte Carlo intervals take the replicates of a
        parameter draw as a cluster. Everything printed here is in <code>tables/</code> and
        <code>figures/</code> beside this page; a page that was sent alone has no files behind its links.
      </p>
      <div class="scroll" tabindex="0" role="region" aria-label="How the run was made">
        ${tableOf(['What', 'Value'], rows)}
      </div>
      <p>
        Source of the figures: <cite>The Enduring Duel</cite>, CTC Sentinel, August 2023. Borders: Natural
        Earth (public domain). The same run gives the same bytes of this page.
      </p>`,
    figures: [],
  };
}
