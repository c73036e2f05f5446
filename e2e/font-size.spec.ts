/** Type follows the font size that is set in the browser, and the page stays within its window. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, expect, test, type Page } from '@playwright/test';
import { executablePath } from '../playwright.config';

/**
 * A browser with this font size in its settings, which also what `em` in media queries means follows. Chromium's shell
 * without windows has no such settings.
 */
async function browserWith(fontSize: number, folder: string) {
  mkdirSync(join(folder, 'Default'), { recursive: true });
  const preferences = { webkit: { webprefs: { default_font_size: fontSize } } };
  writeFileSync(join(folder, 'Default', 'Preferences'), JSON.stringify(preferences));
  return chromium.launchPersistentContext(folder, { executablePath, args: ['--no-sandbox'], serviceWorkers: 'block' });
}

const pixels = (page: Page, selector: string) =>
  page
    .locator(selector)
    .first()
    .evaluate((element) => parseFloat(getComputedStyle(element).fontSize));

/** Right end of the last button, and left end of the loss beside it. */
const ends = (page: Page) =>
  page.evaluate(() => {
    const [button] = [...document.querySelectorAll('.transport button')].slice(-1);
    return [button!.getBoundingClientRect().right, document.querySelector('.spark-loss')!.getBoundingClientRect().left];
  });

/** Usual sizes of a few kinds of type, by selector. */
const usual = { body: 14, '.panel-title': 12, '.field-label': 13, '.recharts-cartesian-axis-tick-value': 11 };

for (const [device, width, height] of [
  ['desktop', 1280, 720],
  ['phone', 390, 844],
] as const)
  test(`at 200 % on a ${device} all type is twice as large, and nothing hangs out of the page`, async ({
    baseURL,
  }, info) => {
    const context = await browserWith(32, info.outputPath('profile'));
    const page = await context.newPage();
    await page.setViewportSize({ width, height });
    for (const language of ['en', 'de']) {
      await page.goto(`${baseURL}#lang=${language}&seed=7`);
      await expect(page.locator('.recharts-cartesian-axis-tick-value').first()).toBeVisible();
      for (const [selector, size] of Object.entries(usual))
        expect(await pixels(page, selector), selector).toBe(2 * size);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      if (device === 'phone') {
        const [button, loss] = await ends(page);
        expect(loss).toBeGreaterThanOrEqual(button!);
      }
      const method = page.getByRole('combobox', { name: language === 'en' ? 'Method' : 'Methode', exact: true });
      await expect(method).toHaveAttribute('aria-haspopup', 'dialog');
      await method.click();
      await expect(page.locator('.entry-count').first()).toBeVisible();
      const wide = page.locator('.method-menu, .method-menu *:not(svg *, .visually-hidden)');
      expect(await wide.evaluateAll((all) => Math.max(...all.map((one) => one.getBoundingClientRect().right)))).toBe(
        await page.locator('.method-menu').evaluate((menu) => menu.getBoundingClientRect().right),
      );
      await page.keyboard.press('Escape');
    }
    await context.close();
  });
