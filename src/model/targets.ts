/**
 * What a published source, or a reader of the results, can count: the closed list of output targets, and how
 * each is aggregated over months and places.
 */

export const KINDS = [
  'guerrilla',
  'infrastructure',
  'humanitarian',
  'assassination',
  'sectarian',
  'cross-border',
] as const;
export type Kind = (typeof KINDS)[number];

/**
 * How months of a target combine into a window: a `flow` is summed, a `stock` (its value at the end of each
 * month) is averaged, a `distinct` counts regions with at least one in the window, a `share` is a ratio of two
 * window sums and is missing where the denominator is 0.
 */
export type Aggregation = 'flow' | 'stock' | 'distinct' | 'share';

/** What is read off a replicate: its unit, and how months combine into a window. */
export interface Target {
  readonly id: string;
  readonly aggregation: Aggregation;
  readonly unit: string;
  /** Values are whole numbers in every replicate. */
  readonly integer: boolean;
  readonly sentence: string;
}

const flow = (id: string, unit: string, sentence: string, integer = true): Target => ({
  id,
  aggregation: 'flow',
  unit,
  integer,
  sentence,
});
const stock = (id: string, unit: string, sentence: string): Target => ({
  id,
  aggregation: 'stock',
  unit,
  integer: true,
  sentence,
});

/** Every target, in the order of the results' tables' documentation. Ids are unique and snake_case. */
export const TARGETS: readonly Target[] = [
  flow('attacks', 'attacks', 'Attacks claimed by ISK, where they land.'),
  flow(
    'attacks_expected',
    'attacks',
    'Expected claimed attacks: summed hazards × claim probability, before chance.',
    false,
  ),
  flow('attacks_actual', 'attacks', 'Attacks that happened, claimed or not, where they land.'),
  flow('attacks_suicide', 'attacks', 'Claimed suicide attacks.'),
  ...KINDS.map((kind) =>
    flow(`attacks_${kind.replace('-', '_')}`, 'attacks', `Claimed attacks of the kind "${kind}".`),
  ),
  flow('attacks_foreign_interests', 'attacks', 'Claimed attacks on foreign interests.'),
  flow('killed', 'persons', 'Persons killed in claimed attacks.'),
  flow('raids', 'raids', 'Raids carried out against ISK, whether or not they found anybody.'),
  flow('raids_reported', 'raids', 'Raids that a published source could have counted.'),
  flow('seniors_removed', 'persons', 'Senior figures removed by raids.'),
  stock('cells', 'cells', 'Cells at the end of the month, dormant ones included.'),
  stock('cells_dormant', 'cells', 'Dormant cells at the end of the month.'),
  stock('fighters', 'persons', 'Fighters in all cells at the end of the month.'),
  {
    id: 'provinces_active',
    aggregation: 'distinct',
    unit: 'regions',
    integer: true,
    sentence: 'Regions with at least one claimed attack.',
  },
  {
    id: 'provinces_raided',
    aggregation: 'distinct',
    unit: 'regions',
    integer: true,
    sentence: 'Regions with at least one raid that a published source could have counted.',
  },
  {
    id: 'kp_share',
    aggregation: 'share',
    unit: '1',
    integer: false,
    sentence: "KP's share of all claimed attacks in Afghanistan and KP.",
  },
  flow(
    'crossings',
    'cells',
    'Cells that crossed the border into the region, either way between Afghanistan and KP.',
  ),
  flow('external_plots', 'plots', 'External plots linked to ISK, in `all` only.'),
];

/** Names of all targets, in the order in which tables and documentation list them. */
export const TARGET_IDS: readonly string[] = TARGETS.map((target) => target.id);

/**
 * The target of that name.
 * @throws RangeError for an unknown id
 */
export function targetOf(id: string): Target {
  const found = TARGETS.find((target) => target.id === id);
  if (!found) throw new RangeError(`unknown target "${id}"`);
  return found;
}
