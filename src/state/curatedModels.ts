/**
 * Small ONNX models of the Hub that suit this page, one or two of each architecture. What each teaches is said beside
 * the dialog that lists them (`src/ui/hub/strings.en.ts`, `reasons`); `scripts/hub/CURATED.md` says how each id was
 * checked.
 */
export interface CuratedModel {
  /** On the Hub. */
  readonly id: string;
  /** Names that adapters give the model which it was exported from. */
  readonly bases: readonly string[];
  /** `model_type` of its config.json. */
  readonly type: string;
  readonly kind: 'encoder' | 'decoder';
  /** Millions of bytes in fp32, about. */
  readonly megabytes: number;
}

const encoder = (id: string, type: string, megabytes: number, ...bases: string[]): CuratedModel => ({
  id,
  bases,
  type,
  kind: 'encoder',
  megabytes,
});
const decoder = (id: string, type: string, megabytes: number, ...bases: string[]): CuratedModel => ({
  id,
  bases,
  type,
  kind: 'decoder',
  megabytes,
});

export const curated: readonly CuratedModel[] = [
  encoder('Xenova/paraphrase-MiniLM-L3-v2', 'bert', 69, 'sentence-transformers/paraphrase-MiniLM-L3-v2'),
  encoder('Xenova/all-MiniLM-L6-v2', 'bert', 90, 'sentence-transformers/all-MiniLM-L6-v2'),
  encoder('Xenova/bge-small-en-v1.5', 'bert', 133, 'BAAI/bge-small-en-v1.5'),
  encoder('Xenova/bert-base-uncased', 'bert', 436, 'google-bert/bert-base-uncased', 'bert-base-uncased'),
  encoder('Xenova/multilingual-e5-small', 'bert', 470, 'intfloat/multilingual-e5-small'),
  encoder(
    'Xenova/paraphrase-multilingual-MiniLM-L12-v2',
    'bert',
    470,
    'sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2',
  ),
  encoder(
    'Xenova/distilbert-base-uncased',
    'distilbert',
    266,
    'distilbert/distilbert-base-uncased',
    'distilbert-base-uncased',
  ),
  encoder('Xenova/all-distilroberta-v1', 'roberta', 326, 'sentence-transformers/all-distilroberta-v1'),
  encoder('Xenova/distilroberta-base', 'roberta', 328, 'distilbert/distilroberta-base', 'distilroberta-base'),
  encoder('Xenova/roberta-base', 'roberta', 498, 'FacebookAI/roberta-base', 'roberta-base'),
  encoder('Xenova/xlm-roberta-base', 'xlm-roberta', 1112, 'FacebookAI/xlm-roberta-base', 'xlm-roberta-base'),
  encoder('Xenova/paraphrase-albert-small-v2', 'albert', 45, 'sentence-transformers/paraphrase-albert-small-v2'),
  encoder('Xenova/albert-base-v2', 'albert', 47, 'albert/albert-base-v2', 'albert-base-v2'),
  encoder('Xenova/electra-small-discriminator', 'electra', 54, 'google/electra-small-discriminator'),
  encoder('Xenova/all-mpnet-base-v2', 'mpnet', 436, 'sentence-transformers/all-mpnet-base-v2'),
  encoder('onnx-community/ModernBERT-base-ONNX', 'modernbert', 596, 'answerdotai/ModernBERT-base'),
  decoder('Xenova/distilgpt2', 'gpt2', 327, 'distilbert/distilgpt2', 'distilgpt2'),
  decoder('Xenova/gpt2', 'gpt2', 498, 'openai-community/gpt2', 'gpt2'),
  decoder('Xenova/gpt-neo-125M', 'gpt_neo', 500, 'EleutherAI/gpt-neo-125m', 'EleutherAI/gpt-neo-125M'),
  decoder('Xenova/llama2.c-stories15M', 'llama', 61),
  decoder('Xenova/llama-68m', 'llama', 272, 'JackFram/llama-68m'),
  decoder('onnx-community/SmolLM2-135M-ONNX', 'llama', 538, 'HuggingFaceTB/SmolLM2-135M'),
  decoder('HuggingFaceTB/SmolLM2-135M-Instruct', 'llama', 538, 'HuggingFaceTB/SmolLM2-135M-Instruct'),
  decoder('Xenova/pythia-14m', 'gpt_neox', 56, 'EleutherAI/pythia-14m'),
  decoder('Xenova/pythia-70m', 'gpt_neox', 282, 'EleutherAI/pythia-70m'),
  decoder('Xenova/opt-125m', 'opt', 501, 'facebook/opt-125m'),
];
