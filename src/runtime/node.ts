/** Backends for Node: WASM with threads, and WebGPU through Dawn. Never imported by the page. */
import { existsSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { adapterName, requestAdapter, requestDevice } from './device';
import { BackendError } from './errors';
import { WasmBackend, type WasmOptions } from './wasm';
import { WebGpuBackend, type WebGpuOptions } from './webgpu';

/** Software Vulkan that Debian's Chromium ships: lets Dawn run on machines without a GPU. */
const softwareDrivers = [
  '/usr/lib/chromium/vk_swiftshader_icd.json',
  '/usr/lib/chromium-browser/vk_swiftshader_icd.json',
];

let installed = false;

/** Puts Dawn where a browser has WebGPU. */
async function installDawn(): Promise<void> {
  if (installed) return;
  if (!process.env.VK_ICD_FILENAMES && !existsSync('/dev/dri') && !existsSync('/dev/nvidia0')) {
    const driver = softwareDrivers.find((path) => existsSync(path));
    if (driver) process.env.VK_ICD_FILENAMES = driver;
  }
  const dawn = await import('webgpu').catch((cause: unknown) => {
    throw new BackendError(
      'no-webgpu',
      'WebGPU in Node needs the npm package "webgpu", which has no build for this machine. Use --backend wasm.',
      { cause },
    );
  });
  Object.assign(globalThis, dawn.globals);
  const gpu = dawn.create([]);
  if (typeof navigator === 'undefined')
    Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true, writable: true });
  else Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
  // Dawn refuses views on shared memory, which onnxruntime's heap is.
  const { writeBuffer } = GPUQueue.prototype;
  GPUQueue.prototype.writeBuffer = function (buffer, offset, data, dataOffset, size) {
    const view = ArrayBuffer.isView(data) ? data : undefined;
    if (!view || view.buffer instanceof ArrayBuffer)
      return writeBuffer.call(this, buffer, offset, data, dataOffset, size);
    const unit = 'BYTES_PER_ELEMENT' in view ? (view as Uint8Array).BYTES_PER_ELEMENT : 1;
    const start = (dataOffset ?? 0) * unit;
    const bytes = size === undefined ? view.byteLength - start : size * unit;
    return writeBuffer.call(this, buffer, offset, new Uint8Array(view.buffer, view.byteOffset + start, bytes).slice());
  };
  installed = true;
}

export function createWasmBackend(options: WasmOptions = {}): Promise<WasmBackend> {
  return WasmBackend.create(options);
}

/** @throws BackendError with the reason when there is no adapter. */
export async function createWebGpuBackend(options: WebGpuOptions = {}): Promise<WebGpuBackend> {
  await installDawn();
  const adapter = await requestAdapter();
  // V8 optimises all 27 MB of the runtime in the background, 50 s of CPU time that a software adapter needs itself.
  const software = adapterName(adapter).software;
  if (software) setFlagsFromString('--liftoff-only');
  const backend = await WebGpuBackend.create(options, await requestDevice(adapter));
  if (software) await backend.warmUp().finally(() => setFlagsFromString('--no-liftoff-only'));
  return backend;
}
