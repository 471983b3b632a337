/** `duel bless`: one baseline of the gate is moved to what the model gives now, with the reason. */
import { dirname, basename, relative } from 'node:path';
import { type Command, Option } from 'commander';
import { blessed, blessedText, type BlessedRow, keyOf } from '../calibration/blessed.js';
import { CalibrationFolder } from '../calibration/calibration-folder.js';
import { DRAWS, type GateQuantity, TALLIES } from '../calibration/gate-quantities.js';
import {
  BLESSED_REPLICATES,
  BLESSED_SEED,
  EXACT_REPLICATES,
  exactValues,
  gateDraws,
  type GateValue,
  statisticalValues,
  type Tier,
  TIERS,
} from '../calibration/gate-values.js';
import { type Explanation, EXPLANATIONS } from '../model/explanations.js';
import { didYouMean } from '../scenarios/nearest.js';
import { CommandError } from './exit-codes.js';
import {
  blessedPath,
  type GateFiles,
  gateSource,
  readBlessed,
  simulated,
  withGateFiles,
} from './gate-source.js';
import type { Io } from './io.js';

interface BlessOptions extends GateFiles {
  readonly reason?: string;
  readonly explanation?: Explanation;
  readonly tier?: Tier;
  readonly all?: true;
}

export function registerBless(program: Command, io: Io): void {
  const bless = program
    .command('bless')
    .argument('[quantity]', 'a name as duel check calibration prints it')
    .option('--reason <text>', 'why it moved; kept in the table')
    .addOption(new Option('--explanation <name>', 'under this explanation only').choices(EXPLANATIONS))
    .addOption(new Option('--tier <name>', 'this tier only').choices(TIERS))
    .addOption(new Option('--all', 'refused').hideHelp());
  withGateFiles(bless).action((quantity: string | undefined, options: BlessOptions) =>
    blessCommand(quantity, options, io),
  );
}

async function blessCommand(quantity: string | undefined, options: BlessOptions, io: Io): Promise<void> {
  if (options.all)
    throw new CommandError(
      '--all is refused: each baseline is looked at and moved by itself, with its own reason',
    );
  if (quantity === undefined)
    throw new CommandError('which quantity? duel check calibration names what moved');
  const reason = options.reason?.replace(/\s+/g, ' ').trim() ?? '';
  if (reason === '') throw new CommandError(`--reason is missing or empty: say why ${quantity} moved`);
  const explanations = options.explanation === undefined ? EXPLANATIONS : [options.explanation];
  const table = readBlessed(options, io);
  const source = gateSource(options, explanations, io);
  assertKnown(quantity, source.quantities, table);
  const tiers = TIERS.filter(
    (tier) =>
      (options.tier === undefined || tier === options.tier) && hasTier(quantity, source.quantities, tier),
  );
  const values = await simulated(
    source,
    explanations.length *
      tiers.reduce(
        (sum, tier) => sum + (tier === 'exact' ? EXACT_REPLICATES : gateDraws(source) * BLESSED_REPLICATES),
        0,
      ),
    async (whole) => [
      ...(tiers.includes('exact') ? await exactValues(whole) : []),
      ...(tiers.includes('statistical')
        ? await statisticalValues(whole, BLESSED_SEED, BLESSED_REPLICATES)
        : []),
    ],
    io,
  );
  const own = values.filter((seen) => seen.quantity === quantity);
  const isMeant = (row: BlessedRow): boolean =>
    row.quantity === quantity &&
    (options.explanation === undefined || row.explanation === options.explanation) &&
    (options.tier === undefined || row.tier === options.tier);
  const seen = new Set(own.map(keyOf));
  const gone = new Set(
    table
      .filter(isMeant)
      .map(keyOf)
      .filter((key) => !seen.has(key)),
  );
  if (own.length === 0 && gone.size === 0)
    throw new CommandError(`${quantity} has nothing in the tier ${options.tier!}`);
  const path = blessedPath(options, io);
  new CalibrationFolder(dirname(path)).file(basename(path), blessedText(blessed(table, own, gone, reason)));
  const before = new Map(table.map((row) => [keyOf(row), row.value]));
  io.out(
    [
      ...own.map((value) => changeText(value, before)),
      ...[...gone].map((key) => `${key}: taken out, nothing gives it any more`),
      `${relative(io.cwd, path)}: ${own.length + gone.size} rows, reason: ${reason}`,
      '',
    ].join('\n'),
  );
}

function changeText(seen: GateValue, before: ReadonlyMap<string, number | null>): string {
  const text = (value: number | null | undefined): string =>
    value === undefined ? 'nothing' : value === null ? 'undefined' : String(Number(value.toPrecision(10)));
  return `${keyOf(seen)}: ${text(before.get(keyOf(seen)))} → ${text(seen.value)}`;
}

function hasTier(quantity: string, quantities: readonly GateQuantity[], tier: Tier): boolean {
  if (quantity === TALLIES || quantity === DRAWS) return tier === 'exact';
  const known = quantities.find(({ id }) => id === quantity);
  return known !== undefined && (tier === 'statistical' || known.isExact);
}

/** @throws CommandError for a name that neither the model nor the table has */
function assertKnown(
  quantity: string,
  quantities: readonly GateQuantity[],
  table: readonly BlessedRow[],
): void {
  const names = [
    ...new Set([...quantities.map(({ id }) => id), TALLIES, DRAWS, ...table.map((row) => row.quantity)]),
  ];
  if (names.includes(quantity)) return;
  const hint = didYouMean(quantity, names, 'duel check calibration --json lists all of them');
  throw new CommandError(`no quantity "${quantity}": ${hint}`);
}
