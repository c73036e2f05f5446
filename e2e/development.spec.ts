/** `npm run dev` shows what the build does: the drawn first screen, a page that trains, kept files, a worker. */
import { expect, test } from '@playwright/test';
import { createServer, type ViteDevServer } from 'vite';
import { finished } from './page';

test.use({ serviceWorkers: 'allow' });

let server: ViteDevServer;
test.beforeAll(async () => {
  server = await createServer({ server: { port: 0, host: 'localhost' }, logLevel: 'error' });
  await server.listen();
});
test.afterAll(() => server.close());

test('in development the first screen is drawn, the page trains, and files are kept', async ({ page }) => {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  const address = server.resolvedUrls!.local[0]!;
  const drawn = await (await page.request.get(address, { headers: { accept: 'text/html' } })).text();
  expect(drawn).toMatch(/data-testid="trainable"[^>]*>36,864</);

  await page.goto(address);
  await page.waitForFunction(() => document.documentElement.dataset.large !== undefined);
  await page.goto(`${address}#backend=wasm&steps=3&batchSize=2&sequenceLength=8&evaluateEvery=0`);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await finished(page, 120_000);
  const kept = await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    return caches.keys();
  });
  for (const kind of ['models', 'engine']) expect(kept.join()).toContain(`playground-${kind}-`);
  expect(faults).toEqual([]);
});
