/** Methods with phases on the page: what each phase found, and counts that are those of the method's last form. */
import { expect, test } from '@playwright/test';
import { finished, open } from './page';

const few = 'backend=wasm&steps=12&batchSize=4&sequenceLength=16&evaluateEvery=0';

test(
  'LT-SFT: two phases, told in words; layers are counted as they are kept, not as the first phase trains ' + 'them',
  async ({ page }) => {
    const { errors } = await open(page, `method=lt-sft&${few}`);
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await finished(page, 60_000);
    const stages = page.locator('.stages li');
    await expect(stages).toHaveCount(2);
    await expect(stages.first()).toContainText(/Kept [\d,]+ of [\d,]+ entries/);
    const trainable = Number((await page.getByTestId('trainable').innerText()).replaceAll(',', ''));
    const layers = await page.locator('.diagram').evaluate((diagram) =>
      [...diagram.querySelectorAll('text')]
        .map((text) => text.textContent ?? '')
        .filter((text) => /^\+[\d,]+$/.test(text))
        .map((text) => Number(text.slice(1).replaceAll(',', ''))),
    );
    expect(Math.max(...layers)).toBeLessThanOrEqual(trainable);
    expect(errors).toEqual([]);
  },
);

test('AdapterFusion learns from the other data sets first', async ({ page }) => {
  const { errors } = await open(page, `method=adapter-fusion&${few}`);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await finished(page, 90_000);
  await expect(page.locator('.stages li')).toHaveCount(4);
  await expect(page.locator('.stages')).toContainText('frozen');
  expect(errors).toEqual([]);
});
