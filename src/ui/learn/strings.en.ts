/**
 * Words of the Learn view. Texts about methods live with the methods, about categories and terms in their own files.
 */

export const english = {
  contents: 'Contents',
  search: 'Search',
  searchHint: 'Method, term or lesson…',
  nothingFound: (text: string) => `Nothing is called “${text}”. Try “rank”, “adapter” or “bias”.`,
  /** Words inside formulas, by the English ones. */
  formulaWords: {} as Readonly<Record<string, string>>,
  pages: { overview: 'Overview', lessons: 'Lessons', glossary: 'Glossary' },
  overview: {
    title: 'Fine-tuning with few parameters',
    text:
      'A pretrained language model knows a lot, but not your task. Full fine-tuning moves all its weights: a ' +
      'whole new model for every task. Parameter-efficient methods move a small part, or add a small part, and ' +
      'leave the rest frozen. The survey by Xu et al. sorts them into five categories.',
    survey: 'The survey: arXiv 2312.12148',
    start: 'Begin with a lesson',
    methods: (n: number) => (n === 1 ? '1 method here' : `${n} methods here`),
    none: 'No method here yet',
  },
  method: {
    formula: 'In symbols',
    formulaLabel: 'Formula',
    where: 'Where it sits',
    diagramOf: (model: string) => `Drawn for ${model}.`,
    otherModel: (method: string, model: string) =>
      `${method} can't be used with the model that is chosen now, so ${model} is shown.`,
    trained: 'What is trained',
    part: 'Part',
    how: 'How',
    numbers: 'Numbers',
    perLayer: 'in each layer',
    once: 'once',
    treatments: {
      full: 'all of it',
      entries: 'chosen entries',
      delta: 'a product beside the matrix',
      bias: 'its bias vector',
      scale: 'a scale on its output',
      rows: 'learned rows in front',
      module: 'a small network',
    } as Readonly<Record<string, string>>,
    nothingInside: 'Nothing inside the model. The task head learns, as with every method.',
    headToo: (count: string) => `The task head is trained as well: ${count} numbers with the data that is chosen now.`,
    count: 'How many',
    countNow: (count: string, share: string, model: string) =>
      `${count} numbers on ${model}, ${share} of the whole model.`,
    closedForm: 'Closed formula, for an encoder with the default options',
    symbols:
      'L layers, d hidden size, d_ff inner width of the feed-forward block; other letters are the settings below. An ' +
      'encoder–decoder has the layers of both stacks, and its decoder attends to the encoder too: the table counts it.',
    model: 'Model',
    count_: 'Trainable',
    share: 'Share',
    unsuited: 'not for this model',
    withDefaults: 'With the settings as they stand in the playground.',
    memory: 'Memory while training',
    memoryRows: {
      stored: 'Saved adapter',
      gradients: 'Gradients',
      moments: 'Two moments of AdamW',
      frozen: 'Frozen weights',
    },
    activations: {
      all:
        'Activations take nearly as much as with full fine-tuning: the gradient still has to pass through the ' +
        'frozen layers above the lowest trained part.',
      none:
        'No gradient enters the layers, so their activations need not be kept. This saves more memory than ' +
        'having few trained numbers does.',
    },
    phases:
      'It works in several phases; a phase that scores or trains more weights than are kept needs more memory ' +
      'than this, up to that of full fine-tuning.',
    sources: (n: number) =>
      `Before your data it learns from ${n === 1 ? 'one other data set' : `${n} other data sets`} of the same task.`,
    facts: 'At a glance',
    merge: 'Merging',
    mergeYes:
      'Yes. What was trained can be folded into the base weights; the tuned model then has the same shape and ' +
      'speed as the original.',
    mergeNo: (reason: string) => `No. ${reason}`,
    nothingToMerge: 'Nothing in the base model has changed, so there is nothing to fold in.',
    inference: 'Cost at inference',
    start: 'At step 0',
    identity: 'Gives exactly what the pretrained model gives, up to the new head: training starts from there.',
    noIdentity: 'Its random start changes the output a little before anything is learned.',
    pitfalls: 'Mind',
    settings: 'Settings',
    setting: 'Setting',
    default: 'Default',
    range: 'Allowed',
    allowed: {
      integer: (min: string, max: string) => `a whole number from ${min} to ${max}`,
      real: (min: string, max: string) => `a number from ${min} to ${max}`,
      choice: (options: string) => `one of ${options}`,
      choices: (options: string) => `some of ${options}`,
    },
    flag: { true: 'true', false: 'false' },
    flags: 'true or false',
    rate: (rate: string, optimiser: string) =>
      `Learning rate recommended here for small models: ${rate} with ${optimiser}.`,
    paper: 'Paper',
    try: 'Try it',
    tryDefault: 'With its default settings',
    trySetting: (label: string, value: string) => `${label} = ${value}`,
    tryFlag: (label: string) => `with “${label}”`,
    numbersOf: (count: string) => `${count} numbers`,
    lessons: 'Lessons with it',
  },
  category: {
    method: 'Method',
    strengths: 'Good at',
    limits: 'Limits',
    methods: 'Methods here',
    lessons: 'Lessons',
    counts: (model: string) => `Trainable numbers with default settings on ${model}`,
  },
  glossary: {
    title: 'Glossary',
    text: 'Words of the field, in a sentence or two.',
    see: 'See',
    more: 'In the glossary',
  },
};
