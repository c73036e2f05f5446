/**
 * A bidirectional LSTM over one short sequence, unrolled into primitive operators.
 *
 *   i, f, o = σ(W x_t + b + U h_{t−1} + c),  g = tanh(…),  c_t = f ⊙ c_{t−1} + i ⊙ g,  h_t = o ⊙ tanh(c_t)
 *
 * Tensors, their order of gates (i, f, g, o) and their start, U(−1/√e, 1/√e), are those of PyTorch's nn.LSTM. Both
 * directions take a step at once, as a batch of two: some fifteen nodes a step and layer.
 */
import { i32 } from '../../onnx/tensor';
import type { Initializer, MethodContext } from '../contract';
import type { TensorSpec } from '../tensors';
import { cut, join } from './pieces';

const directions = ['', '_reverse'] as const;

/** Tensors of `depth` layers with two directions of width e, on vectors of width d; drawn where `options` say. */
export function lstmSpecs(
  name: string,
  d: number,
  e: number,
  depth: number,
  options: Pick<TensorSpec, 'places' | 'change'>,
): TensorSpec[] {
  const init: Initializer = { kind: 'uniform', bound: 1 / Math.sqrt(e) };
  return Array.from({ length: depth }, (_, layer) =>
    directions.flatMap((direction) => {
      const tensor = (kind: string, shape: readonly number[]): TensorSpec => ({
        ...options,
        name: `${name}.${kind}_l${layer}${direction}`,
        shape,
        treatment: 'new',
        init,
        decay: kind.startsWith('weight'),
      });
      return [
        tensor('weight_ih', [4 * e, layer === 0 ? d : 2 * e]),
        tensor('weight_hh', [4 * e, e]),
        tensor('bias_ih', [4 * e]),
        tensor('bias_hh', [4 * e]),
      ];
    }),
  ).flat();
}

/** @param x (l, d) @returns (l, 2e), forward states before backward ones */
export function bidirectionalLstm(context: MethodContext, name: string, x: string, e: number, depth: number): string {
  let sequence = x;
  for (let layer = 0; layer < depth; layer++) sequence = lstmLayer(context, name, layer, sequence, e);
  return sequence;
}

function lstmLayer(context: MethodContext, name: string, layer: number, x: string, e: number): string {
  const { builder: g } = context;
  const [l] = g.shapeOf(x) as [number, number];
  const tensor = (kind: string, direction: string) => context.tensor(`${name}.${kind}_l${layer}${direction}`);
  const backwards = g.initializer(
    'backwards',
    i32(
      [l],
      Array.from({ length: l }, (_, i) => l - 1 - i),
    ),
  );
  const turned = (value: string) => g.gather(value, backwards);

  const inputs: string[] = [],
    recurrent: string[] = [];
  for (const direction of directions) {
    const [weight, own] = [tensor('weight_ih', direction), tensor('weight_hh', direction)];
    const bias = g.add(tensor('bias_ih', direction), tensor('bias_hh', direction));
    const projected = g.linear(direction === '' ? x : turned(x), weight, bias);
    inputs.push(g.reshape(projected, [l, 1, 1, 4 * e]));
    recurrent.push(g.reshape(g.transpose(own, [1, 0]), [1, e, 4 * e]));
  }
  const u = g.concat(recurrent, 0);
  // (2, 1, 4e) for each step: the forward direction at t, the backward one at l − 1 − t.
  const steps = cut(g, g.concat(inputs, 1), 0, l).map((step) => g.reshape(step, [2, 1, 4 * e]));

  let h: string | undefined, c: string | undefined;
  const states = steps.map((step) => {
    const gates = cut(g, h ? g.add(step, g.matmul(h, u)) : step, 2, 4) as [string, string, string, string];
    const [inputGate, forgetGate, outputGate] = [gates[0], gates[1], gates[3]].map((gate) =>
      g.emit('Sigmoid', [gate]),
    ) as [string, string, string];
    const fresh = g.mul(inputGate, g.emit('Tanh', [gates[2]]));
    c = c ? g.add(g.mul(forgetGate, c), fresh) : fresh;
    h = g.mul(outputGate, g.emit('Tanh', [c]));
    return g.reshape(h, [1, 2, e]);
  });
  const [forward, backward] = cut(g, join(g, states, 0), 1, 2).map((half) => g.reshape(half, [l, e])) as [
    string,
    string,
  ];
  return g.concat([forward, turned(backward)], 1);
}
