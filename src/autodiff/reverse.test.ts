/** The structure of gradient graphs: what is visited, what is shared, what is refused. */
import { describe, expect, it } from 'vitest';
import { prepare } from '../../test/evaluate';
import { worstError } from '../../test/checkRule';
import { Builder } from '../onnx/builder';
import { ifSmall, mergeCommon } from '../onnx/common';
import { Graph, int, str, type Node } from '../onnx/graph';
import { inferNode } from '../onnx/infer';
import { simplify } from '../onnx/passes/simplify';
import { f32, i32, type Tensor } from '../onnx/tensor';
import { checkGradients, derivativeAtZero, gradientTolerance, normalStream } from './gradientCheck';
import {
  differentiableOps,
  differentiate,
  isDifferentiable,
  layerInName,
  MissingRuleError,
  trainablePath,
} from './reverse';

const setup = (): { graph: Graph; g: Builder } => {
  const graph = new Graph();
  return { graph, g: new Builder(graph, 'base') };
};
const total = (g: Builder, x: string): string =>
  g.reduceSum(
    x,
    g.shapeOf(x).map((_, i) => i),
  );
const randomTensor = (shape: readonly number[], seed: number): Tensor<'float32'> => {
  const normal = normalStream(seed);
  return f32(shape, Float32Array.from({ length: shape.reduce((a, d) => a * d, 1) }, normal));
};
/** As the execution passes begin: what is computed twice is computed once, and what does nothing goes. */
function tidied(graph: Graph): Graph {
  graph.sort();
  graph.prune();
  while (mergeCommon(graph, ifSmall) || simplify(graph));
  return graph;
}
/** Gradient nodes that are left when only loss and gradients are wanted. */
function gradientNodes(g: Builder, loss: string, wrt: readonly string[]): Node[] {
  const gradients = differentiate(g, loss, wrt);
  g.graph.outputs = [loss, ...gradients.values()];
  return tidied(g.finish()).nodes.filter((n) => n.role === 'gradient');
}
const ops = (nodes: readonly Node[]): string[] => nodes.map((n) => n.op);

describe('values with several readers', () => {
  it('diamond', async () => {
    expect(await worstError([[2, 3]], (g, [x]) => g.mul(g.exp(x!), g.add(x!, g.mul(x!, x!))))).toBeLessThan(
      gradientTolerance,
    );
  });
  it('as both operands of a product', async () => {
    expect(await worstError([[3, 3]], (g, [x]) => g.matmul(x!, x!))).toBeLessThan(gradientTolerance);
  });
  it('a trained value in the middle keeps its gradient, and passes it on', async () => {
    const { graph, g } = setup();
    const x = g.input('x', 'float32', [3]);
    const middle = g.exp(x);
    const gradients = differentiate(g, total(g, g.mul(middle, middle)), [x, middle]);
    graph.outputs = [gradients.get(x)!, gradients.get(middle)!];
    const session = await prepare(g.finish());
    const result = await session.run({ x: f32([3], [0, 0.5, 1]) });
    [0, 0.5, 1].forEach((v, i) => {
      expect(result[gradients.get(middle)!]!.data[i]).toBeCloseTo(2 * Math.exp(v), 4);
      expect(result[gradients.get(x)!]!.data[i]).toBeCloseTo(2 * Math.exp(2 * v), 4);
    });
    await session.release();
  });
});

describe('what costs nothing', () => {
  const network = (): { g: Builder; w1: string; w2: string; loss: string } => {
    const { g } = setup();
    const x = g.input('x', 'float32', [2, 3]);
    const w1 = g.input('w1', 'float32', [3, 4]);
    const w2 = g.input('w2', 'float32', [4, 2]);
    const hidden = g.gelu(g.matmul(x, w1));
    return { g, w1, w2, loss: g.reduceMean(g.matmul(hidden, w2), [0, 1]) };
  };
  it('frozen layers below the lowest trainable tensor', () => {
    const { g, w2, loss } = network();
    expect(ops(gradientNodes(g, loss, [w2]))).toEqual(['Expand', 'Transpose', 'MatMul']);
  });
  it('the input of a first trained layer', () => {
    const { g, w1, loss } = network();
    const nodes = gradientNodes(g, loss, [w1]);
    expect(nodes.every((n) => !n.inputs.includes('w1'))).toBe(true);
  });
  it('side branches without a trainable tensor', () => {
    const { g } = setup();
    const [x, w] = [g.input('x', 'float32', [2, 3]), g.input('w', 'float32', [3])];
    const side = g.exp(g.softmax(x));
    const nodes = gradientNodes(g, total(g, g.mul(side, w)), [w]);
    expect(ops(nodes)).toEqual(['ReduceSum']);
  });
  it('multiplications by one, and broadcasts of a mean', () => {
    const { g } = setup();
    const w = g.input('w', 'float32', [2, 3]);
    const loss = total(g, g.mul(g.scalar(2), g.reduceMean(g.exp(w), [1], true)));
    expect(ops(gradientNodes(g, loss, [w]))).toEqual(['Mul']);
  });
  it('transposing back a transposed weight or key', () => {
    const { g } = setup();
    const [x, w] = [g.input('x', 'float32', [4, 3]), g.input('w', 'float32', [5, 3])];
    const y = g.linear(x, w);
    const nodes = gradientNodes(g, total(g, g.mul(y, y)), [x]);
    expect(ops(nodes)).not.toContain('Transpose');
  });
  it('tensors without a path to the loss: they get no entry', () => {
    const { g } = setup();
    const [x, w] = [g.input('x', 'float32', [2]), g.input('w', 'float32', [2])];
    const loss = total(g, g.exp(x));
    g.exp(w);
    expect([...differentiate(g, loss, [x, w]).keys()]).toEqual(['x']);
    expect(differentiate(g, loss, [w]).size).toBe(0);
  });
});

describe('spellOut', () => {
  const network = (spelled: boolean): { nodes: Node[]; graph: Graph; outputs: string[] } => {
    const { graph, g } = setup();
    const [x, w, gain, bias] = [
      g.input('x', 'float32', [2, 3]),
      g.input('w', 'float32', [3, 4]),
      g.input('gain', 'float32', [4]),
      g.input('bias', 'float32', [4]),
    ];
    const frozen = g.layerNorm(g.gelu(x), g.filled([3], 1), g.filled([3], 0), 1e-5)[0];
    const normal = g.layerNorm(g.gelu(g.matmul(frozen, w)), gain, bias, 1e-5)[0];
    const loss = total(g, g.exp(normal));
    const gradients = differentiate(g, loss, [w, gain, bias], { spellOut: spelled });
    graph.outputs = [loss, ...gradients.values()];
    return { nodes: tidied(g.finish()).nodes, graph, outputs: [...graph.outputs] };
  };
  it('computes each part once, only where a gradient passes, and changes no value', async () => {
    const [apart, shared] = [network(false), network(true)];
    const count = (nodes: readonly Node[], op: string) => ops(nodes).filter((other) => other === op).length;
    expect(['Erf', 'Gelu', 'LayerNormalization', 'Pow'].map((op) => count(shared.nodes, op))).toEqual([1, 1, 1, 1]);
    expect(['Erf', 'Gelu', 'LayerNormalization', 'Pow'].map((op) => count(apart.nodes, op))).toEqual([1, 2, 3, 0]);
    for (const op of ['Erf', 'Pow']) expect(shared.nodes.find((n) => n.op === op)!.role).toBe('base');
    const feeds = {
      x: randomTensor([2, 3], 1),
      w: randomTensor([3, 4], 2),
      gain: randomTensor([4], 3),
      bias: randomTensor([4], 4),
    };
    const results = await Promise.all(
      [apart, shared].map(async ({ graph, outputs }) => {
        const session = await prepare(graph);
        const result = await session.run(feeds);
        return outputs.flatMap((out) => [...(result[out]!.data as Float32Array)]);
      }),
    );
    results[0]!.forEach((v, i) => expect(Math.abs(results[1]![i]! - v)).toBeLessThan(1e-4 * Math.max(1, Math.abs(v))));
  });
});

describe('attention', () => {
  const attention = (g: Builder, [q, k, v]: readonly string[]): string =>
    g.matmul(g.softmax(g.matmul(q!, g.transpose(k!))), v!);
  const reduced = (nodes: readonly Node[], g: Builder) =>
    nodes.filter((n) => n.op === 'ReduceSum').map((n) => g.shapeOf(n.inputs[0]!).join());

  it("sums over the head's dimension where that is shorter than the row of probabilities", async () => {
    const { g } = setup();
    const inputs = ['q', 'k', 'v'].map((name) => g.input(name, 'float32', [2, 5, 3]));
    expect(reduced(gradientNodes(g, total(g, g.exp(attention(g, inputs))), inputs), g)).toEqual(['2,5,3']);
    expect(
      await worstError(
        [
          [2, 5, 3],
          [2, 5, 3],
          [2, 5, 3],
        ],
        (g, values) => [attention(g, values)],
      ),
    ).toBeLessThan(gradientTolerance);
  });
  it('sums over the probabilities where those are fewer, or where something else reads them', async () => {
    for (const [tokens, more] of [
      [2, false],
      [5, true],
    ] as const) {
      const { g } = setup();
      const inputs = ['q', 'k', 'v'].map((name) => g.input(name, 'float32', [2, tokens, 3]));
      const build = (g: Builder, [q, k, v]: readonly string[]): string[] => {
        const p = g.softmax(g.matmul(q!, g.transpose(k!)));
        return [g.matmul(p, v!), ...(more ? [p] : [])];
      };
      const loss = build(g, inputs)
        .map((out) => total(g, g.exp(out)))
        .reduce((x, y) => g.add(x, y));
      expect(reduced(gradientNodes(g, loss, inputs), g)).toEqual([`2,${tokens},${tokens}`]);
      expect(
        await worstError(
          inputs.map(() => [2, tokens, 3]),
          build,
        ),
      ).toBeLessThan(gradientTolerance);
    }
  });
});

describe('sparse gradients', () => {
  it('halves are joined by one Concat', () => {
    const { g } = setup();
    const x = g.input('x', 'float32', [2, 6]);
    const loss = g.add(total(g, g.exp(g.slice(x, 1, 0, 3))), total(g, g.sqrt(g.slice(x, 1, 3, 6))));
    expect(ops(gradientNodes(g, loss, [x])).filter((op) => ['Concat', 'Pad', 'Add', 'Expand'].includes(op))).toEqual([
      'Concat',
    ]);
  });
  it('pieces with gaps, overlaps and a plain gradient', async () => {
    expect(await worstError([[2, 9]], (g, [x]) => [g.slice(x!, 1, 1, 3), g.slice(x!, 1, 5, 8)])).toBeLessThan(
      gradientTolerance,
    );
    expect(await worstError([[2, 9]], (g, [x]) => [g.slice(x!, 1, 1, 6), g.slice(x!, 1, 5, 8), x!])).toBeLessThan(
      gradientTolerance,
    );
    expect(
      await worstError([[4, 9]], (g, [x]) => [g.slice(x!, 1, 1, 3), g.slice(x!, 0, 1, 3), g.slice(x!, 0, 0, 1)]),
    ).toBeLessThan(gradientTolerance);
  });
  it('a scatter lands on the other contributions instead of on zeros', () => {
    const { g } = setup();
    const table = g.input('table', 'float32', [5, 3]);
    const rows = g.gather(table, g.initializer('ids', i32([4], [1, 1, 0, 2])));
    const loss = total(g, g.exp(g.matmul(rows, g.transpose(table))));
    const nodes = gradientNodes(g, loss, [table]);
    expect(ops(nodes).filter((op) => op === 'Expand' || op === 'Add')).toEqual([]);
    expect(ops(nodes).filter((op) => op === 'ScatterND')).toHaveLength(1);
  });
});

describe('edges without gradient', () => {
  it('indices, conditions, comparisons and integer casts stop it', () => {
    const { g } = setup();
    const x = g.input('x', 'float32', [3]);
    const index = g.cast(x, 'int32');
    const table = g.initializer('table', randomTensor([4, 2], 1));
    const condition = g.emit('Greater', [x, g.scalar(0)]);
    const loss = g.add(total(g, g.gather(table, index)), total(g, g.where(condition, g.scalar(1), g.scalar(2))));
    expect(trainablePath(g.graph, loss, [x]).size).toBe(0);
    expect(differentiate(g, loss, [x]).size).toBe(0);
  });
  it('rounding stops it', () => {
    const { g } = setup();
    const x = g.input('x', 'float32', [3]);
    expect(differentiate(g, total(g, g.emit('Floor', [x])), [x]).size).toBe(0);
  });
  it('detached values count as constants', async () => {
    const { graph, g } = setup();
    const x = g.input('x', 'float32', [3]);
    const gradient = differentiate(g, total(g, g.mul(x, g.detach(g.exp(x)))), [x]).get(x)!;
    graph.outputs = [gradient];
    const session = await prepare(g.finish());
    const result = await session.run({ x: f32([3], [0, 1, 2]) });
    [1, Math.E, Math.E ** 2].forEach((v, i) => expect(result[gradient]!.data[i]).toBeCloseTo(v, 4));
    await session.release();
  });
});

describe('trainablePath', () => {
  it('is what lies between the trainable tensor and the loss', () => {
    const { g } = setup();
    const [x, w] = [g.input('x', 'float32', [2]), g.input('w', 'float32', [2])];
    const frozen = g.exp(x);
    const product = g.mul(frozen, w);
    g.sqrt(product);
    const loss = total(g, product);
    expect(trainablePath(g.graph, loss, [w])).toEqual(new Set([w, product, loss]));
  });
});

describe('what cannot be differentiated', () => {
  const unsupported = (name: string): { g: Builder; loss: string; x: string } => {
    const { graph, g } = setup();
    const x = g.input('x', 'float32', [2, 3]);
    const node: Node = { name, op: 'Softsign', domain: '', inputs: [x], outputs: ['y'], attributes: {}, role: 'base' };
    graph.types.set('y', inferNode(graph, node)[0]!);
    graph.nodes.push(node);
    return { g, loss: total(g, 'y'), x };
  };
  it('names operator, node and layer', () => {
    const { g, loss, x } = unsupported('/encoder/layer.3/act/Softsign');
    try {
      differentiate(g, loss, [x]);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(MissingRuleError);
      expect(error).toMatchObject({ op: 'Softsign', node: '/encoder/layer.3/act/Softsign', layer: 3 });
      expect((error as Error).message).toMatch(
        /operator Softsign at node ".*" \(layer 3\), for which there is no gradient rule\. Choose/,
      );
    }
  });
  it('says why where a rule covers only some uses', () => {
    const { g } = setup();
    const x = g.input('x', 'float32', [2, 3]);
    const y = g.emit('Pad', [x, g.shape([0, 1, 0, 1])], { mode: str('reflect') });
    expect(() => differentiate(g, total(g, y), [x])).toThrow('Only padding with a constant');
  });
  it('does not mind an operator off the path', () => {
    const { g, x } = unsupported('side');
    expect(differentiate(g, total(g, g.exp(x)), [x]).size).toBe(1);
  });
  it('refuses a loss that is not one number', () => {
    const { g } = setup();
    const x = g.input('x', 'float32', [2, 3]);
    expect(() => differentiate(g, g.exp(x), [x])).toThrow('must be one number');
  });
  it('finds layer numbers in names', () => {
    expect(
      [
        '/encoder/layer.3/x',
        '/h.11/attn',
        'layers.0.mlp',
        'blocks/2/x',
        '/embeddings/LayerNorm',
        'model_layers_5_q',
      ].map(layerInName),
    ).toEqual([3, 11, 0, 2, undefined, 5]);
  });
  it('knows which operators it can differentiate', () => {
    expect([isDifferentiable('MatMul'), isDifferentiable('Equal'), isDifferentiable('Softsign')]).toEqual([
      true,
      true,
      false,
    ]);
    expect(differentiableOps).toContain('LayerNormalization');
  });
});

describe('derivativeAtZero', () => {
  it('removes truncation error and lives with fp32 noise', async () => {
    const noisy = (t: number): Promise<number> => Promise.resolve(Math.fround(Math.exp(3 * t) * 0.7));
    const { value, error } = await derivativeAtZero(noisy, 0.2, { noise: 3e-8 });
    expect(Math.abs(value - 2.1)).toBeLessThan(1e-5);
    expect(Math.abs(value - 2.1)).toBeLessThan(error);
    expect(error).toBeLessThan(1e-3);
  });
  it('does not take agreement between noisy small steps for precision', async () => {
    let call = 0;
    const noisy = (t: number): Promise<number> => Promise.resolve(Math.sin(40 * t) + 1e-3 * Math.sin(1e4 * call++));
    const { value, error } = await derivativeAtZero(noisy, 0.1, { noise: 7e-4 });
    expect(Math.abs(value - 40)).toBeLessThan(error);
  });
});

describe('checkGradients', () => {
  /** A two-layer network with everything a transformer block has but attention. */
  async function check(
    spoil: (name: string, gradient: Float32Array) => void,
  ): Promise<Awaited<ReturnType<typeof checkGradients>>> {
    const { graph, g } = setup();
    const parameters = new Map<string, Tensor>([
      ['w1', randomTensor([6, 8], 1)],
      ['b1', f32([8], new Float32Array(8))],
      ['gain', randomTensor([8], 3)],
      ['w2', randomTensor([8, 3], 4)],
      ['unused', randomTensor([2], 5)],
    ]);
    const [w1, b1, gain, w2] = [...parameters].map(([name, t]) => g.input(name, 'float32', t.dims)) as [
      string,
      string,
      string,
      string,
    ];
    const x = g.input('x', 'float32', [4, 6]);
    const hidden = g.layerNorm(g.gelu(g.add(g.matmul(x, w1), b1)), gain, g.filled([8], 0.1), 1e-5)[0];
    const logits = g.matmul(hidden, w2);
    const picked = g.emit(
      'GatherElements',
      [g.emit('LogSoftmax', [logits], { axis: int(-1) }), g.initializer('labels', i32([4, 1], [0, 2, 1, 1]))],
      { axis: int(1) },
    );
    const loss = g.neg(g.reduceMean(picked, [0, 1]));
    const gradients = differentiate(g, loss, [w1, b1, gain, w2, 'unused']);
    graph.outputs = [loss, ...gradients.values()];
    const session = await prepare(g.finish());
    const run = async (feeds: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>> => {
      const result = await session.run(feeds);
      for (const [name, out] of gradients) spoil(name, result[out]!.data as Float32Array);
      return result;
    };
    const result = await checkGradients({ run, loss, parameters, gradients, feeds: { x: randomTensor([4, 6], 9) } });
    await session.release();
    return result;
  }
  it('passes right gradients, with a tensor that starts at zero and one that the loss ignores', async () => {
    const result = await check(() => undefined);
    expect(result.worst).toBeLessThan(gradientTolerance);
    expect(Math.max(...result.tensors.map((t) => t.resolution))).toBeLessThan(5 * gradientTolerance);
    expect(result.passed).toBe(true);
    expect(result.tensors.map((t) => t.name)).toEqual(['w1', 'b1', 'gain', 'w2', 'unused']);
  });
  it.each([
    [
      'a scale that is 1 % off',
      (g: Float32Array) =>
        g.forEach((v, i) => {
          g[i] = v * 1.01;
        }),
    ],
    [
      'two elements swapped',
      (g: Float32Array) => {
        [g[0], g[5]] = [g[5]!, g[0]!];
      },
    ],
    [
      'one element missing',
      (g: Float32Array) => {
        g[g.reduce((best, v, i) => (Math.abs(v) > Math.abs(g[best]!) ? i : best), 0)] = 0;
      },
    ],
    [
      'a flipped sign',
      (g: Float32Array) =>
        g.forEach((v, i) => {
          g[i] = -v;
        }),
    ],
    ['nothing', (g: Float32Array) => g.fill(0)],
    [
      'not a number',
      (g: Float32Array) => {
        g[1] = NaN;
      },
    ],
  ])('notices %s', async (_, spoil) => {
    for (const target of ['w1', 'b1', 'gain', 'w2']) {
      const result = await check((name, g) => {
        if (name === target) spoil(g);
      });
      expect(result.passed).toBe(false);
      expect(result.tensors.filter((t) => t.relativeError > gradientTolerance).map((t) => t.name)).toEqual([target]);
    }
  });
});
