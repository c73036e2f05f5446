/** Every word of the Boards view. */
import type { BoardGroup, Measure } from '../../state/boards';

export const english = {
  title: 'Boards',
  text:
    'The survey in a tab: tasks on which methods differ, every method that fits, up to three seeds each, measured on ' +
    'the test split.',
  groups: {
    understanding: 'Understanding',
    translation: 'Translation',
    generation: 'Generation',
  } satisfies Record<BoardGroup, string>,
  names: {
    tags: 'Parts of speech',
    pairs: 'Same topic?',
    numbers: 'Numbers into German',
    sonnets: 'Sonnets',
  } as Record<string, string>,
  texts: {
    tags: 'Each word gets its part of speech. The head alone sees each word through what was pretrained.',
    pairs: 'Do two questions belong to the same topic? The head alone sees both texts through what was pretrained.',
    numbers:
      'English numbers are spelled in German, a language that the model was not taught. Counted is what is right ' +
      'to the letter.',
    sonnets: 'Shakespeare’s sonnets are gone on with. Perplexity: the lower, the better.',
  } as Record<string, string>,
  measures: {
    accuracy: 'Accuracy',
    exactMatch: 'Right to the letter',
    perplexity: 'Perplexity',
  } satisfies Record<Measure, string>,
  conditions: (model: string, dataset: string, steps: string) => `${model} · ${dataset} · ${steps} steps`,

  source: 'Results',
  recorded: 'Recorded',
  here: (runs: string) => `This browser (${runs})`,
  recordedText: 'Recorded with this very engine in Node, on the processor.',
  hereText:
    'Measured in this browser: every kept run of this board. The untuned model is the recorded one: nothing is ' +
    'trained of it.',
  nothing: 'Nothing of this board was run in this browser yet.',
  notRecorded: 'Nothing of this board was recorded yet. It can be run in this browser.',

  gap: {
    head: (distance: string) => `Full fine-tuning is ${distance} from the head alone.`,
    untuned: (distance: string) => `Full fine-tuning is ${distance} from the untuned model.`,
  },
  spread: (range: string, times: string, error: string) =>
    `Best and worst method are ${range} apart, ${times} times the mean standard error (${error}).`,
  points: (points: string) => `${points} points`,
  untuned: 'Untuned model',

  columns: {
    rank: '#',
    method: 'Method',
    score: (measure: string) => `${measure}, mean ± deviation`,
    gain: 'Gain',
    trained: 'Trained',
    memory: 'Memory',
    time: 'Time',
    survey: 'Survey’s count',
    noise: 'Within noise of',
  },
  hints: {
    gain: {
      head: 'Share of what full fine-tuning gains over the head alone',
      untuned: 'Share of what full fine-tuning gains over the untuned model',
    },
    trained: 'Trainable parameters of the method without the head, and their share of the model',
    recordedMemory: 'Expected on the device while training',
    memory: 'Most memory held at once, without what the runtime keeps for reuse',
    time: 'Of a step, against full fine-tuning',
    survey: 'Trainable parameters that the survey prints for RoBERTa-base, in its own settings',
    noise: 'Ranks of the methods whose mean is nearer than twice the standard error of the difference',
  },
  caption: (board: string) => `${board}: methods from best to worst. Choose one to see which are within noise of it.`,
  none: 'none',
  oneSeed: 'one seed',
  seeds: (count: string) => `${count} seeds`,
  interval: (from: string, to: string) => `from ${from} to ${to}`,
  choose: 'Choose a method: those that differ from it by no more than noise are marked.',
  nearOf: (method: string, score: string, others: string) => `${method}, ${score}, is within noise of ${others}.`,
  nearNone: (method: string, score: string) =>
    `${method}, ${score}, differs from every other method by more than noise.`,
  nearUnknown: (method: string) => `${method} was run with one seed: nothing is known of its noise.`,
  learn: (method: string) => `Learn about ${method}`,
  notes:
    '± is the standard deviation over the seeds. Within noise: two means are nearer than twice the standard error of ' +
    'their difference, which with so few seeds is a rough guide. Each method runs at its own default rate and size.',

  run: {
    title: 'Run it in this browser',
    which: 'Methods',
    some: (count: string) => `${count} of them, one of each family`,
    all: (count: string) => `All ${count}`,
    start: (count: number, runs: string) => (count === 1 ? 'Start 1 run' : `Start ${runs} runs`),
    complete: 'All of these are done in this browser.',
    text: (time: string) =>
      `About ${time} on a machine like that of the record. It can be stopped; what is done is kept, and it goes on ` +
      'after a reload too.',
    hours: (hours: string) => `${hours}\u00a0h`,
    progress: (done: string, all: string) => `${done} of ${all} runs done`,
    now: (method: string, seed: string, step: string, steps: string) =>
      `${method}, seed ${seed}: step ${step} of ${steps}`,
    stop: 'Stop',
    stopping: 'Stopping…',
    resume: 'Go on',
    discard: 'Put it away',
    stopped: 'It stands still. What is done is kept.',
    over: 'This board is done.',
    failed: (method: string, seed: string) => `${method}, seed ${seed}, could not be trained.`,
    other: 'Another race or board is under way. Stop it in Compare first.',
    elsewhere: 'Another tab of this page runs a race or a board.',
    missing: 'A method of this board is not in this version: put it away and start again.',
  },
  counts: "The survey's own parameter counts, beside ours",
};
