/** Bad and hostile input: a sentence each, and nothing typed is lost. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { decodeModel, encodeModel } from '../src/onnx/codec';
import { withOddAttention } from '../test/notUnderstood';
import { banner, choose, open, openMethods, smallTable, tile } from './page';

test.beforeEach(async ({ page }) => {
  await open(page, 'backend=wasm');
});

for (const [name, table, message] of [
  [
    'one class',
    `text,label\n${Array.from({ length: 10 }, (_, i) => `row ${i},same`).join('\n')}`,
    /at least two classes/,
  ],
  ['too few rows', 'text,label\ngreat,a\nbad,b', /only 2 usable/],
  ['a cut JSON line', '{"text": "a", "label": "x"}\n{"text": "b", "la', /Line 2/],
] as const) {
  test(`pasted data with ${name} says what to do`, async ({ page }) => {
    await choose(page, 'Data', 'Your own data…');
    await page.getByLabel('Paste here').fill(table);
    await page.getByRole('button', { name: 'Read', exact: true }).click();
    await expect(page.getByRole('dialog').getByRole('alert')).toContainText(message);
    const use = page.getByRole('button', { name: 'Use this data' });
    if (await use.count()) await expect(use).toBeDisabled();
    await expect(page.getByLabel('Paste here')).toHaveValue(table);
  });
}

test('a dropped table shows rows and balance, another label column can be chosen', async ({ page }) => {
  await choose(page, 'Data', 'Your own data…');
  await page
    .getByLabel('Drop a file')
    .setInputFiles({ name: 'mine.csv', mimeType: 'text/csv', buffer: Buffer.from(smallTable) });
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('First 8 of 40 rows');
  await expect(dialog.locator('.bars li')).toHaveCount(2);
  await page.getByRole('button', { name: 'Use this data' }).click();
  await expect(page.getByText('40 examples, 2 classes')).toBeVisible();
});

test('pairs train as pairs, and on one text only where that is chosen', async ({ page }) => {
  const own = async () => {
    await choose(page, 'Data', 'Your own data…');
    await page.getByLabel('Drop a file').setInputFiles('fixtures/data/d08-pairs.tsv');
  };
  await own();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Texts from columns "sentence1" and "sentence2", label from column "label".');
  const example = dialog.locator('.seen-example');
  await expect(example).toHaveCount(2);
  await expect(example.first().locator('.seen-special')).toHaveText(['[CLS]', '[SEP]', '[SEP]']);

  await choose(page, 'Second text', 'None');
  await choose(page, 'Text column', 'sentence2');
  await expect(dialog).toContainText('Not used: index, sentence1.');
  await expect(example.first().locator('.seen-special')).toHaveText(['[CLS]', '[SEP]']);
  const use = page.getByRole('button', { name: 'Use this data' });
  await expect(use).toBeEnabled();

  await choose(page, 'Text column', 'sentence1');
  await choose(page, 'Second text', 'sentence2');
  await use.click();
  await page.getByRole('button', { name: 'Step', exact: true }).click();
  await expect.poll(() => tile(page, 'Step')).toBe(1);
  await page.getByLabel('First text', { exact: true }).fill('the soup was cold');
  await page.getByLabel('Second text', { exact: true }).fill('the soup was warm');
  await page.getByRole('button', { name: 'Ask both' }).click();
  await expect(page.locator('.outcome').last().locator('.bar-value').first()).toContainText('%');
});

test('instructions are shown as a decoder is given them, the prompt dimmed', async ({ page }) => {
  await page.goto('about:blank');
  await open(page, 'backend=wasm&model=tiny-decoder&dataset=shakespeare_sonnets');
  await choose(page, 'Data', 'Your own data…');
  await page.getByLabel('Drop a file').setInputFiles('fixtures/data/d03-alpaca.json');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('response from column "output"; the loss is on the response');
  const example = dialog.locator('.seen-tokens').first();
  await expect(example).toContainText('### Response:');
  expect((await example.locator('.seen-learnt').allInnerTexts()).join('')).toMatch(/^It was (good|bad)\..*endoftext/);
  expect((await example.locator('.seen-context').allInnerTexts()).join('')).not.toContain('It was');
});

test('markup in data stays text', async ({ page }) => {
  await choose(page, 'Data', 'Your own data…');
  const rows = Array.from(
    { length: 10 },
    (_, i) => `"<img src=x onerror=""document.title='hit'""> ${i}",${i % 2 ? '<b>a</b>' : 'b'}`,
  );
  const evil = ['text,label', ...rows].join('\n');
  await page.getByLabel('Paste here').fill(evil);
  await page.getByRole('button', { name: 'Read', exact: true }).click();
  await expect(page.getByRole('dialog')).toContainText('<img src=x');
  await page.waitForTimeout(300);
  expect(await page.title()).toContain('PEFT');
});

for (const [name, content, message] of [
  ['empty', Buffer.alloc(0), /empty/],
  ['not ONNX', Buffer.from('<!doctype html><title>login</title>'), /web page/],
  ['cut', Buffer.from([8, 8, 18, 200, 1, 1, 2, 3]), /.+/],
] as const) {
  test(`an own model that is ${name} gets a sentence`, async ({ page }) => {
    await choose(page, 'Model', 'Your own model…');
    await page.getByLabel('Drop the files').setInputFiles([
      { name: 'model.onnx', mimeType: 'application/octet-stream', buffer: content },
      { name: 'config.json', mimeType: 'application/json', buffer: Buffer.from('{"model_type": "bert"}') },
      { name: 'tokenizer.json', mimeType: 'application/json', buffer: Buffer.from('{}') },
    ]);
    await page.getByRole('button', { name: 'Read the model' }).click();
    await expect(page.getByRole('dialog').getByRole('alert')).toContainText(message);
    await page.keyboard.press('Escape');
    await expect(banner(page)).toContainText("This model can't be used");
    // The page goes on with what it had.
    await expect(page.getByRole('combobox', { name: 'Model', exact: true })).toContainText('Tiny encoder');
  });
}

test('a model whose layers are not understood offers what is possible, and says why the rest is not', async ({
  page,
}) => {
  const folder = 'fixtures/architectures/deberta-v2/';
  await choose(page, 'Model', 'Your own model…');
  const graph = withOddAttention(decodeModel(readFileSync(`${folder}onnx/model.onnx`)));
  await page.getByLabel('Drop the files').setInputFiles([
    ...['config.json', 'tokenizer.json'].map((name) => ({
      name,
      mimeType: 'application/json',
      buffer: readFileSync(folder + name),
    })),
    { name: 'model.onnx', mimeType: 'application/octet-stream', buffer: Buffer.from(encodeModel(graph).model) },
  ]);
  await page.getByRole('button', { name: 'Read the model' }).click();
  await expect(page.getByRole('combobox', { name: 'Model', exact: true })).toContainText('own');
  const alert = page.locator('.what').getByRole('alert');
  await expect(alert).toContainText(
    'LoRA works inside the layers, and these are not all understood. No transformer layer',
  );
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeDisabled();
  await expect(page.getByTestId('trainable')).toHaveText('–');
  await openMethods(page);
  const refused = page.getByRole('option', { name: 'BitFit', exact: true });
  await expect(refused).toBeDisabled();
  await expect(refused).toContainText('BitFit works inside the layers, and these are not all understood.');
  await page.getByRole('option', { name: 'Full fine-tuning' }).click();
  // All weights that PyTorch finds a gradient for.
  await expect(page.getByTestId('trainable')).toHaveText('27,328');
  await expect(alert).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeEnabled();
});

test('of several models in a folder one is chosen, and what belongs to it is found', async ({ page }) => {
  await open(page);
  await choose(page, 'Model', 'Your own model…');
  const folder = 'fixtures/bert-torchscript/';
  const file = (name: string, path: string) => ({
    name,
    mimeType: 'application/octet-stream',
    buffer: readFileSync(path),
  });
  const dialog = page.getByRole('dialog');
  await dialog
    .locator('input[type=file]')
    .first()
    .setInputFiles([
      file('model_q4.onnx', `${folder}onnx/model.onnx`),
      file('model_fp16.onnx', `${folder}onnx/model.onnx`),
      file('config.json', `${folder}config.json`),
      file('tokenizer.json', 'models/tiny-encoder/tokenizer.json'),
    ]);
  const read = dialog.getByRole('button', { name: 'Read the model' });
  await expect(read).toBeDisabled();
  await choose(page, 'Which of the 2 models', 'model_fp16.onnx');
  await read.click();
  await expect(dialog).toBeHidden();
});

test('a hostile link gives a sane page', async ({ page }) => {
  // A reload and a change of the address alone must both be harmless.
  await page.goto('about:blank');
  const { errors } = await open(
    page,
    'method=__proto__&model=%3Cscript%3Ealert(1)%3C%2Fscript%3E&steps=1e999&batchSize=-4&r=NaN&constructor=1',
  );
  await expect(page.getByTestId('trainable')).toHaveText(/^[\d,]+$/);
  await expect(page.getByRole('combobox', { name: 'Method' })).toContainText('LoRA');
  await page.evaluate(() => {
    location.hash = '#method=bitfit&seed=%00&steps=-1&dataset=..%2F..%2Fetc';
  });
  await expect(page.getByRole('combobox', { name: 'Method' })).toContainText('BitFit');
  await expect(page.getByRole('combobox', { name: 'Data' })).toContainText('Fine foods');
  expect(errors).toEqual([]);
});
