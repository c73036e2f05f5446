/** Worker entry: requests in, replies and notices out. */
import { WasmBackend } from '../runtime/wasm';
import { WebGpuBackend } from '../runtime/webgpu';
import type { Event, Request } from './protocol';
import { Session } from './session';

const post = (event: Event) => postMessage(event);

const session = new Session({
  notify: post,
  // The bundler puts this file into one folder below the page; in development it is served from where it lies.
  base: new URL(import.meta.env.DEV ? '../../' : '../', self.location.href),
  createBackend: (kind) => (kind === 'webgpu' ? WebGpuBackend.create() : WasmBackend.create()),
});

self.addEventListener('message', ({ data }: MessageEvent<Request>) => {
  void session.handle(data).then(post);
});
