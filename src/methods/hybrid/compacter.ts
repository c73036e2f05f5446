/**
 * Compacter (Karimi Mahabadi, Henderson, Ruder 2021): Houlsby's adapters whose matrices are sums of Kronecker products
 * of shared small matrices with rank-one ones (parameterised hypercomplex multiplication, PHM).
 *
 *   W = Σ_{i=1}^{n} C_i ⊗ (s_i t_i),   C_i ∈ ℝ^{n×n} shared by all layers,  s_i ∈ ℝ^{in/n × 1},  t_i ∈ ℝ^{1 × out/n}
 *
 * Compacter++ leaves out the adapters behind attention. C starts as N(0, 10⁻⁸), a standard deviation of 10⁻⁴ as in the
 * reference and AdapterHub (`phm_init_range`), s and t Glorot-normal, biases at 0. The reference also trains the
 * LayerNorms; AdapterHub, whose count is used here, does not (and puts Compacter++ where Pfeiffer's adapter is).
 */
import { branchWidth } from '../../anatomy/shared';
import { checkWidth } from '../parts/bottleneck';
import { messages } from '../../messages/message';
import type { Place } from '../../anatomy/places';
import { zeros, type Initializer, type MethodContext, type Hyperparameters } from '../contract';
import { defineMethod } from '../define';
import { choiceOf, numberOf } from '../hyperparameters';
import { inEachLayer, type TensorSpec } from '../tensors';
import { everyTask } from '../taskId';
import { texts } from './compacter.en';

const says = messages('compacter', texts.says);

/** Glorot-normal for a rank-one factor of `size` numbers. */
const glorot = (size: number): Initializer => ({ kind: 'normal', std: Math.sqrt(2 / (size + 1)) });

const rulesName = 'phm_rule';

/** The places of a layer that get an adapter. */
const placesOf = (hp: Hyperparameters): readonly Place[] =>
  choiceOf(hp, 'variant') === 'compacter++' ? ['adapter2'] : ['adapter1', 'adapter2'];

/** Two PHM matrices and two biases. */
function adapterSpecs(d: number, hp: Hyperparameters, layer: number, place: Place): TensorSpec[] {
  const [n, m] = [numberOf(hp, 'n'), numberOf(hp, 'm')];
  const tensor = (part: string, shape: readonly number[], init: Initializer): TensorSpec => ({
    name: `layer.${layer}.${place}.${part}`,
    shape,
    treatment: 'new',
    init,
    layer,
    places: [place],
    change: 'module',
    symbol: `m ${m}`,
  });
  const phmSpecs = (part: string, input: number, output: number) => [
    tensor(`${part}.W_left`, [n, input / n, 1], glorot(input / n)),
    tensor(`${part}.W_right`, [n, 1, output / n], glorot(output / n)),
  ];
  return [
    ...phmSpecs('down', d, m),
    tensor('down.bias', [m], zeros),
    ...phmSpecs('up', m, d),
    tensor('up.bias', [d], zeros),
  ];
}

/** One PHM matrix (in, out) from the shared rules (n, n·n). */
function phm(context: MethodContext, name: string, rules: string): string {
  const { builder: g } = context;
  const [left, right] = [context.tensor(`${name}.W_left`), context.tensor(`${name}.W_right`)];
  const [n, p] = g.shapeOf(left) as [number, number];
  const q = g.shapeOf(right)[2]!;
  // Σ_i C_i[a, b] · H_i[c, e], with H_i = s_i t_i, is one product over i; the Kronecker layout is a transposition of
  // axes.
  const sum = g.matmul(g.transpose(rules, [1, 0]), g.reshape(g.matmul(left, right), [n, p * q]));
  return g.reshape(g.transpose(g.reshape(sum, [n, n, p, q]), [0, 2, 1, 3]), [n * p, n * q]);
}

export const compacter = defineMethod({
  id: 'compacter',
  texts,
  category: 'hybrid',
  paper: {
    title: 'Compacter: Efficient Low-Rank Hypercomplex Adapter Layers',
    authors: 'Karimi Mahabadi, Henderson, Ruder',
    year: 2021,
    venue: 'NeurIPS',
    url: 'https://arxiv.org/abs/2106.04647',
  },
  hyperparameters: [
    { kind: 'integer', name: 'n', default: 4, min: 1, max: 16 },
    { kind: 'integer', name: 'm', default: 16, min: 1, max: 1024, scale: 'log' },
    { kind: 'choice', name: 'variant', default: 'compacter', options: ['compacter', 'compacter++'] },
  ],
  defaults: {
    learningRate: 1.5e-2,
    rates: { seq2seq: 4.5e-2 },
    weightDecay: 0,
    warmup: 0.1,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,

  check(d, hp) {
    const [n, m] = [numberOf(hp, 'n'), numberOf(hp, 'm')];
    if (branchWidth(d) % n !== 0) return says.noDivisor({ n, hidden: branchWidth(d) });
    if (m % n !== 0) return says.noMultiple({ m, n, hidden: branchWidth(d) });
    return checkWidth('compacter', m, branchWidth(d));
  },

  declare(d, hp) {
    const n = numberOf(hp, 'n');
    return [
      {
        name: rulesName,
        shape: [n, n * n],
        treatment: 'new',
        init: { kind: 'normal', std: 1e-4 },
        // The shared matrices belong to all adapters alike.
        places: placesOf(hp),
        change: 'module',
        decay: false,
      },
      ...inEachLayer(d, (layer) => placesOf(hp).flatMap((place) => adapterSpecs(branchWidth(d), hp, layer, place))),
    ];
  },

  apply(context, hp) {
    const { builder: g, anatomy } = context;
    const rules = context.tensor(rulesName);
    for (const { index, attention, feedForward } of anatomy.layers) {
      for (const place of placesOf(hp)) {
        const name = `layer.${index}.${place}`;
        const linear = (x: string, part: string) =>
          g.add(g.matmul(x, phm(context, `${name}.${part}`, rules)), context.tensor(`${name}.${part}.bias`));
        g.scope(`compacter.layer.${index}.${place}`, () =>
          g.wrap(place === 'adapter1' ? attention.o.output : feedForward.down.output, (u) =>
            g.add(u, linear(g.gelu(linear(u, 'down')), 'up')),
          ),
        );
      }
    }
  },

  identityAtInit: false,

  formula:
    String.raw`W = \sum_{i=1}^{n} C_i \otimes (s_i\, t_i), \qquad C_i \in \mathbb{R}^{n \times n} ` +
    String.raw`\text{ shared}`,
  countFormula: String.raw`2 L \cdot 3 (d + m) + n^3`,
});
