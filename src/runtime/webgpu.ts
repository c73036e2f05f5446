/**
 * The WebGPU backend: onnxruntime's native provider on our own device, base weights shared, states in swapped buffers.
 */
import type { Message } from '../messages/message';
import { Builder } from '../onnx/builder';
import { Graph, type ValueType } from '../onnx/graph';
import { arrays, bytesFor } from '../onnx/dtype';
import { sizeOf, type Tensor } from '../onnx/tensor';
import type { Backend, DeviceTensor, Executable, MemoryReading, Owner, RunTimings } from './backend';
import { requestDevice, type OwnDevice } from './device';
import { dispatchCount } from './dispatches';
import { BackendError, backendError, deviceLost } from './errors';
import { MemoryMeter, meterDevice } from './memory';
import { says } from './messages';
import { loadWebGpuRuntime, type Ort, type OrtModule } from './ort';
import { runQueue } from './queue';
import { separateWeights, sessionModel, WeightStore } from './weights';

type BufferCacheMode = 'disabled' | 'lazyRelease' | 'simple' | 'bucket';

export interface WebGpuOptions {
  /** Initialisers of at least this many bytes become graph inputs, bound to buffers that all executables share. */
  readonly frozenThreshold?: number;
  readonly storageBufferCacheMode?: BufferCacheMode;
  readonly graphOptimizationLevel?: 'disabled' | 'basic' | 'extended' | 'all';
  /**
   * Runs that may be under way on the GPU before the next is submitted: enough to keep it busy, few enough to pause at
   * once.
   */
  readonly runsInFlight?: number;
}

const byteSize = (type: ValueType): number => bytesFor(type.dtype, sizeOf(type.shape));
/** onnxruntime wants buffers of a multiple of 16 bytes. */
const padded = (bytes: number): number => Math.max(16, Math.ceil(bytes / 16) * 16);

/** A tensor in a GPU buffer. */
class GpuTensor implements DeviceTensor {
  readonly ort: Ort.Tensor;
  readonly buffer: GPUBuffer;
  private alive = true;

  constructor(
    private readonly backend: WebGpuBackend,
    readonly type: ValueType,
    readonly owner: Owner,
    ort: OrtModule,
  ) {
    this.buffer = backend.createBuffer(padded(byteSize(type)), owner);
    this.ort = ort.Tensor.fromGpuBuffer(this.buffer, {
      dataType: type.dtype as Ort.Tensor.GpuBufferDataTypes,
      dims: type.shape,
    });
  }

  write(data: Tensor['data']): void {
    if (!this.alive) throw new Error('A tensor was used after it was disposed of.');
    const bytes = byteSize(this.type);
    if (data.byteLength !== bytes) throw new Error(`A tensor of ${bytes} bytes can't take ${data.byteLength} bytes.`);
    const view = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, bytes);
    // writeBuffer takes whole words and, in some implementations, no shared memory.
    if (bytes % 4 === 0 && view.buffer instanceof ArrayBuffer) {
      this.backend.device.queue.writeBuffer(this.buffer, 0, view);
    } else {
      const whole = new Uint8Array(Math.ceil(bytes / 4) * 4);
      whole.set(view);
      this.backend.device.queue.writeBuffer(this.buffer, 0, whole);
    }
  }

  async read(): Promise<Tensor> {
    if (!this.alive) throw new Error('A tensor was used after it was disposed of.');
    const bytes = byteSize(this.type);
    const copy = await this.backend.download(this.buffer, bytes);
    return { dtype: this.type.dtype, dims: this.type.shape, data: new arrays[this.type.dtype](copy) };
  }

  dispose(): void {
    if (!this.alive) return;
    this.alive = false;
    this.buffer.destroy();
  }
}

export class WebGpuBackend implements Backend {
  readonly kind = 'webgpu';
  readonly description: Message;
  readonly lost: Promise<Message>;
  readonly device: GPUDevice;
  private readonly release: () => void;
  private readonly meter = new MemoryMeter();
  private owner: Owner = 'cache';
  private lostReason: Message | undefined;
  private failure: BackendError | undefined;
  private readonly weights = new WeightStore((tensor) => this.uploaded(tensor, 'frozen'));
  private readonly executables = new Set<WebGpuExecutable>();
  private readonly submitted: Promise<void>[] = [];

  private constructor(
    own: OwnDevice,
    readonly ort: OrtModule,
    readonly options: WebGpuOptions,
  ) {
    this.device = own.device;
    this.release = own.release;
    this.description = says.webGpu({ gpu: own.name });
    this.lost = own.lost;
    void own.lost.then((reason) => {
      this.lostReason = reason;
    });
    meterDevice(this.device, this.meter, () => this.owner);
    this.device.addEventListener('uncapturederror', (event) => {
      const { error } = event;
      event.preventDefault();
      this.failure ??=
        typeof GPUOutOfMemoryError !== 'undefined' && error instanceof GPUOutOfMemoryError
          ? new BackendError('out-of-memory', says.gpuMemoryFull, { cause: error })
          : new BackendError('runtime', says.gpuError({ error: error.message }), { cause: error });
    });
    dispatchCount();
  }

  /** Opens the device and loads the runtime. @throws BackendError: no WebGPU, adapter refused. */
  static async create(options: WebGpuOptions = {}, own?: OwnDevice): Promise<WebGpuBackend> {
    const device = own ?? (await requestDevice());
    return new WebGpuBackend(device, await loadWebGpuRuntime(), options);
  }

  /** Compiles the runtime now rather than at the first `load`, by a graph of one node. */
  async warmUp(): Promise<void> {
    const graph = new Graph();
    const builder = new Builder(graph, 'base');
    const x = builder.input('x', 'float32', [4]);
    graph.outputs = [builder.add(x, x)];
    // Released properly: a creation that fails would keep the provider's caches alive for good.
    await (await this.load(builder.finish(), 'warm-up')).release();
  }

  memory(): MemoryReading {
    return this.meter.reading();
  }

  resetPeak(): void {
    this.meter.resetPeak();
  }

  allocate(type: ValueType, owner: Owner): DeviceTensor {
    return new GpuTensor(this, type, owner, this.ort);
  }

  upload(tensor: Tensor, owner: Owner): DeviceTensor {
    return this.uploaded(tensor, owner);
  }

  private uploaded(tensor: Tensor, owner: Owner): GpuTensor {
    const made = new GpuTensor(this, { dtype: tensor.dtype, shape: tensor.dims }, owner, this.ort);
    made.write(tensor.data);
    return made;
  }

  /** New buffers start as zeros. */
  createBuffer(size: number, owner: Owner): GPUBuffer {
    const before = this.owner;
    this.owner = owner;
    try {
      return this.device.createBuffer({
        size,
        usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
      });
    } finally {
      this.owner = before;
    }
  }

  async download(buffer: GPUBuffer, bytes: number): Promise<ArrayBuffer> {
    const size = Math.ceil(bytes / 4) * 4;
    let staging: GPUBuffer | undefined;
    // Copying waits its turn in the queue, so that it sees the results of the runs before it; mapping need not.
    await runQueue.add(async () => {
      this.check();
      staging = this.device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
      const encoder = this.device.createCommandEncoder();
      encoder.copyBufferToBuffer(buffer, 0, staging, 0, size);
      this.device.queue.submit([encoder.finish()]);
    });
    try {
      await staging!.mapAsync(GPUMapMode.READ);
      return staging!.getMappedRange().slice(0, bytes);
    } catch (error) {
      this.check();
      throw backendError(error, says.reading);
    } finally {
      staging!.destroy();
    }
  }

  /** @throws what has gone wrong since the last call: errors of the GPU arrive late. */
  check(): void {
    if (this.lostReason) throw deviceLost(this.lostReason);
    const { failure } = this;
    this.failure = undefined;
    if (failure) throw failure;
  }

  async load(graph: Graph, label: string): Promise<Executable> {
    this.check();
    const { graph: unfrozen, weights } = separateWeights(graph, this.options.frozenThreshold ?? 4096);
    const { tensors, release } = this.weights.acquire(weights);
    try {
      const session = await runQueue.add(async () => {
        return await this.ort.InferenceSession.create(sessionModel(unfrozen), {
          executionProviders: [
            {
              name: 'webgpu',
              device: this.device,
              storageBufferCacheMode: this.options.storageBufferCacheMode ?? 'simple',
            },
          ],
          graphOptimizationLevel: this.options.graphOptimizationLevel ?? 'basic',
          // Fails rather than quietly running one node on the CPU.
          extra: { session: { disable_cpu_ep_fallback: '1' } },
        });
      });
      const executable = new WebGpuExecutable(this, session, graph.nodes.length, label, tensors, () => {
        release();
        this.executables.delete(executable);
      });
      this.executables.add(executable);
      return executable;
    } catch (error) {
      release();
      this.check();
      throw backendError(error, says.preparing({ graph: label }));
    }
  }

  forgetUnused(): void {
    this.weights.forgetUnused();
  }

  /** One run of a session, in the queue. */
  run(
    session: Ort.InferenceSession,
    feeds: Record<string, Ort.Tensor>,
    fetches: Record<string, Ort.Tensor>,
    label: string,
  ): Promise<RunTimings & { dispatches: number }> {
    return runQueue.add(async () => {
      this.check();
      while (this.submitted.length >= (this.options.runsInFlight ?? 2)) await this.submitted.shift();
      this.check();
      const start = performance.now();
      const dispatchesBefore = dispatchCount();
      // Buffers that onnxruntime makes from here on are activations and workspace.
      this.owner = 'activations';
      try {
        await session.run(feeds, fetches);
      } catch (error) {
        this.check();
        throw backendError(error, says.running({ graph: label }));
      } finally {
        this.owner = 'cache';
      }
      this.submitted.push(this.device.queue.onSubmittedWorkDone().catch(() => undefined));
      return { milliseconds: performance.now() - start, dispatches: dispatchCount() - dispatchesBefore };
    });
  }

  async idle(): Promise<void> {
    await runQueue.drained();
    await this.device.queue.onSubmittedWorkDone();
    this.check();
  }

  async dispose(): Promise<void> {
    for (const executable of [...this.executables]) await executable.release();
    this.forgetUnused();
    await runQueue.drained();
    this.release();
  }
}

class WebGpuExecutable implements Executable {
  dispatches = 0;
  private released = false;

  constructor(
    private readonly backend: WebGpuBackend,
    private readonly session: Ort.InferenceSession,
    readonly nodes: number,
    private readonly label: string,
    private readonly weights: ReadonlyMap<string, GpuTensor>,
    private readonly onRelease: () => void,
  ) {}

  async run(
    inputs: Readonly<Record<string, DeviceTensor>>,
    outputs: Readonly<Record<string, DeviceTensor>>,
  ): Promise<RunTimings> {
    const feeds: Record<string, Ort.Tensor> = {};
    const fetches: Record<string, Ort.Tensor> = {};
    for (const name of this.session.inputNames)
      feeds[name] = (this.weights.get(name) ?? tensorFor(inputs, name, 'input', this.label)).ort;
    for (const name of this.session.outputNames) fetches[name] = tensorFor(outputs, name, 'output', this.label).ort;
    const { milliseconds, dispatches } = await this.backend.run(this.session, feeds, fetches, this.label);
    this.dispatches = dispatches;
    return { milliseconds };
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
): GpuTensor {
  const tensor = tensors[name];
  if (!(tensor instanceof GpuTensor)) throw new Error(`The ${label} graph needs a tensor for its ${what} "${name}".`);
  return tensor;
}
