/** English for the band of what can be done with a result. */

export const english = {
  title: 'Look closer',
  tabs: {
    cloud: 'The cloud',
    mistakes: 'Mistakes',
  },
  hints: {
    update: 'Which weights training has changed, how much, and of what rank the change is',
    play: 'Make the update stronger or weaker, swap kept adapters, mix two',
    break: 'Train again with one thing set wrong, and see both side by side',
    cloud: 'Where the model puts two hundred validation texts, while it trains',
    mistakes: 'What it gets wrong, what changed sides, and which tokens an answer hangs on',
  },
  /** Until a run is over. */
  line: 'After training: what it changed, what happens if that is stronger or weaker, and where it still errs.',
  loading: 'Loading…',
  goOn: (steps: string) => `Train ${steps} more`,
  goOnHint: 'Goes on from the last state: the optimiser’s moments and the curve stay',
  rateHint: 'the learning rate from here on',
  rate: {
    constant: (rate: string) => `The learning rate stays ${rate}.`,
    falling: (rate: string, end: string, last: string) =>
      `The schedule is laid over all ${end} steps anew: the learning rate, at ${last} last, goes on from ${rate} and ` +
      'falls to 0 at the end.',
  },
  full: (most: string) => `A run has ${most} steps at most.`,
  weights: {
    kept: (size: string) => `Its weights are kept here (${size}): load them in Compare.`,
    large: 'Its weights are too large to be kept here.',
    refused: 'This browser keeps no weights.',
  },
  kept: {
    title: 'Kept with their weights',
    text: 'These runs can go on where they ended: on their data, with their optimiser.',
    load: (name: string) => `Load ${name} with its weights`,
    button: 'Load with weights',
    step: (step: string) => `step ${step}`,
    missing: {
      method: 'This version of the page does not have its method.',
      model: 'Choose its model first: your own files are not kept here.',
      data: 'Choose its data first: your own data are not kept here.',
    },
    gone: 'Its weights are not here any more.',
  },
};
