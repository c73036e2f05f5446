/** Tells that what is kept has changed: a worker keeps files while the settings list them, perhaps in another tab. */
const NAME = 'playground-kept';

export function announceKept(): void {
  if (typeof BroadcastChannel === 'undefined') return;
  const channel = new BroadcastChannel(NAME);
  channel.postMessage(null);
  channel.close();
}

/** @returns stops listening */
export function onKeptChange(listener: () => void): () => void {
  if (typeof BroadcastChannel === 'undefined') return () => undefined;
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = listener;
  return () => channel.close();
}
