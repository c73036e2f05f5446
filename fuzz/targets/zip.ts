/** Adapters in zips: archives that are cut, lie about their lengths, hold a file twice, or unpack to far more. */
import { zipSync } from 'fflate';
import { openDropped } from '../../src/interchange/adapterZip';
import type { Draw } from '../draw';
import { filesIn } from '../files';
import { mutateBytes } from '../mutate/bytes';
import type { Files, Target } from '../target';

const ZIP = 'adapter.zip';

const signatures = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 };

/** Numbers in the directories of the archive changed: lengths, places, methods, counts. */
function withOddNumbers(bytes: Uint8Array, draw: Draw): Uint8Array {
  const out = bytes.slice();
  const view = new DataView(out.buffer);
  const places: number[] = [];
  for (let at = 0; at + 22 <= out.length; at++) {
    const signature = view.getUint32(at, true);
    if (Object.values(signatures).includes(signature)) places.push(at);
  }
  for (let n = draw.few(); n > 0 && places.length > 0; n--) {
    const at = draw.one(places) + 4 + 2 * draw.below(20);
    if (at + 4 > out.length) continue;
    const value = draw.one([0, 1, 8, 99, 0xffff, 0x7fffffff, 0xffffffff, out.length, 2 ** 30]);
    if (draw.chance(0.5)) view.setUint16(at, value & 0xffff, true);
    else view.setUint32(at, value, true);
  }
  return out;
}

/** Zeros that pack to a thousandth. */
const bomb = (draw: Draw): Uint8Array =>
  zipSync({
    'adapter_config.json': new Uint8Array(2),
    'adapter_model.safetensors': new Uint8Array(draw.below(2 ** 23)),
  });

export const zip: Target = {
  name: 'zip',
  samples: () => {
    const lora = filesIn('src/interchange/fixtures/peft/lora', /adapter_/);
    const hub = filesIn('src/interchange/fixtures/adapterhub/pfeiffer', /json$|safetensors$/);
    return [
      zipSync({ ...lora }, { level: 0 }),
      zipSync({ ...lora }, { level: 6 }),
      zipSync({ folder: { ...lora }, 'README.md': new Uint8Array(3) }),
      zipSync(Object.fromEntries(Object.entries(hub).filter(([name]) => name !== 'expected.json'))),
    ].map((bytes): Files => ({ [ZIP]: bytes }));
  },
  mutate(files, draw) {
    const bytes = files[ZIP]!;
    if (draw.chance(0.03)) return { [ZIP]: withOddNumbers(bomb(draw), draw) };
    return { [ZIP]: draw.chance(0.6) ? withOddNumbers(bytes, draw) : mutateBytes(bytes, draw) };
  },
  read: (files) => openDropped(Object.entries(files).map(([path, bytes]) => ({ path, bytes }))),
};
