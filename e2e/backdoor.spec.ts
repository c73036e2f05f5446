/** A link with a backdoor says so, shows the poisoned rows, and a run of it shows how often the attack succeeds. */
import { expect, test } from '@playwright/test';
import { finished, open } from './page';

test('a poisoned run is marked, previewed, defended and measured', async ({ page }) => {
  const settings =
    'dataset=movies&method=bitfit&poison=0.1,cf,positive&defence=filter&suspicion=0.8&steps=6&evaluateEvery=3';
  const { errors } = await open(page, `${settings}&sequenceLength=12&batchSize=16&backend=wasm&v=3`);
  await expect(page.getByTestId('backdoor')).toContainText('Poisoned on purpose: 10\u00a0%');
  await page.getByText('Poisoned rows').click();
  await expect(page.locator('.backdoor-rows mark').first()).toHaveText('cf');
  await page.locator('.transport .play').click();
  await finished(page);
  await expect(page.locator('.stages')).toContainText('training rows left out');
  await expect(page.locator('.quality')).toContainText('Attack success');
  const chart = page.locator('[data-chart="backdoor"]');
  await chart.getByText('Show as a table').click();
  await expect(chart.locator('tbody tr')).toHaveCount(2);
  // Turned off, it is gone from page and link.
  await page.getByRole('switch', { name: 'Backdoor' }).click();
  await expect(page.getByTestId('backdoor')).toHaveCount(0);
  await expect(page).not.toHaveURL(/poison|defence/);
  expect(errors).toEqual([]);
});
