/** The part of an address after its #: settings, curves and adapters that a link brings. */
import { openAdapterFiles } from '../../src/interchange/adapter';
import { packAdapter, unpackAdapter } from '../../src/interchange/adapterLink';
import { pack } from '../../src/interchange/packed';
import { foreign } from '../../src/messages/message';
import { methods } from '../../src/methods/registry';
import { encode } from '../../src/state/hash';
import { emptyRun } from '../../src/state/run';
import { readLink } from '../../src/state/share';
import { decodeCurve, encodeCurve } from '../../src/state/shareCurve';
import type { Draw } from '../draw';
import { filesIn } from '../files';
import { mutateBytes } from '../mutate/bytes';
import { mutateJsonText } from '../mutate/json';
import { mutateText } from '../mutate/text';
import { textOf, utf8, type Files, type Target } from '../target';
import { Inflate } from 'fflate';

const HASH = 'hash.txt';

const values = [
  '',
  '0',
  '-1',
  '1e999',
  'NaN',
  'true',
  'own',
  '__proto__',
  'constructor',
  'hf:a/b@main:x.onnx',
  'https://x.y/../z',
  'javascript:alert(1)',
  '%00',
  '%ff%fe',
  'a,b,,c',
  '9'.repeat(400),
  '{"a":1}',
  '<script>',
];

const names = ['hp.r', 'poison', 'transfer', 'pins', 'lock', 'hide', 'v', 'curve', 'adapter', 'lesson'];

function inflated(text: string): Uint8Array {
  const parts: Uint8Array[] = [];
  const inflate = new Inflate((data) => parts.push(data));
  inflate.push(Uint8Array.from(Buffer.from(text, 'base64url')), true);
  return new Uint8Array(Buffer.concat(parts));
}

/** What is packed inside is changed and packed again. */
function repacked(text: string, draw: Draw): string {
  let bytes: Uint8Array;
  try {
    bytes = inflated(text);
  } catch {
    return mutateText(text, draw);
  }
  if (bytes.length < 4) return mutateText(text, draw);
  if (bytes[0] === 0x7b) bytes = utf8(mutateJsonText(textOf(bytes), draw, mutateText));
  else {
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    const head = utf8(mutateJsonText(textOf(bytes.subarray(4, 4 + length)), draw, mutateText));
    const body = draw.chance(0.3) ? mutateBytes(bytes.slice(4 + length), draw) : bytes.slice(4 + length);
    bytes = new Uint8Array(4 + head.length + body.length);
    new DataView(bytes.buffer).setUint32(0, draw.chance(0.1) ? draw.below(2 ** 32) : head.length, true);
    bytes.set(head, 4);
    bytes.set(body, 4 + head.length);
  }
  return pack(bytes);
}

function plain(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
/** Half of a pair of surrogates can't be escaped. */
const escaped = (text: string): string => encodeURIComponent(text.replace(/\p{Cs}/gu, '\ufffd'));

function mutateHash(hash: string, draw: Draw): string {
  const parts = hash.split('&');
  const at = draw.below(parts.length);
  const [name = '', value = ''] = parts[at]!.split('=');
  switch (draw.below(6)) {
    case 0:
      parts[at] = `${name}=${draw.one(values)}`;
      break;
    case 1:
      parts[at] = `${draw.one(names)}=${value}`;
      break;
    case 2:
      parts.push(`${name}=${draw.one(values)}`);
      break;
    case 3:
    case 4:
      if (name === 'curve' || name === 'adapter') parts[at] = `${name}=${repacked(value, draw)}`;
      else parts[at] = `${name}=${escaped(mutateText(plain(value), draw))}`;
      break;
    default:
      return mutateText(hash, draw);
  }
  return draw.chance(0.3) ? mutateHash(parts.join('&'), draw) : parts.join('&');
}

const firstSettings = (): Parameters<typeof encode>[0] => readLink('#method=lora', methods);

export const links: Target = {
  name: 'links',
  samples() {
    const lora = filesIn('src/interchange/fixtures/peft/prompt-tuning', /adapter_/);
    const adapter = packAdapter(lora as never)!;
    const records = Array.from({ length: 30 }, (_, i) => ({
      step: i + 1,
      loss: 1 / (i + 1),
      gradientNorm: 1,
      learningRate: 1e-3,
    }));
    const curve = encodeCurve({ ...emptyRun, backend: foreign('WASM'), records }, 0)!;
    const one = (hash: string): Files => ({ [HASH]: utf8(hash) });
    return [
      one('#method=lora&r=4&seed=9&lock=r,seed&hide=code&steps=50&learningRate=0.01&v=4'),
      one('#model=hf:Xenova/all-MiniLM-L6-v2&dataset=hf:stanfordnlp/imdb?split=train&text=text&label=label&rows=20'),
      one('#model=own&dataset=own&pooling=cls&task=classification'),
      one('#poison=badnet,cf,0.1,1&transfer=news&family=numbers&pins=a%7Cb&lesson=first-run&step=2&view=learn'),
      one(`#${encode(firstSettings(), methods[0])}`),
      one(`#method=prompt-tuning&adapter=${adapter}`),
      one(`#method=lora&curve=${curve}`),
    ];
  },
  mutate: (files, draw) => ({ [HASH]: utf8(mutateHash(textOf(files[HASH]), draw)) }),
  read(files) {
    const link = readLink(textOf(files[HASH]), methods);
    const method = methods.find(({ id }) => id === link.settings.method);
    if (!method) throw new Error(`The link leads to a method that is not here: ${link.settings.method}.`);
    // What the page writes back into its address must mean the same again.
    const again = readLink(`#${encode(link, method)}`, methods);
    if (JSON.stringify(again.settings) !== JSON.stringify(link.settings))
      throw new Error(`A link that was read is written otherwise: ${encode(link, method).slice(0, 300)}`);
    if (link.payload.curve) decodeCurve(link.payload.curve).at(3);
    if (link.payload.adapter) return openAdapterFiles({ ...unpackAdapter(link.payload.adapter) });
    return link;
  },
};
