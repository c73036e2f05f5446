/**
 * The heads that Transformers' `AutoModelForSequenceClassification` puts on a base model, by `model_type`: what they
 * read, their layers, and the names of those. An adapter that is trained with one gives the same logits in the
 * library's own class.
 *
 * Left out is the dropout before and between the layers.
 */
import type { Anatomy } from '../anatomy/anatomy';

export interface LibraryHead {
  /** The state that it reads: of the first token, of the last one of the text, or the mean over the text. */
  readonly reads: 'first' | 'last' | 'mean';
  /** A square layer before the one that gives the logits. `path` as in the state dict of the task model. */
  readonly dense?: {
    readonly path: string;
    readonly activation: 'tanh' | 'relu' | 'gelu';
    /** Default: it has one. */
    readonly bias?: false;
  };
  /** A LayerNorm behind the square layer (ModernBERT). */
  readonly norm?: { readonly path: string; readonly bias: boolean; readonly epsilon: number };
  /** The layer that gives the logits. */
  readonly out: { readonly path: string; readonly bias: boolean };
  /**
   * The module of its square layer, where it has to be named in PEFT's `modules_to_save`: BERT's pooler, which lies in
   * the base model, and DeBERTa's and ModernBERT's, which lie beside it.
   */
  readonly named?: string;
}

/** What decides the head. */
export type HeadedModel = Pick<Anatomy, 'dimensions' | 'modelType' | 'hiddenAct' | 'classifier' | 'prefix' | 'pooling'>;

type Form = (prefix: string) => LibraryHead;

const pooler =
  (path: string, named = 'pooler'): Form =>
  (prefix) => ({
    reads: 'first',
    dense: { path: `${prefix}${path}`, activation: 'tanh' },
    out: { path: 'classifier', bias: true },
    named,
  });

const twoLayers =
  (activation: 'tanh' | 'gelu'): Form =>
  () => ({
    reads: 'first',
    dense: { path: 'classifier.dense', activation },
    out: { path: 'classifier.out_proj', bias: true },
  });

const forms: readonly (readonly [types: string, form: Form])[] = [
  ['bert ernie nomic_bert mobilebert rembert megatron-bert layoutlm', pooler('pooler.dense')],
  [
    'deberta deberta-v2',
    () => ({
      reads: 'first',
      dense: { path: 'pooler.dense', activation: 'gelu' },
      out: { path: 'classifier', bias: true },
      named: 'pooler',
    }),
  ],
  ['albert', pooler('pooler')],
  [
    'roberta xlm-roberta xlm-roberta-xl camembert data2vec-text mpnet ibert esm roberta-prelayernorm',
    twoLayers('tanh'),
  ],
  ['electra', twoLayers('gelu')],
  [
    'distilbert',
    () => ({
      reads: 'first',
      dense: { path: 'pre_classifier', activation: 'relu' },
      out: { path: 'classifier', bias: true },
    }),
  ],
];
const byType: ReadonlyMap<string, Form> = new Map(
  forms.flatMap(([types, form]) => types.split(' ').map((type) => [type, form] as const)),
);

/** ModernBERT's, which its config.json shapes; undefined where that says nothing, or an activation of another kind. */
function modernHead(told: HeadedModel['classifier']): LibraryHead | undefined {
  if (told?.activation !== 'gelu') return undefined;
  return {
    reads: told.pooling === 'mean' ? 'mean' : 'first',
    dense: { path: 'head.dense', activation: 'gelu', ...(!told.bias && { bias: false }) },
    norm: { path: 'head.norm', bias: told.normBias, epsilon: told.epsilon },
    out: { path: 'classifier', bias: true },
    named: 'head',
  };
}

/** Types whose head has the activation of the model. */
const asHiddenAct = new Set(['roformer']);

/**
 * Language models on which the generic class puts one layer without bias, by `model_type`: as Transformers 5.24 maps
 * them. Others have a head of another form, or none (Granite, Cohere, CodeGen, XGLM).
 */
const headedDecoders = new Set(
  [
    'arcee bloom deepseek_v2 deepseek_v3 diffllama doge exaone4 falcon gemma gemma2 gemma3 gemma3_text glm glm4 gpt2',
    'gpt_bigcode gpt_neo gpt_neox gpt_oss gptj helium hunyuan_v1_dense jetmoe llama minimax ministral ministral3',
    'mistral mixtral mpt nemotron olmo olmo2 olmo3 openai-gpt opt persimmon phi phi3 phimoe qwen2 qwen2_moe qwen3',
    'qwen3_moe qwen3_next seed_oss smollm3 stablelm starcoder2',
  ].flatMap((line) => line.split(' ')),
);
/** Of these, those without a class for tokens. */
const withoutTokenHead = new Set(
  'deepseek_v2 doge gemma3 gemma3_text gptj hunyuan_v1_dense jetmoe olmo olmo2 olmo3 openai-gpt opt phimoe'.split(' '),
);

/** Language models whose class for tokens calls its layer `classifier`; the generic class calls it `score`. */
const otherTokenHeads = new Set(['gpt2', 'gpt_neo', 'gpt_neox', 'bloom', 'falcon', 'mpt']);

/**
 * The head of `AutoModelForTokenClassification`: one layer with a bias, behind ModernBERT's square layer and norm where
 * the model is one.
 */
export function tokenHead({
  dimensions: { kind, family },
  modelType,
  classifier,
}: HeadedModel): Pick<LibraryHead, 'dense' | 'norm' | 'out' | 'named'> {
  const type = modelType ?? family;
  if (type === 'modernbert') {
    const { dense, norm, out, named } = modernHead(classifier) ?? { out: { path: 'classifier', bias: true } };
    return { ...(dense && { dense }), ...(norm && { norm }), out, ...(named && { named }) };
  }
  return { out: { path: kind === 'decoder' && !otherTokenHeads.has(type) ? 'score' : 'classifier', bias: true } };
}

/** Whether there is an `AutoModelForTokenClassification` for a model at all. */
export function hasTokenClass({ dimensions: { kind, family }, modelType }: HeadedModel): boolean {
  const type = modelType ?? family;
  if (kind !== 'decoder') return true;
  return type === 'biogpt' || (headedDecoders.has(type) && !withoutTokenHead.has(type));
}

/** The library's head for a model; undefined where it has none, or one of another form. */
export function libraryHead({
  dimensions: { kind, family },
  modelType,
  hiddenAct,
  classifier,
  prefix,
}: HeadedModel): LibraryHead | undefined {
  // Without a config.json the family is known by the structure of the model.
  const type = modelType ?? (family === 'unknown' ? undefined : family);
  if (type === undefined) return undefined;
  if (kind === 'decoder')
    return headedDecoders.has(type) ? { reads: 'last', out: { path: 'score', bias: false } } : undefined;
  if (asHiddenAct.has(type)) return hiddenAct === 'gelu' ? twoLayers('gelu')(prefix) : undefined;
  return type === 'modernbert' ? modernHead(classifier) : byType.get(type)?.(prefix);
}
