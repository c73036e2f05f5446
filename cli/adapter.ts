/** Adapters named on the command line. */
import { readdirSync, statSync } from 'node:fs';
import { adapterFiles, openAdapterFiles, type Adapter } from '../src/interchange/adapter';
import { readPath } from './files';
import { UsageError } from './io';
import { chooseMethod, type ChosenMethod, type MethodOptions } from './settings';

/** A folder of HF PEFT, of AdapterHub's library or of our own. @throws UsageError, AdapterError */
export async function openAdapter(folder: string): Promise<Adapter> {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`There is no folder "${folder}". Give the folder that holds the saved adapter.`);
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/')).filter((path) => adapterFiles.has(path.slice(path.lastIndexOf('/') + 1)));
  return openAdapterFiles(Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await readPath(`${folder}/${path}`)] as const))));
}

/** An adapter that we wrote knows how it was trained; what is given on the command line wins. */
export function chooseAdapterMethod(options: MethodOptions, { info }: Adapter, fallback?: string): ChosenMethod {
  if (options.method !== undefined || !info) return chooseMethod(options, fallback);
  const { id, hyperparameters } = info.method;
  return chooseMethod({ method: id, set: options.set ?? Object.entries(hyperparameters).map(([k, v]) => `${k}=${Array.isArray(v) ? v.join('+') : String(v)}`).join(',') });
}
