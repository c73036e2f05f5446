/** From the files of a data set to the encoded examples of a run. */
import type { Message } from '../messages/message';
import type { ChatRenderer } from '../data/chat';
import {
  encodeSplits,
  splitDataset,
  withChat,
  withFewerRows,
  withSources,
  type DatasetFiles,
  type Splits,
} from '../data/datasets';
import { encodeTexts, unpackRows, type TokenRow } from '../data/encode';
import { DataError } from '../data/errors';
import type { LabelledText } from '../data/examples';
import { exampleTexts } from '../data/exampleTexts';
import { says } from '../data/messages';
import { poisonRows, targetOf, triggered, type PoisonReport, type Reading } from '../data/poison';
import type { Poison } from '../data/poisonSetting';
import type { Template } from '../data/template';
import type { TextTokenizer } from '../data/tokenizer';
import { hasClasses, type TaskId } from '../methods/taskId';
import type { Split, TrainingData } from '../training/events';
import type { RunConfig } from '../training/types';

export interface DatasetReport {
  readonly name: string;
  readonly task: TaskId;
  readonly labels: readonly string[];
  readonly sizes: Readonly<Record<Split, number>>;
  /** Regression: the smallest and the largest number of the training data. */
  readonly range?: readonly [number, number];
  /** How prompts are written out, where the data are prompts with responses. */
  readonly template?: Template;
  /** They are written out by the chat template of the tokenizer instead. */
  readonly chat?: boolean;
  /** What became of the training rows, where there is a backdoor. */
  readonly poison?: PoisonReport;
  /** Things to know that are not errors: shortened texts, skipped rows. */
  readonly notes: readonly Message[];
}

export interface PreparedData {
  readonly data: TrainingData;
  readonly report: DatasetReport;
}

/** @throws DataError for what can't be trained */
export function prepareData(
  given: DatasetFiles,
  tokenizer: TextTokenizer,
  config: Pick<
    RunConfig,
    'seed' | 'sequenceLength' | 'targetLength' | 'sourceTemplate' | 'task' | 'poison' | 'trainRows'
  >,
  chat?: ChatRenderer,
): PreparedData {
  const { seed, sequenceLength, targetLength, sourceTemplate, task, poison, trainRows } = config;
  // Prompts with responses are sources with targets to an encoder–decoder.
  if (task === 'seq2seq' && given.task === 'causal-lm') return prepareData({ ...given, task }, tokenizer, config);
  const files = given;
  const whole = withChat(withSources(splitDataset(files, seed), sourceTemplate), chat);
  const clean = trainRows === undefined ? whole : withFewerRows(whole, trainRows, seed);
  const backdoor = poison && poisonSplits(clean, poison, { seed, tokenizer, sequence: sequenceLength });
  const splits = backdoor?.splits ?? clean;
  const sets = encodeSplits(splits, tokenizer, sequenceLength, targetLength);
  const [train, validation, test] = [unpackRows(sets.train), unpackRows(sets.validation), unpackRows(sets.test)];
  return {
    data: {
      train,
      validation,
      test,
      ...(hasClasses(files.task) && { labels: sets.labels }),
      ...(backdoor && { triggered: backdoor.triggered, poisoned: backdoor.isPoisoned }),
      padId: tokenizer.padId,
      ...(tokenizer.endId === undefined ? {} : { endId: tokenizer.endId }),
      ...(sets.template && { writes: true }),
      texts: exampleTexts(splits, tokenizer, sequenceLength),
    },
    report: {
      name: files.id,
      task: files.task,
      labels: sets.labels,
      ...(files.task === 'regression' && { range: rangeOf(train) }),
      ...(sets.template && { template: sets.template }),
      ...(isRendered(splits) && { chat: true }),
      ...(backdoor && { poison: backdoor.report }),
      sizes: { train: train.length, validation: validation.length, test: test.length },
      notes: sets.notices,
    },
  };
}

const isRendered = (splits: Splits): boolean =>
  splits.task === 'causal-lm' && splits.template !== undefined && splits.train[0]?.rendered !== undefined;

/** The training rows with the backdoor in them, and the measuring rows with the trigger. @throws DataError */
function poisonSplits(splits: Splits, poison: Poison, reading: Reading) {
  if (splits.task !== 'classification') throw new DataError(says.poisonTask({ task: splits.task }));
  const { labels, train, validation, test } = splits;
  const { train: poisoned, isPoisoned, report } = poisonRows(train, labels, poison, reading);
  const withTrigger = (rows: readonly LabelledText[]) =>
    unpackRows(
      encodeTexts(triggered(rows, labels, poison, reading), 'classification', reading.tokenizer, reading.sequence),
    );
  return {
    splits: { ...splits, train: poisoned },
    isPoisoned,
    report,
    triggered: { target: targetOf(poison, labels), validation: withTrigger(validation), test: withTrigger(test) },
  };
}

const rangeOf = (rows: readonly TokenRow[]): readonly [number, number] =>
  rows.reduce<readonly [number, number]>(
    ([least, most], { label = 0 }) => [Math.min(least, label), Math.max(most, label)],
    [Infinity, -Infinity],
  );

/** Of examples that were encoded elsewhere. */
export const encodedData = (name: string, task: TaskId, data: TrainingData): PreparedData => ({
  data,
  report: {
    name,
    task,
    labels: data.labels ?? [],
    sizes: { train: data.train.length, validation: data.validation.length, test: data.test.length },
    notes: [],
  },
});
