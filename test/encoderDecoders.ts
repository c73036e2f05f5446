/** The encoder–decoder fixtures (fixtures/encoder-decoders), as models and as files. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadModel, memorySource, type LoadedModel } from '../src/interchange/modelFolder';
import { i32, type Tensor } from '../src/onnx/tensor';
import { fixtureRoot } from './methodCases';

const root = join(fixtureRoot, 'encoder-decoders');

export const encoderDecoders = readdirSync(root).filter((name) => !name.includes('.'));

/** All files of a fixture, as they lie in its folder. */
export function filesOf(name: string): Map<string, Uint8Array<ArrayBuffer>> {
  const folder = join(root, name);
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((at) => at.isFile());
  return new Map(
    found.map((at) => {
      const path = join(at.parentPath, at.name);
      return [path.slice(folder.length + 1), new Uint8Array(readFileSync(path))];
    }),
  );
}

export const loadFixture = (name: string): Promise<LoadedModel> => loadModel(memorySource(filesOf(name)), name);

interface Expected {
  readonly inputs: Readonly<Record<'input_ids' | 'attention_mask' | 'decoder_input_ids', number[][]>>;
  readonly outputs: { readonly logits: number[][][] };
}

/** Two sources of seven tokens and two targets of five, and the logits (2, 5, V) that PyTorch answers. */
export function expectedOf(name: string): { readonly feeds: Record<string, Tensor>; readonly logits: number[] } {
  const { inputs, outputs } = JSON.parse(readFileSync(join(root, name, 'expected.json'), 'utf8')) as Expected;
  const tensor = (rows: number[][]) => i32([rows.length, rows[0]!.length], rows.flat());
  return {
    feeds: Object.fromEntries(Object.entries(inputs).map(([input, rows]) => [input, tensor(rows)])),
    logits: outputs.logits.flat(2),
  };
}
