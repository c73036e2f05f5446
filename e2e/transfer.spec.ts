/** A link plans a matrix of transfer; it fills cell by cell, says who helps, and is there after a reload. */
import { expect, test } from '@playwright/test';
import { open } from './page';

test('a matrix of transfer is trained cell by cell, exported, and kept', async ({ page }) => {
  const sizes = 'batchSize=64&sequenceLength=8&steps=1&transferSteps=1&trainRows=64&evaluateEvery=0&backend=wasm&v=4';
  const { errors } = await open(page, `view=compare&dataset=tweets&method=bitfit&${sizes}&matrix=editorials>tweets`);
  await expect(page.locator('.matrix-cell')).toHaveText(['waits', 'waits']);
  await page.getByRole('button', { name: 'Train 2 cells' }).click();
  await expect(page.locator('.matrix-cell[data-state="done"]')).toHaveCount(2, { timeout: 30_000 });
  await expect(page.locator('.matrix-verdicts')).toContainText(/Tweets.* \d+\.\d ± \d+\.\d/);
  const download = page.waitForEvent('download');
  await page.locator('.compare-matrix').getByRole('button', { name: 'CSV' }).click();
  expect((await download).suggestedFilename()).toBe('transfer.csv');
  // Its cells are no points of the comparison, and stay.
  await expect(page.locator('.compare-table tbody [type="checkbox"]:checked')).toHaveCount(0);
  await page.reload();
  await expect(page.locator('.matrix-cell[data-state="done"]')).toHaveCount(2);
  expect(errors).toEqual([]);
});
