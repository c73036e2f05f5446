/** Kept runs, the race and the survey, with the tiny encoder and few steps. */
import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { banner, finished, open, paste, smallTable, tile } from './page';

const small = 'backend=wasm&dataset=languages&steps=12&batchSize=4&sequenceLength=16&evaluateEvery=6';

/** The table of kept runs, without its head. */
const rows = (page: Page) => page.locator('.runs tbody tr');

async function goTo(page: Page, view: 'Play' | 'Compare'): Promise<void> {
  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: view }).click();
}

/** Ticks just these methods and starts. */
async function startRace(page: Page, methods: readonly string[]): Promise<void> {
  const race = page.locator('.compare-race');
  await race.getByRole('button', { name: 'None' }).click();
  for (const method of methods) await race.getByRole('checkbox', { name: method, exact: true }).check();
  await race.getByRole('button', { name: methods.length === 1 ? /^Train/ : /^Race/ }).click();
}

/** What a button hands to the downloads. */
async function download(page: Page, panel: string, name: string): Promise<Buffer> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.locator(panel).getByRole('button', { name, exact: true }).click(),
  ]);
  return readFileSync(await file.path());
}

test('views: keyboard, back and forward', async ({ page }) => {
  const { errors } = await open(page, `${small}&seed=5`);
  await page.getByRole('link', { name: 'Compare' }).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/seed=5.*view=compare/);
  // Never empty: it opens on what was recorded of all methods.
  await expect(page.locator('.show-line')).toContainText(/: .* instead of .*MB/);
  expect(await page.locator('.lane[data-place]').count()).toBeGreaterThan(40);
  await expect(page.getByRole('heading', { name: 'How it goes' })).toBeHidden();
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'How it goes' })).toBeVisible();
  await expect(page).toHaveURL(/seed=5(?!.*view)/);
  await page.goForward();
  await expect(page.getByRole('heading', { name: 'Who reaches full fine-tuning?' })).toBeVisible();
  expect(errors).toEqual([]);
});

/** Names of the runs that the browser holds, and whether they are pinned. Runs in the page. */
const storedRuns = () =>
  new Promise<{ name: string; pinned: boolean }[]>((resolve, reject) => {
    const opening = indexedDB.open('peft-playground');
    opening.onerror = () => reject(new Error('no database'));
    opening.onsuccess = () => {
      const reading = opening.result.transaction('runs').objectStore('runs').getAll() as IDBRequest<
        { name: string; pinned: boolean }[]
      >;
      reading.onsuccess = () => {
        opening.result.close();
        resolve(reading.result.map(({ name, pinned }) => ({ name, pinned })));
      };
    };
  });

test('a finished run is kept, survives a reload, and gives its settings back', async ({ page }) => {
  await open(page, `${small}&r=4&seed=5&learningRate=0.003`);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await finished(page, 60_000);
  const accuracy = await tile(page, 'Accuracy');
  await goTo(page, 'Compare');
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText(`${accuracy.toFixed(1)}`);
  const name = rows(page).getByRole('textbox');
  await expect(name).toHaveValue('LoRA, r 4');
  await name.fill('small rank');
  await name.press('Enter');
  await page.getByRole('button', { name: 'Draw small rank on the loss chart in Play' }).click();
  // The browser stores it in its own time.
  await expect.poll(() => page.evaluate(storedRuns)).toEqual([{ name: 'small rank', pinned: true }]);

  await page.goto('./');
  await page.goto('./#view=compare');
  await page.reload();
  await expect(rows(page).getByRole('textbox')).toHaveValue('small rank');
  await expect(page.locator('[data-chart="pareto"] .bubble-mark')).toHaveCount(1);
  await expect(page.locator('[data-chart="curves"] path.recharts-line-curve')).toHaveCount(1);

  await page.getByRole('button', { name: 'Load the settings of small rank into Play' }).click();
  await expect(page.getByRole('textbox', { name: 'rank r' })).toHaveValue('4');
  await expect(page).toHaveURL(/steps=12.*r=4/);
  await expect(page.locator('[data-chart="loss"] .key')).toContainText('small rank');

  await goTo(page, 'Compare');
  await page.getByRole('button', { name: 'Delete small rank' }).click();
  await expect(rows(page)).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(rows(page)).toHaveCount(1);
});

test('a board is there at once, runs here, and stands still where it was after a reload', async ({ page }) => {
  const { errors } = await open(page, 'view=boards&page=numbers&backend=wasm');
  await page.getByRole('button', { name: '(IA)³', exact: true }).click();
  await expect(page.locator('.board-chosen')).toContainText('(IA)³');
  const run = page.locator('.board-run');
  await run.getByRole('button', { name: /^Start \d+ runs/ }).click();
  await expect(page.locator('.boards-main')).toContainText('Nothing of this board was run in this browser yet');
  await run.getByRole('button', { name: 'Stop' }).click();
  await expect(run.getByRole('button', { name: 'Go on' })).toBeVisible();
  await page.reload();
  await expect(run).toContainText(/0 of \d+ runs done.*It stands still/s);
  await run.getByRole('button', { name: 'Put it away' }).click();
  await expect(page).toHaveURL(/view=boards&page=numbers/);
  await expect(page).not.toHaveURL(/dataset/);
  expect(errors).toEqual([]);
});

test('a race of three methods fills the plot, and what is shown can be saved', async ({ page }) => {
  const { errors } = await open(page, small);
  await paste(page, smallTable);
  await goTo(page, 'Compare');
  await startRace(page, ['LoRA', 'BitFit', 'Head only (linear probe)']);
  await expect(page.locator('.race-progress')).toHaveText('3 of 3 done', { timeout: 90_000 });
  await expect(banner(page)).toHaveCount(0);
  await expect(rows(page)).toHaveCount(3);
  await expect(page.locator('[data-chart="pareto"] .bubble-mark')).toHaveCount(3);
  await expect(page.locator('[data-chart="curves"] path.recharts-line-curve')).toHaveCount(3);
  await expect(page.locator('.lane[data-state="done"][data-place]')).toHaveCount(3);
  await expect(page.locator('.show-line')).toContainText('Train full fine-tuning and the head alone too');
  await page.getByRole('button', { name: 'Share card…' }).click();
  const card = await download(page, '.dialog', 'Save as PNG');
  expect([card.subarray(1, 4).toString(), card.readUInt32BE(16), card.readUInt32BE(20)]).toEqual(['PNG', 1200, 630]);
  await page.keyboard.press('Escape');
  // The visitor's own settings are back.
  await expect(page).toHaveURL(/^(?!.*method=).*dataset=own.*view=compare/);

  const trained = page.getByRole('columnheader', { name: 'Trained' });
  await trained.getByRole('button').click();
  await expect(trained).toHaveAttribute('aria-sort', 'ascending');
  await expect(rows(page).first().getByRole('textbox')).toHaveValue('Head only (linear probe)');

  const csv = (await download(page, '.compare-table', 'CSV')).toString();
  expect(csv.split('\n').filter(Boolean)).toHaveLength(4);
  expect(csv).toContain('reparameterised');
  const json = JSON.parse((await download(page, '.compare-table', 'JSON')).toString()) as {
    runs: { run_info: { train_config: { seed: number } }; train_info: { losses: number[] } }[];
  };
  expect(json.runs.map((run) => run.train_info.losses.length)).toEqual([12, 12, 12]);
  expect(new Set(json.runs.map((run) => run.run_info.train_config.seed)).size).toBe(1);
  const svg = (await download(page, '.compare-pareto', 'SVG')).toString();
  expect(svg).toMatch(/^<\?xml/);
  // Names stand where they have room, which large marks (long runs) may leave to some only: those of the page are in
  // the file.
  const names = await page.locator('[data-chart="pareto"] g[aria-hidden="true"] > text').allTextContents();
  expect(names.length).toBeGreaterThan(0);
  for (const name of names) expect(svg).toContain(`>${name}</text>`);
  expect(svg).not.toContain('var(');
  const png = await download(page, '.compare-pareto', 'PNG');
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.length).toBeGreaterThan(5000);

  // The same numbers for those who can't see the plot.
  await page.locator('[data-chart="pareto"] summary').click();
  await expect(page.locator('[data-chart="pareto"] tbody tr')).toHaveCount(3);

  await page.getByRole('checkbox', { name: 'Show BitFit' }).uncheck();
  await expect(page.locator('[data-chart="pareto"] .bubble-mark')).toHaveCount(2);
  expect(errors).toEqual([]);
});

test('a race is stopped, goes on after a reload, and keeps what was done', async ({ page }) => {
  await open(
    page,
    'backend=wasm&dataset=languages&steps=150&batchSize=4&sequenceLength=8&evaluateEvery=0&view=compare',
  );
  await startRace(page, ['Head only (linear probe)', 'LoRA', 'BitFit']);
  await expect(page.locator('[data-method="head-only"]')).toHaveAttribute('data-state', 'done', { timeout: 60_000 });
  await page.locator('.compare-race').getByRole('button', { name: 'Stop' }).click();
  await expect(page.locator('.compare-race')).toContainText('The race stands still');
  const done = await page.locator('.race-entry[data-state="done"]').count();
  await page.reload();
  await expect(page.locator('.race-progress')).toHaveText(`${done} of 3 done`);
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.locator('.race-progress')).toHaveText('3 of 3 done', { timeout: 90_000 });
  await expect(rows(page)).toHaveCount(3);
  for (const row of await rows(page).all()) await expect(row).not.toContainText('of 150');
});

test('the survey starts with one button, stands still, goes on after a reload, its own counts beside ours', async ({
  page,
}) => {
  const { errors } = await open(
    page,
    'backend=wasm&dataset=languages&steps=4&batchSize=2&sequenceLength=8&evaluateEvery=0&view=compare',
  );
  const race = page.locator('.compare-race');
  await race.getByRole('button', { name: /^Run the survey: all \d+ methods/ }).click();
  await expect.poll(() => page.locator('.race-entry').count()).toBeGreaterThan(40);
  const all = await page.locator('.race-entry').count();
  const done = page.locator('.race-entry[data-state="done"]');
  await expect(done.nth(1)).toBeAttached({ timeout: 120_000 });
  await race.getByRole('button', { name: 'Stop' }).click();
  await expect(race).toContainText('The race stands still');
  const before = await done.count();
  await page.reload();
  await expect(page.locator('.race-progress')).toHaveText(`${before} of ${all} done`);
  await race.getByRole('button', { name: 'Go on' }).click();
  await expect.poll(() => done.count(), { timeout: 120_000 }).toBeGreaterThan(before);
  // What is trained stays in sight in the long list.
  await expect(page.locator('.race-entry[data-state="now"]')).toBeInViewport();
  await race.getByRole('button', { name: 'Stop' }).click();
  await race.getByRole('button', { name: /^The survey's own parameter counts/ }).click();
  const lora = page.getByRole('row', { name: /^LoRA .*0\.89 M/ });
  await expect(lora).toBeInViewport();
  for (const count of ['887,042', '294,912', '1,838,082', '786,432']) await expect(lora).toContainText(count);
  expect(errors).toEqual([]);
});

test('own data in a race; a browser without storage says so and works on', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, 'indexedDB', { get: () => undefined });
  });
  const { errors } = await open(page, small);
  await paste(page, smallTable);
  await goTo(page, 'Compare');
  await expect(page.locator('.compare-notice')).toContainText('does not allow this page to store anything');
  await startRace(page, ['LoRA']);
  await expect(page.locator('.race-progress')).toHaveText('1 of 1 done', { timeout: 60_000 });
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText('pasted');
  expect(errors).toEqual([]);
});

test('a race of three methods on the GPU, the Pareto plot and its export', { tag: '@threads' }, async ({ page }) => {
  const { errors } = await open(page, 'backend=webgpu&steps=5&batchSize=4&sequenceLength=16&evaluateEvery=0');
  await paste(page, smallTable);
  await goTo(page, 'Compare');
  await startRace(page, ['Head only (linear probe)', 'Pfeiffer adapter', 'LoRA']);
  await expect(page.locator('.race-progress')).toHaveText('3 of 3 done', { timeout: 200_000 });
  await expect(page.locator('.race-entry[data-state="done"]')).toHaveCount(3);
  await expect(banner(page)).toHaveCount(0);
  await expect(page.locator('[data-chart="pareto"] .bubble-mark')).toHaveCount(3);
  await page.locator('.compare-pareto').getByRole('combobox', { name: 'Across' }).click();
  await page.getByRole('option', { name: 'Stored bytes' }).click();
  await expect(page.locator('[data-chart="pareto"]')).toContainText('by stored bytes');
  await expect(page.locator('[data-chart="pareto"] .bubble-mark')).toHaveCount(3);
  const svg = (await download(page, '.compare-pareto', 'SVG')).toString();
  for (const category of ['baseline', 'additive', 'reparameterised']) expect(svg.toLowerCase()).toContain(category);
  const { runs } = JSON.parse((await download(page, '.compare-table', 'JSON')).toString()) as {
    runs: { run_info: { train_config: { backend: string } }; train_info: { losses: number[] } }[];
  };
  expect(runs.map((run) => run.train_info.losses.filter(Number.isFinite).length)).toEqual([5, 5, 5]);
  const csv = (await download(page, '.compare-table', 'CSV')).toString();
  expect(csv.match(/WebGPU/g)).toHaveLength(3);
  expect(errors).toEqual([]);
});

test('storage that is full: the run is kept on the page, which says so, and can be exported', async ({ page }) => {
  await page.addInitScript(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
    };
  });
  const { errors } = await open(page, small);
  await paste(page, smallTable);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await finished(page);
  await goTo(page, 'Compare');
  await expect(page.locator('.compare-notice')).toContainText('no room left');
  await expect(rows(page)).toHaveCount(1);
  expect((await download(page, '.compare-table', 'CSV')).toString()).toContain('LoRA');
  // Looking again, as on coming back to this view, must not lose what could not be stored.
  await goTo(page, 'Play');
  await goTo(page, 'Compare');
  await expect(rows(page)).toHaveCount(1);
  expect(errors).toEqual([]);
});

test('phone: nothing is wider than the screen', async ({ browser, baseURL }) => {
  const page = await browser.newPage({
    baseURL,
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  await open(page, 'view=compare');
  await expect(page.getByRole('heading', { name: 'Race' })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await page.close();
});
