/** Adapters of the Hub: the files of one repository, and which model they were trained on. */
import { readRemote, RemoteError } from '../../runtime/remoteFiles';
import { isAdapterFile, type DroppedFile } from '../adapterZip';
import { AdapterError } from '../layout';
import { AddressError, modelAddress } from './address';
import { says } from './messages';
import { fileAddress, readRepository, refusal, type HubAccess } from './repository';

/**
 * @returns the files that make up the adapter, as if they had been dropped
 * @throws AdapterError for what is no adapter of HF PEFT or AdapterHub
 */
export async function adapterOf(text: string, access: HubAccess): Promise<readonly DroppedFile[]> {
  const address = modelAddress(text, { hub: access.hub });
  if (address.kind !== 'hub') throw new AddressError(says.notAnAddress({ text }));
  const repository = await readRepository('model', address, access);
  const { id, files } = repository;
  // Checkpoints of the training lie in folders beside the adapter.
  const there = files.filter(({ path }) => !path.includes('/') && isAdapterFile(path));
  const names = files.map(({ path }) => path);
  if (names.includes('adapter_model.bin') && !names.includes('adapter_model.safetensors'))
    throw new AdapterError(says.pickledAdapter({ id }));
  if (!names.includes('adapter_config.json') || there.length < 2) throw new AdapterError(says.noAdapter({ id }));
  return Promise.all(
    there.map(async ({ path, bytes, digest }) => {
      const url = fileAddress(repository, path, access.hub);
      const { fetcher, signal, patience } = access;
      try {
        return { path, bytes: await readRemote(url, { fetcher, signal, patience, size: bytes, digest }) };
      } catch (error) {
        throw error instanceof RemoteError ? refusal(error, { id, hub: access.hub }) : error;
      }
    }),
  );
}
