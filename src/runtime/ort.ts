/** The only importer of onnxruntime-web: loads its WebGPU or its WASM build, each at most once per realm. */
import type * as Ort from 'onnxruntime-web';
import type { ValueType } from '../onnx/graph';
import { MessageError } from '../messages/message';
import { engineShelf, keepingFetch } from './downloads';
import { BackendError } from './errors';
import { runtimeFiles as files } from './files';
import { says } from './messages';

export type OrtModule = typeof Ort;
export type { Ort };

let webgpu: Promise<OrtModule> | undefined;

/** The native WebGPU build (not the default entry, which still is the older JSEP build). */
export function loadWebGpuRuntime(): Promise<OrtModule> {
  webgpu ??= (async () => {
    const ort: OrtModule = await import('onnxruntime-web/webgpu');
    ort.env.logLevel = 'error';
    // Kernels run on the GPU: threads would only cost start-up time and memory.
    ort.env.wasm.numThreads = 1;
    ort.env.wasm.wasmPaths = { mjs: files.webgpu.mjs, wasm: await keptAddress(files.webgpu.wasm) };
    return ort;
  })();
  return webgpu;
}

/** What this project uses of the Emscripten module below the WASM build. */
interface EmscriptenModule {
  HEAPU8: Uint8Array;
  _malloc: (bytes: number) => number;
  _free: (pointer: number) => void;
  _OrtCreateTensor: (type: number, data: number, bytes: number, dims: number, rank: number, location: number) => number;
  jsepRegisterBuffer?: (session: number, index: number, buffer: HeapBlock, bytes: number) => number;
}
type EmscriptenFactory = (config: Record<string, unknown>) => Promise<EmscriptenModule>;

/** A block in the runtime's heap, given to onnxruntime in place of a GPU buffer. */
export interface HeapBlock {
  readonly pointer: number;
}

/** The WASM build and its heap. */
export class WasmRuntime {
  constructor(
    readonly ort: OrtModule,
    readonly threads: number,
    private readonly module: EmscriptenModule,
    private readonly memory: WebAssembly.Memory,
  ) {}

  /** Size of the heap in bytes. It grows and never shrinks. */
  get heapBytes(): number {
    return this.memory.buffer.byteLength;
  }

  /** @throws BackendError when the heap (4 GiB at most) is full. */
  allocate(bytes: number): HeapBlock & { free: () => void } {
    // 64-byte alignment, a cache line, as onnxruntime's own allocator gives.
    const raw = this.module._malloc(Math.max(bytes, 1) + 64) >>> 0;
    if (raw === 0) throw new BackendError('out-of-memory', says.heapFull);
    return { pointer: Math.ceil(raw / 64) * 64, free: () => this.module._free(raw) };
  }

  /** A view of the heap; valid until the heap grows, so never keep it. */
  view(pointer: number, bytes: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, pointer, bytes);
  }

  /** An onnxruntime tensor that is the block itself: nothing is copied in or out at a run. */
  tensor(block: HeapBlock, type: ValueType): Ort.Tensor {
    return this.ort.Tensor.fromGpuBuffer(block as unknown as GPUBuffer, {
      dataType: type.dtype as Ort.Tensor.GpuBufferDataTypes,
      dims: type.shape,
    });
  }
}

const CPU_LOCATION = 1;
const GPU_BUFFER_LOCATION = 4;
/** Under this name `factory.mjs` finds it. */
const factoryKey = 'peftPlaygroundRuntimeFactory';
const factoryModule = new URL('./factory.mjs', import.meta.url).href;

let wasm: Promise<WasmRuntime> | undefined;

/**
 * The WASM build with `threads` threads (the first call decides), with its heap opened.
 *
 * onnxruntime-web copies every fed CPU tensor into its heap and every output out of it: 270 MB a step when all of
 * MiniLM is trained with Adam. Its code path for GPU buffers only passes a pointer on, so tensors of ours that live in
 * the heap take that path, labelled as CPU memory where they are created. That needs the Emscripten module, which is
 * private: hence the own factory. The factory also sets the number of threads, because the loader refuses threads in
 * Node though they work there.
 */
export function loadWasmRuntime(threads: number): Promise<WasmRuntime> {
  wasm ??= (async () => {
    const ort: OrtModule = await import('onnxruntime-web/wasm');
    let module: EmscriptenModule | undefined;
    let memory: WebAssembly.Memory | undefined;
    const factory: EmscriptenFactory = async (config) => {
      const { default: create } = (await import(/* @vite-ignore */ files.wasm.mjs)) as { default: EmscriptenFactory };
      const binary = await compile(files.wasm.wasm);
      module = await create({
        ...config,
        numThreads: threads,
        instantiateWasm(
          imports: WebAssembly.Imports,
          receive: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
        ) {
          memory = Object.values(imports)
            .flatMap((group) => Object.values(group))
            .find((value) => value instanceof WebAssembly.Memory);
          void WebAssembly.instantiate(binary, imports).then((instance) => receive(instance, binary));
          return {};
        },
      });
      ort.env.wasm.numThreads = threads;
      return module;
    };
    (globalThis as Record<string, unknown>)[factoryKey] = factory;
    ort.env.logLevel = 'error';
    ort.env.wasm.numThreads = 1;
    ort.env.wasm.wasmPaths = { mjs: factoryModule, wasm: files.wasm.wasm };
    // There is no call that only initialises; creating a session from nothing does, and then fails.
    const reason = await ort.InferenceSession.create(new Uint8Array(1)).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!module || !memory) {
      throw new BackendError('runtime', says.notStarted({ reason: String(reason) }));
    }
    module.jsepRegisterBuffer = (_session, _index, block) => block.pointer;
    const createTensor = module._OrtCreateTensor;
    module._OrtCreateTensor = (type, data, bytes, dims, rank, location) =>
      createTensor(type, data, bytes, dims, rank, location === GPU_BUFFER_LOCATION ? CPU_LOCATION : location);
    return new WasmRuntime(ort, threads, module, memory);
  })();
  return wasm;
}

async function compile(url: string): Promise<WebAssembly.Module> {
  if (url.startsWith('file:')) {
    const specifier = 'node:fs/promises';
    const { readFile } = (await import(/* @vite-ignore */ specifier)) as {
      readFile: (url: URL) => Promise<Uint8Array<ArrayBuffer>>;
    };
    return WebAssembly.compile(await readFile(new URL(url)));
  }
  const response = await keepingFetch(engineShelf)(url);
  if (!response.ok) throw new MessageError(says.notDownloaded({ status: response.status }));
  // A static host may serve .wasm with a content type that streaming refuses.
  return WebAssembly.compileStreaming(response.clone()).catch(async () =>
    WebAssembly.compile(await response.arrayBuffer()),
  );
}

/**
 * An address of the same bytes in this browser, so that onnxruntime, which fetches for itself, needs no network the
 * next time.
 */
async function keptAddress(url: string): Promise<string> {
  if (typeof caches === 'undefined' || url.startsWith('file:')) return url;
  try {
    const response = await keepingFetch(engineShelf)(url);
    if (!response.ok) return url;
    return URL.createObjectURL(new Blob([await response.arrayBuffer()], { type: 'application/wasm' }));
  } catch {
    // onnxruntime then fails at the real address, with its own message.
    return url;
  }
}
