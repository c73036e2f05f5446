/**
 * LN-tuning (Qi et al. 2022; Zhao et al. 2024): train gain and bias of every normalisation, freeze everything else.
 *
 *   y = g ⊙ (x − μ) / σ + b,  only g and b are trained
 *
 * Every norm of the model is meant, those behind the embeddings and before the head included, as in HF PEFT; norms by
 * the root mean square (Llama) have a gain alone. PEFT trains copies of the norms, which come to the same.
 */
import type { Anatomy, BaseTensor, Dimensions } from '../../anatomy/anatomy';
import { defineMethod } from '../define';
import { peftTaskType } from '../parts/sites';
import { unfrozen } from '../tensors';
import { everyTask } from '../taskId';
import { texts } from './lnTuning.en';

const moduleOf = ({ name }: Pick<BaseTensor, 'name'>): string => name.replace(/\.\w+$/, '');

/** Gains, and the biases beside them. */
function normTensors({ tensors }: Dimensions): readonly BaseTensor[] {
  const norms = new Set(tensors.filter(({ role }) => role === 'gain').map(moduleOf));
  return tensors.filter((tensor) => norms.has(moduleOf(tensor)));
}

/** Last parts of the norms' paths, as PEFT finds modules by; those of queries and keys are named by the file. */
function peftModules({ embeddings, layers, finalNorm, extras = [] }: Anatomy): string[] {
  const norms = [embeddings.norm, ...layers.flatMap((layer) => layer.norms), finalNorm];
  const paths = norms.flatMap((norm) => (norm && !norm.fixed ? [norm.path] : []));
  const more = extras.flatMap((extra) => (extra.role === 'gain' ? [moduleOf(extra)] : []));
  return [...new Set([...paths, ...more].map((path) => path.split('.').at(-1)!))];
}

export const lnTuning = defineMethod({
  id: 'ln-tuning',
  texts,
  category: 'partial',
  paper: {
    title: 'Parameter-Efficient Tuning on Layer Normalization for Pre-trained Language Models',
    authors: 'Qi, Ruan, Zuo, Li',
    year: 2022,
    url: 'https://arxiv.org/abs/2211.08682',
  },
  hyperparameters: [],
  defaults: {
    learningRate: 1e-2,
    rates: { 'causal-lm': 9e-2, seq2seq: 3e-2 },
    weightDecay: 0,
    warmup: 0.06,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,

  declare: (d) =>
    normTensors(d).map((base) =>
      unfrozen(base, {
        decay: false,
        peft: { tensor: `ln_tuning_layers.${base.role === 'gain' ? 'weight' : 'bias'}` },
      }),
    ),
  apply(context) {
    for (const { name } of normTensors(context.anatomy.dimensions)) context.tensor(name);
  },
  identityAtInit: true,
  merge(context) {
    for (const { initializer, name } of normTensors(context.anatomy.dimensions))
      context.set(initializer!, context.trained(name));
  },

  formula: String.raw`y = g \odot \frac{x - \mu}{\sigma} + b, \qquad \phi = \{g, b\}`,
  countFormula: String.raw`2 d \, (2 L + 1)`,

  peftConfig: (anatomy) => ({
    peft_type: 'LN_TUNING',
    task_type: peftTaskType(anatomy),
    target_modules: peftModules(anatomy),
  }),
});
