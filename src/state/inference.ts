/** The model on the visitor's own text, before and after training side by side. */
import type { RunController } from './runController';

/** Tokens that are written at most, and of how many of the likeliest each is drawn. */
const MAX_NEW_TOKENS = 48;
const TOP_K = 40;

export class Inference {
  constructor(private readonly controller: RunController) {}

  /** @param second of two texts that belong together */
  predict(text: string, second?: string): Promise<void> {
    const { controller } = this;
    return controller.attempt(async () => {
      if (text.trim() === '') return controller.dispatch({ type: 'predicted', prediction: undefined });
      controller.dispatch({ type: 'predicting', predicting: true });
      try {
        await controller.ensureBuilt();
        const { epoch } = controller.state;
        const prediction = await controller.call('predict', { text, ...(second !== undefined && { second }) });
        // An answer of a run that was given up meanwhile is no answer any more.
        if (epoch === controller.state.epoch) controller.dispatch({ type: 'predicted', prediction });
      } finally {
        controller.dispatch({ type: 'predicting', predicting: false });
      }
    });
  }

  generate(prompt: string, temperature: number): Promise<void> {
    const { controller } = this;
    return controller.attempt(async () => {
      controller.dispatch({ type: 'generate', prompt });
      try {
        await controller.ensureBuilt();
        const { seed } = controller.state.settings;
        const sampling = { temperature, maxNewTokens: MAX_NEW_TOKENS, topK: TOP_K, seed };
        const answer = await controller.call('generate', { prompt, ...sampling });
        controller.dispatch({ type: 'generated', answer });
      } finally {
        controller.dispatch({ type: 'generation-ended' });
      }
    });
  }
}
