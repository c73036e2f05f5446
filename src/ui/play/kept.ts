/** Adapters that the visitor keeps beside the run, as long as the page is open. */
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';

export interface Kept {
  readonly id: string;
  readonly name: string;
  /** As it is downloaded. */
  readonly file: File;
  /** The run and the step that it is of: the same one need not be kept twice. */
  readonly of: string;
  readonly task: string;
}

/** More find no place. */
export const MOST_KEPT = 6;

const store = createStore<{ readonly kept: readonly Kept[] }>(() => ({ kept: [] }));
let next = 1;

export const keptNow = (): readonly Kept[] => store.getState().kept;
export const useKept = (): readonly Kept[] => useStore(store, ({ kept }) => kept);

export function addKept(adapter: Omit<Kept, 'id'>): Kept {
  const kept = { ...adapter, id: `kept-${next++}` };
  store.setState({ kept: [...keptNow(), kept] });
  return kept;
}

export const dropKept = (id: string): void => store.setState({ kept: keptNow().filter((one) => one.id !== id) });

/** Files of those that are asked for, by id. */
export const filesOf = (ids: readonly string[]): Readonly<Record<string, File>> =>
  Object.fromEntries(keptNow().flatMap(({ id, file }) => (ids.includes(id) ? [[id, file]] : [])));
