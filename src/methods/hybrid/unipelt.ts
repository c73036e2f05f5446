/**
 * UniPELT (Mao et al. 2022): LoRA, prefix and adapter at once, each behind a gate that opens it as far as the text
 * needs it.
 *
 *   q, v ← W₀ x + G_L · (α / r) · B A x        LoRA on query and value, a gate each
 *   head = softmax(q [G_P P_K ; k]ᵀ / √d_h) [G_P P_V ; v]
 *   y    ← y + G_A · U σ(D z)                  Pfeiffer's adapter
 *   G    = mean over tokens of σ(x · w + b)    per example and layer, x = what the submodule reads
 *
 * The parts are those of `lora`, `prefix-tuning` and `pfeiffer-adapter`. In the paper's code and in AdapterHub's the
 * gate stands in the place of LoRA's α / r, which is α = r here; gates start near ½, so α = 2 r starts at the plain
 * update. The prefix enters inside attention: the positions of the text stay as they are. The mean leaves padding out
 * (the paper's code and AdapterHub's don't), and in decoders it is over the tokens seen so far; see `parts/gate.ts`.
 */
import { branchWidth } from '../../anatomy/shared';
import { checkWidth } from '../parts/bottleneck';
import { lowRankRefusal } from '../parts/lowRank';
import type { Layer, Site } from '../../anatomy/anatomy';
import { inferTypes } from '../../onnx/infer';
import { applyPfeiffer, pfeifferAdapter, pfeifferSpecs } from '../additive/pfeifferAdapter';
import { applyPrefix, prefixRefusal, prefixSpecs, prefixTuning } from '../additive/prefixTuning';
import type { Hyperparameters, MethodContext } from '../contract';
import { defineMethod, knobsOf } from '../define';
import { numberOf } from '../hyperparameters';
import { applyLora, lora, loraSpecs } from '../reparameterised/lora';
import { boxOf, repeatedRefusal, siteShape } from '../parts/sites';
import { inEachLayer } from '../tensors';
import { gateOf, gateSpecs } from '../parts/gate';
import { everyTask } from '../taskId';
import { texts } from './unipelt.en';

const loraPart = (hp: Hyperparameters): Hyperparameters => ({
  r: hp.r!,
  alpha: hp.alpha!,
  dropout: 0,
  targets: ['q', 'v'],
  rslora: false,
  dora: false,
});
const prefixPart = (hp: Hyperparameters): Hyperparameters => ({ ...hp, init_std: 0.02 });
const adapterPart = (hp: Hyperparameters): Hyperparameters => ({ ...hp, init: 'zero-up' });

/**
 * Gates a prefix in a decoder, where each token has a gate of its own: a factor on the prefix's columns of scores and
 * probabilities does to each query's keys and values what G_P P_K and G_P P_V say.
 */
function gateColumns(context: MethodContext, { attention, index }: Layer, gate: string, l: number): void {
  const { builder: g, batch, sequence: T } = context;
  const columns = g.initializer('prefix_columns', {
    dtype: 'float32',
    dims: [1, 1, 1, l + T],
    data: Float32Array.from({ length: l + T }, (_, i) => (i < l ? 1 : 0)),
  });
  const factor = g.add(g.mul(g.reshape(g.sub(gate, g.scalar(1)), [batch, 1, T, 1]), columns), g.scalar(1));
  g.scope(`unipelt.layer.${index}.prefix`, () => {
    for (const value of [attention.scores, attention.probabilities]) g.wrap(value, (x) => g.mul(x, factor));
  });
}

export const unipelt = defineMethod({
  id: 'unipelt',
  texts,
  category: 'hybrid',
  paper: {
    title: 'UniPELT: A Unified Framework for Parameter-Efficient Language Model Tuning',
    authors: 'Mao, Mathias, Hou, Almahairi, Ma, Han, Yih, Khabsa',
    year: 2022,
    venue: 'ACL',
    url: 'https://arxiv.org/abs/2110.07577',
  },
  hyperparameters: [
    ...knobsOf(lora, ['r', 'alpha']),
    ...knobsOf(prefixTuning, ['l', 'reparameterise', 'mid', 'shift_positions'], { l: 10, shift_positions: false }),
    ...knobsOf(pfeifferAdapter, ['m', 'activation']),
  ],
  defaults: { learningRate: 6e-3, weightDecay: 0.01, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder'],
  tasks: everyTask,

  check: (d, hp) =>
    repeatedRefusal('UniPELT', d) ??
    lowRankRefusal('unipelt', d, loraPart(hp)) ??
    prefixRefusal('unipelt', d, prefixPart(hp)) ??
    checkWidth('unipelt', numberOf(hp, 'm'), branchWidth(d)),

  declare: (d, hp) => [
    ...loraSpecs(d, loraPart(hp)),
    ...prefixSpecs(d, prefixPart(hp)),
    ...pfeifferSpecs(d, adapterPart(hp)),
    ...inEachLayer(d, (layer) => [
      ...gateSpecs(siteShape(d, 'q').inFeatures, layer, 'q', boxOf(d, 'q'), 'delta'),
      ...gateSpecs(siteShape(d, 'v').inFeatures, layer, 'v', boxOf(d, 'v'), 'delta'),
      ...gateSpecs(siteShape(d, 'q').inFeatures, layer, 'prefix', boxOf(d, 'k'), 'rows'),
      ...gateSpecs(branchWidth(d), layer, 'adapter2', 'adapter2', 'module'),
    ]),
  ],

  apply(context, hp) {
    const { builder: g, anatomy, batch } = context;
    const gate = (layer: Layer, part: string, x: string) =>
      g.scope(`unipelt.layer.${layer.index}.${part}`, () => gateOf(context, `layer.${layer.index}.${part}.gate`, x));
    const prefixGate = (layer: Layer) => gate(layer, 'prefix', layer.attention.q.linear.input);
    if (anatomy.dimensions.kind === 'encoder') {
      applyPrefix(context, prefixPart(hp), (layer) => g.reshape(prefixGate(layer), [batch, 1, 1, 1]));
    } else {
      applyPrefix(context, prefixPart(hp));
      // Scores and probabilities are l columns wider now.
      g.graph.sort();
      inferTypes(g.graph);
      for (const layer of anatomy.layers) gateColumns(context, layer, prefixGate(layer), numberOf(hp, 'l'));
    }
    applyLora(context, loraPart(hp), (x, layer, site: Site) => gate(layer, site, x));
    applyPfeiffer(context, adapterPart(hp), (z, layer) => gate(layer, 'adapter2', z));
  },

  identityAtInit: false,

  formula:
    String.raw`\mathcal{G}_A \cdot \mathrm{adapter}(z), \quad \mathcal{G}_L \cdot \tfrac{\alpha}{r} B A ` +
    String.raw`x, \quad [\mathcal{G}_P P_K ; k],\ [\mathcal{G}_P P_V ; v], \qquad \mathcal{G} = ` +
    String.raw`\operatorname*{mean}_{t}\, \sigma(w^{\top} x_t + b)`,
  countFormula: String.raw`4 L r d + 2 L\, l\, d + L \big((2 m + 1) d + m\big) + 4 L (d + 1)`,
});
