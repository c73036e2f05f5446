/**
 * Hyperformer and Hyperformer++ (Karimi Mahabadi et al. 2021): one small network writes the adapters of all tasks, so
 * that tasks and layers learn from each other.
 *
 *   I = LN(MLP([t_τ ; p_l ; q_b]))        task τ, layer l, block b (attention or feed-forward); MLP: 3t → h → t, ReLU
 *   W_d, b_d, W_u, b_u, γ, β = linear functions of I
 *   u ← u + γ ⊙ norm(W_u σ(W_d u + b_d) + b_u) + β
 *
 * `++` shares the network among all layers and blocks, and I tells it where it is; `plain` has a network for every
 * adapter, and I = LN(MLP(t_τ)). As in the authors' code the linear functions start at N(0, 0.01²) with biases of
 * zero, by which γ is nearly 0 and the model nearly as it was; embeddings start at N(0, 1). There the base model's
 * norms are trained too; here they are not, as with the other adapters. Tasks are the target and other data sets,
 * whose batches take turns; the paper draws them by their sizes.
 */
import { messages } from '../../messages/message';
import { branchWidth } from '../../anatomy/shared';
import type { Dimensions, Layer } from '../../anatomy/anatomy';
import { kaiming, ones, zeros, type Hyperparameters, type Initializer, type MethodContext } from '../contract';
import { defineMethod } from '../define';
import { choiceOf, numberOf } from '../hyperparameters';
import { activate, activationChoice, checkWidth, type Activation } from '../parts/bottleneck';
import { sourcesKnob } from '../parts/sources';
import { rowForTask, rowOfTask, together, trainedTogether } from '../parts/together';
import type { TensorSpec } from '../tensors';
import { texts } from './hyperformer.en';

const says = messages('hyperformer', texts.says);

const tasksName = 'hyper.tasks';
const blocks = ['adapter1', 'adapter2'] as const;
type Block = (typeof blocks)[number];

const isShared = (hp: Hyperparameters): boolean => choiceOf(hp, 'variant') === '++';
const rowsOf = (hp: Hyperparameters): number => numberOf(hp, 'sources') + 1;
/** Begins the names of the network that writes an adapter. */
const stemOf = (hp: Hyperparameters, layer: number, block: Block): string =>
  isShared(hp) ? 'hyper' : `layer.${layer}.${block}`;

/** The sub-layer's output that an adapter sits behind. */
const valueAt = ({ attention, feedForward }: Layer, block: Block): string =>
  block === 'adapter1' ? attention.o.output : feedForward.down.output;

/** What is written: by name, its shape. */
const written = (width: number, m: number) =>
  ({
    'down.weight': [m, width],
    'down.bias': [m],
    'up.weight': [width, m],
    'up.bias': [width],
    'norm.weight': [width],
    'norm.bias': [width],
  }) as const satisfies Readonly<Record<string, readonly number[]>>;

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** A network: the MLP, its norm, and a linear function for each part of an adapter. */
function networkSpecs(d: Dimensions, hp: Hyperparameters, stem: string, more: Partial<TensorSpec>): TensorSpec[] {
  const [t, hidden, inputs] = [numberOf(hp, 't'), numberOf(hp, 'mid'), (isShared(hp) ? 3 : 1) * numberOf(hp, 't')];
  const tensor = (name: string, shape: readonly number[], init: Initializer): TensorSpec => ({
    name: `${stem}.${name}`,
    shape,
    treatment: 'new',
    init,
    places: [...blocks],
    change: 'module',
    symbol: `m ${numberOf(hp, 'm')}`,
    ...more,
  });
  return [
    tensor('mlp.0.weight', [hidden, inputs], kaiming(inputs)),
    tensor('mlp.0.bias', [hidden], zeros),
    tensor('mlp.2.weight', [t, hidden], kaiming(hidden)),
    tensor('mlp.2.bias', [t], zeros),
    tensor('norm.weight', [t], ones),
    tensor('norm.bias', [t], zeros),
    ...Object.entries(written(branchWidth(d), numberOf(hp, 'm'))).flatMap(([part, shape]) => [
      tensor(`write.${part}.weight`, [sizeOf(shape), t], { kind: 'normal', std: 0.01 }),
      tensor(`write.${part}.bias`, [sizeOf(shape)], zeros),
    ]),
  ];
}

function declare(d: Dimensions, hp: Hyperparameters): TensorSpec[] {
  const table = (name: string, rows: number): TensorSpec => ({
    name,
    shape: [rows, numberOf(hp, 't')],
    treatment: 'new',
    init: { kind: 'normal', std: 1 },
    places: [...blocks],
    change: 'module',
    decay: false,
  });
  const tasks = table(tasksName, rowsOf(hp));
  if (isShared(hp))
    return [
      tasks,
      table('hyper.layers', d.layers),
      table('hyper.blocks', blocks.length),
      ...networkSpecs(d, hp, 'hyper', {}),
    ];
  const layers = Array.from({ length: d.layers }, (_, layer) => layer);
  return [
    tasks,
    ...layers.flatMap((layer) =>
      blocks.flatMap((block) => networkSpecs(d, hp, stemOf(hp, layer, block), { layer, places: [block] })),
    ),
  ];
}

/**
 * The parts of one adapter, as the network writes them.
 * @param enter gives a tensor, which several adapters may read
 */
function write(
  { builder: g, anatomy }: MethodContext,
  hp: Hyperparameters,
  enter: (name: string) => string,
  task: string,
  layer: number,
  block: Block,
) {
  const stem = stemOf(hp, layer, block);
  const linear = (x: string, name: string) =>
    g.linear(x, enter(`${stem}.${name}.weight`), enter(`${stem}.${name}.bias`));
  const row = (table: string, at: number) => g.slice(enter(table), 0, at, at + 1);
  const place = isShared(hp) ? [row('hyper.layers', layer), row('hyper.blocks', blocks.indexOf(block))] : [];
  const input = place.length > 0 ? g.concat([task, ...place], 1) : task;
  const made = linear(g.emit('Relu', [linear(input, 'mlp.0')]), 'mlp.2');
  const code = g.layerNorm(made, enter(`${stem}.norm.weight`), enter(`${stem}.norm.bias`), 1e-5)[0];
  const shapes = written(branchWidth(anatomy.dimensions), numberOf(hp, 'm'));
  return (part: keyof typeof shapes): string => g.reshape(linear(code, `write.${part}`), [...shapes[part]]);
}

export const hyperformer = defineMethod({
  id: 'hyperformer',
  texts,
  category: 'additive',
  paper: {
    title: 'Parameter-efficient Multi-task Fine-tuning for Transformers via Shared Hypernetworks',
    authors: 'Karimi Mahabadi, Ruder, Dehghani, Henderson',
    year: 2021,
    venue: 'ACL',
    url: 'https://arxiv.org/abs/2106.04489',
  },
  hyperparameters: [
    { kind: 'choice', name: 'variant', default: '++', options: ['++', 'plain'] },
    { kind: 'integer', name: 'm', default: 8, min: 1, max: 1024, scale: 'log' },
    { kind: 'integer', name: 't', default: 64, min: 1, max: 512, scale: 'log' },
    { kind: 'integer', name: 'mid', default: 128, min: 1, max: 2048, scale: 'log' },
    activationChoice('gelu'),
    sourcesKnob,
  ],
  defaults: { learningRate: 3e-3, weightDecay: 0.01, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: ['classification', 'causal-lm', 'seq2seq'],

  check: (d, hp) => checkWidth('hyperformer', numberOf(hp, 'm'), branchWidth(d)),
  sources: (hp) => numberOf(hp, 'sources'),
  phases: (request) => trainedTogether('hyperformer', request, says, () => ({ site: tasksName, shares: [] })),

  declare,

  apply(context, hp) {
    const { builder: g, anatomy, phase } = context;
    const at = phase === together ? context.taskId() : g.intScalar(0);
    const task = g.matmul(rowOfTask(g, at, rowsOf(hp)), context.tensor(tasksName));
    const entered = new Map<string, string>();
    const enter = (name: string): string => {
      const value = entered.get(name) ?? context.tensor(name);
      entered.set(name, value);
      return value;
    };
    for (const layer of anatomy.layers)
      for (const block of blocks)
        g.scope(`hyper.layer.${layer.index}.${block}`, () => {
          const part = write(context, hp, enter, task, layer.index, block);
          g.wrap(valueAt(layer, block), (u) => {
            const low = g.linear(u, part('down.weight'), part('down.bias'));
            const wide = g.linear(
              activate(context, low, choiceOf(hp, 'activation') as Activation),
              part('up.weight'),
              part('up.bias'),
            );
            return g.add(u, g.layerNorm(wide, part('norm.weight'), part('norm.bias'), 1e-5)[0]);
          });
        });
  },

  identityAtInit: false,

  forTask: (values, task) => rowForTask(values, task, tasksName),

  formula:
    String.raw`u \leftarrow u + \mathrm{LN}_{\gamma, \beta}\big(W_u\, \sigma(W_d\, u)\big), \qquad ` +
    String.raw`(W_d, W_u, \gamma, \beta) = H\, I, \quad I = \mathrm{LN}\big(\mathrm{MLP}([t_\tau ; p_l ; q_b])\big)`,
});
