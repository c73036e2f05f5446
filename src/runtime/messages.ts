/** What the runtime tells people: no device, a device that is lost, memory that is full. */
import { messages } from '../messages/message';

export const runtimeTexts = {
  wasm: ({ threads }: { threads: string }) => `WASM · ${threads} thread${threads === '1' ? '' : 's'}`,
  webGpu: ({ gpu }: { gpu: string }) => `WebGPU · ${gpu}`,
  insecurePage:
    'WebGPU needs a secure page: open this page over https or from localhost, or train with the WASM backend.',
  noWebGpu:
    'This browser has no WebGPU. Use a current Chrome, Edge, Safari or Firefox, or train with the WASM backend.',
  noDawn:
    'WebGPU in Node needs the npm package "webgpu", which has no build for this machine. Train with the WASM backend.',
  accessRefused:
    'The browser refused to give access to the GPU. Train with the WASM backend, or restart the browser and ' +
    'try again.',
  noAdapter:
    'WebGPU is there, but the browser found no usable GPU (it may be blocked for its driver). Train with the ' +
    'WASM backend, or update the graphics driver.',
  deviceRefused:
    'The browser found a GPU but refused to open it. Close other pages that use the GPU, or train with the ' +
    'WASM backend.',
  deviceLost: ({ reason }: { reason: string }) => `The GPU device was lost (${reason}).`,
  noReason: 'no reason given',
  stepsLost: ({ lost }: { lost: string }) =>
    `${lost} At most the steps since the last checkpoint are lost: go on, on the GPU again or with the WASM backend.`,
  gpuMemoryFull:
    'The GPU ran out of memory. Choose a smaller batch or shorter sequences, or train with the WASM backend.',
  gpuError: ({ error }: { error: string }) => `The GPU reported an error: ${error}`,
  heapFull: 'Memory for WebAssembly ran out. Choose a smaller batch, shorter sequences or a smaller model.',
  memoryFull: ({ doing }: { doing: string }) =>
    `Memory ran out while ${doing}. Choose a smaller batch or shorter sequences and try again.`,
  failed: ({ doing, error }: { doing: string; error: string }) => `The runtime failed while ${doing}: ${error}`,
  preparing: ({ graph }: { graph: string }) => `preparing the ${graph} graph`,
  running: ({ graph }: { graph: string }) => `running the ${graph} graph`,
  reading: 'reading from the GPU',
  notStarted: ({ reason }: { reason: string }) =>
    `The WebAssembly runtime could not be started (${reason}). Reload the page; if that doesn't help, use a ` +
    'current browser.',
  notDownloaded: ({ status }: { status: string }) => `the runtime could not be downloaded, status ${status}`,
};

export const says = messages('runtime', runtimeTexts);
