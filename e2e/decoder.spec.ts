/** The decoder trains on its own kind of text and writes on. */
import { expect, test } from '@playwright/test';
import { choose, finished, open, tile, untilStep } from './page';

test('tiny decoder: a few steps, perplexity, text before and after', async ({ page }) => {
  await open(
    page,
    'model=tiny-decoder&dataset=shakespeare_sonnets&backend=wasm&steps=20&batchSize=2&' +
      'sequenceLength=16&evaluateEvery=0',
  );
  await expect(page.getByRole('combobox', { name: 'Data' })).toContainText('sonnets');
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await untilStep(page, 5);
  await finished(page, 180_000);
  expect(await tile(page, 'Perplexity')).toBeGreaterThan(1);
  await page.getByLabel('Your prompt').fill('Shall I compare thee');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('button', { name: 'Continue' })).toBeEnabled({ timeout: 120_000 });
  for (const which of ['base', 'tuned']) {
    const text = await page.getByTestId(`text-${which}`).innerText();
    expect(text.startsWith('Shall I compare thee')).toBe(true);
    expect(text.length).toBeGreaterThan('Shall I compare thee'.length + 10);
  }
});

test('choosing the decoder brings text data along, choosing an encoder brings classes back', async ({ page }) => {
  await open(page);
  await choose(page, 'Model', 'Tiny decoder');
  await expect(page.getByLabel('Your prompt')).toBeVisible();
  await choose(page, 'Model', 'Tiny encoder');
  await expect(page.getByLabel('Your sentence')).toBeVisible();
});
