/** Browser tests on the built page: Debian's Chromium, WebGPU in software, cross-origin isolation as in production. */
import { defineConfig } from '@playwright/test';

const port = Number(process.env.PREVIEW_PORT ?? 4173);

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

export default defineConfig({
  testDir: 'e2e',
  workers: 2,
  fullyParallel: true,
  // Software WebGPU wants all cores, and speed is measured on a quiet machine: tests with that tag take turns, after the others.
  projects: [
    { name: 'page', grepInvert: /@alone/ },
    { name: 'alone', grep: /@alone/, dependencies: ['page'], workers: 1 },
  ],
  timeout: 240_000,
  expect: { timeout: 30_000 },
  retries: 0,
  reporter: [['list']],
  use: {
    baseURL: `http://localhost:${port}/`,
    viewport: { width: 1440, height: 900 },
    // Each test is a first visit; the offline tests allow the service worker for themselves.
    serviceWorkers: 'block',
    launchOptions: { executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: flags },
  },
  webServer: {
    command: `npx vite preview --port ${port} --strictPort`,
    url: `http://localhost:${port}/`,
    reuseExistingServer: !process.env.CI,
    timeout: 60_000,
  },
});
