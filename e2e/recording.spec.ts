/**
 * The first second: a recorded run replays, marked as one; is marked as one of other settings where it is; and gives
 * way to a live run.
 */
import { expect, test, type Page } from '@playwright/test';
import { open, status, points, tile } from './page';

const recorded = (page: Page) => page.getByTestId('recorded');

test('a recorded run moves at once, says what it is, and play takes over', async ({ page }) => {
  const { errors } = await open(page, '', { replay: 'on' });
  await expect(recorded(page)).toContainText('A recording of');
  const early = await tile(page, 'Step');
  await expect.poll(() => tile(page, 'Step')).toBeGreaterThan(early);
  await expect(page.locator('.status-text')).toContainText('recording');
  // A moved slider is another run: the nearest recording stays, and says so.
  const rank = page.getByRole('slider', { name: 'rank r' });
  await rank.focus();
  await page.keyboard.press('ArrowRight');
  await expect(recorded(page)).toContainText('A recording of other settings: rank r 8 instead of');
  await expect(page.locator('.status-text')).toContainText('recording of other settings');
  await page.keyboard.press('ArrowLeft');
  await expect(recorded(page)).not.toContainText('other settings');
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect(recorded(page)).toBeHidden();
  await expect(status(page)).not.toHaveText('Ready');
  expect(errors).toEqual([]);
});

test('asking both, and loading the model for the graph, leave the recorded run where it is', async ({ page }) => {
  const { errors } = await open(page, 'backend=wasm', { replay: 'on' });
  await expect.poll(() => tile(page, 'Step')).toBeGreaterThan(1);
  await page.getByRole('button', { name: 'Ask both' }).click();
  await expect(page.locator('.outcomes')).toContainText('Nothing has been trained yet', { timeout: 60_000 });
  await expect.poll(() => tile(page, 'Step')).toBe(300);
  await expect(page.locator('.status-text')).toContainText('recording, step 300 of 300');
  await expect(status(page)).toHaveText('Ready');
  await expect.poll(() => points(page, 'loss')).toBeGreaterThan(100);
  // On a first visit to the graph.
  await page.goto('about:blank');
  await open(page, 'view=graph&backend=wasm', { replay: 'on' });
  await page.getByRole('button', { name: 'Load the model' }).click();
  await expect(page.getByRole('searchbox')).toBeVisible({ timeout: 60_000 });
  await expect(page.locator('.graph-status')).toContainText('nodes', { timeout: 60_000 });
  expect(errors).toEqual([]);
});

test('a locked link of other settings on another model opens with something that moves', async ({ page }) => {
  const { errors } = await open(page, 'model=all-MiniLM-L6-v2&dataset=languages&r=4&seed=7&lock=model,dataset,r,seed', {
    replay: 'on',
  });
  await expect(recorded(page)).toContainText('Model Tiny encoder instead of');
  const early = await tile(page, 'Step');
  await expect.poll(() => tile(page, 'Step')).toBeGreaterThan(early);
  await expect.poll(() => points(page, 'loss')).toBeGreaterThan(3);
  // Another model's bytes are no measure: the estimate stands.
  await expect(page.locator('[data-chart="memory"]')).toContainText('expected (estimate)');
  await expect(page.locator('[data-chart="memory"] svg').getByText('expected (estimate)')).toBeVisible();
  expect(await points(page, 'memory')).toBeGreaterThan(3);
  const axis = await page.locator('[data-chart="memory"] .recharts-yAxis-tick-labels text').allTextContents();
  expect(new Set(axis).size).toBe(axis.length);
  expect(axis.at(-1)).toContain('MB');
  expect(errors).toEqual([]);
});

test('from decoder to encoder nothing of the decoder stays', async ({ page }) => {
  await open(page, 'model=tiny-decoder&dataset=shakespeare_sonnets');
  await expect(page.locator('[data-tile="Loss"] .tile-value')).toHaveText('–');
  await page.goto('about:blank');
  await open(page, 'model=tiny-decoder&dataset=shakespeare_sonnets', { replay: 'on' });
  await expect.poll(() => tile(page, 'Loss')).toBeGreaterThan(4);
  await page.getByRole('combobox', { name: 'Model', exact: true }).click();
  await page.getByRole('option', { name: 'Tiny encoder', exact: true }).click();
  await expect.poll(() => tile(page, 'Loss')).toBeLessThan(1);
  await expect(page.locator('[data-tile="Accuracy"]')).toBeVisible();
});
