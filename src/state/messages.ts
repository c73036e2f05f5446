/** What the page's state tells: a worker that stopped, an adapter that does not fit. */
import { messages } from '../messages/message';

export const stateTexts = {
  trainedOnOwnModel:
    "The adapter was trained on a model of one's own. Bring that model first, under Model, then choose the " +
    'adapter again.',
  trainedOnOtherModel: ({ model }: { model: string }) =>
    `The adapter was trained on ${model}, which is not here. Bring that model first, under Model, and train ` +
    'there.',
  noDataWithClasses: ({ classes }: { classes: string }) =>
    `The adapter tells ${classes} classes apart, and no data set here has as many. Bring data with ` +
    `${classes} classes first, under Data, then choose the adapter again.`,
  noDataWithLabels: ({ labels }: { labels: string }) =>
    `The adapter tells apart ${labels}, and no data set here has these classes. Bring the data that it was ` +
    'trained on first, under Data, then choose the adapter again.',
  noSuchMethod: ({ kind }: { kind: string }) =>
    `The adapter was made with ${kind}, which is not here. Reload the page to get the newest version.`,
  linkLocks:
    'The adapter needs another model, data set or method, but the link that you opened locks them. Open the ' +
    'page without that link.',
  workerStopped:
    'The training worker stopped unexpectedly, most likely because the tab ran out of memory. It has been ' +
    'started again; choose a smaller batch or shorter sequences before going on.',
  workerNotStarted:
    'The training worker could not be started. Reload the page; if that does not help, use a current version ' +
    'of Chrome, Edge, Firefox or Safari.',
  pageFailed: ({ reason }: { reason: string }) =>
    `Something went wrong on the page itself: ${reason} Reset and try again.`,
  stateGone: "The state of this run is not here any more, or can't be read. The run has to start anew.",
  otherVersion:
    'This version of the page lacks something that this run was trained with, or means something else by it. It ' +
    "can't go on here; start it anew.",
  pinsCut: 'The link was cut off: the last of its pinned texts may lack its end.',
  pinsUnreadable: "The pinned texts of the link can't be read. Examples of the data stand in their place.",
  otherClasses: 'other classes',
};

export const says = messages('state', stateTexts);
