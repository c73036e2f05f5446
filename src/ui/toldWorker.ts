/** A worker whose messages wait until their texts are there. */
import type { WorkerLike } from '../state/engine';

/** Fetches the texts of what the worker tells; without them the codes are shown. */
export const workerTexts = (): Promise<unknown> => import('./workerMessages').catch(() => undefined);

/**
 * The worker's messages in their order, none before its text is known.
 * @param texts settled when they are; never rejected
 */
export const toldWorker = (worker: WorkerLike, texts: Promise<unknown>): WorkerLike => ({
  postMessage: (message) => worker.postMessage(message),
  terminate: () => worker.terminate(),
  get onmessage() {
    return worker.onmessage;
  },
  set onmessage(listener) {
    worker.onmessage = listener && ((event) => void texts.then(() => listener(event)));
  },
  get onerror() {
    return worker.onerror;
  },
  set onerror(listener) {
    worker.onerror = listener;
  },
});
