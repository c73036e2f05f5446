/** Every word of the Compare view. */
import type { StorageFault } from '../../state/storage';

export const english = {
  title: 'Compare',

  qualities: {
    entityF1: 'Validation entity F1',
    testEntityF1: 'Test entity F1',
    microF1: 'Validation micro F1',
    testMicroF1: 'Test micro F1',
    pearson: 'Validation Pearson r',
    testPearson: 'Test Pearson r',
    accuracy: 'Validation accuracy',
    testAccuracy: 'Test accuracy',
    macroF1: 'Validation macro F1',
    testMacroF1: 'Test macro F1',
    matthews: 'Matthews’ coefficient (validation)',
    chrf: 'Validation chrF',
    testChrf: 'Test chrF',
    bleu: 'Validation BLEU',
    testBleu: 'Test BLEU',
    rougeL: 'Validation ROUGE-L',
    testRougeL: 'Test ROUGE-L',
    exactMatch: 'Validation exact match',
    testExactMatch: 'Test exact match',
    perplexity: 'Validation perplexity',
    testPerplexity: 'Test perplexity',
    attackSuccess: 'Attack success (validation)',
    testAttackSuccess: 'Attack success (test)',
    loss: 'Validation loss',
  },
  costs: { parameters: 'Trainable parameters', bytes: 'Stored bytes', memory: 'Memory needed', time: 'Training time' },

  pareto: {
    title: 'Quality against cost',
    figure: (quality: string, cost: string) => `${quality} by ${cost.toLowerCase()}`,
    y: 'Up',
    x: 'Across',
    size: 'Bubble',
    sameSize: 'all the same',
    frontier: 'best for its cost',
    live: 'training now',
    empty: 'Each run that ends becomes a point here, if it is ticked in the table.',
    noQuality: 'None of the ticked runs has this number. Choose another one above.',
    axis: (label: string, lower: boolean) => `${label}${lower ? ' (lower is better, up)' : ''}`,
    log: (label: string) => `${label} (log scale)`,
    summary: (runs: string, quality: string, cost: string, best: string) =>
      `${runs} runs by ${quality} and ${cost}. Best for their cost: ${best}.`,
    run: 'Run',
    onFrontier: 'Best for its cost',
    yes: 'yes',
    memoryHint: 'Most memory held at once, without what the runtime keeps for reuse.',
  },

  curves: {
    title: 'Curves',
    show: 'Show',
    kinds: { loss: 'Training loss', validationLoss: 'Validation loss', validationAccuracy: 'Validation accuracy' },
    empty: 'Each run that ends becomes a curve here, if it is ticked in the table.',
    nothing: 'None of the ticked runs has this curve. Choose another one above.',
    step: 'Step',
    summary: (runs: string, kind: string, ends: string) => `${kind} of ${runs} runs. At the end: ${ends}.`,
    smoothed: 'smoothed',
  },

  mixed: "The ticked runs are on different models or data: their numbers can't be compared one to one.",
  only: (model: string, dataset: string) => `Tick only ${model} on ${dataset}`,

  table: {
    title: 'Kept runs',
    caption: 'Kept runs. Choose a column head to sort.',
    facts: (category: string, dataset: string, model: string) => `${category} · ${dataset} · ${model}`,
    all: 'Tick all',
    one: (name: string) => `Show ${name}`,
    name: 'Name',
    rename: (name: string) => `Name of ${name}`,
    quality: 'Validation',
    macroF1: 'Macro F1',
    macroF1Hint: 'On the validation split: mean F1 of all classes, each counting the same however rare it is',
    attack: 'Attack',
    attackHint:
      'Share of validation texts of other classes that are given the target class once the trigger is in them',
    poisoned: 'backdoor',
    after: (source: string) => `after ${source}`,
    rows: (rows: string) => `${rows} rows`,
    test: 'Test',
    trainable: 'Trained',
    trainableHint: 'Parameters of the method, without the head',
    stored: 'Stored',
    storedHint: 'Method and head as an adapter file holds them: four bytes a number, one bit a masked weight',
    memory: 'Memory',
    memoryHint: 'Most memory held at once, without what the runtime keeps for reuse',
    time: 'A step',
    timeHint: 'Mean time of one step, without compiling',
    steps: 'Steps',
    date: 'When',
    actions: 'Actions',
    memoryOf: (needed: string, parts: string, peak: string) =>
      `${needed}: ${parts}. With the runtime's reserve ${peak}.`,
    estimated: 'estimated',
    stopped: (steps: string, of: string) => `${steps} of ${of}`,
    stoppedHint: 'Stopped before the last step',
    adjusted: 'The learning rate was changed by hand while this ran.',
    load: 'Load',
    loadHint: (name: string) => `Load the settings of ${name} into Play`,
    link: 'Copy link',
    linked: 'Copied',
    linkHint: (name: string) => `Copy the link to the settings of ${name}`,
    broken: (name: string, date: string) => [name, date].filter(Boolean).join(', ') || 'A kept run without a name',
    brokenText: "Can't be read: it is damaged.",
    brokenNewer: 'A newer version of this page has stored it: reload the page to see it.',
    removeBroken: (name: string) => `Delete ${name} for good`,
    pin: (name: string) => `Draw ${name} on the loss chart in Play`,
    remove: (name: string) => `Delete ${name}`,
    removeTicked: 'Delete ticked',
    deleted: (count: number, name: string) => (count === 1 ? `${name} is deleted.` : `${count} runs are deleted.`),
    undo: 'Undo',
    copyFailed: 'The browser does not allow copying here. The link:',
  },

  missing: {
    method: 'This version does not have that method any more.',
    model:
      'This run used your own model, which is not here any more. Drop its files again in Play, then load the settings.',
    data:
      'This run used your own data, which is not here any more. Paste or drop it again in Play, then load the ' +
      'settings.',
  },

  storage: {
    unavailable:
      'This browser does not allow this page to store anything (a private window, or storage is blocked). Runs ' +
      'are kept until you close the page: export them before.',
    full:
      "There is no room left in this browser's storage. New runs are kept until you close the page: export runs, " +
      'then delete some.',
    broken:
      'The store of kept runs could not be used. New runs are kept until you close the page: export them, then reload.',
  } satisfies Record<StorageFault, string>,
  dismiss: 'Dismiss',

  race: {
    title: 'Race',
    text:
      'Trains the ticked methods one after the other: same model, data, seed and order of the data, each with ' +
      'its own recommended learning rate.',
    conditions: (model: string, dataset: string, steps: string, seed: string) =>
      `${model} · ${dataset} · ${steps} steps · seed ${seed}`,
    change: 'Change in Play',
    all: 'All methods',
    none: 'None',
    methods: 'Methods',
    seeds: 'Seeds',
    seedsHint:
      'How often each method is trained, each time with another start and order of the data. From two on there are ' +
      'error bars, and it is known what is noise.',
    test: 'Measure the test split too',
    testHint: 'Takes longer: every run is measured on texts that no choice was made by.',
    survey: (count: number) => `Run the survey: all ${count} methods`,
    surveyText: (model: string) =>
      `Every method that ${model} can take, one after the other. It can be stopped, and goes on after a reload.`,
    surveyCounts: "The survey's own parameter counts, beside ours",
    start: (count: number) => (count === 1 ? 'Train 1 method' : `Race ${count} methods`),
    stop: 'Stop',
    stopping: 'Stopping…',
    resume: 'Go on',
    discard: 'New race',
    progress: (done: string, all: string) => `${done} of ${all} done`,
    state: { waiting: 'waits', done: 'done', failed: 'could not be trained', now: 'training' },
    step: (step: string, steps: string) => `step ${step} of ${steps}`,
    seeded: (method: string, seed: string) => `${method}, seed ${seed}`,
    stopped: 'The race stands still: it was stopped, paused, or the settings were changed.',
    over: 'The race is over.',
    elsewhere:
      'Another tab of this page runs this race. When it stops there, or that tab is closed, it can go on here.',
    missing: {
      method: 'A method of this race is not in this version: start a new race.',
      model: 'This race is on your own model, which is not here any more. Drop its files again in Play, then go on.',
      data: 'This race is on your own data, which is not here any more. Paste or drop it again in Play, then go on.',
    },
  },

  matrix: {
    tabs: { label: 'What is trained', methods: 'Methods', transfer: 'Transfer' },
    title: 'Transfer',
    text:
      'Which data help which? Each target (a column) is trained on few rows, once from scratch and once after each ' +
      'source (a row), always with the same method.',
    family: 'Family',
    families: { numbers: 'Numbers in words', emoji: 'Emoji names', sentiment: 'Sentiment' } as Record<string, string>,
    sources: 'Sources',
    targets: 'Targets',
    method: 'Method',
    seeds: 'Seeds',
    seedsText: 'How often each cell is trained, each time with other rows and another start.',
    none: 'No source',
    start: (cells: number) => (cells === 1 ? 'Train 1 cell' : `Train ${cells} cells`),
    amount: (steps: string) => `${steps} steps in all; it can be stopped, and goes on after a reload.`,
    nothing: 'Tick at least one source and one target that differ.',
    unable: 'The chosen method can’t be used here:',
    caption: (measure: string) => `${measure} on the test rows, by source (rows) and target (columns)`,
    measure: 'Score',
    measures: { chrf: 'chrF', exactMatch: 'Exactly right, %', accuracy: 'Accuracy, %' },
    corner: 'First ↓ then →',
    state: { waiting: 'waits', now: 'training', failed: 'could not be trained', itself: 'the target itself' },
    cell: (source: string, target: string, score: string, error: string) =>
      `${target} after ${source}: ${score} ± ${error}`,
    beyond: 'Marked scores differ from “No source” by more than twice the standard error of the difference.',
    oneSeed: 'With one seed the error is that of the test rows alone.',
    verdicts: {
      helps: (target: string, best: string, score: string, alone: string) =>
        `${target} profits most from ${best}: ${score} against ${alone} without a source.`,
      noise: (target: string, best: string, score: string, alone: string) =>
        `${target}: no source helps beyond noise. Best is ${best} with ${score}, against ${alone} without.`,
      harms: (target: string, best: string, score: string, alone: string) =>
        `${target}: every source harms. ${best} harms least: ${score} against ${alone} without.`,
    },
    alike: (names: string) => `Within noise of it: ${names}.`,
    waiting: 'What the cells say stands here when a target has been trained with and without a source.',
    over: 'All cells are trained.',
    stopped: 'It stands still: it was stopped, paused, or the settings were changed.',
    conditions: (method: string, model: string, first: string, steps: string, rows: string) =>
      `${method} · ${model} · ${first} steps on a source, then ${steps} on ${rows}`,
    allRows: 'all rows',
    fewRows: (rows: string) => `${rows} rows`,
    discard: 'New matrix',
  },

  exports: {
    label: (what: string) => `Export: ${what}`,
    csv: 'CSV',
    json: 'JSON',
    png: 'PNG',
    svg: 'SVG',
    failed: 'The picture could not be made: this browser refused to draw it. SVG may work.',
  },
};
