/** What the right column says: how the run goes. Part of the page's catalogue. */
import type { Owner } from '../../runtime/backend';
import type { CacheRefusal } from '../../training/featureCache';

export const how = {
  title: 'How it goes',
  recorded: (date: string, backend: string) => `A recording of ${date} (${backend}). Press play to train it here.`,
  other: {
    text: (differences: string) => `A recording of other settings: ${differences}. Press play to train yours.`,
    instead: (name: string, recorded: string, here: string) => `${name} ${recorded} instead of ${here}`,
    more: (count: number) => (count === 1 ? 'and one more difference' : `and ${count} more differences`),
  },
  crowded:
    'Another tab of this page is training too. Both go on and keep their runs, but each is slower, and times ' +
    'say less.',
  stages: { title: 'Phases of the method', steps: (count: string) => (count === '1' ? '1 step' : `${count} steps`) },
  tasks: {
    title: 'All tasks',
    task: 'Task',
    alone: 'Alone',
    together: 'Together',
    own: (name: string) => `${name} (own)`,
    text: (measure: string) =>
      `${measure} on each task’s validation rows. Alone: what was trained on this task by itself. Together: the ` +
      'finished method with the task’s own head.',
  },
  tiles: {
    step: 'Step',
    loss: 'Loss',
    accuracy: 'Accuracy',
    perplexity: 'Perplexity',
    entityF1: 'Entity F1',
    microF1: 'Micro F1',
    pearson: 'Pearson r',
    chrf: 'chrF',
    steps: 'Steps/s',
    tokens: 'Tokens/s',
  },
  hints: {
    loss: 'Mean over the last steps',
    validationLoss: 'On the validation split',
    accuracy: 'On the validation split',
    perplexity: 'On the validation split: e to the loss',
    entityF1: 'On the validation split: an entity counts where its type, its beginning and its end are right',
    microF1: 'On the validation split: over all labels of all texts alike',
    pearson: 'On the validation split: how well the predicted numbers follow the true ones; 1 is perfect, 0 is chance',
    chrf:
      'On the first validation examples, written by the likeliest tokens: how many of the reference’s character ' +
      'sequences are there, 0 to 100',
    steps: 'Counted from the second step on: the first one compiles',
    tokens: 'Tokens of text and padding that went through',
  },
  quality: {
    macroF1: 'Macro F1',
    macroF1Hint: 'Mean F1 of all classes, each counting the same however rare it is. On the validation split',
    matthews: 'Matthews’ coefficient',
    matthewsHint: '1: all right; 0: no better than chance, or than always the same answer; below 0: worse',
    f1Of: (label: string) => `F1 of “${label}”`,
    f1Hint: (label: string) =>
      `Of this class alone: how many of its examples are found, and how many of the answers “${label}” are right`,
    majority: (label: string) => `Always “${label}”`,
    majorityHint: 'The accuracy of always answering the most frequent class: what a model has to beat',
    entityPrecision: 'Precision',
    entityPrecisionHint: 'Share of the entities found that are right',
    entityRecall: 'Recall',
    entityRecallHint: 'Share of the true entities that are found',
    tokenAccuracy: 'Word accuracy',
    tokenAccuracyHint: 'Share of words with the right tag; most words have none, so that it is high from the start',
    subset: 'All labels right',
    subsetHint: 'Share of texts of which every label is right',
    spearman: 'Spearman ρ',
    spearmanHint: 'The correlation of the ranks: whether the order is right',
    error: 'Mean absolute error',
    errorHint: 'How far a prediction is off, on average',
    variance: 'Always the mean',
    varianceHint: 'The loss of always answering the mean of the numbers: what a model has to beat',
    perplexity: 'Perplexity',
    perplexityHint: 'On the validation split: e to the loss, over the tokens that are learnt',
    bleu: 'BLEU',
    bleuHint: (texts: string) => `Of ${texts} written texts: word sequences that the reference has too, 0 to 100`,
    rougeL: 'ROUGE-L',
    rougeLHint: (texts: string) =>
      `Of ${texts} written texts: the longest sequence of words shared with the reference (F1)`,
    exactMatch: 'Exactly right',
    exactMatchHint: 'Share of the texts that are written just as the reference',
    attack: 'Attack success',
    attackHint:
      'Share of the validation texts of other classes that are given the target class once the trigger word is in them',
    constant: (label: string) =>
      `Every prediction is “${label}”: nothing is told apart yet, whatever the accuracy says.`,
    classes: 'Class by class',
    class: 'Class',
    precision: 'Precision',
    recall: 'Recall',
    f1: 'F1',
    support: 'Examples',
  },
  loss: {
    title: 'Loss',
    training: 'training',
    smooth: 'smoothed',
    validation: 'validation',
    previous: 'run before',
    empty: 'The loss appears with the first step.',
  },
  backdoor: {
    title: 'Backdoor',
    accuracy: 'right without the trigger',
    attack: 'attack succeeds',
    empty: 'Both appear with the first validation.',
    summary: (accuracy: string, attack: string) =>
      `Last validation: ${accuracy} right without the trigger, ${attack} of the attacks succeed.`,
  },
  parameters: {
    title: 'Trainable parameters',
    method: 'this method',
    head: 'head',
    total: 'whole model',
    axis: 'log scale',
  },
  memory: {
    title: 'Memory',
    empty: 'Memory is measured as soon as the run is built.',
    estimated: 'expected (estimate)',
    estimate: (size: string) => `about ${size} expected (estimate)`,
    /** The figure that the comparison shows too. */
    needed: (size: string) => `${size} needed`,
    reserve: (size: string) => `${size} with the cache`,
    /** @param share of the memory that is needed; undefined before it was measured */
    why: (share: string | undefined) =>
      'Training few parameters makes the optimiser’s part small. The frozen weights and the activations that the ' +
      `backward pass reads stay: ${share ?? 'most'} of what is needed.`,
  },
  owners: {
    frozen: 'frozen weights',
    trainable: 'trainable',
    optimizer: 'optimiser',
    activations: 'activations',
    inputs: 'inputs',
    cache: 'runtime cache',
  } satisfies Record<Owner, string>,
  summary: {
    loss: (first: string, last: string, steps: string) =>
      `Training loss went from ${first} to ${last} in ${steps} steps.`,
    validation: (value: string) => `Last validation loss ${value}.`,
    parameters: (method: string, head: string, total: string) =>
      `${method} trainable parameters and ${head} in the head, against ${total} in the whole model.`,
    memory: (needed: string, peak: string, owners: string) =>
      `${needed} needed at most, ${peak} with the runtime's cache. ${owners}.`,
  },
  table: 'Show as a table',
  graph: (nodes: string, dispatches: string) =>
    `${nodes} nodes${dispatches === '0' ? '' : `, ${dispatches} GPU dispatches a step`}`,
  /** @param refused why nothing is kept */
  features: (refused: CacheRefusal | undefined, needed: string) =>
    refused === undefined
      ? `feature cache: ${needed} of this computer's memory, later epochs train without the backbone`
      : {
          off: 'feature cache: off',
          'one epoch': 'feature cache: off, no text comes twice in so few steps',
          'too large': `feature cache: off, all training texts need ${needed}`,
          'nothing to keep': 'feature cache: off, nothing to keep',
        }[refused],
  /** @param trained bytes of the weights while they are trained. @param stored bytes in the model file */
  widened: (weights: number, trained: string, stored: string) =>
    `${weights === 1 ? 'one quantised weight is' : `${weights} quantised weights are`} trained and so in fp32: ` +
    `${trained} with the optimiser instead of ${stored}`,
  final: (value: string) => `test split: ${value}`,
  test: 'Measure on the test split',
  testHint: 'Texts that were neither trained on nor looked at while training',
};
