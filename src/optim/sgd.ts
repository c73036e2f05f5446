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
    update(b, { parameter, gradient, state, scalars, decay, gradientScale }) {
      let g = gradientScale ? b.mul(gradient, gradientScale) : gradient;
      if (decay) g = b.add(g, b.mul(parameter, scalars.weightDecay!));
      const next: Record<string, string> = {};
      if (momentum > 0) g = next.momentum = b.add(b.scale(state.momentum!, momentum), g);
      return { parameter: b.sub(parameter, b.mul(g, scalars.learningRate!)), state: next };
    },
  };
}
