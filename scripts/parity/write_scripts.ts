/**
 * Writes the script of every method for small models of each family, as the Scale view would:
 * `npx tsx scripts/parity/write_scripts.ts FOLDER`. Called by check_scripts.py.
 *
 * FOLDER/cases.json says for each one what the registry counts, or why there is no script.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createServer } from 'vite';
import { dimensionsOf } from '../../src/anatomy/dimensions';
import type { Dimensions } from '../../src/anatomy/anatomy';
import { resolveHyperparameters } from '../../src/methods/hyperparameters';
import { methods } from '../../src/methods/registry';
import type { scriptOf as generator } from '../../src/ui/scale/script';
import { t5 } from '../../src/ui/scale/targets';

// The script's text is read as the page reads it, through Vite.
const server = await createServer({
  configFile: false,
  server: { middlewareMode: true },
  appType: 'custom',
  logLevel: 'error',
  optimizeDeps: { noDiscovery: true },
});
const { scriptOf } = (await server.ssrLoadModule('/src/ui/scale/script.ts')) as { scriptOf: typeof generator };

/** As check_scripts.py builds them. */
const size = { hidden: 64, layers: 2, heads: 4, intermediate: 128, vocabulary: 160, positions: 96 };
const common = {
  hidden_size: size.hidden,
  num_hidden_layers: size.layers,
  num_attention_heads: size.heads,
  intermediate_size: size.intermediate,
  vocab_size: size.vocabulary,
  max_position_embeddings: size.positions,
};
const families: Readonly<Record<string, Dimensions>> = {
  roberta: dimensionsOf({ ...common, model_type: 'roberta', type_vocab_size: 1 }),
  gpt2: dimensionsOf({ ...common, model_type: 'gpt2' }),
  llama: dimensionsOf({ ...common, model_type: 'llama', tie_word_embeddings: false }),
  t5: t5(size.hidden, size.intermediate, size.layers, size.heads, size.vocabulary),
};

/** Settings of a method that have a procedure of their own, beside the defaults. */
const variants: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
  lora: [{ dora: true }, { rslora: true }, { targets: ['o', 'down'], r: 3 }, { targets: ['up', 'qkv'] }],
  'lora-fa': [{ correct: true }],
  adalora: [{ init_r: 6, target_r: 2, tfinal: 0, tinit: 0, targets: ['q', 'k', 'v', 'o', 'up', 'down'] }],
  loftq: [{ iterations: 3 }],
  qlora: [{ double: false, targets: ['q'] }],
  ia3: [{ placement: 'peft' }],
  bitfit: [{ biases: 'query+intermediate' }],
  'prompt-tuning': [{ init: 'normal' }],
  'p-tuning': [{ encoder: 'lstm', e: 16 }],
  'prefix-tuning': [{ reparameterise: true, mid: 24 }, { shift_positions: false }],
  krona: [{ targets: ['o', 'up', 'down'], s: 2 }],
};

const folder = process.argv[2];
if (folder === undefined) throw new Error('Name the folder to write to.');
mkdirSync(folder, { recursive: true });

const cases = methods.flatMap((method) =>
  [{}, ...(variants[method.id] ?? [])].flatMap((given, variant) => {
    const hyperparameters = resolveHyperparameters(method, given);
    return Object.entries(families).flatMap(([family, dimensions]) =>
      (['classification', 'causal-lm'] as const).map((task) => {
        const id = `${method.id}${variant > 0 ? `-${variant}` : ''}-${family}-${task}`;
        const script = scriptOf({
          method,
          hyperparameters,
          dimensions,
          title: `a small ${family}`,
          model: family,
          task,
          data: task === 'classification' ? 'train.tsv' : 'train.txt',
          columns: { text: 'text', label: 'label', header: true },
          steps: 40,
          batchSize: 8,
          sequenceLength: 24,
          optimizer: method.defaults.optimizer,
          schedule: method.defaults.schedule,
          warmup: method.defaults.warmup,
          weightDecay: method.defaults.weightDecay,
          clipNorm: 1,
          accumulation: variant > 0 ? 2 : 1,
          seed: 7,
          link: 'https://example.org/#r=4',
        });
        if (script.code !== undefined) writeFileSync(join(folder, `${id}.py`), script.code);
        return {
          id,
          method: method.id,
          given,
          hyperparameters,
          family,
          task,
          missing: script.missing,
          learningRate: method.defaults.learningRate,
          trainable: script.code === undefined ? undefined : method.count(dimensions, hyperparameters),
        };
      }),
    );
  }),
);
writeFileSync(join(folder, 'cases.json'), JSON.stringify(cases, undefined, 1));
await server.close();
