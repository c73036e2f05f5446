/**
 * Learn and Scale up: a page that is linked, a search, "try it", a lesson that sets the controls and asks, large type,
 * the script.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { open } from './page';

test("a method's page is linked, explains and sets the playground", async ({ page }) => {
  const { errors } = await open(page, 'view=learn&page=bitfit');
  await expect(page.getByRole('heading', { name: 'BitFit' })).toBeVisible();
  await expect(page.locator('.page-formula .katex-mathml').first()).toBeAttached();
  await expect(page.getByText('2,944 numbers on Tiny encoder')).toBeVisible();
  await page.getByRole('searchbox').fill('kronecker');
  await page.getByRole('navigation', { name: 'Contents' }).getByRole('link', { name: 'KronA' }).click();
  await expect(page).toHaveURL(/page=krona/);
  await expect(page.getByRole('heading', { name: 'KronA' })).toBeFocused();
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'BitFit' })).toBeVisible();
  await page.getByRole('link', { name: /With its default settings/ }).click();
  await expect(page.getByTestId('trainable')).toHaveText('2,944');
  expect(errors).toEqual([]);
});

test('a lesson sets the controls, points, asks, and its link opens the same step', async ({ page }) => {
  await open(page, 'view=learn&page=lessons');
  await page.getByRole('link', { name: 'Rank and alpha' }).first().click();
  const lesson = page.getByRole('complementary', { name: /Rank and alpha/ });
  await expect(lesson.getByText('Step 1 of 5')).toBeVisible();
  await expect(page.locator('.lesson-target')).toContainText('rank r');
  await lesson.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByTestId('trainable')).toHaveText('1,024');
  await expect(lesson.getByRole('heading', { name: 'The smallest LoRA' })).toBeFocused();
  await lesson.getByRole('button', { name: 'Take me there' }).click();
  await expect(page.getByRole('slider', { name: 'rank r' })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByTestId('trainable')).toHaveText('2,048');
  await lesson.getByRole('button', { name: 'Set the controls again' }).click();
  await expect(page.getByTestId('trainable')).toHaveText('1,024');
  await lesson.getByRole('button', { name: 'Next' }).click();
  await lesson.getByText('LoRA does not work with large ranks').click();
  await expect(lesson.getByRole('status')).toContainText('Not quite.');
  await lesson.getByText('A few directions are enough for this task').click();
  await expect(lesson.getByRole('status')).toContainText('Right.');
  await expect(page).toHaveURL(/lesson=rank-and-alpha&step=3/);
  await page.reload();
  await expect(lesson.getByText('Step 3 of 5')).toBeVisible();
  await expect(page.getByTestId('trainable')).toHaveText('65,536');
  await lesson.getByRole('button', { name: 'Leave the lesson' }).click();
  await expect(lesson).toBeHidden();
});

test("a teacher's own lesson opens from a file; a broken one is refused in words", async ({ page }, info) => {
  await open(page, 'view=learn&page=lessons');
  const file = async (name: string, content: unknown) => {
    const path = info.outputPath(name);
    await writeFile(path, JSON.stringify(content));
    return path;
  };
  const lesson = {
    id: 'mine',
    title: 'My lesson',
    summary: 'S',
    minutes: 1,
    steps: [{ title: 'One', text: 'Look here.', set: { method: 'lora', r: 2 }, look: 'knob:r' }],
  };
  await page
    .locator('input[type=file]')
    .setInputFiles(
      await file('bad.json', { ...lesson, steps: [{ title: 'One', text: 'x', set: { method: 'lora', r: 9999 } }] }),
    );
  await expect(page.getByRole('alert')).toContainText('sets r to 9999, which LoRA does not allow');
  await page.locator('input[type=file]').setInputFiles(await file('good.json', lesson));
  await expect(page.getByRole('complementary', { name: /My lesson/ })).toContainText('Look here.');
  await expect(page.getByTestId('trainable')).toHaveText('2,048');
});

test('scale up: counts follow the knobs, and the script can be downloaded', async ({ page }) => {
  await open(page, 'view=scale&r=16');
  await expect(page.locator('[data-count="roberta-base"]')).toHaveText('589,824');
  await page.getByRole('textbox', { name: 'rank r' }).fill('8');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-count="llama-7b"]')).toHaveText('4,194,304');
  await page.getByLabel('Layers L').fill('24');
  await expect(page.locator('[data-count="typed"]')).toHaveText('589,824');
  await page.getByLabel('Heads').fill('7');
  await expect(page.getByRole('alert')).toContainText('multiple of the number of heads');
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download train.py' }).click();
  const script = await readFile(await (await waiting).path(), 'utf8');
  expect(script).toContain('target_modules=["attention.self.query", "attention.self.value"]');
});

test('large type is in the link, and menus still open at their control', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'Large type, for a projector' }).click();
  await expect(page).toHaveURL(/large=true/);
  const control = page.getByRole('combobox', { name: 'Data', exact: true });
  await control.click();
  const menu = page.getByRole('listbox');
  await expect(menu).toBeVisible();
  // The open list takes the rest of the page from the roles. (The menu of methods is a sheet of its own.)
  const opener = page.locator('.select[data-state="open"]');
  const apart = async () => Math.abs((await menu.boundingBox())!.x - (await opener.boundingBox())!.x);
  await expect.poll(apart).toBeLessThan(12);
  // All of it can be reached.
  const { y, height } = (await menu.boundingBox())!;
  expect(y).toBeGreaterThanOrEqual(0);
  expect(y + height).toBeLessThanOrEqual(900);
  await page.keyboard.press('Escape');
  // Two columns, of which the second is the wide one.
  for (const part of ['live', 'how', 'where'])
    expect((await page.locator(`.columns > .${part}`).boundingBox())!.width).toBeGreaterThan(800);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Large type, for a projector' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
});
