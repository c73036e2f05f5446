/** axe finds nothing: every view, both themes, from phone to projector. */
import { expect, test, type Page } from '@playwright/test';
import { choose, finished, openMethods } from './page';
import { axeOn, violations } from './violations';

const pages = [
  ['play', ''],
  ['a lesson', 'lesson=first-run&step=2'],
  ['compare', 'view=compare'],
  ['boards', 'view=boards'],
  ['learn', 'view=learn'],
  ['a method page', 'view=learn&page=lora'],
  ['lessons', 'view=learn&page=lessons'],
  ['glossary', 'view=learn&page=glossary'],
  ['scale up', 'view=scale'],
  ['graph', 'view=graph'],
  ['lite', 'lite=on'],
] as const;
const themes = ['light', 'dark'] as const;
/** Each width in one theme: layout is the same in both, and colours at all widths. */
const looks = [
  ['light', 360],
  ['dark', 768],
  ['light', 1280],
  ['dark', 1920],
] as const;

test.use({ reducedMotion: 'reduce' });

/** What axe finds in a theme; in the dark one only colours are other than in the light one. */
async function violationsIn(
  page: Page,
  theme: (typeof themes)[number],
  axe: ReturnType<typeof axeOn>,
): Promise<string[]> {
  await page.emulateMedia({ colorScheme: theme });
  return violations(theme === 'dark' ? axe.withRules(['color-contrast', 'link-in-text-block']) : axe);
}

for (const [name, hash] of pages) {
  test(`${name}: no violations`, async ({ page }) => {
    await page.goto(`./#${[hash, 'replay=off'].filter(Boolean).join('&')}`);
    await expect(page.locator('main:visible')).toBeVisible();
    await expect(page.locator('.view-waiting')).toHaveCount(0);
    for (const [theme, width] of looks) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: theme });
      expect.soft(await violations(axeOn(page)), `${theme}, ${width} px`).toEqual([]);
    }
  });
}

test('settings, the menu of methods, a run and its comparison: no violations', async ({ page }) => {
  await page.goto('./#backend=wasm&dataset=languages&steps=3&batchSize=2&sequenceLength=8&evaluateEvery=0&replay=off');
  const check = async (what: string, axe = () => axeOn(page)) => {
    for (const theme of themes) expect.soft(await violationsIn(page, theme, axe()), `${what}, ${theme}`).toEqual([]);
  };
  await page.getByRole('button', { name: /^Settings/ }).click();
  await expect(page.getByRole('dialog').getByRole('table')).toBeVisible();
  await check('settings');
  await page.keyboard.press('Escape');
  await choose(page, 'Model', 'From the Hugging Face Hub…');
  await expect(page.getByRole('dialog').getByRole('listitem').first()).toBeVisible();
  await check('another model');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Teach it yours' }).click();
  for (const kind of ['To answer', 'To mark']) {
    await page.getByText(kind, { exact: true }).click();
    await page.getByRole('button', { name: 'Fill in an example' }).click();
    await check(`teaching, ${kind}`);
  }
  await page.keyboard.press('Escape');
  await openMethods(page);
  await expect(page.locator('.sketch').first()).toBeVisible();
  await check('the menu of methods');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await finished(page, 120_000);
  await check('a finished run');
  await page.getByRole('link', { name: 'Compare' }).click();
  await expect(page.getByRole('table').first()).toBeVisible();
  await check('kept runs');
});
