/** Worker entry: requests in, replies and notices out. */
import { createBackend } from '../runtime/browser';
import { keepingFetch, modelShelf, pageOf } from '../runtime/downloads';
import type { Event, Request } from './protocol';
import { Session } from './session';

const post = (event: Event) => postMessage(event);

const session = new Session({
  notify: post,
  base: pageOf(import.meta.url),
  fetcher: keepingFetch(modelShelf),
  createBackend,
});

self.addEventListener('message', ({ data }: MessageEvent<Request>) => {
  void session.handle(data).then(post);
});
