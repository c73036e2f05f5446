/**
 * DoRA's gradient takes the norms for constants, as the paper and HF PEFT do; the rest of LoRA is in the method matrix.
 */
import { expect, it } from 'vitest';
import { evaluate, prepare } from '../../../test/evaluate';
import { batchOf, loadFixture, prepareFixture } from '../../../test/methodCases';
import { checkGradients, gradientTolerance, normalStream } from '../../autodiff/gradientCheck';
import { differentiate } from '../../autodiff/reverse';
import { f32, i32, type Tensor } from '../../onnx/tensor';
import { attachTask } from '../../tasks/context';
import { taskById } from '../../tasks/registry';
import { applyMethod } from '../context';
import { resolveHyperparameters } from '../hyperparameters';
import { initialise } from '../initialise';
import { lora } from './lora';

it.each(['bert-torchscript', 'gpt2-torchscript', 'llama-torchscript'])(
  'DoRA on %s has the gradients of a graph whose norms are constants',
  async (name) => {
    const fixture = loadFixture(name);
    const base = prepareFixture(fixture, 7);
    const hp = resolveHyperparameters(lora, { r: 3, dora: true, targets: 'q+down' });
    const result = applyMethod(lora, hp, base.graph, base.anatomy, { batch: 2, sequence: 7, training: false });
    const { builder, parameters } = result;
    const { loss } = attachTask(taskById('classification'), result, {
      anatomy: base.anatomy,
      options: {},
      batch: 2,
      sequence: 7,
    });
    const random = normalStream(5);
    const feeds: Record<string, Tensor> = { ...batchOf(fixture, base.graph), labels: i32([2], [1, 0]) };
    for (const p of parameters)
      feeds[p.name] = f32(
        p.shape,
        initialise(p, 1, base.graph).map((v) => v + 0.1 * random()),
      );

    const norms = [...builder.graph.detached].filter((value) => value.startsWith('lora.'));
    expect(norms).toHaveLength(4);
    const only = (inputs: readonly { readonly name: string }[], values: Record<string, Tensor>) =>
      Object.fromEntries(inputs.flatMap((input) => (values[input.name] ? [[input.name, values[input.name]!]] : [])));
    const measured = builder.graph.clone();
    measured.outputs = norms;
    measured.sort();
    measured.prune();
    const values = await evaluate(measured, only(measured.inputs, feeds));
    const constant = builder.graph.clone();
    constant.nodes = constant.nodes.filter((node) => !norms.includes(node.outputs[0]!));
    for (const norm of norms)
      constant.initializers.set(norm, f32(values[norm]!.dims, values[norm]!.data as Float32Array));
    constant.outputs = [loss];
    constant.sort();
    constant.prune();

    builder.graph.outputs = [loss];
    builder.finish();
    const gradients = differentiate(
      builder,
      loss,
      parameters.map((p) => p.name),
    );
    builder.graph.outputs = [loss, ...gradients.values()];
    const graph = builder.finish();
    const [backward, forward] = [await prepare(graph), await prepare(constant)];
    const { tensors } = await checkGradients({
      run: (v) => backward.run(only(graph.inputs, v)),
      runLoss: (v) => forward.run(only(constant.inputs, v)),
      loss,
      parameters: new Map(parameters.map((p) => [p.name, feeds[p.name]!])),
      gradients,
      feeds,
      directions: 2,
      seed: 1,
    });
    expect(tensors.some((tensor) => tensor.name.endsWith('lora_magnitude'))).toBe(true);
    expect(tensors.filter((tensor) => tensor.relativeError > gradientTolerance)).toEqual([]);
    await Promise.all([backward.release(), forward.release()]);
  },
);
