/** A Python script that goes on with this configuration on a real GPU: HF PEFT, Transformers and Accelerate. */
import type { Dimensions, Family } from '../../anatomy/anatomy';
import { applicability, taskRefusal } from '../../methods/applicability';
import type { Hyperparameters, Method } from '../../methods/contract';
import type { TaskId } from '../../methods/taskId';
import { rateFor } from './rates';
import { recipeOf, type NoRecipe, type Recipe } from './recipes';
import template from './script.template.py?raw';

export interface ScriptRun {
  readonly method: Method;
  readonly hyperparameters: Hyperparameters;
  readonly dimensions: Dimensions;
  /** For people: "LLaMA-7B". */
  readonly title: string;
  /** Name at the hub, or a folder. */
  readonly model: string;
  readonly task: TaskId;
  /** File name of the training data; one that ends in `.txt` or `.md` is one text, any other a table. */
  readonly data: string;
  /** Columns of a table, and whether it names them. */
  readonly columns: { readonly text: string; readonly label: string; readonly header: boolean };
  /** The data are prompts with responses, and only the responses are learnt. */
  readonly responses?: boolean;
  /** Each example is two texts. */
  readonly pairs?: boolean;
  /** The run has a backdoor. */
  readonly poisoned?: boolean;
  /** Other data are learnt first, or not all rows are trained on. */
  readonly transferred?: boolean;
  readonly steps: number;
  readonly batchSize: number;
  readonly sequenceLength: number;
  readonly optimizer: 'adamw' | 'sgd' | 'adafactor';
  readonly schedule: 'linear' | 'cosine' | 'constant';
  readonly warmup: number;
  readonly weightDecay: number;
  readonly clipNorm: number;
  readonly accumulation: number;
  readonly seed: number;
  /** Link that brings this configuration back. */
  readonly link: string;
}

/** Why there is no script. The page has the sentences. */
export type NoScript =
  NoRecipe | 'encoder-cannot-continue' | 'unsuited' | 'responses' | 'task' | 'pairs' | 'poison' | 'transfer';

export type Script =
  { readonly code: string; readonly missing?: undefined } | { readonly missing: NoScript; readonly code?: undefined };

/** A JSON value as Python writes it. */
export function python(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number' || typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(python).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([key, entry]) => `${JSON.stringify(key)}: ${python(entry)}`)
    .join(', ')}}`;
}

/** A tuple of strings, as Python writes it. */
const tuple = (values: readonly string[]): string =>
  `(${values.map(python).join(', ')}${values.length === 1 ? ',' : ''})`;

/** Words as lines of a comment. */
function comment(words: string): string {
  const lines = ['#'];
  for (const word of words.split(' '))
    if (lines.at(-1)!.length + word.length < 110) lines.push(`${lines.pop()!} ${word}`);
    else lines.push(`# ${word}`);
  return lines.join('\n');
}

/** Name of the head in a model for classification. */
const heads: Readonly<Record<Family, string>> = {
  bert: 'classifier',
  albert: 'classifier',
  roberta: 'classifier',
  electra: 'classifier',
  distilbert: 'classifier',
  gpt2: 'score',
  llama: 'score',
  t5: 'classification_head',
  bart: 'classification_head',
  unknown: 'classification_head',
};

const optimizerNames = { adamw: 'AdamW', sgd: 'SGD', adafactor: 'Adafactor' } as const;
const schedules = { linear: 'linear', cosine: 'cosine', constant: 'constant_with_warmup' } as const;

const isTable = ({ data }: ScriptRun): boolean => !/\.(txt|md)$/i.test(data);

/** Blocks of the template that this script has. */
function flagsOf(run: ScriptRun, { adaptation, parts }: Recipe): ReadonlySet<string> {
  const classification = run.task === 'classification';
  const decoder = run.dimensions.kind === 'decoder';
  const flags = new Set<string>([...parts, adaptation.kind]);
  const when = (condition: boolean, flag: string) => condition && flags.add(flag);
  when(classification, 'classification');
  when(classification || isTable(run), 'table');
  // PEFT does this by itself for the methods that put something before the text, and knows no head of T5's name.
  when(
    classification && adaptation.kind === 'peft' && !flags.has('virtual-tokens') && !flags.has('prefix'),
    'modules-to-save',
  );
  when(classification && flags.has('prefix'), 'prefix-classifier');
  when(flags.has('resumable') && (flags.has('virtual-tokens') || flags.has('prefix')), 'own-start');
  const left = classification && decoder && flags.has('virtual-tokens');
  when(left, 'pad-left');
  when(classification && !left, 'pad-right');
  const own = flags.has('lora-fa-optimizer');
  flags.add(own ? 'adamw' : run.optimizer);
  when(!own && !flags.has('adalora'), 'plain-optimizer');
  return flags;
}

/** Keeps the blocks `#: if FLAG … #: else … #: end` whose flag is set, and drops the marks. */
export function assemble(text: string, flags: ReadonlySet<string>): string {
  const kept: boolean[] = [];
  const lines = text.split('\n').filter((line) => {
    const mark = /^#: (if|else|end)(?: ([\w-]+))?$/.exec(line);
    if (!mark) return kept.every(Boolean);
    if (mark[1] === 'if') kept.push(flags.has(mark[2]!));
    else if (mark[1] === 'else') kept.push(!kept.pop()!);
    else kept.pop();
    return false;
  });
  return lines.join('\n');
}

function importsOf(flags: ReadonlySet<string>, { adaptation }: Recipe) {
  const from = (names: readonly (readonly [string, boolean])[]) =>
    names.flatMap(([name, used]) => (used ? [name] : [])).join(', ');
  const classification = flags.has('classification');
  return {
    PEFT_IMPORTS: from([
      [adaptation.kind === 'peft' ? adaptation.config : '', adaptation.kind === 'peft'],
      ['LoftQConfig', flags.has('loftq-rounds')],
      ['PeftModel', flags.has('resumable') && !flags.has('own-start')],
      ['get_peft_model', true],
      ['load_peft_weights', flags.has('own-start')],
      ['prepare_model_for_kbit_training', flags.has('nf4')],
      ['replace_lora_weights_loftq', flags.has('loftq')],
      ['set_peft_model_state_dict', flags.has('own-start')],
    ]),
    TRANSFORMERS_IMPORTS: from([
      [classification ? 'AutoModelForSequenceClassification' : 'AutoModelForCausalLM', true],
      ['AutoTokenizer', true],
      ['BitsAndBytesConfig', flags.has('nf4')],
      ['DataCollatorWithPadding', classification],
      ['get_scheduler', true],
    ]),
  };
}

/** What stands where the template has `<NAME>`. */
function valuesOf(run: ScriptRun, recipe: Recipe, flags: ReadonlySet<string>): Readonly<Record<string, string>> {
  const { adaptation } = recipe;
  const { value, source } = rateFor(recipe.rate, run.dimensions);
  const usesPeft = adaptation.kind === 'peft';
  return {
    METHOD: run.method.name,
    MODEL_TITLE: run.title,
    LINK: run.link.replace(/[\s"\\]/g, encodeURIComponent),
    MODEL: python(run.model),
    DATA: python(run.data),
    TEXT_COLUMN: python(run.columns.text),
    LABEL_COLUMN: python(run.columns.label),
    HEADER: python(run.columns.header),
    LEARNING_RATE: String(value),
    RATE_SOURCE: comment(`Source: ${source}.`),
    OPTIMIZER_NAME: optimizerNames[run.optimizer],
    STEPS: String(run.steps),
    BATCH: String(run.batchSize),
    LENGTH: String(run.sequenceLength),
    SCHEDULE: python(schedules[run.schedule]),
    WARMUP: String(run.warmup),
    WEIGHT_DECAY: python(run.weightDecay),
    CLIP: String(run.clipNorm),
    ACCUMULATION: String(run.accumulation),
    SEED: String(run.seed),
    HEAD: python(heads[run.dimensions.family]),
    TASK_TYPE: python(run.task === 'causal-lm' ? 'CAUSAL_LM' : 'SEQ_CLS'),
    CONFIG: usesPeft ? adaptation.config : '',
    ENTRIES: usesPeft
      ? Object.entries(adaptation.entries)
          .map(([name, entry]) => `        ${name}=${python(entry)},`)
          .join('\n')
      : '',
    ENDINGS: tuple(adaptation.kind === 'unfreeze' ? adaptation.endings : []),
    OUTPUT: usesPeft ? 'adapter' : 'trained',
    DATA_HELP: flags.has('table') ? 'CSV, TSV, JSON or JSONL' : 'plain text',
    ...importsOf(flags, recipe),
    ...Object.fromEntries(Object.entries(recipe.values ?? {}).map(([name, entry]) => [name, python(entry)])),
  };
}

/** @returns the script, or why there is none. */
export function scriptOf(run: ScriptRun): Script {
  const { method, hyperparameters: hp, dimensions, task } = run;
  if (method.noScript !== undefined) return { missing: 'no-method' };
  if (taskRefusal(dimensions, task)) return { missing: 'encoder-cannot-continue' };
  if (applicability(method, dimensions, hp, task)) return { missing: 'unsuited' };
  if (run.responses) return { missing: 'responses' };
  if (task !== 'classification' && task !== 'causal-lm') return { missing: 'task' };
  if (run.pairs) return { missing: 'pairs' };
  // It would train the rows as they are.
  if (run.poisoned) return { missing: 'poison' };
  if (run.transferred) return { missing: 'transfer' };
  const recipe = recipeOf({ method, dimensions, hp, task });
  if (typeof recipe === 'string') return { missing: recipe };
  const flags = flagsOf(run, recipe);
  const values = valuesOf(run, recipe, flags);
  return { code: assemble(template, flags).replace(/<([A-Z_0-9]+)>/g, (all, name: string) => values[name] ?? all) };
}
