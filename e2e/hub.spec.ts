/** Models and data of the Hub by link, against the stand-in Hub: trained, kept, there without a network. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { startHub, type StandInHub } from '../scripts/hub/server';
import { hubFolder, type HubFolder } from '../test/hubFolder';
import { banner, choose, finished, open } from './page';

test.use({ serviceWorkers: 'allow' });

const quick = 'backend=wasm&steps=3&batchSize=2&sequenceLength=16&evaluateEvery=0';
/** Letters, as the fixtures' models have no more than 97 tokens. */
const smallTokenizer = JSON.stringify({
  added_tokens: [{ id: 0, content: '[PAD]', special: true }],
  normalizer: { type: 'Lowercase' },
  pre_tokenizer: { type: 'Split', pattern: { Regex: '' }, behavior: 'Isolated', invert: false },
  post_processor: null,
  decoder: { type: 'Fuse' },
  model: {
    type: 'WordLevel',
    unk_token: '?',
    vocab: Object.fromEntries(['[PAD]', '?', ' ', ...'abcdefghijklmnopqrstuvwxyz'].map((token, id) => [token, id])),
  },
});
let files: HubFolder;
let hub: StandInHub;

test.beforeAll(async () => {
  files = hubFolder();
  for (const name of ['large', 'gated'])
    for (const file of ['config.json', 'tokenizer.json', 'onnx/model.onnx'])
      files.link(`tiny/${name}/${file}`, `models/tiny-encoder/${file}`);
  // A model that is said to be larger than what a link may download unasked.
  files.write('tiny/large/extra.onnx_data', '');
  files.faults('tiny/gated', { gated: 'manual' });
  files.write('tiny/large/onnx/model.onnx_data', new Uint8Array(60e6));
  for (const file of ['config.json', 'onnx/model.onnx']) files.link(`tiny/gpt2/${file}`, `fixtures/gpt2-sdpa/${file}`);
  files.write('tiny/gpt2/tokenizer.json', smallTokenizer);
  cpSync('src/interchange/fixtures/peft/gpt2-lora', join(files.folder, 'tiny/lora'), { recursive: true });
  hub = await startHub({ folder: files.folder });
});
test.afterAll(async () => {
  await hub.close();
  files.remove();
});
test.beforeEach(({ page }) => page.addInitScript((address) => localStorage.setItem('hub', address), hub.address));

const play = (page: Page) => page.getByRole('button', { name: 'Play', exact: true }).click();
const model = (page: Page) => page.getByRole('combobox', { name: 'Model', exact: true });

test('a link to a model and data of the Hub trains, and again without a network', async ({ page, context }) => {
  const link = `model=hf:tiny/encoder&dataset=hf:tiny/reviews&method=lora&${quick}`;
  const { errors } = await open(page, link);
  const facts = page.getByTestId('remote-model');
  await expect(facts).toContainText('apache-2.0');
  await expect(facts).toContainText('3.07 MB');
  await expect(facts).toContainText(/about .* with LoRA/);
  await expect(page.locator('.what')).toContainText('130 examples, 2 classes');
  // Nothing large was asked for before play.
  expect(hub.log.filter((line) => line.includes('.onnx') && line.includes('/resolve/'))).toEqual([]);
  // The link keeps the commit.
  await expect.poll(() => page.url()).toMatch(/model=hf:tiny\/encoder@[0-9a-f]{40}:onnx\/model\.onnx/);
  await expect.poll(() => page.url()).toMatch(/dataset=hf:tiny\/reviews@[0-9a-f]{40}/);
  await play(page);
  await finished(page, 120_000);
  expect(errors).toEqual([]);

  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    while (!navigator.serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, 50));
  });
  await context.setOffline(true);
  const before = hub.log.length;
  await page.goto('about:blank');
  await open(page, link);
  await expect(facts).toContainText('kept here');
  await play(page);
  await finished(page, 120_000);
  expect(hub.log.length).toBe(before);
  await page.getByRole('button', { name: /^Settings/ }).click();
  await page.getByRole('button', { name: 'Delete tiny/encoder' }).click();
  await expect(page.getByRole('button', { name: 'Delete tiny/encoder' })).toHaveCount(0);
});

test('a model is found in the dialog, in another stored form, and a large one is asked for first', async ({ page }) => {
  await open(page, quick);
  await choose(page, 'Model', 'From the Hugging Face Hub…');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name or address on the Hub').fill('encoder');
  await dialog.getByRole('button', { name: 'Search', exact: true }).click();
  await dialog.getByRole('button', { name: /^tiny\/encoder/ }).click();
  await choose(page, 'Stored as', 'halves (fp16)');
  await expect(dialog.getByRole('combobox', { name: 'Stored as' })).toContainText('fp16');
  await dialog.getByRole('button', { name: /^Download 3.07 MB and use it/ }).click();
  await expect(model(page)).toContainText('tiny/encoder');
  await expect.poll(() => page.url()).toContain('onnx/model_fp16.onnx');
  await page.evaluate(() => {
    location.hash = '#model=hf:tiny/large&backend=wasm&steps=2&replay=off';
  });
  await expect(page.getByTestId('remote-model')).toContainText('63.1 MB');
  await play(page);
  const ask = page.getByRole('dialog', { name: 'Download this model?' });
  await ask.getByRole('button', { name: 'Not now' }).click();
  await expect(ask).toBeHidden();
  await play(page);
  await ask.getByRole('button', { name: /^Download 63/ }).click();
  await finished(page, 120_000);
});

test('a gated model is refused in words, and what was chosen stays', async ({ page }) => {
  await open(page, quick);
  await choose(page, 'Model', 'From the Hugging Face Hub…');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name or address on the Hub').fill('tiny/gated');
  await dialog.getByRole('button', { name: 'Look up' }).click();
  await expect(dialog.getByRole('alert')).toContainText('"tiny/gated" is gated');
  await page.keyboard.press('Escape');
  await expect(model(page)).toContainText('Tiny encoder');
  await page.evaluate(() => {
    location.hash = '#model=hf:tiny/gated';
  });
  await expect(banner(page)).toContainText('is gated');
  await expect(page.getByText('Looking it up')).toHaveCount(0);
  await banner(page).getByRole('button', { name: 'Use the tiny encoder' }).click();
  await expect(model(page)).toContainText('Tiny encoder');
});

test('a link to an adapter asks for the model it was trained on, and trains on from there', async ({ page }) => {
  // PEFT's own files; nobody here knows an export of "someone/gpt2-base".
  const { errors } = await open(page, `adapter=hf:tiny/lora&${quick}`);
  const note = page.locator('[data-note="adapter-waits"]');
  await expect(note).toContainText('trained on someone/gpt2-base');
  await choose(page, 'Model', 'From the Hugging Face Hub…');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name or address on the Hub').fill('tiny/gpt2');
  await dialog.getByRole('button', { name: 'Look up' }).click();
  await dialog.getByRole('button', { name: /^Download .* and use it/ }).click();
  await expect(model(page)).toContainText('tiny/gpt2');
  await expect(page.getByTestId('held-adapter')).toContainText('LoRA');
  await expect(note).toHaveCount(0);
  await expect.poll(() => page.url()).toContain('adapter=hf:tiny/lora');
  await play(page);
  await finished(page, 120_000);
  expect(errors).toEqual([]);
});

test('a folder with its weights in a second file is loaded, listed as kept, and there without a network', async ({
  page,
  context,
}) => {
  const folder = 'http://localhost:9/models/bert/';
  // Any web server: it can't be listed and knows no commits.
  let offline = false;
  await context.route(`${folder}**`, (route) => {
    const path = new URL(route.request().url()).pathname.replace('/models/bert/', '');
    const here = ['config.json', 'onnx/model.onnx', 'onnx/model.onnx_data'];
    if (offline) return route.abort();
    const headers = { 'access-control-allow-origin': '*' };
    if (path === 'tokenizer.json') return route.fulfill({ body: smallTokenizer, headers });
    return here.includes(path)
      ? route.fulfill({ path: `fixtures/bert-external/${path}`, headers })
      : route.fulfill({ status: 404, headers });
  });
  const link = `model=${folder}&${quick}`;
  await open(page, link);
  await expect(page.getByTestId('remote-model')).toContainText('126 kB');
  await play(page);
  await finished(page, 120_000);
  offline = true;
  await page.goto('about:blank');
  await open(page, link);
  await play(page);
  await finished(page, 120_000);
  await page.getByRole('button', { name: /^Settings/ }).click();
  const kept = page.getByRole('button', { name: 'Delete localhost:9/models/bert' });
  await kept.click();
  await expect(kept).toHaveCount(0);
});
