/** Where kept runs and the race under way are stored: IndexedDB, in this browser only. */
import type { DBSchema, IDBPDatabase } from 'idb';
import { readRace, type Race } from './racePlan';
import type { BrokenRun, KeptRun } from './runs';
import { openStorage } from './storage';
import { openTabs, type Changed, type Tabs } from './tabs';

interface Schema extends DBSchema {
  runs: { key: string; value: KeptRun };
  /** One entry, under the key `now`. */
  race: { key: string; value: Race };
}

export interface RunsDatabase {
  /** Runs by date; `broken`: what is there but not understood, and left alone. @throws StorageError */
  list: () => Promise<{ readonly runs: readonly KeptRun[]; readonly broken: readonly BrokenRun[] }>;
  put: (run: KeptRun) => Promise<void>;
  remove: (ids: readonly string[]) => Promise<void>;
  race: () => Promise<Race | undefined>;
  putRace: (race: Race | undefined) => Promise<void>;
  /** The other tabs that use this database. */
  readonly tabs: Tabs;
}

const RACE_KEY = 'now';

export function openRunsDatabase(name = 'peft-playground', tabs: Tabs = openTabs(name)): RunsDatabase {
  const use = openStorage<Schema>(name, 1, (database) => {
    database.createObjectStore('runs', { keyPath: 'id' });
    database.createObjectStore('race');
  });

  /** A change that the other tabs are told of. */
  async function change(what: Changed, action: (database: IDBPDatabase<Schema>) => Promise<void>): Promise<void> {
    await use(action);
    tabs.tell(what);
  }

  return {
    tabs,
    list: async () => {
      const found = await use((database) => database.getAll('runs'));
      if (found.length === 0) return { runs: [], broken: [] };
      const { readKept } = await import('./stored');
      const read = found.map(readKept);
      const runs = read.flatMap((entry) => ('run' in entry ? [entry.run] : [])).sort((a, b) => a.date - b.date);
      return { runs, broken: read.flatMap((entry) => ('broken' in entry ? [entry.broken] : [])) };
    },
    put: (run) => change('runs', async (database) => void (await database.put('runs', run))),
    remove: (ids) =>
      change('runs', async (database) => {
        const transaction = database.transaction('runs', 'readwrite');
        await Promise.all([...ids.map((id) => transaction.store.delete(id)), transaction.done]);
      }),
    race: async () => {
      const race = readRace(await use((database) => database.get('race', RACE_KEY)));
      if (!race) return undefined;
      const { isRace } = await import('./stored');
      return isRace(race) ? race : undefined;
    },
    putRace: (race) =>
      change(
        'race',
        async (database) =>
          void (race ? await database.put('race', race, RACE_KEY) : await database.delete('race', RACE_KEY)),
      ),
  };
}
