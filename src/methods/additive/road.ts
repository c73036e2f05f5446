/**
 * RoAd, 2D rotary adaptation (Liao and Monz 2024): outputs of a linear are taken in pairs, and each pair is rotated in
 * its plane and stretched.
 *
 *   h = R (W₀ x + b),   (h_j, h_k) = (α c h_j − α s h_k,  α c h_k + α s h_j),   c = cos θ, s = sin θ
 *
 * Within a group of g outputs the first half is paired with the second. θ starts at 0, α at 1. As in HF PEFT's ROAD, an
 * angle and a scale serve a pair (variant 1), one output each (2), or cosine and sine of one output apart (4).
 */
import type { Hyperparameters } from '../contract';
import { ones, zeros } from '../contract';
import { messages } from '../../messages/message';
import { defineMethod } from '../define';
import { choiceOf, numberOf } from '../hyperparameters';
import { lowRankSites, lowRankSlots, targetsParameter } from '../parts/lowRank';
import { changeOutputs, siteConfig, siteTensor, targetsRefusal } from '../parts/updatedSites';
import { everyTask } from '../taskId';
import { texts } from './road.en';

const says = messages('road', texts.says);

const variantOf = (hp: Hyperparameters): 1 | 2 | 4 => Number(choiceOf(hp, 'variant').slice(-1)) as 1 | 2 | 4;

/** A vector of outputs (out), rotated on the host. */
function rotated(values: Float32Array, theta: Float32Array, alpha: Float32Array, hp: Hyperparameters): Float32Array {
  const group = numberOf(hp, 'group_size');
  const half = group / 2;
  const variant = variantOf(hp);
  return values.map((value, o) => {
    const [n, place] = [Math.floor(o / group), o % group];
    const first = place < half;
    const partner = first ? -values[o + half]! : values[o - half]!;
    const [cosAt, sinAt] =
      variant === 1
        ? [n * half + (place % half), n * half + (place % half)]
        : variant === 2
          ? [o, o]
          : [2 * n * group + place, (2 * n + 1) * group + place];
    return value * alpha[cosAt]! * Math.cos(theta[cosAt]!) + partner * alpha[sinAt]! * Math.sin(theta[sinAt]!);
  });
}

export const road = defineMethod({
  id: 'road',
  texts,
  category: 'additive',
  since: 'after-survey',
  paper: {
    title: '3-in-1: 2D Rotary Adaptation for Efficient Finetuning, Efficient Batching and Composability',
    authors: 'Liao, Monz',
    year: 2024,
    venue: 'NeurIPS',
    url: 'https://arxiv.org/abs/2409.00119',
  },
  hyperparameters: [
    { kind: 'choice', name: 'variant', default: 'road_1', options: ['road_1', 'road_2', 'road_4'] },
    { kind: 'integer', name: 'group_size', default: 64, min: 2, max: 4096, scale: 'log' },
    targetsParameter,
  ],
  defaults: {
    learningRate: 1e-2,
    rates: { 'causal-lm': 0.18, seq2seq: 0.27, 'token-classification': 3e-2 },
    weightDecay: 0,
    warmup: 0.1,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,

  check(d, hp) {
    const group = numberOf(hp, 'group_size');
    if (group % 2 !== 0) return says.odd({ group });
    const unlike = lowRankSlots(d, hp).find((slot) => slot.outFeatures % group !== 0);
    return (
      targetsRefusal('road', d, hp) ??
      (unlike && says.indivisible({ group, site: unlike.site, outputs: unlike.outFeatures }))
    );
  },

  declare: (d, hp) =>
    lowRankSlots(d, hp).flatMap((slot) => {
      const size = (slot.outFeatures * variantOf(hp)) / 2;
      const more = { change: 'scale', decay: false, symbol: '↻' } as const;
      return [
        siteTensor(slot, 'road_theta', [size], { ...more, init: zeros }),
        siteTensor(slot, 'road_alpha', [size], { ...more, init: ones }),
      ];
    }),

  apply(context, hp) {
    const { builder: g } = context;
    const group = numberOf(hp, 'group_size');
    const half = group / 2;
    const variant = variantOf(hp);
    changeOutputs(context, hp, ({ outputs }, h, tensor) => {
      const [theta, alpha] = [tensor('road_theta'), tensor('road_alpha')];
      const groups = outputs / group;
      // (groups, 1 or 2, half): what cosine or sine of each output is taken from.
      const part = (value: string, at: 0 | 1) =>
        variant === 4
          ? g.reshape(g.slice(g.reshape(value, [groups, 2, group]), 1, at, at + 1), [groups, 2, half])
          : g.reshape(value, [groups, variant, half]);
      const along = g.mul(part(alpha, 0), g.emit('Cos', [part(theta, 0)]));
      const across = g.mul(part(alpha, 1), g.emit('Sin', [part(theta, 1)]));
      const shape = g.shapeOf(h);
      const outer = shape.slice(0, -1);
      const x = g.reshape(h, [...outer, groups, 2, half]);
      const axis = outer.length + 1;
      const turned = g.concat([g.neg(g.slice(x, axis, 1, 2)), g.slice(x, axis, 0, 1)], axis);
      return g.reshape(g.add(g.mul(x, along), g.mul(turned, across)), shape);
    });
  },

  identityAtInit: true,

  /** Each row of W (in, out) and the bias are rotated like an output. */
  merge(context, hp) {
    const changed = new Map<string, Float32Array>();
    for (const { stem, linear, start, end } of lowRankSites(context.anatomy, hp)) {
      const [theta, alpha] = [context.trained(`${stem}.road_theta`), context.trained(`${stem}.road_alpha`)];
      for (const name of [linear.weight, ...(linear.bias ? [linear.bias] : [])]) {
        const values = changed.get(name) ?? context.base(name).slice();
        for (let row = 0; row < values.length; row += linear.outFeatures)
          values.set(rotated(values.slice(row + start, row + end), theta, alpha, hp), row + start);
        changed.set(name, values);
      }
    }
    for (const [name, values] of changed) context.set(name, values);
  },

  formula:
    String.raw`\begin{pmatrix} h_j \\ h_k \end{pmatrix} \leftarrow \alpha \begin{pmatrix} \cos\theta & -\sin\theta ` +
    String.raw`\\ ` +
    String.raw`\sin\theta & \cos\theta \end{pmatrix} \begin{pmatrix} h_j \\ h_k \end{pmatrix}, \qquad h = W_0 x + b`,
  countFormula: String.raw`2 L \cdot d_{out} = 2 L d`,

  /** PEFT has no RoAd for GPT-2's Conv1D. */
  peftConfig: (anatomy, hp) =>
    siteConfig(anatomy, hp, 'ROAD', {
      variant: choiceOf(hp, 'variant'),
      group_size: numberOf(hp, 'group_size'),
      init_weights: true,
    }),
});
