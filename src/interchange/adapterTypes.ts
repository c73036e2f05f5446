/** An adapter between its files and the model: what is read, what is written, and what both need to know. */
import type { Poison } from '../data/poisonSetting';
import type { Anatomy } from '../anatomy/anatomy';
import type { Hyperparameters, Method, Parameter } from '../methods/contract';
import type { TaskId } from '../methods/taskId';
import type { Tensor } from '../onnx/tensor';
import type { HubConfig } from './adapterHubConfig';
import type { AdapterNote } from './adapterNotes';

export const CONFIG_FILE = 'adapter_config.json';
export const WEIGHTS_FILE = 'adapter_model.safetensors';

/** What an adapter of the library says besides its tensors. */
export interface HubAdapter {
  /** Configuration of the adapter, or of each one that is fused. */
  readonly config: HubConfig;
  /** The names under which the library knows the adapters; several: they are fused. */
  readonly names: readonly string[];
  readonly fusion?: string;
  readonly head?: string;
}

/** What an adapter was trained for; enough to use it again without remembering any setting. */
export interface AdapterInfo {
  readonly model: string;
  /**
   * What the model is called where `model` is only the playground's word for it: a folder's name, the name in its
   * config.json.
   */
  readonly name?: string;
  readonly method: { readonly id: string; readonly hyperparameters: Hyperparameters };
  readonly task: TaskId;
  readonly pooling?: 'mean' | 'cls' | 'last' | 'library';
  readonly labels?: readonly string[];
  /** Its training rows were poisoned on purpose, and what was done against it. */
  readonly poison?: Poison & { readonly defence?: string };
}

/** What both directions need to know of the rewritten model. */
export interface AdapterContext {
  readonly method: Method;
  readonly hyperparameters: Hyperparameters;
  readonly anatomy: Anatomy;
  /** Method's and head's, in any order. */
  readonly parameters: readonly Parameter[];
  /** What the method's earlier phases found (index lists, masks) and the graph is built from. */
  readonly carried?: Readonly<Record<string, Tensor>>;
}

export interface AdapterFiles {
  readonly [CONFIG_FILE]: Uint8Array;
  readonly [WEIGHTS_FILE]: Uint8Array;
}

/** An adapter as read from its two files, not yet fitted to a model. */
export interface Adapter {
  readonly config: Readonly<Record<string, unknown>>;
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** For `context.carried.tensors`, in adapters of methods with several phases. */
  readonly carried: Readonly<Record<string, Tensor>>;
  /** Present in adapters of AdapterHub's library. */
  readonly hub?: HubAdapter;
  /**
   * Present in adapters that this program wrote, in AdapterHub's, and in HF PEFT's once `understandPeft` has looked at
   * them.
   */
  readonly info?: AdapterInfo;
  /**
   * Another library wrote it: `info.model` is the name that it gives the base model, and its classes have no names that
   * count.
   */
  readonly foreign?: { readonly library: 'HF PEFT' | 'AdapterHub'; readonly base?: string };
  readonly notes?: readonly AdapterNote[];
  /** Classes of the head in the file, where there is one. */
  readonly classes?: number;
}
