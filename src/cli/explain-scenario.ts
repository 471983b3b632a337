/** A resolved scenario as `duel explain` shows it: every value with the file and line that it comes from. */
import { dirname, relative } from 'node:path';
import { dateOf } from '../model/calendar.js';
import type { PressureSchedule, Schedule } from '../model/forcing.js';
import type { Geography } from '../model/geography.js';
import { findPlace, type Side } from '../scenarios/places.js';
import { levelText } from '../scenarios/pressure.js';
import { originKey } from '../scenarios/pulled.js';
import type { Pulled, Scenario } from '../scenarios/scenario.js';

/** Every key of the scenario's file, and those that were not written, with what each came to. */
export function shownValues(scenario: Scenario, geography: Geography): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...scenario.origin.keys()].map((key) => [key, valueText(scenario, key, geography)]),
  );
}

/** Lines of text, the last one ended. */
export function scenarioText(scenario: Scenario, geography: Geography): string {
  const rows = [...scenario.origin].map(
    ([key, origin]) => [key, valueText(scenario, key, geography), origin] as const,
  );
  const width = Math.max(...rows.map(([key]) => key.length));
  const lines = rows.map(([key, value, origin]) => `${key.padEnd(width)}  ${value}  (${origin})`);
  const set = scenario.settings.map(({ key, value }) => `  ${key} = ${value}`);
  const forced = scenario.forcingRows.map(
    ({ lever, location, date, level }) => `  ${lever} in ${location} from ${date}: ${level}`,
  );
  return `${[
    `${scenario.id}, sha256 ${scenario.sha256}`,
    ...lines,
    ...(set.length > 0 ? ['put in by vary or --set:', ...set] : []),
    'as applied:',
    ...forced,
  ].join('\n')}\n`;
}

/** What a key of the file came to. */
function valueText(scenario: Scenario, key: string, geography: Geography): string {
  const pulled = scenario.pulled.find((entry) => originKey(entry) === key);
  if (pulled) return pulledText(pulled);
  const [section, second, third, ...rest] = key.split('.');
  if (section === 'pressure') {
    const side = second as Side;
    const pressure = scenario.forcing[side];
    if (third === undefined) return 'as calibrated';
    if (third !== 'by_location') return courseText(pressure.everywhere, third);
    const place = findPlace(rest.slice(0, -1).join('.'), side, geography);
    return courseText(placed(pressure, place?.regions[0]), rest.at(-1)!);
  }
  if (section === 'assert') return assertionText(scenario, Number(second) - 1);
  if (key === 'experiment.stop.when') return String(scenario.experiment.stop?.when.text);
  if (key === 'experiment.stop.at_least') return String(scenario.experiment.stop?.atLeast);
  if (key === 'explanation') return scenario.explanations.join(', ');
  if (key === 'parameters') {
    const { parameters, file } = scenario;
    return parameters.kind === 'file' ? relative(dirname(file), parameters.path) : parameters.kind;
  }
  const path = section === 'time' ? [second!] : key.split('.');
  const value = path.reduce<unknown>((at, step) => (at as Record<string, unknown> | null)?.[step], scenario);
  return Array.isArray(value) ? value.join(section === 'assumptions' ? '\n    ' : ', ') : String(value);
}

function pulledText({ kind, amount, until, source }: Pulled): string {
  const name = kind === 'lever' ? 'strength' : 'size';
  return `${name} ${amount}, ${until === null ? 'to the end' : `until ${until}`}; source: ${source}`;
}

function assertionText({ assertions }: Scenario, at: number): string {
  const { that, onFail, because } = assertions[at]!;
  return `${that.text}, else ${onFail}${because === null ? '' : `: ${because}`}`;
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
