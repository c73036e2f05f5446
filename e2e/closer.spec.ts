/** Looking closer: the cloud of validation texts, mistakes and what changed sides, tokens; and a run that goes on. */
import { expect, test, type Page } from '@playwright/test';
import { chooseMethod, finished, open } from './page';
import { axeOn, violations } from './violations';

const small = 'model=tiny-encoder&dataset=fine_foods&steps=60&batchSize=4&sequenceLength=16&evaluateEvery=0';
const tab = (page: Page, name: string) => page.locator('.closer').getByRole('button', { name, exact: true });
const play = (page: Page) => page.getByRole('button', { name: 'Play', exact: true }).click();
const stage = (page: Page) => page.locator('.closer .cloud-stage');

/** What axe finds in the panel, in both themes. */
async function violationsIn(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    found.push(...(await violations(axeOn(page).include('.closer'))));
  }
  return found;
}

test('the cloud moves while it trains, tells of its points, and pins one', async ({ page }) => {
  const { errors } = await open(page, `${small}&learningRate=0.01&backend=wasm`);
  await tab(page, 'The cloud').click();
  await expect(page.locator('.closer')).toContainText('Press play, or ask');
  await page.getByRole('button', { name: 'Show them before training' }).click();
  await expect(stage(page)).toHaveAttribute('data-step', '0', { timeout: 120_000 });
  const points = Number(await stage(page).getAttribute('data-points'));
  expect(points).toBeGreaterThan(50);
  expect(points).toBeLessThanOrEqual(200);
  const canvas = page.getByRole('application');
  const before = await canvas.screenshot();
  await play(page);
  await finished(page, 200_000);
  await expect(stage(page)).toHaveAttribute('data-step', '60');
  expect((await canvas.screenshot()).equals(before)).toBe(false);
  // The plane of before and now: other axes, the same points.
  await page.getByRole('button', { name: 'fitted anew' }).click();
  await expect(stage(page)).toHaveAttribute('data-fit', 'both');
  await expect(stage(page)).toHaveAttribute('data-points', String(points));
  // By keyboard: the leftmost point, its words, and into the live panel.
  await canvas.focus();
  await canvas.press('ArrowRight');
  await expect(page.locator('.cloud-told')).toContainText(/true: .* · answer: /);
  await canvas.press('Enter');
  await expect(page.locator('.live-row[data-own="true"]')).toHaveCount(1);
  await page.getByText('All points as a list').click();
  await expect(page.locator('.cloud-list li')).toHaveCount(points);
  expect(await violationsIn(page)).toEqual([]);
  expect(errors).toEqual([]);
});

test('mistakes have their texts, sides that changed, and tokens; two states are compared', async ({ page }) => {
  const { errors } = await open(page, `${small}&learningRate=0.01&backend=wasm`);
  await tab(page, 'Mistakes').click();
  await play(page);
  await finished(page);
  await page.getByRole('button', { name: 'Look at the validation examples' }).click();
  const matrix = page.locator('.confusion');
  await expect(matrix).toBeVisible();
  const cell = matrix.locator('td button').first();
  const count = Number(await cell.innerText());
  await cell.click();
  await expect(page.locator('.mistakes-cell .mistakes-list > li')).toHaveCount(Math.min(8, count));
  const changes = page.locator('.mistakes-changes');
  await expect(changes).toContainText(/From before training to step 60: \d+ of \d+ wrong, then \d+/);
  const righted = changes.locator('[data-side="righted"]');
  await expect(righted.locator('li').first()).toContainText(/Before.*Answer.*True/);
  await righted.getByRole('button', { name: 'Why?' }).first().click();
  await expect(page.locator('.explain-token').nth(2)).toContainText(/-?\d\.\d{3}/);
  await expect(page.locator('.explain')).toContainText('do not add up');
  expect(await violationsIn(page)).toEqual([]);
  await page.getByLabel('Text', { exact: true }).fill(' ');
  await page.getByRole('button', { name: 'Show the tokens' }).click();
  await expect(page.locator('.explain')).toContainText('Type a text first.');
  // A state is kept, and compared with when the run has gone on.
  await page.getByRole('button', { name: 'Keep this state as A' }).click();
  await page.locator('.go-on .hint').click();
  await expect(page.locator('.bubble')).toContainText('The schedule is laid over all 160 steps anew');
  await page.getByRole('button', { name: 'Train 100 more' }).click();
  await expect(page.locator('[data-tile="Step"]')).toContainText('160 / 160', { timeout: 90_000 });
  await finished(page);
  await page.getByLabel('Compared with').selectOption('a');
  await expect(changes).toContainText(/From step 60 to step 160/);
  expect(errors).toEqual([]);
});

test('a run goes on with its curve, and another day with its weights; two clouds stand side by side', async ({
  page,
}) => {
  const { errors } = await open(page, `${small}&learningRate=0.01&backend=wasm`);
  await tab(page, 'The cloud').click();
  await play(page);
  await finished(page);
  await expect(page.locator('.closer-top')).toContainText('Its weights are kept here');
  await page.getByRole('button', { name: 'Train 100 more' }).click();
  await expect(page.locator('[data-tile="Step"]')).toContainText('160 / 160', { timeout: 90_000 });
  await finished(page);
  await expect(stage(page)).toHaveAttribute('data-step', '160');
  expect(page.url()).toContain('steps=160');
  await expect(page.locator('.closer-top')).toContainText('Its weights are kept here');
  await chooseMethod(page, 'BitFit');
  await play(page);
  await finished(page);
  await page.getByRole('link', { name: 'Compare' }).click();
  await expect(page.locator('.cloud-pair canvas')).toHaveCount(2);
  await expect(page.locator('.cloud-pair')).toContainText(/LoRA.*, step 160/);
  // A new page has the weights still.
  await page.reload();
  await page.getByRole('button', { name: /^Load LoRA \(2\) with its weights/ }).click();
  await finished(page);
  await expect(page.locator('[data-tile="Step"]')).toContainText('160 / 160');
  await page.getByRole('button', { name: 'Train 100 more' }).click();
  await expect(page.locator('[data-tile="Step"]')).toContainText('260 / 260', { timeout: 90_000 });
  await finished(page);
  expect(errors).toEqual([]);
});
