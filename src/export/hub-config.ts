/** Configuration and metadata of a hub, by the hubverse schemas v6.0.0 (https://github.com/hubverse-org/schemas). */
import { stringify } from 'yaml';
import { targetOf } from '../model/targets.js';
import type { FinishedRun } from '../results/finished-run.js';
import { markdownText } from '../results/markdown.js';
import { citation } from './citation.js';

const SCHEMAS = 'https://raw.githubusercontent.com/hubverse-org/schemas/main/v6.0.0';
const TEAM = 'enduring_duel';

/** The 23 levels that forecast hubs ask for. */
export const QUANTILE_LEVELS: readonly number[] = [
  0.01,
  0.025,
  ...Array.from({ length: 19 }, (_, at) => (at + 1) / 20),
  0.975,
  0.99,
];

export interface Contents {
  /** The first simulated day; horizon 1 is the month that it is in. */
  readonly origin: string;
  readonly explanations: readonly string[];
  readonly scenarios: readonly string[];
  readonly locations: readonly string[];
  readonly targets: readonly string[];
  /** Months by number and last day. */
  readonly months: readonly { readonly horizon: number; readonly end: string }[];
  /** Replicates of an explanation. */
  readonly fewestSamples: number;
  readonly mostSamples: number;
}

/** `<team>-<model>`: an explanation is a model. */
export function modelId(explanation: string): string {
  return `${TEAM}-${explanation}`;
}

/** Files of the hub but for the model output, by path. */
export function hubFiles(contents: Contents, run: FinishedRun): Map<string, string> {
  const files = new Map<string, string>([
    ['README.md', readme(run)],
    ['hub-config/admin.json', json(admin(run))],
    ['hub-config/tasks.json', json(tasks(contents, run))],
    ['hub-config/model-metadata-schema.json', json(METADATA_SCHEMA)],
  ]);
  for (const explanation of contents.explanations)
    files.set(`model-metadata/${modelId(explanation)}.yml`, stringify(metadata(explanation, run)));
  return files;
}

function admin({ name }: FinishedRun): object {
  const { title, authors } = citation();
  return {
    schema_version: `${SCHEMAS}/admin-schema.json`,
    name: `${title}, run ${name}: stylised scenarios, not forecasts`,
    maintainer: authors.map((author) => author.name).join(', '),
    contact: { name: authors[0]!.name },
    // The schema asks for one; whoever hosts the hub puts it in.
    repository: { host: 'github', owner: 'not-hosted', name },
    file_format: ['parquet'],
    timezone: 'Asia/Kabul',
  };
}

function tasks(contents: Contents, { manifest }: FinishedRun): object {
  const { origin, scenarios, locations, targets, months, fewestSamples, mostSamples } = contents;
  const all = (values: readonly (string | number)[]): object => ({ required: null, optional: values });
  const created = manifest.created.slice(0, 10);
  return {
    schema_version: `${SCHEMAS}/tasks-schema.json`,
    rounds: [
      {
        round_id_from_variable: true,
        round_id: 'origin_date',
        model_tasks: [
          {
            task_ids: {
              origin_date: { required: [origin], optional: null },
              scenario_id: all(scenarios),
              location: all(locations),
              target: all(targets),
              horizon: all(months.map(({ horizon }) => horizon)),
              target_end_date: all(months.map(({ end }) => end)),
            },
            output_type: {
              quantile: {
                output_type_id: { required: QUANTILE_LEVELS },
                is_required: true,
                value: { type: 'double', minimum: 0 },
              },
              sample: {
                output_type_id_params: {
                  type: 'character',
                  max_length: 24,
                  min_samples_per_task: fewestSamples,
                  max_samples_per_task: mostSamples,
                  // One sample is one history: joint over places, targets and months, and paired over scenarios.
                  compound_taskid_set: ['origin_date'],
                },
                is_required: true,
                value: { type: 'double', minimum: 0 },
              },
            },
            target_metadata: targets.map(metadataOf),
          },
        ],
        submissions_due: { start: created, end: created },
      },
    ],
    output_type_id_datatype: 'character',
    derived_task_ids: ['target_end_date'],
  };
}

function metadataOf(target: string): object {
  const { unit, integer, aggregation, sentence } = targetOf(target);
  return {
    target_id: target,
    target_name: target.replaceAll('_', ' '),
    target_units: unit,
    target_keys: { target },
    target_type: integer ? 'discrete' : 'continuous',
    is_step_ahead: true,
    time_unit: 'month',
    additional_metadata: { description: sentence, aggregation },
  };
}

const METADATA_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Model metadata',
  type: 'object',
  properties: {
    team_name: { type: 'string' },
    team_abbr: { type: 'string', pattern: '^[A-Za-z0-9_]+$' },
    model_name: { type: 'string' },
    model_abbr: { type: 'string', pattern: '^[A-Za-z0-9_]+$' },
    model_version: { type: 'string' },
    model_contributors: {
      type: 'array',
      items: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
    },
    license: { type: 'string' },
    methods: { type: 'string' },
    designated_model: { type: 'boolean' },
  },
  required: [
    'team_name',
    'team_abbr',
    'model_name',
    'model_abbr',
    'model_version',
    'model_contributors',
    'license',
    'methods',
  ],
  additionalProperties: false,
};

function metadata(explanation: string, { manifest }: FinishedRun): object {
  const { title, abstract, license, authors } = citation();
  return {
    team_name: title,
    team_abbr: TEAM,
    model_name: `${title} under the explanation ${explanation}`,
    model_abbr: explanation,
    model_version: `${manifest.version}+${manifest.model.slice(0, 12)}`,
    model_contributors: authors.map(({ name }) => ({ name })),
    license,
    methods: abstract,
    designated_model: false,
  };
}

function readme({ name, manifest }: FinishedRun): string {
  return [
    `# Run ${markdownText(name)} as a hubverse hub`,
    '',
    'Stylised scenarios, not forecasts. Each explanation of the 2023 decline is a model; `scenario_id` is the scenario.',
    'Quantiles are over parameter draws and replicates. A sample is one replicate: `d3r7` is replicate 7 of draw 3, the',
    'same address in every scenario, so that samples of the same name are paired within a model. Horizon 1 is the month',
    'of `origin_date`. There are no target data: nothing here is to be scored against later events.',
    '',
    `Seed "${markdownText(manifest.seed.text)}", version ${manifest.version}, model ${manifest.model}.`,
    'Before this is hosted, put its repository into `hub-config/admin.json`.',
    '',
  ].join('\n');
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
