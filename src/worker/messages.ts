/** What the worker tells the page: what is not there any more, or not yet. */
import { messages } from '../messages/message';

export const workerTexts = {
  adapterGone: 'The adapter is not here any more: choose its file again.',
  modelGone: 'Your own model is not here any more: drop its files again, or choose a bundled model.',
  dataGone: 'Your own data is not here any more: paste or drop it again, or choose a bundled data set.',
  newerMethod: ({ method }: { method: string }) =>
    `The adapter was made with ${method}, which this version of the page doesn't have. Reload the page to get the ` +
    'newest version.',
  adapterComesLast: ({ method }: { method: string }) =>
    `${method} works in phases, and its adapter exists from the last one on. Let the run finish, then save.`,
  memoryFull: 'Memory ran out in the browser tab. Choose a smaller batch or shorter sequences and try again.',
  noModel: 'No model is loaded yet: start a run first.',
  nothingPinned: ({ place }: { place: string }) => `No state is kept as ${place}: keep one first.`,
  noRun: 'There is no run yet: start one first.',
  notChanged: ({ weight }: { weight: string }) =>
    `The method does not change the weight "${weight}". Choose another one.`,
  runIsOver: 'The run is finished: start it again from the beginning, then step through it.',
  phaseIsOver: 'A phase of the method has just ended: make one step to begin the next one, then step through it.',
  givenUp: 'The run was given up before it began: the settings changed. Press play to begin the present one.',
};

export const says = messages('worker', workerTexts);
