/** Backends for Node: WASM with threads, and WebGPU through Dawn. Never imported by the page. */
import { existsSync, realpathSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { adapterName, requestAdapter, requestDevice } from './device';
import { BackendError } from './errors';
import { says } from './messages';
import { WasmBackend, type WasmOptions } from './wasm';
import { WebGpuBackend, type WebGpuOptions } from './webgpu';

/** Where a Chromium's own files are: it ships software Vulkan, which lets Dawn run on machines without a GPU. */
function chromiumFolders(): string[] {
  const own = process.env.CHROMIUM_PATH;
  return [
    ...(own && existsSync(own) ? [dirname(realpathSync(own))] : []),
    '/usr/lib/chromium',
    '/usr/lib/chromium-browser',
    '/opt/google/chrome',
  ];
}

/**
 * Makes a Chromium's software driver the one that Dawn finds, with the Vulkan loader beside it: a machine without a GPU
 * often has none.
 * @returns whether there is one that was not tried yet
 */
function useSoftwareDriver(): boolean {
  const folder = chromiumFolders().find((path) => existsSync(join(path, 'vk_swiftshader_icd.json')));
  if (!folder || process.env.VK_ICD_FILENAMES) return false;
  process.env.VK_ICD_FILENAMES = join(folder, 'vk_swiftshader_icd.json');
  const loader = join(folder, 'libvulkan.so.1');
  if (process.platform !== 'linux' || !existsSync(loader)) return true;
  // glibc's RTLD_NODELETE: the library stays, so that Dawn's dlopen of its bare name finds it.
  const stay = 0x1000;
  try {
    process.dlopen({ exports: {} }, loader, constants.dlopen.RTLD_LAZY | stay);
  } catch {
    // Always: it is no module of Node's. It is loaded all the same, or Dawn says that it finds none.
  }
  return true;
}

let installed = false;
let openDawn: () => void;

/** Puts Dawn where a browser has WebGPU. */
async function installDawn(): Promise<void> {
  if (installed) return;
  if (!existsSync('/dev/dri') && !existsSync('/dev/nvidia0')) useSoftwareDriver();
  const dawn = await import('webgpu').catch((cause: unknown) => {
    throw new BackendError('no-webgpu', says.noDawn, { cause });
  });
  Object.assign(globalThis, dawn.globals);
  openDawn = () => {
    const gpu = dawn.create([]);
    if (typeof navigator === 'undefined')
      Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true, writable: true });
    else Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
  };
  openDawn();
  // Dawn refuses views on shared memory, which onnxruntime's heap is.
  const { writeBuffer } = GPUQueue.prototype;
  GPUQueue.prototype.writeBuffer = function (buffer, offset, data, dataOffset, size) {
    const view = ArrayBuffer.isView(data) ? data : undefined;
    if (!view || view.buffer instanceof ArrayBuffer)
      return writeBuffer.call(this, buffer, offset, data as BufferSource, dataOffset, size);
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
  const adapter = await requestAdapter().catch((error: unknown) => {
    // What looked like a GPU has no driver here.
    if (!useSoftwareDriver()) throw error;
    openDawn();
    return requestAdapter();
  });
  // V8 optimises all 27 MB of the runtime in the background, 50 s of CPU time that a software adapter needs itself.
  const software = adapterName(adapter).software;
  if (software) setFlagsFromString('--liftoff-only');
  const backend = await WebGpuBackend.create(options, await requestDevice(adapter));
  if (software) await backend.warmUp().finally(() => setFlagsFromString('--no-liftoff-only'));
  return backend;
}
