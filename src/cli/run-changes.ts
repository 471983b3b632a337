/** What has changed since a run was begun: model, data, scenarios key by key, and how large it is to be. */
import type { Manifest } from '../results/manifest.js';
import type { RunPlan } from '../results/run-plan.js';
import { sizeOf } from '../runner/address.js';
import { scenarioKey } from '../runner/meaning-keys.js';
import { dataHashes, modelVersion } from '../runner/package-files.js';
import type { PreparedRun } from '../runner/prepare-run.js';
import { shownValues } from './explain-scenario.js';

export interface Changes {
  /** Sentences about what makes a replicate another one, so that an earlier one is of no use. */
  readonly ofReplicates: readonly string[];
  /** Sentences about what leaves them as they are: titles, outputs, bars, assertions. */
  readonly ofTheRest: readonly string[];
  /** Sentences about results that the run has, or was to have, and would no longer have: scenarios, explanations. */
  readonly ofWhat: readonly string[];
  /** The run is to have another number of draws or replicates, or another rule to stop. */
  readonly ofSize: string | null;
}

/** Keys that every scenario of a run shares: what has changed in them is told once. */
const OF_THE_RUN = /^(explanation|experiment\.(draws|replicates|seed)): /;

export function changesOf(manifest: Manifest, before: RunPlan, now: PreparedRun): Changes {
  const ofReplicates: string[] = [];
  const ofTheRest: string[] = [];
  const ofWhat: string[] = [];
  if (manifest.model !== modelVersion()) ofReplicates.push('the model has changed, or its data');
  if (manifest.seed.text !== now.plan.seed)
    ofReplicates.push(`the seed has changed: ${manifest.seed.text} → ${now.plan.seed}`);
  ofReplicates.push(...changedData(manifest, now));
  const explanations: readonly string[] = now.plan.explanations;
  for (const name of explanations)
    if (!manifest.experiment.explanations.includes(name)) ofReplicates.push(`explanation ${name} is new`);
  for (const name of manifest.experiment.explanations)
    if (!explanations.includes(name)) ofWhat.push(`${name} is no longer among the explanations`);
  for (const [at, scenario] of now.experiment.scenarios.entries()) {
    const { id, sha256 } = scenario;
    const known = manifest.scenarios.find((one) => one.id === id);
    if (!known) ofReplicates.push(`${id} is new`);
    else if (known.sha256 !== sha256) {
      const all = changedKeys(before.shown[id] ?? {}, shownValues(scenario, now.geography));
      const keys = all.filter((key) => !OF_THE_RUN.test(key));
      const isOther = before.keys[id] !== scenarioKey(now.plan.scenarios[at]!);
      if (isOther || keys.length > 0 || all.length === 0)
        (isOther ? ofReplicates : ofTheRest).push(
          `${id} has changed: ${keys.join('; ') || 'in its parameters'}`,
        );
    }
  }
  for (const { id } of manifest.scenarios) {
    if (!now.experiment.scenarios.some((scenario) => scenario.id === id))
      ofWhat.push(`${id} is no longer among the scenarios`);
  }
  return { ofReplicates, ofTheRest, ofWhat, ofSize: changedSize(manifest, now) };
}

function changedData({ data }: Manifest, { files }: PreparedRun): string[] {
  const before = new Map(data.map(({ file, sha256 }) => [file, sha256]));
  return dataHashes(files)
    .filter(({ file, sha256 }) => before.get(file) !== sha256)
    .map(({ file }) => `${file} ${before.has(file) ? 'has changed' : 'is new'}`);
}

/** `key: old → new` for each key that is not as it was. */
export function changedKeys(
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  return keys
    .filter((key) => before[key] !== now[key])
    .map((key) => `${key}: ${before[key] ?? 'not set'} → ${now[key] ?? 'not set'}`);
}

function changedSize({ experiment, stop, status, share }: Manifest, { plan }: PreparedRun): string | null {
  const parts = [
    ['draws', experiment.draws, sizeOf(plan.draws)],
    ['replicates', experiment.replicates, sizeOf(plan.replicates)],
  ] as const;
  const changed = parts.flatMap(([name, old, now]) => (old === now ? [] : [`${name}: ${old} → ${now}`]));
  // Until a run has ended its manifest does not say how its rule to stop came out, and that of a share never does.
  const ended = !share && (status === 'complete' || status === 'partial');
  if (ended && (stop?.when ?? null) !== (plan.stop?.when ?? null))
    changed.push(`stop: ${stop?.when ?? 'none'} → ${plan.stop?.when ?? 'none'}`);
  return changed.length === 0 ? null : changed.join(', ');
}
