/** Stochastic gradient descent with momentum, as torch.optim.SGD computes it (dampening 0, no Nesterov). */
import type { Optimizer } from './optimizer';

/**
 * g ← g + λθ;  u ← μu + g;  θ ← θ − ηu.  Weight decay is part of the gradient here, as in PyTorch.
 * u starts at 0, which equals PyTorch's start at the first gradient.
 */
export function sgd({ momentum }: { readonly momentum: number } = { momentum: 0.9 }): Optimizer {
  return {
    name: 'sgd',
    packable: true,
    slots: (shape) => (momentum > 0 ? [{ name: 'momentum', shape, init: 0 }] : []),
    scalars: ({ learningRate, weightDecay }) => ({ learningRate, weightDecay }),
    update(g, { parameter, gradient, state, scalars, decay, gradientScale }) {
      let direction = gradientScale ? g.mul(gradient, gradientScale) : gradient;
      if (decay) direction = g.add(direction, g.mul(parameter, scalars.weightDecay!));
      const next: Record<string, string> = {};
      if (momentum > 0) direction = next.momentum = g.add(g.scale(state.momentum!, momentum), direction);
      return { parameter: g.sub(parameter, g.mul(direction, scalars.learningRate!)), state: next };
    },
  };
}
