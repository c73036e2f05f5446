/** Adapters named on the command line. */
import { readdirSync } from 'node:fs';
import type { Anatomy } from '../src/anatomy/anatomy';
import type { Adapter } from '../src/interchange/adapter';
import { says } from '../src/interchange/adapterNotes';
import { inEnglish } from '../src/messages/message';
import { isAdapterFile, openDropped } from '../src/interchange/adapterZip';
import { understandPeft } from '../src/interchange/peftMethod';
import { readPath } from './files';
import { UsageError } from './io';
import { statOf } from './paths';
import { chooseMethod, type ChosenMethod, type MethodOptions } from './settings';

/** A folder or zip of HF PEFT, of AdapterHub's library or of our own. @throws UsageError, AdapterError */
export async function openAdapter(path: string): Promise<Adapter> {
  const found = statOf(path);
  if (!found)
    throw new UsageError(`There is no folder "${path}". Give the folder or the zip that holds the saved adapter.`);
  const inside = found.isDirectory()
    ? readdirSync(path, { recursive: true, encoding: 'utf8' })
        .map((name) => name.replaceAll('\\', '/'))
        .filter(isAdapterFile)
    : undefined;
  if (inside?.length === 0)
    throw new UsageError(
      `There is no adapter in the folder "${path}". Give the folder or the zip that holds the saved adapter.`,
    );
  return openDropped(
    await Promise.all(
      (inside ?? ['']).map(async (name) => ({
        path: name || path,
        bytes: await readPath(name ? `${path}/${name}` : path),
      })),
    ),
  );
}

export interface ChosenAdapter {
  readonly adapter: Adapter;
  readonly chosen: ChosenMethod;
}

/**
 * The adapter and its method: what is given on the command line, and it must agree with the files; else what they say
 * of themselves, or what HF PEFT's own turn out to be on this model.
 * @throws UsageError, AdapterError
 */
export function chooseAdapterMethod(options: MethodOptions, adapter: Adapter, anatomy: Anatomy): ChosenAdapter {
  if (options.method !== undefined) return { adapter, chosen: chooseMethod(options) };
  const understood = understandPeft(adapter, anatomy);
  if (!understood.info)
    throw new UsageError(
      'adapter_config.json of the adapter has no "hyperparameters", so it is not known what its tensors are. Save or ' +
        'download the adapter again, or name its method with --method and --set.',
    );
  const { id, hyperparameters } = understood.info.method;
  return {
    adapter: understood,
    chosen: chooseMethod({
      method: id,
      set:
        options.set ??
        Object.entries(hyperparameters)
          .map(([k, v]) => `${k}=${Array.isArray(v) ? v.join('+') : String(v)}`)
          .join(','),
    }),
  };
}

/** What the user should know of an adapter, a line each. */
export function adapterNotes({ foreign, info, notes = [] }: Adapter): string {
  const made =
    foreign && info
      ? [`${foreign.library}'s adapter, read as ${info.method.id}${foreign.base ? `; made for ${foreign.base}` : ''}.`]
      : [];
  return [...made, ...notes.map((note) => inEnglish(says[note]))].map((line) => `note: ${line}\n`).join('');
}
