/** What a link brought, and adapters, in the state. */
import type { SharingAction } from './actions';
import { retired } from './reduceRun';
import type { Offer, State } from './state';

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
        ...(adapter.file === undefined ? { payload } : {}),
      };
    }
    case 'payload-refused': {
      const { [action.part]: _refused, ...payload } = state.payload;
      return { ...state, payload, notes: [...state.notes, action.note] };
    }
    case 'dismiss-notes':
      return { ...state, notes: [] };
  }
}
