import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/evaluate';
import { prepareModel } from './canonicalise';
import { float, Graph, int, ints, type Attributes, type Input, type Node } from './graph';
import { specialise } from './specialise';
import { bool, f32, i32, i64, numbersOf, tensorOf, type Tensor } from './tensor';

const size = { batch: 2, sequence: 3 };
const ids: Input = { name: 'input_ids', dtype: 'int64', dims: ['batch', 'sequence'] };
const table = f32(
  [7, 4],
  Array.from({ length: 28 }, (_, i) => Math.sin(i)),
);
const weight = f32(
  [4, 4],
  Array.from({ length: 16 }, (_, i) => Math.cos(i)),
);
const feeds = { input_ids: i32([2, 3], [1, 2, 3, 4, 5, 6]) };

let counter = 0;
const node = (op: string, inputs: string[], outputs: string[], attributes: Attributes = {}): Node => ({
  name: `${op}_${counter++}`,
  op,
  domain: '',
  inputs,
  outputs,
  attributes,
  role: 'base',
});

function graphOf(
  nodes: Node[],
  outputs: string[],
  initializers: Record<string, Tensor>,
  inputs: Input[] = [ids],
): Graph {
  const graph = new Graph();
  graph.opset = 17;
  graph.nodes = nodes;
  graph.outputs = outputs;
  graph.inputs = inputs;
  graph.initializers = new Map(Object.entries(initializers));
  return graph;
}

/** One attention layer's keys: embeddings times a weight, split in two heads, behind the past. */
const keys = (prefix: string, past: string | undefined): Node[] => [
  node('Gather', ['table', 'input_ids'], [`${prefix}x`]),
  node('MatMul', [`${prefix}x`, 'weight'], [`${prefix}flat`]),
  node('Reshape', [`${prefix}flat`, 'heads'], [`${prefix}split`]),
  node('Transpose', [`${prefix}split`], [`${prefix}new`], { perm: ints([0, 2, 1, 3]) }),
  ...(past
    ? [node('Concat', [past, `${prefix}new`], [`${prefix}present`], { axis: int(2) })]
    : [node('Identity', [`${prefix}new`], [`${prefix}present`])]),
  node('ReduceSum', [`${prefix}present`, 'axis2'], [`${prefix}sum`]),
  node('Add', [`${prefix}present`, `${prefix}sum`], [`${prefix}all`]),
  node('Transpose', [`${prefix}all`], [`${prefix}joined`], { perm: ints([0, 2, 1, 3]) }),
  node('Reshape', [`${prefix}joined`, 'flat'], [`${prefix}logits`]),
];
const shared = { table, weight, heads: i64([4], [0, 0, 2, 2]), flat: i64([3], [0, 0, 4]), axis2: i64([1], [2]) };
const pastInputs: Input[] = [
  ids,
  { name: 'attention_mask', dtype: 'int64', dims: ['batch', 'past_sequence_length + 1'] },
  { name: 'position_ids', dtype: 'int64', dims: ['batch', 'sequence'] },
  { name: 'past_key_values.0.key', dtype: 'float32', dims: ['batch', 2, 'past_sequence_length', 2] },
];

describe('decoders exported with a cache', () => {
  const plain = graphOf(keys('a/', undefined), ['a/logits'], shared);
  const reference = evaluate(plain, { input_ids: i64([2, 3], [1, 2, 3, 4, 5, 6]) });

  it('read an empty past, which leaves no trace', async () => {
    const nodes = keys('b/', 'past_key_values.0.key');
    nodes.push(node('Identity', ['b/logits'], ['logits']), node('Identity', ['b/present'], ['present.0.key']));
    const prepared = prepareModel(graphOf(nodes, ['logits', 'present.0.key'], shared, pastInputs), size);
    expect(prepared.inputs.map((i) => i.name)).toEqual(['input_ids', 'attention_mask']);
    expect(prepared.nodes.some((n) => n.op === 'Concat')).toBe(false);
    expect(prepared.outputs).toEqual(['logits']);
    const got = await evaluate(prepared, { ...feeds, attention_mask: i32([2, 3], [1, 1, 1, 1, 1, 1]) });
    expect(numbersOf(got.logits!)).toEqual(numbersOf((await reference)['a/logits']!));
  });

  it('take the branch without the past from a merged model', async () => {
    const branch = (prefix: string, past: string | undefined) =>
      graphOf(keys(prefix, past), [`${prefix}logits`, `${prefix}present`], {}, []);
    const choice = node('If', ['use_cache_branch'], ['logits', 'present.0.key'], {
      // The branches use the same names inside, as exporters do.
      then_branch: { kind: 'graph', value: branch('c/', 'past_key_values.0.key') },
      else_branch: { kind: 'graph', value: branch('c/', undefined) },
    });
    const prepared = prepareModel(
      graphOf([choice], ['logits', 'present.0.key'], shared, [
        ...pastInputs,
        { name: 'use_cache_branch', dtype: 'bool', dims: [1] },
      ]),
      size,
    );
    expect(prepared.nodes.some((n) => n.op === 'If' || n.op === 'Concat')).toBe(false);
    const got = await evaluate(prepared, { ...feeds, attention_mask: i32([2, 3], [1, 1, 1, 1, 1, 1]) });
    expect(numbersOf(got.logits!)).toEqual(numbersOf((await reference)['a/logits']!));
  });

  it('read in a branch what is computed after it in the file', async () => {
    const branch = graphOf([node('Add', ['before', 'shift'], ['branch/out'])], ['branch/out'], {}, []);
    const choice = node('If', ['use_cache_branch'], ['logits'], {
      then_branch: { kind: 'graph', value: branch },
      else_branch: { kind: 'graph', value: branch },
    });
    const nodes = [
      choice,
      node('Identity', ['logits'], ['result']),
      node('Cast', ['input_ids'], ['before'], { to: int(1) }),
    ];
    const use: Input = { name: 'use_cache_branch', dtype: 'bool', dims: [1] };
    const graph = graphOf(nodes, ['result'], { shift: f32([], [0.5]) }, [ids, use]);
    const prepared = specialise(graph, size);
    const [out] = prepared.outputs as [string];
    expect(numbersOf((await evaluate(prepared, feeds))[out]!)).toEqual(
      numbersOf(feeds.input_ids).map((id) => id + 0.5),
    );
  });

  it('a branch that depends on the data is refused by name', () => {
    const graph = graphOf(
      [node('Cast', ['input_ids'], ['yes'], { to: int(9) }), node('If', ['yes'], ['logits'], {})],
      ['logits'],
      {},
    );
    expect(() => prepareModel(graph, size)).toThrow(/Node "If_\d+" \(If\) depends on the data/);
  });
});

describe('folding', () => {
  it('folds shapes but keeps weights, tables and arithmetic on them', () => {
    const graph = graphOf(
      [
        node('Shape', ['input_ids'], ['shape']),
        node('Gather', ['shape', 'one'], ['length']),
        node('Range', ['zero', 'length', 'one'], ['positions']),
        node('Gather', ['table', 'positions'], ['p']),
        node('Gather', ['table', 'input_ids'], ['x']),
        node('Add', ['x', 'p'], ['h']),
        node('Add', ['gain', 'unit'], ['shifted']),
        node('Mul', ['h', 'shifted'], ['logits']),
      ],
      ['logits'],
      { table, one: i64([], [1]), zero: i64([], [0]), gain: f32([4], [1, 2, 3, 4]), unit: f32([], [1]) },
    );
    const result = specialise(graph, size);
    expect(result.nodes.map((n) => n.op)).toEqual(['Gather', 'Gather', 'Add', 'Add', 'Mul']);
    const positions = result.initializers.get(result.nodes[0]!.inputs[1]!)!;
    expect(positions.dtype).toBe('int32');
    expect(numbersOf(positions)).toEqual([0, 1, 2]);
  });

  it('folds rotary tables, whose frequencies are a float vector too', () => {
    const graph = graphOf(
      [
        node('Shape', ['input_ids'], ['shape']),
        node('Gather', ['shape', 'one'], ['length']),
        node('Range', ['zero', 'length', 'one'], ['steps']),
        node('Cast', ['steps'], ['float'], { to: int(1) }),
        node('Unsqueeze', ['float', 'last'], ['column']),
        node('Mul', ['column', 'inv_freq'], ['angles']),
        node('Concat', ['angles', 'angles'], ['both'], { axis: int(-1) }),
        node('Cos', ['both'], ['cos']),
        node('Gather', ['table', 'input_ids'], ['x']),
        node('Mul', ['x', 'cos'], ['logits']),
      ],
      ['logits'],
      { table, one: i64([], [1]), zero: i64([], [0]), last: i64([1], [1]), inv_freq: f32([2], [1, 0.5]) },
    );
    const result = specialise(graph, size);
    expect(result.nodes.map((n) => n.op)).toEqual(['Gather', 'Mul']);
    expect(numbersOf(result.initializers.get(result.nodes[1]!.inputs[1]!)!).slice(4, 8)).toEqual(
      [Math.cos(1), Math.cos(0.5), Math.cos(1), Math.cos(0.5)].map(Math.fround),
    );
  });

  it('a weight stored as x_fp16 and cast to x is one fp32 weight x', () => {
    const graph = graphOf(
      [
        node('Cast', ['table_fp16'], ['table'], { to: int(1) }),
        node('Cast', ['w_fp16'], ['/w/Cast_output_0'], { to: int(1) }),
        node('Gather', ['table', 'input_ids'], ['x']),
        node('MatMul', ['x', '/w/Cast_output_0'], ['logits']),
      ],
      ['logits'],
      {
        table_fp16: tensorOf('float16', [7, 4], numbersOf(table)),
        w_fp16: tensorOf('float16', [4, 4], numbersOf(weight)),
      },
    );
    const result = prepareModel(graph, size);
    expect(result.nodes.map((n) => n.op)).toEqual(['Gather', 'MatMul']);
    expect([...result.initializers].map(([name, t]) => [name, t.dtype])).toEqual([
      ['table', 'float32'],
      ['w', 'float32'],
    ]);
  });

  it('a model in half precision computes in fp32', () => {
    const graph = graphOf(
      [
        node('Gather', ['t', 'input_ids'], ['x']),
        node('Cast', ['x'], ['wide'], { to: int(1) }),
        node('Cast', ['wide'], ['half'], { to: int(10) }),
        node('MatMul', ['half', 'w'], ['logits']),
      ],
      ['logits'],
      { t: tensorOf('float16', [7, 4], numbersOf(table)), w: tensorOf('float16', [4, 4], numbersOf(weight)) },
    );
    const result = prepareModel(graph, size);
    expect(result.nodes.map((n) => n.op)).toEqual(['Gather', 'MatMul']);
    expect([...result.types.values()].some((t) => t.dtype === 'float16')).toBe(false);
  });
});

describe('canonical forms', () => {
  const embed = node('Gather', ['table', 'input_ids'], ['x']);
  const ops = (nodes: Node[], initializers: Record<string, Tensor>, inputs?: Input[]) =>
    prepareModel(graphOf([embed, ...nodes], ['logits'], { table, ...initializers }, inputs), size);

  it('layer normalisation written out becomes one node', async () => {
    const spelled = (inverse: boolean): Node[] => [
      node('ReduceMean', ['x'], ['mean'], { axes: ints([-1]) }),
      node('Sub', ['x', 'mean'], ['c']),
      node('Sub', ['x', 'mean'], ['c2']),
      node('Pow', ['c2', 'two'], ['sq']),
      node('ReduceMean', ['sq'], ['var'], { axes: ints([2]) }),
      node('Add', ['var', 'eps'], ['v']),
      node('Sqrt', ['v'], ['sd']),
      ...(inverse
        ? [node('Div', ['unit', 'sd'], ['r']), node('Mul', ['c', 'r'], ['n'])]
        : [node('Div', ['c', 'sd'], ['n'])]),
      node('Mul', ['g', 'n'], ['s']),
      node('Add', ['s', 'b'], ['logits']),
    ];
    const constants = {
      two: f32([], [2]),
      eps: f32([], [1e-5]),
      unit: f32([], [1]),
      g: f32([4], [1, 2, 3, 4]),
      b: f32([4], [0, 1, 0, 1]),
    };
    for (const inverse of [false, true]) {
      const result = ops(spelled(inverse), constants);
      expect(result.nodes.map((n) => n.op)).toEqual(['Gather', 'LayerNormalization']);
      const raw = graphOf([embed, ...spelled(inverse)], ['logits'], { table, ...constants });
      const [got, want] = [
        await evaluate(result, feeds),
        await evaluate(raw, { input_ids: i64([2, 3], [1, 2, 3, 4, 5, 6]) }),
      ];
      numbersOf(got.logits!).forEach((v, i) => expect(v).toBeCloseTo(numbersOf(want.logits!)[i]!, 4));
    }
  });

  it.each([
    [
      'division by a reciprocal',
      [
        node('Pow', ['x', 'two'], ['sq']),
        node('ReduceMean', ['sq'], ['m'], { axes: ints([-1]) }),
        node('Add', ['m', 'eps'], ['v']),
        node('Sqrt', ['v'], ['sd']),
        node('Reciprocal', ['sd'], ['r']),
        node('Mul', ['x', 'r'], ['n']),
        node('Mul', ['g', 'n'], ['logits']),
      ],
    ],
    [
      'power of −½',
      [
        node('Mul', ['x', 'x'], ['sq']),
        node('ReduceMean', ['sq'], ['m'], { axes: ints([-1]) }),
        node('Add', ['eps', 'm'], ['v']),
        node('Pow', ['v', 'half'], ['r']),
        node('Mul', ['r', 'x'], ['n']),
        node('Mul', ['n', 'g'], ['logits']),
      ],
    ],
    [
      'one over',
      [
        node('Pow', ['x', 'two'], ['sq']),
        node('ReduceMean', ['sq'], ['m'], { axes: ints([-1]) }),
        node('Add', ['m', 'eps'], ['v']),
        node('Sqrt', ['v'], ['sd']),
        node('Div', ['unit', 'sd'], ['r']),
        node('Mul', ['x', 'r'], ['n']),
        node('Mul', ['n', 'g'], ['logits']),
      ],
    ],
  ] as [string, Node[]][])('RMS normalisation by %s has the canonical spelling', (_, nodes) => {
    const result = ops(nodes, {
      two: f32([], [2]),
      half: f32([], [-0.5]),
      eps: f32([1], [1e-5]),
      unit: f32([], [1]),
      g: f32([4], [1, 2, 3, 4]),
    });
    expect(result.nodes.map((n) => n.op)).toEqual(['Gather', 'Mul', 'ReduceMean', 'Add', 'Sqrt', 'Div', 'Mul']);
    expect(result.nodes.at(-1)!.inputs[1]).toBe('g');
  });

  const scalars = {
    half: f32([], [0.5]),
    one: f32([], [1]),
    root2: f32([], [Math.SQRT2]),
    invRoot2: f32([], [Math.SQRT1_2]),
    three: f32([], [3]),
    k: f32([], [0.044715]),
    s: f32([], [Math.sqrt(2 / Math.PI)]),
    ks: f32([], [0.044715 * Math.sqrt(2 / Math.PI)]),
  };
  it.each([
    [
      'erf, half last',
      'none',
      [
        node('Div', ['x', 'root2'], ['a']),
        node('Erf', ['a'], ['e']),
        node('Add', ['e', 'one'], ['p']),
        node('Mul', ['x', 'p'], ['q']),
        node('Mul', ['q', 'half'], ['logits']),
      ],
    ],
    [
      'erf, half first',
      'none',
      [
        node('Mul', ['x', 'invRoot2'], ['a']),
        node('Erf', ['a'], ['e']),
        node('Add', ['one', 'e'], ['p']),
        node('Mul', ['half', 'x'], ['q']),
        node('Mul', ['p', 'q'], ['logits']),
      ],
    ],
    [
      'erf, half in the middle',
      'none',
      [
        node('Div', ['x', 'root2'], ['a']),
        node('Erf', ['a'], ['e']),
        node('Add', ['e', 'one'], ['p']),
        node('Mul', ['p', 'half'], ['q']),
        node('Mul', ['x', 'q'], ['logits']),
      ],
    ],
    [
      'tanh with a cube',
      'tanh',
      [
        node('Pow', ['x', 'three'], ['c']),
        node('Mul', ['c', 'k'], ['kc']),
        node('Add', ['x', 'kc'], ['i']),
        node('Mul', ['i', 's'], ['si']),
        node('Tanh', ['si'], ['t']),
        node('Add', ['t', 'one'], ['p']),
        node('Mul', ['x', 'half'], ['h']),
        node('Mul', ['h', 'p'], ['logits']),
      ],
    ],
    [
      'tanh factored',
      'tanh',
      [
        node('Mul', ['x', 'x'], ['c']),
        node('Mul', ['c', 'ks'], ['kc']),
        node('Add', ['kc', 's'], ['i']),
        node('Mul', ['i', 'x'], ['si']),
        node('Tanh', ['si'], ['t']),
        node('Add', ['t', 'one'], ['p']),
        node('Mul', ['x', 'p'], ['h']),
        node('Mul', ['h', 'half'], ['logits']),
      ],
    ],
  ] as [string, string, Node[]][])('GELU by %s becomes one node', (_, approximate, nodes) => {
    const result = ops(nodes, scalars);
    expect(result.nodes.map((n) => n.op)).toEqual(['Gather', 'Gelu']);
    expect(result.nodes[1]!.attributes.approximate).toMatchObject({ value: approximate });
  });

  it('a nearly right GELU is left alone', () => {
    const result = ops(
      [
        node('Div', ['x', 'two'], ['a']),
        node('Erf', ['a'], ['e']),
        node('Add', ['e', 'one'], ['p']),
        node('Mul', ['x', 'p'], ['q']),
        node('Mul', ['q', 'half'], ['logits']),
      ],
      { ...scalars, two: f32([], [1.4]) },
    );
    expect(result.nodes.some((n) => n.op === 'Gelu')).toBe(false);
  });

  it.each([
    [
      'masked_fill with −∞',
      (scores: string) => [
        node('Equal', ['m4', 'nought'], ['hidden']),
        node('Where', ['hidden', 'minusInfinity', scores], ['masked']),
      ],
    ],
    [
      '(1 − mask) · min',
      (scores: string) => [
        node('Cast', ['m4'], ['mf'], { to: int(1) }),
        node('Sub', ['unit', 'mf'], ['inv']),
        node('Mul', ['inv', 'smallest'], ['add']),
        node('Add', [scores, 'add'], ['masked']),
      ],
    ],
    [
      'or of booleans',
      (scores: string) => [
        node('Cast', ['m4'], ['mb'], { to: int(9) }),
        node('Not', ['mb'], ['nb']),
        node('Or', ['nb', 'triangle'], ['hidden']),
        node('Where', ['hidden', 'smallest', scores], ['masked']),
      ],
    ],
  ] as [string, (scores: string) => Node[]][])('a mask by %s becomes a finite additive one', async (_, masked) => {
    const mask: Input = { name: 'attention_mask', dtype: 'int64', dims: ['batch', 'sequence'] };
    const nodes = [
      node('Unsqueeze', ['x', 'front'], ['x4']),
      node('Transpose', ['x4'], ['q'], { perm: ints([1, 0, 2, 3]) }),
      node('Transpose', ['x4'], ['k'], { perm: ints([1, 0, 3, 2]) }),
      node('MatMul', ['q', 'k'], ['scores']),
      node('Unsqueeze', ['attention_mask', 'middle'], ['m4']),
      ...masked('scores'),
      node('Softmax', ['masked'], ['probabilities'], { axis: int(-1) }),
      node('Squeeze', ['probabilities', 'at1'], ['logits']),
    ];
    const constants = {
      front: i64([1], [0]),
      middle: i64([2], [1, 2]),
      at1: i64([1], [1]),
      nought: i64([], [0]),
      unit: f32([], [1]),
      minusInfinity: f32([], [-Infinity]),
      smallest: f32([], [-3.4028234663852886e38]),
      triangle: bool([1, 1, 3, 3], [false, true, true, false, false, true, false, false, false]),
    };
    const result = ops(nodes, constants, [ids, mask]);
    const producers = result.producers();
    const softmax = result.nodes.find((n) => n.op === 'Softmax')!;
    expect(producers.get(softmax.inputs[0]!)?.op).toBe('Add');
    expect(producers.get(producers.get(softmax.inputs[0]!)!.inputs[0]!)?.op).toBe('MatMul');
    const visible = i32([2, 3], [1, 1, 0, 1, 1, 1]);
    const got = numbersOf((await evaluate(result, { ...feeds, attention_mask: visible })).logits!);
    const raw = graphOf([embed, ...nodes], ['logits'], { table, ...constants }, [ids, mask]);
    const want = numbersOf(
      (
        await evaluate(raw, {
          input_ids: i64([2, 3], [1, 2, 3, 4, 5, 6]),
          attention_mask: i64([2, 3], numbersOf(visible)),
        })
      ).logits!,
    );
    got.forEach((v, i) => expect(v).toBeCloseTo(want[i]!, 5));
    const blind = numbersOf(
      (await evaluate(result, { ...feeds, attention_mask: i32([2, 3], [0, 0, 0, 0, 0, 0]) })).logits!,
    );
    expect(blind.every(Number.isFinite)).toBe(true);
  });

  it('scales only the queries, and drops the guard against NaN', () => {
    const result = ops(
      [
        node('Mul', ['x', 'r'], ['q']),
        node('Transpose', ['x'], ['xt'], { perm: ints([0, 2, 1]) }),
        node('Mul', ['xt', 'r'], ['k']),
        node('MatMul', ['q', 'k'], ['scores']),
        node('Softmax', ['scores'], ['p'], { axis: int(-1) }),
        node('IsNaN', ['p'], ['bad']),
        node('Where', ['bad', 'nought', 'p'], ['logits']),
      ],
      { r: f32([], [0.5]), nought: f32([], [0]) },
    );
    expect(result.nodes.map((n) => n.op).sort()).toEqual(['Gather', 'MatMul', 'Mul', 'Softmax', 'Transpose']);
    const scale = result.nodes.find((n) => n.op === 'Mul')!;
    expect(numbersOf(result.initializers.get(scale.inputs[1]!)!)).toEqual([0.25]);
  });

  it('a layer that flattens and restores works on three axes', () => {
    const result = ops(
      [
        node('Reshape', ['x', 'two'], ['flat']),
        node('Gemm', ['flat', 'weight', 'b'], ['y'], { transB: int(1), alpha: float(1) }),
        node('Reshape', ['y', 'three'], ['logits']),
      ],
      { weight, b: f32([4], [1, 2, 3, 4]), two: i64([2], [-1, 4]), three: i64([3], [2, 3, 4]) },
    );
    expect(result.nodes.map((n) => n.op)).toEqual(['Gather', 'MatMul', 'Add']);
    // transB is folded into the weight, which keeps its name
    expect(numbersOf(result.initializers.get('weight')!)[1]).toBe(numbersOf(weight)[4]);
  });

  it('prefers logits, then hidden states, then the first sequence; else says what there is', () => {
    const nodes = [
      embed,
      node('Identity', ['x'], ['last_hidden_state']),
      node('MatMul', ['x', 'weight'], ['logits']),
      node('ReduceSum', ['x', 'axis1'], ['pooled'], { keepdims: int(0) }),
      node('Neg', ['x'], ['token_embeddings']),
    ];
    const outputs = (names: string[]) =>
      prepareModel(graphOf(nodes, names, { table, weight, axis1: i64([1], [1]) }), size).outputs;
    expect(outputs(['pooled', 'last_hidden_state', 'logits'])).toEqual(['logits']);
    expect(outputs(['pooled', 'last_hidden_state'])).toEqual(['last_hidden_state']);
    expect(outputs(['pooled', 'token_embeddings'])).toEqual(['token_embeddings']);
    expect(() => outputs(['pooled'])).toThrow(
      /None of the model's outputs \(pooled\).*Export the model with last_hidden_state or logits/,
    );
  });

  it('does not change its argument', () => {
    const graph = graphOf([embed, node('Identity', ['x'], ['logits'])], ['logits'], { table });
    const before = JSON.stringify([graph.nodes, graph.inputs, graph.outputs, [...graph.initializers.keys()]]);
    prepareModel(graph, size);
    expect(JSON.stringify([graph.nodes, graph.inputs, graph.outputs, [...graph.initializers.keys()]])).toBe(before);
  });
});
