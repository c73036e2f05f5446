/** What is kept for use without a network: sizes, fetching ahead with progress, deleting. */
import { useCallback, useEffect, useMemo, useState } from 'react';
import { canKeep, drop, dropAll, keep, KeepError, kept, type KeepFault } from '../../runtime/downloads';
import { chosenBackend } from '../../state/runConfig';
import { usePlay } from '../context';
import { onKeptChange } from '../../runtime/keptChanges';
import { bytes } from '../format';
import { useInstalled } from './installed';
import { items, type Item } from './kept';
import { strings } from './strings';

const nameOf = ({ id, name }: Item): string =>
  name ?? (id === 'data' ? strings.data : strings.engines[id as keyof typeof strings.engines]);

interface Fetching {
  readonly id: string;
  readonly loaded: number;
}

/** What is kept now, and how much room there is; looked up again with `look`. */
function useKept(all: readonly Item[]) {
  const [have, setHave] = useState<ReadonlySet<string>>(new Set());
  const [allowed, setAllowed] = useState<boolean>();
  const [space, setSpace] = useState<{ readonly used: number; readonly free: number }>();
  const look = useCallback(async () => {
    setAllowed(await canKeep());
    const found = await Promise.all(
      all.map(async ({ id, shelf, urls }) => ((await kept(shelf, urls)).size === urls.length ? [id] : [])),
    );
    setHave(new Set(found.flat()));
    try {
      const { usage = 0, quota = 0 } = await navigator.storage.estimate();
      setSpace({ used: usage, free: Math.max(0, quota - usage) });
    } catch {
      // No estimate here: the line is left out.
      setSpace(undefined);
    }
  }, [all]);
  useEffect(() => {
    void look();
    return onKeptChange(() => void look());
  }, [look]);
  return { have, allowed, space, look };
}

/** Fetches items ahead and deletes them. @param look looks up again what is kept */
function useKeeping(look: () => Promise<void>) {
  const [fetching, setFetching] = useState<Fetching>();
  const [fault, setFault] = useState<KeepFault>();
  const [cleared, setCleared] = useState(false);

  const fetchAll = async (wanted: readonly Item[]) => {
    setFault(undefined);
    setCleared(false);
    try {
      for (const { id, shelf, urls } of wanted) {
        let loaded = 0;
        setFetching({ id, loaded });
        for (const url of urls) await keep(shelf, url, (part) => setFetching({ id, loaded: (loaded += part) }));
        await look();
      }
    } catch (error) {
      setFault(error instanceof KeepError ? error.fault : 'unreachable');
    } finally {
      setFetching(undefined);
      await look();
    }
  };
  const remove = async ({ shelf, urls }: Item) => {
    setFault(undefined);
    await drop(shelf, urls);
    await look();
  };
  const clear = async () => {
    setFault(undefined);
    await dropAll();
    await look();
    setCleared(true);
  };
  return { fetching, fault, cleared, fetchAll, remove, clear };
}

interface KeptTableProps {
  readonly all: readonly Item[];
  readonly have: ReadonlySet<string>;
  readonly fetching: Fetching | undefined;
  readonly onKeep: (item: Item) => void;
  readonly onRemove: (item: Item) => void;
}

/** What can be kept, its size, and whether it is. */
function KeptTable({ all, have, fetching, onKeep, onRemove }: KeptTableProps) {
  return (
    <table className="kept">
      <thead>
        <tr>
          <th scope="col">{strings.name}</th>
          <th scope="col" className="kept-size">
            {strings.size}
          </th>
          <th scope="col">
            <span className="visually-hidden">{strings.action}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {all.map((item) => (
          <tr key={item.id} data-item={item.id} data-kept={have.has(item.id)}>
            <th scope="row">{nameOf(item)}</th>
            <td className="kept-size">
              {fetching?.id === item.id
                ? strings.fetching(bytes(fetching.loaded), bytes(item.bytes))
                : bytes(item.bytes)}
              {have.has(item.id) && `, ${strings.kept}`}
            </td>
            <td>
              {have.has(item.id) ? (
                <button
                  type="button"
                  className="button"
                  aria-label={strings.removeOne(nameOf(item))}
                  disabled={fetching !== undefined}
                  onClick={() => onRemove(item)}
                >
                  {strings.remove}
                </button>
              ) : (
                <button
                  type="button"
                  className="button"
                  aria-label={strings.keepOne(nameOf(item))}
                  disabled={fetching !== undefined}
                  onClick={() => onKeep(item)}
                >
                  {strings.keep}
                </button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Offline() {
  const { offline } = useInstalled();
  const settings = usePlay((state) => state.settings);
  const probe = usePlay((state) => state.probe);
  const all = useMemo(() => items(document.baseURI), []);
  const { have, allowed, space, look } = useKept(all);
  const { fetching, fault, cleared, fetchAll, remove, clear } = useKeeping(look);
  const wanted = new Set<string>([chosenBackend(settings, probe), settings.model, 'data']);
  const missing = all.filter(({ id }) => wanted.has(id) && !have.has(id));
  return (
    <section className="settings-part" aria-labelledby="settings-offline">
      <h3 className="group-title" id="settings-offline">
        {strings.offline}
      </h3>
      <p className="note">
        {offline === 'yes' ? strings.ready : offline === 'waiting' ? strings.notReady : strings.impossible}{' '}
        {strings.files}
      </p>
      {allowed === false && (
        <p className="note note-warn" role="alert">
          {strings.denied}
        </p>
      )}
      {allowed && (
        <>
          <KeptTable
            all={all}
            have={have}
            fetching={fetching}
            onKeep={(item) => void fetchAll([item])}
            onRemove={(item) => void remove(item)}
          />
          <div className="actions">
            <button
              type="button"
              className="button"
              disabled={fetching !== undefined || missing.length === 0}
              onClick={() => void fetchAll(missing)}
            >
              {strings.keepChosen}
            </button>
            <button
              type="button"
              className="button"
              disabled={fetching !== undefined || have.size === 0}
              onClick={() => void clear()}
            >
              {strings.clear}
            </button>
          </div>
        </>
      )}
      <div aria-live="polite">
        {fault && <p className="note note-warn">{strings.faults[fault]}</p>}
        {cleared && <p className="note">{strings.cleared}</p>}
        {space && <p className="note">{strings.space(bytes(space.used), bytes(space.free))}</p>}
      </div>
    </section>
  );
}
