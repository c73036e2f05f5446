/** Which backends this browser has, found out without loading a runtime. */
import { adapterName, requestAdapter } from '../runtime/device';
import { BackendError } from '../runtime/errors';
import { availableThreads } from '../runtime/wasm';
import type { BackendOffer, Probe } from './protocol';

/** Some browsers never answer a request for an adapter when the GPU process is gone. */
const PATIENCE = 5000;

export async function probe(): Promise<Probe> {
  const threads = availableThreads();
  return {
    backends: [await gpu(), { kind: 'wasm', available: true, detail: String(threads) }],
    isolated: typeof crossOriginIsolated === 'boolean' && crossOriginIsolated,
    threads,
  };
}

async function gpu(): Promise<BackendOffer> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const adapter = await Promise.race([
      requestAdapter(),
      new Promise<undefined>((resolve) => {
        timer = setTimeout(() => resolve(undefined), PATIENCE);
      }),
    ]);
    if (!adapter) return { kind: 'webgpu', available: false, detail: '', reason: 'no-adapter' };
    const { name, software } = adapterName(adapter);
    return { kind: 'webgpu', available: true, detail: name, software };
  } catch (error) {
    const noApi = error instanceof BackendError && error.kind === 'no-webgpu';
    const insecure = typeof isSecureContext === 'boolean' && !isSecureContext;
    return {
      kind: 'webgpu',
      available: false,
      detail: '',
      reason: insecure ? 'insecure-context' : noApi ? 'no-api' : 'no-adapter',
    };
  } finally {
    clearTimeout(timer);
  }
}
