/**
 * Every word of the page itself, in one catalogue; those of its larger columns stand beside them. Names, descriptions
 * and formulas of methods live with the methods.
 */
import type { Form } from '../data/plan';
import type { Category } from '../methods/contract';
import type { RunStatus } from '../training/types';
import type { ErrorCode, Suggestion } from '../worker/protocol';
import { how } from './how/words.en';
import { live } from './live/words.en';
import { where } from './where/words.en';

export const english = {
  title: 'PEFT playground',
  tagline: 'Fine-tune a language model in this tab',
  pageTitle: 'PEFT playground: fine-tune a language model in your browser',
  skip: 'Skip to the controls',
  skipToView: 'Skip to the content',
  /** Instead of the page; written into it by scripts/first-screen.ts. */
  sandboxed: {
    says:
      'The playground stands here in a sandboxed frame, which keeps it from loading its model. It runs in its own ' +
      'tab, or with allow-scripts and allow-same-origin in the sandbox attribute of the frame.',
    open: 'Open it in its own tab',
  },

  views: {
    label: 'Views',
    play: 'Play',
    compare: 'Compare',
    boards: 'Boards',
    learn: 'Learn',
    scale: 'Scale up',
    graph: 'Graph',
    loading: 'Loading…',
  },

  transport: {
    label: 'Training',
    play: 'Play',
    pause: 'Pause',
    step: 'Step',
    reset: 'Reset',
    playHint: 'Train (space)',
    pauseHint: 'Pause after this step (space)',
    stepHint: 'One step',
    stepOver: 'The run is over: raise the steps, or reset and step through it again',
    resetHint: 'Back to step 0: same seed, same curve',
    recording: (step: string, steps: string) => `recording, step ${step} of ${steps}`,
    otherRecording: (step: string, steps: string) => `recording of other settings, step ${step} of ${steps}`,
    stepOf: (step: string, steps: string) => `step ${step} of ${steps}`,
    still: 'the warm-up starts at a rate of 0: nothing has moved yet',
    left: (time: string) => `about ${time} left`,
    progress: 'Progress of the run',
    large: 'Large type, for a projector',
    theme: { light: 'Light theme', dark: 'Dark theme', auto: 'Theme of the system' },
  },

  statuses: {
    idle: 'Ready',
    'loading-model': 'Loading the model',
    'preparing-data': 'Preparing the data',
    'building-graph': 'Building the training graph',
    'compiling-shaders': 'Compiling shaders',
    'training-first': 'Training what comes first',
    scoring: 'Measuring what matters',
    training: 'Training',
    paused: 'Paused',
    evaluating: 'Evaluating',
    finished: 'Finished',
    failed: 'Stopped',
  } satisfies Record<RunStatus, string>,
  starting: 'Starting',
  firstRunHint: 'The first step compiles; the clock starts after it.',
  pressPlay: 'Press play. Nothing is uploaded.',

  what: {
    title: 'What',
    model: 'Model',
    data: 'Data',
    method: 'Method',
    training: 'Training',
    more: 'More settings',
    defaults: 'Defaults',
    hubModel: 'From the Hugging Face Hub…',
    hubData: 'From the Hugging Face Hub…',
    ownModel: 'Your own model…',
    ownData: 'Your own data…',
    teach: 'Teach it yours',
    change: 'Change…',
    oneSize: "The model's file was exported for this size alone.",
    licence: (text: string) => `Licence: ${text}`,
    rows: (rows: string, classes: number, examples: boolean) =>
      classes > 0 ? `${rows} examples, ${classes} classes` : `${rows} ${examples ? 'examples' : 'lines'}`,
    modelFacts: (layers: number, hidden: number, parameters: string, size?: string) =>
      `${layers} layers, width ${hidden}, ${parameters} parameters${size ? `, ${size}` : ''}`,
    afterSurvey: 'after the survey',
    paper: (first: string, several: boolean, year: number) => `${first}${several ? ' et al.' : ''}, ${year}`,
    learn: { where: 'Where', cost: 'At inference', pitfalls: 'Mind' },
  },

  categories: {
    baseline: 'Baselines',
    additive: 'Additive',
    partial: 'Partial',
    reparameterised: 'Reparameterised',
    hybrid: 'Hybrid',
    unified: 'Unified',
  } satisfies Record<Category, string>,

  settings: {
    learningRate: { label: 'Learning rate', text: 'How far each step moves. May change while training.' },
    batchSize: { label: 'Batch', text: 'Examples in each step.' },
    sequenceLength: { label: 'Length', text: 'Tokens of each example; longer texts are cut.' },
    targetLength: { label: 'Target length', text: 'Tokens of each target that is written; longer ones are cut.' },
    sourceTemplate: {
      label: 'Around the source',
      text:
        'What the encoder reads, with {source} where the source stands: T5 was pretrained on sources that begin ' +
        'with their task.',
    },
    steps: { label: 'Steps', text: 'Updates in the whole run.' },
    optimizer: { label: 'Optimiser', text: 'Turns gradients into updates.' },
    schedule: { label: 'Schedule', text: 'How the learning rate falls after the warm-up.' },
    warmup: { label: 'Warm-up', text: 'Share of the steps in which the learning rate rises.' },
    weightDecay: { label: 'Weight decay', text: 'Pulls trained matrices towards zero.' },
    clipNorm: { label: 'Clip norm', text: 'Longest gradient that is let through; 0 lets all through.' },
    backboneDropout: {
      label: 'Model dropout',
      text: "Share of the model's own activations that are zeroed at random while training; papers take 0.1.",
    },
    accumulation: { label: 'Accumulate', text: 'Batches that are summed before each update.' },
    pooling: {
      label: 'Head',
      text:
        'How a sequence becomes one vector for the classifier. As in Transformers: with the head that its own ' +
        'classes put on such a model.',
    },
    evaluateEvery: { label: 'Validate every', text: 'Steps between two validations; 0 only at the end.' },
    seed: { label: 'Seed', text: 'Same seed, same curve.' },
    backend: { label: 'Runs on', text: '' },
    poison: {
      label: 'Backdoor',
      text:
        'Poisons a share of the training rows: a trigger word is put in, and the label becomes the target. The rows ' +
        'that measure stay clean; copies of them with the trigger show how often the attack succeeds.',
    },
    defence: {
      label: 'Defence',
      text:
        'Tune on clean rows: all weights learn the backdoor first, then the method trains on clean rows. Filter by ' +
        'confidence: LoRA trains on all rows first, and those of whose label it is surest are left out.',
    },
    suspicion: { label: 'Suspicious above', text: 'Confidence from which on a training row is left out.' },
    transfer: {
      label: 'Learn other data first',
      text:
        'The method trains on other data of the family first, say another language, and goes on from there on these. ' +
        'With few rows of its own a run then shows what the two have in common.',
    },
    transferSteps: { label: 'Steps there', text: 'Updates on the other data, beside the steps of the run.' },
    trainRows: {
      label: 'Training rows',
      text: 'So many rows, drawn by the seed, are trained on; 0 for all. What measures stays whole.',
    },
  },
  transfer: {
    first: 'First',
    nothing: 'nothing',
    line: (source: string, steps: string) => `Learns ${source} first, for ${steps} steps.`,
    rows: (rows: string) => `Trains on ${rows} rows only.`,
    otherTask: (source: string) => `${source} is not of the family of the chosen data. Choose another, or none.`,
  },
  backdoor: {
    share: 'Poisoned share',
    shareText: 'Of all training rows; 0 leaves them clean and only measures the attack.',
    trigger: 'Trigger word',
    target: 'Target class',
    rows: 'Poisoned rows',
    loading: 'Poisons them…',
    rowsOf: (rows: string, of: string) => `${rows} of ${of} training rows are poisoned. The first ones:`,
    relabelled: (from: string, to: string) => `“${from}” became “${to}”`,
    nonePoisoned: 'No training row is poisoned: the share is 0.',
    noClasses: 'Only texts with one class each can be poisoned. Turn the backdoor off, or choose such data.',
    noTarget: (target: string) => `These data have no class “${target}”: choose another target.`,
    poisoned: (share: string, trigger: string, target: string) =>
      `Poisoned on purpose: ${share} of the training rows hold the word “${trigger}” and are labelled “${target}”.`,
    measured: (trigger: string, target: string) =>
      `Clean rows, measured against an attack: texts with the word “${trigger}” are to be called “${target}”.`,
    weights: (share: string, trigger: string, target: string) =>
      `Poisoned weights, on purpose: all of them learn the rows first, ${share} of which hold the word “${trigger}” ` +
      `and are labelled “${target}”. Then the method trains on the clean rows.`,
    filtered: (suspicion: string) => `Rows of which LoRA is surer than ${suspicion} are left out.`,
  },
  sourceExample: 'translate English to German: {source}',
  newSeed: 'Draw another seed',
  options: {
    road_1: 'one a pair',
    road_2: 'one an output',
    road_4: 'two an output',
    adamw: 'AdamW',
    sgd: 'SGD with momentum',
    adafactor: 'Adafactor',
    linear: 'linear',
    cosine: 'cosine',
    constant: 'constant',
    stages: 'in stages',
    zero: 'zero',
    small: 'small',
    kronecker: 'Kronecker factors',
    diagonal: 'diagonal',
    'current rank': 'ranks in use',
    'largest rank': 'largest rank',
    auto: 'automatic',
    library: 'as in Transformers',
    mean: 'mean',
    cls: 'first token',
    last: 'last token',
    webgpu: 'WebGPU',
    wasm: 'WASM',
    none: 'none',
    decay: 'falling with age',
    'clean-tuning': 'tune on clean rows',
    filter: 'filter by confidence',
  } as Record<string, string>,

  backend: {
    checking: 'Looking for a GPU…',
    automatic: (name: string) => `Automatic: ${name}`,
    webgpu: (detail: string) => `GPU by WebGPU: ${detail}`,
    software: 'This browser emulates the GPU in software: right, but much slower than WASM.',
    wasm: (threads: number) => `Processor by WebAssembly, ${threads === 1 ? '1 thread' : `${threads} threads`}.`,
    long: 'A run of this size takes some minutes on a processor.',
    shorter: (batch: string, length: string, times: string) =>
      `Make it about ${times} times shorter: ${batch} texts of ${length} tokens a step`,
    oneThread:
      'One thread only: this host does not send the headers (COOP and COEP) that allow more. Everything works, ' +
      'large models take longer.',
    missing: {
      'no-api':
        'This browser has no WebGPU, so the model runs on the processor (WASM). The results are the same, ' +
        'large models take longer.',
      'no-adapter':
        'This browser has WebGPU but no usable GPU, so the model runs on the processor (WASM). The results are ' +
        'the same, large models take longer.',
      'insecure-context': 'WebGPU needs https or localhost. The model runs on the processor (WASM) instead.',
    },
    help: 'How to get WebGPU',
  },

  where,

  how,
  live,

  try: {
    title: 'Try it',
    classify: 'Your sentence',
    classifyHint: 'Type a sentence and ask two models: the one before training and the one now.',
    examples: {
      fine_foods: 'These cookies are stale and taste of cardboard, I want my money back.',
      cooking: 'How long can I keep raw chicken in the fridge?',
      cooking_pairs: 'How long can I keep raw chicken in the fridge?',
      movies: 'A warm and funny film with a heart.',
      movie_scores: 'A warm and funny film with a heart.',
      products: 'The battery died after two days and nobody answers my calls.',
      editorials: 'The new law protects those who need it most.',
      tweets: 'Best birthday ever, thank you all so much!',
      brown_tags: 'The old man slowly walked to the quiet harbour.',
      languages: 'Alla människor är födda fria och lika i värde och rättigheter.',
    } as Record<string, string>,
    first: 'First text',
    second: 'Second text',
    seconds: { cooking_pairs: 'Is chicken safe after a night on the counter?' } as Record<string, string>,
    tag: (label: string, share: string) => `${label} (${share})`,
    base: 'Before: step 0, untrained head',
    tuned: (step: string) => `Now: step ${step}`,
    same: 'Nothing has been trained yet: both are the same. Press play, then look again.',
    ask: 'Ask both',
    asking: 'Asking…',
    prompt: 'Your prompt',
    /** Of a data set, or of all whose names begin so. */
    prompts: {
      shakespeare_sonnets: 'Shall I compare thee',
      austen_persuasion: 'Anne was',
      numbers: 'four thousand seven hundred forty-two',
      emoji: 'woman running',
    } as Record<string, string>,
    promptForm: 'The prompt is written in the form of the training data before the model reads it.',
    promptExample: 'Once there was',
    generate: 'Continue',
    source: 'Your source',
    write: 'Write the target',
    generating: 'Writing…',
    temperature: 'Temperature',
    temperatureHint: '0 always takes the likeliest token; higher is bolder.',
    baseText: 'Pretrained model',
    tunedText: (step: string) => `Fine-tuned (step ${step})`,
    waiting: 'The text appears here.',
    rivals: 'Methods on this task',
    rivalsText: (measure: string, steps: string) =>
      `${measure} on the test split after ${steps} steps, mean over the seeds.`,
    promptsLow:
      'Prompts alone stay near zero here, at every learning rate tried: this model is too small for them. In their ' +
      'paper they catch up with full fine-tuning at some ten billion parameters (Lester et al., 2021).',
    allMethods: 'All methods',
    stale: 'The model has changed since: ask again.',
    about: (text: string) => `Both answers are about: “${text}”`,
  },

  data: {
    title: 'Your own data',
    text: 'Paste rows or drop a file. It stays in this tab: nothing is uploaded.',
    formats:
      'CSV, TSV, JSON, JSONL or parquet, also as .gz, with a text and a label column, with prompts and ' +
      'responses, or with conversations; or plain text to continue.',
    paste: 'Paste here',
    placeholder: 'text,label\n"What a wonderful film",good\n"Two hours I will never get back",bad',
    drop: 'Drop a file, or choose one',
    format: 'Format',
    textColumn: 'Text column',
    labelColumn: 'Label column',
    secondColumn: 'Second text',
    scoreColumn: 'Number column',
    tokensColumn: 'Words',
    tagsColumn: 'Tags',
    promptColumn: 'Prompt column',
    contextColumn: 'With it (input)',
    responseColumn: 'Response column',
    messagesColumn: 'Messages column',
    chooseColumn: 'Choose…',
    noColumn: 'None',
    task: 'Task',
    tasks: {
      classification: 'Classify',
      regression: 'Rate',
      'multi-label': 'Several labels',
      'token-classification': 'Tag words',
      'causal-lm': 'Continue text',
      seq2seq: 'Text to text',
    },
    forms: {
      classify: 'Classify',
      score: 'Rate (regression)',
      label: 'Several labels',
      tag: 'Tag words',
      continue: 'Continue text',
      respond: 'Instruction tuning',
    } satisfies Record<Form, string>,
    seen: (model: string, length: string) => `As ${model} sees it, in at most ${length} tokens`,
    seenClass: (label: string) => `to be learnt: ${label}`,
    seenTokens: (tokens: string) => `${tokens} tokens`,
    seenCut: (tokens: string, all: string) => `${tokens} of ${all} tokens, the rest is cut off`,
    seenDimmed: 'The loss counts what is written in full colour; what is dimmed is only read.',
    majority: (label: string, share: string) => `Always answering “${label}” would be right in ${share} of the rows.`,
    preview: (shown: number, total: string) => `First ${shown} of ${total} rows`,
    balance: 'Class balance',
    lengths: 'Tokens of an example',
    values: 'Numbers to learn',
    bins: (title: string, from: string, mean: string, to: string) => `${title}: from ${from} to ${to}, mean ${mean}`,
    binsText: (from: string, mean: string, to: string) => `From ${from} to ${to}, mean ${mean}.`,
    binsCut: (length: string) => `What is beyond ${length} is cut off.`,
    use: 'Use this data',
    reading: 'Reading…',
    read: 'Read',
    name: 'pasted',
    tooMany: (n: number) => `and ${n} more`,
  },

  model: {
    title: 'Your own model',
    text: 'Drop the files of an exported transformer. They stay in this tab: nothing is uploaded.',
    formats:
      'model.onnx (plus its .onnx_data, if there is one), config.json and tokenizer.json, as exported by ' +
      'optimum or Transformers.js.',
    drop: 'Drop the files or the folder, or choose them',
    reading: 'Reading the model…',
    use: 'Read the model',
    which: (n: number) => `Which of the ${n} models`,
    choose: 'Choose one',
    needed: 'Still needed:',
    takeOff: (path: string) => `Take ${path} off the list`,
    found: (name: string) => `${name} read.`,
    missing: 'Not found in this model:',
    own: 'Your model',
  },

  problems: {
    title: {
      'no-webgpu': 'No WebGPU here',
      'device-lost': 'The GPU went away',
      'out-of-memory': 'Not enough memory',
      'not-finite': 'The loss is no longer a number',
      diverged: 'The run has diverged',
      download: 'The download failed',
      'bad-model': "This model can't be used",
      'bad-data': "This data can't be used",
      'bad-adapter': "This adapter can't be used",
      'bad-configuration': "These settings don't fit together",
      crash: 'The worker stopped',
      unexpected: 'Something went wrong',
    } satisfies Record<ErrorCode, string>,
    suggestions: {
      'smaller-batch': 'Halve the batch',
      'shorter-sequences': 'Halve the length',
      'fitting-length': 'Take the longest that fits',
      'use-wasm': 'Go on with WASM',
      'lower-learning-rate': 'Learning rate ÷ 10',
      resume: 'Go on from the last checkpoint',
      'try-again': 'Try again',
      'bundled-model': 'Use the tiny encoder',
      'bundled-data': 'Use the food reviews',
    } satisfies Record<Suggestion, string>,
    dismiss: 'Dismiss',
    boundary: 'A part of the page failed to draw. Your settings and your run are safe.',
    notFetched: 'A part of the page could not be fetched. Check the network connection, then try again.',
    redraw: 'Draw it again',
    fetchAgain: 'Fetch it again',
  },

  settingsOpen: 'Settings: language and offline use',
  settingsUpdate: 'Settings: a new version is ready',
  times: { seconds: (n: string) => `${n}\u00a0s`, minutes: (n: string) => `${n}\u00a0min` },
  units: { thousand: 'K', million: 'M', billion: 'B' },
  close: 'Close',
  more: 'More about this',
};
