/** What can be kept for use without a network: onnxruntime's binaries, the bundled models, the bundled data. */
import dataManifest from '../../../models/data/manifest.json';
import modelManifest from '../../../models/manifest.json';
import { bundledBytes, engineShelf, modelShelf, type Shelf } from '../../runtime/downloads';
import { runtimeFiles } from '../../runtime/files';

export interface Item {
  readonly id: string;
  /** A model's own name; the others are named by the catalogue of words. */
  readonly name?: string;
  readonly shelf: Shelf;
  readonly urls: readonly string[];
  readonly bytes: number;
}

/** @param base address of the page's folder, as the worker has it. */
export function items(base: string): readonly Item[] {
  const at = (path: string) => new URL(`models/${path}`, base).href;
  // Data sets that differ in their columns share a file; a cache refuses a list that names one twice.
  const dataFiles = new Set(
    dataManifest.datasets.flatMap((entry) => [
      entry.train,
      ...('test' in entry && typeof entry.test === 'string' ? [entry.test] : []),
    ]),
  );
  return [
    ...(['wasm', 'webgpu'] as const).map((kind): Item => ({
      id: kind,
      shelf: engineShelf,
      urls: [runtimeFiles[kind].wasm],
      bytes: bundledBytes[kind],
    })),
    ...modelManifest.models.map(({ id, name, files }): Item => ({
      id,
      name,
      shelf: modelShelf,
      urls: files.map(({ path }) => at(path)),
      bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    })),
    {
      id: 'data',
      shelf: modelShelf,
      urls: ['manifest.json', ...dataFiles].map((file) => at(`data/${file}`)),
      bytes: bundledBytes.data,
    },
  ];
}
