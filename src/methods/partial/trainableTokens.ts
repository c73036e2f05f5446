/**
 * Trainable tokens (HF PEFT's TRAINABLE_TOKENS, 2025): of the table of word embeddings a few rows are trained, the
 * others stay. For images that is textual inversion (Gal et al. 2022), where a new word learns to mean one thing.
 *
 *   E'[t] = P[t − t₀] for t₀ ≤ t < t₀ + n,  E[t] otherwise;   P ∈ ℝ^{n×d}, at the start those rows of E
 *
 * Where the output embedding is the same table, it answers with the trained rows too, as in PEFT. PEFT takes any list
 * of ids; here it is one range of them.
 */
import { messages } from '../../messages/message';
import type { BaseTensor, Dimensions } from '../../anatomy/anatomy';
import { asFloat32 } from '../../onnx/tensor';
import type { Hyperparameters, MethodContext } from '../contract';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import { peftTaskType } from '../parts/sites';
import { everyTask } from '../taskId';
import { texts } from './trainableTokens.en';

const says = messages('trainable-tokens', texts.says);

const rowsName = 'trainable_tokens_delta';

/** Ids from `start` up to, without, `end`. */
function rangeOf(hp: Hyperparameters): { readonly start: number; readonly end: number; readonly n: number } {
  const [start, n] = [numberOf(hp, 'start'), numberOf(hp, 'tokens')];
  return { start, n, end: start + n };
}

/** The table that words are looked up in. */
const tableOf = ({ tensors, vocabulary, embeddingSize }: Dimensions): BaseTensor | undefined =>
  tensors.find(
    ({ place, role, shape: [rows, width] }) =>
      place === 'embeddings' && role === 'weight' && rows === vocabulary && width === embeddingSize,
  );

/** Lets the output embedding, where it is the same table, answer with the trained rows. */
function tie({ builder: g, anatomy }: MethodContext, rows: string, { start, end }: ReturnType<typeof rangeOf>): void {
  const { weight } = anatomy.embeddings.word;
  if (anatomy.languageModelHead?.weight !== weight) return;
  const readers = g.graph.nodes.filter((node) => node.op !== 'Gather' && node.inputs.includes(weight));
  const before = start > 0 ? [g.slice(weight, 0, 0, start)] : [];
  const { vocabulary } = anatomy.dimensions;
  const after = end < vocabulary ? [g.slice(weight, 0, end, vocabulary)] : [];
  const table = g.concat([...before, rows, ...after], 0);
  for (const node of readers) node.inputs = node.inputs.map((input) => (input === weight ? table : input));
}

export const trainableTokens = defineMethod({
  id: 'trainable-tokens',
  texts,
  category: 'partial',
  since: 'after-survey',
  paper: {
    title: 'An Image is Worth One Word: Personalizing Text-to-Image Generation using Textual Inversion',
    authors: 'Gal, Alaluf, Atzmon, Patashnik, Bermano, Chechik, Cohen-Or',
    year: 2022,
    venue: 'ICLR 2023',
    url: 'https://arxiv.org/abs/2208.01618',
  },
  hyperparameters: [
    { kind: 'integer', name: 'tokens', default: 256, min: 1, max: 65536, scale: 'log' },
    { kind: 'integer', name: 'start', default: 0, min: 0, max: 1_000_000 },
  ],
  defaults: { learningRate: 4e-3, weightDecay: 0, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder'],
  needs: ['word embedding', 'gradient'],
  tasks: everyTask,

  check({ vocabulary }, hp) {
    const { start, end, n } = rangeOf(hp);
    if (end <= vocabulary) return undefined;
    return says.outside({ start, tokens: n, vocabulary, most: Math.max(0, vocabulary - n) });
  },

  declare(d, hp) {
    const { n } = rangeOf(hp);
    const base = tableOf(d);
    return [
      {
        name: rowsName,
        shape: [n, d.embeddingSize],
        treatment: 'new',
        places: ['embeddings'],
        change: 'entries',
        symbol: String(n),
        decay: false,
        ...(base && { base, peft: { tensor: rowsName } }),
      },
    ];
  },

  apply(context, hp) {
    const { builder: g, anatomy } = context;
    const range = rangeOf(hp);
    const { start, end, n } = range;
    const { weight, output, scale } = anatomy.embeddings.word;
    const width = anatomy.dimensions.embeddingSize;
    const table = g.graph.initializers.get(weight);
    if (!table) throw new Error(`"${weight}" is no initialiser of the base graph, so its rows cannot be trained.`);
    const values = asFloat32(table).slice(start * width, end * width);
    const rows = context.tensor(rowsName, { init: { kind: 'values', values } });
    tie(context, rows, range);
    g.wrap(output, (words) => {
      const at = g.emit('Sub', [anatomy.inputs.ids, g.intScalar(start)]);
      const inside = g.emit('And', [
        g.emit('GreaterOrEqual', [at, g.intScalar(0)]),
        g.emit('Less', [at, g.intScalar(n)]),
      ]);
      const trained = g.gather(rows, g.where(inside, at, g.intScalar(0)));
      const shape = g.shapeOf(words);
      return g.where(
        g.reshape(inside, [...shape.slice(0, -1), 1]),
        scale === undefined ? trained : g.scale(trained, scale),
        words,
      );
    });
  },

  identityAtInit: true,

  merge(context, hp) {
    const { weight } = context.anatomy.embeddings.word;
    const table = context.base(weight).slice();
    table.set(context.trained(rowsName), rangeOf(hp).start * context.anatomy.dimensions.embeddingSize);
    context.set(weight, table);
  },

  formula:
    String.raw`E'_t = \begin{cases} P_{t - t_0} & t_0 \le t < t_0 + n \\ E_t & \text{otherwise} \end{cases}, \qquad ` +
    String.raw`P \in \mathbb{R}^{n \times d}`,
  countFormula: String.raw`n \, d`,

  peftConfig(anatomy, hp) {
    const { start, n } = rangeOf(hp);
    const path = anatomy.embeddings.word.path;
    return {
      peft_type: 'TRAINABLE_TOKENS',
      task_type: peftTaskType(anatomy),
      target_modules: [path.split('.').at(-1)],
      token_indices: Array.from({ length: n }, (_, at) => start + at),
      init_weights: true,
    };
  },
});
