/**
 * KronA (Edalati et al. 2022): the change of a weight matrix is a Kronecker product of two small matrices.
 *
 *   h = W₀ x + s · (A ⊗ B) x,   A ∈ ℝ^{a₁×a₂}, B ∈ ℝ^{b₁×b₂}, a₁b₁ = out, a₂b₂ = in
 *
 * The product is never built: with x read row by row as X (a₂×b₂), (A ⊗ B) x is A X Bᵀ read row by row. A starts at
 * zero and B Kaiming-uniform, as LoKr does in HF PEFT (KronA's own start could not be checked).
 */
import type { Anatomy, Dimensions, Layer, Site } from '../../anatomy/anatomy';
import { says } from '../messages';
import { sizeOf } from '../../onnx/tensor';
import { kaiming, zeros, type Hyperparameters } from '../contract';
import { defineMethod } from '../define';
import { choicesOf, numberOf } from '../hyperparameters';
import {
  allSites,
  boxOf,
  hasSite,
  linearsAt,
  locate,
  peftTargets,
  peftTaskType,
  queryAndValue,
  siteShape,
  sitesOf,
  usesOf,
} from '../parts/sites';
import { inEachLayer, type TensorSpec } from '../tensors';
import { everyTask } from '../taskId';
import { texts } from './krona.en';

/** The two factors of n that lie closest together, smaller first. */
export function factors(n: number): [number, number] {
  let small = Math.floor(Math.sqrt(n));
  while (n % small !== 0) small--;
  return [small, n / small];
}

/** The chosen sites; `auto` is query and value, or their matrix where these are no columns of their own. */
function sitesFor(d: Dimensions, hp: Hyperparameters): Site[] {
  const chosen = choicesOf(hp, 'targets');
  const meant = queryAndValue(d, d.mixedQkv === true);
  return allSites.filter((site) => chosen.includes(site) || (chosen.includes('auto') && meant.includes(site)));
}

const sitesIn = ({ dimensions }: Anatomy, { index }: Layer, hp: Hyperparameters): Site[] =>
  sitesFor(dimensions, hp).filter((site) => hasSite(dimensions, index, site));

const parameterName = (layer: number, site: Site, matrix: 'A' | 'B') => `layer.${layer}.${site}.krona_${matrix}`;

export const krona = defineMethod({
  id: 'krona',
  texts,
  category: 'reparameterised',
  paper: {
    title: 'KronA: Parameter Efficient Tuning with Kronecker Adapter',
    authors: 'Edalati, Tahaei, Kobyzev, Nia, Clark, Rezagholizadeh',
    year: 2022,
    url: 'https://arxiv.org/abs/2212.10650',
  },
  hyperparameters: [
    { kind: 'real', name: 's', default: 1, min: 0.01, max: 64, scale: 'log' },
    { kind: 'choices', name: 'targets', default: ['auto'], options: ['auto', ...allSites] },
  ],
  defaults: {
    learningRate: 1.5e-2,
    rates: { seq2seq: 4.5e-2 },
    weightDecay: 0,
    warmup: 0.06,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,

  check(d, hp) {
    const absent = choicesOf(hp, 'targets').find((site) => site !== 'auto' && !sitesOf(d).includes(site as Site));
    return absent
      ? says.noSuchSite({ method: 'krona', site: absent, sites: { list: ['auto', ...sitesOf(d)] } })
      : undefined;
  },

  declare(d, hp) {
    const present = sitesOf(d);
    return inEachLayer(d, (layer) =>
      sitesFor(d, hp)
        .filter((site) => present.includes(site) && hasSite(d, layer, site))
        .flatMap((site): TensorSpec[] => {
          const { inFeatures, outFeatures } = siteShape(d, site);
          const [[a2, b2], [a1, b1]] = [factors(inFeatures), factors(outFeatures)];
          const common = { treatment: 'new', layer, places: [boxOf(d, site)], change: 'delta', symbol: '⊗' } as const;
          const tensor = (matrix: 'A' | 'B', peft: string) => ({
            ...common,
            name: parameterName(layer, site, matrix),
            peft: { site, tensor: peft },
          });
          return [
            { ...tensor('A', 'lokr_w1'), shape: [a1, a2], init: zeros },
            { ...tensor('B', 'lokr_w2'), shape: [b1, b2], init: kaiming(b2) },
          ];
        }),
    );
  },

  apply(context, hp) {
    const { builder: g, anatomy } = context;
    for (const layer of anatomy.layers) {
      for (const site of sitesIn(anatomy, layer, hp)) {
        const { linear: whole, start, end } = locate(layer, site);
        const [a2, b2] = factors(whole.inFeatures);
        const [, b1] = factors(end - start);
        const [a, b] = [
          context.tensor(parameterName(layer.index, site, 'A')),
          context.tensor(parameterName(layer.index, site, 'B')),
        ];
        for (const { linear, output } of usesOf(locate(layer, site)))
          g.scope(`krona.layer.${layer.index}.${site}`, () =>
            g.wrap(output, (h) => {
              const shape = g.shapeOf(h);
              const rows = sizeOf(shape.slice(0, -1));
              // X Bᵀ first: (rows · a₂, b₂) by (b₂, b₁).
              const right = g.reshape(g.linear(g.reshape(linear.input, [rows * a2, b2]), b), [rows, a2, b1]);
              return g.add(h, g.scale(g.reshape(g.matmul(a, right), shape), numberOf(hp, 's')));
            }),
          );
      }
    }
  },

  identityAtInit: true,

  /** W ← W + s · (A ⊗ B)ᵀ, in the (in, out) layout of the graph. */
  merge(context, hp) {
    const merged = new Map<string, Float32Array>();
    for (const layer of context.anatomy.layers) {
      for (const site of sitesIn(context.anatomy, layer, hp)) {
        const { linear, start, end } = locate(layer, site);
        const [a2, b2] = factors(linear.inFeatures);
        const [, b1] = factors(end - start);
        const a = context.trained(parameterName(layer.index, site, 'A')),
          b = context.trained(parameterName(layer.index, site, 'B'));
        const weight = merged.get(linear.weight) ?? context.base(linear.weight).slice();
        for (let i = 0; i < linear.inFeatures; i++) {
          for (let o = start; o < end; o++) {
            const row = o - start;
            weight[i * linear.outFeatures + o]! +=
              numberOf(hp, 's') * a[Math.floor(row / b1) * a2 + Math.floor(i / b2)]! * b[(row % b1) * b2 + (i % b2)]!;
          }
        }
        merged.set(linear.weight, weight);
      }
    }
    for (const [name, weight] of merged) context.set(name, weight);
  },

  formula: String.raw`h = W_0 x + s\,(A \otimes B)\,x, \qquad (A \otimes B)\,x = \mathrm{vec}(A X B^{\top})`,

  /**
   * LoKr with both factors whole, which PEFT takes from r ≥ half of their largest side on. It has no LoKr for GPT-2's
   * Conv1D.
   */
  peftConfig(anatomy, hp) {
    const [layer] = anatomy.layers;
    const sites = sitesFor(anatomy.dimensions, hp);
    const linears = linearsAt(anatomy, sites);
    const parts = layer && anatomy.dimensions.fusedQkv && sites.some((site) => ['q', 'k', 'v'].includes(site));
    if (!layer || parts || linears.some(({ conv1d }) => conv1d)) return undefined;
    const r = Math.max(
      1,
      ...linears.flatMap(({ inFeatures, outFeatures }) => [factors(inFeatures)[1], factors(outFeatures)[1]]),
    );
    return {
      peft_type: 'LOKR',
      task_type: peftTaskType(anatomy),
      r,
      alpha: r * numberOf(hp, 's'),
      target_modules: peftTargets(anatomy, linears),
      decompose_both: false,
      decompose_factor: -1,
      rank_dropout: 0,
      module_dropout: 0,
      init_weights: true,
      inference_mode: true,
    };
  },
});
