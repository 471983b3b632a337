/** `duel check calibration`: the gate. What the model gives now against `calibration/blessed.csv`. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { gate } from '../calibration/gate.js';
import {
  BLESSED_SEED,
  EXACT_REPLICATES,
  exactValues,
  FRESH_REPLICATES,
  FRESH_SEED,
  gateDraws,
  statisticalValues,
  type Tier,
  TIERS,
} from '../calibration/gate-values.js';
import { EXPLANATIONS } from '../model/explanations.js';
import { EXIT } from './exit-codes.js';
import { type GateFiles, gateSource, readBlessed, simulated, withGateFiles } from './gate-source.js';
import { gateText, undetectedRates } from './gate-text.js';
import type { Io } from './io.js';
import { wholeNumber } from './run-options.js';

interface CheckOptions extends GateFiles {
  readonly tier?: Tier;
  readonly seed: string;
  readonly replicates: number;
  readonly json?: true;
}

export function registerCheck(program: Command, io: Io): void {
  const check = program.command('check');
  const calibration = check
    .command('calibration')
    .description(
      'compare what the calibrated model gives now with calibration/blessed.csv; exit 4 where it moved',
    )
    .addOption(new Option('--tier <name>', 'this tier only').choices(TIERS))
    .option(
      '--seed <text>',
      'seed of the statistical tier; another one is another look',
      freshSeed,
      FRESH_SEED,
    )
    .option(
      '--replicates <n>',
      'replicates of each draw in the statistical tier, at least 2; more see smaller changes',
      severalReplicates,
      FRESH_REPLICATES,
    )
    .option('--json', 'every row for machines on stdout');
  withGateFiles(calibration).action((options: CheckOptions) => checkCommand(options, io));
}

function freshSeed(text: string): string {
  if (text === '') throw new InvalidArgumentError('expected at least one character.');
  if (text === BLESSED_SEED)
    throw new InvalidArgumentError('the blessed means come from this seed; expected another one.');
  return text;
}

function severalReplicates(text: string): number {
  const replicates = wholeNumber(text);
  if (replicates < 2) throw new InvalidArgumentError('expected at least 2: one has no standard error.');
  return replicates;
}

async function checkCommand(options: CheckOptions, io: Io): Promise<void> {
  const { seed, replicates, json } = options;
  const tiers = options.tier === undefined ? TIERS : [options.tier];
  const table = readBlessed(options, io).filter(({ tier }) => (tiers as readonly string[]).includes(tier));
  const source = gateSource(options, EXPLANATIONS, io);
  const draws = gateDraws(source);
  const isAsked = (tier: Tier): boolean => tiers.includes(tier);
  const total =
    EXPLANATIONS.length *
    ((isAsked('exact') ? EXACT_REPLICATES : 0) + (isAsked('statistical') ? draws * replicates : 0));
  const values = await simulated(
    source,
    total,
    async (whole) => [
      ...(isAsked('exact') ? await exactValues(whole) : []),
      ...(isAsked('statistical') ? await statisticalValues(whole, seed, replicates) : []),
    ],
    io,
  );
  const report = gate(table, values, replicates);
  const undetected = undetectedRates();
  io.out(
    json
      ? `${JSON.stringify({ ...report, seed, draws, replicates, undetected }, null, 2)}\n`
      : gateText(report, { seed, draws, replicates, undetected }),
  );
  if (!report.passed) io.exitWith(EXIT.calibration);
}
