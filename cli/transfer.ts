/** Options of `train` that have other data learnt first, and few rows of the run's own. */
import type { Command } from 'commander';
import type { RunConfig } from '../src/training/types';
import { UsageError } from './io';
import { wholeNumber } from './settings';

export interface TransferChoice {
  readonly transfer?: string;
  readonly transferSteps: number;
  readonly trainRows?: number;
}

export function addTransferOptions(command: Command): Command {
  return command
    .option('--transfer <file|name>', 'learn these data of the same task first, and go on from there')
    .option('--transfer-steps <n>', 'updates on them', wholeNumber('transfer-steps', 1), 200)
    .option('--train-rows <n>', 'train on so many rows, drawn by the seed', wholeNumber('train-rows', 1));
}

/** What the options say, in a run's configuration. */
export function transferOf({
  transfer,
  transferSteps,
  trainRows,
}: TransferChoice): Pick<RunConfig, 'transfer' | 'trainRows'> {
  if (transfer === '') throw new UsageError('--transfer: name the data to learn first.');
  return {
    ...(transfer !== undefined && { transfer: { dataset: transfer, steps: transferSteps } }),
    ...(trainRows !== undefined && { trainRows }),
  };
}
