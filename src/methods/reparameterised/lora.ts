/**
 * LoRA, low-rank adaptation (Hu et al. 2022): the change of a weight matrix is a product of two thin matrices.
 *
 *   h = W₀ x + (α / r) · B A x,   A ∈ ℝ^{r×in}, B ∈ ℝ^{out×r}
 *
 * A starts Kaiming-uniform, B at zero, so that training starts from the pretrained model. Dropout acts on the x that A reads.
 * With rsLoRA (Kalajdzievski 2023) the factor is α / √r, which keeps the update's size steady as r grows.
 *
 * With DoRA (Liu et al. 2024) every output has a trained magnitude m_j, and W₀ + s B A gives only its direction:
 *
 *   h_j = m_j · (w_j · x) / ‖w_j‖ + b_j,   w_j = row j of W₀ + s · B A,  m_j = ‖row j of W₀‖ at the start
 *
 * As in the paper (section 4.3) and HF PEFT the gradient takes ‖w_j‖ for a constant. Dropout acts on the low-rank part only.
 */
import type { Dimensions, Layer, Site } from '../../anatomy/anatomy';
import { kaiming, zeros, type Hyperparameters, type Method, type MethodContext } from '../contract';
import { choicesOf, flagOf, numberOf } from '../hyperparameters';
import { allSites, locate, type LocatedSite, peftModule, peftTargets, peftTaskType, siteShape, sitesOf } from '../sites';

/** `auto` is what HF PEFT does: query and value, or the fused projection where the model has one. */
function targetsOf(d: Dimensions, hp: Hyperparameters): Site[] {
  const chosen = choicesOf(hp, 'targets');
  const auto: readonly Site[] = d.fusedQkv ? ['qkv'] : ['q', 'v'];
  return allSites.filter((site) => chosen.includes(site) || (chosen.includes('auto') && auto.includes(site)));
}

function scalingOf(hp: Hyperparameters): number {
  const r = numberOf(hp, 'r');
  return numberOf(hp, 'alpha') / (flagOf(hp, 'rslora') ? Math.sqrt(r) : r);
}

const parameterName = (layer: number, site: Site, matrix: 'A' | 'B') => `layer.${layer}.${site}.lora_${matrix}`;
const magnitudeName = (layer: number, site: Site) => `layer.${layer}.${site}.lora_magnitude`;

/**
 * DoRA: rescales the outputs of W₀ + s · B A to the magnitudes m.
 * @param h (…, out), W₀ x + b
 * @param delta (…, out), s · B A x
 */
function rescale(context: MethodContext, { linear, start, end }: LocatedSite, parts: { readonly h: string; readonly delta: string; readonly a: string; readonly b: string; readonly magnitude: string }, scaling: number): string {
  const { builder: g } = context;
  const { h, delta, a, b, magnitude } = parts;
  const directions = g.add(g.slice(linear.weight, 1, start, end), g.scale(g.matmul(g.transpose(a, [1, 0]), g.transpose(b, [1, 0])), scaling));
  const norm = g.detach(g.sqrt(g.reduceSum(g.mul(directions, directions), [0])));
  const factor = g.div(magnitude, norm);
  if (!linear.bias) return g.mul(g.add(h, delta), factor);
  const bias = g.slice(linear.bias, 0, start, end);
  return g.add(g.mul(g.add(g.sub(h, bias), delta), factor), bias);
}

/**
 * Adds the update to every target; hybrids use it too.
 * @param gate how much of the update is taken, from the linear's input x (B, T, in); a factor that broadcasts to (B, T, r)
 */
export function applyLora(context: MethodContext, hp: Hyperparameters, gate?: (x: string, layer: Layer, site: Site) => string): void {
  const { builder: g, anatomy } = context;
  const r = numberOf(hp, 'r');
  for (const layer of anatomy.layers) {
    for (const site of targetsOf(anatomy.dimensions, hp)) {
      const located = locate(layer, site);
      const { linear, output, start, end, whole } = located;
      const options = (matrix: 'A' | 'B') => ({ layer: layer.index, ...(whole && { hfName: `${peftModule(anatomy, linear)}.lora_${matrix}.weight` }) });
      const a = context.parameter(parameterName(layer.index, site, 'A'), [r, linear.inFeatures], kaiming(linear.inFeatures), options('A'));
      const b = context.parameter(parameterName(layer.index, site, 'B'), [end - start, r], zeros, options('B'));
      const magnitude = flagOf(hp, 'dora') ? context.parameter(magnitudeName(layer.index, site), [end - start], { kind: 'columnNorm', tensor: linear.weight, start, end }, {
        layer: layer.index, ...(whole && { hfName: `${peftModule(anatomy, linear)}.lora_magnitude_vector` }),
      }) : undefined;
      g.scope(`lora.layer.${layer.index}.${site}`, () => g.wrap(output, (h) => {
        const low = g.scale(g.linear(context.dropout(linear.input, numberOf(hp, 'dropout')), a), scalingOf(hp));
        const delta = g.linear(gate ? g.mul(low, gate(linear.input, layer, site)) : low, b);
        return magnitude ? rescale(context, located, { h, delta, a, b, magnitude }, scalingOf(hp)) : g.add(h, delta);
      }));
    }
  }
}

/** Trainable scalars at one site. */
export function loraCount(d: Dimensions, site: Site, hp: Hyperparameters): number {
  const { inFeatures, outFeatures } = siteShape(d, site);
  return numberOf(hp, 'r') * (inFeatures + outFeatures) + (flagOf(hp, 'dora') ? outFeatures : 0);
}

export const lora: Method = {
  id: 'lora',
  name: 'LoRA',
  category: 'reparameterised',
  subcategory: 'low-rank decomposition',
  paper: {
    title: 'LoRA: Low-Rank Adaptation of Large Language Models', authors: 'Hu, Shen, Wallis, Allen-Zhu, Li, Wang, Wang, Chen',
    year: 2022, venue: 'ICLR', url: 'https://arxiv.org/abs/2106.09685',
  },
  hyperparameters: [
    { kind: 'integer', name: 'r', label: 'rank r', description: 'How many independent directions each weight matrix may change in.', default: 8, min: 1, max: 256, scale: 'log' },
    { kind: 'real', name: 'alpha', label: 'scale α', description: 'The update is multiplied by α / r, so α sets how loud it is.', default: 16, min: 0.1, max: 512, scale: 'log' },
    { kind: 'real', name: 'dropout', label: 'dropout p', description: 'Share of the update\'s inputs that are zeroed at random while training.', default: 0, min: 0, max: 0.9 },
    { kind: 'choices', name: 'targets', label: 'target sites', description: 'Which weight matrices get an update; auto means query and value, or the fused projection.', default: ['auto'], options: ['auto', ...allSites] },
    { kind: 'flag', name: 'rslora', label: 'α / √r scaling', description: 'Divide by the root of the rank (rsLoRA), which suits large ranks.', default: false },
    { kind: 'flag', name: 'dora', label: 'DoRA', description: 'Train the length of every output by itself; the low-rank update then only turns its direction.', default: false },
  ],
  defaults: { learningRate: 2e-3, weightDecay: 0.01, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder'],
  tasks: ['classification', 'causal-lm'],

  check(d, hp) {
    const absent = choicesOf(hp, 'targets').find((site) => site !== 'auto' && !sitesOf(d).includes(site as Site));
    if (absent) return `targets of lora: this model has no site "${absent}"; allowed are auto, ${sitesOf(d).join(', ')}.`;
    const targets = targetsOf(d, hp);
    if (flagOf(hp, 'dora') && targets.includes('qkv') && targets.some((site) => site === 'q' || site === 'k' || site === 'v')) {
      return 'targets of lora: with dora a column has one magnitude, so choose either qkv or some of q, k, v, not both.';
    }
    const largest = Math.min(...targets.map((site) => Math.min(siteShape(d, site).inFeatures, siteShape(d, site).outFeatures)));
    const r = numberOf(hp, 'r');
    return r > largest ? `r of lora is ${r}, but the smallest target matrix has rank ${largest}; choose r from 1 to ${largest}.` : undefined;
  },

  apply: (context, hp) => applyLora(context, hp),

  count: (d, hp) => d.layers * targetsOf(d, hp).reduce((sum, site) => sum + loraCount(d, site, hp), 0),
  identityAtInit: true,

  /** W ← W + s · (B A)ᵀ, in the (in, out) layout of the graph; with DoRA each column is then brought to its magnitude. */
  merge(context, hp) {
    const r = numberOf(hp, 'r');
    const scale = scalingOf(hp);
    const sites = targetsOf(context.anatomy.dimensions, hp);
    for (const layer of context.anatomy.layers) {
      const merged = new Map<string, Float32Array>();
      for (const site of sites) {
        const { linear, start, end } = locate(layer, site);
        const a = context.trained(parameterName(layer.index, site, 'A'));
        const b = context.trained(parameterName(layer.index, site, 'B'));
        const weight = merged.get(linear.weight) ?? context.base(linear.weight).slice();
        const { inFeatures, outFeatures } = linear;
        const magnitudes = flagOf(hp, 'dora') ? context.trained(magnitudeName(layer.index, site)) : undefined;
        for (let o = start; o < end; o++) {
          let squares = 0;
          for (let i = 0; i < inFeatures; i++) {
            let delta = 0;
            for (let k = 0; k < r; k++) delta += a[k * inFeatures + i]! * b[(o - start) * r + k]!;
            weight[i * outFeatures + o]! += scale * delta;
            squares += weight[i * outFeatures + o]! ** 2;
          }
          if (!magnitudes) continue;
          const factor = magnitudes[o - start]! / Math.sqrt(squares);
          for (let i = 0; i < inFeatures; i++) weight[i * outFeatures + o]! *= factor;
        }
        merged.set(linear.weight, weight);
      }
      for (const [name, weight] of merged) context.set(name, weight);
    }
  },

  learn: {
    idea: 'Leave the big matrix alone and learn a small correction to it. The correction is the product of a tall and a wide matrix with only r columns and rows, so it has few numbers; at the end it can be added into the big matrix.',
    formula: String.raw`h = W_0 x + \frac{\alpha}{r} B A x, \qquad A \in \mathbb{R}^{r \times d_{in}},\; B \in \mathbb{R}^{d_{out} \times r},\; B = 0 \text{ at the start}`,
    where: 'A thin detour beside the query and value matrices of every layer.',
    inferenceCost: 'None after merging; a small extra product before.',
    pitfalls: 'Changing r also changes the factor α / r, so move α with it. A larger rank is not always better. In models with a fused projection (GPT-2), query, key and value share one A. DoRA adds the norm of the whole matrix to every step.',
  },

  peftConfig(anatomy, hp) {
    const layer = anatomy.layers[0];
    const linears = layer ? targetsOf(anatomy.dimensions, hp).map((site) => locate(layer, site).linear) : [];
    return {
      peft_type: 'LORA', task_type: peftTaskType(anatomy), r: numberOf(hp, 'r'), lora_alpha: numberOf(hp, 'alpha'), lora_dropout: numberOf(hp, 'dropout'),
      target_modules: layer ? peftTargets(anatomy, linears) : [], bias: 'none', fan_in_fan_out: linears.some((linear) => linear.conv1d),
      init_lora_weights: true, use_rslora: flagOf(hp, 'rslora'), ...(flagOf(hp, 'dora') && { use_dora: true }), inference_mode: true,
    };
  },
};
