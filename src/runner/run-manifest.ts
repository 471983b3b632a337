/** What a run's manifest says before anything has been run. */
import { relative, sep } from 'node:path';
import { type Manifest, MANIFEST_SCHEMA } from '../results/manifest.js';
import { plannedReplicates, sizeOf } from './address.js';
import { dataHashes, modelVersion, packageVersion } from './package-files.js';
import type { PreparedRun } from './prepare-run.js';
import { type Share, sharedReplicates } from './share.js';

const ADDRESSING =
  'Threefry-4x32-20 keyed by (seed, explanation, run_grouping, stochastic_run); within a replicate every draw is ' +
  'addressed by (entity, purpose, ordinal). The scenario is no part of the address: that pairs scenarios.';

/** @param created ISO 8601 in UTC @param cwd folder that paths are relative to @param share `null`: a whole run */
export function manifestOf(
  { experiment, plan, files }: PreparedRun,
  command: string,
  created: string,
  cwd: string,
  share: Share | null = null,
): Manifest {
  const planned = share ? sharedReplicates(plan, share) : plannedReplicates(plan);
  return {
    schema: MANIFEST_SCHEMA,
    command,
    status: 'running',
    created,
    finished: null,
    scenarios: experiment.scenarios.map(({ id, file, sha256 }) => ({
      id,
      file: relative(cwd, file).replaceAll(sep, '/'),
      sha256,
    })),
    experiment: {
      explanations: [...plan.explanations],
      draws: sizeOf(plan.draws),
      replicates: sizeOf(plan.replicates),
    },
    stop: null,
    seed: { text: plan.seed, addressing: ADDRESSING },
    version: packageVersion(),
    model: modelVersion(),
    node: process.version,
    data: dataHashes(files),
    counts: { planned, done: 0, reused: 0, failed: 0, dropped: 0, spared: 0 },
    checks: null,
    datapackage: null,
    ...(share ? { share: { ...share, bytes: null } } : {}),
  };
}
