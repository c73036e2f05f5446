/**
 * ATTEMPT (Asai et al. 2022): every text mixes a prompt of its own from prompts of other tasks and that of its own
 * task.
 *
 *   x̂ = max over the text's embeddings,   P̂_j = max over the tokens of P_j,   H = LN(W_up SiLU(W_down x̂))
 *   a = softmax_j(P̂_j · H / τ),   E' = [P + Σ_j a_j P_j ; E(x)],   j over the sources and the target's own P
 *
 * The prompts of the sources are learned one by one and then frozen; P, W_down, W_up and the norm are trained. As in
 * the authors' code τ = e · d (with e = 2.718…), the small net is m wide and without biases, and learns at a third of
 * the prompts' rate. Prompts of sources start as in `prompt-tuning`. Only for encoders, as in the paper: in a decoder a
 * prompt that depends on the whole text would tell the first word what comes later.
 */
import { messages } from '../../messages/message';
import { i32 } from '../../onnx/tensor';
import type { Dimensions } from '../../anatomy/anatomy';
import { kaiming, ones, zeros, type Hyperparameters, type Initializer, type MethodContext } from '../contract';
import { defineMethod, knobsOf } from '../define';
import { choiceOf, numberOf } from '../hyperparameters';
import type { Carried, Phase, PhaseRequest } from '../lifecycle';
import { activate } from '../parts/bottleneck';
import { measured, plannedSources, shareKnob, sourcesOf, startsFrom, stepsEach, sourcePhase } from '../parts/sources';
import { enterPrompt, prependVectors, promptSpec } from '../parts/virtualTokens';
import { everyTask } from '../taskId';
import type { Situation, TensorSpec } from '../tensors';
import { promptRefusal, promptTuning } from './promptTuning';
import { texts } from './attempt.en';

const says = messages('attempt', texts.says);

const mixPhase = 'mix';
const targetName = 'target.prompt';
const sourceName = (n: number): string => `source.${n}.prompt`;
const countName = 'prompts';
/** Of the prompts' rate. */
const netRate = 1 / 3;
/** Padding must not be the largest. */
const never = -1e4;

/** The only prompt of a phase that trains one. */
const aloneIn = (phase: string | undefined): number | undefined =>
  phase === undefined || phase === mixPhase ? undefined : Number(/\d+$/.exec(phase)![0]);
/** Without a run there are as many sources as are asked for, untrained. */
const sourcesIn = (carried: Carried, hp: Hyperparameters): number =>
  Number(carried.tensors[countName]?.data[0] ?? numberOf(hp, 'sources'));

function declare(d: Dimensions, hp: Hyperparameters, { phase, carried }: Situation): TensorSpec[] {
  const prompt = (name: string, frozen: boolean) =>
    promptSpec(name, numberOf(hp, 'l'), d, frozen ? { treatment: 'frozen' } : {});
  const alone = aloneIn(phase);
  if (alone !== undefined) return [prompt(sourceName(alone), false)];
  const [width, m] = [d.embeddingSize, numberOf(hp, 'm')];
  const net = (name: string, shape: readonly number[], init: Initializer): TensorSpec => ({
    name: `attention.${name}`,
    shape,
    treatment: 'new',
    init,
    places: ['tokens'],
    change: 'module',
  });
  return [
    ...Array.from({ length: sourcesIn(carried, hp) }, (_, n) => prompt(sourceName(n), true)),
    prompt(targetName, false),
    net('down.weight', [m, width], kaiming(width)),
    net('up.weight', [width, m], kaiming(m)),
    net('norm.weight', [width], ones),
    net('norm.bias', [width], zeros),
    { name: countName, shape: [1], treatment: 'carried', places: [], change: 'module' },
  ];
}

/** P + Σ a_j P_j of every text, (B, l, d). @param words its embeddings, (B, T, d) @param prompts (l, d) each, P last */
function mixed(context: MethodContext, words: string, prompts: readonly string[]): string {
  const { builder: g, anatomy, batch, virtualTokens: l } = context;
  const [, , width] = g.shapeOf(words) as [number, number, number];
  const tensor = (name: string) => context.tensor(`attention.${name}`, { rate: netRate });
  const mask = anatomy.inputs.mask && g.cast(anatomy.inputs.mask, 'float32');
  const hidden = mask && g.scale(g.sub(g.scalar(1), g.reshape(mask, [...g.shapeOf(mask), 1])), never);
  const pooled = g.reduceMax(hidden ? g.add(words, hidden) : words, [1], false);
  const low = activate(context, g.linear(pooled, tensor('down.weight')), 'swish');
  const query = g.layerNorm(g.linear(low, tensor('up.weight')), tensor('norm.weight'), tensor('norm.bias'), 1e-5)[0];
  const keys = g.concat(
    prompts.map((prompt) => g.reduceMax(prompt, [0], true)),
    0,
  );
  const shares = g.watch(
    'prompts',
    g.softmax(g.scale(g.matmul(query, g.transpose(keys, [1, 0])), 1 / (Math.E * width))),
  );
  const flat = g.concat(
    prompts.map((prompt) => g.reshape(prompt, [1, l * width])),
    0,
  );
  return g.add(g.reshape(g.matmul(shares, flat), [batch, l, width]), g.reshape(prompts.at(-1)!, [1, l, width]));
}

function phases(request: PhaseRequest): Phase | undefined {
  const { hyperparameters: hp, steps, index } = request;
  const sources = plannedSources('attempt', request);
  const each = stepsEach(steps, numberOf(hp, 'source_share'), sources);
  if (index < sources)
    return sourcePhase(index, each, {
      title: says.trainOther({ index: index + 1 }),

      conclude: (outcome) => ({
        carried: {
          start: {
            ...outcome.carried.start,
            ...startsFrom(outcome, (p) => (p.group === 'method' ? p.name : undefined)),
          },
          tensors: { [countName]: i32([1], [index + 1]) },
        },
        summary: says.trained({ index: index + 1, count: sources, result: measured(outcome) }),
      }),
    });
  return index > sources
    ? undefined
    : {
        id: mixPhase,
        title: says.mix({ count: sources }),
        work: { kind: 'train', steps: Math.max(0, steps - each * sources) },
        measure: true,
        conclude: (outcome) => ({ carried: {}, summary: says.done({ result: measured(outcome) }) }),
      };
}

export const attempt = defineMethod({
  id: 'attempt',
  texts,
  category: 'additive',
  paper: {
    title: 'ATTEMPT: Parameter-Efficient Multi-task Tuning via Attentional Mixtures of Soft Prompts',
    authors: 'Asai, Salehi, Peters, Hajishirzi',
    year: 2022,
    venue: 'EMNLP',
    url: 'https://arxiv.org/abs/2205.11961',
  },
  hyperparameters: [
    ...knobsOf(promptTuning, ['l', 'init']),
    { kind: 'integer', name: 'm', default: 100, min: 1, max: 1024, scale: 'log' },
    sourcesOf(3),
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
  kinds: ['encoder', 'encoder-decoder'],
  needs: ['word embedding', 'hidden states', 'gradient'],
  tasks: everyTask,

  check: (d, hp) => promptRefusal('attempt', d, hp),
  virtualTokens: (hp) => numberOf(hp, 'l'),
  sources: (hp) => numberOf(hp, 'sources'),
  phases,

  declare,
  apply(context, hp) {
    const words = choiceOf(hp, 'init') === 'vocabulary';
    const alone = aloneIn(context.phase);
    if (alone !== undefined) {
      const prompt = enterPrompt(context, sourceName(alone), words);
      return prependVectors(context, () => prompt);
    }
    const names = [...Array.from({ length: sourcesIn(context.carried, hp) }, (_, n) => sourceName(n)), targetName];
    const prompts = names.map((name) => enterPrompt(context, name, words));
    prependVectors(context, (text) => mixed(context, text, prompts));
  },

  identityAtInit: false,

  formula:
    String.raw`E' = \Big[ P + \sum_j a_j P_j \,;\, E(x) \Big], \qquad a = ` +
    String.raw`\operatorname{softmax}_j\!\left( \frac{\hat P_j \cdot H}{e\, d} \right), \quad ` +
    String.raw`H = \mathrm{LN}\big(W_u\, \mathrm{SiLU}(W_d\, \hat x)\big)`,
  countFormula: String.raw`l\, d + 2 m d + 2 d`,
});
