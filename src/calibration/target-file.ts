/** Reading a table of targets: `data/targets.csv`, or one of the user's own with the same columns. */
import { type Measure, windowOf } from '../analysis/layout.js';
import { monthName, monthNumber } from '../model/calendar.js';
import { TARGET_IDS } from '../model/targets.js';
import { HINDCAST_MONTHS } from './hindcast.js';
import { CsvError, parseCsv } from '../results/csv-reader.js';
import {
  type CalibrationTarget,
  type Reading,
  READINGS,
  type Role,
  ROLES,
  TARGET_KINDS,
  type TargetKind,
  type Term,
} from './target.js';

const HEADER = [
  'id',
  'reading',
  'role',
  'kind',
  'label',
  'value',
  'lower',
  'upper',
  'scale',
  'source_error',
  'article_line',
  'facts',
  'terms',
  'per',
] as const;

const MONTHS_OF = /^(\d{4}-(?:0[1-9]|1[0-2]))\/(\d{4}-(?:0[1-9]|1[0-2]))$/;
const MOST_TERMS = 64;
/** The article has some forty. */
const MOST_TARGETS = 10_000;

/** @param locations ids that a term may name. @throws CsvError with file and line for the first thing that is wrong */
export function parseTargets(
  text: string,
  file: string,
  locations: ReadonlySet<string>,
): CalibrationTarget[] {
  const { rows, lines } = parseCsv(text, file, {
    header: (names) => {
      if (names.join() !== HEADER.join())
        throw new CsvError(file, 1, `the header is ${names.join()}; expected ${HEADER.join()}`);
    },
    mostRows: MOST_TARGETS,
  });
  const seen = new Set<string>();
  return rows.map((cells, at) => {
    const row = new Row(cells, file, lines[at]!, locations);
    const target = row.target();
    for (const reading of target.readings) {
      const key = `${target.id} ${reading}`;
      if (seen.has(key)) throw row.error(`${target.id} says twice what it is under ${reading}`);
      seen.add(key);
    }
    return target;
  });
}

class Row {
  constructor(
    private readonly cells: readonly string[],
    private readonly file: string,
    private readonly line: number,
    private readonly locations: ReadonlySet<string>,
  ) {}

  target(): CalibrationTarget {
    const kind = this.oneOf('kind', TARGET_KINDS) as TargetKind;
    const role = this.oneOf('role', ROLES) as Role;
    const value = this.number('value');
    const low = this.optional('lower') ?? -Infinity;
    const high = this.optional('upper') ?? Infinity;
    const scale = this.optional('scale');
    const per = this.terms('per');
    if (!(low <= value && value <= high))
      throw this.error(`value ${value} is not between ${low} and ${high}`);
    if (role === 'fit' && !(scale !== null && scale > 0))
      throw this.error('a target that is fitted needs a scale above 0');
    if (kind === 'share' && per.length === 0) throw this.error('a share needs per: what it is a share of');
    if (kind === 'count' && per.length > 0) throw this.error('a count has no per; expected kind share');
    const sourceError = this.number('source_error');
    if (!(sourceError >= 0 && sourceError < 1)) throw this.error('source_error is not between 0 and 1');
    return {
      id: this.text('id'),
      readings: this.readings(),
      role,
      kind,
      label: this.text('label'),
      value,
      rounding: [low, high],
      scale,
      sourceError,
      lines: this.text('article_line'),
      facts: this.text('facts'),
      terms: this.terms('terms', 1),
      per,
    };
  }

  error(problem: string): CsvError {
    return new CsvError(this.file, this.line, problem);
  }

  private cell(name: (typeof HEADER)[number]): string {
    return this.cells[HEADER.indexOf(name)]!.trim();
  }

  private text(name: (typeof HEADER)[number]): string {
    const text = this.cell(name);
    if (text === '') throw this.error(`${name} is empty`);
    return text;
  }

  private optional(name: (typeof HEADER)[number]): number | null {
    return this.cell(name) === '' ? null : this.number(name);
  }

  private number(name: (typeof HEADER)[number]): number {
    const text = this.text(name);
    const value = Number(text);
    if (!Number.isFinite(value)) throw this.error(`${name} "${text}" is not a number`);
    return value;
  }

  private oneOf(name: (typeof HEADER)[number], allowed: readonly string[]): string {
    const text = this.text(name);
    if (!allowed.includes(text)) throw this.error(`${name} "${text}" is not one of ${allowed.join(', ')}`);
    return text;
  }

  private readings(): readonly Reading[] {
    const text = this.text('reading');
    if (text === 'all') return READINGS;
    const names = text.split(' ');
    const known = READINGS.filter((reading) => names.includes(reading));
    if (known.length !== names.length)
      throw this.error(`reading "${text}" is neither all nor a list of ${READINGS.join(' ')}`);
    return known;
  }

  /** `attacks.kp 2021-08/2021-12 - 0.5*attacks.kabul 2021-08/2021-08` */
  private terms(name: 'terms' | 'per', least = 0): Term[] {
    const text = this.cell(name);
    const words = text === '' ? [] : text.split(/ +/);
    const terms: Term[] = [];
    let sign = 1;
    for (let at = 0; at < words.length; at += 3) {
      const [factor, place] = splitFactor(words[at]!);
      if (factor === null) throw this.error(`${name}: "${words[at]!}" does not start with a number and *`);
      terms.push({ ...this.measure(name, place, words[at + 1] ?? ''), factor: sign * factor });
      const joint = words[at + 2];
      if (joint !== undefined && joint !== '+' && joint !== '-')
        throw this.error(`${name}: expected + or - and not "${joint}"`);
      if (joint !== undefined && at + 3 >= words.length) throw this.error(`${name} ends with ${joint}`);
      sign = joint === '-' ? -1 : 1;
    }
    if (terms.length < least) throw this.error(`${name} is empty; expected TARGET.LOCATION FROM/TO`);
    if (terms.length > MOST_TERMS) throw this.error(`${name} has more than ${MOST_TERMS} terms`);
    return terms;
  }

  private measure(name: string, place: string, months: string): Measure {
    const dot = place.indexOf('.');
    const [target, location] = [place.slice(0, dot), place.slice(dot + 1)];
    if (dot < 0 || !TARGET_IDS.includes(target))
      throw this.error(`${name}: "${place}" is not TARGET.LOCATION with a known target`);
    if (!this.locations.has(location))
      throw this.error(`${name}: unknown location "${location}" in "${place}"`);
    const match = MONTHS_OF.exec(months);
    if (!match) throw this.error(`${name}: "${months}" is not a window such as 2021-08/2021-12`);
    const [from, last] = [this.month(name, match[1]!), this.month(name, match[2]!)];
    if (last < from) throw this.error(`${name}: the window ${months} ends before it begins`);
    return { target, location, window: windowOf(from, last + 1) };
  }

  private month(name: string, text: string): number {
    const month = monthNumber(text);
    if (month >= 0 && month < HINDCAST_MONTHS) return month;
    throw this.error(
      `${name}: ${text} is not simulated: windows lie between ${monthName(0)} and ${monthName(HINDCAST_MONTHS - 1)}`,
    );
  }
}

function splitFactor(word: string): readonly [factor: number | null, place: string] {
  const star = word.indexOf('*');
  if (star < 0) return [1, word];
  const factor = Number(word.slice(0, star));
  return [star > 0 && Number.isFinite(factor) ? factor : null, word.slice(star + 1)];
}
