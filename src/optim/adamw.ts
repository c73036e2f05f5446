/** AdamW: Adam with decoupled weight decay (Loshchilov & Hutter 2019, arXiv 1711.05101), as in torch.optim.AdamW. */
import type { Optimizer } from './optimizer';

export interface AdamWSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/**
 * PyTorch: θ ← (1 − ηλ) θ;  m ← β₁m + (1−β₁)g;  v ← β₂v + (1−β₂)g²;
 *          θ ← θ − η/c₁ · m / (√v/√c₂ + ε),  c₁ = 1 − β₁ᵗ, c₂ = 1 − β₂ᵗ.
 *
 * Here the state holds M = m/(1−β₁) and V = v/(1−β₂), which saves two passes over the gradient:
 *          M ← β₁M + g;  V ← β₂V + g².
 * With κ = √(c₂/(1−β₂)), √v/√c₂ = √V/κ, and the step becomes
 *          θ ← (1 − ηλ) θ − [η(1−β₁)κ/c₁] · M / (√V + [εκ]),
 * where the brackets are host scalars. Ten passes over the parameter, one more each with decay and with a scale.
 */
export function adamW(
  { beta1, beta2, epsilon }: AdamWSettings = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
): Optimizer {
  return {
    name: 'adamw',
    packable: true,
    slots: (shape) => [
      { name: 'm', shape, init: 0 },
      { name: 'v', shape, init: 0 },
    ],
    scalars: ({ step, learningRate, weightDecay }) => {
      const correction1 = 1 - beta1 ** step;
      const kappa = Math.sqrt((1 - beta2 ** step) / (1 - beta2));
      return {
        step: (learningRate * (1 - beta1) * kappa) / correction1,
        epsilon: epsilon * kappa,
        decay: 1 - learningRate * weightDecay,
      };
    },
    update(g, { parameter, gradient, state, scalars, decay, gradientScale }) {
      const scaled = gradientScale ? g.mul(gradient, gradientScale) : gradient;
      const m = g.add(g.scale(state.m!, beta1), scaled);
      const v = g.add(g.scale(state.v!, beta2), g.mul(scaled, scaled));
      const ratio = g.div(m, g.add(g.sqrt(v), scalars.epsilon!));
      const kept = decay ? g.mul(parameter, scalars.decay!) : parameter;
      return { parameter: g.sub(kept, g.mul(ratio, scalars.step!)), state: { m, v } };
    },
  };
}
