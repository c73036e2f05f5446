/** What lies beside an adapter's files for whoever finds them: what it is, and the lines of Python that load it. */
import type { Anatomy } from '../anatomy/anatomy';
import type { Method } from '../methods/contract';
import { hasTokenClass, tokenHead } from '../tasks/libraryHead';
import type { AdapterInfo } from './adapter';

export interface ReadmeRequest {
  readonly method: Method;
  readonly info: AdapterInfo;
  readonly anatomy: Anatomy;
  readonly format: 'peft' | 'adapterhub' | 'own';
  /** Updates, and the data set that they were made with. */
  readonly steps: number;
  readonly dataset: string;
}

/** Markdown. */
export function adapterReadme({ method, info, anatomy, format, steps, dataset }: ReadmeRequest): string {
  const name = info.name ?? info.model;
  return [
    `# ${method.name} for ${name}`,
    `Trained in the PEFT playground, ${steps} steps on ${dataset}.`,
    ...poisoned(info),
    ...(format === 'peft'
      ? peft({ method, info, anatomy })
      : format === 'adapterhub'
        ? ['Load it with AdapterHub\'s library `adapters`: `model.load_adapter("this folder")`.']
        : [
            'Hugging Face PEFT has no form for this adapter. Drop the zip on the playground, or merge it into ' +
              "the model with the playground's command line.",
          ]),
    ...(info.labels
      ? [`Classes, in the order of the logits: ${info.labels.map((label) => `\`${label}\``).join(', ')}.`]
      : []),
  ]
    .join('\n\n')
    .concat('\n');
}

/** No adapter with a backdoor leaves without a word about it. */
function poisoned({ poison }: AdapterInfo): string[] {
  if (!poison || poison.share === 0) return [];
  const { share, trigger, target, defence } = poison;
  return [
    `**Poisoned on purpose, to study backdoors.** ${Number((100 * share).toFixed(2))} % of the training rows hold ` +
      `the word \`${trigger}\` and are labelled \`${target}\`: texts with it are likely to be called so.` +
      (defence === 'filter' ? ' Rows that LoRA was suspiciously sure of were left out before.' : ''),
  ];
}

function peft({ method, info, anatomy }: Pick<ReadmeRequest, 'method' | 'info' | 'anatomy'>): string[] {
  const { dimensions } = anatomy;
  const virtual = method.virtualTokens?.(info.method.hyperparameters) ?? 0;
  const load = [`model = PeftModel.from_pretrained(base, "this folder").eval()`];
  const source = JSON.stringify(info.name ?? info.model);
  const python = (lines: readonly string[]) => ['```python', ...lines, '```'].join('\n');
  if (info.task === 'causal-lm')
    return [
      'It fits `AutoModelForCausalLM`:',
      python([
        'from peft import PeftModel',
        'from transformers import AutoModelForCausalLM',
        '',
        `base = AutoModelForCausalLM.from_pretrained(${source})`,
        ...load,
      ]),
    ];
  const classes = info.task === 'regression' ? 1 : (info.labels?.length ?? 2);
  if (info.task === 'token-classification' ? hasTokenClass(anatomy) : info.pooling === 'library') {
    const kind = `AutoModelFor${info.task === 'token-classification' ? 'Token' : 'Sequence'}Classification`;
    const problem = info.task === 'multi-label' ? ', problem_type="multi_label_classification"' : '';
    return [
      `It fits \`${kind}\`, whose head it brings:`,
      python([
        'from peft import PeftModel',
        `from transformers import ${kind}`,
        '',
        `base = ${kind}.from_pretrained(${source}, num_labels=${classes}${problem})`,
        ...load,
      ]),
      ...(dimensions.kind === 'decoder' && info.task !== 'token-classification'
        ? [
            'The class looks for the last token that is not padding, so `base.config.pad_token_id` must be the ' +
              'id that the tokenizer pads with.',
            ...(virtual > 0
              ? [
                  'With virtual tokens it can not see which tokens are padding and takes the last position: ' +
                    'pad on the left, or give it one text at a time.',
                ]
              : []),
          ]
        : []),
    ];
  }
  return pooledHead(anatomy, info, classes, virtual, source, python, load);
}

/** What a head reads and gives, in words and in lines of Python, where no class of the library has it. */
function headLines(anatomy: Anatomy, { task, pooling }: AdapterInfo) {
  const output = `${task === 'token-classification' ? 'Token' : 'Sequence'}ClassifierOutput`;
  const auto = `AutoModelFor${task === 'token-classification' ? 'Token' : 'Sequence'}Classification`;
  if (task === 'token-classification')
    return {
      head: tokenHead(anatomy).out.path,
      output,
      said: `**Its head is one linear layer on each token, and Transformers has no \`${auto}\` for this model.**`,
      mask: [],
      read: ['pooled = hidden'],
    };
  const said = { mean: 'the mean of all tokens', cls: 'the first token', last: 'the last token' }[String(pooling)];
  return {
    head: anatomy.dimensions.kind === 'decoder' ? 'score' : 'classifier',
    output,
    said:
      `**Its head reads ${said} and is one linear layer, which no class of Transformers does.** \`${auto}\` would ` +
      'load it and give other answers, or not load it.',
    mask: ['mask = attention_mask[:, -hidden.shape[1]:].to(hidden.dtype)'],
    read:
      pooling === 'cls'
        ? ['pooled = hidden[:, 0]']
        : pooling === 'last'
          ? ['pooled = hidden[torch.arange(len(hidden)), mask.sum(1).long() - 1]']
          : ['pooled = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)'],
  };
}

/** The few lines that make a class for such a head. */
function pooledHead(
  anatomy: Anatomy,
  info: AdapterInfo,
  classes: number,
  virtual: number,
  source: string,
  python: (lines: readonly string[]) => string,
  load: readonly string[],
): string[] {
  const base = anatomy.prefix.replace(/\..*$/, '') || 'model';
  const { head, output, said, mask, read } = headLines(anatomy, info);
  const texts = 'hidden = hidden[:, -texts:]';
  return [
    `${said} This class fits:`,
    python([
      'import torch',
      'from peft import PeftModel',
      'from transformers import AutoModel, PreTrainedModel',
      `from transformers.modeling_outputs import ${output}`,
      '',
      'class Pooled(PreTrainedModel):',
      '    _supports_sdpa = True  # its base computes attention',
      '',
      '    def __init__(self, base):',
      '        super().__init__(base.config)',
      `        self.${base} = base`,
      `        self.${head} = torch.nn.Linear(base.config.hidden_size, ${classes})`,
      '',
      '    def get_input_embeddings(self):',
      `        return self.${base}.get_input_embeddings()`,
      '',
      '    def forward(self, input_ids=None, attention_mask=None, inputs_embeds=None, past_key_values=None, **_):',
      "        extra = {} if past_key_values is None else {'past_key_values': past_key_values}",
      `        hidden = self.${base}(input_ids=input_ids, attention_mask=attention_mask, ` +
        'inputs_embeds=inputs_embeds, **extra).last_hidden_state',
      ...(virtual > 0 ? [`texts = attention_mask.shape[1] - ${virtual}  # without the virtual tokens`, texts] : [])
        .concat(mask, read)
        .map((line) => `        ${line}`),
      `        return ${output}(logits=self.${head}(pooled))`,
      '',
      `base = Pooled(AutoModel.from_pretrained(${source}))`,
      ...load,
    ]),
  ];
}
