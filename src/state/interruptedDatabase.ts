/**
 * Where interrupted runs are stored: IndexedDB, in this browser only. A run's record is small; its states and copies of
 * the visitor's files lie beside it, and are read when it goes on.
 */
import type { DBSchema } from 'idb';
import { INTERRUPTED_VERSION, type Interrupted, type KeptState, type OwnFiles } from './interrupted';
import { openStorage } from './storage';
import { openTabs, type Tabs } from './tabs';

interface Schema extends DBSchema {
  runs: { key: string; value: Interrupted };
  states: { key: string; value: KeptState };
  files: { key: string; value: OwnFiles };
}

export interface InterruptedDatabase {
  /**
   * The newest first. What is not understood is deleted, as nothing can go on from it, but not what a newer version of
   * the page stored. @throws StorageError
   */
  list: () => Promise<readonly Interrupted[]>;
  /** Undefined where nothing can go on from what is there. */
  state: (id: string) => Promise<KeptState | undefined>;
  files: (id: string) => Promise<OwnFiles | undefined>;
  put: (record: Interrupted, state: KeptState) => Promise<void>;
  /** Ids of the runs that have copies of files. */
  copied: () => Promise<readonly string[]>;
  putFiles: (id: string, files: OwnFiles) => Promise<void>;
  /** Keeps the records, without copies of files. */
  removeFiles: () => Promise<void>;
  remove: (ids: readonly string[]) => Promise<void>;
  /** The other tabs that use this database. */
  readonly tabs: Tabs;
}

const stores = ['runs', 'states', 'files'] as const;

export function openInterruptedDatabase(
  name = 'peft-playground-interrupted',
  tabs: Tabs = openTabs(name),
): InterruptedDatabase {
  const use = openStorage<Schema>(name, 1, (database) => {
    database.createObjectStore('runs', { keyPath: 'id' });
    database.createObjectStore('states');
    database.createObjectStore('files');
  });
  const remove = (ids: readonly IDBValidKey[]) =>
    use(async (database) => {
      const transaction = database.transaction(stores, 'readwrite');
      await Promise.all([
        ...stores.flatMap((store) => ids.map((id) => transaction.objectStore(store).delete(id as string))),
        transaction.done,
      ]);
    });
  return {
    tabs,
    list: async () => {
      const found = await use((database) => database.getAll('runs'));
      if (found.length === 0) return [];
      const { readInterrupted } = await import('./stored');
      const records = found.map(readInterrupted);
      const broken = found
        .filter(({ version }, i) => !records[i] && !(version > INTERRUPTED_VERSION))
        .map(({ id }) => id);
      if (broken.length > 0) await remove(broken);
      return records.filter((record) => record !== undefined).sort((a, b) => b.date - a.date);
    },
    state: async (id) => {
      const found = await use((database) => database.get('states', id));
      const { readState } = await import('./stored');
      return readState(found);
    },
    files: (id) => use((database) => database.get('files', id)),
    put: (record, state) =>
      use(async (database) => {
        // Both or none: curves and states are of the same step.
        const transaction = database.transaction(['runs', 'states'], 'readwrite');
        await Promise.all([
          transaction.objectStore('runs').put(record),
          transaction.objectStore('states').put(state, record.id),
          transaction.done,
        ]);
      }),
    copied: () => use((database) => database.getAllKeys('files')),
    putFiles: (id, files) => use(async (database) => void (await database.put('files', files, id))),
    removeFiles: () => use((database) => database.clear('files')),
    remove,
  };
}
