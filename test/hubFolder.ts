/** A folder for the stand-in Hub, made of bundled models and fixtures. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Faults } from '../scripts/hub/repositories';

const root = resolve(import.meta.dirname, '..');

export interface HubFolder {
  readonly folder: string;
  /** Puts a file of this project there, by a link. */
  readonly link: (path: string, source: string) => void;
  readonly write: (path: string, contents: string | Uint8Array) => void;
  /** What goes wrong in a repository. */
  readonly faults: (repository: string, faults: Faults) => void;
  readonly remove: () => void;
}

/** `tiny/encoder` with two stored forms, `datasets/tiny/reviews` with two splits. */
export function hubFolder(): HubFolder {
  const folder = mkdtempSync(join(tmpdir(), 'hub-'));
  const at = (path: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    return join(folder, path);
  };
  const hub: HubFolder = {
    folder,
    link: (path, source) => symlinkSync(join(root, source), at(path)),
    write: (path, contents) => writeFileSync(at(path), contents),
    faults: (repository, faults) => writeFileSync(at(`${repository}/hub.json`), JSON.stringify(faults)),
    remove: () => rmSync(folder, { recursive: true }),
  };
  const model = 'models/tiny-encoder';
  hub.write('tiny/encoder/README.md', '---\nlicense: apache-2.0\nlibrary_name: transformers.js\ntags:\n- onnx\n---\n');
  for (const file of ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model.onnx'])
    hub.link(`tiny/encoder/${file}`, `${model}/${file}`);
  hub.link('tiny/encoder/onnx/model_fp16.onnx', `${model}/onnx/model.onnx`);
  cpSync(join(root, 'fixtures/hub/reviews'), at('datasets/tiny/reviews/data'), { recursive: true });
  hub.write('datasets/tiny/reviews/README.md', '---\nlicense: cc0-1.0\n---\n');
  hub.write(
    'datasets/tiny/reviews/data/features.json',
    JSON.stringify({
      text: { dtype: 'string', _type: 'Value' },
      label: { names: ['bad', 'good'], _type: 'ClassLabel' },
    }),
  );
  return hub;
}
