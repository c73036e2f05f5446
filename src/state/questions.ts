/**
 * Questions to the run about itself, which a panel asks and shows by itself: answers are no part of the page's state.
 */
import type { Calls } from '../worker/protocol';
import { EngineError, type Engine } from './engine';

export type Question = 'inspect' | 'graph' | 'walk';

/** The answer, or the sentence why there is none. */
export type Asked<K extends Question> = { readonly answer: Calls[K]['answer'] } | { readonly refusal: string };

export interface Questions {
  /** Builds the run where there is none, and trains nothing. */
  build: () => Promise<void>;
  /**
   * Asks the run about itself; builds it first where there is none. Undefined when that failed, which the banner tells.
   */
  ask: <K extends Question>(call: K, argument: Calls[K]['argument']) => Promise<Asked<K> | undefined>;
}

/** @param attempt runs an action; what it throws becomes the banner */
export function questions(
  engine: Engine,
  ensureBuilt: () => Promise<void>,
  attempt: (action: () => Promise<void>) => Promise<void>,
): Questions {
  return {
    build: () => attempt(ensureBuilt),
    ask: async <K extends Question>(call: K, argument: Calls[K]['argument']) => {
      let asked: Asked<K> | undefined;
      await attempt(async () => {
        await ensureBuilt();
        try {
          asked = { answer: await engine.call(call, argument) };
        } catch (error) {
          // A question that can't be answered is no failure of the run.
          if (!(error instanceof EngineError) || error.problem.code !== 'unexpected') throw error;
          asked = { refusal: error.problem.message };
        }
      });
      return asked;
    },
  };
}
