/**
 * The first screen, drawn when the page was built: seen and moving before any script, taken over as it is, and dropped
 * where it does not fit.
 */
import { expect, test, type Page } from '@playwright/test';

/** Holds the page's scripts back until the answer is called. */
async function held(page: Page): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/assets/page-*.js', async (route) => {
    await released;
    await route.continue();
  });
  return release;
}

const takenOver = (page: Page) => page.waitForFunction(() => document.documentElement.dataset.large !== undefined);

test('is there and moves before any script, and React takes it over as it is', async ({ page }) => {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  const release = await held(page);
  await page.goto('./', { waitUntil: 'commit' });
  await expect(page.getByTestId('trainable')).toHaveText('36,864');
  // What the model writes before training is there; it turns into German as the recording goes on.
  await expect(page.locator('.live-row')).toHaveCount(4);
  const before = await page.locator('.live-now').allInnerTexts();
  await expect(page.getByTestId('recorded')).toBeVisible();
  expect(
    await page.evaluate(() => document.getAnimations().filter((animation) => animation.playState === 'running').length),
  ).toBeGreaterThan(0);
  await page.evaluate(() => {
    document.querySelector('.diagram')!.setAttribute('data-drawn', '');
  });
  release();
  await takenOver(page);
  await expect(page.locator('.status-text')).toHaveText(/step (?!1 )\d+ of/);
  await expect.poll(() => page.locator('.live-now').allInnerTexts()).not.toEqual(before);
  // And other methods stand beside it.
  await expect(page.locator('.rivals [data-method="full"]')).toContainText('%');
  // A mismatch would have thrown the drawing away.
  expect(await page.locator('.diagram').getAttribute('data-drawn')).toBe('');
  expect(faults).toEqual([]);
});

test("a phone's first 640 pixels move: before any script, and then with the run", async ({ browser, baseURL }) => {
  const context = await browser.newContext({
    baseURL,
    viewport: { width: 360, height: 640 },
    hasTouch: true,
    isMobile: true,
    serviceWorkers: 'block',
  });
  const page = await context.newPage();
  const release = await held(page);
  await page.goto('./', { waitUntil: 'commit' });
  const tip = page.locator('.spark-tip');
  await expect(tip).toBeInViewport();
  expect(
    await tip.evaluate((element) => element.getAnimations().some((animation) => animation.playState === 'running')),
  ).toBe(true);
  release();
  await takenOver(page);
  const curve = page.locator('.spark-line');
  const before = await curve.getAttribute('d');
  await expect.poll(() => curve.getAttribute('d')).not.toBe(before);
  await expect(curve).toBeInViewport();
  await context.close();
});

test('a press that comes before the scripts is not lost', async ({ page }) => {
  const release = await held(page);
  await page.goto('./', { waitUntil: 'commit' });
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  release();
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect(page.getByTestId('recorded')).toBeHidden();
});

test('only the name is shown to a link or a language that it does not fit', async ({ page, browser }) => {
  await held(page);
  await page.goto('./#method=bitfit', { waitUntil: 'commit' });
  await expect(page.getByText('PEFT playground').first()).toBeVisible();
  await expect(page.locator('.diagram')).toHaveCount(0);
  const german = await browser.newContext({ locale: 'de-DE', serviceWorkers: 'block' });
  const visit = await german.newPage();
  const release = await held(visit);
  await visit.goto('./', { waitUntil: 'commit' });
  await expect(visit.locator('.brand')).toBeVisible();
  await expect(visit.locator('.diagram')).toHaveCount(0);
  release();
  await takenOver(visit);
  await expect(visit.locator('.diagram')).toBeVisible();
  await german.close();
});
