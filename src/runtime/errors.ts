/** Failures of a runtime, told apart so that a run can give the right advice. */
import { MessageError, type Message } from '../messages/message';
import { says } from './messages';

export type FailureKind =
  /** The browser has no WebGPU at all (or the page is not a secure context). */
  | 'no-webgpu'
  /** WebGPU exists but gave no adapter or device. */
  | 'adapter-refused'
  | 'device-lost'
  | 'out-of-memory'
  /** The runtime refused a graph or a run. */
  | 'runtime';

/** `cause` keeps the original error. */
export class BackendError extends MessageError {
  override name = 'BackendError';
  constructor(
    readonly kind: FailureKind,
    told: Message,
    options?: ErrorOptions,
  ) {
    super(told, options);
  }
}

/** Neither onnxruntime nor browsers give this a code: the one place where the words of others are read. */
const outOfMemory =
  /out of memory|bad_alloc|OOM|failed to allocate|could not allocate|Array buffer allocation failed|memory access out of bounds/i;

/** What a browser throws for an array that it has no memory for. */
export const isAllocationFailure = (error: unknown): boolean =>
  error instanceof RangeError && (outOfMemory.test(error.message) || /invalid array length/i.test(error.message));

/** @param reason what `Backend.lost` tells */
export const deviceLost = (reason: Message): BackendError =>
  new BackendError('device-lost', says.stepsLost({ lost: reason }));

/** Wraps whatever onnxruntime or the device threw. */
export function backendError(error: unknown, doing: Message): BackendError {
  if (error instanceof BackendError) return error;
  const text = error instanceof Error ? error.message : String(error);
  if (outOfMemory.test(text)) return new BackendError('out-of-memory', says.memoryFull({ doing }), { cause: error });
  return new BackendError('runtime', says.failed({ doing, error: text }), { cause: error });
}
