/** The bottleneck that the adapter family shares: down to m, non-linearity, up to d. */
import { kaiming, zeros, type Hyperparameter, type Initializer, type MethodContext } from './contract';

export type Activation = 'gelu' | 'relu' | 'swish';

/** How the two matrices start: the paper's small noise, N(0, 0.02²) as BERT's own weights, or LoRA's way (the branch is zero at first). */
export type BottleneckStart = 'houlsby' | 'bert' | 'zero-up';

const starts: Readonly<
  Record<BottleneckStart, (fanIn: number) => { readonly down: Initializer; readonly up: Initializer }>
> = {
  houlsby: () => ({ down: { kind: 'truncatedNormal', std: 1e-3 }, up: { kind: 'truncatedNormal', std: 1e-3 } }),
  bert: () => ({ down: { kind: 'normal', std: 0.02 }, up: { kind: 'normal', std: 0.02 } }),
  'zero-up': (fanIn) => ({ down: kaiming(fanIn), up: zeros }),
};

export interface Bottleneck {
  /** Stem of the parameters' names, `layer.0.adapter2`. */
  readonly name: string;
  readonly layer: number;
  /** Width m. */
  readonly width: number;
  readonly activation: Activation;
  readonly start: BottleneckStart;
  /** Its tensors belong to the adapter but are not trained. */
  readonly frozen?: boolean;
}

/** The knob for the non-linearity, with the paper's as default. */
export const activationChoice = (preset: Activation): Hyperparameter => ({
  kind: 'choice',
  name: 'activation',
  label: 'non-linearity σ',
  description: 'What bends the signal in the narrow middle.',
  default: preset,
  options: ['relu', 'gelu', 'swish'],
});

export function activate(context: MethodContext, x: string, activation: Activation): string {
  const { builder: g } = context;
  switch (activation) {
    case 'gelu':
      return g.gelu(x);
    case 'relu':
      return g.emit('Relu', [x]);
    case 'swish':
      return g.mul(x, g.emit('Sigmoid', [x]));
  }
}

/** σ(x W_d + b_d) W_u + b_u of the same shape as x, with its four tensors declared. */
export function bottleneck(
  context: MethodContext,
  x: string,
  { name, layer, width, activation, start, frozen = false }: Bottleneck,
): string {
  const { builder: g } = context;
  const d = g.shapeOf(x).at(-1)!;
  const { down, up } = starts[start](d);
  const downWeight = context.parameter(`${name}.down.weight`, [width, d], down, { layer, frozen });
  const downBias = context.parameter(`${name}.down.bias`, [width], zeros, { layer, frozen });
  const upWeight = context.parameter(`${name}.up.weight`, [d, width], up, { layer, frozen });
  const upBias = context.parameter(`${name}.up.bias`, [d], zeros, { layer, frozen });
  return g.linear(activate(context, g.linear(x, downWeight, downBias), activation), upWeight, upBias);
}

/** Trainable scalars of one bottleneck on vectors of width d. */
export const bottleneckCount = (d: number, width: number): number => (2 * width + 1) * d + width;

/** Refusal of a bottleneck that is no bottleneck. */
export function checkWidth(method: string, width: number, hidden: number): string | undefined {
  return width > hidden
    ? `m of ${method} is ${width}, wider than the model's hidden size; a bottleneck is from 1 to ${hidden}.`
    : undefined;
}
