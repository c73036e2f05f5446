/**
 * The whole way by keyboard: from the address bar to a trained model, with a visible focus at each stop. Reduced motion
 * is honoured.
 */
import { expect, test, type Page } from '@playwright/test';
import { finished, open, status } from './page';

const quick = 'backend=wasm&dataset=languages&steps=3&batchSize=2&sequenceLength=8&evaluateEvery=0';

/** Presses Tab until the focus is on what is wanted; fails when it takes more stops than the page has. */
async function tabTo(page: Page, role: string, name: string | RegExp): Promise<number> {
  const wanted = page.getByRole(role as 'button', { name, ...(typeof name === 'string' ? { exact: true } : {}) });
  for (let stops = 1; stops <= 60; stops++) {
    await page.keyboard.press('Tab');
    const ring = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return 'nothing has the focus';
      const { outlineStyle, outlineWidth, borderColor, boxShadow } = getComputedStyle(element);
      return outlineStyle !== 'none' && outlineWidth !== '0px'
        ? ''
        : element.matches('input') && (borderColor || boxShadow)
          ? ''
          : `no focus ring on ${element.outerHTML.slice(0, 90)}`;
    });
    expect(ring).toBe('');
    if (await wanted.evaluateAll((elements) => elements.includes(document.activeElement as HTMLElement))) return stops;
  }
  throw new Error(`Tab never came to the ${role} ${String(name)}.`);
}

test('keyboard only: choose a method, train, stop, compare', async ({ page }) => {
  const { errors } = await open(page, quick);
  await tabTo(page, 'link', 'Skip to the controls');
  await page.keyboard.press('Enter');
  await tabTo(page, 'combobox', 'Method');
  const control = page.getByRole('combobox', { name: 'Method', exact: true });
  await expect(control).toHaveAttribute('aria-haspopup', 'dialog');
  await page.keyboard.press('Enter');
  const search = page.getByRole('combobox', { name: 'Search methods' });
  await expect(search).toBeFocused();
  const active = () => search.getAttribute('aria-activedescendant');
  const start = await active();
  await page.keyboard.press('ArrowDown');
  await expect.poll(active).not.toBe(start);
  await page.keyboard.press('Escape');
  await expect(control).toBeFocused();
  await expect(control).toContainText('LoRA');
  await page.keyboard.press('Space');
  // By its authors, then in the words of another language.
  await page.keyboard.type('zaken');
  await expect(page.getByRole('option').first()).toHaveAccessibleName('BitFit');
  await search.fill('');
  await page.keyboard.type('feinabstimmen');
  await expect(page.getByRole('option', { name: 'Full fine-tuning' })).toBeVisible();
  await search.fill('');
  await page.keyboard.type('BitFit');
  await expect(page.getByRole('status').getByText(/^3 of \d+ methods$/)).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(control).toContainText('BitFit');
  await expect(control).toBeFocused();
  // Back to the top, as a visitor who does not know of the space bar would.
  await page.getByRole('link', { name: 'Skip to the controls' }).focus();
  await tabTo(page, 'button', 'Play');
  await page.keyboard.press('Enter');
  await finished(page, 120_000);
  await page.getByRole('link', { name: 'Skip to the controls' }).focus();
  await tabTo(page, 'link', 'Compare');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Kept runs' })).toBeVisible();
  expect(errors).toEqual([]);
});

test('keyboard only: pause with the button, a dialog opens, holds the focus and gives it back', async ({ page }) => {
  await open(page, quick.replace('steps=3', 'steps=20000'));
  await tabTo(page, 'button', 'Play');
  await page.keyboard.press('Enter');
  await expect(status(page)).toHaveText('Training', { timeout: 60_000 });
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(status(page)).toHaveText('Paused');
  await tabTo(page, 'button', /^Settings/);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await expect(dialog).toBeVisible();
  for (let i = 0; i < 15; i++) {
    await page.keyboard.press('Tab');
    expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  }
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('button', { name: /^Settings/ })).toBeFocused();
});

test('reduced motion: nothing moves by itself, the recording shows its end', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open(page, '', { replay: 'on' });
  await expect(page.locator('.status-text')).toContainText('recording, step 300 of 300');
  await page.waitForTimeout(500);
  const moving = await page.evaluate(() =>
    document
      .getAnimations()
      .filter(
        (animation) => animation.playState === 'running' && Number(animation.effect?.getComputedTiming().duration) > 10,
      )
      .map((animation) => (animation.effect as KeyframeEffect).target?.outerHTML.slice(0, 80)),
  );
  expect(moving).toEqual([]);
});
