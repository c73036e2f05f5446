/** Runs graphs on onnxruntime's WASM provider in Node: the oracle of unit tests. */
import { encodeModel } from '../src/onnx/codec';
import type { Graph } from '../src/onnx/graph';
import type { DType, Tensor } from '../src/onnx/tensor';
import { loadWasmRuntime, type Ort } from '../src/runtime/ort';

export interface Prepared {
  run: (feeds: Readonly<Record<string, Tensor>>) => Promise<Record<string, Tensor>>;
  release: () => Promise<void>;
}

/** A session to run many times. */
export async function prepare(graph: Graph): Promise<Prepared> {
  // Through the backend's loader: test files share a process, and the runtime starts once in it.
  const { ort } = await loadWasmRuntime(1);
  const session = await ort.InferenceSession.create(encodeModel(graph).model, {
    graphOptimizationLevel: 'disabled',
    executionProviders: ['wasm'],
  });
  return {
    async run(feeds) {
      const inputs: Record<string, Ort.Tensor> = {};
      for (const [name, tensor] of Object.entries(feeds))
        inputs[name] = new ort.Tensor(tensor.dtype as 'float32', tensor.data as Float32Array, tensor.dims);
      const results = await session.run(inputs);
      return Object.fromEntries(
        Object.entries(results).map(([name, t]) => [
          name,
          { dtype: t.type as DType, dims: t.dims, data: t.data as Float32Array },
        ]),
      );
    },
    release: () => session.release(),
  };
}

/** Outputs of `graph` for the given inputs, by name. */
export async function evaluate(graph: Graph, feeds: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>> {
  const session = await prepare(graph);
  try {
    return await session.run(feeds);
  } finally {
    await session.release();
  }
}
