/** After training: what the update is, playing with the result, breaking the run. */
import { expect, test, type Page } from '@playwright/test';
import { chooseMethod, finished, open, paste, smallTable } from './page';
import { axeOn, violations } from './violations';

const small = 'backend=wasm&steps=12&batchSize=4&sequenceLength=16&evaluateEvery=0';

/** What is open below the band. */
const panel = (page: Page) => page.locator('.closer-content[data-tab="update"]');
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const rows = (page: Page) => page.locator('.live-rows');
/** Shares of all classes, as they are written. */
const said = (page: Page) => rows(page).locator('.live-bars').allInnerTexts();
const strength = (page: Page) => page.getByRole('slider', { name: 'Strength of the update' });

async function trained(page: Page, hash: string) {
  const { errors } = await open(page, hash);
  await press(page, 'Play');
  await finished(page, 120_000);
  return errors;
}

/** Moves the strength, and waits until the answers are of it. */
async function set(page: Page, value: string) {
  await strength(page).fill(value);
  const shown = Number(value) === 1 ? /^$/ : value;
  if (Number(value) === 1) await expect(rows(page)).not.toHaveAttribute('data-strength');
  else await expect(rows(page)).toHaveAttribute('data-strength', shown);
}

test('LoRA of rank 4 is four bars; the map leads to each weight, and a box of the drawing to its own', async ({
  page,
}) => {
  const { errors } = await open(page, `${small}&r=4`);
  await press(page, 'What the update is');
  await expect(panel(page)).toContainText('Nothing is trained yet.');
  await press(page, 'Play');
  await finished(page, 120_000);
  const cells = panel(page).locator('.site-cell');
  await expect(cells).toHaveCount(4, { timeout: 60_000 });
  for (const share of await cells.evaluateAll((all) => all.map((cell) => Number((cell as HTMLElement).dataset.share))))
    expect(share).toBeGreaterThan(0);
  await panel(page)
    .getByRole('button', { name: /^Layer 2, value:/ })
    .click();
  const bars = panel(page).locator('.bars[data-rank]');
  await expect(bars).toHaveAttribute('data-rank', '4');
  await expect(bars.locator('.bar-now')).toHaveCount(4);
  await expect(panel(page).getByRole('img', { name: /^ΔW, the change\. 128 by 128 cells/ })).toBeVisible();
  await expect(panel(page).getByRole('img', { name: /^W, before\. 128 by 128 cells/ })).toBeVisible();
  await expect(panel(page)).toContainText('the change has rank 4, of 128');
  expect(await violations(axeOn(page).include('.closer'))).toEqual([]);
  await press(page, 'What the update is');
  await expect(panel(page)).toBeHidden();

  await page.getByRole('button', { name: 'Look inside: query' }).click();
  await press(page, 'What changes here');
  await expect(page.getByRole('dialog').locator('.site-cell')).toHaveCount(2);
  expect(errors).toEqual([]);
});

test('the strength of the update: the answers follow, 1 is the trained model to the bit, and the run stays', async ({
  page,
}) => {
  const errors = await trained(page, small);
  const before = await said(page);
  await press(page, 'Play with the result');
  await set(page, '0');
  const none = await said(page);
  expect(none).not.toEqual(before);
  await expect(page.locator('.play-moves')).toContainText('W + λ ΔW in 4 weights');
  await press(page, 'Measure the validation split');
  await expect(page.getByTestId('play-score')).toBeVisible({ timeout: 60_000 });
  await set(page, '2');
  expect(await said(page)).not.toEqual(none);
  expect(await violations(axeOn(page).include('.closer'))).toEqual([]);
  await press(page, 'Back to what was trained');
  await expect(rows(page)).not.toHaveAttribute('data-strength');
  expect(await said(page)).toEqual(before);

  // Kept at its step, changed on the panel, and the same again: what is kept is the run itself.
  await press(page, 'Keep this adapter');
  await expect(page.locator('[data-kept]')).toHaveCount(1);
  await set(page, '0.5');
  await press(page, 'Keep this adapter');
  await expect(page.locator('.play-kept')).toContainText('This one is kept already');
  await page.keyboard.press('x');
  await expect(rows(page)).toHaveAttribute('data-strength', '1');
  await expect.poll(() => said(page)).toEqual(before);
  expect(errors).toEqual([]);
});

test('kept adapters: one key swaps, two mix, and what does not fit is refused', async ({ page }) => {
  const errors = await trained(page, small);
  const lora = await said(page);
  await press(page, 'Play with the result');
  await press(page, 'Mix two');
  await expect(page.locator('.play-mix')).toContainText('Keep two adapters first');
  await press(page, 'Keep this adapter');
  await expect(page.locator('[data-kept]')).toHaveCount(1);
  await chooseMethod(page, 'Prompt tuning');
  await press(page, 'Play');
  await expect(page.locator('.play-panel')).toContainText('The run is training.');
  await finished(page, 120_000);
  const prompt = await said(page);
  expect(prompt).not.toEqual(lora);
  await press(page, 'Keep this adapter');
  await expect(page.locator('[data-kept]')).toHaveCount(2);
  await page.locator('.play-panel h3').first().click();
  await page.keyboard.press('x');
  await expect.poll(() => said(page)).toEqual(lora);
  await page.keyboard.press('x');
  await expect.poll(() => said(page)).toEqual(prompt);
  // A prompt adds nothing to weights: a sentence, and the run is as it was.
  await expect(page.getByRole('slider', { name: 'Weight of the second' })).toBeHidden();
  await press(page, 'Mix two');
  await expect(page.locator('.play-panel [role=alert]')).toContainText("Prompt tuning can't be added to another");
  await press(page, 'Back to what was trained');
  await expect.poll(() => said(page)).toEqual(prompt);
  // Without a ΔW its own tensors move.
  await set(page, '0.5');
  await expect(page.locator('.play-moves')).toContainText('Prompt tuning has no ΔW: its 1 tensors move');
  expect(await said(page)).not.toEqual(prompt);
  expect(errors).toEqual([]);
});

test('breaking a run compares it with the one before, and mends', async ({ page }) => {
  const errors = await trained(page, small);
  await press(page, 'Break it');
  await expect(page.getByRole('button', { name: 'Freeze up to layer 2' })).toBeDisabled();
  await press(page, 'Rate × 100');
  const broken = page.locator('.break');
  await expect(broken).toHaveAttribute('data-over', 'true', { timeout: 120_000 });
  await expect(broken).toContainText('the learning rate is 0.4 instead of 0.004');
  await expect(broken.locator('polyline')).toHaveCount(2);
  await expect(broken.locator('.break-verdict')).toContainText(/the loss ends at|It broke/);
  await expect(broken.locator('tbody tr')).toHaveCount(4);
  await press(page, 'Back to the settings before');
  await expect(page.getByRole('textbox', { name: 'Learning rate' })).toHaveValue('0.004');
  await expect(page.locator('.play-panel')).toContainText('Nothing is trained yet');
  expect(errors).toEqual([]);
});

test('half the data are half of the rows that it learnt from', async ({ page }) => {
  const errors = await trained(page, small);
  await press(page, 'Break it');
  await press(page, 'Half the data');
  await expect(page.locator('.break')).toContainText(/[\d,]+ training rows instead of [\d,]+/);
  const [half, all] = (await page.locator('.break').innerText())
    .match(/([\d,]+) training rows instead of ([\d,]+)/)!
    .slice(1)
    .map((text) => Number(text.replaceAll(',', '')));
  expect(half).toBe(Math.floor(all! / 2));
  await expect(page.locator('.break')).toHaveAttribute('data-over', 'true', { timeout: 120_000 });
  expect(errors).toEqual([]);
});

test('@threads on WebGPU the update scales too', async ({ page }) => {
  const { errors } = await open(
    page,
    'backend=webgpu&model=tiny-encoder&steps=2&batchSize=2&sequenceLength=8&evaluateEvery=0',
  );
  await paste(page, smallTable);
  await press(page, 'Play');
  await finished(page, 200_000);
  await expect(rows(page)).toHaveAttribute('data-step', '2', { timeout: 60_000 });
  const before = await said(page);
  // The sentence in the drawing is read on the GPU too, and its strip of layers follows the strength.
  const moved = page.locator('.diagram .moved[data-layer="1"]');
  await expect(page.locator('.diagram .chip').nth(2)).toBeVisible({ timeout: 120_000 });
  await expect(moved).toHaveAttribute('data-moved', /[1-9]/);
  const distance = Number(await moved.getAttribute('data-moved'));
  await press(page, 'Play with the result');
  await strength(page).fill('0');
  await expect(rows(page)).toHaveAttribute('data-strength', '0', { timeout: 120_000 });
  expect(await said(page)).not.toEqual(before);
  expect(Number(await moved.getAttribute('data-moved'))).toBeLessThan(distance / 10);
  await press(page, 'Back to what was trained');
  await expect(rows(page)).not.toHaveAttribute('data-strength', { timeout: 60_000 });
  expect(await said(page)).toEqual(before);
  expect(errors).toEqual([]);
});
