/**
 * Learning rates for models of a real GPU, each with the place that it was read in. The playground's own defaults suit
 * models of a few million weights, which want rates ten to a hundred times as large.
 *
 * All are for AdamW. Where nobody has published one for a size, the source says what was taken instead.
 */
import type { Dimensions } from '../../anatomy/anatomy';

export interface Rate {
  readonly value: number;
  /** Where it is from, in English, for a comment of the script. */
  readonly source: string;
}

/** Kinds of training that have rates of their own. */
export type RateKind =
  | 'full'
  | 'head'
  | 'biases'
  | 'lora'
  | 'dora'
  | 'rslora'
  | 'lora-fa'
  | 'adalora'
  | 'qlora'
  | 'loftq'
  | 'lokr'
  | 'ia3'
  | 'prompt'
  | 'prefix'
  | 'prefix-network'
  | 'p-tuning'
  | 'unpublished';

/** What rates are known for: BERT-like encoders of both sizes, T5, GPT-2 and LLaMA. */
export type Size = 'encoder' | 'large-encoder' | 't5' | 'gpt2' | 'llama';

export function sizeOf({ family, hidden }: Dimensions): Size {
  if (family === 'unknown') return 't5';
  if (family === 'gpt2' || family === 'llama') return family;
  return hidden < 1024 ? 'encoder' : 'large-encoder';
}

const rate = (value: number, source: string): Rate => ({ value, source });

const comparison = (value: number, what: string) =>
  rate(value, `HF PEFT's method_comparison, MetaMathQA, Llama-3.2-3B: ${what}`);
const roberta = (value: number, notebook: string) =>
  rate(value, `HF PEFT's examples/sequence_classification/${notebook}, roberta-large`);

const lora: Readonly<Record<Size, Rate>> = {
  encoder: rate(5e-4, 'microsoft/LoRA, examples/NLU/roberta_base_mnli.sh, RoBERTa-base'),
  'large-encoder': rate(4e-4, 'microsoft/LoRA, examples/NLU/roberta_large_sst2.sh, RoBERTa-large'),
  t5: rate(1e-3, "HF PEFT's examples/conditional_generation/peft_lora_seq2seq.ipynb, mT0-large"),
  gpt2: rate(2e-4, 'microsoft/LoRA, examples/NLG/README.md, GPT-2 medium'),
  llama: rate(3e-4, 'tloen/alpaca-lora, finetune.py, LLaMA-7B'),
};

/** LoRA's own, because of this. */
const asLora = (why: string): Readonly<Record<Size, Rate>> =>
  Object.fromEntries(
    Object.entries(lora).map(([size, { value, source }]) => [size, rate(value, `${why}: ${source}`)]),
  ) as Record<Size, Rate>;

const everywhere = (one: Rate): Readonly<Record<Size, Rate>> => ({
  encoder: one,
  'large-encoder': one,
  t5: one,
  gpt2: one,
  llama: one,
});

const rates: Readonly<Record<RateKind, Readonly<Record<Size, Rate>>>> = {
  full: {
    encoder: rate(2e-5, 'Liu et al. 2019 (RoBERTa), who search 1e-5, 2e-5 and 3e-5 for GLUE'),
    'large-encoder': rate(1e-5, 'facebookresearch/fairseq, examples/roberta/README.glue.md, RoBERTa-large'),
    t5: rate(3e-4, 'rabeehk/compacter, seq2seq/configs/baseline.json, T5-base'),
    gpt2: rate(5e-5, 'XiangLi1999/PrefixTuning, README.md, fine-tuning of GPT-2'),
    llama: rate(2e-5, 'tatsu-lab/stanford_alpaca, README.md, LLaMA-7B'),
  },
  head: everywhere(rate(1e-3, "none published for a classifier alone; this is PyTorch's own default of AdamW")),
  unpublished: everywhere(rate(1e-3, "none published for this method; this is PyTorch's own default of AdamW")),
  biases: everywhere(rate(1e-3, 'benzakenelad/BitFit, run_glue.py, BERT-base and BERT-large')),
  lora,
  dora: {
    ...asLora('none published for DoRA at this size, so that of LoRA'),
    llama: rate(3e-4, "HF PEFT's examples/dora_finetuning, Llama-3-8B"),
  },
  rslora: {
    ...asLora('none published for rsLoRA at this size, so that of LoRA; halve it if the loss jumps'),
    llama: comparison(1e-4, 'rank 64 with rsLoRA'),
  },
  'lora-fa': {
    ...asLora('that of LoRA, as HF PEFT advises for create_lorafa_optimizer'),
    llama: rate(7e-5, "HF PEFT's examples/lorafa_finetune, Llama-3-8B"),
  },
  adalora: {
    encoder: rate(5e-4, 'QingruZhang/AdaLoRA, NLU/scripts/run_debertav3_mnli.sh, DeBERTa-v3-base'),
    'large-encoder': rate(5e-4, 'QingruZhang/AdaLoRA, NLU/scripts/run_debertav3_mnli.sh, DeBERTa-v3-base'),
    t5: rate(1e-3, "HF PEFT's examples/conditional_generation/peft_adalora_seq2seq.py, BART-base"),
    gpt2: comparison(1e-4, 'AdaLoRA'),
    llama: comparison(1e-4, 'AdaLoRA'),
  },
  qlora: {
    ...asLora('none published for QLoRA at this size, so that of LoRA'),
    llama: rate(2e-4, 'artidoro/qlora, scripts/finetune_llama2_guanaco_7b.sh; 1e-4 from 33B on'),
  },
  loftq: {
    encoder: rate(1e-4, 'yxli2123/LoftQ, glue/train_glue.sh, DeBERTa-v3-base'),
    'large-encoder': rate(1e-4, 'yxli2123/LoftQ, glue/train_glue.sh, DeBERTa-v3-base'),
    t5: rate(1e-4, 'none published for T5; that of yxli2123/LoftQ, glue/train_glue.sh, DeBERTa-v3-base'),
    gpt2: rate(3e-4, 'none published for GPT-2; that of yxli2123/LoftQ, scripts/train_gsm8k.sh, Llama-2-7B'),
    llama: rate(3e-4, 'yxli2123/LoftQ, scripts/train_gsm8k.sh, Llama-2-7B'),
  },
  lokr: everywhere(comparison(3e-3, 'LoKr')),
  ia3: {
    encoder: roberta(1e-3, 'IA3.ipynb'),
    'large-encoder': roberta(1e-3, 'IA3.ipynb'),
    t5: rate(3e-3, 'r-three/t-few, configs/ia3.json, T0-3B'),
    gpt2: comparison(1e-3, '(IA)3'),
    llama: comparison(1e-3, '(IA)3'),
  },
  prompt: {
    encoder: roberta(1e-3, 'Prompt_Tuning.ipynb'),
    'large-encoder': roberta(1e-3, 'Prompt_Tuning.ipynb'),
    t5: rate(0.3, 'Lester et al. 2021, with Adafactor'),
    gpt2: rate(3e-2, "HF PEFT's examples/causal_language_modeling/peft_prompt_tuning_clm.ipynb, bloomz-560m"),
    llama: comparison(1e-3, 'prompt tuning'),
  },
  prefix: {
    encoder: roberta(1e-2, 'prefix_tuning.ipynb'),
    'large-encoder': roberta(1e-2, 'prefix_tuning.ipynb'),
    t5: roberta(1e-2, 'prefix_tuning.ipynb'),
    gpt2: rate(3e-2, "HF PEFT's examples/causal_language_modeling/peft_prefix_tuning_clm.ipynb, bloomz-560m"),
    llama: comparison(1e-3, 'prefix tuning'),
  },
  'prefix-network': everywhere(rate(5e-5, 'XiangLi1999/PrefixTuning, README.md, GPT-2')),
  'p-tuning': {
    encoder: roberta(1e-3, 'P_Tuning.ipynb'),
    'large-encoder': roberta(1e-3, 'P_Tuning.ipynb'),
    t5: roberta(1e-3, 'P_Tuning.ipynb'),
    gpt2: comparison(1e-4, 'P-tuning'),
    llama: comparison(1e-4, 'P-tuning'),
  },
};

/** The learning rate that a script begins with. */
export const rateFor = (kind: RateKind, dimensions: Dimensions): Rate => rates[kind][sizeOf(dimensions)];
