/** Backends in a browser's worker; `node.ts` makes the same for Node. */
import type { Backend, BackendKind } from './backend';
import { WasmBackend } from './wasm';
import { WebGpuBackend } from './webgpu';

/** @throws BackendError that says why there is none. */
export function createBackend(kind: BackendKind): Promise<Backend> {
  return kind === 'webgpu' ? WebGpuBackend.create() : WasmBackend.create();
}
