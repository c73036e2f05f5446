/** Failures of a runtime, told apart so that the trainer can give the right advice. */

export type FailureKind =
  /** The browser has no WebGPU at all (or the page is not a secure context). */
  | 'no-webgpu'
  /** WebGPU exists but gave no adapter or device. */
  | 'adapter-refused'
  | 'device-lost'
  | 'out-of-memory'
  /** The runtime refused a graph or a run. */
  | 'runtime';

/** The message is a sentence for the user; `cause` keeps the original error. */
export class BackendError extends Error {
  override name = 'BackendError';
  constructor(
    readonly kind: FailureKind,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

const outOfMemory =
  /out of memory|bad_alloc|OOM|failed to allocate|could not allocate|Array buffer allocation failed|memory access out of bounds/i;

/** Wraps whatever onnxruntime or the device threw. */
export function backendError(error: unknown, doing: string): BackendError {
  if (error instanceof BackendError) return error;
  const text = error instanceof Error ? error.message : String(error);
  if (outOfMemory.test(text)) {
    return new BackendError(
      'out-of-memory',
      `Memory ran out while ${doing}. Choose a smaller batch or shorter sequences and try again.`,
      { cause: error },
    );
  }
  return new BackendError('runtime', `The runtime failed while ${doing}: ${text}`, { cause: error });
}
