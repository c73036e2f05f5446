/** Words about runs that were interrupted, and about what is kept of them. */
import type { Brought } from '../../state/interrupted';
import type { Silence } from '../../state/watchdog';
import type { StorageFault } from '../../state/storage';

export const english = {
  offer: {
    label: 'Interrupted run',
    title: 'A run was interrupted',
    discarded: 'The browser put this tab to sleep and took its memory. The run that was in it is kept.',
    text: (name: string, model: string, dataset: string, step: string, steps: string, date: string) =>
      `${name} on ${model} with ${dataset} stood at step ${step} of ${steps} (${date}).`,
    same: 'It goes on as if nothing had happened: the same curve, number for number.',
    goOn: (step: string) => `Go on from step ${step}`,
    going: 'Bringing it back…',
    anew: 'Start anew',
    discard: 'Discard it',
    later: 'Not now: offer it again at the next visit',
    missing: {
      model: (name: string) =>
        `It was trained on your own model “${name}”, of which no copy was kept. Choose its files again under Model; ` +
        'then the run can go on.',
      data: (name: string) =>
        `It was trained on your own data “${name}”, of which no copy was kept. Bring the same data again under Data; ` +
        'then the run can go on.',
      adapter: (name: string) =>
        `It began with the adapter “${name}”, of which no copy was kept. Choose that file again under Share; then ` +
        'the run can go on.',
    } satisfies Record<Brought, (name: string) => string>,
  },
  silence: {
    label: 'The worker does not answer',
    busy: 'Busy for a while',
    silent: 'No answer',
    unheard: (seconds: string) => `The worker that trains has not been heard for ${seconds} seconds.`,
    still: (seconds: string) => `The worker is there, but what it waits for has not moved for ${seconds} seconds.`,
    first: 'It was at the first step, in which the runtime gets ready: with a large model that takes long.',
    at: {
      asked: 'It was at what you asked last. Large files take long to read.',
      idle: 'Nothing was being done.',
      'loading-model': 'It was loading the model: large files and slow networks take long.',
      'preparing-data':
        'It was cutting the data into tokens: many texts take long, and a pattern in an own tokenizer may never end.',
      'building-graph': 'It was building the training graph: a large model takes long.',
      'compiling-shaders': 'It was compiling programs for the GPU: a large model takes a minute or more.',
      'training-first': 'It was training what comes before the run.',
      scoring: 'It was measuring which weights matter.',
      training: 'It was at a training step, which takes far longer than those before.',
      paused: 'The run stood still.',
      evaluating: 'It was measuring the model.',
      finished: 'The run was over.',
      failed: 'The run had stopped.',
    } satisfies Record<Silence['at'], string>,
    mayWait: 'That may be all right. You can wait, or end it.',
    mayBe: 'The browser may have ended it, it may hang in a loop, or the GPU may be gone.',
    goOn: (step: string) => `New worker, on from step ${step}`,
    anew: 'New worker, from the start',
    end: 'End it',
    wait: 'Wait',
  },
  keep: {
    files: 'Keep a copy in this browser while a run on it is not finished',
    filesHint: 'So that the run can go on after a reload or a crash. The copy is deleted with the run.',
  },
  settings: {
    title: 'Interrupted runs',
    text:
      'While a run trains, its last state is stored in this browser every few seconds, so that it survives a reload, ' +
      'a crash and a closed lid. Finished runs leave nothing behind here.',
    budget: 'Room for interrupted runs',
    budgets: (size: string) => `At most ${size}`,
    none: 'Store none',
    taken: (taken: string, budget: string) => `${taken} of ${budget} taken.`,
    files: 'Keep copies of my own data and models with them',
    run: 'Run',
    size: 'Size',
    action: 'Action',
    at: (name: string, step: string, steps: string, date: string) => `${name}, step ${step} of ${steps}, ${date}`,
    copied: (size: string) => `${size} with copies of files`,
    remove: 'Delete',
    removeOne: (name: string) => `Delete ${name}`,
    stored: (step: string) => `The present run is stored up to step ${step}.`,
    nothing: 'Nothing is stored now.',
    unstored: {
      large: (size: string) =>
        `The state of the present run (${size}) is too large to be stored: a reload would lose it.`,
      full: () => "The present run is not stored: there is no room left in this browser's storage.",
      unavailable: () => 'Runs are not stored: this browser does not allow this page to store anything.',
      broken: () => 'The present run is not stored: the store could not be used. Reload the page when the run is over.',
    } satisfies Record<StorageFault | 'large', (size: string) => string>,
  },
};
