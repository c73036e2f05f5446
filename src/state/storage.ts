/** A database of this browser's (IndexedDB) that opens when it is first used, and says why where it can't be. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';

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

const faultOf = (error: unknown): StorageFault => {
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  if (name === 'QuotaExceededError') return 'full';
  return name === 'SecurityError' || name === 'InvalidStateError' ? 'unavailable' : 'broken';
};

/** Does something with the database. @throws StorageError */
export type Use<Schema extends DBSchema> = <T>(action: (database: IDBPDatabase<Schema>) => Promise<T>) => Promise<T>;

/** @param upgrade makes the stores that are missing, from the version before on (0: there is no database) */
export function openStorage<Schema extends DBSchema>(
  name: string,
  version: number,
  upgrade: (database: IDBPDatabase<Schema>, before: number) => void,
): Use<Schema> {
  let opening: Promise<IDBPDatabase<Schema>> | undefined;
  const open = () =>
    (opening ??= (async () => {
      // Private windows and embedded pages may have no database at all.
      if (typeof indexedDB === 'undefined') throw new StorageError('unavailable', 'This browser has no IndexedDB.');
      return openDB<Schema>(name, version, {
        upgrade: (database, before) => upgrade(database, before),
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
  return async (action) => {
    const database = await open();
    try {
      return await action(database);
    } catch (error) {
      // A database that was closed under us opens again at the next call.
      if (error instanceof DOMException && error.name === 'InvalidStateError') opening = undefined;
      throw new StorageError(faultOf(error), error);
    }
  };
}
