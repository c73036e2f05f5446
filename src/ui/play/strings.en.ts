/** Words for playing with a result: its strength, kept adapters, and ways to break it. */

export const english = {
  play: 'Play with the result',
  breaking: 'Break it',
  idle: 'Nothing is trained yet: press play first. Then you can make the update stronger or weaker here.',
  running: 'The run is training. Pause it, or wait for its end, to play with the result.',
  recorded:
    'What you see is a recording, which holds no weights. Press play to train here, then play with the ' + 'result.',

  strength: 'Strength of the update λ',
  strengthText:
    '0 is the pretrained model, 1 what was trained, 2 twice the change. The answers above follow at ' + 'once.',
  ticks: { none: 'pretrained', trained: 'trained', twice: 'twice' },
  reset: 'Back to what was trained',
  working: 'Asking…',
  moves: {
    nothing: 'This is the model as it was trained.',
    weights: (count: string) =>
      `W + λ ΔW in ${count} weights, by the method’s own merge. The trained head stays: at 0 it reads the ` +
      'pretrained states.',
    tensors: (method: string, count: string) =>
      `${method} has no ΔW: its ${count} tensors move from where they started (0) to where they are (1) and ` +
      'beyond. The trained head stays.',
    kept: (name: string) => `This is ${name}, exactly as it was kept, with its own head.`,
    two: 'W + λ Σ w ΔW of both. The head is the average of theirs.',
  },
  safe: 'Only the answers are another’s: what you save, share or go on training is the run itself.',
  score: 'Measure the validation split',
  scoring: 'Measuring…',
  scored: (what: string, trained: string, strength: string) =>
    `Validation at this setting: ${what}. The last one while training: ${trained}. (λ ${strength})`,
  scoredAlone: (what: string, strength: string) => `Validation at this setting: ${what} (λ ${strength})`,
  metrics: {
    accuracy: (value: string) => `${value} right`,
    loss: (value: string) => `loss ${value}`,
    exact: (value: string) => `${value} exactly right`,
  },

  kept: 'Kept adapters',
  keep: 'Keep this adapter',
  keeping: 'Keeping…',
  keptText: (key: string) =>
    `Adapters that you keep stay here as long as the page is open. Press ${key} to swap to the next one.`,
  full: (most: string) => `${most} adapters are kept already: let one go first.`,
  already: 'This one is kept already, at this very step.',
  keptNow: (name: string) => `Kept: ${name}`,
  name: (method: string, step: string) => `${method}, step ${step}`,
  own: 'This run',
  letGo: (name: string) => `Let ${name} go`,
  shown: 'Shown',
  mix: 'Mix two',
  first: 'First',
  second: 'Second',
  weight: (first: string, second: string) => `${first} of the first, ${second} of the second`,
  weightLabel: 'Weight of the second',
  updates: 'Add the updates (PEFT: cat)',
  factors: 'Average the factors (PEFT: linear)',
  joining: 'How',
  needTwo: 'Keep two adapters first: train, keep, change the method or the data, train, keep.',

  broken: {
    text: 'Each starts a new run with the same settings and one change, and compares the two when it ends.',
    rate: 'Rate × 100',
    rank: 'Rank 1',
    layer: 'Freeze up to layer 2',
    data: 'Half the data',
    noRank: 'This method has no rank above 1.',
    noLayer: 'This method can’t leave layers 1 and 2 out of this model.',
    noData: 'How many training rows there are is not known here.',
    fastest: 'The rate is as high as it goes already.',
    changes: {
      rate: (from: string, to: string) => `the learning rate is ${to} instead of ${from}`,
      rank: (from: string) => `the rank is 1 instead of ${from}`,
      layer: 'layers 1 and 2 are left out',
      data: (from: string, to: string) => `${to} training rows instead of ${from}`,
    },
    before: 'before',
    after: 'broken',
    started: (change: string) => `A new run: ${change}. Everything else is the same, the seed too.`,
    waiting: 'The comparison is complete when the run ends.',
    stopped: (message: string) => `It broke: ${message}`,
    worse: (change: string, before: string, after: string, times: string) =>
      `Now ${change}: the loss ends at ${after} instead of ${before}, ${times} times as high.`,
    alike: (change: string, before: string, after: string) =>
      `Now ${change}: the loss ends at ${after} instead of ${before}. That is hardly a difference: the method ` +
      'bears it.',
    better: (change: string, before: string, after: string) =>
      `Now ${change}: the loss ends at ${after} instead of ${before}. It did not break, it got better.`,
    answers: (count: string, all: string) =>
      count === '0' ? 'All answers are the same.' : `${count} of ${all} answers are others.`,
    curves: 'Loss of both runs',
    curvesSummary: (before: string, after: string) => `Two curves: before ends at ${before}, broken at ${after}.`,
    answersOf: 'What both say',
    mend: 'Back to the settings before',
    none: 'no answer yet',
  },
};
