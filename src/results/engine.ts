/**
 * The embedded database (DuckDB) behind comparing and exporting: it reads, joins, sorts and groups tables of any
 * size within a bounded memory, in a folder for temporary files that goes with it. It is loaded when it is first
 * opened: it is 70 MB, and most commands do without.
 */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBDataChunk, DuckDBInstance } from '@duckdb/node-api';
import { RunFolderError } from './folder.js';

/** What the database may hold in memory; beyond it, it writes to its folder. The process needs as much again. */
const MEMORY = '600MB';
/** More threads would take more memory. */
const MOST_THREADS = 4;

export type Cell = string | number | boolean | null;
export type Bindings = Readonly<Record<string, Cell>>;

/** A statement that the database refused, in its words. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
}

export class Engine {
  private constructor(
    /** The folder for temporary files: what the database may read and write besides the files it was opened for. */
    readonly folder: string,
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
    private readonly remove: () => void,
  ) {}

  /**
   * @param files the only files outside its folder that it may read
   * @throws RunFolderError where the folder for temporary files has a name that it would take for a pattern
   */
  static async open(files: readonly string[] = []): Promise<Engine> {
    // At once, so that no interrupt comes between.
    const folder = mkdtempSync(join(realpathSync(tmpdir()), 'duel-tables-'));
    const remove = (): void => {
      process.off('exit', remove);
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    };
    process.once('exit', remove);
    if (/[*?[\]]/.test(folder)) {
      remove();
      throw new RunFolderError(`temporary files would go to ${folder}: TMPDIR must not hold any of * ? [ ]`);
    }
    try {
      const { DuckDBInstance } = await import('@duckdb/node-api');
      const instance = await DuckDBInstance.create(':memory:', {
        memory_limit: MEMORY,
        threads: String(Math.min(MOST_THREADS, availableParallelism())),
        temp_directory: join(folder, 'spill'),
        autoinstall_known_extensions: 'false',
        autoload_known_extensions: 'false',
        allow_community_extensions: 'false',
      });
      const engine = new Engine(folder, instance, await instance.connect(), remove);
      // Tables go to a file, compressed; nothing has to survive, so nothing is written twice.
      const file = literal(join(folder, 'tables.db'));
      await engine.run(`ATTACH ${file} AS tables (RECOVERY_MODE NO_WAL_WRITES)`);
      await engine.run('USE tables');
      await engine.run('PRAGMA disable_checkpoint_on_shutdown');
      const paths = await Promise.all(files.map((file) => realpath(file)));
      await engine.run(`SET allowed_paths = [${paths.map(literal).join(', ')}]`);
      await engine.run(`SET allowed_directories = [${literal(folder)}]`);
      await engine.run('SET enable_external_access = false');
      await engine.run('SET lock_configuration = true');
      return engine;
    } catch (error) {
      remove();
      throw error;
    }
  }

  /** @throws EngineError */
  async run(sql: string, bindings: Bindings = {}): Promise<void> {
    await told(() => this.connection.run(sql, bindings));
  }

  /** All rows, by column name; for answers that are small. @throws EngineError */
  async rows(sql: string, bindings: Bindings = {}): Promise<Record<string, Cell>[]> {
    const reader = await told(() => this.connection.runAndReadAll(sql, bindings));
    return reader.getRowObjects().map((row) => {
      const cells = Object.entries(row).map(([name, cell]) => [
        name,
        typeof cell === 'bigint' ? Number(cell) : cell,
      ]);
      return Object.fromEntries(cells) as Record<string, Cell>;
    });
  }

  /** Rows in blocks of some thousand, for answers of any size; several may be read at a time. @throws EngineError */
  async *chunks(sql: string, bindings: Bindings = {}): AsyncGenerator<DuckDBDataChunk> {
    const connection = await this.instance.connect();
    try {
      await told(() => connection.run('USE tables'));
      const result = await told(() => connection.stream(sql, bindings));
      for (;;) {
        const chunk = await told(() => result.fetchChunk());
        if (!chunk || chunk.rowCount === 0) return;
        yield chunk;
      }
    } finally {
      connection.closeSync();
    }
  }

  /** Adds rows to a table of texts and whole numbers. */
  async fill(table: string, rows: Iterable<readonly (string | number)[]>): Promise<void> {
    const appender = await this.connection.createAppender(table);
    for (const row of rows) {
      for (const cell of row) {
        if (typeof cell === 'string') appender.appendVarchar(cell);
        else appender.appendInteger(cell);
      }
      appender.endRow();
    }
    appender.closeSync();
  }

  /** Closes the database and removes its folder. May be called more than once. */
  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
    this.remove();
  }
}

/** A text as a literal of SQL, for the few places that take no parameter. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new EngineError((error as Error).message, { cause: error });
  }
}
