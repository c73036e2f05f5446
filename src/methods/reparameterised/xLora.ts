/**
 * X-LoRA (Buehler & Buehler 2024): LoRAs of several tasks are trained one by one and frozen; then a gate learns, for
 * each token, how much of which of them to take. It reads what the pretrained model makes of the text in a pass of its
 * own.
 *
 *   s_t = softmax((W_g h⁰_t + b_g) / τ)          h⁰_t the last hidden state of the pretrained model
 *   h_t = W₀ x_t + (α / r) Σ_n B_n A_n (s_{t,n} x_t)
 *
 * As HF PEFT's XLORA with a gate of one layer, the same for all layers, and a scaling pass without adapters
 * (`scaling_pass_value` 0); PEFT's deeper gates, top-k, and gates for each layer are left out. One expert comes from
 * each other data set, one from the target itself; the paper takes LoRAs that are there. Each source has a head of its
 * own, which is thrown away; the target's goes on beside the gate.
 */
import { messages } from '../../messages/message';
import { repeat } from '../../onnx/repeat';
import { i32 } from '../../onnx/tensor';
import type { Dimensions } from '../../anatomy/anatomy';
import { kaiming, type Hyperparameters, type MethodContext } from '../contract';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import type { Carried, Phase, PhaseRequest } from '../lifecycle';
import { addBranch, factorSpecs, lowRankRefusal, lowRankSites, lowRankSlots } from '../parts/lowRank';
import { loraKnobs, scalingOf, sourceFactors, sourceStem } from '../parts/sourceLora';
import { measured, plannedSources, shareKnob, sourcesKnob, startsFrom, stepsEach } from '../parts/sources';
import { everyTask } from '../taskId';
import type { Situation, TensorSpec } from '../tensors';
import { texts } from './xLora.en';

const says = messages('x-lora', texts.says);

const gatePhase = 'gate';
const expertPhase = (n: number) => `expert-${n}`;
const [weightName, biasName] = ['xlora_classifier.weight', 'xlora_classifier.bias'];

/** The only expert of a phase that trains one. */
const aloneIn = (phase: string | undefined): number | undefined =>
  phase !== undefined && phase !== gatePhase ? Number(phase.slice(expertPhase(0).length - 1)) : undefined;
/** Without a run there are as many experts as are asked for, untrained. */
const expertsIn = (carried: Carried, hp: Hyperparameters): number =>
  Number(carried.tensors.experts?.data[0] ?? numberOf(hp, 'sources') + 1);

/** A phase's own expert, or all of them, frozen, with the gate. */
function declare(d: Dimensions, hp: Hyperparameters, { phase, carried }: Situation): TensorSpec[] {
  const expert = (n: number, frozen: boolean) =>
    lowRankSlots(d, hp)
      .flatMap((slot) => factorSpecs({ ...slot, stem: sourceStem(n) + slot.stem }, numberOf(hp, 'r')))
      .map(({ peft: _, ...spec }): TensorSpec => (frozen ? { ...spec, treatment: 'frozen' } : spec));
  const alone = aloneIn(phase);
  if (alone !== undefined) return expert(alone, false);
  const count = expertsIn(carried, hp);
  const gate = { treatment: 'new', places: ['fusion'], change: 'module', symbol: `${count} LoRA` } as const;
  return [
    ...Array.from({ length: count }, (_, n) => expert(n, true)).flat(),
    { ...gate, name: weightName, shape: [count, d.hidden], init: kaiming(d.hidden) },
    { ...gate, name: biasName, shape: [count], init: kaiming(d.hidden) },
    // How many they are.
    { name: 'experts', shape: [1], treatment: 'carried', places: [], change: 'module' },
  ];
}

/** How much of each expert a token takes, (B, T, n). */
function shares(context: MethodContext, hp: Hyperparameters): string {
  const { builder: g, anatomy } = context;
  return g.scope('x-lora.gate', () => {
    // No gradient enters this pass's weights, which are frozen; what is the same in both is worked out once.
    const states = repeat(g, anatomy.lastHidden, { name: 'pretrained', whole: true });
    const logits = g.linear(states, context.tensor(weightName), context.tensor(biasName));
    return g.watch('x-lora', g.softmax(g.scale(logits, 1 / numberOf(hp, 'temperature'))));
  });
}

function phases(request: PhaseRequest): Phase | undefined {
  const { hyperparameters: hp, steps, index } = request;
  const sources = plannedSources('x-lora', request);
  const each = stepsEach(steps, numberOf(hp, 'source_share'), sources + 1);
  if (index <= sources) {
    const own = index === sources;
    return {
      id: expertPhase(index),
      title: own ? says.trainOwn : says.trainOther({ index: index + 1 }),
      work: { kind: 'train', steps: each },
      ...(own ? {} : { source: index }),
      measure: true,
      conclude: (outcome) => ({
        carried: {
          start: {
            ...outcome.carried.start,
            ...startsFrom(outcome, (p) => (p.group === 'method' || own ? p.name : undefined)),
          },
          tensors: { experts: i32([1], [index + 1]) },
        },
        summary: says.trained({ index: index + 1, count: sources + 1, result: measured(outcome) }),
      }),
    };
  }
  if (index > sources + 1) return undefined;
  return {
    id: gatePhase,
    title: says.gate({ count: sources + 1 }),
    work: { kind: 'train', steps: Math.max(0, steps - each * (sources + 1)) },
    measure: true,
    conclude: (outcome) => ({
      carried: {},
      summary: says.mixed({ count: sources + 1, result: measured(outcome) }),
    }),
  };
}

export const xLora = defineMethod({
  id: 'x-lora',
  texts,
  category: 'reparameterised',
  since: 'after-survey',
  paper: {
    title: 'X-LoRA: Mixture of Low-Rank Adapter Experts, a Flexible Framework for Large Language Models',
    authors: 'Buehler, Buehler',
    year: 2024,
    venue: 'APL Machine Learning',
    url: 'https://arxiv.org/abs/2402.07148',
  },
  hyperparameters: [
    ...loraKnobs,
    sourcesKnob,
    shareKnob(0.7),
    { kind: 'real', name: 'temperature', default: 1, min: 0.01, max: 100, scale: 'log' },
  ],
  defaults: { learningRate: 6e-3, weightDecay: 0.01, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder'],
  needs: ['layers', 'hidden states', 'gradient'],
  tasks: everyTask,

  check: (d, hp) => lowRankRefusal('x-lora', d, hp),
  sources: (hp) => numberOf(hp, 'sources'),
  phases,

  declare,

  apply(context, hp) {
    const { builder: g, anatomy, carried, phase } = context;
    const alone = aloneIn(phase);
    const sites = lowRankSites(anatomy, hp);
    const experts = alone === undefined ? Array.from({ length: expertsIn(carried, hp) }, (_, n) => n) : [alone];
    // Before anything is changed.
    const mixture = alone === undefined ? shares(context, hp) : undefined;
    for (const site of sites)
      for (const n of experts) {
        const { a, b } = sourceFactors(site, n);
        const factors = { a: context.tensor(a), b: context.tensor(b) };
        addBranch(context, site, factors, {
          scope: `x-lora.${n}`,
          middle: (low) => {
            const scaled = g.scale(low, scalingOf(hp));
            return mixture === undefined ? scaled : g.mul(scaled, g.slice(mixture, 2, n, n + 1));
          },
        });
      }
  },

  identityAtInit: true,

  formula:
    String.raw`h_t = W_0 x_t + \frac{\alpha}{r} \sum_{n=1}^{N} s_{t,n}\, B_n A_n x_t, \qquad s_t = ` +
    String.raw`\operatorname{softmax}\!\big((W_g h^0_t + b_g) / \tau\big)`,
  countFormula: String.raw`N (d + 1)`,
});
