/** The visitor's own text in the state: answers of the model before and after training, side by side. */
import type { Notice } from '../worker/protocol';
import type { InferenceAction } from './actions';
import type { State } from './state';

export function reduceInference(state: State, action: InferenceAction): State {
  const { generation } = state;
  switch (action.type) {
    case 'predicting':
      return { ...state, predicting: action.predicting };
    case 'predicted':
      return { ...state, prediction: action.prediction };
    case 'generate':
      return {
        ...state,
        generation: { prompt: action.prompt, base: '', tuned: '', step: state.run.step, running: true },
      };
    // A change of settings drops the generation: what comes late is dropped too.
    case 'generated':
      return generation?.running
        ? { ...state, generation: { prompt: generation.prompt, ...action.answer, running: false } }
        : state;
    case 'generation-ended':
      return generation?.running ? { ...state, generation: { ...generation, running: false } } : state;
  }
}

/** What the worker says about the visitor's text. @returns undefined where a notice is about something else */
export function followInference(state: State, notice: Notice): State | undefined {
  const { prediction, generation } = state;
  switch (notice.notice) {
    case 'generated':
      return generation ? { ...state, generation: { ...generation, [notice.which]: notice.text } } : state;
    // What was asked of a run that is given up is not asked any more.
    case 'written':
      return generation && !generation.running
        ? { ...state, generation: { ...generation, tuned: notice.text, step: notice.step } }
        : state;
    case 'predicted':
      return prediction ? { ...state, prediction: notice.prediction } : state;
    default:
      return undefined;
  }
}
