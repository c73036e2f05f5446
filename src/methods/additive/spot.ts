/**
 * SPoT, soft prompt transfer (Vu et al. 2022): prompts are learned on other data sets first, and the prompt of the
 * target starts as theirs.
 *
 *   P_n = prompt of source n,   e_n = mean over its tokens   (the embedding of a task)
 *   P ← Σ_{n ∈ S} c_n P_n / Σ_{n ∈ S} c_n,   c_n = cos(e_n, e),   S = the k sources with the largest c_n
 *
 * This is the paper's retrieval: e is that of a prompt that the target has trained for a while, and with k = 1 the
 * prompt of the nearest task is taken as it is. All prompts have one start, or their embeddings could not be
 * compared. As the share of the steps that is spent on sources is small here, the target's first look is as long as
 * the training of one source (own formulation; the paper takes early checkpoints). Negative likeness counts as none.
 */
import { fixed, messages } from '../../messages/message';
import { f32 } from '../../onnx/tensor';
import { defineMethod, knobsOf } from '../define';
import { choiceOf, numberOf } from '../hyperparameters';
import type { Phase, PhaseOutcome, PhaseRequest } from '../lifecycle';
import { measured, plannedSources, shareKnob, sourcesOf, startsFrom, stepsEach, sourcePhase } from '../parts/sources';
import { enterPrompt, prependVectors, promptSpec } from '../parts/virtualTokens';
import { everyTask } from '../taskId';
import { cosine } from './adapterSoup';
import { promptRefusal, promptTuning } from './promptTuning';
import { texts } from './spot.en';

const says = messages('spot', texts.says);

const promptName = 'prompt_embeddings';
const sourceName = (n: number): string => `source.${n}.${promptName}`;

/** The embedding of a task: the mean of its prompt's tokens. */
function meanOf(prompt: Float32Array, width: number): Float32Array {
  const mean = new Float32Array(width);
  prompt.forEach((value, i) => (mean[i % width]! += (value * width) / prompt.length));
  return mean;
}

/** Starts the target's prompt as the mean of the nearest ones. */
function transfer(outcome: PhaseOutcome, sources: number): ReturnType<NonNullable<Phase['conclude']>> {
  const { carried, hyperparameters: hp, anatomy, value } = outcome;
  const width = anatomy.dimensions.embeddingSize;
  const own = meanOf(value(promptName), width);
  const prompts = Array.from({ length: sources }, (_, n) => carried.start[sourceName(n)]!.data as Float32Array);
  const likeness = prompts.map((prompt, n) => ({ n, cosine: cosine(meanOf(prompt, width), own) }));
  const chosen = [...likeness].sort((a, b) => b.cosine - a.cosine).slice(0, numberOf(hp, 'select'));
  const weights = chosen.map((one) => Math.max(one.cosine, 0));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  // If none is like the target at all, the chosen ones count alike.
  const shares = weights.map((weight) => (total > 0 ? weight / total : 1 / weights.length));
  const mixed = prompts[0]!.map((_, i) => chosen.reduce((sum, { n }, k) => sum + shares[k]! * prompts[n]![i]!, 0));
  return {
    carried: {
      start: {
        ...startsFrom(outcome, (p) => (p.group === 'head' ? p.name : undefined)),
        [promptName]: f32([mixed.length / width, width], mixed),
      },
      facts: { similarity: likeness.map((one) => one.cosine), chosen: chosen.map((one) => one.n) },
    },
    summary: says.chosen({
      likeness: { list: likeness.map((one) => says.likeness({ index: one.n + 1, cosine: fixed(one.cosine, 3) })) },
      chosen: { list: chosen.map((one) => one.n + 1), join: 'and' },
    }),
  };
}

function phases(request: PhaseRequest): Phase | undefined {
  const { hyperparameters: hp, steps, index } = request;
  const sources = plannedSources('spot', request);
  const each = stepsEach(steps, numberOf(hp, 'source_share'), sources + 1);
  if (index < sources)
    return sourcePhase(index, each, {
      title: says.trainOther({ index: index + 1 }),

      conclude: (outcome) => ({
        carried: {
          start: {
            ...outcome.carried.start,
            ...startsFrom(outcome, (p) => (p.group === 'method' ? sourceName(index) : undefined)),
          },
        },
        summary: says.trained({ index: index + 1, count: sources, result: measured(outcome) }),
      }),
    });
  if (index === sources)
    return {
      id: 'look',
      title: says.look,
      work: { kind: 'train', steps: each },
      conclude: (outcome) => transfer(outcome, sources),
    };
  return index > sources + 1
    ? undefined
    : {
        id: 'target',
        title: says.trainOwn,
        work: { kind: 'train', steps: Math.max(0, steps - each * (sources + 1)) },
        measure: true,
        conclude: (outcome) => ({ carried: {}, summary: says.done({ result: measured(outcome) }) }),
      };
}

export const spot = defineMethod({
  id: 'spot',
  texts,
  category: 'additive',
  paper: {
    title: 'SPoT: Better Frozen Model Adaptation through Soft Prompt Transfer',
    authors: 'Vu, Lester, Constant, Al-Rfou, Cer',
    year: 2022,
    venue: 'ACL',
    url: 'https://arxiv.org/abs/2110.07904',
  },
  hyperparameters: [
    ...knobsOf(promptTuning, ['l', 'init']),
    sourcesOf(3),
    { kind: 'integer', name: 'select', default: 1, min: 1, max: 8 },
    shareKnob(0.5),
  ],
  defaults: {
    learningRate: 1e-2,
    rates: { seq2seq: 0.81 },
    weightDecay: 0,
    warmup: 0.06,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  needs: ['word embedding', 'hidden states', 'gradient'],
  tasks: everyTask,

  check: (d, hp) => promptRefusal('spot', d, hp),
  virtualTokens: (hp) => numberOf(hp, 'l'),
  sources: (hp) => numberOf(hp, 'sources'),
  phases,

  declare: (d, hp) => [promptSpec(promptName, numberOf(hp, 'l'), d, { peft: { tensor: promptName } })],
  apply(context, hp) {
    const prompt = enterPrompt(context, promptName, choiceOf(hp, 'init') === 'vocabulary');
    prependVectors(context, () => prompt);
  },

  identityAtInit: false,

  formula:
    String.raw`P \leftarrow \frac{\sum_{n \in S} c_n P_n}{\sum_{n \in S} c_n}, \qquad c_n = \cos(\bar P_n, \bar P), ` +
    String.raw`\qquad S = \text{the } k \text{ tasks with the largest } c_n`,
  countFormula: String.raw`l \, d`,

  /** What is left is a prompt like any other. */
  peftConfig: (anatomy, hp) => promptTuning.peftConfig?.(anatomy, hp),
});
