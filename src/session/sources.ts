/** Where a run's files come from: a folder, an address, the visitor's own. */
import type { DatasetFiles } from '../data/datasets';
import type { TextTokenizer } from '../data/tokenizer';
import type { Adapter } from '../interchange/adapter';
import type { LoadedModel } from '../interchange/modelFolder';
import type { TrainingData } from '../training/events';
import type { TransferMemory } from './transfer';

export interface OpenedModel {
  readonly model: LoadedModel;
  /** @throws where the model came without a tokenizer that can be used */
  readonly tokenizer: () => TextTokenizer;
}

/** Examples that are token ids already: no tokenizer is asked for. */
export interface EncodedData {
  readonly encoded: TrainingData;
}

export interface RunSources {
  /** @param id `RunConfig.model` */
  readonly model: (id: string) => Promise<OpenedModel>;
  /** @param id `RunConfig.dataset` */
  readonly data: (id: string) => Promise<DatasetFiles | EncodedData>;
  /** Other data sets of the same task, for methods that learn from them first. */
  readonly others?: (files: DatasetFiles, count: number) => Promise<readonly DatasetFiles[]>;
  /** What was learnt first by earlier runs (`RunConfig.transfer`). */
  readonly memory?: TransferMemory;
  /** What the run starts from in place of the method's own start. */
  readonly adapter?: Adapter;
}
