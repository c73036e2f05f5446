/** The whole page as one tree: drawn once while it is built, and taken over by the browser. */
import { StrictMode } from 'react';
import { App } from './app';
import { PlaygroundProvider, type PageParts } from './context';

export const Page = (parts: PageParts) => (
  <StrictMode>
    <PlaygroundProvider {...parts}>
      <App />
    </PlaygroundProvider>
  </StrictMode>
);
