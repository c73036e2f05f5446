/** The parts of a transformer, as found in a canonical graph. Types only; `describe.ts` finds them. */

import type { Message } from '../messages/message';
import type { Place } from './places';

export type Family =
  'bert' | 'roberta' | 'distilbert' | 'electra' | 'albert' | 'gpt2' | 'llama' | 't5' | 'bart' | 'unknown';
export type Kind = 'encoder' | 'decoder' | 'encoder-decoder';
export type Stack = 'encoder' | 'decoder';

/**
 * Sites where a weight delta or a module can be attached. `qkv` exists only where the projections are fused, those of
 * cross-attention only in the decoder's layers of an encoder–decoder.
 */
export type Site = 'q' | 'k' | 'v' | 'qkv' | 'o' | CrossSite | 'up' | 'gate' | 'down';
export type CrossSite = 'crossQ' | 'crossK' | 'crossV' | 'crossO';

/** y = x W (+ b). In the canonical graph: one MatMul with W stored (in, out), and one Add when there is a bias. */
export interface Linear {
  /** Module path as HF names it, for example `encoder.layer.0.attention.self.query`. */
  readonly path: string;
  /** Initialiser, shape (in, out). */
  readonly weight: string;
  /** Initialiser, shape (out). */
  readonly bias?: string;
  readonly input: string;
  /** The value after the bias, if there is one. */
  readonly output: string;
  readonly inFeatures: number;
  readonly outFeatures: number;
  /**
   * Other values that the same layer is applied to: DeBERTa v2 projects its table of relative positions with the
   * matrices of queries and keys. `input` (·, ·, in), `output` after the bias.
   */
  readonly again?: readonly { readonly input: string; readonly output: string }[];
  /** HF stores the weight as (in, out) too (GPT-2's Conv1D, `fan_in_fan_out`). */
  readonly conv1d: boolean;
}

/** One of q, k, v: a linear of its own or columns [start, end) of a fused one. */
export interface Projection {
  readonly linear: Linear;
  readonly start: number;
  readonly end: number;
  /** The value that carries only this projection: the linear's output, or the split or slice of the fused one. */
  readonly output: string;
}

export interface Norm {
  /** HF module path. */
  readonly path: string;
  readonly kind: 'layer' | 'rms';
  readonly gain: string;
  /** The gain is ones that the exporter made, no weight of the model (OLMo). */
  readonly fixed?: true;
  readonly bias?: string;
  readonly input: string;
  readonly output: string;
}

/**
 * Where the norms of a layer stand: before its branches (GPT-2, Llama), behind the residual sums (BERT), before and
 * behind each branch (Gemma 2), or behind each branch only (OLMo 2).
 */
export type NormPosition = 'pre' | 'post' | 'sandwich' | 'branch';

/**
 * A norm of a layer; `normOut` ones stand at the end of a branch, before it is added. `normCross` is cross-attention's,
 * before or behind it as the others are.
 */
export interface LayerNorm extends Norm {
  readonly place: 'norm1' | 'normOut1' | 'normCross' | 'norm2' | 'normOut2';
}

/**
 * From one position to the next, number i of a head becomes x_i cos θ_i + x_p(i) sin θ_i. Numbers that are not turned
 * have θ = 0.
 */
export interface Rotation {
  /** θ, radians, headDim of them. */
  readonly angles: readonly number[];
  /** p, headDim of them. */
  readonly partners: readonly number[];
}

export interface Attention {
  readonly q: Projection;
  readonly k: Projection;
  readonly v: Projection;
  /** Present when q, k and v come from one linear. */
  readonly fused?: Linear;
  /**
   * The fused linear's columns are not queries, keys and values one after the other, but head by head (GPT-NeoX), or
   * cut apart behind a reshape. `start` and `end` of the projections then only say how wide they are.
   */
  readonly mixed?: true;
  readonly o: Linear;
  /**
   * Keys and values as the products read them: (B, heads, T, headDim), heads repeated already where they are grouped,
   * before the scaling of keys and before any transposition of the last two axes. Some exporters fold that
   * transposition into the one that splits the heads, so that no such keys exist: then `keysTransposed` is true and the
   * shape (B, heads, headDim, T).
   */
  readonly keys: string;
  readonly keysTransposed?: boolean;
  readonly values: string;
  /** What is added to the scores before the softmax, each broadcastable to (B, heads, T, T). */
  readonly masks: readonly string[];
  /** Constant tables of a rotary embedding, last axes (T, headDim), the two halves of headDim being equal. */
  readonly rotary?: { readonly cos: string; readonly sin: string };
  /** How queries and keys are turned by their positions, in any spelling; absent where they are not. */
  readonly rotation?: Rotation | 'odd';
  /** q kᵀ before scaling and masking, (B, heads, T, T). */
  readonly scores: string;
  /** Softmax output, (B, heads, T, T). */
  readonly probabilities: string;
  /** Concatenated heads, the input of `o`. */
  readonly context: string;
}

export interface FeedForward {
  /** Twice as wide as `down` reads where the gate is packed into it: the halves are one factor each of a product. */
  readonly up: Linear;
  /** SwiGLU only. */
  readonly gate?: Linear;
  readonly down: Linear;
  /** Input of `down`: after the non-linearity (and the gating). */
  readonly middle: string;
}

export interface Cross extends Attention {
  /** The Add that puts it on the residual stream. */
  readonly residual: string;
}

/** One execution of a layer. Where layers share their weights (ALBERT), several have the same index and path. */
export interface Layer {
  /**
   * Number of the weights: the first layer's are 0, the next ones that are not there yet 1, …. Their parameters are
   * named by it.
   */
  readonly index: number;
  /** HF module path, for example `encoder.layer.0` or `transformer.h.0`. */
  readonly path: string;
  readonly input: string;
  readonly output: string;
  readonly attention: Attention;
  /**
   * Decoder layers of an encoder–decoder: queries of the text that is written, keys and values of the encoder's states,
   * (B, heads, S, headDim).
   */
  readonly cross?: Cross;
  readonly feedForward: FeedForward;
  /**
   * In the order of execution. `norm1` is attention's and `norm2` the feed-forward block's: before them (pre-LN), or
   * behind their sums (post-LN). Parallel layers may have one for both.
   */
  readonly norms: readonly LayerNorm[];
  /** Residual sums: attention's and the ffn's Add outputs; twice the same one in a parallel layer. */
  readonly residuals: readonly [string, string];
}

export interface Embeddings {
  /** Initialiser (V, d) and the Gather output (B, T, d). */
  readonly word: {
    readonly path: string;
    readonly weight: string;
    readonly output: string;
    /** What the rows are multiplied by (√d in Gemma); `output` is the product. */
    readonly scale?: number;
  };
  /** Initialiser (P, d) and the value that is added. `ids` is the index value that the Gather reads. */
  readonly position?: { readonly path: string; readonly weight: string; readonly output: string; readonly ids: string };
  readonly tokenType?: { readonly path: string; readonly weight: string; readonly output: string };
  readonly norm?: Norm;
  /** From the embedding width to the hidden size, where they differ (ELECTRA). */
  readonly projection?: Linear;
  /** What the first layer reads. */
  readonly output: string;
}

/** One weight of the base model and where it sits. */
export interface BaseTensor {
  /** As HF names it, relative to the base model; a name of our own where the model is only described. */
  readonly name: string;
  readonly place: Place;
  /** The layer that it sits in, the first of those that share it. */
  readonly layer?: number;
  readonly role: 'weight' | 'bias' | 'gain';
  /** Linears are (in, out). */
  readonly shape: readonly number[];
  /** Initialiser of a loaded graph. */
  readonly initializer?: string;
}

/** A weight beside the parts that every transformer has, which the file itself names. */
export type Extra = Pick<BaseTensor, 'place' | 'layer' | 'role'> & {
  readonly initializer: string;
  /** As HF names it, relative to the base model. */
  readonly name: string;
  /** A matrix that a product reads as (in, out); HF has it as (out, in). */
  readonly transposed: boolean;
};

export interface Bottleneck {
  /** Of what attention and feed-forward block return, and of what the latter reads. */
  readonly width: number;
  /** Of what queries and keys, and values, are made from. */
  readonly query: number;
  readonly value: number;
}

/** Sizes from which every count follows, for loaded and for merely described models. */
export interface Dimensions {
  readonly family: Family;
  readonly kind: Kind;
  /** L: layers with weights of their own. Every closed-form count multiplies by it. */
  readonly layers: number;
  /** Encoder–decoders: how many of the layers, the first ones, are the encoder's. The others have cross-attention. */
  readonly encoderLayers?: number;
  /** Layers that a text passes through, where some share their weights (ALBERT). Absent: L of them. See `depthOf`. */
  readonly depth?: number;
  /** d */
  readonly hidden: number;
  /** Layers that work at another width than d (MobileBERT). See `branchWidth`. */
  readonly bottleneck?: Bottleneck;
  /** Width of the word embedding; differs from d where a projection follows (ELECTRA). */
  readonly embeddingSize: number;
  /** h */
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  /** d_ff */
  readonly intermediate: number;
  /** V */
  readonly vocabulary: number;
  /** Longest sequence that the position table allows; Infinity for rotary. */
  readonly maxPositions: number;
  /** How many positions attention sees at most, where config.json names a window. */
  readonly window?: number;
  readonly normPosition: NormPosition;
  /** The feed-forward block reads what attention reads, and both are added at once (GPT-J, GPT-NeoX, Phi, Falcon). */
  readonly parallel?: true;
  readonly normKind: 'layer' | 'rms';
  /** Whether linears have biases. */
  readonly biases: boolean;
  readonly fusedQkv: boolean;
  /** Queries, keys and values are no columns of their own in the fused linear: see `Attention.mixed`. */
  readonly mixedQkv?: true;
  /** A projection is applied to more than the text (`Linear.again`). */
  readonly repeated?: true;
  readonly gated: boolean;
  /** Gate and up projection are one linear of twice the width (Phi-3, ModernBERT); it is the site `up`. */
  readonly packedGate?: true;
  readonly embeddingNorm: boolean;
  readonly finalNorm: boolean;
  /** Bias vectors in the base model, in scalars, norms included (for BitFit's closed form). */
  readonly biasScalars: number;
  /** All weights that hidden states and language-model logits depend on, tied ones once (a pooler does not count). */
  readonly parameters: number;
  /** Those weights one by one. */
  readonly tensors: readonly BaseTensor[];
  /**
   * What of a loaded model is not there or not understood; absent where nothing is. Models that are merely described
   * have none.
   */
  readonly gaps?: Gaps;
}

/** What methods and tasks may lack in a model, each with a sentence that says what was not found. */
export interface Gaps {
  /** Not all layers are understood, or they differ in size, so that nothing can be put inside all of them. */
  readonly layers?: Message;
  /** There are no hidden states (B, T, d) to put a head on. */
  readonly hiddenStates?: Message;
  /** A decoder without logits over its vocabulary. */
  readonly languageModelHead?: Message;
  /** An encoder–decoder that does not tell with which token its decoder begins. */
  readonly startToken?: Message;
  /** Bias vectors that belong to no part that is understood. */
  readonly biases?: Message;
  /** Why a prefix can't stand before the text as it does in HF PEFT. */
  readonly prefix?: Message;
  /** No gradient reaches any weight below this operator. */
  readonly gradient?: Message;
  /** Scalars of `parameters` that belong to no named part. */
  readonly unnamed?: number;
}

/** What config.json says of the head that Transformers' class puts on ModernBERT. */
export interface ClassifierConfig {
  readonly pooling: 'mean' | 'cls';
  readonly activation: string;
  /** Whether the square layer has a bias, and the norm behind it. */
  readonly bias: boolean;
  readonly normBias: boolean;
  readonly epsilon: number;
}

/** Something that could not be found or understood, with what follows from it. */
export interface Finding {
  readonly part: string;
  readonly message: Message;
}

export interface Stacks {
  /** Norm behind the encoder's last layer. */
  readonly encoderNorm?: Norm;
  /** What cross-attention reads, (B, S, d). */
  readonly encoderHidden: string;
  readonly decoderEmbeddings: Embeddings;
  /** The token that the decoder begins with, where config.json says so. */
  readonly startToken?: number;
}

export interface Anatomy {
  readonly dimensions: Dimensions;
  /** Of the encoder, where there are two stacks. */
  readonly embeddings: Embeddings;
  /** In the order of execution: as many as `depthOf(dimensions)`; those of an encoder before those of its decoder. */
  readonly layers: readonly Layer[];
  /** Encoder–decoders: what only such a model has. `finalNorm` is the decoder's. */
  readonly stacks?: Stacks;
  readonly finalNorm?: Norm;
  /** Hidden states after the last layer (and final norm), (B, T, d); '' where none were found (`gaps.hiddenStates`). */
  readonly lastHidden: string;
  /** Language-model head, where the export has one. `weight` may be the (tied) word embedding. */
  readonly languageModelHead?: {
    readonly logits: string;
    readonly weight: string;
    readonly bias?: string;
    readonly tied: boolean;
  };
  /** Names of graph inputs. Absent where the export does not have them. */
  readonly inputs: {
    readonly ids: string;
    /** What the decoder of an encoder–decoder has written so far. */
    readonly decoderIds?: string;
    readonly mask?: string;
    readonly tokenTypes?: string;
  };
  /** Prefix of HF state-dict names in a task model: `bert.`, `roberta.`, `transformer.`, `model.`, … */
  readonly prefix: string;
  /**
   * HF name of each initialiser that was recognised, relative to the base model
   * (`encoder.layer.0.output.dense.weight`).
   */
  readonly names: ReadonlyMap<string, string>;
  /** Weights beside the parts above that the file itself names; in `names` too. */
  readonly extras?: readonly Extra[];
  /** What HF's gains are less than those of the graph: 1 where a norm multiplies by 1 + weight (Gemma). */
  readonly gainOffset?: number;
  /**
   * Initialisers of all weights that hidden states and logits depend on, those of parts that are not understood too.
   */
  readonly weights: readonly string[];
  /** The model's type in config.json, which decides the class that Transformers loads it with. */
  readonly modelType?: string;
  /** Activation function of the feed-forward blocks in config.json. */
  readonly hiddenAct?: string;
  /** What config.json says of the library's head, where that depends on it (ModernBERT). */
  readonly classifier?: ClassifierConfig;
  /** How the model's own makers turn a text into one vector, where config.json says so (`sentence_pooling`). */
  readonly pooling?: 'mean' | 'cls';
  /**
   * The layer on the first token's state that BERT was pretrained with, where the export has it. `weight` (in, out).
   */
  readonly pooler?: { readonly weight: string; readonly bias: string };
  /** Id of the tokenizer's mask token, where it is known. */
  readonly maskToken?: number;
  /** What was not found. Empty for a fully understood model. */
  readonly missing: readonly Finding[];
}
