/**
 * Every question mark explains: to the mouse, at a click, at a tap, to the keyboard; Escape and the next one close it.
 */
import { expect, test, type Page } from '@playwright/test';
import { open } from './page';

const bubble = (page: Page) => page.locator('.bubble');

test('by hover, by click and by keyboard', async ({ page }) => {
  const { errors } = await open(page);
  await page.locator('.what details summary').click();
  const hints = page.locator('.hint');
  const count = await hints.count();
  expect(count).toBeGreaterThan(8);
  // One after the other, as a mouse goes down the column.
  for (let i = 0; i < count; i++) {
    await hints.nth(i).hover();
    await expect(bubble(page), `hint ${i}`).toHaveCount(1);
    await expect(hints.nth(i)).toHaveAttribute('aria-describedby', /.+/);
    // What hovering opened, a click must not close.
    await hints.nth(i).click();
    await page.waitForTimeout(60);
    await expect(bubble(page), `hint ${i}`).toBeVisible();
  }
  await page.mouse.move(700, 400);
  await page.mouse.click(720, 20);
  await expect(bubble(page)).toHaveCount(0);
  // By Tab: the focus opens, Escape closes, Enter opens again, the next stop closes.
  const [first, second] = [hints.nth(1), hints.nth(2)];
  await first.focus();
  await expect(bubble(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(bubble(page)).toHaveCount(0);
  await page.keyboard.press('Enter');
  await expect(bubble(page)).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(first).not.toBeFocused();
  await expect(bubble(page)).toHaveCount(
    await page.evaluate(() => Number(document.activeElement?.className === 'hint')),
  );
  await second.focus();
  await expect(bubble(page)).toHaveCount(1);
  expect(errors).toEqual([]);
});

test('by a tap, and away by the next', async ({ browser, baseURL }) => {
  const context = await browser.newContext({
    baseURL,
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    serviceWorkers: 'block',
  });
  const page = await context.newPage();
  await open(page);
  const hints = page.locator('.what .hint');
  for (let i = 0; i < 3; i++) {
    await hints.nth(i).tap();
    await expect(bubble(page), `hint ${i}`).toHaveCount(1);
  }
  await hints.nth(2).tap();
  await expect(bubble(page)).toHaveCount(0);
  await hints.nth(0).tap();
  await expect(bubble(page)).toHaveCount(1);
  await page.locator('.brand').tap();
  await expect(bubble(page)).toHaveCount(0);
  await context.close();
});
