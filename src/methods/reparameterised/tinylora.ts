/**
 * TinyLoRA (Morris et al. 2026): LoRA-XS whose square matrix is a sum of fixed random ones; only their weights in the
 * sum are trained, and matrices may share them.
 *
 *   W₀ ≈ U Σ Vᵀ (r largest),   A = √Σ Vᵀ,  B = U √Σ
 *   h = W₀ x + B (Σ_i v_i P_i) A x,   v ∈ ℝ^u trained,  P_i ∈ ℝ^{r×r} ~ N(0, 1 / r)
 *
 * With `weight_tying` t the m matrices, in the order of the model, form round(m (1 − t)) groups of one v each. As in HF
 * PEFT's TINYLORA v starts at zero, and A, B and P are kept in the file.
 */
import type { Dimensions, Site } from '../../anatomy/anatomy';
import { zeros, type Hyperparameters } from '../contract';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import { afterSurvey, trainedAt } from '../parts/afterSurvey';
import {
  dropoutParameter,
  lowRankRefusal,
  lowRankSites,
  lowRankSlots,
  mergeUpdates,
  rankParameter,
  targetsParameter,
  type LowRankSlot,
} from '../parts/lowRank';
import { startAt, type StartOf } from '../parts/principalStart';
import { changeOutputs, multiply, siteConfig, siteTensor } from '../parts/updatedSites';
import type { TensorSpec } from '../tensors';
import { texts } from './tinylora.en';

const tinyStart: StartOf = (matrix, { rows, columns, r }, _, { truncatedSvd }) =>
  truncatedSvd(matrix, rows, columns, r);

/**
 * The order in which PyTorch's classes have the linears of a layer. Those that call an attention's last one `out_proj`
 * (BART, OPT, GPT-J) have the key first.
 */
function inOrder(d: Dimensions, hp: Hyperparameters): LowRankSlot[] {
  const keysFirst = d.tensors.some(({ name }) => /\bout_proj\b/.test(name));
  const order: readonly Site[] = keysFirst
    ? ['k', 'v', 'q', 'qkv', 'o', 'crossK', 'crossV', 'crossQ', 'crossO', 'gate', 'up', 'down']
    : ['q', 'k', 'v', 'qkv', 'o', 'crossQ', 'crossK', 'crossV', 'crossO', 'gate', 'up', 'down'];
  return lowRankSlots(d, hp).sort((a, b) => a.layer - b.layer || order.indexOf(a.site) - order.indexOf(b.site));
}

/** Which v a site takes, by its stem, as PEFT counts: the last group takes what is left over. */
function groupsOf(d: Dimensions, hp: Hyperparameters): Map<string, number> {
  const slots = inOrder(d, hp);
  const groups = Math.max(1, roundedToEven(slots.length * (1 - numberOf(hp, 'weight_tying'))));
  const size = Math.max(1, Math.floor(slots.length / groups));
  return new Map(slots.map(({ stem }, at) => [stem, Math.min(Math.floor(at / size), groups - 1)]));
}

/** Python's `round`: halves go to the even neighbour. */
const roundedToEven = (x: number): number => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x));

const vectorName = (group: number): string => `tinylora_v.${group}`;

/** The trained vectors, each with the matrices that share it. */
function vectors(slots: readonly LowRankSlot[], groups: ReadonlyMap<string, number>, u: number): TensorSpec[] {
  return [...new Set(groups.values())].map((group): TensorSpec => {
    const own = slots.filter(({ stem }) => groups.get(stem) === group);
    const layers = new Set(own.map(({ layer }) => layer));
    return {
      name: vectorName(group),
      shape: [u],
      treatment: 'new',
      init: zeros,
      ...(layers.size === 1 && { layer: own[0]!.layer }),
      places: [...new Set(own.map(({ place }) => place))],
      change: 'delta',
      symbol: `u ${u}`,
      decay: false,
      peft: { tensor: `base_model.tinylora_v.${group}` },
    };
  });
}

export const tinylora = defineMethod({
  id: 'tinylora',
  texts,
  ...afterSurvey,
  paper: {
    title: 'Learning to Reason in 13 Parameters',
    authors: 'Morris, Mireshghallah, Ibrahim, Mahloujifar',
    year: 2026,
    url: 'https://arxiv.org/abs/2602.04118',
  },
  hyperparameters: [
    rankParameter(2),
    { kind: 'integer', name: 'u', default: 64, min: 1, max: 4096, scale: 'log' },
    { kind: 'real', name: 'weight_tying', default: 0, min: 0, max: 1 },
    dropoutParameter,
    targetsParameter,
  ],
  defaults: trainedAt(1e-2),

  check: (d, hp) => lowRankRefusal('tinylora', d, hp),

  declare(d, hp) {
    const [r, u] = [numberOf(hp, 'r'), numberOf(hp, 'u')];
    const slots = lowRankSlots(d, hp);
    const frozen = { treatment: 'frozen' } as const;
    return [
      ...vectors(slots, groupsOf(d, hp), u),
      ...slots.flatMap((slot) => [
        siteTensor(slot, 'tinylora_A', [r, slot.inFeatures], frozen),
        siteTensor(slot, 'tinylora_B', [slot.outFeatures, r], frozen),
        siteTensor(slot, 'tinylora_P', [u, r, r], { ...frozen, init: { kind: 'normal', std: 1 / Math.sqrt(r) } }),
      ]),
    ];
  },

  apply(context, hp) {
    const { builder: g } = context;
    const [r, u] = [numberOf(hp, 'r'), numberOf(hp, 'u')];
    const groups = groupsOf(context.anatomy.dimensions, hp);
    const entered = new Map([...new Set(groups.values())].map((group) => [group, context.tensor(vectorName(group))]));
    changeOutputs(context, hp, (site, h, tensor) => {
      const { a, b } = startAt(context, site, tinyStart, r);
      const [first, last] = [
        tensor('tinylora_A', { kind: 'values', values: a }),
        tensor('tinylora_B', { kind: 'values', values: b }),
      ];
      const vector = g.reshape(entered.get(groups.get(site.stem)!)!, [1, u]);
      const between = g.reshape(g.matmul(vector, g.reshape(tensor('tinylora_P'), [u, r * r])), [r, r]);
      const x = context.dropout(site.linear.input, numberOf(hp, 'dropout'));
      return g.add(h, g.linear(g.linear(g.linear(x, first), between), last));
    });
  },

  identityAtInit: true,

  merge(context, hp) {
    const [r, u] = [numberOf(hp, 'r'), numberOf(hp, 'u')];
    const groups = groupsOf(context.anatomy.dimensions, hp);
    mergeUpdates(context, lowRankSites(context.anatomy, hp), ({ stem }) => {
      const of = (name: string) => context.trained(`${stem}.${name}`);
      const between = multiply(context.trained(vectorName(groups.get(stem)!)), of('tinylora_P'), u);
      return {
        a: of('tinylora_A'),
        b: multiply(of('tinylora_B'), between, r),
        middle: new Array<number>(r).fill(1),
      };
    });
  },

  formula:
    String.raw`h = W_0 x + B \left( \sum_{i=1}^{u} v_i P_i \right) A x, \qquad A = \sqrt{\Sigma_r} V_r^{\top},\; ` +
    String.raw`B = U_r \sqrt{\Sigma_r},\; W_0 = U \Sigma V^{\top},\; P_i \in \mathbb{R}^{r \times r} \text{ random}`,
  countFormula: String.raw`2 L u`,

  peftConfig: (anatomy, hp) =>
    siteConfig(
      anatomy,
      hp,
      'TINYLORA',
      {
        r: numberOf(hp, 'r'),
        u: numberOf(hp, 'u'),
        weight_tying: numberOf(hp, 'weight_tying'),
        tinylora_dropout: numberOf(hp, 'dropout'),
        save_projection: true,
        init_weights: true,
      },
      { conv1d: true },
    ),
});
