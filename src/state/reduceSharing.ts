/** What a link brought, and adapters, in the state. */
import type { SharingAction } from './actions';
import { retired } from './reduceRun';
import type { Offer, Payload, State } from './state';

/** The address of an adapter that waits for the model it was trained on: it stays when one is chosen. */
export const waiting = ({ adapter, payload: { adapterAddress } }: State): Payload =>
  adapter === undefined && adapterAddress !== undefined ? { adapterAddress } : {};

export function reduceSharing(state: State, action: SharingAction, offer: Offer): State {
  switch (action.type) {
    case 'adapter-taken': {
      const { adapter, configured } = action;
      const { payload } = state;
      // One from a link stays in the address.
      return {
        ...retired(state, offer),
        ...configured,
        adapter,
        notes: state.notes.filter(({ code }) => code !== 'adapter-waits'),
        ...(adapter.file === undefined ? { payload } : {}),
      };
    }
    case 'adapter-waits': {
      const others = state.notes.filter(({ code }) => code !== 'adapter-waits');
      return { ...state, notes: [...others, { code: 'adapter-waits', detail: action.why }] };
    }
    case 'payload-refused': {
      const { curve, adapter, adapterAddress, data, ...none } = state.payload;
      const payload: Payload = {
        ...none,
        ...(action.part !== 'curve' && curve && { curve }),
        ...(action.part !== 'adapter' && adapter && { adapter }),
        ...(action.part !== 'adapter' && adapterAddress && { adapterAddress }),
        ...(action.part !== 'data' && data && { data }),
      };
      const others = state.notes.filter(({ code }) => code !== 'adapter-waits' || action.part !== 'adapter');
      return { ...state, payload, notes: [...others, action.note] };
    }
    case 'dismiss-notes':
      return { ...state, notes: [] };
  }
}
