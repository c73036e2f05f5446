/** Models in: a folder in the layout of optimum and Transformers.js, or a bare .onnx file. */
import type { Anatomy } from '../anatomy/anatomy';
import { DataError } from '../data/errors';
import { says as dataSays } from '../data/messages';
import { sentences, type Message, type Value } from '../messages/message';
import { isLfsPointer, lfsSentence, MissingFileError, type FileSource } from '../data/files';
import { jsonObject } from '../data/jsonText';
import { maskTokenOf } from '../data/maskToken';
import { TextTokenizer, type TokenizerFiles } from '../data/tokenizer';
import { tokenizerFromVocabulary } from '../data/tokenizers/vocabularyFiles';
import { decodeModel, ModelFileError } from '../onnx/codec';
import { foreignKind } from '../onnx/fileKind';
import { checkFinite } from '../onnx/finite';
import type { Graph } from '../onnx/graph';
import { letGo, type Reread } from '../onnx/reread';
import { rereader } from '../runtime/reread';
import { joinEncoderDecoder, wantsEncoder } from '../onnx/join';
import { besideModel, encoderOf, meantModel, modelFiles } from './modelPaths';
import { says } from './messages';

export { memorySource, MissingFileError, type FileSource } from '../data/files';

/** A browser can't hold a longer ArrayBuffer, and protobuf forbids longer files. */
export const MAX_FILE_BYTES = 2 ** 31 - 1;

export interface LoadedModel {
  readonly id: string;
  /** As decoded: named dimensions, exporter's dialect. */
  readonly graph: Graph;
  /** config.json, where there is one. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly tokenizerFiles: TokenizerFiles;
  /** Bytes of model and weights as stored. */
  readonly bytes: number;
}

const MODEL_PATHS = ['onnx/model.onnx', 'model.onnx'] as const;

/**
 * Loads `config.json`, `tokenizer.json` (or the vocabulary that it can be made of), `tokenizer_config.json` and the
 * model file with its external data. Only the model file is needed for inspecting; texts need the tokenizer.
 *
 * Where the source can list its files, the model is the one that is meant (`onnx/model.onnx`, `model.onnx`, the only
 * one), and the other files are those beside it or above it; else they lie at the root.
 * @throws ModelFileError, also where the folder holds several models and none is meant
 */
export async function loadModel(
  source: FileSource,
  id: string,
  options: { readonly path?: string } = {},
): Promise<LoadedModel> {
  const paths = await source.list?.();
  const { path, bytes } = await findModel(source, id, options.path ? [options.path] : candidates(id, paths));
  const model = await wholeModel(bytes, path, source, paths);
  const beside = (name: string) => (paths ? (besideModel(paths, path, name) ?? name) : name);
  const written = await optionalJson(source, beside('config.json'));
  const tokenizerFiles = await readTokenizer(source, beside, written, dataSays.modelCalled({ id }));
  const config = withMaskToken(written, tokenizerFiles.tokenizer);
  return {
    id,
    graph: model.graph,
    ...(config ? { config } : {}),
    tokenizerFiles,
    bytes: model.bytes,
  };
}

/** Bytes of the model files are those of the weights beside them too. */
interface Decoded {
  readonly graph: Graph;
  readonly bytes: number;
}

/** The model of a file; a decoder that reads an encoder's states together with its encoder, as one graph. */
async function wholeModel(
  bytes: Uint8Array,
  path: string,
  source: FileSource,
  paths: readonly string[] | undefined,
): Promise<Decoded> {
  const { graph, external } = await decodeWithExternalData(bytes, path, source, paths);
  const model = { graph, bytes: bytes.byteLength + external };
  const beside = wantsEncoder(graph) && paths ? encoderOf(paths, path) : undefined;
  if (beside === undefined) return model;
  const file = await findModel(source, path, [beside]);
  const encoder = await decodeWithExternalData(file.bytes, beside, source, paths);
  return {
    graph: joinEncoderDecoder(encoder.graph, graph),
    bytes: model.bytes + file.bytes.byteLength + encoder.external,
  };
}

/**
 * tokenizer.json and tokenizer_config.json; the first made of the vocabulary where a folder has only that.
 * @param beside where a file of that name lies
 * @param config contents of config.json
 * @throws DataError for a vocabulary that tokenizer.json can't be made of here
 */
export async function readTokenizer(
  source: FileSource,
  beside: (name: string) => string,
  config: LoadedModel['config'],
  model: Value,
): Promise<TokenizerFiles> {
  const read = (name: string) => optionalFile(source, beside(name));
  const settings = await read('tokenizer_config.json');
  const tokenizer =
    (await read('tokenizer.json')) ??
    (await tokenizerFromVocabulary(
      read,
      {
        tokenizer: settings ? jsonObject(settings, 'tokenizer_config.json', refused) : {},
        model: config ?? {},
      },
      model,
    ));
  // Only where it is known to be there: a request in vain is told of in the browser's console.
  const written = beside('chat_template.jinja');
  const template = (await source.list?.())?.includes(written) ? await optionalFile(source, written) : undefined;
  return { tokenizer, ...(settings && { config: settings }), ...(template && { chatTemplate: template }) };
}

const refused = (fault: Message): never => {
  throw new DataError(sentences(fault, dataSays.downloadAgain));
};

/** Where to look for the model. @throws ModelFileError where there are several and none is meant */
function candidates(id: string, paths: readonly string[] | undefined): readonly string[] {
  const meant = paths && meantModel(paths);
  if (meant) return [meant];
  const files = modelFiles(paths ?? []);
  if (files.length > 1)
    throw new ModelFileError(
      says.severalModels({ folder: id, count: files.length, files: { list: files }, file: files[0]! }),
    );
  return MODEL_PATHS;
}

/** A config.json does not say which token is the mask; the tokenizer does. */
function withMaskToken(config: LoadedModel['config'], tokenizer: Uint8Array | undefined): LoadedModel['config'] {
  const id = tokenizer && maskTokenOf(tokenizer);
  return id === undefined || config?.mask_token_id !== undefined ? config : { ...config, mask_token_id: id };
}

/** Rows of the word embedding, where it was found: ids from there on have none. */
export const rowsOf = ({ dimensions: { vocabulary } }: Anatomy): number => vocabulary || Infinity;

/**
 * The model's tokenizer.
 * @param rows rows of its embedding
 * @throws DataError when tokenizer.json is absent or can't be used.
 */
export function tokenizerOf(model: LoadedModel, rows?: number): TextTokenizer {
  return TextTokenizer.load(model.tokenizerFiles, dataSays.modelCalled({ id: model.id }), rows);
}

async function findModel(
  source: FileSource,
  id: string,
  paths: readonly string[],
): Promise<{ path: string; bytes: Uint8Array }> {
  for (const path of paths) {
    try {
      const bytes = await readSized(source, path);
      // a server that answers every path with its page
      if (paths.length > 1 && path !== paths[paths.length - 1] && isWebPage(bytes)) continue;
      checkModelBytes(bytes, path);
      return { path, bytes };
    } catch (error) {
      if (!(error instanceof MissingFileError)) throw error;
    }
  }
  throw new ModelFileError(says.noModelIn({ folder: id, paths: noneOf(paths) }));
}

/** The first, and no other of them. */
const noneOf = ([first, ...others]: readonly string[]): Value =>
  others.reduce<Value>((before, second) => says.andNo({ first: before, second }), first ?? '');

/** Recognises what is often served or saved in place of a model. @throws ModelFileError */
export function checkModelBytes(bytes: Uint8Array, name: string): void {
  if (bytes.byteLength === 0) throw new ModelFileError(says.emptyModelFile({ file: name }));
  if (bytes.byteLength > MAX_FILE_BYTES) throw tooLarge(name);
  if (isWebPage(bytes)) throw new ModelFileError(says.webPageModel({ file: name }));
  if (isLfsPointer(bytes)) throw new ModelFileError(lfsSentence(name));
  const kind = foreignKind(bytes);
  if (kind !== undefined) throw new ModelFileError(says.noOnnx({ file: name, kind }));
}

export function tooLarge(name: string): ModelFileError {
  return new ModelFileError(says.tooLarge({ file: name }));
}

/** A file, not begun where it is too long to be held. @throws ModelFileError */
async function readSized(source: FileSource, path: string): Promise<Uint8Array> {
  if (((await source.size?.(path)) ?? 0) > MAX_FILE_BYTES) throw tooLarge(path);
  const bytes = await source.read(path);
  if (bytes.byteLength > MAX_FILE_BYTES) throw tooLarge(path);
  return bytes;
}

const isWebPage = (bytes: Uint8Array): boolean =>
  /^\s*<(!doctype\s+html|html|head|\?xml)/i.test(new TextDecoder().decode(bytes.subarray(0, 64)));

/** Decodes a model whose weights may lie in further files beside it. */
async function decodeWithExternalData(
  bytes: Uint8Array,
  path: string,
  source: FileSource,
  paths: readonly string[] | undefined,
): Promise<{ graph: Graph; external: number }> {
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : '';
  const place = (location: string): string => (paths && besideModel(paths, path, location)) ?? folder + location;
  const files = new Map<string, Uint8Array>();
  for (;;) {
    let wanted: string | undefined;
    try {
      const graph = decodeModel(bytes, (location) => {
        const file = files.get(location);
        if (!file) wanted = location;
        return file;
      });
      checkFinite(graph);
      const read = [...files].map(([location, file]) => [place(location), file] as const);
      await leaveInFiles(graph, source, [[path, bytes], ...read]);
      return { graph, external: read.reduce((sum, [, file]) => sum + file.byteLength, 0) };
    } catch (error) {
      // The decoder names one absent file at a time: read it and start again; give up when it can't be read.
      if (wanted === undefined) throw error;
      if (wanted.includes('..') || wanted.startsWith('/'))
        throw new ModelFileError(says.weightsOutside({ file: wanted }));
      try {
        const file = await readSized(source, place(wanted));
        if (isWebPage(file)) throw new MissingFileError(wanted);
        if (isLfsPointer(file)) throw new ModelFileError(lfsSentence(wanted));
        files.set(wanted, file);
      } catch (cause) {
        throw cause instanceof MissingFileError ? error : cause;
      }
    }
  }
}

/** Where files can be read again, the graph holds none of their bytes from here on. */
async function leaveInFiles(
  graph: Graph,
  source: FileSource,
  files: readonly (readonly [path: string, bytes: Uint8Array])[],
): Promise<void> {
  const again = new Map<ArrayBufferLike, Reread>();
  for (const [path, bytes] of files) {
    const blob = await source.blob?.(path);
    const reread = blob?.size === bytes.byteLength ? rereader(blob) : undefined;
    if (!reread) continue;
    // What is to be read again must not hold the bytes themselves.
    const { buffer, byteOffset: offset } = bytes;
    again.set(buffer, (start, end) => {
      try {
        return reread(start - offset, end - offset);
      } catch (cause) {
        throw new ModelFileError(says.fileGone({ file: path }), { cause });
      }
    });
  }
  if (again.size > 0) letGo(graph, again);
}

async function optionalFile(source: FileSource, path: string): Promise<Uint8Array | undefined> {
  try {
    const bytes = await source.read(path);
    if (isLfsPointer(bytes)) throw new DataError(lfsSentence(path));
    return isWebPage(bytes) ? undefined : bytes;
  } catch (error) {
    if (error instanceof MissingFileError) return undefined;
    throw error;
  }
}

async function optionalJson(source: FileSource, path: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const bytes = await optionalFile(source, path);
  if (!bytes) return undefined;
  return jsonObject(bytes, path, refused);
}
