/** Everything that can happen to the page's state, by what it is about. */
import type { Played } from '../session/played';
import type { Checkpoint } from '../training/events';
import type { Message } from '../messages/message';
import type { HyperparameterValue } from '../methods/contract';
import type {
  Configured,
  ModelReport,
  Notice,
  PredictionPair,
  Probe,
  Problem,
  RemoteDataReport,
  RemoteReport,
} from '../worker/protocol';
import type { Configuration } from './hash';
import type { PropertyName } from './properties';
import type { Recording } from './recording';
import type { Run } from './run';
import type { Silence } from './watchdog';
import type { Brought } from './share';
import type { Generation, HeldAdapter, LinkNote, OwnData, OwnModel, State } from './state';

export type SettingsAction =
  | { readonly type: 'set'; readonly name: PropertyName; readonly value: unknown }
  | { readonly type: 'set-hyperparameter'; readonly name: string; readonly value: HyperparameterValue }
  | { readonly type: 'restore-defaults' }
  /** The configuration of another link, of a kept run, of a race's entry. */
  | { readonly type: 'adopt'; readonly brought: Configuration & Brought }
  | { readonly type: 'probed'; readonly probe: Probe }
  /** The checkpoint fits any backend: the run goes on there. */
  | { readonly type: 'change-backend'; readonly backend: State['settings']['backend'] }
  | { readonly type: 'data-read'; readonly data: OwnData }
  | { readonly type: 'model-read'; readonly model: OwnModel };

/** A configuration with the visitor's own files, and the run as another page left it. */
export type BroughtBack = Configuration &
  Partial<Pick<State, 'ownModel' | 'ownData' | 'adapter' | 'remoteModel' | 'remoteData'>> & { readonly run: Run };

export type RunAction =
  | { readonly type: 'play' }
  | { readonly type: 'pause' }
  | { readonly type: 'step' }
  /** A run that is over is given more steps. */
  | { readonly type: 'go-on'; readonly steps: number }
  /** The way back to the first step begins. */
  | { readonly type: 'rewind' }
  /** The run that is built stands at its first step again. */
  | { readonly type: 'rewound' }
  | { readonly type: 'build' }
  /** @property before the run that was shown when building began: the new one may go on from it */
  | { readonly type: 'built'; readonly answer: Configured; readonly before: Run }
  /** A run that another page began: it stands at its checkpoint, with all that it needs. */
  | { readonly type: 'bring-back'; readonly back: BroughtBack }
  /** The worker is silent, or heard again. */
  | { readonly type: 'silence'; readonly silence: Silence | undefined }
  /** The worker was ended; the run stands at its checkpoint, or at its start where there is none. */
  | { readonly type: 'revived'; readonly checkpoint: Checkpoint | undefined }
  /** The run is given up; its curves stay as a shadow. */
  | { readonly type: 'retire' }
  | { readonly type: 'notice'; readonly notice: Notice }
  | { readonly type: 'failed'; readonly problem: Problem }
  | { readonly type: 'dismiss-problem' }
  /** The result was played with; undefined: it is shown as it was trained again. */
  | { readonly type: 'played'; readonly played: Played | undefined };

export type InferenceAction =
  | { readonly type: 'predicting'; readonly predicting: boolean }
  | { readonly type: 'predicted'; readonly prediction: PredictionPair | undefined }
  | { readonly type: 'generate'; readonly prompt: string }
  | { readonly type: 'generated'; readonly answer: Pick<Generation, 'base' | 'tuned' | 'step'> }
  /** It is over, whether or not there is an answer. */
  | { readonly type: 'generation-ended' };

export type RemoteAction =
  /** What is at the chosen model's address; it is the one with its commit from then on. */
  | { readonly type: 'model-described'; readonly asked: string; readonly report: RemoteReport }
  | { readonly type: 'model-loaded'; readonly address: string; readonly report: ModelReport }
  | { readonly type: 'data-described'; readonly asked: string; readonly report: RemoteDataReport }
  /** Chosen by the visitor, who has seen how much is downloaded. */
  | { readonly type: 'model-chosen'; readonly report: RemoteReport }
  | { readonly type: 'data-chosen'; readonly report: RemoteDataReport }
  /** May so much be downloaded? */
  | { readonly type: 'ask-download' }
  | { readonly type: 'answer-download'; readonly agreed: boolean };

export type SharingAction =
  /** An adapter is taken over with its method, settings, model and data; the run before it is given up. */
  | {
      readonly type: 'adapter-taken';
      readonly adapter: HeldAdapter;
      readonly configured: Pick<State, 'settings' | 'hyperparameters'>;
    }
  /** A part of what the link brought can't be used. */
  /** The model that it was trained on is not known here: it is taken when one is chosen. */
  | { readonly type: 'adapter-waits'; readonly why: Message }
  | { readonly type: 'payload-refused'; readonly part: 'curve' | 'adapter' | 'data'; readonly note: LinkNote }
  | { readonly type: 'dismiss-notes' };

export type ReplayAction =
  /** Something is trained here. */
  | { readonly type: 'stop-replay' }
  /** There is nothing to show for the present settings. */
  | { readonly type: 'clear-replay' }
  | { readonly type: 'restart-replay' }
  /** A replay begins, of a file or of curves from a link. */
  | { readonly type: 'begin-replay'; readonly file?: string; readonly recording?: Recording }
  /** Says anew what is different between the recording and the settings. */
  | { readonly type: 'mark-replay' }
  /** The recorded run at some step; `turn` is the replay that it belongs to. */
  | { readonly type: 'replay-frame'; readonly turn: number; readonly run: Run };

export type Action = SettingsAction | RemoteAction | RunAction | InferenceAction | SharingAction | ReplayAction;
