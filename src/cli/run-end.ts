/** What a run says at its end: checks first, then what differs, where it stopped, where it is, and what to do next. */
import { existsSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { assumedEffects, assumedNote } from '../analysis/assumed-effects.js';
import { TABLES } from '../results/columns.js';
import { REPORT_FILE } from '../results/folder.js';
import { reproducing, shellWord } from '../runner/failures.js';
import type { PreparedRun } from '../runner/prepare-run.js';
import type { RunOutcome } from '../runner/run.js';
import type { Scenario } from '../scenarios/scenario.js';
import { doseText } from './dose-text.js';
import type { Io } from './io.js';
import { durationText } from './progress.js';
import { brokenText, checksText, figure } from './run-checks.js';
import type { RunCommandOptions } from './run-options.js';
import { MANY, overviewText } from './run-overview.js';
import { reboundText } from './run-rebound.js';
import { caveat, compared, headlines, headlineText, levelsText } from './run-summary.js';

/** Failures go to stderr. @param given files and settings as they were given */
export function tellFailures(
  { failures, counts, path }: RunOutcome,
  { plan }: PreparedRun,
  given: readonly string[],
  { only }: RunCommandOptions,
  io: Io,
): void {
  const [first] = failures;
  if (!first) return;
  const { stage, message, stack } = first.result;
  const dropped = counts.dropped > 0 ? `, and ${counts.dropped} were dropped that they pair with` : '';
  io.err(
    `${counts.failed} replicates failed${dropped}: see ${relative(io.cwd, path)}/${TABLES.failures.path}\n`,
  );
  if (only) io.err(`${stage}: ${stack}\n`);
  else io.err(`the first, in ${stage}: ${message}\n  ${reproducing(first, given, plan.seed)}\n`);
}

export function tellOutcome(
  outcome: RunOutcome,
  { experiment, plan }: PreparedRun,
  options: RunCommandOptions,
  io: Io,
): void {
  const { scenarios } = experiment;
  const found = headlines(scenarios, outcome.contrasts);
  const name = dirname(outcome.path) === io.results ? basename(outcome.path) : relative(io.cwd, outcome.path);
  const many = found.length >= MANY;
  const report = `duel report ${name}`;
  const comparisons = compared(scenarios).map(
    ({ id, counterfactual }) => `duel compare ${name}:${id} ${name}:${counterfactual}`,
  );
  const { path, status, counts, checks, stopped, took } = outcome;
  if (options.json) {
    const rows = found.flatMap(({ differences, shares }) => [...differences, ...shares]);
    const { regret } = outcome;
    const summary = {
      path,
      status,
      counts,
      stopped,
      milliseconds: took,
      checks,
      headlines: rows,
      regret,
      next: [report, ...comparisons],
    };
    return io.out(`${JSON.stringify(summary, null, 2)}\n`);
  }
  if (status === 'interrupted')
    io.out(
      `interrupted: what follows is of the ${counts.done} replicates of ${counts.planned} that were done\n\n`,
    );
  io.out(checksText(checks));
  if (many) io.out(`${overviewText(found, outcome.contrasts, outcome.regret, io.outColour)}\n`);
  for (const headline of many ? [] : found) {
    io.out(`${headlineText(headline, io.outColour)}\n`);
    const soon = reboundText(headline.scenario, outcome.contrasts, outcome.survival, io.outColour);
    if (soon !== '') io.out(`${soon}\n`);
  }
  if (found.length === 0) {
    for (const scenario of scenarios) io.out(`${levelsText(outcome.summary, scenario, io.outColour)}\n`);
  }
  io.out(doseText(scenarios, plan));
  io.out(effectsText(scenarios));
  io.out(caveat(scenarios[0]!.parameters));
  io.out(stoppedText(outcome));
  const reused = counts.reused > 0 ? ` (${counts.reused} reused from the journal)` : '';
  const done = `${counts.done} of ${counts.planned} replicates done${reused} in ${durationText(took.all)}`;
  io.out(`${status}: ${done}; results in ${relative(io.cwd, path)}\n`);
  io.out(brokenText(checks));
  if (status === 'interrupted') io.out(`to go on: duel run --resume ${shellWord(name)}\n`);
  for (const older of counts.reused > 0 ? [REPORT_FILE, 'export'] : [])
    if (existsSync(join(path, older))) io.out(`${older} is older than these tables: make it anew\n`);
  io.out(`next: ${report}\n`);
  const [first] = comparisons;
  if (many) io.out(`next: ${first} (so each of ${comparisons.length}, or any two)\n`);
  else for (const command of comparisons) io.out(`next: ${command}\n`);
}

/** A line for each scenario whose headline rests on the assumed effect of a lever or event. */
function effectsText(scenarios: readonly Scenario[]): string {
  const byId = new Map(scenarios.map((scenario) => [scenario.id, scenario]));
  const lines = scenarios.map(({ id, counterfactual }) => {
    const rows = (name: string | null) => byId.get(name ?? '')?.forcingRows ?? [];
    const note = assumedNote(assumedEffects(rows(id), rows(counterfactual)));
    return note === null ? '' : `${id} ${note}: see duel explain levers.\n`;
  });
  return lines.join('');
}

/** Where the rule to stop ended the run, or why it did not. */
function stoppedText({ stopped, counts }: RunOutcome): string {
  if (!stopped) return '';
  const { when, draws, met, mcse, at, scenarioId, explanation } = stopped;
  const seen =
    mcse === null ? 'not known' : mcse === 0 ? '0, seen in too few draws to believe' : figure(mcse);
  const worst = `the largest is ${seen} (${at} in ${scenarioId}, ${explanation})`;
  return met
    ? `stopped after ${draws} draws, ${counts.spared} replicates spared: ${when} everywhere, ${worst}\n` +
        'A run that stops by its error has intervals that are a little too narrow: docs/intervals.md has by how much.\n'
    : `ran all ${draws} draws: ${when} was not met, ${worst}\n`;
}
