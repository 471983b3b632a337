/** The data of a figure as CSV, written as the tables of a run are. */
import { neutralised, quoted } from '../results/csv.js';
import { numberText } from '../results/decimal.js';
import type { Data } from './figure.js';

export function dsvText({ columns, rows }: Data): string {
  const cell = (value: string | number | boolean | null): string => {
    if (value === null) return '';
    if (typeof value === 'number') return numberText(value);
    return typeof value === 'boolean' ? String(value) : quoted(neutralised(value));
  };
  return [columns, ...rows].map((row) => `${row.map(cell).join(',')}\n`).join('');
}
