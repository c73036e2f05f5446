/** Adapters named on the command line. */
import { CONFIG_FILE, readAdapter, WEIGHTS_FILE, type Adapter } from '../src/interchange/adapter';
import { readPath } from './files';
import { chooseMethod, type ChosenMethod, type MethodOptions } from './settings';

export async function openAdapter(folder: string): Promise<Adapter> {
  const file = (name: string) => readPath(`${folder}/${name}`);
  return readAdapter({ [CONFIG_FILE]: await file(CONFIG_FILE), [WEIGHTS_FILE]: await file(WEIGHTS_FILE) });
}

/** An adapter that we wrote knows how it was trained; what is given on the command line wins. */
export function chooseAdapterMethod(options: MethodOptions, { info }: Adapter, fallback?: string): ChosenMethod {
  if (options.method !== undefined || !info) return chooseMethod(options, fallback);
  const { id, hyperparameters } = info.method;
  return chooseMethod({ method: id, set: options.set ?? Object.entries(hyperparameters).map(([k, v]) => `${k}=${Array.isArray(v) ? v.join('+') : String(v)}`).join(',') });
}
