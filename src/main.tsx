/** The page's entry: one store, one worker, one React root. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { methods } from './methods/registry';
import { createPlayground } from './state/store';
import type { WorkerLike } from './state/engine';
import { App } from './ui/app';
import { PlaygroundProvider } from './ui/context';
import './ui/styles/index.css';

const spawn = () => new Worker(new URL('./worker/worker.ts', import.meta.url), { type: 'module' }) as WorkerLike;
const store = createPlayground({ spawn, methods, hash: location.hash });

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <PlaygroundProvider store={store} methods={methods}>
      <App />
    </PlaygroundProvider>
  </StrictMode>,
);
