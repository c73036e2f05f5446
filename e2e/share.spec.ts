/** Sharing: the same losses in a fresh browser, locked controls, curves and adapters that travel. */
import { readFileSync } from 'node:fs';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { banner, finished, open, status } from './page';

const quick = 'dataset=languages&steps=20&batchSize=4&sequenceLength=16&evaluateEvery=0&backend=wasm';
const play = (page: Page) => page.getByRole('button', { name: 'Play', exact: true });
const sentence = (page: Page) => page.getByLabel('Your sentence');

/** Losses in the table behind the chart, by step. */
async function losses(page: Page): Promise<string[]> {
  const figure = page.locator('[data-chart="loss"]');
  const details = figure.locator('details');
  if ((await details.getAttribute('open')) === null) await details.locator('summary').click();
  return figure.locator('tbody tr').evaluateAll((rows) =>
    rows.map((row) =>
      [...row.querySelectorAll('th, td')]
        .slice(0, 2)
        .map((cell) => cell.textContent)
        .join(' '),
    ),
  );
}

/** Opens a whole address as somebody else would: fresh profile. */
async function elsewhere(browser: Browser, link: string): Promise<{ page: Page; errors: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('dialog', (dialog) => {
    errors.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(link);
  await expect(page.getByRole('heading', { name: 'PEFT playground' })).toBeVisible();
  return { page, errors };
}

async function openShare(page: Page, tab: 'Link' | 'Embed' | 'Adapter' = 'Link'): Promise<void> {
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await page.getByRole('tab', { name: tab }).click();
}
const shownLink = (page: Page) => page.getByRole('textbox', { name: 'Link', exact: true }).inputValue();

/** Probabilities that the bars of the trained model show. */
async function tuned(page: Page): Promise<string[]> {
  await sentence(page).fill('Absolutely wonderful, fresh and tasty.');
  await page.getByRole('button', { name: 'Ask both', exact: true }).click();
  await expect(page.locator('.outcome')).toHaveCount(2, { timeout: 60_000 });
  return page
    .locator('.outcome')
    .nth(1)
    .locator('li')
    .evaluateAll((items) => items.map((item) => item.textContent ?? '').sort());
}

test('a shared link gives the same first 20 losses in a fresh profile, and its curves travel with it', async ({
  page,
  browser,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { errors } = await open(page, `method=lora&r=4&seed=7&${quick}`);
  await play(page).click();
  await finished(page);
  const mine = await losses(page);
  expect(mine).toHaveLength(20);
  await openShare(page);
  const plain = await shownLink(page);
  expect(plain.length).toBeLessThan(400);
  expect(plain).toContain('r=4');
  await page.getByRole('button', { name: 'Copy the link' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(plain);
  await expect(page.getByRole('img', { name: 'QR code of the link' })).toBeVisible();
  await page.getByLabel(/the curves of this run/).check();
  const full = await shownLink(page);
  expect(full.length).toBeLessThan(2000);

  const other = await elsewhere(browser, plain);
  await play(other.page).click();
  await finished(other.page);
  expect(await losses(other.page)).toEqual(mine);
  expect(other.errors).toEqual([]);

  const third = await elsewhere(browser, full);
  await expect(third.page.getByTestId('recorded')).toContainText('Shared by link');
  await expect.poll(async () => (await losses(third.page)).length).toBe(20);
  const shown = await losses(third.page);
  for (const [i, row] of shown.entries())
    expect(Math.abs(Number(row.split(' ')[1]) - Number(mine[i]!.split(' ')[1]))).toBeLessThan(0.002);
  // The address keeps them through a reload, and play gives way to a live run.
  await third.page.reload();
  await expect(third.page.getByTestId('recorded')).toContainText('Shared by link');
  await play(third.page).click();
  await expect(third.page.getByTestId('recorded')).toBeHidden();
  expect([...errors, ...third.errors]).toEqual([]);
});

test("a teacher's link hides and locks controls, for the mouse and for keys", async ({ page, browser }) => {
  await open(page, `method=lora&${quick}`);
  await openShare(page);
  await page.getByText('For a class: hide or lock controls').click();
  for (const name of ['Method', 'Learning rate', 'rank r', 'Seed', 'Runs on'])
    await page.getByRole('checkbox', { name: `Lock ${name}`, exact: true }).check();
  for (const name of ['Batch', 'Data']) await page.getByRole('checkbox', { name: `Hide ${name}`, exact: true }).check();
  const link = await shownLink(page);
  expect(link).toContain('hide=batchSize,dataset');

  const { page: pupil, errors } = await elsewhere(browser, link);
  await expect(pupil.getByText('This link locks some controls.')).toBeVisible();
  await expect(pupil.getByRole('slider', { name: 'Batch' })).toHaveCount(0);
  await expect(pupil.getByRole('combobox', { name: 'Data', exact: true })).toHaveCount(0);
  const method = pupil.getByRole('combobox', { name: 'Method', exact: true });
  await expect(method).toBeDisabled();
  await expect(method).toHaveAccessibleDescription('Locked by the link that you opened');
  const rank = pupil.getByRole('slider', { name: 'rank r' });
  await expect(rank).toHaveAccessibleDescription('Locked by the link that you opened');
  const before = await rank.getAttribute('aria-valuenow');
  await rank.focus().catch(() => undefined);
  for (const key of ['ArrowRight', 'End', 'PageUp']) await pupil.keyboard.press(key);
  expect(await rank.getAttribute('aria-valuenow')).toBe(before);
  // What is not locked moves, and "Defaults" leaves what is locked.
  const steps = pupil.getByRole('slider', { name: 'Steps' });
  await steps.focus();
  await pupil.keyboard.press('ArrowRight');
  await pupil.getByRole('button', { name: 'Defaults' }).click();
  expect(await rank.getAttribute('aria-valuenow')).toBe(before);
  await pupil.reload();
  await expect(pupil.getByRole('combobox', { name: 'Method', exact: true })).toBeDisabled();
  expect(errors).toEqual([]);
});

test('an adapter goes out as a zip and in a link, and predicts the same where it arrives', async ({
  page,
  browser,
}) => {
  const { errors } = await open(page, `method=ia3&learningRate=0.05&${quick}`);
  await play(page).click();
  await finished(page);
  const mine = await tuned(page);
  await openShare(page, 'Adapter');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download the adapter' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('tiny-encoder-ia3.zip');
  const zip = readFileSync(await download.path());
  await page.getByRole('tab', { name: 'Link' }).click();
  await page.getByLabel(/the trained adapter/).check();
  await expect(page.getByLabel(/the trained adapter, [\d,]+ characters/)).toBeChecked({ timeout: 60_000 });
  const link = await shownLink(page);
  expect(link.length).toBeLessThan(12_000);

  const byFile = await elsewhere(browser, new URL('#replay=off&backend=wasm', page.url()).href);
  await openShare(byFile.page, 'Adapter');
  const file = byFile.page.locator('input[type="file"][accept*=".zip"]');
  await file.setInputFiles({ name: 'cat.png', mimeType: 'image/png', buffer: Buffer.from('not an adapter') });
  await expect(byFile.page.getByRole('alert')).toContainText('cat.png is no adapter. Choose a zip');
  await file.setInputFiles({ name: 'a.zip', mimeType: 'application/zip', buffer: zip });
  await expect(byFile.page.getByRole('dialog').getByText('In use: (IA)³, a.zip.')).toBeVisible({ timeout: 60_000 });
  await byFile.page.keyboard.press('Escape');
  await expect(byFile.page.getByRole('combobox', { name: 'Method', exact: true })).toContainText('(IA)³');
  await expect(byFile.page.getByTestId('held-adapter')).toContainText('Play trains on from it.');
  expect(await tuned(byFile.page)).toEqual(mine);

  const byLink = await elsewhere(browser, link);
  await expect(byLink.page.getByTestId('held-adapter')).toContainText('The link brought a trained adapter');
  const theirs = await tuned(byLink.page);
  const number = (text: string) => Number(/([\d.]+)\s*%/.exec(text)?.[1]);
  for (const [i, text] of theirs.entries()) expect(Math.abs(number(text) - number(mine[i]!))).toBeLessThan(0.2);
  await expect(byLink.page.locator('.outcome-title').nth(1)).toHaveText('Now: the loaded adapter');
  expect([...errors, ...byFile.errors, ...byLink.errors]).toEqual([]);
});

test('an embedded lite page has the diagram, the loss, play, and a way to the full page', async ({ page, browser }) => {
  await open(page, `method=bitfit&${quick}`);
  await openShare(page, 'Embed');
  const code = await page.getByRole('textbox', { name: 'Code' }).inputValue();
  expect(code).toMatch(/^<iframe src="http[^"]+lite=on[^"]*" width="860" height="640"/);
  const source = /src="([^"]+)"/.exec(code)![1]!.replaceAll('&amp;', '&');
  const { page: lite, errors } = await elsewhere(browser, source);
  await expect(lite.getByRole('heading', { name: 'Where' })).toBeVisible();
  await expect(lite.getByRole('combobox')).toHaveCount(0);
  await play(lite).click();
  await expect(status(lite)).toHaveText('Finished', { timeout: 60_000 });
  const full = lite.getByRole('link', { name: 'Open the full page' });
  expect(await full.getAttribute('href')).not.toContain('lite');
  expect(errors).toEqual([]);
});

test('cut, newer and hostile links say what is wrong and execute nothing', async ({ page, browser }) => {
  await open(page, `method=lora&${quick}`);
  const base = page.url().split('#')[0]!;
  const told: readonly (readonly [string, RegExp])[] = [
    ['#v=99&method=bitfit', /newer version of the page/],
    ['#method=bitfit&curve=7VdNb9swDP0rhs8&backend=wasm', /curves in this link can't be read/],
    ['#method=bitfit&adapter=7VdNb9swDP0rhs8', /adapter in the link can't be used/],
    ['#method=<img src=x onerror=alert(1)>', /names something that is not here/],
    ['#model=own', /sender's own model/],
    [`#method=bitfit&curve=${'A'.repeat(100_000)}`, /longer than any that this page makes/],
  ];
  for (const [hash, words] of told) {
    const { page: victim, errors } = await elsewhere(browser, base + hash);
    await expect(victim.getByRole('region', { name: 'About this link' }), hash.slice(0, 60)).toContainText(words);
    await expect(banner(victim).filter({ hasNot: victim.locator('[data-note]') })).toHaveCount(0);
    await victim.getByRole('button', { name: 'Dismiss' }).click();
    await expect(victim.getByRole('region', { name: 'About this link' })).toHaveCount(0);
    await expect(play(victim)).toBeEnabled();
    expect(errors, hash.slice(0, 60)).toEqual([]);
    await victim.context().close();
  }
});

test('a link that is opened while the page starts is not lost', async ({ page }) => {
  // At the moment when the page has read its address, and draws.
  await page.addInitScript(() => {
    const listen = window.addEventListener.bind(window) as (...given: unknown[]) => void;
    let opened = false;
    Object.assign(window, {
      addEventListener: (type: string, ...given: unknown[]) => {
        listen(type, ...given);
        if (type !== 'hashchange' || opened) return;
        opened = true;
        location.hash = '#view=compare';
      },
    });
  });
  await page.goto('./');
  await expect(page.getByRole('heading', { name: 'Who reaches full fine-tuning?' })).toBeVisible();
  await expect(page).toHaveURL(/view=compare/);
});
