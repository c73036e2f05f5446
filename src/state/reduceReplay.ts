/** Recorded runs in the state: what is shown until something is trained here, and when it gives way. */
import type { ReplayAction } from './actions';
import { dimensionsOf, runConfig, taskOf } from './runConfig';
import { differences } from './differences';
import { nearestChoice, recordingFile, runAt, type Choice, type Recording } from './recording';
import type { Run } from './run';
import type { Offer, State } from './state';

/** Nothing is trained here, or about to be. */
export const isFree = ({ replay, run, intent }: State): boolean =>
  !replay.stopped && run.records.length === 0 && intent === 'stand';

/** The recording that is nearest to the present settings. */
export function choiceOf(state: State, { methods, recordings }: Offer): Choice | undefined {
  const { model, dataset, replay: wanted, method: id } = state.settings;
  const method = methods.find((candidate) => candidate.id === id);
  if (!recordings || wanted === 'off' || !method) return undefined;
  return nearestChoice(method, { model, dataset, task: taskOf(state), kind: dimensionsOf(state).kind });
}

export const differencesOf = (state: State, { config }: Recording, { methods }: Offer) =>
  differences(config, runConfig(state, methods));

/** The recording at a step, with what is different here. */
export function recordedRun(state: State, recording: Recording, step: number, offer: Offer): Run {
  const run = runAt(recording, step);
  const other = differencesOf(state, recording, offer);
  if (other.length === 0) return run;
  const { model, dataset } = state.settings;
  const alike = model === recording.config.model && dataset === recording.config.dataset;
  // Texts of other data say nothing about these.
  return { ...run, ...(!alike && { pinned: undefined, looks: [] }), recorded: { ...run.recorded!, other } };
}

const cleared = (state: State): State => ({
  ...state,
  recording: undefined,
  replay: { stopped: state.replay.stopped, turn: state.replay.turn + 1 },
});

export const stopped = (state: State): State => {
  const next = cleared(state);
  return { ...next, replay: { ...next.replay, stopped: true } };
};

function marked(state: State, offer: Offer): State {
  const { recording, replay } = state;
  if (!recording || !replay.shown) return state;
  return { ...state, recording: recordedRun(state, replay.shown.recording, recording.step, offer) };
}

/** After a change of settings: what is shown is of others now, or goes where another recording is nearer. */
export function followSettings(state: State, offer: Offer): State {
  const next = { ...state, replay: { ...state.replay, stopped: false } };
  if (!next.recording) return next;
  const choice = choiceOf(next, offer);
  const { shown } = next.replay;
  return shown && choice && recordingFile(choice) === shown.file ? marked(next, offer) : cleared(next);
}

export function reduceReplay(state: State, action: ReplayAction, offer: Offer): State {
  switch (action.type) {
    case 'stop-replay':
      return stopped(state);
    case 'clear-replay':
      return cleared(state);
    case 'restart-replay': {
      const next = cleared(state);
      return { ...next, replay: { ...next.replay, stopped: false } };
    }
    case 'begin-replay': {
      const { file, recording } = action;
      const shown = file !== undefined && recording ? { file, recording, begun: true } : undefined;
      return { ...state, replay: { ...state.replay, turn: state.replay.turn + 1, shown } };
    }
    case 'mark-replay':
      return marked(state, offer);
    case 'replay-frame':
      return action.turn === state.replay.turn && isFree(state) ? { ...state, recording: action.run } : state;
  }
}
