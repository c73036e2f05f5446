/** Two tabs of the page at once: nothing is lost, nothing is done twice, and both say what is going on. */
import { expect, test, type Page } from '@playwright/test';
import { banner, finished, open, status, untilStep } from './page';

const small = 'backend=wasm&dataset=languages&batchSize=4&sequenceLength=16&evaluateEvery=0';

const rows = (page: Page) => page.locator('.runs tbody tr');
const crowded = (page: Page) => page.getByTestId('crowded');

test('both train, say that the other does too, and keep their runs', async ({ context }) => {
  const [one, two] = [await context.newPage(), await context.newPage()];
  const faults = [
    (await open(one, `${small}&steps=150&seed=1`)).errors,
    (await open(two, `${small}&steps=150&seed=2`)).errors,
  ];
  await one.getByRole('button', { name: 'Play', exact: true }).click();
  await untilStep(one, 1);
  await expect(crowded(one)).toHaveCount(0);
  await two.getByRole('button', { name: 'Play', exact: true }).click();
  await untilStep(two, 1);
  for (const page of [one, two]) await expect(crowded(page)).toContainText('Another tab of this page is training too');
  await two.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(status(two)).toHaveText('Paused');
  for (const page of [one, two]) await expect(crowded(page)).toHaveCount(0);
  await two.getByRole('button', { name: 'Play', exact: true }).click();
  for (const page of [one, two]) {
    await finished(page, 180_000);
    await expect(banner(page)).toHaveCount(0);
  }
  // Each lists both runs.
  for (const page of [one, two]) {
    await page.getByRole('link', { name: 'Compare' }).click();
    await expect(rows(page)).toHaveCount(2);
    await expect(crowded(page)).toHaveCount(0);
  }
  // What one deletes is gone in the other, and comes back there too.
  await one.getByRole('button', { name: /^Delete LoRA$/ }).click();
  await expect(rows(two)).toHaveCount(1);
  await one.getByRole('button', { name: 'Undo' }).click();
  await expect(rows(two)).toHaveCount(2);
  expect(faults).toEqual([[], []]);
});

test('a race is watched in the second tab, and goes on there when the first is closed', async ({ context }) => {
  const [one, two] = [await context.newPage(), await context.newPage()];
  await open(one, `${small}&steps=150&view=compare`);
  const race = one.locator('.compare-race');
  await race.getByRole('button', { name: 'None' }).click();
  for (const method of ['Head only (linear probe)', 'LoRA', 'BitFit'])
    await race.getByRole('checkbox', { name: method, exact: true }).check();
  await race.getByRole('button', { name: 'Race 3 methods' }).click();
  await expect(race.locator('[data-state="now"]')).toHaveCount(1);
  await open(two, 'view=compare');
  const other = two.locator('.compare-race');
  await expect(other).toContainText('Another tab of this page runs this race');
  await expect(other.getByRole('button', { name: /Stop|Go on|New race/ })).toHaveCount(0);
  // It follows.
  await expect(other.locator('[data-method="head-only"]')).toHaveAttribute('data-state', 'done', { timeout: 60_000 });
  await expect(rows(two)).toHaveCount(1);
  await one.close();
  await other.getByRole('button', { name: 'Go on' }).click();
  await expect(two.locator('.race-progress')).toHaveText('3 of 3 done', { timeout: 120_000 });
  await expect(rows(two)).toHaveCount(3);
});
