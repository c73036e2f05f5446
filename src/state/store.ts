/** The page's one store: zustand holds the state, the reducer makes the next one. Who reads it can't write it. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Action } from './actions';
import { reduce } from './reduce';
import type { Offer, State } from './state';

/** What everybody sees of the store. */
export type ReadonlyStore = Pick<StoreApi<State>, 'getState' | 'getInitialState' | 'subscribe'>;

export interface Store extends ReadonlyStore {
  readonly dispatch: (action: Action) => void;
}

export function openStore(initial: State, offer: Offer): Store {
  const store = createStore<State>()(() => initial);
  return { ...store, dispatch: (action) => store.setState((state) => reduce(state, action, offer), true) };
}
