/** axe finds nothing: every view, both themes, from phone to projector. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { finished } from './page';

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
const widths = [360, 768, 1280, 1920] as const;

for (const theme of ['light', 'dark'] as const) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme, reducedMotion: 'reduce' });
    for (const [name, hash] of pages) {
      test(`${name}: no violations`, async ({ page }) => {
        await page.goto(`./#${[hash, 'replay=off'].filter(Boolean).join('&')}`);
        await expect(page.locator('main:visible')).toBeVisible();
        await expect(page.locator('.view-waiting')).toHaveCount(0);
        for (const width of widths) {
          await page.setViewportSize({ width, height: 900 });
          const { violations } = await new AxeBuilder({ page }).analyze();
          const found = violations.map(({ id, help, nodes }) => `${width} px: ${id}: ${help}\n${nodes.slice(0, 4).map((node) => `  ${node.target.join(' ')} ${node.failureSummary?.split('\n')[1]?.trim() ?? ''}`).join('\n')}`);
          expect.soft(found, `${width} px`).toEqual([]);
        }
      });
    }

    test('settings, the list of methods, a run and its comparison: no violations', async ({ page }) => {
      await page.goto('./#backend=wasm&steps=3&batchSize=2&sequenceLength=8&evaluateEvery=0&replay=off');
      const check = async (what: string, axe = new AxeBuilder({ page })) => {
        const { violations } = await axe.analyze();
        expect.soft(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target.join(' ')} ${node.failureSummary ?? ''}`).join(', ')}`), what).toEqual([]);
      };
      await page.getByRole('button', { name: /^Settings/ }).click();
      await expect(page.getByRole('dialog').getByRole('table')).toBeVisible();
      await check('settings');
      await page.keyboard.press('Escape');
      await page.getByRole('combobox', { name: 'Method' }).click();
      await expect(page.getByRole('option').first()).toBeVisible();
      // A list box moves the focus among its options itself: the rule looks for a tab stop in what scrolls.
      await check('the list of methods', new AxeBuilder({ page }).include('[role="listbox"]').disableRules(['scrollable-region-focusable', 'region', 'page-has-heading-one']));
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Play', exact: true }).click();
      await finished(page, 120_000);
      await check('a finished run');
      await page.getByRole('link', { name: 'Compare' }).click();
      await expect(page.getByRole('table').first()).toBeVisible();
      await check('kept runs');
    });
  });
}
