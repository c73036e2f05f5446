/** Every word of the lanes: who comes how far, with how much to store. */
export const english = {
  title: 'Who reaches full fine-tuning?',
  source: 'Show',
  race: 'This race',
  kept: 'Ticked runs',
  recorded: (board: string) => `Recorded: ${board}`,
  conditions: (model: string, data: string, steps: string) => `${model} · ${data} · ${steps} steps`,
  board:
    'All methods that were recorded on this board; nothing of it was trained in your browser. Runs that finish here ' +
    'are kept on this machine: two of them, or a race, take this place.',
  list: (measure: string) => `Methods by ${measure}`,
  untuned: 'Untuned model',

  money: {
    same: (name: string, bytes: string, full: string) => `${name}: the same result with ${bytes} instead of ${full}`,
    better: (name: string, bytes: string, full: string) =>
      `${name}: more than full fine-tuning, with ${bytes} instead of ${full}`,
    share: (name: string, gain: string, bytes: string, full: string) =>
      `${name}: ${gain} of the gain with ${bytes} instead of ${full}`,
    none: (name: string, gain: string) =>
      `No method with less to store reaches 95 % of full fine-tuning’s gain. ${name} comes nearest: ${gain}.`,
    alone: 'No method with less to store has got to 95 % of full fine-tuning’s gain.',
    gainless:
      'Full fine-tuning is not better here than where it started, or not beyond noise: there is no mark to reach.',
    waiting: 'The mark stands once full fine-tuning and the head alone are trained.',
    missing:
      'Train full fine-tuning and the head alone too: then this says who reaches 95 % of what full fine-tuning gains.',
    written:
      'What full fine-tuning gains is counted from the head alone, which a task of writing does not have. The boards ' +
      'know the untuned model.',
  },
  noise: {
    within: (gain: string, seeds: string) =>
      `It has ${gain} of what full fine-tuning gains. With ${seeds} seeds, the difference is within noise.`,
    beyond: (gain: string, seeds: string) =>
      `It has ${gain} of what full fine-tuning gains. With ${seeds} seeds, the difference is more than noise.`,
    unknown: (gain: string) =>
      `It has ${gain} of what full fine-tuning gains. One seed says nothing of the noise: it may be luck.`,
  },
  after: (step: string) => `It got there at step ${step}.`,
  others: (count: number, methods: string) =>
    count === 1
      ? `One of ${methods} methods gets to 95 % with less to store.`
      : `${count} of ${methods} methods get to 95 % with less to store.`,

  state: { waiting: 'waits', now: 'training', failed: 'could not be trained', done: '' },
  measured: 'No validation yet',
  step: (step: string, steps: string) => `step ${step} of ${steps}`,
  marks: { from: 'start', finish: '95 %', full: 'full' },
  marksHint:
    'Start: the head alone, or the untuned model. 95 %: of what full fine-tuning gains. Full: full fine-tuning.',
  stored: 'stored',
  seeds: (count: string) => `${count} seeds`,
  oneSeed: 'one seed',
  lane: (name: string, score: string, gain: string, bytes: string) =>
    [`${name}: ${score}`, gain && `${gain} of the gain`, bytes && `${bytes} stored`].filter(Boolean).join(', '),
  choose: 'Choose a method: those that differ from it by no more than noise light up. The bar is ± one deviation.',

  replay: 'Run it again',
  pause: 'Pause',
  along: 'Share of the steps',
  bySize: 'Largest adapter shown',
  alongText: 'Between two validations a mark moves evenly.',
  upTo: (bytes: string) => `up to ${bytes}`,

  share: {
    open: 'Share card…',
    title: 'A card of this',
    text: 'Drawn from the numbers that you see. Save it, copy it, or let it move.',
    preview: 'The card',
    png: 'Save as PNG',
    copy: 'Copy picture',
    film: 'Save as animation',
    filming: (percent: string) => `Recording, ${percent}`,
    copied: 'Copied.',
    saved: (file: string) => `Saved: ${file}`,
    copyFailed: 'This browser does not allow pictures to be copied here. Save the PNG instead.',
    filmFailed: 'This browser can’t record an animation. The PNG shows the end of it.',
    failed: 'The picture could not be made: this browser refused to draw it.',
    footer: 'PEFT playground · trained in a browser tab',
    footerRecorded: 'PEFT playground · recorded results',
    more: (count: string) => `and ${count} more`,
  },
};
