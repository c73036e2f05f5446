/** One sentence in the drawing: its words, how far its states move, and what a box does with it. */
import { expect, test } from '@playwright/test';
import { finished, open } from './page';
import { axeOn, violations } from './violations';

const link = 'backend=wasm&dataset=languages&steps=6&batchSize=4&sequenceLength=16&evaluateEvery=0';

test('a sentence stands in the drawing, its states move, and its boxes tell arithmetic and attention', async ({
  page,
}) => {
  const { errors } = await open(page, `${link}&pins=${encodeURIComponent('these are my words\n')}`);
  const heightOf = () => page.locator('.where').evaluate((panel) => panel.getBoundingClientRect().height);
  await expect(page.locator('.where-sentence')).toContainText('Your sentence stands in the drawing');
  const before = await heightOf();
  await expect(page.locator('.diagram .chip')).toHaveCount(0);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await finished(page);
  await expect(page.getByLabel('Sentence in the drawing')).toHaveValue('0');
  await expect(page.locator('.where-sentence')).toContainText('after 6 steps');
  await expect(page.locator('.diagram .chip text')).toHaveText(['[CLS]', 'these', 'are', 'my', 'words', '[SEP]']);
  const moved = page.locator('.diagram .moved[data-layer="1"]');
  expect(Number(await moved.getAttribute('data-moved'))).toBeGreaterThan(0);
  await expect(page.locator('.diagram .moved[data-row="embeddings"]')).toHaveAttribute('data-moved', '0');
  // Nothing has jumped.
  expect(await heightOf()).toBe(before);

  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Look inside: Attention' }).click();
  await expect(dialog.locator('.attention-token[role="button"]')).toHaveCount(6);
  await dialog.getByRole('button', { name: 'Token “my”' }).click();
  await expect(dialog.locator('.arcs[data-which="now"] text').first()).toHaveText(/%$/);
  await expect(dialog.locator('.arithmetic-steps')).toContainText('softmax');
  expect(await violations(axeOn(page))).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Look inside: query' }).click();
  await expect(dialog.locator('.arithmetic-steps dt code').last()).toHaveText('⑥ = ② + ⑤');
  expect(errors).toEqual([]);
});
