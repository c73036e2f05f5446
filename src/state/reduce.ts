/** The one way in which the page's state changes: a pure function of the state before and what happened. */
import type { Action } from './actions';
import { reduceInference } from './reduceInference';
import { reduceRemote } from './reduceRemote';
import { reduceReplay } from './reduceReplay';
import { reduceRun } from './reduceRun';
import { reduceSettings } from './reduceSettings';
import { reduceSharing } from './reduceSharing';
import type { Offer, State } from './state';

function changed(state: State, action: Action, offer: Offer): State {
  switch (action.type) {
    case 'set':
    case 'set-hyperparameter':
    case 'restore-defaults':
    case 'adopt':
    case 'probed':
    case 'change-backend':
    case 'data-read':
    case 'model-read':
      return reduceSettings(state, action, offer);
    case 'model-described':
    case 'model-loaded':
    case 'data-described':
    case 'model-chosen':
    case 'data-chosen':
    case 'ask-download':
    case 'answer-download':
      return reduceRemote(state, action, offer);
    case 'predicting':
    case 'predicted':
    case 'generate':
    case 'generated':
    case 'generation-ended':
      return reduceInference(state, action);
    case 'adapter-taken':
    case 'adapter-waits':
    case 'payload-refused':
    case 'dismiss-notes':
      return reduceSharing(state, action, offer);
    case 'stop-replay':
    case 'clear-replay':
    case 'restart-replay':
    case 'begin-replay':
    case 'mark-replay':
    case 'replay-frame':
      return reduceReplay(state, action, offer);
    default:
      return reduceRun(state, action, offer);
  }
}

/** A loss on other data, or of another model, is no measure for this one. */
function comparable(next: State, before: State): State {
  const same =
    next.settings.model === before.settings.model &&
    next.settings.dataset === before.settings.dataset &&
    next.ownData === before.ownData &&
    next.ownModel === before.ownModel;
  return next.previous && !same ? { ...next, previous: undefined } : next;
}

export const reduce = (state: State, action: Action, offer: Offer): State =>
  comparable(changed(state, action, offer), state);
