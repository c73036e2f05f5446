/** The page itself: live counts, responsiveness, keyboard, no WebGPU, phone, static host. */
import { chromium, expect, test } from '@playwright/test';
import { chooseMethod, mainThreadTasks, open, paste, status, smallTable, untilStep } from './page';

test('the trainable count follows the sliders before any training', async ({ page }) => {
  await open(page);
  const count = page.getByTestId('trainable');
  await expect(count).toHaveText('8,192');
  const rank = page.getByRole('slider', { name: 'rank r' });
  await rank.focus();
  await page.keyboard.press('ArrowRight');
  await expect(count).not.toHaveText('8,192');
  await page.getByRole('textbox', { name: 'rank r' }).fill('16');
  await page.keyboard.press('Enter');
  await expect(count).toHaveText('16,384');
  await expect(page).toHaveURL(/r=16/);
  await page.reload();
  await expect(count).toHaveText('16,384');
});

test('each method draws itself and says what it trains', async ({ page }) => {
  await open(page);
  for (const method of [
    'Full fine-tuning',
    'BitFit',
    '(IA)³',
    'Sequential adapter (Houlsby)',
    'Prompt tuning',
    'Prefix tuning',
    'LoRA',
  ]) {
    await chooseMethod(page, method);
    await expect(page.locator('.diagram')).toHaveAttribute('aria-label', new RegExp('Trained parts'));
    await expect(page.locator('.diagram .lit, .diagram .part-lit').first()).toBeAttached();
  }
});

test(
  'the page stays responsive: no main-thread task over 50 ms while training',
  { tag: '@threads' },
  async ({ page }) => {
    await open(page, 'backend=wasm&steps=20000&batchSize=4&sequenceLength=16&evaluateEvery=100');
    await paste(page, smallTable);
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await untilStep(page, 20);
    await page.waitForTimeout(1500);
    const tasks = await mainThreadTasks(page, 6000);
    await expect(status(page)).toHaveText(/Training|Evaluating/);
    const [cpu, wall] = [Math.max(...tasks.map((task) => task.cpu)), Math.max(...tasks.map((task) => task.wall))];
    test.info().annotations.push({
      type: 'longest task',
      description: `${cpu.toFixed(0)} ms of processor time, ${wall.toFixed(0)} ms on the clock`,
    });
    // Processor time: on a small machine the training threads take the cores away from the page, which the clock would
    // count.
    expect(tasks.length).toBeGreaterThan(50);
    expect(cpu).toBeLessThan(50);
  },
);

test('keyboard only: the skip link, a method from the list, space to play', async ({ page }) => {
  await open(page, 'backend=wasm&steps=2000&batchSize=4&sequenceLength=16&evaluateEvery=0');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the controls' })).toBeFocused();
  const control = page.getByRole('combobox', { name: 'Method', exact: true });
  await control.focus();
  await expect(control).toHaveAttribute('aria-haspopup', 'dialog');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('combobox', { name: 'Search methods' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(control).toBeFocused();
  await expect(control).not.toContainText('LoRA');
  await page.locator('h1').click();
  await page.keyboard.press('Space');
  await untilStep(page, 2);
});

test('without WebGPU the page offers WASM, says so, and helps', async ({ baseURL }) => {
  // A browser of its own, without the flags that turn the software adapter on.
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking'],
  });
  const page = await browser.newPage({ baseURL });
  await open(page, 'backend=webgpu');
  await expect(page.getByTestId('backend-note')).toContainText('runs on the processor (WASM)');
  await page.getByRole('button', { name: 'How to get WebGPU' }).click();
  await expect(page.getByRole('dialog')).toContainText('Firefox');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '4 times shorter' }).click();
  await expect(page).toHaveURL(/batchSize=8&sequenceLength=64/);
  await expect(page.getByTestId('shorter-run')).toHaveCount(0);
  await paste(page, smallTable);
  await page.getByRole('button', { name: 'Step', exact: true }).click();
  await untilStep(page, 1);
  await expect(page.locator('.status-text')).toHaveText(/^step 1 of 300 · .*nothing has moved yet$/);
  await browser.close();
});

test('phone: everything fits, transport at the thumb', async ({ browser, baseURL }) => {
  const page = await browser.newPage({
    baseURL,
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
  });
  await open(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  const play = await page.getByRole('button', { name: 'Play', exact: true }).boundingBox();
  expect(play!.y).toBeGreaterThan(640);
  await expect(page.locator('.diagram')).toBeVisible();
  await page.close();
});
