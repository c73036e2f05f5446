/** Teach it yours: a few lines of one's own, trained on, in the address, and there again for whoever opens that. */
import { expect, test, type Page } from '@playwright/test';
import { finished, open } from './page';

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Teach it yours' });
const train = (page: Page) => dialog(page).getByRole('button', { name: 'Train on these' });
const teach = (page: Page) => page.getByRole('button', { name: 'Teach it yours' }).click();

test('classes of one’s own are typed, trained, sent by link and taken up there', async ({ page, browser }) => {
  test.setTimeout(120_000);
  await open(page, 'backend=wasm');
  await teach(page);
  await expect(train(page)).toBeDisabled();
  await dialog(page).getByRole('textbox', { name: 'Name of class 1' }).fill('sport');
  await dialog(page).getByLabel('Texts of sport, one a line').fill('We won the match.\nShe lost the game.\nThey ran.');
  await expect(dialog(page).getByRole('status')).toContainText('two different classes');
  await dialog(page).getByRole('textbox', { name: 'Name of class 2' }).fill('food');
  await dialog(page).getByLabel('Texts of food, one a line').fill('Soup is hot.\nBread is fresh.\nWe ate rice.');
  await expect(dialog(page).getByRole('status')).toContainText('6 of at least 8');
  // What was typed stays, also through a closed dialog.
  await page.keyboard.press('Escape');
  await teach(page);
  const lines = dialog(page).getByLabel('Texts of food, one a line');
  await expect(lines).toHaveValue('Soup is hot.\nBread is fresh.\nWe ate rice.');
  await lines.fill('Soup is hot.\nBread is fresh.\nWe ate rice.\nThe cake was sweet.\nHe cooked fish.');
  await train(page).click();
  await expect(dialog(page)).toBeHidden();
  await finished(page);
  await expect(page.locator('.live-row').first()).toContainText('food');
  await expect(page).toHaveURL(/&data=[\w-]+/);

  await page.getByRole('button', { name: 'Share' }).click();
  await expect(page.getByLabel(/your lines, \d+ characters/)).toBeChecked();
  const link = await page.getByRole('textbox', { name: 'Link' }).inputValue();
  expect(link.length).toBeLessThan(2000);
  const context = await browser.newContext();
  const other = await context.newPage();
  await other.goto(`${link}&replay=off`);
  await expect(other.getByText('8 examples, 2 classes')).toBeVisible();
  await expect(other.locator('.link-notes')).toHaveCount(0);
  await other.getByRole('button', { name: 'Teach it yours' }).click();
  await expect(dialog(other).getByLabel('Texts of food, one a line')).toHaveValue(/Soup is hot/);
  // And on from there, with a line more.
  await dialog(other).getByLabel('Texts of sport, one a line').fill('We won.\nShe lost.\nThey ran.\nHe scored.');
  await train(other).click();
  await finished(other);
  await expect(other.getByText('9 examples, 2 classes')).toBeVisible();
  await context.close();
});

test('words are painted with the keyboard and the mouse; the model that can learn it is taken', async ({ page }) => {
  test.setTimeout(90_000);
  await open(page, 'backend=wasm&model=tiny-decoder&dataset=shakespeare_sonnets');
  await teach(page);
  await dialog(page).getByText('To mark').click();
  await dialog(page)
    .getByLabel('Sentences, one a line')
    .fill(Array.from({ length: 8 }, (_, i) => `Anna saw town ${i}.`).join('\n'));
  await expect(dialog(page).getByRole('status')).toContainText('Paint a few words');
  await dialog(page).getByRole('textbox', { name: 'Name of tag 1' }).fill('person');
  const words = dialog(page).locator('.teach-word', { hasText: /^Anna/ });
  await words.nth(0).click();
  await expect(words.nth(0)).toHaveAttribute('aria-label', 'Anna: person');
  await words.nth(1).focus();
  await page.keyboard.press('Enter');
  await expect(words.nth(1)).toHaveAttribute('aria-label', 'Anna: person');
  await page.keyboard.press('Enter');
  await expect(words.nth(1)).toHaveAttribute('aria-label', 'Anna');
  for (let i = 1; i < 8; i++) await words.nth(i).click();
  await expect(dialog(page).getByRole('status')).toContainText('With Tiny encoder');
  await train(page).click();
  await finished(page);
  await expect(page.locator('.live-row').first()).toContainText('person');
});

test('data of a link that was cut off are told of, and bundled ones taken', async ({ page }) => {
  await open(page, 'backend=wasm&dataset=own&v=5&data=lVVNj5swEP0rU5');
  await expect(page.locator('.link-notes')).toContainText("The data in this link can't be read");
  await expect(page.getByRole('combobox', { name: 'Data', exact: true })).toContainText('Fine foods');
});
