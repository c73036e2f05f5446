/** The page's entry: one store, one worker, one React root. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { methods } from './methods/registry';
import { createRace } from './state/race';
import { openRunsDatabase } from './state/runsDatabase';
import { createShelf } from './state/runsStore';
import { createPlayground } from './state/store';
import type { WorkerLike } from './state/engine';
import { App } from './ui/app';
import { PlaygroundProvider } from './ui/context';
import { loadLanguage } from './ui/language';
import { install } from './ui/settings/installed';
import './ui/styles/index.css';

const spawn = () => new Worker(new URL('./worker/worker.ts', import.meta.url), { type: 'module' }) as WorkerLike;
const store = createPlayground({ spawn, methods, hash: location.hash, recordings: new URL('recordings/', document.baseURI), still: () => matchMedia('(prefers-reduced-motion: reduce)').matches });
const database = openRunsDatabase();
const shelf = createShelf({ playground: store, methods, database });
const race = createRace({ playground: store, shelf, methods, database });
void shelf.getState().load();
void race.getState().load();
// Asked for before the first drawing, which takes its time.
void store.getState().replay();

await loadLanguage();
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <PlaygroundProvider store={store} shelf={shelf} race={race} methods={methods}>
      <App />
    </PlaygroundProvider>
  </StrictMode>,
);

/** Milliseconds after which the page is fetched for offline use: what the visitor does first comes first. */
const LATER = 4000;
if (import.meta.env.PROD) setTimeout(() => void install(), LATER);
