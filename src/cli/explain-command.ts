/** `duel explain`: a resolved scenario with file and line per value, or the parameter table. */
import { dirname, relative } from 'node:path';
import Table from 'cli-table3';
import type { Command } from 'commander';
import { dateOf } from '../model/calendar.js';
import { EXPLANATIONS } from '../model/explanations.js';
import type { PressureSchedule, Schedule } from '../model/forcing.js';
import type { Geography } from '../model/geography.js';
import { PARAMETERS } from '../model/parameters.js';
import { priorText } from '../model/priors.js';
import { packageGeography } from '../runner/prepare-run.js';
import { findPlace, type Side } from '../scenarios/places.js';
import { levelText } from '../scenarios/pressure.js';
import { PROBLEM_CODES, type ProblemCode } from '../scenarios/problems.js';
import type { Scenario } from '../scenarios/scenario.js';
import type { Io } from './io.js';
import { loadFor } from './loading.js';
import { tableStyle } from './table-style.js';

export function registerExplain(program: Command, io: Io): void {
  program
    .command('explain')
    .description(
      'show a resolved scenario with file and line per value, the parameter table, or an error code',
    )
    .argument('<what>', 'a scenario file, "parameters", or an error code of duel validate')
    .action((what: string) => explain(what, io));
}

function explain(what: string, io: Io): void {
  if (what === 'parameters') return io.out(`${parameterTable(io)}\n`);
  if (Object.hasOwn(PROBLEM_CODES, what)) return io.out(`${what}: ${PROBLEM_CODES[what as ProblemCode]}\n`);
  const loaded = loadFor([what], io);
  if (!loaded) return;
  const geography = packageGeography();
  const own = loaded.scenarios.filter(({ id }) => !loaded.added.includes(id));
  io.out(own.map((scenario) => scenarioText(scenario, geography)).join('\n'));
}

function parameterTable(io: Io): string {
  const table = new Table({
    ...tableStyle(io.outColour),
    head: ['parameter', 'unit', 'default', 'status', 'prior', 'source', 'meaning'],
  });
  for (const { id, unit, default: standard, status, prior, source, sentence } of PARAMETERS) {
    const texts = EXPLANATIONS.map((explanation) => priorText(prior[explanation]));
    const isCommon = texts.every((text) => text === texts[0]);
    const priors = isCommon ? texts[0]! : EXPLANATIONS.map((name, at) => `${name}: ${texts[at]!}`).join('\n');
    table.push([id, unit, String(standard), status, priors, source, sentence]);
  }
  return table.toString();
}

function scenarioText(scenario: Scenario, geography: Geography): string {
  const rows = [...scenario.origin].map(
    ([key, origin]) => [key, valueText(scenario, key, geography), origin] as const,
  );
  const width = Math.max(...rows.map(([key]) => key.length));
  const lines = rows.map(([key, value, origin]) => `${key.padEnd(width)}  ${value}  (${origin})`);
  const forced = scenario.forcingRows.map(
    ({ lever, location, date, level }) => `  ${lever} in ${location} from ${date}: ${level}`,
  );
  return `${[`${scenario.id}, sha256 ${scenario.sha256}`, ...lines, 'as applied:', ...forced].join('\n')}\n`;
}

/** What a key of the file came to. */
function valueText(scenario: Scenario, key: string, geography: Geography): string {
  const [section, second, third, ...rest] = key.split('.');
  if (section === 'pressure') {
    const side = second as Side;
    const pressure = scenario.forcing[side];
    if (third === undefined) return 'as calibrated';
    if (third !== 'by_location') return courseText(pressure.everywhere, third);
    const place = findPlace(rest.slice(0, -1).join('.'), side, geography);
    return courseText(placed(pressure, place?.regions[0]), rest.at(-1)!);
  }
  if (key === 'explanation') return scenario.explanations.join(', ');
  if (key === 'parameters') {
    const { parameters, file } = scenario;
    return parameters.kind === 'file' ? relative(dirname(file), parameters.path) : parameters.kind;
  }
  const path = section === 'time' ? [second!] : key.split('.');
  const value = path.reduce<unknown>((at, step) => (at as Record<string, unknown> | null)?.[step], scenario);
  return Array.isArray(value) ? value.join(section === 'assumptions' ? '\n    ' : ', ') : String(value);
}

function placed({ everywhere, byRegion }: PressureSchedule, region: number | undefined): Schedule | null {
  // Pakistan has one place, so that an entry for it is the schedule itself.
  return (region === undefined ? undefined : byRegion.get(region)) ?? everywhere;
}

function courseText(schedule: Schedule | null, key: string): string {
  if (!schedule) return 'as calibrated';
  const { course, from } = schedule;
  const texts: Readonly<Record<string, string | number | undefined>> = {
    after: dateOf(from),
    shape: course.shape,
    to: levelText(course.to),
    over_days: 'days' in course ? course.days : undefined,
    for_days: 'days' in course ? course.days : undefined,
    on_days: 'onDays' in course ? course.onDays : undefined,
    off_days: 'offDays' in course ? course.offDays : undefined,
    gain: 'gain' in course ? course.gain : undefined,
    ceiling: 'ceiling' in course ? course.ceiling : undefined,
  };
  return String(texts[key] ?? '');
}
