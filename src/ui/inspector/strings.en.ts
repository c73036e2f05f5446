/** Words for looking inside: the tensors of a module, per-layer norms, one iteration in slow motion. */

export const english = {
  open: (part: string) => `Look inside: ${part}`,
  tensor: (name: string, shape: string, count: string) => `${name}: ${shape} = ${count}`,
  more: (count: number) => `and ${count} more`,

  title: (part: string) => `Inside: ${part}`,
  text: 'The trained numbers themselves, as they are in this run now.',
  frozen: 'Nothing of its own is trained here: this is what it computes.',
  trained: 'Its trained tensors',
  notBuilt: 'The numbers exist once the model is loaded and the run is built. Nothing is trained by that.',
  build: 'Load the model',
  building: 'Loading…',
  none: 'The present phase of the run trains no tensor here.',
  choose: 'Tensor',
  layer: (n: number) => `Layer ${n}`,
  outside: 'All layers',
  head: 'Head',
  refresh: 'Read again',
  reading: 'Reading…',
  at: (step: string) => `as of step ${step}`,
  now: (step: string) => `the run is at step ${step} now`,
  which: { values: 'Values', change: 'Change', gradient: 'Gradient' },
  explain: {
    values: 'What the tensor holds now.',
    change: "Present values less those at the start of the run, or of the method's present phase.",
    gradient: 'Gradient of the last step, as it was clipped.',
  },
  noGradient: 'There is no gradient yet: it appears with the first step. Adafactor keeps its length only.',
  facts: {
    shape: 'Shape',
    count: 'Numbers',
    mean: 'Mean',
    deviation: 'Deviation',
    range: 'Range',
    norm: 'Length (L2)',
    zeros: 'Exactly 0',
  },
  range: (min: string, max: string) => `${min} to ${max}`,
  histogram: 'Histogram',
  heat: 'Heat map',
  histogramSummary: (count: string, min: string, max: string, mean: string, deviation: string) =>
    `${count} numbers from ${min} to ${max}, mean ${mean}, standard deviation ${deviation}.`,
  heatSummary: (rows: number, columns: number, most: string) =>
    `${rows} by ${columns} cells, from minus ${most} (blue) over 0 to plus ${most} (orange).`,
  heatShares: (rows: number, columns: number, most: string) =>
    `${rows} by ${columns} cells, from 0 to ${most} (orange).`,
  shrunk: (shape: string, rows: number, columns: number) =>
    `${shape} shrunk to ${rows} × ${columns}: a cell is the largest entry of its block.`,
  allZero: 'All entries are 0.',
  table: 'Show as a table',
  from: 'From',
  to: 'To',
  entries: 'Numbers',

  norms: {
    gradient: 'gradient',
    update: 'update',
    legend: 'Length in each layer, the longest is full',
    of: (part: string, gradient: string, update: string) => `${part}: gradient norm ${gradient}, update norm ${update}`,
  },

  walk: {
    open: 'Step through one iteration',
    title: 'One iteration, slowly',
    phases: { forward: 'Forward', loss: 'Loss', gradient: 'Gradient', update: 'Update' },
    start: 'Do one step',
    next: 'Next phase',
    back: 'Phase before',
    another: 'Do another step',
    working: 'Computing the step…',
    close: 'Close',
    intro: 'One real step of this run is computed and then shown in four phases, with its own numbers.',
    running: 'The run is training: pause it first.',
    step: (step: string) => `Step ${step}`,
    forward: (rows: string, tokens: string) =>
      `A batch of ${rows} examples, ${tokens} tokens, goes through all layers. Frozen and trained tensors are ` +
      'only read.',
    example: 'First text of the batch',
    tokens: (count: number) => `as ${count} tokens`,
    label: 'Its class',
    loss: (loss: string) => `The outputs are compared with what is right: the loss is ${loss}.`,
    noDropout: (loss: string) => `Without the method's randomness the same batch has a loss of ${loss}.`,
    gradient: (norm: string) =>
      'Backwards from the loss: for every trained number, which way lowers it. The whole gradient has the ' +
      `length ${norm}. Frozen tensors get none.`,
    clipped: (norm: string) => `It is longer than the clip norm ${norm}, so it is shortened to that.`,
    update: (size: string, rate: string) =>
      `The optimiser moves the trained numbers by a length of ${size} in all, at the learning rate ${rate}.`,
    after: (before: string, after: string) => `On the same batch the loss goes from ${before} to ${after}.`,
    skipped: (steps: string) =>
      steps === '1'
        ? 'The step before it was done too, and moved nothing: the warm-up starts from a learning rate of 0.'
        : `The ${steps} steps before it were done too, and moved nothing: the warm-up starts from a learning ` +
          'rate of 0.',
    still: 'This step moved nothing: do another one.',
    worse: 'It rose: a step helps on average, not each time.',
    part: 'Part',
    norm: 'Length (L2)',
    shared: 'Shared by all layers',
    head: 'Head',
    frozen: 'frozen',
    touches: {
      forward: 'Reads: all tensors, the batch',
      loss: 'Reads: outputs and labels',
      gradient: 'Makes: a gradient for each trained tensor',
      update: "Writes: trained tensors and the optimiser's state",
    },
  },

  graph: 'See the ONNX graph',
};
