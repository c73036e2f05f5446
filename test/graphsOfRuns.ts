/** The graphs that a run hands to the runtime, without running them: what a static check of all methods looks at. */
import { foreign, type Message } from '../src/messages/message';
import type { Graph, ValueType } from '../src/onnx/graph';
import { normalStream } from '../src/autodiff/gradientCheck';
import { sizeOf, type ArrayOf, type DType, type Tensor } from '../src/onnx/tensor';
import type { Backend, DeviceTensor, Executable, MemoryReading, Owner } from '../src/runtime/backend';
import { Trainer } from './trainer';
import type { RunConfig } from '../src/training/types';
import { classificationData, headedData, fixture, languageData, runConfig, sourceData } from './fixture';

const constructors = {
  float32: Float32Array,
  float16: Uint16Array,
  float64: Float64Array,
  int64: BigInt64Array,
  int32: Int32Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int4: Uint8Array,
  uint4: Uint8Array,
  bool: Uint8Array,
} as { [D in DType]: new (length: number) => ArrayOf[D] };

/**
 * Contents that were written, or small positive numbers, other ones at each reading: a phase that chooses finds
 * differences.
 */
class Dry implements DeviceTensor {
  private contents: Tensor['data'] | undefined;
  constructor(
    readonly type: ValueType,
    readonly owner: Owner,
    private readonly draw: () => number,
  ) {}
  write(data: Tensor['data']): void {
    this.contents = data.slice();
  }
  read(): Promise<Tensor> {
    const { dtype, shape } = this.type;
    const data = this.contents?.slice() ?? new constructors[dtype](sizeOf(shape));
    if (!this.contents && dtype === 'float32')
      (data as Float32Array).forEach((_, i) => (data[i] = Math.abs(this.draw())));
    return Promise.resolve({ dtype, dims: shape, data } as Tensor);
  }
  dispose(): void {}
}

const nothing = { frozen: 0, trainable: 0, optimizer: 0, inputs: 0, activations: 0, cache: 0 };
const reading: MemoryReading = { live: nothing, total: 0, peak: 0, peakByOwner: nothing };

/** A backend that says it is WebGPU, takes every graph, and computes nothing. */
class DryBackend implements Backend {
  readonly kind = 'webgpu';
  readonly description = foreign('dry');
  readonly lost = new Promise<Message>(() => undefined);
  readonly graphs: { readonly label: string; readonly graph: Graph }[] = [];
  private readonly draw = normalStream(3);

  memory = (): MemoryReading => reading;
  resetPeak(): void {}
  allocate(type: ValueType, owner: Owner): DeviceTensor {
    return new Dry(type, owner, this.draw);
  }
  upload(tensor: Tensor, owner: Owner): DeviceTensor {
    const made = this.allocate({ dtype: tensor.dtype, shape: tensor.dims }, owner);
    made.write(tensor.data);
    return made;
  }
  load(graph: Graph, label: string): Promise<Executable> {
    this.graphs.push({ label, graph });
    return Promise.resolve({
      nodes: graph.nodes.length,
      dispatches: 1,
      run: () => Promise.resolve({ milliseconds: 0 }),
      release: () => Promise.resolve(),
    });
  }
  forgetUnused(): void {}
  idle = (): Promise<void> => Promise.resolve();
  dispose = (): Promise<void> => Promise.resolve();
}

const sources: Readonly<Record<string, ReturnType<typeof fixture>>> = {
  bert: fixture('bert-torchscript'),
  gpt2: fixture('gpt2-torchscript'),
  llama: fixture('llama16-torchscript'),
  t5: fixture('encoder-decoders/t5-single'),
  // Weights that stay in eight bits, and in four.
  'bert in 8 bits': fixture('bert-int8'),
  'gpt2 in 4 bits': fixture('stored/gpt2-q4-shared'),
};

/**
 * Every graph of a whole run of `config` on a fixture: training and its accumulation, phases, norms, evaluation,
 * predictions.
 */
export async function graphsOfRun(
  model: string,
  config: Partial<Omit<RunConfig, 'optimizer'>> & { readonly optimizer?: Partial<RunConfig['optimizer']> },
): Promise<DryBackend['graphs']> {
  const backend = new DryBackend();
  const whole = runConfig({ steps: 4, ...config, backend: 'webgpu' });
  const { graph, config: modelConfig } = sources[model]!;
  const writes = whole.task === 'causal-lm' || whole.task === 'seq2seq';
  const trainer = new Trainer({
    model: graph,
    modelConfig,
    config: whole,
    backend,
    norms: 0,
    data: {
      ...(whole.task === 'causal-lm'
        ? languageData()
        : whole.task === 'classification'
          ? classificationData()
          : headedData(whole.task)),
      sources: sourceData(whole.task, 2),
      // Some texts are written at each validation.
      ...(writes && { writes, texts: { decode: () => '', of: () => ({ text: '', target: '' }) } }),
    },
  });
  await trainer.prepare();
  await trainer.run();
  await trainer.observer.norms();
  for (const which of ['base', 'tuned'] as const)
    await (writes
      ? trainer.generate({ prompt: [5, 6], which, maxNewTokens: 1, temperature: 0, topK: 0, seed: 1 })
      : trainer.predict([[5, 6, 7]], which));
  await trainer.dispose();
  return backend.graphs;
}
