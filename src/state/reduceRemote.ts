/** Models and data at addresses, in the state. */
import type { RemoteReport } from '../worker/protocol';
import type { RemoteAction } from './actions';
import { followSettings } from './reduceReplay';
import { retired } from './reduceRun';
import { waiting } from './reduceSharing';
import { suited } from './runConfig';
import type { Offer, RemoteModel, State } from './state';

/** Bytes that are downloaded without asking. */
export const FREE_BYTES = 50e6;

const remote = (report: RemoteReport, agreed: boolean): RemoteModel => ({
  report,
  agreed: agreed || report.bytes - report.kept <= FREE_BYTES,
});

/** The model is the one with its commit, and data that it can't learn from give way. */
function withModel(state: State, model: RemoteModel, offer: Offer): State {
  const next = { ...state, remoteModel: model, asking: false };
  return followSettings({ ...next, settings: suited({ ...next.settings, model: model.report.address }, next) }, offer);
}

export function reduceRemote(state: State, action: RemoteAction, offer: Offer): State {
  switch (action.type) {
    case 'model-described': {
      if (state.settings.model !== action.asked) return state;
      // A run of the address without its commit is one of the same model.
      const agreed = state.remoteModel?.agreed === true && state.remoteModel.report.address === action.report.address;
      return withModel(state, remote(action.report, agreed), offer);
    }
    case 'model-chosen':
      return withModel({ ...retired(state, offer), payload: waiting(state) }, remote(action.report, true), offer);
    case 'model-loaded': {
      const { remoteModel } = state;
      if (remoteModel?.report.address !== action.address) return state;
      const { run } = state;
      const next: State = {
        ...state,
        remoteModel: { ...remoteModel, loaded: action.report, agreed: true },
        // Loading alone builds nothing.
        run: run.status === 'loading-model' ? { ...run, status: 'idle', progress: undefined } : run,
      };
      return { ...next, settings: suited(next.settings, next) };
    }
    case 'data-described': {
      if (state.settings.dataset !== action.asked) return state;
      const { report } = action;
      return followSettings(
        { ...state, remoteData: report, settings: { ...state.settings, dataset: report.address } },
        offer,
      );
    }
    case 'data-chosen': {
      const { report } = action;
      const next = retired(state, offer);
      return followSettings(
        { ...next, remoteData: report, settings: { ...next.settings, dataset: report.address } },
        offer,
      );
    }
    case 'ask-download':
      return { ...state, asking: true, intent: 'stand' };
    case 'answer-download': {
      const { remoteModel } = state;
      return {
        ...state,
        asking: false,
        ...(remoteModel && action.agreed && { remoteModel: { ...remoteModel, agreed: true } }),
      };
    }
  }
}
