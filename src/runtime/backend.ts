/**
 * What the rest of the project knows of a runtime. Implementations: `webgpu.ts`, `wasm.ts`; `ort.ts` alone imports
 * onnxruntime.
 */
import type { Message } from '../messages/message';
import type { Graph, ValueType } from '../onnx/graph';
import type { Tensor } from '../onnx/tensor';

export type BackendKind = 'webgpu' | 'wasm';

/** Who a buffer belongs to, for the memory meter. */
export type Owner = 'frozen' | 'trainable' | 'optimizer' | 'inputs' | 'activations' | 'cache';

export interface MemoryReading {
  /** Live bytes by owner, and their sum. */
  readonly live: Readonly<Record<Owner, number>>;
  readonly total: number;
  /** Largest total since the meter was reset, and what it was made of. */
  readonly peak: number;
  readonly peakByOwner: Readonly<Record<Owner, number>>;
  /** Owners whose share is an estimate; totals are exact always. Absent: none. */
  readonly estimated?: readonly Owner[];
}

/** A tensor that stays where the backend computes: a GPU buffer, or host memory on WASM. */
export interface DeviceTensor {
  readonly type: ValueType;
  readonly owner: Owner;
  /** Copies new contents in; same size. */
  write: (data: Tensor['data']) => void;
  /** Copies the contents out. On WebGPU this waits for the queue: call it a few times a second at most. */
  read: () => Promise<Tensor>;
  dispose: () => void;
}

export interface RunTimings {
  /** Wall time of `run` in milliseconds. */
  readonly milliseconds: number;
}

/** A graph ready to run. */
export interface Executable {
  /** Nodes in the graph handed in, and GPU dispatches of the last run (0 on WASM). */
  readonly nodes: number;
  readonly dispatches: number;
  /**
   * Runs the graph. `inputs` has every graph input except the frozen weights; `outputs` has a tensor for each graph
   * output, written in place. An input and an output must not be the same tensor.
   * Calls are queued: two never overlap, on one backend or across executables.
   */
  run: (
    inputs: Readonly<Record<string, DeviceTensor>>,
    outputs: Readonly<Record<string, DeviceTensor>>,
  ) => Promise<RunTimings>;
  release: () => Promise<void>;
}

export interface Backend {
  readonly kind: BackendKind;
  /** For people: "WebGPU · Apple M2", "WASM · 2 threads". */
  readonly description: Message;
  /** Settles with the reason when the device is lost; never settles otherwise. */
  readonly lost: Promise<Message>;
  memory: () => MemoryReading;
  resetPeak: () => void;
  allocate: (type: ValueType, owner: Owner) => DeviceTensor;
  upload: (tensor: Tensor, owner: Owner) => DeviceTensor;
  /**
   * Prepares a graph. Its initialisers of at least `frozenThreshold` bytes are the frozen weights: each distinct tensor
   * (by identity of its data) is uploaded once and shared between executables.
   */
  load: (graph: Graph, label: string) => Promise<Executable>;
  /** Frees frozen weights that no executable uses: call when another model is chosen. */
  forgetUnused: () => void;
  /** Resolves when all submitted work has finished. */
  idle: () => Promise<void>;
  dispose: () => Promise<void>;
}
