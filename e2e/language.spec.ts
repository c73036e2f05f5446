/**
 * A second language: by the address, by the browser, by the settings; numbers follow; English where nothing else is
 * asked for.
 */
import { expect, test } from '@playwright/test';
import { words as compare } from '../src/ui/compare/strings';
import { strings as graph } from '../src/ui/graph/strings';
import { strings as help } from '../src/ui/help/strings';
import { strings as inspector } from '../src/ui/inspector/strings';
import { runnerImport } from 'vite';
import type * as German from '../src/ui/languages/german';
import { strings as learn } from '../src/ui/learn/strings';
import { strings as lesson } from '../src/ui/lesson/strings';
import { strings as scale } from '../src/ui/scale/strings';
import { strings as settings } from '../src/ui/settings/strings';
import { strings as share } from '../src/ui/share/strings';
import { strings as page } from '../src/ui/strings';
import { open } from './page';

const textsOf = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsOf)
      : [];
// Through Vite, which gathers the texts that stand beside the methods.
const { german } = (await runnerImport<typeof German>('./src/ui/languages/german.ts')).module;
const translated = new Set(textsOf(german));
/** Whole texts of the English page that are others in German. */
const untranslated = new Set(
  textsOf([compare, graph, help, inspector, learn, lesson, scale, settings, share, page]).filter(
    (text) => text.length > 3 && !translated.has(text),
  ),
);

/** Words that no German sentence has. */
const english =
  /\b(the|of|and|with|without|is|are|were|it|as|can|when|how|only|by|from|this|that|these|which|not|for|to|each|every|has|have|its|your|you|texts|runs?|steps?|layers?|weights|model)\b/gi;

/**
 * Sentences and labels on the page, also those for screen readers, that look English; what is quoted, cited or code is
 * let through.
 */
function englishTexts(): string[] {
  const quoted =
    'textarea, code, pre, blockquote, script, style, noscript, input, math, .katex, .prose, [lang="en"], ' +
    '.page-paper, .walk-text, .walk-tokens, a[href^="http"], [data-quoted]';
  const found: string[] = [];
  const add = (text: string | null | undefined, element: Element) => {
    if (text?.trim() && !element.closest(quoted)) found.push(text.trim());
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) add(node.nodeValue, node.parentElement!);
  for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]'))
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) add(element.getAttribute(name), element);
  return found;
}

test('lang=de speaks German, formats as German, and stays in the address', async ({ page }) => {
  const { errors } = await open(page, 'lang=de&r=16&model=all-MiniLM-L6-v2');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(page.locator('html')).toHaveAttribute('dir', 'ltr');
  await expect(page.getByRole('button', { name: 'Start', exact: true })).toBeVisible();
  await expect(page.getByTestId('trainable')).toHaveText('147.456');
  await expect(page.locator('.what')).toContainText('Mio. Parameter');
  await expect(page).toHaveURL(/lang=de/);
  for (const [link, title] of [
    ['Vergleichen', 'Wer reicht an volles Feinabstimmen heran?'],
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

test('nothing that the page says stays English', async ({ page }) => {
  const { errors } = await open(page, 'lang=de&backend=wasm', { replay: 'on' });
  const left = new Set<string>();
  const look = async (where: string) => {
    await page.waitForTimeout(400);
    for (const text of await page.evaluate(englishTexts)) {
      const words = [...text.matchAll(english)].map(([word]) => word.toLowerCase());
      // One such word may be a term or a name.
      if (new Set(words).size >= 2 || untranslated.has(text)) left.add(`${where}: ${text}`);
    }
  };
  const go = async (hash: string) => {
    await page.goto(`./#lang=de&backend=wasm&${hash}`);
    await look(hash);
  };
  await page.locator('details').evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')));
  await look('play');
  for (const method of ['fish-mask', 'autopeft', 'prompt-tuning', 'lst', 'warp', 'intrinsic-said'])
    await go(`method=${method}`);
  await go('model=tiny-decoder&dataset=shakespeare_sonnets&method=prefix-tuning&seed=7&lock=seed');
  await go('model=all-MiniLM-L6-v2&dataset=languages');
  for (const view of ['compare', 'scale', 'graph', 'learn']) await go(`view=${view}`);
  for (const entry of ['adalora', 'lessons', 'glossary', 'reparameterised']) await go(`view=learn&page=${entry}`);
  await go('lesson=first-run&step=1');
  await go('lite=on');
  await go('');
  for (const name of [/^Einstellungen/, 'Teilen']) {
    await page.getByRole('button', { name }).first().click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await look(`dialog ${String(name)}`);
    for (const tab of await page.getByRole('dialog').getByRole('tab').all()) {
      await tab.click();
      await look(`dialog ${String(name)}, ${await tab.innerText()}`);
    }
    await page.keyboard.press('Escape');
  }
  for (const [list, option] of [
    ['Daten', 'Eigene Daten…'],
    ['Modell', 'Eigenes Modell…'],
  ] as const) {
    await page.getByRole('combobox', { name: list, exact: true }).click();
    await look(`list ${list}`);
    await page.getByRole('option', { name: option }).click();
    await look(option);
    await page.keyboard.press('Escape');
  }
  expect([...left]).toEqual([]);
  expect(errors).toEqual([]);
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

test('status and views stay in sight in large type, in both languages', async ({ page }) => {
  for (const lang of ['de', 'en'])
    for (const large of ['true', 'false']) {
      await page.goto('about:blank');
      await open(page, `lang=${lang}&large=${large}&seed=7`, { replay: 'on' });
      for (const [width, height] of [
        [1440, 900],
        [1280, 720],
        [1024, 768],
        [768, 1024],
        [390, 844],
      ] as const) {
        await page.setViewportSize({ width, height });
        const where = `${lang}, large ${large}, ${width} × ${height}`;
        await expect(page.locator('.status-text'), where).toBeVisible();
        const parts = page.locator('.run-status, .view-link, .play, .looks button');
        expect(await parts.count()).toBe(12);
        for (const box of await parts.evaluateAll((all) =>
          all.map((one) => one.getBoundingClientRect().toJSON() as DOMRect),
        )) {
          expect(box.left, where).toBeGreaterThanOrEqual(0);
          expect(box.right, where).toBeLessThanOrEqual(width);
          expect(box.bottom, where).toBeLessThanOrEqual(height);
          expect(box.width, where).toBeGreaterThan(10);
        }
        // What scrolls within itself, or is cut, is out of sight.
        const cut = await page
          .locator('.views, .status')
          .evaluateAll((all) => all.map((one) => one.scrollWidth - one.clientWidth));
        expect(Math.max(...cut), where).toBeLessThanOrEqual(1);
        expect((await page.locator('.status').boundingBox())!.width, where).toBeGreaterThan(140);
      }
    }
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
