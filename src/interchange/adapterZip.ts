/**
 * Adapters as files to save, to drop and to name: a zip, a folder, or the bare files, of HF PEFT, AdapterHub or this
 * program.
 */
import { strToU8, unzipSync, zipSync } from 'fflate';
import {
  AdapterError,
  adapterFiles,
  CONFIG_FILE,
  openAdapterFiles,
  WEIGHTS_FILE,
  type Adapter,
  type AdapterFiles,
} from './adapter';
import { sentences, type Message } from '../messages/message';
import { isHubFolder } from './adapterHubFiles';
import { says } from './adapterMessages';
import { isPyTorchFile, pyTorchFile } from './safetensors';

/** Bytes that an adapter may have unpacked: more does not fit into a tab beside its model. */
const MOST = 512 * 1024 * 1024;
/** What can't be used, and what can. */
const refusal = (what: Message) =>
  new AdapterError(sentences(what, says.whatIsRead({ config: CONFIG_FILE, weights: WEIGHTS_FILE })));
/** PEFT's weights as PyTorch writes them. */
const PICKLE = 'adapter_model.bin';

/** @param readme a few lines for whoever finds the file */
export function zipAdapter(files: AdapterFiles, readme: string): Uint8Array {
  // Trained numbers hardly compress; stored as they are, any tool can read the safetensors file in place.
  return zipSync({
    'README.md': strToU8(readme),
    [CONFIG_FILE]: files[CONFIG_FILE],
    [WEIGHTS_FILE]: [files[WEIGHTS_FILE], { level: 0 }],
  });
}

export interface DroppedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

const last = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);
const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b;
/** Is this a file that an adapter may consist of? */
export const isAdapterFile = (path: string): boolean =>
  (adapterFiles.has(last(path)) || last(path) === PICKLE) && !/(^|\/)__MACOSX\//.test(path);

/** Reads the one adapter among files that were dropped or found in a folder. @throws AdapterError */
export const openDropped = (dropped: readonly DroppedFile[]): Adapter => openAdapterFiles(findAdapter(dropped));

/**
 * The files of one adapter, by path from its folder, among those that were dropped: inside a zip, inside a folder, or
 * as they are. In a folder with an adapter and checkpoints below it, it is the upper one.
 * @throws AdapterError that says what is missing, or that there are several
 */
export function findAdapter(dropped: readonly DroppedFile[]): Record<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  const zips = dropped.filter(({ bytes }) => isZip(bytes) && !isPyTorchFile(bytes)).length;
  for (const { path, bytes } of dropped) {
    const inside =
      isZip(bytes) && !isPyTorchFile(bytes)
        ? Object.entries(unzip(bytes, path)).map(
            ([name, contents]) => [zips > 1 ? `${path}/${name}` : name, contents] as const,
          )
        : [[path, bytes] as const];
    for (const [name, contents] of inside) {
      if (!isAdapterFile(name)) continue;
      if (found.has(name)) throw new AdapterError(says.twoFiles({ file: last(name) }));
      found.set(name, contents);
    }
  }
  const paths = [...found.keys()];
  const folders = [...new Set(paths.filter((path) => last(path) === CONFIG_FILE).map(folderOf))].sort(
    (a, b) => a.length - b.length,
  );
  const setup = paths.find((path) => last(path) === 'adapter_setup.json');
  if (setup !== undefined) return below(found, folderOf(setup));
  const fusion = paths.some((path) => last(path) === 'adapter_fusion_config.json');
  if (fusion) return Object.fromEntries(found);
  const [top, next] = folders;
  if (top === undefined) {
    const torch = dropped.find(({ path, bytes }) => isPyTorchFile(bytes) || last(path) === PICKLE);
    if (torch) throw new AdapterError(pyTorchFile(last(torch.path), WEIGHTS_FILE));
    const some = paths.some((path) => last(path) === WEIGHTS_FILE || last(path) === PICKLE);
    if (some) throw refusal(says.missing({ file: CONFIG_FILE }));
    throw refusal(dropped.length === 1 ? says.noAdapter({ file: last(dropped[0]!.path) }) : says.noAdapters);
  }
  if (next !== undefined && !folders.every((folder) => folder.startsWith(top)))
    throw new AdapterError(
      says.twoAdapters({
        file: CONFIG_FILE,
        files: { list: folders.slice(0, 4).map((folder) => `${folder}${CONFIG_FILE}`) },
      }),
    );
  const files = Object.fromEntries(Object.entries(below(found, top)).filter(([path]) => !path.includes('/')));
  // Bare files may have been dropped from two folders.
  const weights = files[WEIGHTS_FILE] ?? [...found].find(([path]) => last(path) === WEIGHTS_FILE)?.[1];
  if (isHubFolder(Object.keys(files))) return files;
  if (!weights && PICKLE in files) throw new AdapterError(pyTorchFile(PICKLE, WEIGHTS_FILE));
  if (!weights) throw refusal(says.missing({ file: WEIGHTS_FILE }));
  return { [CONFIG_FILE]: files[CONFIG_FILE]!, [WEIGHTS_FILE]: weights };
}

const below = (found: ReadonlyMap<string, Uint8Array>, folder: string): Record<string, Uint8Array> =>
  Object.fromEntries(
    [...found].flatMap(([path, bytes]) => (path.startsWith(folder) ? [[path.slice(folder.length), bytes]] : [])),
  );

function unzip(bytes: Uint8Array, path: string): Record<string, Uint8Array> {
  let size = 0;
  try {
    return unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (!isAdapterFile(name)) return false;
        size += originalSize;
        if (size > MOST) throw refusal(says.zipTooLarge({ file: last(path), megabytes: MOST / 1024 / 1024 }));
        return true;
      },
    });
  } catch (error) {
    if (error instanceof AdapterError) throw error;
    throw new AdapterError(says.brokenZip({ file: last(path) }));
  }
}
