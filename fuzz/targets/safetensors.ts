/** Safetensors files: their header, their lengths, their bytes. */
import { readSafetensors } from '../../src/interchange/safetensors';
import type { Draw } from '../draw';
import { fileOf } from '../files';
import { mutateBytes } from '../mutate/bytes';
import { mutateJsonText } from '../mutate/json';
import { mutateText } from '../mutate/text';
import { textOf, utf8, type Target } from '../target';

const FILE = 'adapter_model.safetensors';

/** The header changed as JSON, its length told as it is then. */
function withHeader(bytes: Uint8Array, draw: Draw): Uint8Array {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  const header = utf8(mutateJsonText(textOf(bytes.subarray(8, 8 + length)), draw, mutateText));
  const body = bytes.subarray(8 + length);
  const out = new Uint8Array(8 + header.length + body.length);
  new DataView(out.buffer).setBigUint64(0, BigInt(header.length), true);
  out.set(header, 8);
  out.set(body, 8 + header.length);
  return out;
}

/** @param bytes a sound file */
export const mutateSafetensors = (bytes: Uint8Array, draw: Draw): Uint8Array =>
  draw.chance(0.7) ? withHeader(bytes, draw) : mutateBytes(bytes, draw);

export const safetensors: Target = {
  name: 'safetensors',
  samples: () =>
    ['lora', 'gpt2-ia3', 'prompt-tuning', 'shira'].map((name) => ({
      [FILE]: fileOf(`src/interchange/fixtures/peft/${name}/${FILE}`),
    })),
  mutate: (files, draw) => ({ [FILE]: mutateSafetensors(files[FILE]!, draw) }),
  read: (files) => readSafetensors(files[FILE]!, FILE),
};
