/** The order of rows: key column by key column, text by UTF-16 code units, numbers by value. */
import type { Column } from './column.js';
import { type RowOf, TABLES, type TableName } from './columns.js';
import { TableError } from './csv.js';

type Cells = Readonly<Record<string, string | number>>;

/** Compares two rows of a table by their keys: negative, 0 (the same key), or positive. */
export function keyOrder<Name extends TableName>(name: Name): (a: RowOf<Name>, b: RowOf<Name>) => number {
  const columns: readonly Column[] = TABLES[name].columns;
  const keys = columns.filter((column) => column.key).map((column) => column.name);
  return (a, b) => {
    for (const key of keys) {
      const left = (a as Cells)[key]!;
      const right = (b as Cells)[key]!;
      if (left < right) return -1;
      if (left > right) return 1;
    }
    return 0;
  };
}

/** The key of a row, for messages: `scenario_id=lapsed, n=10`. */
export function keyText<Name extends TableName>(name: Name, row: RowOf<Name>): string {
  const columns: readonly Column[] = TABLES[name].columns;
  return columns
    .filter((column) => column.key)
    .map((column) => `${column.name}=${String((row as Cells)[column.name])}`)
    .join(', ');
}

/** A sorted copy. @throws TableError for two rows with the same key. */
export function sortedByKey<Name extends TableName>(name: Name, rows: readonly RowOf<Name>[]): RowOf<Name>[] {
  const order = keyOrder(name);
  const sorted = [...rows].sort(order);
  for (let at = 1; at < sorted.length; at++) assertAscending(name, order, sorted[at - 1]!, sorted[at]!);
  return sorted;
}

/** @throws TableError unless `next` comes after `previous`. */
export function assertAscending<Name extends TableName>(
  name: Name,
  order: (a: RowOf<Name>, b: RowOf<Name>) => number,
  previous: RowOf<Name>,
  next: RowOf<Name>,
): void {
  const sign = order(previous, next);
  if (sign === 0) throw new TableError(`table ${name}: two rows with the key ${keyText(name, next)}`);
  if (sign > 0) {
    throw new TableError(
      `table ${name}: ${keyText(name, next)} comes after ${keyText(name, previous)}, out of order`,
    );
  }
}
