/** HF's names for the parts of each family, so that adapters and weights can travel between libraries. */
import type { Family, LayerNorm } from './anatomy';

/** Module paths relative to the base model. Those of a layer follow the layer's own path. */
export interface FamilyNames {
  /** Prefix of state-dict names in a model with a task head. */
  readonly prefix: string;
  /** @param inner layers in a group (ALBERT) */
  readonly layer: (index: number, inner?: number) => string;
  readonly q: string;
  readonly k: string;
  readonly v: string;
  readonly qkv: string;
  readonly o: string;
  /** Attention to an encoder. */
  readonly cross?: Readonly<Record<'q' | 'k' | 'v' | 'o', string>>;
  readonly up: string;
  readonly gate: string;
  readonly down: string;
  readonly norms: Readonly<Record<LayerNorm['place'], string>>;
  readonly word: string;
  readonly position: string;
  readonly tokenType: string;
  readonly embeddingNorm: string;
  readonly projection: string;
  readonly finalNorm: string;
  /** The file itself says them, so that they hold whatever the family. */
  readonly inFile?: boolean;
  /** What the file puts before the base model's own paths. */
  readonly prefixInFile?: string;
  /** Linear weights are stored (in, out). */
  readonly conv1d: boolean;
}

/** Norms at the end of a branch; no family that is known by heart has them. */
const outer = {
  normOut1: 'attention_out_norm',
  normOut2: 'feed_forward_out_norm',
  normCross: 'cross_attention_norm',
};

const bert: FamilyNames = {
  prefix: 'bert.',
  layer: (i) => `encoder.layer.${i}`,
  conv1d: false,
  q: 'attention.self.query',
  k: 'attention.self.key',
  v: 'attention.self.value',
  qkv: 'attention.self.qkv',
  o: 'attention.output.dense',
  up: 'intermediate.dense',
  gate: 'intermediate.gate',
  down: 'output.dense',
  norms: { norm1: 'attention.output.LayerNorm', norm2: 'output.LayerNorm', ...outer },
  word: 'embeddings.word_embeddings',
  position: 'embeddings.position_embeddings',
  tokenType: 'embeddings.token_type_embeddings',
  embeddingNorm: 'embeddings.LayerNorm',
  projection: 'embeddings_project',
  finalNorm: 'encoder.LayerNorm',
};

const llama: FamilyNames = {
  prefix: 'model.',
  layer: (i) => `layers.${i}`,
  conv1d: false,
  q: 'self_attn.q_proj',
  k: 'self_attn.k_proj',
  v: 'self_attn.v_proj',
  qkv: 'self_attn.qkv_proj',
  o: 'self_attn.o_proj',
  up: 'mlp.up_proj',
  gate: 'mlp.gate_proj',
  down: 'mlp.down_proj',
  norms: { norm1: 'input_layernorm', norm2: 'post_attention_layernorm', ...outer },
  word: 'embed_tokens',
  position: 'embed_positions',
  tokenType: 'embed_token_types',
  embeddingNorm: 'embed_layernorm',
  projection: 'embed_project',
  finalNorm: 'norm',
};

export const familyNames: Readonly<Record<Family, FamilyNames>> = {
  bert,
  roberta: { ...bert, prefix: 'roberta.' },
  electra: { ...bert, prefix: 'electra.' },
  albert: {
    ...bert,
    prefix: 'albert.',
    layer: (i, inner = 1) => `encoder.albert_layer_groups.${Math.floor(i / inner)}.albert_layers.${i % inner}`,
    q: 'attention.query',
    k: 'attention.key',
    v: 'attention.value',
    o: 'attention.dense',
    up: 'ffn',
    down: 'ffn_output',
    norms: { norm1: 'attention.LayerNorm', norm2: 'full_layer_layer_norm', ...outer },
    projection: 'encoder.embedding_hidden_mapping_in',
  },
  distilbert: {
    ...bert,
    prefix: 'distilbert.',
    layer: (i) => `transformer.layer.${i}`,
    q: 'attention.q_lin',
    k: 'attention.k_lin',
    v: 'attention.v_lin',
    o: 'attention.out_lin',
    up: 'ffn.lin1',
    down: 'ffn.lin2',
    norms: { norm1: 'sa_layer_norm', norm2: 'output_layer_norm', ...outer },
  },
  gpt2: {
    ...bert,
    prefix: 'transformer.',
    layer: (i) => `h.${i}`,
    conv1d: true,
    q: 'attn.q_attn',
    k: 'attn.k_attn',
    v: 'attn.v_attn',
    qkv: 'attn.c_attn',
    o: 'attn.c_proj',
    up: 'mlp.c_fc',
    down: 'mlp.c_proj',
    norms: { norm1: 'ln_1', norm2: 'ln_2', ...outer },
    word: 'wte',
    position: 'wpe',
    finalNorm: 'ln_f',
  },
  llama,
  // Models of no known family get plain names of the same pattern; those of two stacks theirs in `stackNames.ts`.
  t5: { ...llama, prefix: '' },
  bart: { ...llama, prefix: 'model.' },
  unknown: { ...llama, prefix: '' },
};

/** The name of the LM head's weight; it sits beside the base model, not in it. */
export const languageModelHead = 'lm_head';

/** Name in the state dict of an HF model with a task head, from a name relative to the base model. */
export function stateDictName(prefix: string, name: string): string {
  return name.startsWith(`${languageModelHead}.`) ? name : prefix + name;
}

/**
 * What Transformers' classes with a head call the base model (`base_model_prefix`), and the types of model, by
 * `config.json`.
 */
const typesByPrefix: Readonly<Record<string, string>> = {
  bert: 'bert bert-generation big_bird megatron-bert',
  roberta: 'roberta xlm-roberta xlm-roberta-xl camembert xmod jina_embeddings_v3',
  transformer:
    'gpt2 gpt_neo gptj gpt_bigcode gpt-sw3 bloom falcon codegen mpt ctrl dbrx openai-gpt flaubert xlm xlnet ' +
    'squeezebert',
  gpt_neox: 'gpt_neox gpt_neox_japanese',
  albert: 'albert',
  biogpt: 'biogpt',
  convbert: 'convbert',
  data2vec_text: 'data2vec-text',
  deberta: 'deberta deberta-v2',
  distilbert: 'distilbert',
  electra: 'electra',
  ernie: 'ernie',
  esm: 'esm',
  funnel: 'funnel',
  gte: 'gte',
  ibert: 'ibert',
  layoutlm: 'layoutlm',
  lilt: 'lilt',
  longformer: 'longformer',
  mobilebert: 'mobilebert',
  mpnet: 'mpnet',
  nomic_bert: 'nomic_bert',
  nystromformer: 'nystromformer',
  rembert: 'rembert',
  roberta_prelayernorm: 'roberta-prelayernorm',
  roc_bert: 'roc_bert',
  roformer: 'roformer',
  model:
    'llama mistral mixtral ministral qwen2 qwen2_moe qwen3 qwen3_moe smollm smollm3 gemma gemma2 gemma3 ' +
    'gemma3_text phi phi3 phimoe ' +
    'stablelm olmo olmo2 olmo3 olmoe starcoder2 cohere cohere2 granite glm glm4 nemotron persimmon opt xglm ' +
    'helium exaone4 ' +
    'modernbert modernbert-decoder eurobert diffllama arcee apertus seed_oss ernie4_5 gpt_oss jetmoe',
};
const prefixes: ReadonlyMap<string, string> = new Map(
  Object.entries(typesByPrefix).flatMap(([prefix, types]) =>
    types.split(' ').map((type) => [type, `${prefix}.`] as const),
  ),
);

/** The names to fall back on for a type of model: the family's, under the prefix that Transformers gives the type. */
export function namesOfType(family: Family, modelType: string | undefined): FamilyNames {
  const prefix = modelType === undefined ? undefined : prefixes.get(modelType);
  const names = familyNames[family];
  // GPTBigCode looks like GPT-2 and has ordinary linear layers.
  const conv1d = names.conv1d && (modelType === undefined || /^(gpt2|gpt-sw3)$/.test(modelType));
  return { ...names, conv1d, ...(prefix !== undefined && { prefix }) };
}

const byModelType: Readonly<Record<string, Family>> = {
  bert: 'bert',
  roberta: 'roberta',
  'xlm-roberta': 'roberta',
  camembert: 'roberta',
  distilbert: 'distilbert',
  electra: 'electra',
  albert: 'albert',
  gpt2: 'gpt2',
  llama: 'llama',
  mistral: 'llama',
  qwen2: 'llama',
  smollm: 'llama',
};

/** The family that `config.json` names; undefined for one that is not known. */
export function familyOfConfig(config: Readonly<Record<string, unknown>> | undefined): Family | undefined {
  return typeof config?.model_type === 'string' ? byModelType[config.model_type] : undefined;
}

/** Types of model whose norms multiply by 1 + weight. Exporters store the sum. */
const gainsBesideOne = new Set([
  'gemma',
  'gemma2',
  'gemma3',
  'gemma3_text',
  'vaultgemma',
  'recurrent_gemma',
  'nemotron',
  'qwen3_next',
]);

/** What HF's gains of norms are less than what the norm multiplies by. */
export const gainOffset = (modelType: string | undefined): number =>
  modelType !== undefined && gainsBesideOne.has(modelType) ? 1 : 0;

/**
 * Types of model that multiply whatever stands in the place of words, soft prompts too; in the others (Gemma, XGLM) the
 * factor belongs to the table.
 */
const factorOnInputs = new Set([
  'granite',
  'granite_swa',
  'granitemoe',
  'granitemoe_swa',
  'granitemoehybrid',
  'granitemoeshared',
  'hrm_text',
  'hyperclovax',
]);

/** Whether a factor behind the word embedding is the model's, and not the table's. */
export const scalesItsInputs = (modelType: unknown): boolean =>
  typeof modelType === 'string' && factorOnInputs.has(modelType);

/** Rows at the start of the position table that no token uses: RoBERTa counts from padding_idx + 1. */
export const positionOffset = (family: Family): number => (family === 'roberta' ? 2 : 0);
