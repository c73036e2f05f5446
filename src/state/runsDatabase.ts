/** Where kept runs and the race under way are stored: IndexedDB, in this browser only. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { readRace, type Race } from './racePlan';
import { readKept, type KeptRun } from './runs';
import { openTabs, type Changed, type Tabs } from './tabs';

interface Schema extends DBSchema {
  runs: { key: string; value: KeptRun };
  /** One entry, under the key `now`. */
  race: { key: string; value: Race };
}

/** `unavailable`: the browser refuses storage; `full`: no room; `broken`: it could not be read or written. */
export type StorageFault = 'unavailable' | 'full' | 'broken';

export class StorageError extends Error {
  constructor(
    readonly fault: StorageFault,
    cause: unknown,
  ) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'StorageError';
  }
}

export interface RunsDatabase {
  /** Runs by date; `unreadable` counts what is there but not understood, and left alone. @throws StorageError */
  list: () => Promise<{ readonly runs: readonly KeptRun[]; readonly unreadable: number }>;
  put: (run: KeptRun) => Promise<void>;
  remove: (ids: readonly string[]) => Promise<void>;
  race: () => Promise<Race | undefined>;
  putRace: (race: Race | undefined) => Promise<void>;
  /** The other tabs that use this database. */
  readonly tabs: Tabs;
}

const RACE_KEY = 'now';

const faultOf = (error: unknown): StorageFault => {
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  if (name === 'QuotaExceededError') return 'full';
  return name === 'SecurityError' || name === 'InvalidStateError' ? 'unavailable' : 'broken';
};

export function openRunsDatabase(name = 'peft-playground', tabs: Tabs = openTabs(name)): RunsDatabase {
  let opening: Promise<IDBPDatabase<Schema>> | undefined;
  const open = () =>
    (opening ??= (async () => {
      // Private windows and embedded pages may have no database at all.
      if (typeof indexedDB === 'undefined') throw new StorageError('unavailable', 'This browser has no IndexedDB.');
      return openDB<Schema>(name, 1, {
        upgrade: (database) => {
          database.createObjectStore('runs', { keyPath: 'id' });
          database.createObjectStore('race');
        },
        // Another tab with a newer version of the page may upgrade; the browser may close the database to free space.
        blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
        terminated: () => {
          opening = undefined;
        },
      });
    })().catch((error: unknown) => {
      opening = undefined;
      throw error instanceof StorageError
        ? error
        : new StorageError(faultOf(error) === 'full' ? 'full' : 'unavailable', error);
    }));

  async function use<T>(action: (database: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
    const database = await open();
    try {
      return await action(database);
    } catch (error) {
      // A database that was closed under us opens again at the next call.
      if (error instanceof DOMException && error.name === 'InvalidStateError') opening = undefined;
      throw new StorageError(faultOf(error), error);
    }
  }

  /** A change that the other tabs are told of. */
  async function change(what: Changed, action: (database: IDBPDatabase<Schema>) => Promise<void>): Promise<void> {
    await use(action);
    tabs.tell(what);
  }

  return {
    tabs,
    list: () =>
      use(async (database) => {
        const found = (await database.getAll('runs')).map(readKept);
        const runs = found.filter((run) => run !== undefined).sort((a, b) => a.date - b.date);
        return { runs, unreadable: found.length - runs.length };
      }),
    put: (run) => change('runs', async (database) => void (await database.put('runs', run))),
    remove: (ids) =>
      change('runs', async (database) => {
        const transaction = database.transaction('runs', 'readwrite');
        await Promise.all([...ids.map((id) => transaction.store.delete(id)), transaction.done]);
      }),
    race: () => use(async (database) => readRace(await database.get('race', RACE_KEY))),
    putRace: (race) =>
      change(
        'race',
        async (database) =>
          void (race ? await database.put('race', race, RACE_KEY) : await database.delete('race', RACE_KEY)),
      ),
  };
}
