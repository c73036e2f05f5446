/** What a file is that was taken for an ONNX model: by its first bytes. */

const latin = new TextDecoder('latin1');

/** Beginnings of files that are found beside models, at their place, in the words of those who have one. */
const beginnings: readonly (readonly [begin: string, at: number, kind: string])[] = [
  ['GGUF', 0, 'a GGUF file (llama.cpp)'],
  ['\x89HDF', 0, "an HDF5 file (Keras' weights)"],
  ['TFL3', 4, 'a TensorFlow Lite model'],
  ['ORTM', 4, "a model in onnxruntime's own format (.ort)"],
  ['PK\x03\x04', 0, 'a zip file (or weights of PyTorch, which are one)'],
  ['\x1f\x8b', 0, 'a gzip file'],
  ['\x89PNG', 0, 'a picture'],
  ['\xff\xd8\xff', 0, 'a picture'],
  ['GIF8', 0, 'a picture'],
  ['%PDF', 0, 'a PDF document'],
  ['\0\0\0\0{', 4, 'a safetensors file (weights without a graph)'],
];

/** Blanks and what can be read: an ONNX model begins with field numbers, which are other control characters. */
const isReadable = (byte: number): boolean => byte >= 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** Undefined where nothing is known of it: it may be an ONNX model. */
export function foreignKind(bytes: Uint8Array): string | undefined {
  const first = bytes.subarray(0, 512);
  const start = latin.decode(first);
  const known = beginnings.find(([begin, at]) => start.startsWith(begin, at));
  if (known) return known[2];
  if (bytes[0] === 0x80 && bytes[1]! >= 2 && bytes[1]! <= 5) return 'a pickle (weights of PyTorch)';
  if (start.trim() === '' || !first.every(isReadable)) return undefined;
  return /^\s*[[{]/.test(start) ? 'a JSON file' : 'a text file';
}
