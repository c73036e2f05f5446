/** Small graphs around every operator with a gradient rule, several shapes each: for tests on any backend. */
import type { Builder } from '../src/onnx/builder';
import { float, int, ints, str, type Attributes } from '../src/onnx/graph';
import type { Operator } from '../src/onnx/operators';
import { bool, f32, i32, i64 } from '../src/onnx/tensor';
import { awayFromZero, type Argument } from './checkRule';

export interface RuleCase {
  readonly op: Operator;
  readonly name: string;
  /** Trainable inputs. */
  readonly args: readonly Argument[];
  readonly body: (g: Builder, xs: string[]) => string | string[];
}

type Case = readonly [name: string, args: RuleCase['args'], body: RuleCase['body']];

export const ruleCases: RuleCase[] = [];
const check = (op: Operator, cases: readonly Case[]): void => {
  ruleCases.push(...cases.map(([name, args, body]) => ({ op, name, args, body })));
};

const one =
  (op: Operator, attributes: Attributes = {}) =>
  (g: Builder, xs: string[]): string =>
    g.emit(op, xs, attributes);
const positive = (...shape: number[]) => ({ shape, positive: true as const });
/** Values in (−1, 1) on a grid of 0.1 that avoids 0. */
const inside = (...shape: number[]) =>
  f32(
    shape,
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => ((i * 7) % 19) * 0.1 - 0.93),
  );

// elementwise
for (const op of ['Add', 'Sub', 'Mul'] as const) {
  check(op, [
    [
      'same shape',
      [
        [2, 3],
        [2, 3],
      ],
      one(op),
    ],
    ['bias', [[2, 3, 5], [5]], one(op)],
    ['bias first', [[5], [2, 3, 5]], one(op)],
    [
      'column and row',
      [
        [3, 1],
        [1, 4],
      ],
      one(op),
    ],
    ['scalar', [[2, 3], []], one(op)],
    [
      'middle axis',
      [
        [2, 1, 3],
        [2, 4, 3],
      ],
      one(op),
    ],
    [
      'outer and inner axes',
      [
        [1, 3, 1],
        [2, 3, 4],
      ],
      one(op),
    ],
    ['one operand twice', [[2, 3]], (g, [x]) => g.emit(op, [x!, g.scale(x!, 0.5)])],
    ['broadcast twice', [[3], [2, 1], [4, 1, 1]], (g, [x, y, z]) => g.emit(op, [g.emit(op, [x!, y!]), z!])],
  ]);
}
check('Div', [
  [
    'same shape',
    [
      [2, 3],
      [2, 3],
    ],
    one('Div'),
  ],
  [
    'broadcast',
    [
      [2, 3],
      [2, 1],
    ],
    one('Div'),
  ],
  ['by a scalar', [[3], []], one('Div')],
  ['scalar by tensor', [[], [3, 2]], one('Div')],
  ['by a constant', [[3, 2]], (g, [x]) => g.div(x!, g.scalar(8))],
]);
check('Pow', [
  ...[1, 2, 3, 0.5, -1, 1.7].map((p): Case => [
    `constant ${p}`,
    [positive(2, 3)],
    (g, [x]) => g.emit('Pow', [x!, g.scalar(p)]),
  ]),
  ['trained exponent', [positive(2, 3), [3]], one('Pow')],
  ['trained scalar exponent', [positive(2, 3), []], one('Pow')],
]);
check('Max', [
  ['two', [inside(3, 4), f32([4], [0.12, -0.38, 0.52, 0.02])], one('Max')],
  ['three', [inside(3, 4), f32([], [0.01]), f32([3, 1], [-0.5, 0.2, 0.42])], one('Max')],
]);
check('Min', [
  ['two', [inside(3, 4), f32([4], [0.12, -0.38, 0.52, 0.02])], one('Min')],
  ['three', [inside(3, 4), f32([], [0.01]), f32([3, 1], [-0.5, 0.2, 0.42])], one('Min')],
]);
check('Where', [
  [
    'same shape',
    [
      [2, 3],
      [2, 3],
    ],
    (g, [x, y]) => g.where(g.initializer('c', bool([2, 3], [true, false, true, false, false, true])), x!, y!),
  ],
  [
    'all broadcast',
    [[3], [2, 1]],
    (g, [x, y]) => g.where(g.initializer('c', bool([4, 1, 1], [true, false, true, false])), x!, y!),
  ],
]);
check('Clip', [
  ['both bounds', [inside(3, 5)], (g, [x]) => g.emit('Clip', [x!, g.scalar(-0.5), g.scalar(0.4)])],
  ['one bound', [inside(3, 5)], (g, [x]) => g.emit('Clip', [x!, '', g.scalar(0.1)])],
]);
for (const op of [
  'Neg',
  'Exp',
  'Erf',
  'Tanh',
  'Sigmoid',
  'Relu',
  'LeakyRelu',
  'Elu',
  'Softplus',
  'Abs',
  'Sin',
  'Cos',
  'Identity',
  'Gelu',
] as const) {
  check(op, [
    ['values', [[3, 5]], one(op)],
    ['scalar', [[]], one(op)],
  ]);
}
for (const op of ['Log', 'Sqrt', 'Reciprocal'] as const) check(op, [['positive values', [positive(3, 5)], one(op)]]);
check('Gelu', [
  ['tanh', [[3, 5]], one('Gelu', { approximate: str('tanh') })],
  ['wide range', [f32([7], [-6, -3, -1, 0, 0.7, 2, 5])], one('Gelu')],
  ['wide range, tanh', [f32([7], [-6, -3, -1, 0, 0.7, 2, 5])], one('Gelu', { approximate: str('tanh') })],
]);
check('LeakyRelu', [['slope', [[3, 5]], one('LeakyRelu', { alpha: float(0.3) })]]);
check('Elu', [['slope', [[3, 5]], one('Elu', { alpha: float(1.7) })]]);
check('HardSigmoid', [
  ['inside and outside', [f32([6], [-4, -2, -0.5, 0.3, 2, 3])], one('HardSigmoid')],
  ['slope', [f32([4], [-2, -0.4, 0.3, 2])], one('HardSigmoid', { alpha: float(0.5) })],
]);
check('Cast', [['float to float', [[2, 3]], (g, [x]) => g.emit('Cast', [x!], { to: int(1) })]]);
check('CastLike', [['float', [[2, 3]], (g, [x]) => g.emit('CastLike', [x!, g.scalar(0)])]]);

// linear algebra
check('MatMul', [
  [
    '2-D',
    [
      [3, 4],
      [4, 2],
    ],
    one('MatMul'),
  ],
  [
    '3-D by weight',
    [
      [2, 3, 4],
      [4, 5],
    ],
    one('MatMul'),
  ],
  [
    '4-D by weight',
    [
      [2, 1, 3, 4],
      [4, 2],
    ],
    one('MatMul'),
  ],
  [
    'batched 4-D',
    [
      [2, 2, 3, 2],
      [2, 2, 2, 3],
    ],
    one('MatMul'),
  ],
  [
    'batch broadcast right',
    [
      [2, 3, 2, 3],
      [3, 3, 2],
    ],
    one('MatMul'),
  ],
  [
    'batch broadcast left',
    [
      [3, 2, 3],
      [2, 3, 3, 2],
    ],
    one('MatMul'),
  ],
  [
    'batch of one',
    [
      [2, 3, 2, 3],
      [2, 1, 3, 2],
    ],
    one('MatMul'),
  ],
  [
    '2-D by 3-D',
    [
      [3, 4],
      [2, 4, 2],
    ],
    one('MatMul'),
  ],
  [
    'one matrix in 4-D',
    [
      [2, 2, 3, 2],
      [1, 1, 2, 3],
    ],
    one('MatMul'),
  ],
  [
    'one matrix left',
    [
      [1, 1, 3, 2],
      [2, 2, 2, 3],
    ],
    one('MatMul'),
  ],
  ['vector by matrix', [[3], [3, 4]], one('MatMul')],
  ['matrix by vector', [[4, 3], [3]], one('MatMul')],
  ['vector by vector', [[3], [3]], one('MatMul')],
  ['vector by batch', [[3], [2, 3, 4]], one('MatMul')],
  ['batch by vector', [[2, 4, 3], [3]], one('MatMul')],
  [
    'transposed key',
    [
      [2, 3, 2, 2],
      [2, 3, 2, 2],
    ],
    (g, [q, k]) => g.matmul(g.transpose(q!, [0, 2, 1, 3]), g.transpose(k!, [0, 2, 3, 1])),
  ],
  [
    'twice transposed key',
    [
      [2, 3, 2, 2],
      [2, 3, 2, 2],
    ],
    (g, [q, k]) => g.matmul(g.transpose(q!, [0, 2, 1, 3]), g.transpose(g.transpose(k!, [0, 2, 1, 3]))),
  ],
  ['PyTorch linear', [[2, 3, 4], [5, 4], [5]], (g, [x, w, bias]) => g.linear(x!, w!, bias)],
  [
    'inputs shared by three',
    [
      [2, 3, 4],
      [4, 4],
      [4, 4],
      [4, 4],
    ],
    (g, [x, p, q, r]) => [g.matmul(x!, p!), g.matmul(x!, q!), g.matmul(x!, r!)],
  ],
]);
const gemm: Case[] = [];
for (const a of [0, 1])
  for (const b of [0, 1]) {
    const args = [a ? [4, 3] : [3, 4], b ? [2, 4] : [4, 2]];
    gemm.push([`transA ${a} transB ${b}`, args, one('Gemm', { transA: int(a), transB: int(b) })]);
    gemm.push([
      `transA ${a} transB ${b}, alpha, beta and bias`,
      [...args, [2]],
      one('Gemm', { transA: int(a), transB: int(b), alpha: float(0.5), beta: float(2) }),
    ]);
  }
check('Gemm', [
  ...gemm,
  [
    'full C',
    [
      [3, 4],
      [4, 2],
      [3, 2],
    ],
    one('Gemm'),
  ],
  [
    'column C',
    [
      [3, 4],
      [4, 2],
      [3, 1],
    ],
    one('Gemm'),
  ],
  ['scalar C', [[3, 4], [4, 2], []], one('Gemm')],
]);

// movement
check('Reshape', [
  ['values', [[2, 6]], (g, [x]) => g.reshape(x!, [3, 4])],
  ['twice', [[2, 6]], (g, [x]) => g.reshape(g.reshape(x!, [3, 4]), [12])],
  ['after a total', [[2, 6]], (g, [x]) => g.reshape(g.reduceSum(x!, [0, 1]), [1, 1])],
]);
check('Flatten', [
  ['axis 1', [[2, 3, 2]], one('Flatten')],
  ['axis -1', [[2, 3, 2]], one('Flatten', { axis: int(-1) })],
]);
check('Squeeze', [
  ['axes', [[2, 1, 3]], (g, [x]) => g.emit('Squeeze', [x!, g.shape([1])])],
  ['all', [[1, 3, 1]], one('Squeeze')],
]);
check('Unsqueeze', [['axes', [[2, 3]], (g, [x]) => g.emit('Unsqueeze', [x!, g.shape([0, -1])])]]);
check('Transpose', [
  ['default', [[2, 3, 4]], one('Transpose')],
  ['4-D', [[2, 3, 2, 2]], one('Transpose', { perm: ints([2, 0, 3, 1]) })],
  ['twice', [[2, 3, 4]], (g, [x]) => g.transpose(g.transpose(x!, [1, 2, 0]), [0, 2, 1])],
]);
check('Concat', [
  [
    'two',
    [
      [2, 3],
      [2, 2],
    ],
    one('Concat', { axis: int(1) }),
  ],
  [
    'negative axis, three',
    [
      [2, 1],
      [2, 2],
      [2, 3],
    ],
    one('Concat', { axis: int(-1) }),
  ],
  ['one trained', [[2, 2]], (g, [x]) => g.concat([g.filled([2, 3], 1), x!, g.filled([2, 1], 1)], 1)],
  ['same twice', [[2, 2]], (g, [x]) => g.concat([x!, x!], 0)],
]);
check('Split', [
  ['sizes', [[2, 5]], (g, [x]) => g.emitAll('Split', [x!, g.shape([2, 3])], { axis: int(1) }, { count: 2 })],
  [
    'one part used',
    [[2, 6]],
    (g, [x]) => g.emitAll('Split', [x!, g.shape([2, 3, 1])], { axis: int(-1) }, { count: 3 })[1]!,
  ],
  ['two of three used', [[6, 2]], (g, [x]) => g.emitAll('Split', [x!, g.shape([2, 2, 2])], {}, { count: 3 }).slice(1)],
]);
const slice =
  (starts: number[], ends: number[], axes: number[], steps: number[]) =>
  (g: Builder, [x]: string[]): string =>
    g.emit('Slice', [x!, g.shape(starts), g.shape(ends), g.shape(axes), g.shape(steps)]);
check('Slice', [
  ['one axis', [[3, 5]], (g, [x]) => g.slice(x!, 1, 1, 4)],
  ['negative bounds', [[3, 5]], slice([-3], [-1], [-1], [1])],
  ['two axes', [[4, 5]], slice([1, 0], [3, 2], [0, 1], [1, 1])],
  ['step 2, even', [[2, 6]], slice([0], [6], [1], [2])],
  ['step 2, odd start', [[2, 6]], slice([1], [6], [1], [2])],
  ['step 3, short end', [[2, 8]], slice([1], [8], [1], [3])],
  ['step 2, stops early', [[2, 9]], slice([0], [4], [1], [2])],
  ['backwards', [[2, 5]], slice([-1], [-100], [1], [-1])],
  ['backwards by 2', [[7, 2]], slice([5], [0], [0], [-2])],
  ['one element', [[5, 2]], slice([3], [4], [0], [2])],
  ['two axes with steps', [[5, 7]], slice([4, 1], [0, 7], [0, 1], [-2, 3])],
  ['halves', [[2, 4]], (g, [x]) => [g.slice(x!, 1, 0, 2), g.slice(x!, 1, 2, 4)]],
]);
check('Pad', [
  ['zeros', [[2, 3]], (g, [x]) => g.emit('Pad', [x!, g.shape([1, 0, 0, 2])])],
  ['crops too', [[3, 4]], (g, [x]) => g.emit('Pad', [x!, g.shape([-1, 1, 2, -1])])],
  ['value and axes', [[2, 3]], (g, [x]) => g.emit('Pad', [x!, g.shape([2, 1]), g.scalar(7), g.shape([-1])])],
]);
check('Expand', [
  ['axes', [[2, 1]], (g, [x]) => g.expand(x!, [3, 2, 4])],
  ['scalar', [[]], (g, [x]) => g.expand(x!, [2, 3])],
  ['smaller target', [[2, 3]], (g, [x]) => g.emit('Expand', [x!, g.shape([1, 1])])],
]);
check('Tile', [
  ['two axes', [[2, 3]], (g, [x]) => g.emit('Tile', [x!, g.shape([2, 3])])],
  ['one axis', [[2, 1, 3]], (g, [x]) => g.emit('Tile', [x!, g.shape([1, 4, 1])])],
]);
check('Trilu', [
  ['lower', [[2, 3, 4]], one('Trilu', { upper: int(0) })],
  ['upper, offset', [[3, 4]], (g, [x]) => g.emit('Trilu', [x!, g.initializer('k', i64([], [1]))])],
]);

// reductions
for (const op of [
  'ReduceSum',
  'ReduceMean',
  'ReduceSumSquare',
  'ReduceL1',
  'ReduceL2',
  'ReduceLogSumExp',
  'ReduceMax',
  'ReduceMin',
  'ReduceProd',
  'ReduceLogSum',
] as const) {
  const argument = (...shape: number[]): Argument =>
    op === 'ReduceLogSum' ? positive(...shape) : op === 'ReduceMax' || op === 'ReduceMin' ? inside(...shape) : shape;
  const over =
    (axes: number[], keepdims: number) =>
    (g: Builder, [x]: string[]): string =>
      g.emit(op, [x!, g.shape(axes)], { keepdims: int(keepdims) });
  check(op, [
    ['last axis', [argument(2, 3)], over([-1], 0)],
    ['last axis kept', [argument(2, 3)], over([-1], 1)],
    ['first axis', [argument(3, 2)], over([0], 0)],
    ['middle axis', [argument(2, 3, 2)], over([1], 0)],
    ['two axes', [argument(2, 3, 2)], over([0, 2], 0)],
    ['all axes', [argument(2, 3)], over([0, 1], 0)],
    ['no axes given', [argument(2, 3)], (g, [x]) => g.emit(op, [x!], { keepdims: int(0) })],
    [
      'used with the input',
      [argument(2, 3)],
      (g, [x]) => g.mul(x!, g.emit(op, [x!, g.shape([1])], { keepdims: int(1) })),
    ],
  ]);
}
check('ReduceMax', [
  [
    'equal elements share',
    [f32([2, 3], [1, 0.2, 0.5, -1, 0, 0.7])],
    (g, [x]) => g.reduceMax(g.concat([x!, x!], 1), [1]),
  ],
]);
const axis = (g: Builder, value: number): string => g.initializer('axis', i32([], [value]));
check('CumSum', [
  ['forward', [[2, 4]], (g, [x]) => g.emit('CumSum', [x!, axis(g, 1)])],
  ['exclusive', [[4, 2]], (g, [x]) => g.emit('CumSum', [x!, axis(g, 0)], { exclusive: int(1) })],
  ['reverse', [[2, 4]], (g, [x]) => g.emit('CumSum', [x!, axis(g, -1)], { reverse: int(1) })],
]);

// normalisation
check('Softmax', [
  ['last axis', [[2, 3, 4]], one('Softmax', { axis: int(-1) })],
  ['axis 1', [[2, 3, 2]], one('Softmax', { axis: int(1) })],
  ['one entry', [[3, 1, 2]], (g, [x]) => g.add(g.softmax(x!, 1), x!)],
]);
check('LogSoftmax', [
  ['last axis', [[2, 3, 4]], one('LogSoftmax', { axis: int(-1) })],
  ['axis 0', [[3, 4]], one('LogSoftmax', { axis: int(0) })],
]);
check('LayerNormalization', [
  ['gain and bias', [[2, 3, 6], [6], [6]], one('LayerNormalization', { epsilon: float(1e-5) })],
  ['no bias', [[3, 5], [5]], one('LayerNormalization')],
  [
    'frozen gain',
    [[2, 5]],
    (g, [x]) => g.layerNorm(x!, g.initializer('gain', awayFromZero([5], 3)), g.filled([5], 0), 1e-6)[0],
  ],
  [
    'two axes',
    [
      [2, 3, 4],
      [3, 4],
      [3, 4],
    ],
    one('LayerNormalization', { axis: int(1) }),
  ],
  ['large epsilon', [[2, 4], [4], [4]], one('LayerNormalization', { epsilon: float(0.5) })],
]);

// indexing
const indices = (g: Builder, dims: number[], values: number[]): string => g.initializer('indices', i32(dims, values));
const positions = (g: Builder, dims: number[], values: number[]): string => g.initializer('indices', i64(dims, values));
check('Gather', [
  ['embedding with repeats', [[5, 3]], (g, [x]) => g.gather(x!, indices(g, [2, 3], [0, 3, 3, 4, 0, 3]))],
  ['negative index', [[5, 2]], (g, [x]) => g.gather(x!, indices(g, [2], [-1, 1]))],
  ['one constant position', [[2, 4, 3]], (g, [x]) => g.gather(x!, indices(g, [], [0]), 1)],
  ['one constant position kept', [[2, 4, 3]], (g, [x]) => g.gather(x!, indices(g, [1], [-1]), 1)],
  ['middle axis with repeats', [[2, 4, 3]], (g, [x]) => g.gather(x!, indices(g, [2, 2], [1, 1, 3, 0]), 1)],
  ['last axis', [[2, 4]], (g, [x]) => g.gather(x!, indices(g, [3], [2, 2, 0]), -1)],
  ['vector', [[4]], (g, [x]) => g.gather(x!, indices(g, [3], [2, 2, 0]))],
  [
    'tied with a product',
    [
      [5, 3],
      [2, 3],
    ],
    (g, [w, x]) => [g.gather(w!, indices(g, [2], [3, 3])), g.matmul(x!, g.transpose(w!))],
  ],
]);
check('GatherElements', [
  ['last axis', [[3, 4]], (g, [x]) => g.emit('GatherElements', [x!, indices(g, [3, 1], [2, 0, 3])], { axis: int(-1) })],
  [
    'repeats',
    [[3, 2]],
    (g, [x]) => g.emit('GatherElements', [x!, indices(g, [4, 2], [0, 1, 0, 2, 2, 2, 0, 1])], { axis: int(0) }),
  ],
]);
check('GatherND', [
  ['rows', [[3, 2, 2]], (g, [x]) => g.emit('GatherND', [x!, positions(g, [2, 2], [0, 1, 2, 0])])],
  ['repeats', [[3, 2]], (g, [x]) => g.emit('GatherND', [x!, positions(g, [3, 1], [1, 1, 2])])],
]);
check('ScatterElements', [
  [
    'overwrite',
    [
      [3, 4],
      [3, 1],
    ],
    (g, [x, u]) => g.emit('ScatterElements', [x!, indices(g, [3, 1], [2, 0, 3]), u!], { axis: int(1) }),
  ],
  [
    'add with repeats',
    [
      [3, 4],
      [3, 2],
    ],
    (g, [x, u]) =>
      g.emit('ScatterElements', [x!, indices(g, [3, 2], [2, 2, 0, 1, 3, 0]), u!], {
        axis: int(1),
        reduction: str('add'),
      }),
  ],
]);
check('ScatterND', [
  [
    'overwrite',
    [
      [4, 3],
      [2, 3],
    ],
    (g, [x, u]) => g.emit('ScatterND', [x!, positions(g, [2, 1], [3, 1]), u!]),
  ],
  [
    'add with repeats',
    [
      [4, 3],
      [3, 3],
    ],
    (g, [x, u]) => g.emit('ScatterND', [x!, positions(g, [3, 1], [3, 1, 3]), u!], { reduction: str('add') }),
  ],
]);
