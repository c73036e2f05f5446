/** Which file of a folder is the model, and which other files belong to it. */

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

/** Folders of sentence-transformers' modules (`1_Pooling/`), whose config.json is not the model's. */
const isModule = (path: string): boolean => /(^|\/)\d+_[^/]+\//.test(path);

/** All model files of a folder, the nearest to its root first. */
export function modelFiles(paths: readonly string[]): string[] {
  const depth = (path: string) => path.split('/').length;
  return paths
    .filter((path) => path.endsWith('.onnx') && !isModule(path))
    .sort((a, b) => depth(a) - depth(b) || a.localeCompare(b));
}

/**
 * The model that is meant where none is named: `model.onnx`, or the only file there is; of a decoder's several files
 * the one that needs no past, also where it stands for an encoder–decoder (`encoderOf`). Undefined where it must be
 * asked for.
 */
export function meantModel(paths: readonly string[]): string | undefined {
  const files = modelFiles(paths);
  const named = (name: string) => files.filter((path) => nameOf(path) === name);
  const full = named('model.onnx');
  if (full.length > 0) return full.find((path) => folderOf(path).endsWith('onnx/')) ?? full[0];
  if (files.length === 1) return files[0];
  const parts = ['decoder_model.onnx', 'decoder_model_merged.onnx', 'decoder_with_past_model.onnx'];
  if (files.every((path) => [...parts, 'encoder_model.onnx'].includes(nameOf(path)))) return parts.flatMap(named)[0];
  const [meant] = parts.flatMap(named);
  return meant !== undefined && encoderOf(files, meant) !== undefined ? meant : undefined;
}

/**
 * The file of the encoder that belongs to a decoder's file, stored in the same form:
 * `encoder_model_quantized.onnx` beside `decoder_model_merged_quantized.onnx`.
 */
export function encoderOf(paths: readonly string[], decoder: string): string | undefined {
  const form = /^decoder_model(?:_merged)?(.*\.onnx)$/.exec(nameOf(decoder))?.[1];
  const wanted = `${folderOf(decoder)}encoder_model${form}`;
  return form !== undefined && paths.includes(wanted) ? wanted : undefined;
}

/**
 * The file `name` that belongs to `model`: beside it or in a folder above it (`config.json` lies one up from `onnx/`).
 * Elsewhere only where there is no other of that name, and never in the folder of another module.
 */
export function besideModel(paths: readonly string[], model: string, name: string): string | undefined {
  const there = new Set(paths);
  for (let folder = folderOf(model); ; folder = folderOf(folder.slice(0, -1))) {
    if (there.has(folder + name)) return folder + name;
    if (folder === '') break;
  }
  const others = paths.filter((path) => nameOf(path) === name && !isModule(path));
  return others.length === 1 ? others[0] : undefined;
}
