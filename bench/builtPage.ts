/** The built page, served, and a Chromium without a window that has not seen it: for programs that use it at length. */
import { chromium, type BrowserContext } from '@playwright/test';
import { preview } from 'vite';
import { executablePath, flags } from '../playwright.config';

export interface BuiltPage {
  /** A browser without a past. */
  readonly context: () => Promise<BrowserContext>;
  /** A browser of its own that keeps what it knows in a folder. */
  readonly kept: (folder: string) => Promise<BrowserContext>;
  readonly close: () => Promise<void>;
}

/** Serves `SITE_FOLDER`, or `dist`, at a port that is free. */
export async function openBuiltPage(): Promise<BuiltPage> {
  const server = await preview({
    logLevel: 'warn',
    build: { outDir: process.env.SITE_FOLDER ?? 'dist' },
    preview: { port: 0, host: 'localhost' },
  });
  const browser = await chromium.launch({ executablePath, args: flags });
  const view = {
    baseURL: server.resolvedUrls!.local[0]!,
    viewport: { width: 1440, height: 900 },
    serviceWorkers: 'block',
  } as const;
  return {
    context: () => browser.newContext(view),
    kept: (folder) => chromium.launchPersistentContext(folder, { executablePath, args: flags, ...view }),
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
