/** tokenizer.json and tokenizer_config.json: opened, and used on texts of several scripts. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { TextTokenizer } from '../../src/data/tokenizer';
import type { Draw } from '../draw';
import { fileOf, root } from '../files';
import { mutateJson, mutateJsonText, type Json } from '../mutate/json';
import { mutateText } from '../mutate/text';
import { textOf, utf8, type Files, type Target } from '../target';

const FILE = 'tokenizer.json';
const CONFIG = 'tokenizer_config.json';
const kinds = 'fixtures/tokenizers/kinds';

const texts = ['The soup was good.', 'Grüße aus Köln, 東京 👩‍👩‍👧', '  a\tb\n\nc  ', '', 'x'.repeat(300), '12,67 €'];

/** What says how texts are cut, apart from the long vocabulary: a change there does more. */
function withOddParts(text: string, draw: Draw): string {
  const json = JSON.parse(text) as { [name: string]: Json };
  const { model, ...rest } = json;
  if (draw.chance(0.7) || typeof model !== 'object' || model === null || Array.isArray(model))
    return JSON.stringify({ model, ...(mutateJson(rest, draw) as object) });
  const { vocab, merges, ...settings } = model;
  return JSON.stringify({
    ...rest,
    model: { vocab: vocab ?? null, ...(merges !== undefined && { merges }), ...(mutateJson(settings, draw) as object) },
  });
}

export const tokenizer: Target = {
  name: 'tokenizer',
  samples: () => [
    ...readdirSync(join(root, kinds))
      .filter((name) => name !== 'expected.json')
      .map((name): Files => ({ [FILE]: fileOf(`${kinds}/${name}`) })),
    { [FILE]: fileOf('fixtures/chat/tokenizer.json'), [CONFIG]: fileOf('fixtures/chat/tokenizer_config.json') },
  ],
  mutate(files, draw) {
    const name = files[CONFIG] && draw.chance(0.5) ? CONFIG : FILE;
    const text = textOf(files[name]);
    const changed =
      name === FILE && draw.chance(0.6) ? withOddParts(text, draw) : mutateJsonText(text, draw, mutateText);
    return { ...files, [name]: utf8(changed) };
  },
  read(files) {
    const read = TextTokenizer.load({ tokenizer: files[FILE], ...(files[CONFIG] && { config: files[CONFIG] }) });
    return texts.map((text) => [
      read.decode(read.encode(text, 64)),
      read.encodePair(text, 'and another', 32),
      read.wordIds('word'),
      read.beyond,
    ]);
  },
};
