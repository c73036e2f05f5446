/**
 * Trying the model on the visitor's own text, as a part of the page's store: before and after training side by side.
 */
import type { Notice, PredictionPair } from '../worker/protocol';
import type { Engine } from './engine';
import type { State } from './store';

export interface Generation {
  readonly prompt: string;
  readonly base: string;
  readonly tuned: string;
  readonly step: number;
  readonly running: boolean;
}

export interface TryingOut {
  /** Follows the training that goes on. */
  readonly prediction?: PredictionPair;
  readonly predicting: boolean;
  readonly generation?: Generation;
  predict: (text: string) => Promise<void>;
  generate: (prompt: string, temperature: number) => Promise<void>;
}

export interface TryingOutOptions {
  readonly engine: Engine;
  get: () => State;
  set: (part: Partial<State>) => void;
  /** Runs an action; what it throws becomes the banner. */
  attempt: (action: () => Promise<void>) => Promise<void>;
  ensureBuilt: () => Promise<void>;
}

/** Takes over what the worker says about the visitor's text. @returns whether the notice was about that */
export function answered(notice: Notice, get: () => State, set: (part: Partial<State>) => void): boolean {
  const { prediction, generation } = get();
  switch (notice.notice) {
    case 'generated':
      if (generation) set({ generation: { ...generation, [notice.which]: notice.text } });
      return true;
    // What was asked of a run that is given up is not asked any more.
    case 'written':
      if (generation && !generation.running)
        set({ generation: { ...generation, tuned: notice.text, step: notice.step } });
      return true;
    case 'predicted':
      if (prediction) set({ prediction: notice.prediction });
      return true;
    default:
      return false;
  }
}

export function tryingOut({
  engine,
  get,
  set,
  attempt,
  ensureBuilt,
}: TryingOutOptions): Pick<TryingOut, 'predicting' | 'predict' | 'generate'> {
  return {
    predicting: false,

    predict: (text) =>
      attempt(async () => {
        if (text.trim() === '') return set({ prediction: undefined });
        set({ predicting: true });
        try {
          await ensureBuilt();
          const prediction = await engine.call('predict', { text });
          set({ prediction });
        } finally {
          set({ predicting: false });
        }
      }),

    generate: (prompt, temperature) =>
      attempt(async () => {
        set({ generation: { prompt, base: '', tuned: '', step: get().run.step, running: true } });
        // The generation as long as it is this one's: a change of settings drops it.
        const mine = () => (get().generation?.running ? get().generation : undefined);
        try {
          await ensureBuilt();
          const answer = await engine.call('generate', {
            prompt,
            temperature,
            maxNewTokens: 48,
            topK: 40,
            seed: get().settings.seed,
          });
          if (mine()) set({ generation: { prompt, ...answer, running: false } });
        } finally {
          const generation = mine();
          if (generation) set({ generation: { ...generation, running: false } });
        }
      }),
  };
}
