/** A run survives its page and its worker: a reload in the middle, the question before leaving, a silent worker. */
import { expect, test, type Page } from '@playwright/test';
import { finished, open, paste, smallTable, status, stepNow, untilStep } from './page';

const small = 'backend=wasm&batchSize=4&sequenceLength=16&evaluateEvery=0&seed=5';
const offer = (page: Page) => page.locator('.offer');
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

/** Step of the run that is stored; 0 where none is. */
const storedStep = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const opening = indexedDB.open('peft-playground-interrupted', 1);
    await new Promise((done) => (opening.onsuccess = done));
    const reading = opening.result.transaction('runs').objectStore('runs').getAll();
    await new Promise((done) => (reading.onsuccess = done));
    opening.result.close();
    return (reading.result as { step: number }[])[0]?.step ?? 0;
  });

/** Every step's loss as the table behind the chart tells it. */
async function losses(page: Page): Promise<string[]> {
  await finished(page, 60_000);
  const details = page.locator('[data-chart="loss"] details');
  await details.locator('summary').click();
  await expect(details.locator('tbody tr').last()).toHaveText(/^40/);
  return details.locator('tbody tr').allInnerTexts();
}

test('reloaded in the middle, a run goes on to the same curve, with own data that were kept', async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('interrupted', JSON.stringify({ budget: 64e6, files: true })));
  const { errors } = await open(page, `${small}&steps=40`);
  await paste(page, smallTable);
  await press(page, 'Play');
  const whole = await losses(page);
  await press(page, 'Reset');
  // What stands still is stored at once.
  const step = 5;
  for (let done = 1; done <= step; done++) {
    await press(page, 'Step');
    await expect.poll(() => storedStep(page)).toBe(done);
  }
  await page.reload();
  await expect(offer(page)).toContainText(`stood at step ${step} of 40`);
  await press(page, `Go on from step ${step}`);
  await expect(offer(page)).toHaveCount(0);
  expect(await losses(page)).toEqual(whole);
  // One that is finished leaves nothing behind.
  await expect.poll(() => storedStep(page)).toBe(0);
  expect(errors).toEqual([]);
});

test('leaving a run in training asks; a worker that is gone without a word is told, and no button is dead', async ({
  page,
}) => {
  await page.addInitScript(() => {
    const workers: Worker[] = [];
    (window as unknown as { workers: Worker[] }).workers = workers;
    window.Worker = class extends Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        workers.push(this);
      }
    };
  });
  await open(page, `${small}&dataset=languages&steps=20000`);
  await press(page, 'Play');
  await expect.poll(() => storedStep(page), { timeout: 60_000 }).toBeGreaterThan(0);
  // The browser asks before it leaves; the test says yes.
  const asked = page.waitForEvent('dialog').then(async (dialog) => {
    expect(dialog.type()).toBe('beforeunload');
    await dialog.accept();
  });
  await Promise.all([asked, page.reload()]);
  const stored = Number(await offer(page).getAttribute('data-step'));
  await press(page, `Go on from step ${stored}`);
  await untilStep(page, stored + 1);
  await page.evaluate(() =>
    (window as unknown as { workers: Worker[] }).workers.forEach((worker) => worker.terminate()),
  );
  const silence = page.locator('.silence');
  await expect(silence).toContainText('has not been heard for', { timeout: 60_000 });
  await press(page, 'Pause');
  await expect(silence).toHaveCount(0);
  await expect(status(page)).toHaveText('Paused');
  const step = await stepNow(page);
  expect(step).toBeGreaterThanOrEqual(stored);
  await press(page, 'Play');
  // The new worker has to load the model first; what the tile says may still be of the old one.
  await expect(status(page)).toHaveText('Training');
  await untilStep(page, step + 1);
  await press(page, 'Pause');
  await expect(status(page)).toHaveText('Paused');
});
