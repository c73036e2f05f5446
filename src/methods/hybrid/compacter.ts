/**
 * Compacter (Karimi Mahabadi, Henderson, Ruder 2021): Houlsby's adapters whose matrices are sums of Kronecker products of
 * shared small matrices with rank-one ones (parameterised hypercomplex multiplication, PHM).
 *
 *   W = Σ_{i=1}^{n} C_i ⊗ (s_i t_i),   C_i ∈ ℝ^{n×n} shared by all layers,  s_i ∈ ℝ^{in/n × 1},  t_i ∈ ℝ^{1 × out/n}
 *
 * Compacter++ leaves out the adapters behind attention. C starts as N(0, 0.01²) (the reference draws with variance 10⁻⁴), s and t
 * Glorot-normal, biases at 0. The reference also trains the LayerNorms; AdapterHub, whose count is used here, does not (and puts
 * Compacter++ where Pfeiffer's adapter is).
 */
import { zeros, type Initializer, type Method, type MethodContext } from '../contract';
import { choiceOf, numberOf } from '../hyperparameters';

/** Glorot-normal for a rank-one factor of `size` numbers. */
const glorot = (size: number): Initializer => ({ kind: 'normal', std: Math.sqrt(2 / (size + 1)) });

/** One PHM matrix (in, out) from the shared rules (n, n·n). */
function phm(
  context: MethodContext,
  name: string,
  layer: number,
  rules: string,
  n: number,
  input: number,
  output: number,
): string {
  const { builder: g } = context;
  const [p, q] = [input / n, output / n];
  const left = context.parameter(`${name}.W_left`, [n, p, 1], glorot(p), { layer, decay: true });
  const right = context.parameter(`${name}.W_right`, [n, 1, q], glorot(q), { layer, decay: true });
  // Σ_i C_i[a, b] · H_i[c, e], with H_i = s_i t_i, is one product over i; the Kronecker layout is a transposition of axes.
  const sum = g.matmul(g.transpose(rules, [1, 0]), g.reshape(g.matmul(left, right), [n, p * q]));
  return g.reshape(g.transpose(g.reshape(sum, [n, n, p, q]), [0, 2, 1, 3]), [input, output]);
}

export const compacter: Method = {
  id: 'compacter',
  name: 'Compacter',
  category: 'hybrid',
  subcategory: 'manual combination',
  paper: {
    title: 'Compacter: Efficient Low-Rank Hypercomplex Adapter Layers',
    authors: 'Karimi Mahabadi, Henderson, Ruder',
    year: 2021,
    venue: 'NeurIPS',
    url: 'https://arxiv.org/abs/2106.04647',
  },
  hyperparameters: [
    {
      kind: 'integer',
      name: 'n',
      label: 'Kronecker factors n',
      description: 'How many products are summed; the matrices are cut into n by n blocks.',
      default: 4,
      min: 1,
      max: 16,
    },
    {
      kind: 'integer',
      name: 'm',
      label: 'bottleneck m',
      description: 'Width of the narrow middle, a multiple of n.',
      default: 16,
      min: 1,
      max: 1024,
      scale: 'log',
    },
    {
      kind: 'choice',
      name: 'variant',
      label: 'variant',
      description: 'Compacter++ has no adapter behind attention.',
      default: 'compacter',
      options: ['compacter', 'compacter++'],
    },
  ],
  defaults: { learningRate: 1.5e-2, weightDecay: 0, warmup: 0.1, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder'],
  tasks: ['classification', 'causal-lm'],

  check(d, hp) {
    const [n, m] = [numberOf(hp, 'n'), numberOf(hp, 'm')];
    if (d.hidden % n !== 0)
      return `n of compacter is ${n}, which does not divide the hidden size ${d.hidden}; choose a divisor.`;
    if (m % n !== 0)
      return `m of compacter is ${m}, which is no multiple of n = ${n}; choose a multiple of n up to ${d.hidden}.`;
    return m > d.hidden
      ? `m of compacter is ${m}, wider than the model's hidden size; a bottleneck is from 1 to ${d.hidden}.`
      : undefined;
  },

  apply(context, hp) {
    const { builder: g, anatomy } = context;
    const d = anatomy.dimensions.hidden;
    const [n, m] = [numberOf(hp, 'n'), numberOf(hp, 'm')];
    const rules = context.parameter('phm_rule', [n, n * n], { kind: 'normal', std: 0.01 }, { decay: false });
    for (const { index, attention, feedForward } of anatomy.layers) {
      const places =
        choiceOf(hp, 'variant') === 'compacter++'
          ? ([['adapter2', feedForward.down.output]] as const)
          : ([
              ['adapter1', attention.o.output],
              ['adapter2', feedForward.down.output],
            ] as const);
      for (const [place, value] of places) {
        const name = `layer.${index}.${place}`;
        g.scope(`compacter.layer.${index}.${place}`, () =>
          g.wrap(value, (u) => {
            const down = g.add(
              g.matmul(u, phm(context, `${name}.down`, index, rules, n, d, m)),
              context.parameter(`${name}.down.bias`, [m], zeros, { layer: index }),
            );
            const up = g.add(
              g.matmul(g.gelu(down), phm(context, `${name}.up`, index, rules, n, m, d)),
              context.parameter(`${name}.up.bias`, [d], zeros, { layer: index }),
            );
            return g.add(u, up);
          }),
        );
      }
    }
  },

  count(d, hp) {
    const [n, m] = [numberOf(hp, 'n'), numberOf(hp, 'm')];
    return d.layers * (choiceOf(hp, 'variant') === 'compacter++' ? 1 : 2) * 3 * (d.hidden + m) + n ** 3;
  },
  identityAtInit: false,
  merge:
    'An adapter has a non-linearity in the middle, so it cannot be folded into the weights around it; it stays in the model.',

  learn: {
    idea: 'All adapters of all layers share a handful of tiny matrices. Each adapter only adds two thin vectors that say how to spread them, so that it costs about as much as a bias vector.',
    formula: String.raw`W = \sum_{i=1}^{n} C_i \otimes (s_i\, t_i), \qquad C_i \in \mathbb{R}^{n \times n} \text{ shared}`,
    where:
      'Two small blocks in every layer (one with Compacter++), just before each residual addition; their matrices come from one shared set.',
    inferenceCost: 'As for other adapters, once the matrices have been multiplied out.',
    pitfalls:
      'The shared matrices start near zero, so it starts slowly and needs a large learning rate. m and the hidden size must be multiples of n.',
  },
};
