/** The first steps of a newcomer, and the presenter's layout. */
import { expect, test, type Page } from '@playwright/test';
import { chooseMethod, finished, open } from './page';
import { axeOn, violations } from './violations';

const small =
  'backend=wasm&model=tiny-encoder&dataset=fine_foods&steps=24&batchSize=4&sequenceLength=16&evaluateEvery=0';

const start = (page: Page) => page.getByRole('region', { name: 'Start here' });
const step = (page: Page, name: string) => start(page).getByRole('button', { name });
const topOf = (page: Page, selector: string) =>
  page.locator(selector).evaluate((element) => element.getBoundingClientRect().top);
const heightOf = (page: Page, selector: string) =>
  page.locator(selector).evaluate((element) => element.getBoundingClientRect().height);

/** What axe finds in a part of the page, in both themes. */
async function violationsIn(page: Page, part: string): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    found.push(...(await violations(axeOn(page).include(part))));
  }
  return found;
}

test('three steps lead to their controls, are ticked as they are done, and nothing jumps', async ({ page }) => {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/assets/start-*.js', async (route) => {
    await released;
    await route.continue();
  });
  const { errors } = await open(page, small);
  await expect(page.locator('.what')).toBeVisible();
  await expect(start(page)).toBeHidden();
  const before = await topOf(page, '.columns');
  release();
  await expect(start(page)).toBeVisible();
  expect(await topOf(page, '.columns')).toBe(before);

  await step(page, 'Press play').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeFocused();
  await step(page, 'Watch what it says').click();
  await expect(page.locator('#live-title')).toBeFocused();
  await step(page, 'Take another method').click();
  await expect(page.getByRole('combobox', { name: 'Method', exact: true })).toBeFocused();
  expect(await violationsIn(page, '.start')).toEqual([]);

  const done = start(page).locator('[data-done="true"]');
  await expect(done).toHaveCount(0);
  const band = await heightOf(page, '.closer');
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await finished(page);
  await expect(done).toHaveCount(2);
  // The band of what can be done now has had its place.
  await expect(page.getByRole('button', { name: 'Train 100 more' })).toBeVisible();
  expect(await heightOf(page, '.closer')).toBeCloseTo(band, 0);
  await chooseMethod(page, 'BitFit');
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect(done).toHaveCount(3);
  await finished(page);
  await page.reload();
  await expect(page.locator('.what')).toBeVisible();
  await expect(page.locator('.start-place')).toBeHidden();
  expect(errors).toEqual([]);
});

test('closed, the steps stay away; links that lead already have none', async ({ page }) => {
  await open(page, small);
  await start(page).getByRole('button', { name: 'Close these three steps' }).click();
  await expect(start(page)).toBeHidden();
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeFocused();
  await page.reload();
  await expect(page.locator('.what')).toBeVisible();
  await expect(page.locator('.start-place')).toBeHidden();
  await page.evaluate(() => localStorage.clear());
  for (const link of ['lock=seed', 'hide=backend', 'lesson=first-run&step=1', 'lite=on', 'present=on']) {
    await page.goto('about:blank');
    await page.goto(`./#${small}&replay=off&${link}`);
    await expect(page.locator('.where')).toBeVisible();
    await page.waitForTimeout(500);
    await expect(page.locator('.start-place')).toHaveCount(0);
  }
  await page.goto('about:blank');
  await page.goto(`./#${small}&replay=off&lang=de`);
  await expect(page.getByRole('region', { name: 'So geht es los' })).toContainText('Zusehen, was es sagt');
});

test('the presenter has drawing, answers and loss on one screen, in large type; Escape leaves', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  const { errors } = await open(page, small);
  await page.locator('.settings-button').click();
  await page.getByRole('button', { name: 'Present', exact: true }).click();
  await expect(page.locator('.present .diagram')).toBeVisible();
  await expect(page).toHaveURL(/present=on/);
  await expect(page.locator('.what, .try, .rivals-place, .views').filter({ visible: true })).toHaveCount(0);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect(page.locator('.run-status')).toHaveText('Finished', { timeout: 60_000 });
  await expect(page.locator('.present-number')).toHaveText(/^\d\.\d+$/);
  await expect(page.locator('.present .live-bars').first()).toBeVisible();
  const matters = '.run-status, .status-text, .headline, .headline strong, .live-text, .live-bars li, .present-number';
  const sizes = await page
    .locator(matters)
    .evaluateAll((all) => all.map((element) => parseFloat(getComputedStyle(element).fontSize)));
  expect(sizes.length).toBeGreaterThan(10);
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(22);
  // Words in the drawing, as large as it is shown.
  const drawn = await page
    .locator('.present .diagram :is(.part-name, .part-count, .layer-name, .chip-text)')
    .evaluateAll((all) =>
      (all as SVGGraphicsElement[]).map((text) => {
        const { b, d } = text.getScreenCTM()!;
        return parseFloat(getComputedStyle(text).fontSize) * Math.hypot(b, d);
      }),
    );
  expect(drawn.length).toBeGreaterThan(10);
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(18);
  // All of it is on the screen.
  expect(
    await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]),
  ).toEqual([1280, 720]);
  for (const part of ['.present .diagram', '.present .live-range', '.present [data-chart="loss"]'])
    await expect(page.locator(part)).toBeInViewport({ ratio: 0.99 });
  expect(await violationsIn(page, '#root')).toEqual([]);

  // A dialog on top is closed first.
  await page.getByRole('button', { name: 'Look inside: query' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.locator('.present')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('.what')).toBeVisible();
  await expect(page).not.toHaveURL(/present/);
  // The run is what it was, and the type too.
  await expect(page.locator('.run-status')).toHaveText('Finished');
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe('16px');
  await page.goto('about:blank');
  await page.goto(`./#${small}&replay=off&present=on&lang=de`);
  await page.getByRole('button', { name: 'Beenden' }).click();
  await expect(page.locator('.what')).toBeVisible();
  expect(errors).toEqual([]);
});
