/** The hash of what a scenario means, so that formatting never causes a rerun and a change of meaning always does. */
import { createHash } from 'node:crypto';
import type { PressureSchedule } from '../model/forcing.js';
import type { Geography } from '../model/geography.js';
import type { Scenario } from './scenario.js';
import { SCENARIO_SCHEMA } from './schema.js';

/** JSON with sorted keys and no white space. @throws TypeError for anything JSON cannot say. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
  }
  throw new TypeError(`not plain data: ${String(value)}`);
}

/** SHA-256 as hex. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/**
 * Hash of everything that changes results or is printed with them. Paths, comments, the order of keys and the way
 * a scenario is divided over files leave it as it is. `parametersSha256` stands for a parameter file's content.
 */
export function meaningOf(
  scenario: Omit<Scenario, 'sha256' | 'file' | 'origin'>,
  geography: Geography,
  parametersSha256: string | null,
): string {
  const { forcing, forcingRows, parameters, ...rest } = scenario;
  return sha256(
    canonicalJson({
      ...rest,
      schema: SCENARIO_SCHEMA,
      parameters: { kind: parameters.kind, sha256: parametersSha256 },
      pressure: {
        days: forcing.days,
        taliban: plainSchedule(forcing.taliban, geography),
        pakistan: plainSchedule(forcing.pakistan, geography),
      },
      forcingRows,
    }),
  );
}

function plainSchedule({ everywhere, byRegion }: PressureSchedule, geography: Geography): object {
  return {
    everywhere,
    byRegion: Object.fromEntries(
      [...byRegion].map(([region, schedule]) => [geography.codes[region]!, schedule]),
    ),
  };
}
