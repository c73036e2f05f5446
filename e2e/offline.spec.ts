/**
 * The second visit needs no network: the page, models, data and the runtime are kept; what is kept can be seen and
 * deleted; a new version waits.
 */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, resolve } from 'node:path';
import type { AddressInfo } from 'node:net';
import { expect, test, type Page } from '@playwright/test';
import { finished, open } from './page';

test.use({ serviceWorkers: 'allow' });

const quick = 'backend=wasm&steps=3&batchSize=2&sequenceLength=8&evaluateEvery=0';

/** The page is stored: its service worker answers only then. */
const stored = (page: Page) =>
  page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    while (!navigator.serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, 50));
  });

const settings = async (page: Page) => {
  await page.getByRole('button', { name: /^Settings/ }).click();
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
  return page.getByRole('dialog', { name: 'Settings' });
};

test('after the first visit the page opens, teaches and trains without a network', async ({ page, context }) => {
  const { errors } = await open(page, quick);
  await stored(page);
  const dialog = await settings(page);
  await expect(dialog).toContainText('opens without a network');
  await dialog.getByRole('button', { name: 'Keep what is chosen now' }).click();
  for (const item of ['wasm', 'tiny-encoder', 'data'])
    await expect(dialog.locator(`[data-item="${item}"]`)).toHaveAttribute('data-kept', 'true');
  await context.setOffline(true);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'PEFT playground' })).toBeVisible();
  await page.getByRole('link', { name: 'Learn' }).click();
  await expect(page.getByRole('heading', { name: 'Fine-tuning with few parameters' })).toBeVisible();
  await page.getByRole('link', { name: 'Play' }).click();
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await finished(page, 120_000);
  expect(errors).toEqual([]);
});

test('a kept copy that has changed is never read: it is fetched again, or told of', async ({ page, context }) => {
  await open(page, quick);
  await stored(page);
  const play = async () => page.getByRole('button', { name: 'Play', exact: true }).click();
  await play();
  await finished(page, 120_000);
  /** Flips a bit in the kept model. @returns the digest of what was kept before */
  const flip = () =>
    page.evaluate(async () => {
      const name = (await caches.keys()).find((each) => each.startsWith('playground-models-'))!;
      const cache = await caches.open(name);
      const model = (await cache.keys()).find(({ url }) => url.endsWith('/tiny-encoder/onnx/model.onnx'))!;
      const response = (await cache.match(model))!;
      const bytes = new Uint8Array(await response.arrayBuffer());
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).join();
      bytes[bytes.length >> 1]! ^= 1;
      await cache.put(model, new Response(bytes, { headers: response.headers }));
      return digest;
    });
  const before = await flip();
  await page.reload();
  await play();
  await finished(page, 120_000);
  // What is kept now is the sound one again.
  expect(await flip()).toBe(before);
  await context.setOffline(true);
  await page.reload();
  await play();
  await expect(page.getByText(/could not be reached/)).toBeVisible({ timeout: 60_000 });
  await context.setOffline(false);
  await page.getByRole('button', { name: 'Try again' }).click();
  await finished(page, 120_000);
});

test('a run keeps what it used; kept files can be deleted', async ({ page }) => {
  await open(page, quick);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await finished(page, 120_000);
  const dialog = await settings(page);
  for (const item of ['wasm', 'tiny-encoder'])
    await expect(dialog.locator(`[data-item="${item}"]`)).toHaveAttribute('data-kept', 'true');
  await expect(dialog.locator('[data-item="tiny-decoder"]')).toHaveAttribute('data-kept', 'false');
  await expect(dialog).toContainText(/used by this page/);
  const licences = await dialog
    .getByRole('link', { name: 'Licences of the software in this page' })
    .getAttribute('href');
  expect(await (await page.request.get(licences!)).text()).toMatch(/^ {2}onnxruntime-web [\d.]+: MIT$/m);
  await dialog.getByRole('button', { name: 'Delete Tiny encoder', exact: true }).click();
  await expect(dialog.locator('[data-item="tiny-encoder"]')).toHaveAttribute('data-kept', 'false');
  await dialog.getByRole('button', { name: 'Delete all kept files' }).click();
  await expect(dialog).toContainText('All kept files are deleted');
  await expect(dialog.locator('[data-kept="true"]')).toHaveCount(0);
});

for (const [name, stub, words] of [
  [
    'full',
    () => {
      Cache.prototype.put = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
    },
    /no room left/,
  ],
  [
    'denied',
    () => {
      CacheStorage.prototype.open = () => Promise.reject(new DOMException('denied', 'SecurityError'));
    },
    /does not allow this page to keep files/,
  ],
] as const) {
  test(`storage that is ${name}: said in words`, async ({ page }) => {
    await page.addInitScript(stub);
    await open(page, quick);
    const dialog = await settings(page);
    if (name === 'full') await dialog.getByRole('button', { name: 'Keep Tiny encoder', exact: true }).click();
    await expect(dialog).toContainText(words);
  });
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};

test('a new version waits until it is asked for, on a plain static host', async ({ page }) => {
  const root = resolve(process.env.SITE_FOLDER ?? 'dist');
  let version = 1;
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://host').pathname;
    const file = normalize(join(root, path === '/' ? 'index.html' : path));
    if (!file.startsWith(root) || !existsSync(file) || !statSync(file).isFile())
      return void response.writeHead(404).end();
    response.writeHead(200, {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'cache-control': 'no-cache',
    });
    if (path === '/sw.js') response.write(`// ${version}\n`);
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((done) => server.listen(0, done));
  try {
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/#replay=off`);
    await expect(page.getByTestId('backend-note')).toContainText('One thread only');
    await stored(page);
    version = 2;
    await page.reload();
    await expect(page.getByRole('button', { name: 'Settings: a new version is ready' })).toBeVisible();
    const dialog = await settings(page);
    const reloaded = page.waitForEvent('load');
    await dialog.getByRole('button', { name: 'Load it' }).click();
    await reloaded;
    await expect(page.getByRole('button', { name: 'Settings: language and offline use' })).toBeVisible();
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
