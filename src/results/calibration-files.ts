/** What the calibration ships about itself (`calibration/article/`), as typed rows; a file that is absent is `null`. */
import { CsvError, parseCsv } from './csv-reader.js';

/** What a calibration was asked for, in its folder from the first moment on. */
export const CALIBRATION_REQUEST = 'request.json';

type Kind = 'text' | 'number' | 'flag';
type CellOf<K extends Kind> = K extends 'text' ? string : K extends 'flag' ? boolean | null : number | null;
type Columns = Readonly<Record<string, Kind>>;
type RowOfFile<C extends Columns> = { readonly [Name in keyof C]: CellOf<C[Name]> };

const PREDICTIVE = {
  explanation: 'text',
  parameters: 'text',
  target: 'text',
  label: 'text',
  location: 'text',
  window: 'text',
  role: 'text',
  reading: 'text',
  unit: 'text',
  printed: 'number',
  q05: 'number',
  q25: 'number',
  median: 'number',
  q75: 'number',
  q95: 'number',
  expected_q05: 'number',
  expected_q95: 'number',
  n: 'number',
  covered: 'flag',
} as const;

/** Columns that are read of each file. A cell that is empty is missing: `null`, or '' where it is text. */
export const CALIBRATION_FILES = {
  headlines: {
    explanation: 'text',
    parameters: 'text',
    target: 'text',
    window: 'text',
    statistic: 'text',
    estimate: 'number',
    lower: 'number',
    upper: 'number',
    n: 'number',
    verdict: 'text',
  },
  predictive: PREDICTIVE,
  identification: {
    explanation: 'text',
    parameter: 'text',
    status: 'text',
    unit: 'text',
    prior_q05: 'number',
    prior_median: 'number',
    prior_q95: 'number',
    posterior_q05: 'number',
    posterior_median: 'number',
    posterior_q95: 'number',
    contraction: 'number',
    verdict: 'text',
  },
  evidence: {
    explanation: 'text',
    log_evidence: 'number',
    standard_error: 'number',
    n_seeds: 'number',
    tolerance: 'number',
    weight: 'number',
    stands: 'flag',
    reason: 'text',
  },
  confusion: {
    explanation: 'text',
    assigned: 'text',
    share: 'number',
    weight: 'number',
    n: 'number',
  },
  readings: { explanation: 'text', reading: 'text', prior: 'number', posterior: 'number' },
  monthly: {
    explanation: 'text',
    location: 'text',
    month: 'text',
    q05: 'number',
    q25: 'number',
    median: 'number',
    q75: 'number',
    q95: 'number',
    n: 'number',
  },
  forecast: { ...PREDICTIVE, crps: 'number', wis: 'number' },
  scores: {
    explanation: 'text',
    parameters: 'text',
    score: 'text',
    model: 'number',
    constant_rate: 'number',
    last_window: 'number',
    n: 'number',
  },
} as const satisfies Readonly<Record<string, Columns>>;

export type CalibrationFile = keyof typeof CALIBRATION_FILES;
export type CalibrationRow<Name extends CalibrationFile> = RowOfFile<(typeof CALIBRATION_FILES)[Name]>;

/** Rows by file; `null` where the package does not have the file. */
export type Calibration = {
  readonly [Name in CalibrationFile]: readonly CalibrationRow<Name>[] | null;
};

/** Where the files stand in the package. */
export const CALIBRATION_FOLDER = 'calibration/article';

/**
 * @param read text of a file by its path; `null` where there is none
 * @param folder that the paths begin with
 * @throws CsvError naming file, line and column for a file that is there and not as it should be
 */
export function readCalibration(
  read: (file: string) => string | null,
  folder = CALIBRATION_FOLDER,
): Calibration {
  const entries = Object.entries(CALIBRATION_FILES).map(([name, columns]) => {
    const file = `${folder}/${name}.csv`;
    const text = read(file);
    return [name, text === null ? null : rowsOf(text, file, columns)];
  });
  return Object.fromEntries(entries) as Calibration;
}

/** Columns are found by name: a file may hold more of them, in any order. */
function rowsOf(text: string, file: string, columns: Columns): Record<string, unknown>[] {
  const { header, rows, lines } = parseCsv(text, file);
  const wanted = Object.entries(columns).map(([name, kind]) => ({ name, kind, at: header.indexOf(name) }));
  const lacking = wanted.filter(({ at }) => at < 0).map(({ name }) => name);
  if (lacking.length > 0)
    throw new CsvError(file, 1, `the header lacks ${lacking.join(', ')}; it is ${header.join()}`);
  return rows.map((cells, row) =>
    Object.fromEntries(
      wanted.map(({ name, kind, at }) => [name, cellOf(cells[at]!, name, kind, file, lines[row]!)]),
    ),
  );
}

function cellOf(text: string, name: string, kind: Kind, file: string, line: number): unknown {
  if (kind === 'text') return text;
  if (text === '') return null;
  if (kind === 'flag') {
    if (text === 'true' || text === 'false') return text === 'true';
    throw new CsvError(file, line, `column ${name}: "${text}" is neither true nor false`);
  }
  const value = Number(text);
  if (!Number.isFinite(value)) throw new CsvError(file, line, `column ${name}: "${text}" is not a number`);
  return value;
}
