/** An encoder–decoder of one's own, from its two files, on pairs of source and target. */
import { expect, test } from '@playwright/test';
import { choose, finished, open, paste, tile } from './page';

const folder = 'fixtures/encoder-decoders/t5/';
const names = ['anna', 'bert', 'dora', 'emil', 'ida', 'karl', 'lisa', 'otto'];
const pairs = [
  'source,target',
  ...Array.from({ length: 40 }, (_, i) => `${names[i % 8]} ${names[(i * 3 + 1) % 8]} ${i},${names[i % 8]}`),
].join('\n');

test('an own T5 learns from sources and targets, and writes before and after', async ({ page }) => {
  const template = encodeURIComponent('copy: {source}');
  const { errors } = await open(
    page,
    `method=lora&steps=20&batchSize=4&sequenceLength=24&targetLength=8&sourceTemplate=${template}&backend=wasm`,
  );
  await choose(page, 'Model', 'Your own model…');
  await page
    .getByLabel('Drop the files')
    .setInputFiles(
      [
        'onnx/encoder_model.onnx',
        'onnx/decoder_model.onnx',
        'config.json',
        'tokenizer.json',
        'tokenizer_config.json',
      ].map((file) => folder + file),
    );
  await page.getByRole('button', { name: 'Read the model' }).click();
  await expect(page.getByRole('combobox', { name: 'Model', exact: true })).toContainText('own');
  // Few names that come again and again: targets to such a model, not classes.
  await paste(page, pairs);
  await expect(page.getByRole('textbox', { name: 'Around the source' })).toHaveValue('copy: {source}');
  const drawing = page.locator('svg.diagram');
  await expect(drawing).toContainText('Attention to the encoder');
  await expect(drawing).toContainText('Decoder 2');
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await finished(page);
  expect(await tile(page, 'chrF')).toBeGreaterThanOrEqual(0);
  await expect(page.locator('.quality')).toContainText('Perplexity');
  await expect(page.locator('.live-row').first()).toContainText(/copy: \w+ \w+ \d+.*Before/s);
  await page.locator('.closer').getByRole('button', { name: 'Mistakes' }).click();
  await page.getByRole('button', { name: 'Look at the validation examples' }).click();
  await expect(page.locator('.mistakes-list li').first()).toContainText(/copy: .*Answer.*True.*chrF/);
  await page.getByLabel('Your source').fill('anna bert 3');
  const write = page.getByRole('button', { name: 'Write the target' });
  await write.click();
  await expect(write).toBeEnabled({ timeout: 60_000 });
  // Greedy decoding of a random model writes some letters, and not what it reads.
  for (const which of ['base', 'tuned'])
    await expect(page.getByTestId(`text-${which}`)).not.toContainText('anna bert 3');
  await expect(page.getByTestId('text-tuned')).not.toHaveText('');
  expect(errors).toEqual([]);
});
