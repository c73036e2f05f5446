/** The structure of gradient graphs: what is visited, what is shared, what is refused. */
import { describe, expect, it } from 'vitest';
import { prepare } from '../../test/evaluate';
import { worstError } from '../../test/checkRule';
import { Builder } from '../onnx/builder';
import { Graph, int, str, type Node } from '../onnx/graph';
import { inferNode } from '../onnx/infer';
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

const setup = (): { graph: Graph; b: Builder } => {
  const graph = new Graph();
  return { graph, b: new Builder(graph, 'base') };
};
const total = (b: Builder, x: string): string =>
  b.reduceSum(
    x,
    b.shapeOf(x).map((_, i) => i),
  );
const randomTensor = (shape: readonly number[], seed: number): Tensor<'float32'> => {
  const normal = normalStream(seed);
  return f32(shape, Float32Array.from({ length: shape.reduce((a, d) => a * d, 1) }, normal));
};
/** Gradient nodes that are left when only loss and gradients are wanted. */
function gradientNodes(b: Builder, loss: string, wrt: readonly string[]): Node[] {
  const gradients = differentiate(b, loss, wrt);
  b.graph.outputs = [loss, ...gradients.values()];
  return b.finish().nodes.filter((n) => n.role === 'gradient');
}
const ops = (nodes: readonly Node[]): string[] => nodes.map((n) => n.op);

describe('values with several readers', () => {
  it('diamond', async () => {
    expect(await worstError([[2, 3]], (b, [x]) => b.mul(b.exp(x!), b.add(x!, b.mul(x!, x!))))).toBeLessThan(
      gradientTolerance,
    );
  });
  it('as both operands of a product', async () => {
    expect(await worstError([[3, 3]], (b, [x]) => b.matmul(x!, x!))).toBeLessThan(gradientTolerance);
  });
  it('a trained value in the middle keeps its gradient, and passes it on', async () => {
    const { graph, b } = setup();
    const x = b.input('x', 'float32', [3]);
    const middle = b.exp(x);
    const gradients = differentiate(b, total(b, b.mul(middle, middle)), [x, middle]);
    graph.outputs = [gradients.get(x)!, gradients.get(middle)!];
    const session = await prepare(b.finish());
    const result = await session.run({ x: f32([3], [0, 0.5, 1]) });
    [0, 0.5, 1].forEach((v, i) => {
      expect(result[gradients.get(middle)!]!.data[i]).toBeCloseTo(2 * Math.exp(v), 4);
      expect(result[gradients.get(x)!]!.data[i]).toBeCloseTo(2 * Math.exp(2 * v), 4);
    });
    await session.release();
  });
});

describe('what costs nothing', () => {
  const network = (): { b: Builder; w1: string; w2: string; loss: string } => {
    const { b } = setup();
    const x = b.input('x', 'float32', [2, 3]);
    const w1 = b.input('w1', 'float32', [3, 4]);
    const w2 = b.input('w2', 'float32', [4, 2]);
    const hidden = b.gelu(b.matmul(x, w1));
    return { b, w1, w2, loss: b.reduceMean(b.matmul(hidden, w2), [0, 1]) };
  };
  it('frozen layers below the lowest trainable tensor', () => {
    const { b, w2, loss } = network();
    expect(ops(gradientNodes(b, loss, [w2]))).toEqual(['Expand', 'Transpose', 'MatMul']);
  });
  it('the input of a first trained layer', () => {
    const { b, w1, loss } = network();
    const nodes = gradientNodes(b, loss, [w1]);
    expect(nodes.every((n) => !n.inputs.includes('w1'))).toBe(true);
  });
  it('side branches without a trainable tensor', () => {
    const { b } = setup();
    const [x, w] = [b.input('x', 'float32', [2, 3]), b.input('w', 'float32', [3])];
    const side = b.exp(b.softmax(x));
    const nodes = gradientNodes(b, total(b, b.mul(side, w)), [w]);
    expect(ops(nodes)).toEqual(['ReduceSum']);
  });
  it('multiplications by one, and broadcasts of a mean', () => {
    const { b } = setup();
    const w = b.input('w', 'float32', [2, 3]);
    const loss = total(b, b.mul(b.scalar(2), b.reduceMean(b.exp(w), [1], true)));
    expect(ops(gradientNodes(b, loss, [w]))).toEqual(['Mul']);
  });
  it('transposing back a transposed weight or key', () => {
    const { b } = setup();
    const [x, w] = [b.input('x', 'float32', [4, 3]), b.input('w', 'float32', [5, 3])];
    const y = b.linear(x, w);
    const nodes = gradientNodes(b, total(b, b.mul(y, y)), [x]);
    expect(ops(nodes)).not.toContain('Transpose');
  });
  it('tensors without a path to the loss: they get no entry', () => {
    const { b } = setup();
    const [x, w] = [b.input('x', 'float32', [2]), b.input('w', 'float32', [2])];
    const loss = total(b, b.exp(x));
    b.exp(w);
    expect([...differentiate(b, loss, [x, w]).keys()]).toEqual(['x']);
    expect(differentiate(b, loss, [w]).size).toBe(0);
  });
});

describe('spellOut', () => {
  const network = (spelled: boolean): { nodes: Node[]; graph: Graph; outputs: string[] } => {
    const { graph, b } = setup();
    const [x, w, gain, bias] = [
      b.input('x', 'float32', [2, 3]),
      b.input('w', 'float32', [3, 4]),
      b.input('gain', 'float32', [4]),
      b.input('bias', 'float32', [4]),
    ];
    const frozen = b.layerNorm(b.gelu(x), b.filled([3], 1), b.filled([3], 0), 1e-5)[0];
    const normal = b.layerNorm(b.gelu(b.matmul(frozen, w)), gain, bias, 1e-5)[0];
    const loss = total(b, b.exp(normal));
    const gradients = differentiate(b, loss, [w, gain, bias], { spellOut: spelled });
    graph.outputs = [loss, ...gradients.values()];
    return { nodes: b.finish().nodes, graph, outputs: [...graph.outputs] };
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
  const attention = (b: Builder, [q, k, v]: readonly string[]): string =>
    b.matmul(b.softmax(b.matmul(q!, b.transpose(k!))), v!);
  const reduced = (nodes: readonly Node[], b: Builder) =>
    nodes.filter((n) => n.op === 'ReduceSum').map((n) => b.shapeOf(n.inputs[0]!).join());

  it("sums over the head's dimension where that is shorter than the row of probabilities", async () => {
    const { b } = setup();
    const inputs = ['q', 'k', 'v'].map((name) => b.input(name, 'float32', [2, 5, 3]));
    expect(reduced(gradientNodes(b, total(b, b.exp(attention(b, inputs))), inputs), b)).toEqual(['2,5,3']);
    expect(
      await worstError(
        [
          [2, 5, 3],
          [2, 5, 3],
          [2, 5, 3],
        ],
        (c, values) => [attention(c, values)],
      ),
    ).toBeLessThan(gradientTolerance);
  });
  it('sums over the probabilities where those are fewer, or where something else reads them', async () => {
    for (const [tokens, more] of [
      [2, false],
      [5, true],
    ] as const) {
      const { b } = setup();
      const inputs = ['q', 'k', 'v'].map((name) => b.input(name, 'float32', [2, tokens, 3]));
      const build = (c: Builder, [q, k, v]: readonly string[]): string[] => {
        const p = c.softmax(c.matmul(q!, c.transpose(k!)));
        return [c.matmul(p, v!), ...(more ? [p] : [])];
      };
      const loss = build(b, inputs)
        .map((out) => total(b, b.exp(out)))
        .reduce((x, y) => b.add(x, y));
      expect(reduced(gradientNodes(b, loss, inputs), b)).toEqual([`2,${tokens},${tokens}`]);
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
    const { b } = setup();
    const x = b.input('x', 'float32', [2, 6]);
    const loss = b.add(total(b, b.exp(b.slice(x, 1, 0, 3))), total(b, b.sqrt(b.slice(x, 1, 3, 6))));
    expect(ops(gradientNodes(b, loss, [x])).filter((op) => ['Concat', 'Pad', 'Add', 'Expand'].includes(op))).toEqual([
      'Concat',
    ]);
  });
  it('pieces with gaps, overlaps and a plain gradient', async () => {
    expect(await worstError([[2, 9]], (b, [x]) => [b.slice(x!, 1, 1, 3), b.slice(x!, 1, 5, 8)])).toBeLessThan(
      gradientTolerance,
    );
    expect(await worstError([[2, 9]], (b, [x]) => [b.slice(x!, 1, 1, 6), b.slice(x!, 1, 5, 8), x!])).toBeLessThan(
      gradientTolerance,
    );
    expect(
      await worstError([[4, 9]], (b, [x]) => [b.slice(x!, 1, 1, 3), b.slice(x!, 0, 1, 3), b.slice(x!, 0, 0, 1)]),
    ).toBeLessThan(gradientTolerance);
  });
  it('a scatter lands on the other contributions instead of on zeros', () => {
    const { b } = setup();
    const table = b.input('table', 'float32', [5, 3]);
    const rows = b.gather(table, b.initializer('ids', i32([4], [1, 1, 0, 2])));
    const loss = total(b, b.exp(b.matmul(rows, b.transpose(table))));
    const nodes = gradientNodes(b, loss, [table]);
    expect(ops(nodes).filter((op) => op === 'Expand' || op === 'Add')).toEqual([]);
    expect(ops(nodes).filter((op) => op === 'ScatterND')).toHaveLength(1);
  });
});

describe('edges without gradient', () => {
  it('indices, conditions, comparisons and integer casts stop it', () => {
    const { b } = setup();
    const x = b.input('x', 'float32', [3]);
    const index = b.cast(x, 'int32');
    const table = b.initializer('table', randomTensor([4, 2], 1));
    const condition = b.emit('Greater', [x, b.scalar(0)]);
    const loss = b.add(total(b, b.gather(table, index)), total(b, b.where(condition, b.scalar(1), b.scalar(2))));
    expect(trainablePath(b.graph, loss, [x]).size).toBe(0);
    expect(differentiate(b, loss, [x]).size).toBe(0);
  });
  it('rounding stops it', () => {
    const { b } = setup();
    const x = b.input('x', 'float32', [3]);
    expect(differentiate(b, total(b, b.emit('Floor', [x])), [x]).size).toBe(0);
  });
  it('detached values count as constants', async () => {
    const { graph, b } = setup();
    const x = b.input('x', 'float32', [3]);
    const gradient = differentiate(b, total(b, b.mul(x, b.detach(b.exp(x)))), [x]).get(x)!;
    graph.outputs = [gradient];
    const session = await prepare(b.finish());
    const result = await session.run({ x: f32([3], [0, 1, 2]) });
    [1, Math.E, Math.E ** 2].forEach((v, i) => expect(result[gradient]!.data[i]).toBeCloseTo(v, 4));
    await session.release();
  });
});

describe('trainablePath', () => {
  it('is what lies between the trainable tensor and the loss', () => {
    const { b } = setup();
    const [x, w] = [b.input('x', 'float32', [2]), b.input('w', 'float32', [2])];
    const frozen = b.exp(x);
    const product = b.mul(frozen, w);
    b.sqrt(product);
    const loss = total(b, product);
    expect(trainablePath(b.graph, loss, [w])).toEqual(new Set([w, product, loss]));
  });
});

describe('what cannot be differentiated', () => {
  const unsupported = (name: string): { b: Builder; loss: string; x: string } => {
    const { graph, b } = setup();
    const x = b.input('x', 'float32', [2, 3]);
    const node: Node = { name, op: 'Softsign', domain: '', inputs: [x], outputs: ['y'], attributes: {}, role: 'base' };
    graph.types.set('y', inferNode(graph, node)[0]!);
    graph.nodes.push(node);
    return { b, loss: total(b, 'y'), x };
  };
  it('names operator, node and layer', () => {
    const { b, loss, x } = unsupported('/encoder/layer.3/act/Softsign');
    try {
      differentiate(b, loss, [x]);
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
    const { b } = setup();
    const x = b.input('x', 'float32', [2, 3]);
    const y = b.emit('Pad', [x, b.shape([0, 1, 0, 1])], { mode: str('reflect') });
    expect(() => differentiate(b, total(b, y), [x])).toThrow('Only padding with a constant');
  });
  it('does not mind an operator off the path', () => {
    const { b, x } = unsupported('side');
    expect(differentiate(b, total(b, b.exp(x)), [x]).size).toBe(1);
  });
  it('refuses a loss that is not one number', () => {
    const { b } = setup();
    const x = b.input('x', 'float32', [2, 3]);
    expect(() => differentiate(b, b.exp(x), [x])).toThrow('must be one number');
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
    const { graph, b } = setup();
    const parameters = new Map<string, Tensor>([
      ['w1', randomTensor([6, 8], 1)],
      ['b1', f32([8], new Float32Array(8))],
      ['gain', randomTensor([8], 3)],
      ['w2', randomTensor([8, 3], 4)],
      ['unused', randomTensor([2], 5)],
    ]);
    const [w1, b1, gain, w2] = [...parameters].map(([name, t]) => b.input(name, 'float32', t.dims)) as [
      string,
      string,
      string,
      string,
    ];
    const x = b.input('x', 'float32', [4, 6]);
    const hidden = b.layerNorm(b.gelu(b.add(b.matmul(x, w1), b1)), gain, b.filled([8], 0.1), 1e-5)[0];
    const logits = b.matmul(hidden, w2);
    const picked = b.emit(
      'GatherElements',
      [b.emit('LogSoftmax', [logits], { axis: int(-1) }), b.initializer('labels', i32([4, 1], [0, 2, 1, 1]))],
      { axis: int(1) },
    );
    const loss = b.neg(b.reduceMean(picked, [0, 1]));
    const gradients = differentiate(b, loss, [w1, b1, gain, w2, 'unused']);
    graph.outputs = [loss, ...gradients.values()];
    const session = await prepare(b.finish());
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
