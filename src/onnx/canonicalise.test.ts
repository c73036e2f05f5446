import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/evaluate';
import { Builder } from './builder';
import { prepareModel } from './canonicalise';
import { decodeModel, encodeModel } from './codec';
import { Graph, intAttribute, ints, type Node } from './graph';
import { gpuOps, unsupportedNodes } from './support';
import { f32, i32, i64, numbersOf, type Tensor } from './tensor';

const root = join(import.meta.dirname, '../../fixtures');
const names = readdirSync(root)
  .filter((name) => existsSync(join(root, name, 'onnx/model.onnx')))
  .sort();

interface Expected {
  inputs: Record<string, number[][]>;
  outputs: Record<string, unknown>;
  outputs_onnxruntime?: Record<string, unknown>;
}

function load(name: string): { graph: Graph; expected: Expected } {
  const read = (file: string) => new Uint8Array(readFileSync(join(root, name, 'onnx', file)));
  return {
    graph: decodeModel(read('model.onnx'), read),
    expected: JSON.parse(readFileSync(join(root, name, 'expected.json'), 'utf8')) as Expected,
  };
}

/** onnxruntime's own GroupQueryAttention wants head sizes that are multiples of 16; ours are 8. */
const runsAsItIs = (name: string) => name !== 'llama-fused-gqa';

const flat = (nested: unknown): number[] => (Array.isArray(nested) ? nested.flatMap(flat) : [nested as number]);
const worst = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  expect(a.length).toBe(b.length);
  let largest = 0;
  for (let i = 0; i < a.length; i++)
    largest = Math.max(largest, Number.isNaN(a[i]) ? Infinity : Math.abs(a[i]! - b[i]!));
  return largest;
};

/** Ids, a mask with padding on the right of every second row, alternating token types. */
function inputsOf(
  graph: Graph,
  batch: number,
  sequence: number,
  make: typeof i32 | typeof i64,
): Record<string, Tensor> {
  const value: Record<string, (row: number, at: number) => number> = {
    input_ids: (row, at) => (row % 2 && at >= sequence - 3 ? 1 : 5 + ((row * 31 + at * 17) % 90)),
    attention_mask: (row, at) => (row % 2 && at >= sequence - 3 ? 0 : 1),
    token_type_ids: (_, at) => at % 2,
  };
  return Object.fromEntries(
    graph.inputs.map(({ name }) => [
      name,
      make(
        [batch, sequence],
        Array.from({ length: batch * sequence }, (_, i) => value[name]!(Math.floor(i / sequence), i % sequence)),
      ),
    ]),
  );
}

/** The vocabulary that everything after canonicalisation may rely on. */
const primitives = new Set([
  'MatMul',
  'Add',
  'Sub',
  'Mul',
  'Div',
  'Neg',
  'Pow',
  'Sqrt',
  'Reciprocal',
  'Exp',
  'Log',
  'Erf',
  'Tanh',
  'Sigmoid',
  'Relu',
  'Gelu',
  'Softmax',
  'LayerNormalization',
  'ReduceMean',
  'ReduceSum',
  'ReduceMax',
  'Reshape',
  'Transpose',
  'Concat',
  'Split',
  'Slice',
  'Gather',
  'Where',
  'Cast',
  'Equal',
  'Less',
  'Greater',
  'LessOrEqual',
  'GreaterOrEqual',
  'Expand',
  'CumSum',
  'Sin',
  'Cos',
]);

describe.each(names)('%s', (name) => {
  const { graph, expected } = load(name);
  const output = Object.keys(expected.outputs)[0]!;
  /** Layers that are executed; ALBERT's share their weights. */
  const executed = { albert: 3, albert2: 8 }[name.split('-')[0]!] ?? 2;
  const prepared = prepareModel(graph, { batch: 2, sequence: 7 });

  it('computes what PyTorch computes', async () => {
    const feeds = Object.fromEntries(prepared.inputs.map((i) => [i.name, i32([2, 7], flat(expected.inputs[i.name]))]));
    const result = (await evaluate(prepared, feeds))[output]!;
    expect(worst(numbersOf(result), flat(expected.outputs[output]))).toBeLessThan(2e-5);
  });

  it.runIf(runsAsItIs(name))('survives decode and encode untouched', async () => {
    const feeds = Object.fromEntries(graph.inputs.map((i) => [i.name, i64([2, 7], flat(expected.inputs[i.name]))]));
    const again = decodeModel(encodeModel(graph).model);
    const result = numbersOf((await evaluate(again, feeds))[output]!);
    const visible = flat(expected.inputs.attention_mask),
      width = result.length / visible.length;
    // What fused kernels and integer arithmetic say about padding is theirs: compare real tokens, with what onnxruntime
    // itself said.
    const want = flat((expected.outputs_onnxruntime ?? expected.outputs)[output]);
    const real = (values: number[]) => values.filter((_, i) => visible[Math.floor(i / width)]);
    expect(worst(real(result), real(want))).toBeLessThan(expected.outputs_onnxruntime ? 0.05 : 2e-5);
  });

  it.runIf(runsAsItIs(name))('computes the same as the file at another batch size and length', async () => {
    const other = prepareModel(graph, { batch: 3, sequence: 11 });
    const got = numbersOf((await evaluate(other, inputsOf(other, 3, 11, i32)))[output]!);
    const want = numbersOf((await evaluate(graph, inputsOf(graph, 3, 11, i64)))[output]!);
    const visible = Array.from({ length: 33 }, (_, i) => !(Math.floor(i / 11) % 2 && i % 11 >= 8)),
      width = want.length / 33;
    const real = (values: number[]) => values.filter((_, i) => visible[Math.floor(i / width)]);
    // Dynamic quantisation also rounds activations, to 1/255 of their range: 1 to 3 % of the outputs' range of about ±4
    // after two layers.
    expect(worst(real(got), real(want))).toBeLessThan(
      name === 'gpt2-int8' ? 0.15 : name.includes('int8') ? 0.05 : 2e-5,
    );
  });

  it('has finite outputs when a row is padding only, and when padding is on the left', async () => {
    const feeds = {
      ...inputsOf(prepared, 2, 7, i32),
      attention_mask: i32([2, 7], [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1]),
    };
    const result = numbersOf((await evaluate(prepared, feeds))[output]!);
    expect(result.every(Number.isFinite)).toBe(true);
  });

  it('consists of few primitives that run on the GPU, without int64 arithmetic', () => {
    expect(prepared.nodes.filter((n) => n.domain !== '' || !primitives.has(n.op)).map((n) => n.op)).toEqual([]);
    expect([...primitives].filter((op) => !gpuOps.has(op))).toEqual([]);
    expect(unsupportedNodes(prepared)).toEqual([]);
    expect(prepared.opset).toBe(20);
    expect(prepared.outputs).toEqual([output]);
    expect(prepared.inputs.every((i) => i.dtype === 'int32' && i.dims.join() === '2,7')).toBe(true);
    const perLayer =
      (prepared.nodes.length - prepared.nodes.filter((n) => n.module?.startsWith('embeddings')).length) / executed;
    expect(perLayer).toBeLessThan(name.startsWith('llama') ? 68 : 39);
  });

  it('stores each weight once, as (in, out), under a readable name', () => {
    const weights = [...prepared.initializers].filter(
      ([, t]) => t.dtype === 'float32' && t.data.length > 1 && t.dims.length < 3,
    );
    expect(
      weights
        .map(([key]) => key)
        .filter((key) => /^onnx::|^val_|_fp16$|_quantized|_output_\d+$|^\/|Attention_/.test(key)),
    ).toEqual([]);
    const products = prepared.nodes.filter((n) => n.op === 'MatMul' && prepared.initializers.has(n.inputs[1]!));
    // q, k, v (or one c_attn), o, up, (gate), down
    expect(products.length).toBeGreaterThanOrEqual(8);
    const read = (key: string) => prepared.nodes.filter((n) => n.inputs.includes(key)).length;
    expect(weights.filter(([key]) => read(key) === 0)).toEqual([]);
    const tied = name.startsWith('gpt2') && !name.includes('int8');
    expect(prepared.nodes.filter((n) => n.op === 'Transpose' && prepared.initializers.has(n.inputs[0]!)).length).toBe(
      tied ? 1 : 0,
    );
  });

  it('has additive masks only between scores and softmax', () => {
    const producers = prepared.producers();
    const softmaxes = prepared.nodes.filter((n) => n.op === 'Softmax');
    expect(softmaxes.length).toBe(executed);
    for (const softmax of softmaxes) {
      let node = producers.get(softmax.inputs[0]!)!;
      while (node.op !== 'MatMul') {
        const isScale = node.op === 'Mul' && prepared.initializers.get(node.inputs[1]!)?.data.length === 1;
        const isMask = node.op === 'Add' && prepared.shapeOf(node.inputs[1]!)[1] === 1;
        expect(isScale || isMask, `${node.op} ${node.inputs.join(' ')}`).toBe(true);
        node = producers.get(node.inputs[0]!)!;
      }
      expect(intAttribute(softmax, 'axis', 0)).toBe(-1);
    }
  });

  it('gives the same tensor objects for another size', () => {
    const other = prepareModel(graph, { batch: 1, sequence: 5 });
    const big = [...prepared.initializers].filter(([, t]) => t.dims.length === 2 && t.dtype === 'float32');
    expect(big.length).toBeGreaterThan(8);
    for (const [key, tensor] of big) expect(other.initializers.get(key)).toBe(tensor);
  });
});

describe('bundled models', () => {
  const models = join(root, '../models');
  const bundled = readdirSync(models).filter((name) => existsSync(join(models, name, 'onnx/model.onnx')));
  it.each(bundled)('%s is small, runs on the GPU and has readable weights', (name) => {
    const graph = decodeModel(new Uint8Array(readFileSync(join(models, name, 'onnx/model.onnx'))));
    const config = JSON.parse(readFileSync(join(models, name, 'config.json'), 'utf8')) as {
      num_hidden_layers?: number;
      n_layer?: number;
      num_layers?: number;
    };
    const prepared = prepareModel(graph, { batch: 8, sequence: 32 });
    expect(unsupportedNodes(prepared)).toEqual([]);
    // T5's two stacks: norms in five nodes, attention to the encoder, positions of each stack.
    const [nodes, layers] = config.num_layers ? [48, 2 * config.num_layers] : [31, config.num_hidden_layers];
    expect(prepared.nodes.length).toBeLessThan(15 + nodes * (layers ?? config.n_layer)!);
    expect(
      [...prepared.initializers].filter(
        ([key, t]) =>
          t.dtype === 'float16' || (t.dims.length === 2 && t.dtype === 'float32' && !key.endsWith('.weight')),
      ),
    ).toEqual([]);
  });
});

describe('a tied table that is stored as the output embedding reads it', () => {
  it('is a table whose rows are looked up, and the same numbers', async () => {
    const { graph: untied } = load('llama16-fused-gqa');
    const graph = untied.clone();
    const [table, head] = ['model.embed_tokens.weight', 'lm_head.weight_t'];
    const turn = {
      name: '/tied',
      op: 'Transpose',
      domain: '',
      attributes: { perm: ints([1, 0]) },
      role: 'base',
    } as const;
    graph.nodes.unshift({ ...turn, inputs: [head], outputs: ['turned'] });
    for (const node of graph.nodes) node.inputs = node.inputs.map((input) => (input === table ? 'turned' : input));
    graph.initializers.delete(table);
    const prepared = prepareModel(graph, { batch: 2, sequence: 7 });
    const lookup = prepared.nodes.find(({ op, inputs }) => op === 'Gather' && inputs[1] === 'input_ids');
    expect(prepared.initializers.get(lookup?.inputs[0] ?? '')?.dims).toEqual([97, 32]);
    const wide = inputsOf(graph, 2, 7, i64);
    const narrow = inputsOf(graph, 2, 7, i32);
    const [found, wanted] = [await evaluate(prepared, narrow), await evaluate(graph, wide)];
    expect(worst(numbersOf(found.logits!), numbersOf(wanted.logits!))).toBeLessThan(2e-5);
  });
});

describe('an axis that is put in behind a linear', () => {
  /** GPTBigCode has one head of keys and values. Behind the axis the bias was no part of the linear any more. */
  it('leaves the bias beside its product', () => {
    const graph = new Graph();
    const g = new Builder(graph, 'base');
    const numbers = (...dims: number[]) =>
      f32(
        dims,
        Array.from({ length: dims.reduce((a, b) => a * b) }, (_, i) => Math.sin(i)),
      );
    const x = g.gather(g.initializer('table', numbers(9, 4)), g.input('input_ids', 'int64', [2, 3]));
    const linear = g.add(g.matmul(x, g.initializer('w', numbers(4, 4))), g.initializer('b', numbers(4)));
    graph.outputs = [g.reshape(g.softmax(g.reshape(linear, [2, 1, 3, 4])), [2, 3, 4])];
    g.finish();
    const prepared = prepareModel(graph, { batch: 2, sequence: 3 });
    expect(prepared.nodes.map(({ op }) => op)).toEqual(['Gather', 'MatMul', 'Add', 'Reshape', 'Softmax', 'Reshape']);
  });
});

describe('a quantised table', () => {
  it('is dequantised before its rows are read and turned, as in a T5 in eight bits', async () => {
    const graph = new Graph();
    const node = (op: string, inputs: string[], output: string, attributes: Node['attributes'] = {}) =>
      graph.nodes.push({ op, domain: '', name: output, role: 'base', inputs, outputs: [output], attributes });
    graph.opset = 17;
    graph.inputs = [{ name: 'input_ids', dtype: 'int64', dims: ['batch', 'sequence'] }];
    graph.outputs = ['last_hidden_state'];
    const codes = Int8Array.of(1, -2, 3, 4, 5, -6, 7, 8);
    graph.initializers.set('table', { dtype: 'int8', dims: [4, 2], data: codes });
    graph.initializers.set('scale', f32([], [0.5]));
    graph.initializers.set('zero', { dtype: 'int8', dims: [], data: Int8Array.of(1) });
    node('Gather', ['table', 'input_ids'], 'rows');
    node('Transpose', ['rows'], 'turned', { perm: ints([2, 0, 1]) });
    node('DequantizeLinear', ['turned', 'scale', 'zero'], 'last_hidden_state');
    const prepared = prepareModel(graph, { batch: 1, sequence: 3 });
    const { last_hidden_state: found } = await evaluate(prepared, { input_ids: i32([1, 3], [3, 0, 2]) });
    expect(found!.dims).toEqual([2, 1, 3]);
    expect(numbersOf(found!)).toEqual([7, 1, 5, 8, -2, -6].map((code) => (code - 1) / 2));
  });
});
