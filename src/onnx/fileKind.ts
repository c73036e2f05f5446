/** What a file is that was taken for an ONNX model: by its first bytes. */
import type { Message } from '../messages/message';
import { says } from './messages';

const latin = new TextDecoder('latin1');

/** Beginnings of files that are found beside models, at their place, in the words of those who have one. */
const beginnings: readonly (readonly [begin: string, at: number, kind: Message])[] = [
  ['GGUF', 0, says.gguf],
  ['\x89HDF', 0, says.hdf5],
  ['TFL3', 4, says.tensorFlowLite],
  ['ORTM', 4, says.ort],
  ['PK\x03\x04', 0, says.zip],
  ['\x1f\x8b', 0, says.gzip],
  ['\x89PNG', 0, says.picture],
  ['\xff\xd8\xff', 0, says.picture],
  ['GIF8', 0, says.picture],
  ['%PDF', 0, says.pdf],
  ['\0\0\0\0{', 4, says.safetensors],
];

/** Blanks and what can be read: an ONNX model begins with field numbers, which are other control characters. */
const isReadable = (byte: number): boolean => byte >= 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** Undefined where nothing is known of it: it may be an ONNX model. */
export function foreignKind(bytes: Uint8Array): Message | undefined {
  const first = bytes.subarray(0, 512);
  const start = latin.decode(first);
  const known = beginnings.find(([begin, at]) => start.startsWith(begin, at));
  if (known) return known[2];
  if (bytes[0] === 0x80 && bytes[1]! >= 2 && bytes[1]! <= 5) return says.pickle;
  if (start.trim() === '' || !first.every(isReadable)) return undefined;
  return /^\s*[[{]/.test(start) ? says.json : says.text;
}
