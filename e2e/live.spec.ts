/** The live panel: a text of one's own is pinned, moves while it trains, is looked back at, and travels in the link. */
import { expect, test } from '@playwright/test';
import { finished, open } from './page';

const small = 'model=tiny-encoder&dataset=fine_foods&steps=120&batchSize=4&sequenceLength=16&evaluateEvery=0';

test('a pinned sentence moves while it trains, and nothing around it does', async ({ page }) => {
  const { errors } = await open(page, `${small}&learningRate=0.01&backend=wasm`);
  await expect(page.locator('.live')).toContainText('Press play');
  const field = page.getByRole('textbox', { name: 'Your own sentence' });
  await field.press('Enter');
  await expect(page.locator('.live-told')).toContainText('There is no text to pin yet');
  await field.fill('לחם טרי, fresh bread');
  await field.press('Enter');
  const own = page.locator('.live-row[data-own="true"]');
  // The model before training, and examples of the data beside it.
  await expect(page.locator('.live-row')).toHaveCount(4);
  await expect(own.locator('.live-share').first()).toContainText('%', { timeout: 30_000 });
  await expect(page.locator('.live-rows')).toHaveAttribute('data-step', '0');
  const before = await own.locator('.live-share').allInnerTexts();
  const places = () =>
    page
      .locator('.live, .live-row, .live-range, .what, .where')
      .evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().top)));
  const still = await places();
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect.poll(() => page.locator('.live-rows').getAttribute('data-step')).not.toBe('0');
  expect(await places()).toEqual(still);
  await finished(page);
  await expect(page.locator('.live-rows')).toHaveAttribute('data-step', '120');
  expect(await places()).toEqual(still);
  expect(await own.locator('.live-share').allInnerTexts()).not.toEqual(before);
  await expect(page.locator('.live [role="status"]').last()).toContainText('After 120 steps');
  // Back to the beginning, and to now.
  const range = page.getByRole('slider', { name: 'Look back' });
  await range.press('Home');
  await expect(range).toHaveAttribute('aria-valuetext', 'Before training');
  expect(await own.locator('.live-share').allInnerTexts()).toEqual(before);
  await page.getByRole('button', { name: 'Back to now' }).click();
  await expect(page.locator('.live-rows')).toHaveAttribute('data-step', '120');
  // A reload, as a sent link: the sentence is there.
  await expect.poll(() => page.url()).toContain('pins=');
  await page.reload();
  await expect(own).toContainText('לחם טרי, fresh bread');
  await own.getByRole('button', { name: /^Remove/ }).click();
  await expect(own).toHaveCount(0);
  expect(errors).toEqual([]);
});
