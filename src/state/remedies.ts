/** What the banner offers after a problem, as a part of the page's store. */
import type { Suggestion } from '../worker/protocol';
import { datasets, models } from './catalogue';
import type { State } from './store';

export interface Remedies {
  follow: (suggestion: Suggestion) => Promise<void>;
}

export interface RemedyOptions {
  get: () => State;
  set: (part: Partial<State>) => void;
  /** The next run is built anew; its checkpoint stays. */
  rebuild: () => void;
}

export function remedies({ get, set, rebuild }: RemedyOptions): Remedies {
  return {
    follow: async (suggestion) => {
      const { settings, run } = get();
      set({ problem: undefined });
      switch (suggestion) {
        case 'smaller-batch':
          return get().set('batchSize', Math.max(1, Math.floor(settings.batchSize / 2)));
        case 'shorter-sequences':
          return get().set('sequenceLength', Math.max(8, Math.floor(settings.sequenceLength / 2)));
        case 'lower-learning-rate': {
          // The trainer stands at its last good state, or at the start: a lower rate may simply go on from there.
          get().set('learningRate', settings.learningRate / 10);
          return get().play();
        }
        case 'bundled-model':
          return get().set('model', models[0]!.id);
        case 'bundled-data':
          return get().set('dataset', datasets[0]!.id);
        case 'use-wasm':
        case 'resume': {
          // The checkpoint fits any backend, so it is kept where `set` would drop it with the run.
          if (suggestion === 'use-wasm') set({ settings: { ...settings, backend: 'wasm' } });
          if (run.status === 'failed' || suggestion === 'use-wasm') rebuild();
          return get().play();
        }
        case 'try-again': {
          rebuild();
          return get().play();
        }
      }
    },
  };
}
