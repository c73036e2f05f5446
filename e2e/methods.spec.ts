/** One method among many, on a phone: the menu fills the screen, is filtered, grouped and chosen from with a thumb. */
import { expect, test } from '@playwright/test';
import { open } from './page';

test('a phone: the menu is a sheet; filters, groups and a choice', async ({ browser, baseURL }) => {
  const context = await browser.newContext({
    baseURL,
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    serviceWorkers: 'block',
  });
  const page = await context.newPage();
  // On an encoder–decoder some methods can't be used.
  const { errors } = await open(page, 'model=tiny-encoder-decoder&dataset=numbers_de');
  const control = page.getByRole('combobox', { name: 'Method', exact: true });
  await expect(control).toHaveAttribute('aria-haspopup', 'dialog');
  await control.tap();
  const sheet = page.getByRole('dialog', { name: 'Choose a method' });
  expect(await sheet.boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 844 });
  // Its keyboard would cover the list.
  await expect(page.getByRole('combobox', { name: 'Search methods' })).not.toBeFocused();
  const lora = page.getByRole('option', { name: 'LoRA', exact: true });
  await expect(lora).toHaveAttribute('aria-selected', 'true');
  await expect(lora).toHaveAccessibleDescription(/36,864 trained numbers, 2\.\d+\s%.*correction.*Hu et al\., 2022/);
  const heights = await page.locator('.entry').evaluateAll((entries) => entries.map((entry) => entry.clientHeight));
  expect(Math.min(...heights)).toBeGreaterThan(48);
  // What can't be used says why, and is not chosen.
  const refused = page.getByRole('option', { name: 'Kernel-mix' });
  await expect(refused).toContainText('encoder and decoder models only');
  await refused.tap({ force: true });
  await expect(sheet).toBeVisible();
  await page.getByRole('radio', { name: 'What it touches' }).tap();
  await expect(page.getByRole('group', { name: 'Input' }).getByRole('option', { name: 'P-tuning' })).toBeAttached();
  await page.getByRole('button', { name: 'PEFT loads it' }).tap();
  await page.getByRole('button', { name: 'Mergeable' }).tap();
  await expect(page.getByRole('option', { name: 'BitFit' })).toHaveCount(0);
  await page.getByRole('option', { name: '(IA)³' }).tap();
  await expect(sheet).toBeHidden();
  await expect(control).toContainText('(IA)³');
  expect(errors).toEqual([]);
  await context.close();
});
