/** The first second: a recorded run replays, marked as one, and gives way to a live run. */
import { expect, test } from '@playwright/test';
import { open, phase, tile } from './page';

test('a recorded run moves at once, says what it is, and play takes over', async ({ page }) => {
  const { errors } = await open(page, '', { replay: 'on' });
  await expect(page.getByTestId('recorded')).toContainText('A recording of');
  const early = await tile(page, 'Step');
  await expect.poll(() => tile(page, 'Step')).toBeGreaterThan(early);
  await expect(page.locator('.status-text')).toContainText('recording');
  // A moved slider is another run, of which there is no recording.
  const rank = page.getByRole('slider', { name: 'rank r' });
  await rank.focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByTestId('recorded')).toBeHidden();
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByTestId('recorded')).toBeVisible();
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect(page.getByTestId('recorded')).toBeHidden();
  await expect(phase(page)).not.toHaveText('Ready');
  expect(errors).toEqual([]);
});
