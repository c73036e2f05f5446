/** Worker entry: requests in, replies and notices out. */
import { createBackend } from '../runtime/browser';
import { keepingFetch, modelShelf } from '../runtime/downloads';
import type { Event, Request } from './protocol';
import { Session } from './session';

const post = (event: Event) => postMessage(event);

const session = new Session({
  notify: post,
  // The bundler puts this file into one folder below the page; in development it is served from where it lies.
  base: new URL(import.meta.env.DEV ? '../../' : '../', self.location.href),
  // In development a model that was made anew must be seen.
  ...(import.meta.env.DEV ? {} : { fetcher: keepingFetch(modelShelf) }),
  createBackend,
});

self.addEventListener('message', ({ data }: MessageEvent<Request>) => {
  void session.handle(data).then(post);
});
