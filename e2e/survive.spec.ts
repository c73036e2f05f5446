/** A run survives its page: a reload in the middle, and the question before leaving. */
import { expect, test, type Page } from '@playwright/test';
import { finished, open, paste, smallTable, status, stepNow, untilStep } from './page';

const settings = 'backend=wasm&steps=300&batchSize=4&sequenceLength=16&evaluateEvery=0&seed=5';
const offer = (page: Page) => page.locator('.offer');
const play = (page: Page) => page.getByRole('button', { name: 'Play', exact: true }).click();

/** Every step's loss as the table behind the chart tells it. */
async function losses(page: Page): Promise<string[]> {
  await finished(page, 60_000);
  const details = page.locator('[data-chart="loss"] details');
  await details.locator('summary').click();
  await expect(details.locator('tbody tr').last()).toHaveText(/^300/);
  return details.locator('tbody tr').allInnerTexts();
}

test('reloaded in the middle, a run goes on to the same curve, with own data that were kept', async ({ page }) => {
  const { errors } = await open(page, settings);
  await page.evaluate(() => localStorage.setItem('interrupted', JSON.stringify({ budget: 64e6, files: true })));
  await page.reload();
  await paste(page, smallTable);
  await play(page);
  const whole = await losses(page);
  await page.getByRole('button', { name: 'Reset' }).click();
  await play(page);
  await untilStep(page, 60);
  await expect
    .poll(() =>
      page.evaluate(async () => {
        const opening = indexedDB.open('peft-playground-interrupted');
        await new Promise((done) => (opening.onsuccess = done));
        const reading = opening.result.transaction('runs').objectStore('runs').count();
        await new Promise((done) => (reading.onsuccess = done));
        opening.result.close();
        return reading.result;
      }),
    )
    .toBe(1);
  // The browser asks before it leaves; the tests say yes.
  const asked = page.waitForEvent('dialog').then(async (dialog) => {
    expect(dialog.type()).toBe('beforeunload');
    await dialog.accept();
  });
  await Promise.all([asked, page.reload()]);
  await expect(offer(page)).toContainText('stood at step');
  const step = Number(await offer(page).getAttribute('data-step'));
  expect(step).toBeGreaterThan(0);
  await page.getByRole('button', { name: `Go on from step ${step}` }).click();
  await expect(offer(page)).toHaveCount(0);
  expect(await stepNow(page)).toBeLessThan(300);
  expect(await losses(page)).toEqual(whole);
  // A run that stands still is left without a question, and one that is finished leaves nothing behind.
  await page.reload();
  await expect(status(page)).toHaveText('Ready');
  await expect(offer(page)).toHaveCount(0);
  expect(errors).toEqual([]);
});
