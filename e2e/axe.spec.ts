/** axe finds nothing: every view, both themes, from phone to projector. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { choose, finished } from './page';

const pages = [
  ['play', ''],
  ['a lesson', 'lesson=first-run&step=2'],
  ['compare', 'view=compare'],
  ['learn', 'view=learn'],
  ['a method page', 'view=learn&page=lora'],
  ['lessons', 'view=learn&page=lessons'],
  ['glossary', 'view=learn&page=glossary'],
  ['scale up', 'view=scale'],
  ['graph', 'view=graph'],
  ['lite', 'lite=on'],
] as const;
const themes = ['light', 'dark'] as const;
const widths = [360, 768, 1280, 1920] as const;

test.use({ reducedMotion: 'reduce' });

/**
 * Details are wanted of what is wrong only: collecting them for everything that is right takes longer than checking it.
 * No page here has frames, for which axe would otherwise open a page of its own each time.
 */
const axeOn = (page: Page) => new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });

/** What axe finds; in the dark theme only colours are other than in the light one. */
async function violations(page: Page, theme: 'light' | 'dark', axe = axeOn(page)): Promise<string[]> {
  await page.emulateMedia({ colorScheme: theme });
  const { violations: found } = await (
    theme === 'dark' ? axe.withRules(['color-contrast', 'link-in-text-block']) : axe
  ).analyze();
  return found.map(
    ({ id, help, nodes }) =>
      `${theme}: ${id}: ${help}\n${nodes
        .slice(0, 4)
        .map((node) => `  ${node.target.join(' ')} ${node.failureSummary?.split('\n')[1]?.trim() ?? ''}`)
        .join('\n')}`,
  );
}

for (const [name, hash] of pages) {
  test(`${name}: no violations`, async ({ page }) => {
    await page.goto(`./#${[hash, 'replay=off'].filter(Boolean).join('&')}`);
    await expect(page.locator('main:visible')).toBeVisible();
    await expect(page.locator('.view-waiting')).toHaveCount(0);
    for (const theme of themes) {
      for (const width of widths) {
        await page.setViewportSize({ width, height: 900 });
        expect.soft(await violations(page, theme), `${width} px`).toEqual([]);
      }
    }
  });
}

test('settings, the list of methods, a run and its comparison: no violations', async ({ page }) => {
  await page.goto('./#backend=wasm&dataset=languages&steps=3&batchSize=2&sequenceLength=8&evaluateEvery=0&replay=off');
  const check = async (what: string, axe = () => axeOn(page)) => {
    for (const theme of themes) expect.soft(await violations(page, theme, axe()), what).toEqual([]);
  };
  await page.getByRole('button', { name: /^Settings/ }).click();
  await expect(page.getByRole('dialog').getByRole('table')).toBeVisible();
  await check('settings');
  await page.keyboard.press('Escape');
  await choose(page, 'Model', 'From the Hugging Face Hub…');
  await expect(page.getByRole('dialog').getByRole('listitem').first()).toBeVisible();
  await check('another model');
  await page.keyboard.press('Escape');
  await page.getByRole('combobox', { name: 'Method' }).click();
  await expect(page.getByRole('option').first()).toBeVisible();
  // A list box moves the focus among its options itself: the rule looks for a tab stop in what scrolls.
  await check('the list of methods', () =>
    axeOn(page)
      .include('[role="listbox"]')
      .disableRules(['scrollable-region-focusable', 'region', 'page-has-heading-one']),
  );
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await finished(page, 120_000);
  await check('a finished run');
  await page.getByRole('link', { name: 'Compare' }).click();
  await expect(page.getByRole('table').first()).toBeVisible();
  await check('kept runs');
});
