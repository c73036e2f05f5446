/** The page's state and what can be done with it, put together. */
import type { Method } from '../methods/contract';
import { HUB } from '../interchange/hub/address';
import { Adapters } from './adapters';
import { sameSettings } from './differences';
import type { WorkerLike } from './engine';
import { Inference } from './inference';
import { recordingFile, runAt, type Recording } from './recording';
import { Replayer } from './replayer';
import { emptyRun } from './run';
import { runConfig } from './runConfig';
import { RunController } from './runController';
import { readLink } from './share';
import type { State } from './state';
import { openStore, type ReadonlyStore } from './store';

export interface Playground {
  readonly store: ReadonlyStore;
  readonly controller: RunController;
  readonly inference: Inference;
  readonly adapters: Adapters;
}

export interface PlaygroundOptions {
  readonly spawn: () => WorkerLike;
  readonly methods: readonly Method[];
  /** `location.hash` at the start. */
  readonly hash?: string;
  /** Where recorded runs lie; absent: there are none. */
  readonly recordings?: URL;
  /** Shown from the very first drawing on, where it is of the configuration that the page opens with. */
  readonly first?: Recording;
  /** The visitor wants no motion. */
  readonly still?: () => boolean;
  /** Address of the Hub that `hf:` means. */
  readonly hub?: string;
}

/** The state that a link opens the page with. */
export function initialState(hash: string, methods: readonly Method[], first?: Recording): State {
  const { settings, hyperparameters, payload, notes } = readLink(hash, methods);
  const opening = { settings, hyperparameters: { [settings.method]: hyperparameters } };
  const shown =
    first &&
    payload.curve === undefined &&
    settings.replay !== 'off' &&
    sameSettings(first.config, runConfig(opening, methods))
      ? first
      : undefined;
  return {
    ...opening,
    run: emptyRun,
    epoch: 0,
    intent: 'stand',
    predicting: false,
    asking: false,
    payload,
    notes,
    ...(shown ? { recording: runAt(shown, 1) } : {}),
    replay: {
      stopped: false,
      turn: 0,
      ...(shown ? { shown: { file: fileOf(shown), recording: shown, begun: false } } : {}),
    },
  };
}

const fileOf = ({ config }: Recording): string => recordingFile({ ...config, method: config.method.id });

export function createPlayground({
  spawn,
  methods,
  hash = '',
  recordings,
  first,
  still = () => false,
  hub = HUB,
}: PlaygroundOptions): Playground {
  const offer = { methods, recordings: recordings !== undefined };
  const store = openStore(initialState(hash, methods, first), offer);
  const replayer = new Replayer({ store, offer, recordings, still });
  const controller = new RunController({ store, replayer, methods, spawn, hub });
  return { store, controller, inference: new Inference(controller), adapters: new Adapters(controller, methods) };
}
