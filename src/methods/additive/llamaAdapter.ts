/**
 * LLaMA-Adapter (Zhang et al. 2023; HF PEFT's ADAPTION_PROMPT): a prompt for each of the top layers, which attention
 * looks at beside the text, by a softmax of its own and through a gate that starts closed.
 *
 *   c' = c + g · softmax(q (P W_k)ᵀ / √d_h) (P W_v),   P ∈ ℝ^{l×d},  g = 0 at the start,  c what W_o reads
 *
 * The prompt goes through the layer's own projections, and its keys are not turned by positions. As in the authors'
 * code P starts at N(0, 1), and one gate serves a layer. For GPT-2 PEFT adds the second part behind W_o, without it,
 * which is what is done here too, so that adapters are the same.
 */
import type { Anatomy, Dimensions, Layer } from '../../anatomy/anatomy';
import { messages } from '../../messages/message';
import type { Builder } from '../../onnx/builder';
import { elementAt } from '../../onnx/tensor';
import { zeros, type Hyperparameters, type MethodContext } from '../contract';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import { everyTask } from '../taskId';
import type { TensorSpec } from '../tensors';
import { texts } from './llamaAdapter.en';

const says = messages('llama-adapter', texts.says);

/** How many layers, from the top, have a prompt; the knob's 0 is all of them. */
const layersOf = (d: Dimensions, hp: Hyperparameters): number => numberOf(hp, 'layers') || d.layers;

const promptName = (layer: number): string => `layer.${layer}.adaption_prompt`;
const gateName = (layer: number): string => `layer.${layer}.adaption_gate`;

/** Of GPT-2 PEFT adds to what comes out of W_o. */
const isGpt2 = ({ family }: Dimensions): boolean => family === 'gpt2';

/** The queries of a layer, (B, heads, T, d_h), as keys meet them, and what they have been multiplied by before. */
function queriesOf(g: Builder, { attention }: Layer): { readonly queries: string; readonly factor: number } {
  const producers = g.graph.producers();
  const queries = producers.get(attention.scores)!.inputs[0]!;
  let factor = 1;
  // Some exporters divide √d_h between queries and keys.
  for (let node = producers.get(queries); node?.op === 'Mul' || node?.op === 'Div';) {
    const constant = g.graph.initializers.get(node.inputs[1]!);
    if (!constant || constant.data.length !== 1) break;
    factor *= node.op === 'Mul' ? elementAt(constant, 0) : 1 / elementAt(constant, 0);
    node = producers.get(node.inputs[0]!);
  }
  return { queries, factor };
}

/** Keys or values of the prompt, (1, heads, l, d_h). */
function projected(context: MethodContext, { attention }: Layer, part: 'k' | 'v', prompt: string, l: number): string {
  const { builder: g, anatomy } = context;
  const { heads, kvHeads, headDim } = anatomy.dimensions;
  const { linear, start, end } = attention[part];
  const product = g.matmul(prompt, g.slice(linear.weight, 1, start, end));
  const rows = linear.bias ? g.add(product, g.slice(linear.bias, 0, start, end)) : product;
  const split = g.transpose(g.reshape(rows, [1, l, kvHeads, headDim]), [0, 2, 1, 3]);
  if (heads === kvHeads) return split;
  return g.reshape(g.expand(g.reshape(split, [1, kvHeads, 1, l, headDim]), [1, kvHeads, heads / kvHeads, l, headDim]), [
    1,
    heads,
    l,
    headDim,
  ]);
}

/** What attention to the prompt gives, (B, T, heads · d_h). */
function seen(context: MethodContext, layer: Layer, l: number): string {
  const { builder: g, anatomy } = context;
  const { heads, headDim } = anatomy.dimensions;
  const [prompt, gate] = [context.tensor(promptName(layer.index)), context.tensor(gateName(layer.index))];
  const { queries, factor } = queriesOf(g, layer);
  const [keys, values] = (['k', 'v'] as const).map((part) => projected(context, layer, part, prompt, l)) as [
    string,
    string,
  ];
  const scores = g.scale(g.matmul(queries, g.transpose(keys)), 1 / (factor * Math.sqrt(headDim)));
  const sum = g.matmul(g.mul(g.softmax(scores), gate), values);
  const [batch, , length] = g.shapeOf(queries) as [number, number, number];
  return g.reshape(g.transpose(sum, [0, 2, 1, 3]), [batch, length, heads * headDim]);
}

/** Layers that PEFT finds by this name: the attention of each. */
const attentionOf = ({ layers }: Anatomy): string => layers[0]!.attention.o.path.split('.').at(-2)!;

export const llamaAdapter = defineMethod({
  id: 'llama-adapter',
  texts,
  category: 'additive',
  since: 'after-survey',
  paper: {
    title: 'LLaMA-Adapter: Efficient Fine-tuning of Language Models with Zero-init Attention',
    authors: 'Zhang, Han, Liu, Gao, Zhou, Hu, Yan, Lu, Li, Qiao',
    year: 2023,
    venue: 'ICLR 2024',
    url: 'https://arxiv.org/abs/2303.16199',
  },
  hyperparameters: [
    { kind: 'integer', name: 'l', default: 10, min: 1, max: 200, scale: 'log' },
    { kind: 'integer', name: 'layers', default: 0, min: 0, max: 256 },
  ],
  defaults: {
    learningRate: 1e-2,
    rates: { 'causal-lm': 0.18 },
    weightDecay: 0.02,
    warmup: 0.06,
    schedule: 'cosine',
    optimizer: 'adamw',
  },
  kinds: ['decoder'],
  families: ['gpt2', 'llama'],
  needs: ['layers', 'projections', 'gradient'],
  tasks: everyTask,

  check(d, hp) {
    const layers = layersOf(d, hp);
    if (layers > d.layers) return says.tooMany({ layers, most: d.layers });
    return isGpt2(d) && d.heads * d.headDim !== d.hidden ? says.otherWidth : undefined;
  },

  declare(d, hp) {
    const count = layersOf(d, hp);
    const l = numberOf(hp, 'l');
    return Array.from({ length: Math.min(count, d.layers) }, (_, at) => {
      const layer = d.layers - Math.min(count, d.layers) + at;
      const common = { treatment: 'new', layer, places: ['attention'], change: 'rows', decay: false } as const;
      const peft = (tensor: string) => ({ site: 'o', parent: true, tensor }) as const;
      return [
        {
          ...common,
          name: promptName(layer),
          shape: [l, d.hidden],
          init: { kind: 'normal', std: 1 },
          symbol: String(l),
          peft: peft('adaption_prompt'),
          peftShape: [1, l, d.hidden],
        },
        { ...common, name: gateName(layer), shape: [1], init: zeros, peft: peft('adaption_gate') },
      ] satisfies TensorSpec[];
    }).flat();
  },

  apply(context, hp) {
    const { builder: g, anatomy } = context;
    const { dimensions: d } = anatomy;
    for (const layer of anatomy.layers.slice(d.layers - layersOf(d, hp))) {
      const { o, context: heads } = layer.attention;
      g.scope(`adaption.layer.${layer.index}`, () => {
        const more = seen(context, layer, numberOf(hp, 'l'));
        g.wrap(isGpt2(d) ? o.output : heads, (value) => g.add(value, g.reshape(more, g.shapeOf(value))));
      });
    }
  },

  identityAtInit: true,

  formula:
    String.raw`c' = c + g \cdot \operatorname{softmax}\!\left(\frac{q\,(P W_k)^{\top}}{\sqrt{d_h}}\right) P W_v, ` +
    String.raw`\qquad P \in \mathbb{R}^{l \times d},\; g = 0 \text{ at the start}`,
  countFormula: String.raw`L \, (l \, d + 1)`,

  /** PEFT has it for these types of model; its heads are as wide together as the model. */
  peftConfig(anatomy, hp) {
    const { dimensions: d, modelType } = anatomy;
    if (!['llama', 'mistral', 'gpt2'].includes(modelType ?? d.family) || d.heads * d.headDim !== d.hidden)
      return undefined;
    if (d.family === 'llama' && anatomy.layers.some(({ attention }) => attention.o.bias)) return undefined;
    return {
      peft_type: 'ADAPTION_PROMPT',
      task_type: 'CAUSAL_LM',
      target_modules: attentionOf(anatomy),
      adapter_len: numberOf(hp, 'l'),
      adapter_layers: layersOf(d, hp),
    };
  },
});
