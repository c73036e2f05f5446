/** Browser tests on the built page: Debian's Chromium, WebGPU in software, cross-origin isolation as in production. */
import { createServer, type AddressInfo } from 'node:net';
import { defineConfig } from '@playwright/test';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, 'localhost', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

/**
 * Where the page is: at SITE_ADDRESS, as `npm test` serves its build; else `dist/` is served here, at PREVIEW_PORT or
 * where a port is free. In the environment, because the processes that run tests read this file again.
 */
const given = process.env.SITE_ADDRESS;
const chosen = process.env.PREVIEW_PORT;
const port = given ? undefined : (chosen ?? (process.env.FREE_PORT ??= String(await freePort())));
const address = given ?? `http://localhost:${port}/`;

/** Turns software WebGPU on and background chatter off. */
export const flags = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
];

/**
 * Runs of a few steps are over before V8's optimising compiler for WASM would pay, which then costs a third of their
 * processor time; what they compute is the same to the bit.
 */
const briefly = '--js-flags=--liftoff-only';
/** The Chromium that people use. */
export const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

export default defineConfig({
  testDir: 'e2e',
  outputDir: process.env.TEST_RESULTS ?? 'test-results',
  workers: 2,
  fullyParallel: true,
  // Tests with that tag get a page with threads (cross-origin isolated), as in production: those on WebGPU, and those
  // that measure what training leaves of the processor. Speed is judged by processor time, which neighbours change
  // little.
  projects: [
    {
      name: 'page',
      grepInvert: /@threads/,
      use: {
        launchOptions: { executablePath: process.env.HEADLESS_SHELL ?? executablePath, args: [...flags, briefly] },
      },
    },
    { name: 'threads', grep: /@threads/, dependencies: ['page'] },
  ],
  timeout: 240_000,
  expect: { timeout: 30_000 },
  retries: 0,
  reporter: [['list']],
  use: {
    baseURL: address,
    viewport: { width: 1440, height: 900 },
    // Each test is a first visit; the offline tests allow the service worker for themselves.
    serviceWorkers: 'block',
    launchOptions: { executablePath, args: flags },
  },
  ...(port && {
    webServer: {
      command: `npx vite preview --port ${port} --strictPort`,
      url: address,
      // A server at a port that was named is meant.
      reuseExistingServer: chosen !== undefined,
      timeout: 60_000,
    },
  }),
});
