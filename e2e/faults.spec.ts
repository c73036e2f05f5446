/** What befalls a real browser while a run trains; the table of faults is `test/FAULTS.md`. */
import { expect, test, type Page } from '@playwright/test';
import { open, status, stepNow, untilStep } from './page';

const small = 'backend=wasm&dataset=languages&batchSize=4&sequenceLength=16&evaluateEvery=0&steps=20000';
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

test('parts of the page that do not come are told, can be fetched again, and leave the run alone', async ({ page }) => {
  await open(page, small);
  await press(page, 'Play');
  await untilStep(page, 5);
  // As a server that was replaced, or a network that is gone.
  await page.route('**/assets/**', (route) => route.abort());
  await press(page, 'Settings: language and offline use');
  const told = page.getByRole('alert').filter({ hasText: 'A part of the page could not be fetched' });
  await expect(told).toBeVisible();
  await page.screenshot({ path: test.info().outputPath('told.png') });
  const step = await stepNow(page);
  await untilStep(page, step + 5);
  await page.unroute('**/assets/**');
  await told.getByRole('button', { name: 'Fetch it again' }).click();
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
  await expect(told).toHaveCount(0);
  await page.keyboard.press('Escape');
  await press(page, 'Pause');
  await expect(status(page)).toHaveText('Paused');
});

test('a tab that is frozen goes on where it was, and without a network trains on', async ({ page, context }) => {
  await open(page, small);
  await press(page, 'Play');
  await untilStep(page, 5);
  const session = await context.newCDPSession(page);
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  await new Promise((done) => setTimeout(done, 8000));
  await session.send('Page.setWebLifecycleState', { state: 'active' });
  await context.setOffline(true);
  const step = await stepNow(page);
  await untilStep(page, step + 10);
  await expect(page.locator('.silence')).toHaveCount(0);
  await press(page, 'Pause');
  await expect(status(page)).toHaveText('Paused');
});
