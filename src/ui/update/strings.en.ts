/** Words for what an update is: which weights it changes, how much, and how the change is built. */

export const english = {
  open: 'What the update is',
  text: 'Everything that training has changed, as one picture: W is a weight as it was, ΔW what the method adds to it.',
  here: 'What changes here',
  hereText: 'The trained tensors, and the weights that they change.',

  idle: 'Nothing is trained yet. Press play, and what the method changes is here when the run stands still.',
  running: 'The run is training. Pause it, or wait for its end, to look at what it has changed so far.',
  recorded: 'What you see is a recording, which holds curves and no weights. Press play to train here.',
  load: 'Load the run',
  reading: 'Reading the weights…',
  failed: 'The update could not be read. The banner at the top says why.',
  at: (step: string) => `as of step ${step}`,
  early: (method: string) =>
    `${method} works in phases, and its update exists from the last one on. Let the run finish, then come back.`,

  none: (method: string) => `${method} changes no weight of the model: there is no ΔW.`,
  nothing: 'The body of the model is as it was: only the new head was trained.',
  sites: (count: string) => (count === '1' ? 'One weight changes.' : `${count} weights change.`),
  map: 'Where it acts',
  mapText: 'Length of ΔW relative to that of W in each layer and module. Choose a cell to look at that weight.',
  outside: 'Outside',
  bias: (part: string) => `${part}: bias`,
  gain: (part: string) => `${part}: gain`,
  cell: (where: string, share: string) => `${where}: ${share} of the weight's length`,
  choose: 'Weight',

  before: 'W, before',
  change: 'ΔW, the change',
  mask: 'The mask',
  maskText: (entries: string, all: string, share: string) =>
    `${entries} of ${all} entries are other than before (${share}). Each cell shows the share of its block that is.`,
  facts: {
    relative: 'Length of ΔW to W',
    angle: 'Turned by',
    rank: 'Rank',
    effective: 'Effective rank',
    entries: 'Changed entries',
  },
  degrees: (angle: string) => `${angle}°`,
  ofMost: (rank: string, all: string) => `${rank} of ${all}`,
  atLeast: (rank: string) => `at least ${rank}`,
  turn: (angle: string) =>
    `Seen as one long vector, W + ΔW stands at ${angle} to W. For random inputs the outputs of the layer turn as ` +
    'far on average: ⟨W, W + ΔW⟩ is what ⟨W x, (W + ΔW) x⟩ comes to.',

  spectrum: 'Singular values of ΔW',
  spectrumText: {
    none: 'ΔW is zero: nothing has moved here yet.',
    low: (rank: string, all: string) =>
      rank === '1'
        ? `One bar: the whole change goes in a single direction, of ${all} that there are.`
        : `${rank} bars, and then nothing: the change has rank ${rank}, of ${all} that would be possible. That ` +
          'is what “low-rank” means.',
    tail: (rank: string, all: string, effective: string) =>
      `A long tail: ${rank} of ${all} directions change. Weighed by their lengths they are worth about ` +
      `${effective} equal ones (the effective rank).`,
    large: (shown: string, all: string) =>
      `The matrix is large: the ${shown} largest of ${all} singular values are worked out.`,
  },
  spectrumSummary: (shown: string, largest: string, rank: string) =>
    `${shown} singular values, the largest ${largest}; ${rank} are above what rounding leaves.`,
  smaller: (count: string) => `and ${count} smaller ones`,

  vector: 'The vector, before and after',
  vectorText: 'Grey is where it started, orange where it is now.',
  vectorSummary: (name: string, count: string, now: string) =>
    `${name}: ${count} bars, the longest ${now}; grey where it started, orange where it is now.`,
  each: (count: string) => `A bar stands for ${count} entries and shows the one that moved most.`,

  added: 'What it adds on the way',
  addedText: (texts: string) =>
    `Measured on the first ${texts} texts of the validation split: how long what the method adds is, relative to ` +
    'the state that it is added to.',
  gates: 'Who is used when',
  gatesText: (texts: string) =>
    `Mean over the first ${texts} texts of the validation split: 1 is all of it, 0 nothing. Several bars share 1.`,
  gate: (n: string) => `${n}`,
  choices: 'What its phases chose',
  experts:
    'While it trains, each step draws one expert at random, each as likely as the others. Now they are averaged ' +
    'into one, so that no one chooses any more.',

  virtual: 'Virtual tokens',
  virtualText: (usual: string) =>
    `The vectors that stand before each text, with their lengths (a word’s is ${usual} on average) and the words ` +
    'that point most alike. The neighbours seldom mean anything: those that began as words are often still beside ' +
    'them, and the others lie where no word does.',
  length: 'Length',
  nearest: 'Nearest words (cosine)',

  own: 'The method’s own tensors',
  ownText: 'What was trained, each beside where it started. Rows of matrices are shown by their lengths.',
  rows: (name: string) => `${name}, rows`,
  moved: (moved: string, norm: string) => `moved ${moved}, length ${norm}`,
  more: (count: string) => `and ${count} more`,
};
