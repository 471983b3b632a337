/** What a column of a table is, and the TypeScript type of a cell that it implies. */

/** Types of Table Schema (Data Package v2): a `date` is `YYYY-MM-DD`, a `yearmonth` is `YYYY-MM`. */
export type ColumnType = 'string' | 'integer' | 'number' | 'boolean' | 'date' | 'yearmonth';

export interface Column<
  Name extends string = string,
  Type extends ColumnType = ColumnType,
  Missing extends boolean = boolean,
> {
  readonly name: Name;
  readonly type: Type;
  /** Part of the primary key; key columns come first and are never missing. */
  readonly key: boolean;
  /** The cell may be empty. */
  readonly missing: Missing;
  readonly unit: string | null;
  readonly description: string;
}

export interface Table<Columns extends readonly Column[] = readonly Column[]> {
  /** Path inside the run's folder. */
  readonly path: string;
  readonly description: string;
  readonly columns: Columns;
}

/** What a cell holds in memory: dates and months are text, a missing cell is `null`. */
export type CellOf<C extends Column> =
  | (C['type'] extends 'integer' | 'number' ? number : C['type'] extends 'boolean' ? boolean : string)
  | (C['missing'] extends true ? null : never);

/** A row of a table: every column, and nothing else. */
export type RowOfTable<T extends Table> = {
  readonly [C in T['columns'][number] as C['name']]: CellOf<C>;
};

/** A column of the primary key. */
export function key<const N extends string, const T extends ColumnType>(
  name: N,
  type: T,
  description: string,
): Column<N, T, false> {
  return { name, type, key: true, missing: false, unit: null, description };
}

/** A value that every row has. */
export function value<const N extends string, const T extends ColumnType>(
  name: N,
  type: T,
  description: string,
  unit: string | null = null,
): Column<N, T, false> {
  return { name, type, key: false, missing: false, unit, description };
}

/** A value that may be missing. */
export function maybe<const N extends string, const T extends ColumnType>(
  name: N,
  type: T,
  description: string,
  unit: string | null = null,
): Column<N, T, true> {
  return { name, type, key: false, missing: true, unit, description };
}

export function table<const Columns extends readonly Column[]>(
  path: string,
  description: string,
  columns: Columns,
): Table<Columns> {
  return { path, description, columns };
}
