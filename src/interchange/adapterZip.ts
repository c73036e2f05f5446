/** Adapters as files to save and to drop: one zip, or the two files that HF PEFT writes. */
import { strToU8, unzipSync, zipSync } from 'fflate';
import { AdapterError, CONFIG_FILE, WEIGHTS_FILE, type AdapterFiles } from './adapter';

/** Bytes that an adapter may have unpacked: more does not fit into a tab beside its model. */
const MOST = 512 * 1024 * 1024;
const HELP = `Choose the zip that was saved here, or the two files ${CONFIG_FILE} and ${WEIGHTS_FILE}.`;

/** @param readme a few lines for whoever finds the file */
export function zipAdapter(files: AdapterFiles, readme: string): Uint8Array {
  // Trained numbers hardly compress; stored as they are, any tool can read the safetensors file in place.
  return zipSync({ 'README.md': strToU8(readme), [CONFIG_FILE]: files[CONFIG_FILE], [WEIGHTS_FILE]: [files[WEIGHTS_FILE], { level: 0 }] });
}

const last = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b;

/**
 * Finds the two files among those that were dropped: inside a zip, inside a folder, or as they are.
 * @throws AdapterError that says what is missing
 */
export function findAdapter(dropped: readonly { readonly path: string; readonly bytes: Uint8Array }[]): AdapterFiles {
  const found = new Map<string, Uint8Array>();
  for (const { path, bytes } of dropped) {
    const entries: readonly (readonly [string, Uint8Array])[] = isZip(bytes) ? Object.entries(unzip(bytes, path)) : [[path, bytes]];
    for (const [name, contents] of entries) {
      if (last(name) === 'adapter_model.bin') throw new AdapterError(`${last(name)} is PyTorch's own format, which can run code on loading and is not read here. Save the adapter again as ${WEIGHTS_FILE}: newer versions of HF PEFT do so by default.`);
      if (found.has(last(name)) && (last(name) === CONFIG_FILE || last(name) === WEIGHTS_FILE)) throw new AdapterError(`There is more than one ${last(name)}. Choose the files of one adapter.`);
      found.set(last(name), contents);
    }
  }
  const config = found.get(CONFIG_FILE);
  const weights = found.get(WEIGHTS_FILE);
  if (!config && !weights) throw new AdapterError(`${dropped.length === 1 ? `${last(dropped[0]!.path)} is` : 'These files are'} no adapter. ${HELP}`);
  if (!config || !weights) throw new AdapterError(`${config ? WEIGHTS_FILE : CONFIG_FILE} is missing. ${HELP}`);
  return { [CONFIG_FILE]: config, [WEIGHTS_FILE]: weights };
}

function unzip(bytes: Uint8Array, path: string): Record<string, Uint8Array> {
  let size = 0;
  try {
    return unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (!/(^|\/)adapter_(config\.json|model\.(safetensors|bin))$/.test(name) || /(^|\/)__MACOSX\//.test(name)) return false;
        size += originalSize;
        if (size > MOST) throw new AdapterError(`${last(path)} unpacks to more than ${MOST / 1024 / 1024} MB, which is no adapter for a browser tab. ${HELP}`);
        return true;
      },
    });
  } catch (error) {
    if (error instanceof AdapterError) throw error;
    throw new AdapterError(`${last(path)} is a broken zip file. Save or download it again.`);
  }
}
