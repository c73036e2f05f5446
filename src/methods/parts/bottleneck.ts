/** The bottleneck that the adapter family shares: down to m, non-linearity, up to d. */
import type { Message } from '../../messages/message';
import { says } from '../messages';
import type { Place } from '../../anatomy/places';
import { kaiming, zeros, type Initializer, type Knob, type MethodContext } from '../contract';
import type { TensorSpec } from '../tensors';

export type Activation = 'gelu' | 'relu' | 'swish';

/**
 * How the two matrices start: the paper's small noise, N(0, 0.02²) as BERT's own weights, or LoRA's way (the branch is
 * zero at first).
 */
export type BottleneckStart = 'houlsby' | 'bert' | 'zero-up';

const starts: Readonly<
  Record<BottleneckStart, (fanIn: number) => { readonly down: Initializer; readonly up: Initializer }>
> = {
  houlsby: () => ({ down: { kind: 'truncatedNormal', std: 1e-3 }, up: { kind: 'truncatedNormal', std: 1e-3 } }),
  bert: () => ({ down: { kind: 'normal', std: 0.02 }, up: { kind: 'normal', std: 0.02 } }),
  'zero-up': (fanIn) => ({ down: kaiming(fanIn), up: zeros }),
};

export interface BottleneckTensors {
  /** Stem of the tensors' names, `layer.0.adapter2`. */
  readonly name: string;
  /** Width d of the vectors that it reads and writes. */
  readonly hidden: number;
  /** Width m. */
  readonly width: number;
  readonly start: BottleneckStart;
  readonly layer: number;
  readonly place: Place;
  /** Its tensors belong to the adapter but are not trained. */
  readonly frozen?: boolean;
  /** Default: m and its number. */
  readonly symbol?: string;
}

/** W_d, b_d, W_u and b_u. */
export function bottleneckSpecs({
  name,
  hidden,
  width,
  start,
  layer,
  place,
  frozen = false,
  symbol = `m ${width}`,
}: BottleneckTensors): TensorSpec[] {
  const { down, up } = starts[start](hidden);
  const spec = (part: string, shape: readonly number[], init: Initializer): TensorSpec => ({
    name: `${name}.${part}`,
    shape,
    treatment: frozen ? 'frozen' : 'new',
    init,
    layer,
    places: [place],
    change: 'module',
    symbol,
  });
  return [
    spec('down.weight', [width, hidden], down),
    spec('down.bias', [width], zeros),
    spec('up.weight', [hidden, width], up),
    spec('up.bias', [hidden], zeros),
  ];
}

/** The knob for the non-linearity, with the paper's as default. */
export const activationChoice = (preset: Activation): Knob<'activation'> => ({
  kind: 'choice',
  name: 'activation',
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

/**
 * σ(x W_d + b_d) W_u + b_u of the same shape as x, by the four tensors that `bottleneckSpecs` declared under this name.
 */
export function bottleneck(context: MethodContext, x: string, name: string, activation: Activation): string {
  const { builder: g } = context;
  const [down, downBias, up, upBias] = ['down.weight', 'down.bias', 'up.weight', 'up.bias'].map((part) =>
    context.tensor(`${name}.${part}`),
  ) as [string, string, string, string];
  return g.linear(activate(context, g.linear(x, down, downBias), activation), up, upBias);
}

/** Refusal of a bottleneck that is no bottleneck. */
export function checkWidth(method: string, width: number, hidden: number): Message | undefined {
  return width > hidden ? says.tooWide({ method, width, hidden }) : undefined;
}
