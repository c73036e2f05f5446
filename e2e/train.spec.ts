/** A real model trains in the page: on WebGPU in a worker (software adapter), and on WASM. */
import { expect, test } from '@playwright/test';
import { banner, finished, open, paste, status, points, smallTable, stepNow, tile, untilStep } from './page';

const small = 'batchSize=4&sequenceLength=16&evaluateEvery=0';

for (const backend of ['webgpu', 'wasm'] as const) {
  test(
    `LoRA on the tiny encoder, ${backend}: play, charts, pause, step, reset, predict`,
    { tag: backend === 'webgpu' ? '@threads' : [] },
    async ({ page }) => {
      const { errors } = await open(page, `backend=${backend}&steps=${backend === 'webgpu' ? 40 : 4000}&${small}`);
      await paste(page, smallTable);
      const bars = await points(page, 'parameters');
      expect(bars).toBeGreaterThan(0);

      await page.getByRole('button', { name: 'Play', exact: true }).click();
      await untilStep(page, 2);
      await expect(banner(page)).toHaveCount(0);
      await expect(page.locator('.how-foot')).toContainText(backend === 'webgpu' ? 'WebGPU' : 'WASM');

      await page.getByRole('button', { name: 'Pause' }).click();
      await expect(status(page)).toHaveText('Paused');
      const paused = await stepNow(page);
      expect(await tile(page, 'Loss')).toBeGreaterThanOrEqual(0);
      expect(await tile(page, 'Steps/s')).toBeGreaterThan(0);
      expect(await points(page, 'memory')).toBeGreaterThan(3);
      await expect(page.locator('[data-chart="memory"] .chart-aside')).toContainText('needed');
      await expect.poll(() => points(page, 'loss')).toBeGreaterThan(3);

      await page.getByRole('button', { name: 'Step', exact: true }).click();
      await expect.poll(() => tile(page, 'Step')).toBe(paused + 1);

      await page.getByLabel('Your sentence').fill('the food was wonderful');
      await page.getByRole('button', { name: 'Ask both' }).click();
      const outcomes = page.locator('.outcome');
      await expect(outcomes).toHaveCount(2);
      await expect(outcomes.first()).toContainText('Before: step 0');
      await expect(outcomes.last()).toContainText(`Now: step ${paused + 1}`);
      await expect(outcomes.last().locator('.bar-value').first()).toContainText('%');

      await page.getByRole('button', { name: 'Reset' }).click();
      await expect.poll(() => tile(page, 'Step')).toBe(0);
      await page.getByRole('button', { name: 'Step', exact: true }).click();
      await expect.poll(() => tile(page, 'Step')).toBe(1);
      expect(errors).toEqual([]);
    },
  );
}

test('WASM learns: loss falls, accuracy rises, the run finishes and validates', async ({ page }) => {
  await open(page, `backend=wasm&steps=120&batchSize=8&sequenceLength=16&evaluateEvery=40&learningRate=0.003`);
  await paste(page, smallTable);
  await page.getByLabel('Your sentence').fill('the food was wonderful and fresh');
  await page.getByRole('button', { name: 'Ask both' }).click();
  await expect(page.locator('.outcomes')).toContainText('Nothing has been trained yet');
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  // What was asked follows the training.
  await expect(page.locator('.outcome').last()).toContainText(/Now: step (?!0\b|120\b)\d+/, { timeout: 60_000 });
  await finished(page, 120_000);
  expect(await tile(page, 'Loss')).toBeLessThan(0.5);
  expect(await tile(page, 'Accuracy')).toBeGreaterThan(90);
  // The page asks again by itself at the end.
  const tuned = page.locator('.outcome').last();
  await expect(tuned).toContainText('Now: step 120');
  await expect(tuned.locator('.best')).toContainText('good');
  // Nothing is left to step to.
  await expect(page.getByRole('button', { name: 'Step', exact: true })).toBeDisabled();
  await expect(page.locator('[data-tile="Step"]')).toContainText('120 / 120');
});

test('same seed, same curve; the learning rate may change while running', async ({ page }) => {
  await open(
    page,
    'backend=wasm&steps=30&batchSize=4&sequenceLength=16&evaluateEvery=0&' +
      'schedule=constant&warmup=0&learningRate=0.0002',
  );
  await paste(page, smallTable);
  const table = async () => {
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await finished(page, 60_000);
    const details = page.locator('[data-chart="loss"] details');
    await details.locator('summary').click();
    const rows = details.locator('tbody tr');
    await expect(rows).toHaveCount(30);
    await expect(rows.last()).toHaveText(/^30/);
    const texts = await rows.allInnerTexts();
    await details.locator('summary').click();
    return texts;
  };
  const first = await table();
  expect(new Set(first.map((row) => row.split('\t')[1])).size).toBeGreaterThan(20);
  await page.getByRole('button', { name: 'Reset' }).click();
  expect(await table()).toEqual(first);
  await page.getByRole('textbox', { name: 'Learning rate' }).fill('0.1');
  await page.keyboard.press('Enter');
  // A changed learning rate keeps the run: nothing was reset.
  expect(await tile(page, 'Step')).toBe(30);
});
