/** What a comparison has open: the database, and each file in it once. */
import type { CsvFile } from '../results/csv-file.js';
import { Engine } from '../results/engine.js';
import { ReplicateStore } from './replicate-store.js';
import type { Source } from '../results/source.js';

export class Workspace {
  private opening: Promise<Engine> | null = null;
  private opened: Engine | null = null;
  private readonly stores = new Map<string, Promise<ReplicateStore>>();

  private readonly files: string[];

  /** @param sources what will be read: the database is closed to other files */
  constructor(sources: readonly Source[]) {
    this.files = sources.map(({ file }) => file.path);
  }

  /** One more file, before the database is opened. */
  admit({ path }: CsvFile): void {
    if (this.opening) throw new RangeError('the database is open already');
    this.files.push(path);
  }

  /** The database, opened when it is first asked for. */
  engine(): Promise<Engine> {
    this.opening ??= Engine.open(this.files).then((engine) => (this.opened = engine));
    return this.opening;
  }

  /** The replicates of a source. @throws CsvError where its file cannot be read */
  store({ file, name }: Source): Promise<ReplicateStore> {
    let store = this.stores.get(file.path);
    if (!store) {
      const table = `replicates_${this.stores.size}`;
      const unnamed = name.replace(/^.*\//, '').replace(/\.csv(\.gz)?$/i, '');
      store = this.engine().then((engine) => ReplicateStore.load(engine, table, file, unnamed));
      this.stores.set(file.path, store);
    }
    return store;
  }

  close(): void {
    this.opened?.close();
  }
}
