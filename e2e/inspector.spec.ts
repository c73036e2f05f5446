/** Looking inside: tensors at a click, live norms, one iteration step by step, the ONNX graph. */
import { expect, test, type Page } from '@playwright/test';
import { finished, open, status, stepNow } from './page';
import { axeOn, violations } from './violations';

const small = 'backend=wasm&dataset=languages&steps=400&batchSize=4&sequenceLength=16&evaluateEvery=0';

const dialog = (page: Page) => page.getByRole('dialog');

test('a lit part opens by keyboard, shows its tensors, and they change with training', async ({ page }) => {
  const { errors } = await open(page, small.replace('steps=400', 'steps=6'));
  const query = page.getByRole('button', { name: 'Look inside: query' });
  await query.focus();
  await page.keyboard.press('Enter');
  await expect(dialog(page)).toBeVisible();
  await dialog(page).getByRole('button', { name: 'Load the model' }).click();
  await expect(page.getByTestId('inspector-step')).toHaveText('as of step 0', { timeout: 60_000 });
  await expect(dialog(page).getByRole('combobox', { name: 'Tensor' })).toHaveText('layer.0.q.lora_A');
  await expect(dialog(page).locator('.inspector-facts')).toContainText('8 × 128');
  await expect(dialog(page).getByRole('img', { name: /^Histogram\. 1,024 numbers from/ })).toBeVisible();
  await dialog(page).getByRole('tab', { name: 'Change' }).click();
  await expect(dialog(page)).toContainText('All entries are 0.');
  await dialog(page).getByRole('tab', { name: 'Gradient' }).click();
  await expect(dialog(page)).toContainText('There is no gradient yet');
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toBeHidden();
  await expect(query).toBeFocused();
  await expect(query.locator('title')).toHaveText(/layer\.0\.q\.lora_A: 8 × 128 = 1,024/);

  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await finished(page);
  await query.click();
  await expect(page.getByTestId('inspector-step')).toHaveText('as of step 6');
  await dialog(page).getByRole('tab', { name: 'Change' }).click();
  await expect(dialog(page)).not.toContainText('All entries are 0.');
  await dialog(page).getByRole('tab', { name: 'Gradient' }).click();
  await expect(dialog(page).getByRole('img', { name: /^Heat map\. 8 by 128 cells/ })).toBeVisible();
  // The heat map has ink: not all pixels are alike.
  const shades = await dialog(page)
    .locator('canvas.heat')
    .evaluate(
      (canvas: HTMLCanvasElement) =>
        new Set(canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data).size,
    );
  expect(shades).toBeGreaterThan(20);
  await dialog(page).getByText('Show as a table').click();
  await expect(dialog(page).getByRole('columnheader', { name: 'From' })).toBeVisible();
  expect(errors).toEqual([]);
});

test('layers show their norms while training, and only then', async ({ page }) => {
  const { errors } = await open(page, small);
  await expect(page.locator('.diagram .norms')).toHaveCount(0);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  const bars = page.locator('.diagram .norms[data-layer="1"] [data-norm]');
  await expect(bars).toHaveCount(2, { timeout: 60_000 });
  const norm = () => bars.first().getAttribute('data-norm').then(Number);
  const before = await norm();
  expect(before).toBeGreaterThan(0);
  await expect.poll(norm).not.toBe(before);
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(status(page)).toHaveText('Paused');
  await expect(page.locator('.diagram .norms')).toHaveCount(0);
  expect(errors).toEqual([]);
});

test('a phone shows the norms of the layers too', async ({ browser, baseURL }) => {
  const context = await browser.newContext({
    baseURL,
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    serviceWorkers: 'block',
  });
  const page = await context.newPage();
  const { errors } = await open(page, small);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  const bars = page.locator('.strip .norms[data-layer="1"] [data-norm]');
  await expect(bars).toHaveCount(2, { timeout: 60_000 });
  // Long and thick enough to be read.
  const track = await page.locator('.strip .norms[data-layer="1"] .norm-track').first().boundingBox();
  expect(track!.width).toBeGreaterThan(80);
  expect(track!.height).toBeGreaterThan(2);
  expect(errors).toEqual([]);
  await context.close();
});

test('one iteration in four phases, with the numbers of the step that was done', async ({ page }) => {
  const { errors } = await open(page, small);
  await page.getByRole('button', { name: 'Step through one iteration' }).click();
  await page.getByRole('button', { name: 'Do one step' }).click();
  const body = page.locator('.walk-body');
  await expect(body).toHaveAttribute('data-phase', 'forward', { timeout: 60_000 });
  await expect(body).toContainText('A batch of 4 examples');
  await expect(body.locator('.walk-tokens code').first()).toHaveText('[CLS]');
  // The first step has the warm-up's rate of 0: one that moves is shown.
  expect(await stepNow(page)).toBe(2);
  await expect(body).toContainText('moved nothing');
  await expect(page.locator('.diagram')).toHaveClass(/diagram-forward/);
  for (const [name, text] of [
    ['loss', /the loss is \d\.\d+/],
    ['gradient', /Layer 2/],
    ['update', /the loss goes from \d\.\d+ to \d\.\d+/],
  ] as const) {
    await page.getByRole('button', { name: 'Next phase' }).click();
    await expect(body).toContainText(text);
    await expect(page.locator('.diagram')).toHaveClass(new RegExp(`diagram-${name}`));
  }
  await expect(body).not.toContainText('by a length of 0 in all');
  await expect(page.locator('.diagram .norms [data-norm]')).toHaveCount(2);
  await page.getByRole('button', { name: 'Do another step' }).click();
  await expect(page.locator('.walk-step')).toHaveText('Step 3');
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await expect(page.locator('.diagram')).not.toHaveClass(/diagram-(forward|update)/);
  expect(errors).toEqual([]);
});

test('the graph: from the button, searched, a node with its shapes, gradients on request', async ({ page }) => {
  const { errors } = await open(page, small);
  await page.getByRole('button', { name: 'See the ONNX graph' }).click();
  await expect(page).toHaveURL(/view=graph/);
  await page.getByRole('button', { name: 'Load the model' }).click();
  const canvas = page.locator('.graph-canvas');
  await expect(canvas).toBeVisible({ timeout: 60_000 });
  const shown = () => canvas.getAttribute('data-nodes').then(Number);
  const few = await shown();
  expect(few).toBeGreaterThan(100);
  await page.getByRole('searchbox', { name: 'Search' }).fill('lora_A');
  await page.keyboard.press('Enter');
  const node = page.getByTestId('graph-node');
  await expect(node).toContainText('layer.0.q.lora_A');
  await page.getByRole('searchbox', { name: 'Search' }).fill('Softmax');
  await page.locator('.graph-results button').first().click();
  await expect(node).toContainText('float32 (4, 4, 16, 16)');
  // On to a neighbour.
  await node.getByRole('button').first().click();
  await expect(node.locator('.graph-op')).not.toHaveText('Softmax');
  await page.getByRole('checkbox', { name: /gradients/ }).check();
  await page.getByRole('checkbox', { name: /optimiser/ }).check();
  await expect.poll(shown, { timeout: 60_000 }).toBeGreaterThan(few + 100);
  await canvas.focus();
  const scale = () => canvas.getAttribute('data-scale').then(Number);
  const before = await scale();
  await page.keyboard.press('+');
  await expect.poll(scale).toBeGreaterThan(before);
  await page.getByRole('radio', { name: 'As it runs' }).click();
  await expect(page.locator('.graph-status')).toContainText('nodes', { timeout: 60_000 });
  expect(errors).toEqual([]);
});

test.describe('on a light phone and a dark desktop', () => {
  test('axe finds nothing in an open tensor, a slow iteration and the graph; nothing scrolls sideways', async ({
    page,
  }) => {
    await open(page, small);
    const check = async (what: string) => {
      for (const [width, colorScheme] of [
        [390, 'light'],
        [1440, 'dark'],
      ] as const) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        expect.soft(await violations(axeOn(page)), `${what} at ${width}, ${colorScheme}`).toEqual([]);
        expect
          .soft(await page.evaluate(() => document.documentElement.scrollWidth), `${what} at ${width}`)
          .toBeLessThanOrEqual(width);
      }
    };
    await page.getByRole('button', { name: 'Step through one iteration' }).click();
    await page.getByRole('button', { name: 'Do one step' }).click();
    await expect(page.locator('.walk-body')).toBeVisible({ timeout: 60_000 });
    await check('forward');
    for (let i = 0; i < 3; i++) await page.getByRole('button', { name: 'Next phase' }).click();
    await check('update');
    await page.getByRole('button', { name: 'Look inside: query' }).click();
    await expect(page.getByTestId('inspector-step')).toBeVisible();
    await check('tensor');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'See the ONNX graph' }).click();
    await expect(page.locator('.graph-canvas')).toBeVisible({ timeout: 60_000 });
    await page.getByRole('searchbox', { name: 'Search' }).fill('MatMul');
    await page.locator('.graph-results button').first().click();
    await check('graph');
  });
});
