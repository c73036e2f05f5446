/** Words of the settings dialog: language, offline use, installing. */
import type { KeepFault } from '../../runtime/downloads';

export const english = {
  title: 'Settings',
  text: 'Language, and what this browser keeps for use without a network.',
  language: 'Language',
  languageNote: 'The page loads again in the new language. A run that is not finished is offered again.',
  /** Said in languages in which only the page's own words are translated. */
  partly: '',
  offline: 'Without a network',
  ready: 'The page itself opens without a network.',
  notReady: 'The page itself is not kept yet. That happens by itself a few seconds after the first visit.',
  impossible: 'This browser keeps no pages for offline use here. It needs https or localhost, and no private window.',
  files: 'Models, data and the runtime are kept when they are first used, and can be fetched ahead.',
  denied:
    'This browser does not allow this page to keep files (a private window, blocked storage, or plain http). ' +
    'Everything works, but is downloaded at every visit.',
  name: 'File',
  size: 'Size',
  action: 'Action',
  engines: { wasm: 'Runtime for the processor (WASM)', webgpu: 'Runtime for the GPU (WebGPU)' },
  data: 'All bundled data',
  kept: 'kept',
  fetching: (loaded: string, all: string) => `${loaded} of ${all}`,
  keep: 'Keep',
  keepOne: (name: string) => `Keep ${name}`,
  remove: 'Delete',
  removeOne: (name: string) => `Delete ${name}`,
  keepChosen: 'Keep what is chosen now',
  clear: 'Delete all kept files',
  cleared: 'All kept files are deleted.',
  space: (used: string, free: string) => `${used} used by this page, ${free} free for it.`,
  faults: {
    denied:
      'This browser does not allow this page to keep files. Leave the private window, or allow storage for ' +
      "this page in the browser's settings.",
    full:
      'There is no room left for this file. Delete kept files or old runs here, or free space on this machine, ' +
      'then try again.',
    unreachable: 'The download broke off. Check the network connection, then try again.',
  } satisfies Record<KeepFault, string>,
  present: 'Present',
  presentText: 'For a projector: only the drawing, what the model says and the loss, in large type.',
  install: 'Install',
  installText: 'Opens in its own window, like an app.',
  update: 'A new version of this page is ready.',
  updateNow: 'Load it',
  updateNote: 'A run that is not finished ends.',
  licences: 'Licences of the software in this page',
};
