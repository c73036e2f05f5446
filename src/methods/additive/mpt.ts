/**
 * MPT, multitask prompt tuning (Wang et al. 2023): one prompt for all tasks, and for each task a factor of low rank
 * that makes it the task's own.
 *
 *   P̂_k = P ⊙ (U_k V_k),   P ∈ ℝ^{l×d} shared,  U_k ∈ ℝ^{l×ρ}, V_k ∈ ℝ^{ρ×d} of task k
 *   1. all tasks in turn: P and every U_k, V_k     2. the target alone, from P and the mean of all U_k and V_k
 *
 * These are HF PEFT's tensors and its start from `AVERAGE_SOURCE_TASKS`. PEFT draws U and V from N(0, 0.02²), by which
 * the prompt is nearly zero at first; with start `ones` (default here) every P̂_k is P at first, times ρ. Two things
 * differ from the paper: in the first stage it distils from prompts that were learned task by task, which needs two
 * models at once and is left out; and the target's own data take turns with the sources there.
 */
import { messages } from '../../messages/message';
import { f32, type Tensor } from '../../onnx/tensor';
import type { Dimensions } from '../../anatomy/anatomy';
import { ones, type Hyperparameters, type Initializer, type MethodContext } from '../contract';
import { defineMethod, knobsOf } from '../define';
import { choiceOf, numberOf } from '../hyperparameters';
import type { Phase, PhaseOutcome, PhaseRequest } from '../lifecycle';
import { measured, plannedSources, shareKnob, sourcesKnob, startsFrom, stepsEach } from '../parts/sources';
import { rowOfTask, together as togetherPhase } from '../parts/together';
import { enterPrompt, prependVectors, promptSpec } from '../parts/virtualTokens';
import type { Situation, TensorSpec } from '../tensors';
import { promptRefusal, promptTuning } from './promptTuning';
import { texts } from './mpt.en';

const says = messages('mpt', texts.says);

const promptName = 'prompt_embeddings';
const [colsName, rowsName] = ['prefix_task_cols', 'prefix_task_rows'] as const;

const tasksIn = (phase: string | undefined, hp: Hyperparameters): number =>
  phase === togetherPhase ? numberOf(hp, 'sources') + 1 : 1;

function declare(d: Dimensions, hp: Hyperparameters, { phase }: Situation): TensorSpec[] {
  const [l, ranks, tasks] = [numberOf(hp, 'l'), numberOf(hp, 'ranks'), tasksIn(phase, hp)];
  const init: Initializer = choiceOf(hp, 'start') === 'ones' ? ones : { kind: 'normal', std: 0.02 };
  const factor = (name: string, shape: readonly number[]): TensorSpec => ({
    ...promptSpec(name, l, d),
    shape,
    init,
    peft: { tensor: name },
  });
  return [
    promptSpec(promptName, l, d, { peft: { tensor: promptName } }),
    factor(colsName, [tasks, l, ranks]),
    factor(rowsName, [tasks, ranks, d.embeddingSize]),
  ];
}

/** P̂ of the task at hand, (l, d). */
function promptOf(context: MethodContext, hp: Hyperparameters): string {
  const { builder: g, phase } = context;
  const tasks = tasksIn(phase, hp);
  const prompt = enterPrompt(context, promptName, choiceOf(hp, 'init') === 'vocabulary');
  const own = (name: string) => {
    const table = context.tensor(name);
    const [, ...shape] = g.shapeOf(table);
    const flat = g.reshape(table, [tasks, shape[0]! * shape[1]!]);
    return g.reshape(tasks === 1 ? flat : g.matmul(rowOfTask(g, context.taskId(), tasks), flat), shape);
  };
  return g.mul(prompt, g.matmul(own(colsName), own(rowsName)));
}

/** The shared prompt, the mean of all tasks' factors, and the target's head. */
function averaged(outcome: PhaseOutcome): Record<string, Tensor> {
  const start = startsFrom(outcome, (p) => (/^head\.\d/.test(p.name) ? undefined : p.name));
  for (const name of [colsName, rowsName]) {
    const { dims, data } = start[name]!;
    const [tasks = 1, ...shape] = dims;
    const size = data.length / tasks;
    const mean = Float32Array.from({ length: size }, (_, i) => {
      let sum = 0;
      for (let task = 0; task < tasks; task++) sum += Number(data[task * size + i]);
      return sum / tasks;
    });
    start[name] = f32([1, ...shape], mean);
  }
  return start;
}

function phases(request: PhaseRequest): Phase | undefined {
  const { hyperparameters: hp, steps, index } = request;
  const sources = plannedSources('mpt', request);
  // Fewer data sets than asked for may be there: then there are fewer tasks.
  const hyperparameters = { sources };
  const together = stepsEach(steps, numberOf(hp, 'source_share'), 1);
  if (index === 0)
    return {
      id: togetherPhase,
      title: says.together({ count: sources + 1 }),
      work: { kind: 'train', steps: together, mixture: sources },
      hyperparameters,
      measure: true,
      conclude: (outcome) => ({
        carried: { start: averaged(outcome) },
        summary: says.shared({ count: sources + 1, result: measured(outcome) }),
      }),
    };
  return index > 1
    ? undefined
    : {
        id: 'target',
        title: says.trainOwn,
        work: { kind: 'train', steps: Math.max(0, steps - together) },
        hyperparameters,
        measure: true,
        conclude: (outcome) => ({ carried: {}, summary: says.done({ result: measured(outcome) }) }),
      };
}

export const mpt = defineMethod({
  id: 'mpt',
  texts,
  category: 'additive',
  paper: {
    title: 'Multitask Prompt Tuning Enables Parameter-Efficient Transfer Learning',
    authors: 'Wang, Panda, Karlinsky, Feris, Sun, Kim',
    year: 2023,
    venue: 'ICLR',
    url: 'https://arxiv.org/abs/2303.02861',
  },
  hyperparameters: [
    ...knobsOf(promptTuning, ['l', 'init']),
    { kind: 'integer', name: 'ranks', default: 1, min: 1, max: 64, scale: 'log' },
    { kind: 'choice', name: 'start', default: 'ones', options: ['ones', 'peft'] },
    sourcesKnob,
    shareKnob(0.5),
  ],
  defaults: {
    learningRate: 1e-2,
    rates: { seq2seq: 0.27 },
    weightDecay: 0,
    warmup: 0.06,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  needs: ['word embedding', 'hidden states', 'gradient'],
  tasks: ['classification', 'causal-lm', 'seq2seq'],

  check: (d, hp) => promptRefusal('mpt', d, hp),
  virtualTokens: (hp) => numberOf(hp, 'l'),
  sources: (hp) => numberOf(hp, 'sources'),
  phases,

  declare,
  apply(context, hp) {
    const prompt = promptOf(context, hp);
    prependVectors(context, () => prompt);
  },

  identityAtInit: false,

  formula:
    String.raw`\hat P_k = P \odot (U_k V_k), \qquad P \in \mathbb{R}^{l \times d}, \quad ` +
    String.raw`U_k \in \mathbb{R}^{l \times \rho}, \quad V_k \in \mathbb{R}^{\rho \times d}`,
  countFormula: String.raw`l\, d + (l + d)\, \rho`,

  peftConfig(anatomy, hp) {
    const prompt = promptTuning.peftConfig?.(anatomy, hp);
    return (
      prompt && { ...prompt, peft_type: 'MULTITASK_PROMPT_TUNING', num_tasks: 1, num_ranks: numberOf(hp, 'ranks') }
    );
  },
});
