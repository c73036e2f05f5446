/** English for the cloud of validation texts. */

export const english = {
  title: 'The cloud',
  about: (points: string, width: string) =>
    `${points} validation texts, each where the model puts it: what the head reads of it (${width} numbers), ` +
    'projected to the plane in which they differ most.',
  aboutWords: (points: string, width: string) =>
    `${points} words of validation texts, each where the model puts it: what the head reads of it (${width} ` +
    'numbers), projected to the plane in which they differ most.',
  aboutWritten: (points: string, width: string) =>
    `${points} validation texts, each at the mean of the last hidden states of what is to be written (${width} ` +
    'numbers), projected to the plane in which they differ most. Coloured by the loss per token.',
  parts: 'While it trains some of them are read anew at a time; when it stands still, all.',
  waiting: 'Press play, or ask the model as it is before training: then the texts appear here.',
  ask: 'Show them before training',
  loading: 'The texts are being read…',
  alike: 'The model puts all of these texts in the same place: there is no plane in which they differ.',
  oneClass: (label: string) =>
    `All of these texts are of one class, “${label}”: they can spread, but there is nothing to be told apart.`,
  notFinite: 'The model’s numbers are not finite any more: the points stay where they were last.',
  step: (step: string) => `Step ${step}`,
  start: 'Before training',
  fit: 'Axes',
  fits: {
    start: 'from before training',
    both: 'fitted anew',
  },
  fitHint: {
    start: 'The plane of the texts before training. It stays while the run goes on.',
    both: 'The plane of the texts before training and now, both together: what training moved shows best.',
  },
  spread: (first: string, second: string) =>
    `Left to right ${first} and bottom to top ${second} of the spread that the axes were fitted to.`,
  trails: 'Ways from the start',
  by: 'Coloured by',
  has: (label: string) => `${label}`,
  hasNot: (label: string) => `not ${label}`,
  others: 'others',
  right: 'Filled: right. Hollow: wrong.',
  score: { regression: 'true number', loss: 'loss per token' },
  plot: (points: string) =>
    `Map of ${points} texts. Arrow keys go from left to right, Enter pins the text to the live panel; the list below ` +
    'has the same.',
  list: 'All points as a list',
  truth: (truth: string) => `true: ${truth}`,
  answer: (answer: string) => `answer: ${answer}`,
  lossOf: (loss: string) => `loss per token: ${loss}`,
  wrong: 'wrong',
  pin: 'Click: pins it to the live panel',
  none: 'none',
  only: (label: string) => `Show ${label} alone`,
  compare: {
    title: 'Two clouds',
    text: 'Two runs on the same texts and the same axes: where each method puts them.',
    none:
      'Runs that are trained while this view or the cloud of the playground is open appear here: two of the same ' +
      'model and data stand side by side. Train a second one, or start a race.',
    other: 'These two have other texts or another model: choose two runs of the same.',
    left: 'Left',
    right: 'Right',
    now: (name: string, step: string) => `${name}, step ${step}`,
  },
};
