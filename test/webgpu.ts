/**
 * WebGPU in Node for tests. Where there is none, each test that asks for it fails and says what is missing: tests that
 * are left out would look like tests that passed.
 */
import { Builder } from '../src/onnx/builder';
import { Graph } from '../src/onnx/graph';
import type { Tensor } from '../src/onnx/tensor';
import type { Backend, DeviceTensor } from '../src/runtime/backend';
import { createWebGpuBackend } from '../src/runtime/node';
import type { WebGpuBackend } from '../src/runtime/webgpu';

/** A software adapter needs a minute to compile the shaders of a graph when other tests run beside it. */
export const SLOW = 600_000;

let opened: Promise<WebGpuBackend> | undefined;

/**
 * The backend, opened once for all files, with a session that stays: the provider drops its compiled shaders, which
 * take most of the time, with its last one.
 */
export function webgpu(): Promise<WebGpuBackend> {
  opened ??= openWebgpu().then(async (backend) => {
    const builder = new Builder(new Graph(), 'base');
    const x = builder.input('x', 'float32', [4]);
    builder.graph.outputs = [builder.add(x, x)];
    await backend.load(builder.finish(), 'staying');
    return backend;
  });
  return opened;
}

/** A backend for the caller alone, in a process that has no other. */
export function openWebgpu(): Promise<WebGpuBackend> {
  return createWebGpuBackend().catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `No WebGPU here: ${why} A Chromium brings a driver in software: \`npm test\` installs one on Debian; ` +
        'CHROMIUM_PATH names another.',
      { cause },
    );
  });
}

/** Outputs of `graph` on a backend, for all its inputs. */
export async function runOn(
  backend: Backend,
  graph: Graph,
  feeds: Readonly<Record<string, Tensor>>,
): Promise<Record<string, Tensor>> {
  const executable = await backend.load(graph, 'test');
  const inputs = Object.fromEntries(
    Object.entries(feeds).map(([name, tensor]) => [name, backend.upload(tensor, 'inputs')]),
  );
  const outputs: Record<string, DeviceTensor> = Object.fromEntries(
    graph.outputs.map((name) => [name, backend.allocate(graph.typeOf(name), 'activations')]),
  );
  try {
    await executable.run(inputs, outputs);
    const result: Record<string, Tensor> = {};
    for (const [name, tensor] of Object.entries(outputs)) result[name] = await tensor.read();
    return result;
  } finally {
    for (const tensor of [...Object.values(inputs), ...Object.values(outputs)]) tensor.dispose();
    await executable.release();
  }
}
