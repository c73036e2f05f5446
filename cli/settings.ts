/** Options that several commands share: method, hyper-parameters, task, pooling, labels. */
import { inEnglish } from '../src/messages/message';
import { Option, type Command } from 'commander';
import type { Dimensions } from '../src/anatomy/anatomy';
import { applicability } from '../src/methods/applicability';
import { taskIds, type TaskId } from '../src/methods/taskId';
import type { Hyperparameters, Method } from '../src/methods/contract';
import { HyperparameterError, resolveHyperparameters } from '../src/methods/hyperparameters';
import { methodById, methods } from '../src/methods/registry';
import type { Pooling } from '../src/tasks/sentenceHead';
import { UsageError } from './io';

export const jsonOption = (): Option => new Option('--json', 'print exactly one JSON document on standard output');

/** A whole number of at least `least`. */
export const wholeNumber =
  (name: string, least: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least)
      throw new UsageError(`--${name} must be a whole number of at least ${least}, not "${text}".`);
    return value;
  };

/** A number from `least` to `most`. */
export const realNumber =
  (name: string, least: number, most = Infinity) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value) || value < least || value > most) {
      throw new UsageError(
        `--${name} must be a number ` +
          `${most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`}, not "${text}".`,
      );
    }
    return value;
  };

export interface MethodOptions {
  readonly method?: string;
  readonly set?: string;
}

export function addMethodOptions(command: Command): Command {
  return command
    .option('--method <id>', `fine-tuning method: ${methods.map((m) => m.id).join(', ')}`)
    .option('--set <k=v,…>', 'hyper-parameters of the method, lists joined by +: r=8,alpha=16,targets=q+v');
}

export interface ChosenMethod {
  readonly method: Method;
  readonly hyperparameters: Hyperparameters;
}

/** `r=8,targets=q+v` as pairs. */
export function parseSettings(text: string): Record<string, string> {
  const settings = new Map<string, string>();
  for (const pair of text.split(',').filter((part) => part.trim() !== '')) {
    const at = pair.indexOf('=');
    if (at < 1) throw new UsageError(`--set takes pairs such as r=8,alpha=16; "${pair}" has no "=".`);
    const name = pair.slice(0, at).trim();
    const value = pair.slice(at + 1).trim();
    if (settings.has(name))
      throw new UsageError(
        `--set has ${name} twice, as ${settings.get(name)!} and as ${value}. Keep one; lists are joined by +, ` +
          'as in targets=q+v.',
      );
    settings.set(name, value);
  }
  return Object.fromEntries(settings);
}

/** @throws UsageError for an unknown method or a hyper-parameter that its schema refuses. */
export function chooseMethod(options: MethodOptions, fallback?: string): ChosenMethod {
  const id = options.method ?? fallback;
  if (id === undefined)
    throw new UsageError(`--method is missing. Choose one of ${methods.map((m) => m.id).join(', ')}.`);
  if (!methods.some((m) => m.id === id))
    throw new UsageError(`There is no method "${id}". Choose one of ${methods.map((m) => m.id).join(', ')}.`);
  const method = methodById(id);
  try {
    return { method, hyperparameters: resolveHyperparameters(method, parseSettings(options.set ?? '')) };
  } catch (error) {
    if (error instanceof HyperparameterError) throw new UsageError(error.message);
    throw error;
  }
}

/** @throws UsageError when the method can't be used with this model, task or hyper-parameters. */
export function checkMethod(
  { method, hyperparameters }: ChosenMethod,
  dimensions: Dimensions,
  task: TaskId | undefined,
): void {
  const refusal = applicability(method, dimensions, hyperparameters, task);
  if (refusal) throw new UsageError(inEnglish(refusal));
}

export interface TaskSettings {
  readonly task?: TaskId;
  readonly pooling?: Pooling;
}

export function addTaskOptions(command: Command): Command {
  return command
    .addOption(new Option('--task <task>', 'default: by the labels or the data').choices(taskIds))
    .addOption(
      new Option(
        '--pooling <pooling>',
        'classification: how a text becomes one vector; library: the head that Transformers puts on such a ' +
          'model (default: what config.json recommends, else library, else mean for encoders, last for decoders)',
      ).choices(['library', 'mean', 'cls', 'last']),
    );
}
