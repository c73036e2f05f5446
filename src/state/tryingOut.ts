/** Trying the model on the visitor's own text, as a part of the page's store: before and after training side by side. */
import type { PredictionPair } from '../worker/protocol';
import type { Engine } from './engine';
import type { State } from './store';

export interface Generation {
  readonly base: string;
  readonly tuned: string;
  readonly step: number;
  readonly running: boolean;
}

export interface TryingOut {
  readonly prediction?: PredictionPair;
  readonly predicting: boolean;
  readonly generation?: Generation;
  predict(text: string): Promise<void>;
  generate(prompt: string, temperature: number): Promise<void>;
}

export interface TryingOutOptions {
  readonly engine: Engine;
  get(): State;
  set(part: Partial<State>): void;
  /** Runs an action; what it throws becomes the banner. */
  attempt(action: () => Promise<void>): Promise<void>;
  ensureBuilt(): Promise<void>;
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
        set({ generation: { base: '', tuned: '', step: get().run.step, running: true } });
        try {
          await ensureBuilt();
          const answer = await engine.call('generate', {
            prompt,
            temperature,
            maxNewTokens: 48,
            topK: 40,
            seed: get().settings.seed,
          });
          set({ generation: { ...answer, running: false } });
        } finally {
          const { generation } = get();
          if (generation?.running) set({ generation: { ...generation, running: false } });
        }
      }),
  };
}
