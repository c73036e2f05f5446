/**
 * The WASM backend: onnxruntime on the CPU, with threads where the host allows them. Runs in browsers, workers and
 * Node.
 */
import type { Message } from '../messages/message';
import type { Graph, ValueType } from '../onnx/graph';
import { peakWorkspace } from '../onnx/lifetimes';
import { arrays, bytesFor } from '../onnx/dtype';
import { sizeOf, type Tensor } from '../onnx/tensor';
import type { Backend, DeviceTensor, Executable, MemoryReading, Owner, RunTimings } from './backend';
import { backendError } from './errors';
import { MemoryMeter } from './memory';
import { says } from './messages';
import { loadWasmRuntime, type Ort, type WasmRuntime } from './ort';
import { runQueue } from './queue';
import { separateWeights, sessionModel, WeightStore } from './weights';

export interface WasmOptions {
  /**
   * Threads that compute; the first backend of a realm decides. Default: all cores that the host lets us use, at most
   * 8.
   */
  readonly threads?: number;
  /** Initialisers of at least this many bytes become graph inputs, bound to tensors that all executables share. */
  readonly frozenThreshold?: number;
  readonly graphOptimizationLevel?: 'disabled' | 'basic' | 'extended' | 'all';
}

const byteSize = (type: ValueType): number => bytesFor(type.dtype, sizeOf(type.shape));

/** Threads that WASM may use here: one unless the page is cross-origin isolated. */
export function availableThreads(): number {
  const cores = typeof navigator !== 'undefined' && navigator.hardwareConcurrency ? navigator.hardwareConcurrency : 2;
  const node = typeof process !== 'undefined' && !!process.versions?.node;
  const isolated =
    node ||
    (typeof crossOriginIsolated === 'boolean' && crossOriginIsolated && typeof SharedArrayBuffer !== 'undefined');
  return isolated ? Math.max(1, Math.min(8, cores)) : 1;
}

/** A tensor that lives in the runtime's heap. */
class HeapTensor implements DeviceTensor {
  readonly ort: Ort.Tensor;
  private readonly block: { readonly pointer: number; free: () => void };
  private alive = true;

  constructor(
    private readonly runtime: WasmRuntime,
    private readonly meter: MemoryMeter,
    readonly type: ValueType,
    readonly owner: Owner,
    private readonly onDispose: (tensor: HeapTensor) => void,
  ) {
    this.block = runtime.allocate(byteSize(type));
    this.ort = runtime.tensor(this.block, type);
    meter.add(owner, byteSize(type));
  }

  private bytes(): Uint8Array {
    if (!this.alive) throw new Error('A tensor was used after it was disposed of.');
    return this.runtime.view(this.block.pointer, byteSize(this.type));
  }

  clear(): void {
    this.bytes().fill(0);
  }

  write(data: Tensor['data']): void {
    if (data.byteLength !== byteSize(this.type))
      throw new Error(`A tensor of ${byteSize(this.type)} bytes can't take ${data.byteLength} bytes.`);
    this.bytes().set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }

  async read(): Promise<Tensor> {
    const copy = new ArrayBuffer(byteSize(this.type));
    new Uint8Array(copy).set(this.bytes());
    return { dtype: this.type.dtype, dims: this.type.shape, data: new arrays[this.type.dtype](copy) };
  }

  dispose(): void {
    if (!this.alive) return;
    this.alive = false;
    this.block.free();
    this.meter.remove(this.owner, byteSize(this.type));
    this.onDispose(this);
  }
}

/**
 * Frozen weights are inputs here too, as on WebGPU: measured, a product with a constant is no faster than one with an
 * input (5.6 ms either way for 512×384 by 384×384), and sessions then share one copy and are created without copying
 * any.
 *
 * What the meter counts: our tensors, and the whole heap, exactly. How the rest of the heap is split is an estimate:
 * `activations` is the largest workspace of a loaded graph by the lifetimes of its values, `cache` what remains (the
 * code's own data and free space, since a WASM heap never shrinks).
 */
export class WasmBackend implements Backend {
  readonly kind = 'wasm';
  readonly description: Message;
  readonly lost = new Promise<Message>(() => undefined);
  private readonly meter = new MemoryMeter();
  private readonly weights = new WeightStore((tensor) => this.uploaded(tensor, 'frozen'));
  private readonly executables = new Set<WasmExecutable>();
  private readonly tensors = new Set<HeapTensor>();

  private constructor(
    private readonly runtime: WasmRuntime,
    private readonly options: WasmOptions,
  ) {
    this.description = says.wasm({ threads: runtime.threads });
  }

  static async create(options: WasmOptions = {}): Promise<WasmBackend> {
    return new WasmBackend(await runQueue.add(() => loadWasmRuntime(options.threads ?? availableThreads())), options);
  }

  get threads(): number {
    return this.runtime.threads;
  }

  memory(): MemoryReading {
    this.survey();
    return { ...this.meter.reading(), estimated: ['activations', 'cache'] };
  }

  private survey(): void {
    const counted = (['frozen', 'trainable', 'optimizer', 'inputs'] as const).reduce(
      (sum, owner) => sum + this.meter.of(owner),
      0,
    );
    const rest = Math.max(0, this.runtime.heapBytes - counted);
    const workspaces = [...this.executables].map((executable) => executable.workspace);
    const activations = Math.min(Math.max(0, ...workspaces), rest);
    this.meter.set('activations', activations);
    this.meter.set('cache', rest - activations);
  }

  resetPeak(): void {
    this.survey();
    this.meter.resetPeak();
  }

  allocate(type: ValueType, owner: Owner): DeviceTensor {
    const tensor = this.make(type, owner);
    tensor.clear();
    return tensor;
  }

  upload(tensor: Tensor, owner: Owner): DeviceTensor {
    return this.uploaded(tensor, owner);
  }

  private uploaded(tensor: Tensor, owner: Owner): HeapTensor {
    const made = this.make({ dtype: tensor.dtype, shape: tensor.dims }, owner);
    made.write(tensor.data);
    return made;
  }

  private make(type: ValueType, owner: Owner): HeapTensor {
    const tensor = new HeapTensor(this.runtime, this.meter, type, owner, (gone) => this.tensors.delete(gone));
    this.tensors.add(tensor);
    return tensor;
  }

  async load(graph: Graph, label: string): Promise<Executable> {
    const { graph: unfrozen, weights } = separateWeights(graph, this.options.frozenThreshold ?? 4096);
    const { tensors, release } = this.weights.acquire(weights);
    try {
      const session = await runQueue.add(() =>
        this.runtime.ort.InferenceSession.create(sessionModel(unfrozen), {
          executionProviders: ['wasm'],
          graphOptimizationLevel: this.options.graphOptimizationLevel ?? 'basic',
        }),
      );
      const executable = new WasmExecutable(
        session,
        graph.nodes.length,
        peakWorkspace(graph),
        label,
        tensors,
        this.runtime,
        () => this.survey(),
        () => {
          release();
          this.executables.delete(executable);
          this.survey();
        },
      );
      this.executables.add(executable);
      this.survey();
      return executable;
    } catch (error) {
      release();
      throw backendError(error, says.preparing({ graph: label }));
    }
  }

  forgetUnused(): void {
    this.weights.forgetUnused();
  }

  async idle(): Promise<void> {
    await runQueue.drained();
  }

  async dispose(): Promise<void> {
    await runQueue.drained();
    for (const executable of [...this.executables]) await executable.release();
    for (const tensor of [...this.tensors]) tensor.dispose();
  }
}

class WasmExecutable implements Executable {
  readonly dispatches = 0;
  private released = false;

  constructor(
    private readonly session: Ort.InferenceSession,
    readonly nodes: number,
    readonly workspace: number,
    private readonly label: string,
    private readonly weights: ReadonlyMap<string, HeapTensor>,
    private readonly runtime: WasmRuntime,
    private readonly onGrowth: () => void,
    private readonly onRelease: () => void,
  ) {}

  run(
    inputs: Readonly<Record<string, DeviceTensor>>,
    outputs: Readonly<Record<string, DeviceTensor>>,
  ): Promise<RunTimings> {
    return runQueue.add(async () => {
      const feeds: Record<string, Ort.Tensor> = {};
      const fetches: Record<string, Ort.Tensor> = {};
      for (const name of this.session.inputNames)
        feeds[name] = (this.weights.get(name) ?? tensorFor(inputs, name, 'input', this.label)).ort;
      for (const name of this.session.outputNames) fetches[name] = tensorFor(outputs, name, 'output', this.label).ort;
      const before = this.runtime.heapBytes;
      const start = performance.now();
      try {
        await this.session.run(feeds, fetches);
      } catch (error) {
        throw backendError(error, says.running({ graph: this.label }));
      }
      const milliseconds = performance.now() - start;
      if (this.runtime.heapBytes > before) this.onGrowth();
      return { milliseconds };
    });
  }

  async release(): Promise<void> {
    if (this.released) return;
    this.released = true;
    await runQueue.add(() => this.session.release());
    this.onRelease();
  }
}

function tensorFor(
  tensors: Readonly<Record<string, DeviceTensor>>,
  name: string,
  what: string,
  label: string,
): HeapTensor {
  const tensor = tensors[name];
  if (!(tensor instanceof HeapTensor)) throw new Error(`The ${label} graph needs a tensor for its ${what} "${name}".`);
  return tensor;
}
