/** Worker entry: requests in, replies and notices out. */
import { createBackend } from '../runtime/browser';
import { checkedFetch } from '../runtime/checkedFetch';
import { modelShelf, pageOf } from '../runtime/downloads';
import { runQueue } from '../runtime/queue';
import type { Event, Request } from './protocol';
import { Session } from './session';

const post = (event: Event) => postMessage(event);

const session = new Session({
  notify: post,
  base: pageOf(import.meta.url),
  fetcher: checkedFetch(modelShelf, async (url) => (await import('../runtime/bundledDigests')).bundledDigest(url)),
  createBackend,
});

/** Milliseconds between two signs of life. */
const BEAT = 1000;
setInterval(() => post({ notice: 'beat', done: runQueue.ended }), BEAT);

self.addEventListener('message', ({ data }: MessageEvent<Request>) => {
  void session.handle(data).then(post);
});
