/**
 * CPT, context-aware prompt tuning (Blau et al. 2024): training examples stand before every text as in in-context
 * learning, and their embeddings are trained a little way off from the words that they are.
 *
 *   E' = [E(c) + δ ; E(x)],   ‖δ_i‖ ≤ ε √(d / 2048),  δ_i = 0 where c_i is of an answer
 *   L = (Σ_{t of x} ℓ_t + Σ_k γ^k Σ_{t of the k-th answer of c from the end} ℓ_t) / N,   N all tokens in the sums
 *
 * As in HF PEFT (`CPTConfig`): each δ_i is put back into its ball after every update, one radius for what belongs to
 * the format and another for the rest; answers of the context are predicted too. The trained tensor here is E(c) + δ,
 * which is what PEFT saves. PEFT is handed the context; here it is drawn from the training rows (`contextExamples.ts`).
 * PEFT also predicts the first token of the text from the context's last; here as everywhere that token is given. ε is
 * 0.1 in PEFT; on the tiny decoder, whose words are 1.1 long, such balls (0.03) leave next to nothing to learn, so that
 * here it is 3.
 */
import { messages } from '../../messages/message';
import { repeat } from '../../onnx/repeat';
import { int } from '../../onnx/graph';
import { asFloat32, f32, i32, type Tensor } from '../../onnx/tensor';
import type { Dimensions } from '../../anatomy/anatomy';
import type { Hyperparameters, MethodContext } from '../contract';
import { defineMethod, knobsOf } from '../define';
import { choiceOf, numberOf } from '../hyperparameters';
import type { UpdateHooks } from '../hooks';
import { says as allSay } from '../messages';
import type { Carried, Phase, PhaseRequest, TaskValues } from '../lifecycle';
import {
  ANSWER,
  answersOf,
  CLOSING,
  drawContext,
  inventContext,
  kindOf,
  OPENING,
  type Context,
} from '../parts/contextExamples';
import { prependVectors, promptSpec } from '../parts/virtualTokens';
import type { TensorSpec } from '../tensors';
import { promptRefusal, promptTuning } from './promptTuning';
import { texts } from './cpt.en';

const says = messages('cpt', texts.says);

const promptName = 'prompt_embeddings';
const [idsName, typesName] = ['cpt_token_ids', 'cpt_tokens_type_mask'] as const;

/** Width of the model whose radius ε is. */
const WIDTH = 2048;
/** PEFT's radius for what may not move: no division is by zero then. */
const STILL = 1e-10;

const mayMove = (type: number): boolean => kindOf(type) !== 0 && kindOf(type) !== ANSWER;

/** The context that was read, or that an adapter brings; random words where there is neither. */
function contextOf({ tensors }: Pick<Carried, 'tensors'>, d: Dimensions, hp: Hyperparameters, seed = 0): Context {
  const [ids, types] = [tensors[idsName], tensors[typesName]];
  if (ids && types)
    return { ids: Int32Array.from(ids.data as Int32Array), types: Int32Array.from(types.data as Int32Array) };
  return inventContext(d.vocabulary, numberOf(hp, 'l'), numberOf(hp, 'examples'), seed);
}

const carriedAs = ({ ids, types }: Context): Record<string, Tensor> => ({
  [idsName]: i32([ids.length], ids),
  [typesName]: i32([types.length], types),
});

/** The words of the context as the model embeds them, (l, d). */
function embedded({ builder: g, anatomy }: MethodContext, { ids }: Context): Float32Array {
  const { weight, scale = 1 } = anatomy.embeddings.word;
  const table = g.graph.initializers.get(weight);
  if (!table) throw new Error(`"${weight}" is no initialiser of the base graph, so its rows cannot be read.`);
  const width = anatomy.dimensions.embeddingSize;
  const rows = asFloat32(table);
  return Float32Array.from({ length: ids.length * width }, (_, at) => {
    const row = ids[Math.floor(at / width)]!;
    return scale * rows[row * width + (at % width)]!;
  });
}

/** How far each vector may be from its word, (l). */
function radii(types: Int32Array, width: number, hp: Hyperparameters): Float32Array {
  const factor = Math.sqrt(width / WIDTH);
  const [rest, format] = [numberOf(hp, 'opt_projection_epsilon'), numberOf(hp, 'opt_projection_format_epsilon')];
  return Float32Array.from(types, (type) => {
    const kind = kindOf(type);
    if (!mayMove(type)) return STILL;
    return Math.max(STILL, factor * (kind === OPENING || kind === CLOSING ? format : rest));
  });
}

/** Answers stay, and everything else within its ball. */
function hooks({ types }: Context, words: Float32Array, width: number, hp: Hyperparameters): UpdateHooks {
  const l = types.length;
  const radius = radii(types, width, hp);
  return {
    gradient: ({ builder: g }, gradient) =>
      g.mul(
        gradient,
        g.initializer(
          'may_move',
          f32(
            [l, 1],
            Float32Array.from(types, (type) => Number(mayMove(type))),
          ),
        ),
      ),
    update: ({ builder: g }, after) => {
      const from = g.initializer('context_words', f32([l, width], words));
      const most = g.initializer('context_radius', f32([l, 1], radius));
      const delta = g.sub(after, from);
      const length = g.sqrt(g.reduceSum(g.mul(delta, delta), [1], true));
      return g.add(from, g.mul(delta, g.div(most, g.emit('Max', [length, most]))));
    },
  };
}

/** What the context's own answers add to the loss: the mean over all tokens that are predicted, less the text's own. */
function contextLoss(
  context: MethodContext,
  { logits, loss, labels }: TaskValues,
  text: string,
  given: Context,
  factor: number,
): string | undefined {
  const { builder: g, anatomy, batch } = context;
  const answers = answersOf(given, factor);
  const n = answers.length;
  if (n === 0) return undefined;
  // Nothing before the text sees it, so that the context's states are the same in every row.
  const states = g.gather(
    g.slice(anatomy.lastHidden, 0, 0, 1),
    g.initializer(
      'answer_places',
      i32(
        [n],
        Int32Array.from(answers, ({ place }) => place),
      ),
    ),
    1,
  );
  const own = repeat(g, logits, { name: 'context', replacements: { [text]: states } });
  const shifted = g.sub(own, g.detach(g.reduceMax(own, [2], true)));
  const logSum = g.log(g.reduceSum(g.exp(shifted), [2], true));
  const ids = g.initializer(
    'answer_ids',
    i32(
      [1, n, 1],
      Int32Array.from(answers, ({ id }) => id),
    ),
  );
  const picked = g.emit('GatherElements', [shifted, ids], { axis: int(2) });
  const weights = g.initializer(
    'answer_weights',
    f32(
      [1, n, 1],
      Float32Array.from(answers, ({ weight }) => weight),
    ),
  );
  const sum = g.scale(g.reduceSum(g.mul(g.sub(logSum, picked), weights), [0, 1, 2]), batch);
  const counted = g.cast(g.emit('GreaterOrEqual', [labels, g.intScalar(0)]), 'float32');
  const count = g.reduceSum(counted, [0, 1]);
  const whole = g.div(g.add(g.mul(loss, count), sum), g.add(count, g.scalar(batch * n)));
  return g.sub(whole, loss);
}

/** Reads the context, then trains it. */
function phases({ hyperparameters: hp, steps, index, rows, seed }: PhaseRequest): Phase | undefined {
  if (index === 1) return { id: 'train', title: allSay.training, work: { kind: 'train', steps } };
  if (index > 1) return undefined;
  return {
    id: 'read',
    title: says.reads,
    work: { kind: 'read' },
    conclude: ({ carried }) => {
      const found = drawContext(rows, numberOf(hp, 'l'), numberOf(hp, 'examples'), seed);
      const answers = [...found.types].filter((type) => kindOf(type) === ANSWER);
      return {
        carried: { tensors: { ...carried.tensors, ...carriedAs(found) } },
        summary: says.read({
          examples: new Set(answers).size,
          tokens: found.ids.length,
          answers: answers.length,
        }),
      };
    },
  };
}

const numbersIn = (carried: Carried['tensors'] | undefined, name: string): readonly number[] | undefined =>
  carried?.[name] && Array.from(carried[name].data as Int32Array, Number);

export const cpt = defineMethod({
  id: 'cpt',
  texts,
  category: 'additive',
  since: 'after-survey',
  paper: {
    title: 'Context-aware Prompt Tuning: Advancing In-Context Learning with Adversarial Methods',
    authors: 'Blau, Kimhi, Belinkov, Bronstein, Baskin',
    year: 2024,
    url: 'https://arxiv.org/abs/2410.17222',
  },
  hyperparameters: [
    ...knobsOf(promptTuning, ['l'], { l: 48 }),
    { kind: 'integer', name: 'examples', default: 3, min: 1, max: 64, scale: 'log' },
    { kind: 'real', name: 'opt_projection_epsilon', default: 3, min: 0, max: 100 },
    { kind: 'real', name: 'opt_projection_format_epsilon', default: 3, min: 0, max: 100 },
    { kind: 'choice', name: 'opt_weighted_loss_type', default: 'decay', options: ['decay', 'none'] },
    { kind: 'real', name: 'opt_loss_decay_factor', default: 0.95, min: 0, max: 1 },
  ],
  defaults: { learningRate: 1e-2, weightDecay: 0, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['decoder'],
  needs: ['word embedding', 'hidden states', 'gradient'],
  tasks: ['causal-lm'],

  check(d, hp) {
    const [l, examples] = [numberOf(hp, 'l'), numberOf(hp, 'examples')];
    return l < 2 * examples ? says.tooShort({ l, examples, least: 2 * examples }) : promptRefusal('cpt', d, hp);
  },
  virtualTokens: (hp) => numberOf(hp, 'l'),
  phases,

  declare(d, hp): TensorSpec[] {
    const l = numberOf(hp, 'l');
    const kept = { shape: [l], treatment: 'carried', places: [], change: 'module' } as const;
    return [
      promptSpec(promptName, l, d, { peft: { tensor: promptName } }),
      { ...kept, name: idsName },
      { ...kept, name: typesName },
    ];
  },

  apply(context, hp) {
    const { builder: g, anatomy, carried, seed } = context;
    const width = anatomy.dimensions.embeddingSize;
    const given = contextOf(carried, anatomy.dimensions, hp, seed);
    const words = embedded(context, given);
    const prompt = context.tensor(promptName, {
      init: { kind: 'values', values: words },
      ...hooks(given, words, width, hp),
    });
    const text = prependVectors(context, () => prompt)!;
    const factor = choiceOf(hp, 'opt_weighted_loss_type') === 'decay' ? numberOf(hp, 'opt_loss_decay_factor') : 1;
    context.onTask((task) => {
      const term = g.scope('cpt.context', () => contextLoss(context, task, text, given, factor));
      if (term !== undefined) context.addLoss(term);
    });
  },

  identityAtInit: false,

  formula:
    String.raw`E' = [\,E(c) + \delta \,;\, E(x)\,], \qquad \lVert \delta_i \rVert \le \varepsilon ` +
    String.raw`\sqrt{d / 2048}, \qquad \mathcal{L} = \tfrac1N \Big( \sum_{t \in x} \ell_t + \sum_k \gamma^k ` +
    String.raw`\sum_{t \in y_k} \ell_t \Big)`,
  countFormula: String.raw`l \, d`,

  peftConfig(anatomy, hp, carried) {
    const prompt = promptTuning.peftConfig?.(anatomy, hp);
    if (!prompt || anatomy.dimensions.kind !== 'decoder') return undefined;
    const { prompt_tuning_init: _, prompt_tuning_init_text: __, ...shape } = prompt;
    const ids = numbersIn(carried, idsName);
    return {
      ...shape,
      peft_type: 'CPT',
      ...(ids && {
        [idsName]: ids,
        cpt_mask: ids.map(() => 1),
        [typesName]: numbersIn(carried, typesName),
      }),
      opt_weighted_loss_type: choiceOf(hp, 'opt_weighted_loss_type'),
      opt_loss_decay_factor: numberOf(hp, 'opt_loss_decay_factor'),
      opt_projection_epsilon: numberOf(hp, 'opt_projection_epsilon'),
      opt_projection_format_epsilon: numberOf(hp, 'opt_projection_format_epsilon'),
    };
  },
});
