/** A second language: by the address, by the browser, by the settings; numbers follow; English where nothing else is asked for. */
import { expect, test } from '@playwright/test';
import { open } from './page';

test('lang=de speaks German, formats as German, and stays in the address', async ({ page }) => {
  const { errors } = await open(page, 'lang=de&r=16&model=all-MiniLM-L6-v2');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(page.locator('html')).toHaveAttribute('dir', 'ltr');
  await expect(page.getByRole('button', { name: 'Start', exact: true })).toBeVisible();
  await expect(page.getByTestId('trainable')).toHaveText('147.456');
  await expect(page.locator('.what')).toContainText('Mio. Parameter');
  await expect(page).toHaveURL(/lang=de/);
  for (const [link, title] of [
    ['Vergleichen', 'Noch keine Läufe'],
    ['Lernen', 'Feinabstimmen mit wenigen Parametern'],
    ['Hochrechnen', 'Hochrechnen'],
  ] as const) {
    await page.getByRole('navigation', { name: 'Ansichten' }).getByRole('link', { name: link }).click();
    await expect(page.getByRole('heading', { name: title, exact: true }).first()).toBeVisible();
  }
  expect(errors).toEqual([]);
});

test('what methods, glossary and lessons say is German; links are those of English pages', async ({ page }) => {
  const { errors } = await open(page, 'lang=de&view=learn&page=adapterdrop');
  await expect(page.getByText('Die untersten Schichten eines Sprachmodells')).toBeVisible();
  await expect(page.locator('.page-formula')).toContainText('bei jedem Schritt');
  await expect(page.getByRole('row', { name: /^Variante/ })).toContainText('spezialisiert, robust');
  const contents = page.getByRole('navigation', { name: 'Inhalt' });
  await contents.getByRole('link', { name: 'Glossar' }).click();
  await expect(page).toHaveURL(/page=glossary/);
  await expect(page.getByRole('term').filter({ hasText: /^Engstelle$/ })).toBeVisible();
  await contents.getByRole('link', { name: 'Lektionen' }).click();
  await page.getByRole('link', { name: 'Rang und Alpha' }).first().click();
  const lesson = page.getByRole('complementary', { name: /Rang und Alpha/ });
  await expect(lesson.getByText('Schritt 1 von 5')).toBeVisible();
  await expect(page).toHaveURL(/lesson=rank-and-alpha/);
  await expect(page.locator('.lesson-target')).toContainText('Rang r');
  await lesson.getByRole('button', { name: 'Weiter' }).click();
  await expect(page.getByTestId('trainable')).toHaveText('1.024');
  await expect(page).toHaveURL(/alpha=2.*lesson=rank-and-alpha&step=2|lesson=rank-and-alpha&step=2.*alpha=2/);
  expect(errors).toEqual([]);
});

test('phases, and why settings do not fit, are told in German', async ({ page }) => {
  await open(page, 'lang=de&method=adapterdrop&n=2');
  await expect(page.locator('.what').getByRole('alert')).toHaveText(
    'n von adapterdrop ist 2, aber das Modell hat 2 Schichten, und eine muss ihren Adapter behalten: 0 bis 1 wählen.',
  );
  await page.goto('./#lang=de&replay=off&backend=wasm&method=lt-sft&steps=6&batchSize=2&sequenceLength=16');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(page.locator('.stages')).toContainText('Alles trainieren');
  await expect(page.locator('.stages')).toContainText(
    /Behalten: [\d.]+ von [\d.]+ Einträgen.*Alle Gewichte gehen zurück zum Anfang\./,
    { timeout: 120_000 },
  );
});

test('the number fields take the decimal comma', async ({ page }) => {
  await open(page, 'lang=de');
  const rate = page.getByRole('textbox', { name: 'Lernrate' });
  await rate.fill('0,003');
  await rate.press('Enter');
  await expect(page).toHaveURL(/learningRate=0\.003/);
  await expect(rate).toHaveValue('0,003');
});

test('chosen in the settings it is remembered, and the configuration stays', async ({ page }) => {
  await open(page, 'method=bitfit&seed=7');
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await page.getByRole('button', { name: /^Settings/ }).click();
  await page.getByRole('combobox', { name: 'Language' }).click();
  await page.getByRole('option', { name: 'Deutsch' }).click();
  await expect(page.getByRole('button', { name: 'Start', exact: true })).toBeVisible();
  await expect(page).toHaveURL(/method=bitfit/);
  await expect(page).toHaveURL(/seed=7/);
  await page.goto('./#method=lora');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await page.getByRole('button', { name: /^Einstellungen/ }).click();
  await expect(page.getByRole('dialog')).toContainText('sind Englisch');
  await page.getByRole('combobox', { name: 'Sprache' }).click();
  await page.getByRole('option', { name: 'English' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});

test.describe('a German browser', () => {
  test.use({ locale: 'de-AT' });
  test('gets German, unless the link says otherwise', async ({ page }) => {
    await open(page);
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    await page.goto('about:blank');
    await open(page, 'lang=en');
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  });
});

test('German fits a phone', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await open(page, 'lang=de');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});

test('an unknown language is no obstacle', async ({ page }) => {
  const { errors } = await open(page, 'lang=constructor');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  expect(errors).toEqual([]);
});

test('from right to left nothing overflows', async ({ page }) => {
  await open(page);
  await page.evaluate(() => {
    document.documentElement.dir = 'rtl';
  });
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow, `${width} px`).toBeLessThanOrEqual(0);
    await test.info().attach(`rtl-${width}`, { body: await page.screenshot(), contentType: 'image/png' });
  }
  const what = (await page.locator('.what').boundingBox())!;
  expect(what.x).toBeGreaterThan(640);
});
