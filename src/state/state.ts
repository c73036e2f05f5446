/** What the page's store holds, as plain data. Only the reducer (`reduce.ts`) makes a new one of it. */
import type { Played } from '../session/played';
import type { Message } from '../messages/message';
import type { Hyperparameters, Method } from '../methods/contract';
import type {
  AdapterReport,
  AdapterSource,
  ModelReport,
  PredictionPair,
  Probe,
  Problem,
  RemoteDataReport,
  RemoteReport,
  TableOptions,
  TablePreview,
} from '../worker/protocol';
import type { Settings } from './properties';
import type { Recording } from './recording';
import type { Run } from './run';
import type { Silence } from './watchdog';

export interface OwnData {
  readonly source: string | File;
  readonly name: string;
  readonly options: TableOptions;
  readonly preview?: TablePreview;
  /** The same for a link, where they are to travel in it (`linkData.ts`). */
  readonly packed?: string;
}

export interface OwnModel {
  readonly files: readonly { readonly path: string; readonly file: File }[];
  readonly report: ModelReport;
}

/** A model at an address: what is known of it, and once it was loaded what was found in it. */
export interface RemoteModel {
  readonly report: RemoteReport;
  readonly loaded?: ModelReport;
  /** The visitor knows how much is downloaded, and wants it. */
  readonly agreed: boolean;
}

/** An adapter that the run starts from. */
export interface HeldAdapter {
  readonly source: AdapterSource;
  readonly report: AdapterReport;
  /** File name; absent for an adapter from a link. */
  readonly file?: string;
}

export interface Generation {
  readonly prompt: string;
  readonly base: string;
  readonly tuned: string;
  readonly step: number;
  readonly running: boolean;
}

/** What a link carries beyond the configuration. */
export interface Payload {
  /** A run's curves, packed (`shareCurve`). */
  readonly curve?: string;
  /** A trained adapter, packed. */
  readonly adapter?: string;
  /** Address of an adapter. */
  readonly adapterAddress?: string;
  /** Data, packed, until they are read and become the own ones. */
  readonly data?: string;
}

/** Something about a link that its reader should know. */
export interface LinkNote {
  readonly code:
    | 'newer'
    | 'too-long'
    | 'bad-curve'
    | 'bad-adapter'
    | 'bad-data'
    | 'adapter-waits'
    | 'missing'
    | 'own-model'
    | 'own-data'
    | 'told';
  /** The name that is missing here, or why it is refused. */
  readonly detail?: string | Message;
}

/** A recorded run on the page. */
export interface Replay {
  /** Something was trained here: nothing is replayed until the settings change. */
  readonly stopped: boolean;
  /** Grows with every replay that begins or is broken off: frames of an earlier one are dropped. */
  readonly turn: number;
  /** The file that is shown; curves from a link have none. It moves only when its replay has begun. */
  readonly shown?: { readonly file: string; readonly recording: Recording; readonly begun: boolean };
}

export interface State {
  readonly settings: Settings;
  /** Knobs of every method touched so far: changing the method and back loses nothing. */
  readonly hyperparameters: Readonly<Record<string, Hyperparameters>>;
  readonly run: Run;
  /** Grows whenever the run is given up: what is still said about an earlier one is dropped. */
  readonly epoch: number;
  /** The run before this one, drawn faintly behind it. */
  readonly previous?: Run;
  /** What the user asked for, until the worker says that it is so. */
  readonly intent: 'stand' | 'run';
  readonly probe?: Probe;
  readonly problem?: Problem;
  /** The worker has not answered for longer than it should take. */
  readonly silence?: Silence;
  /** Report of the model that is loaded, by id. */
  readonly report?: ModelReport;
  readonly ownData?: OwnData;
  readonly ownModel?: OwnModel;
  readonly remoteModel?: RemoteModel;
  readonly remoteData?: RemoteDataReport;
  /** The visitor is asked whether the chosen model may be downloaded. */
  readonly asking: boolean;
  /** What the link brought beyond the configuration, as long as it belongs to what is shown. */
  readonly payload: Payload;
  /** What the reader of the link should know about it. */
  readonly notes: readonly LinkNote[];
  readonly adapter?: HeldAdapter;
  /** Follows the training that goes on. */
  readonly prediction?: PredictionPair;
  readonly predicting: boolean;
  readonly generation?: Generation;
  /** What the model says with its update at another strength, or another one in its place: the run is not touched. */
  readonly played?: Played;
  /** Shown in place of the run until that begins; marked as recorded. */
  readonly recording?: Run;
  readonly replay: Replay;
}

/** What the page offers, which the reducer looks things up in; it stays the same as long as the page is open. */
export interface Offer {
  readonly methods: readonly Method[];
  /** There are recorded runs. */
  readonly recordings: boolean;
}

/** The run that panels show: the one here once it begins, a recording till then. */
export const shownRun = ({ recording, run }: Pick<State, 'recording' | 'run'>): Run => recording ?? run;
