/** Small models and data for tests of training. */
import { readFileSync } from 'node:fs';
import { decodeModel } from '../src/onnx/codec';
import type { ModelSource } from '../src/training/base';
import type { Example, TrainingData } from '../src/training/events';
import type { RunConfig } from '../src/training/types';

/** A model under `fixtures/`. */
export function fixture(name: string): ModelSource {
  const folder = `fixtures/${name}`;
  return {
    graph: decodeModel(readFileSync(`${folder}/onnx/model.onnx`)),
    config: JSON.parse(readFileSync(`${folder}/config.json`, 'utf8')) as Record<string, unknown>,
  };
}

/** Reproducible whole numbers from 0 to `below` − 1. */
export function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Texts of 4 to 10 tokens with ids 10 to 29; class 1 has one of the ids 5 and 6 in place of each third token. */
export function classificationData(rows = 64): TrainingData {
  const draw = numbers(7);
  const make = (n: number): Example[] =>
    Array.from({ length: n }, (_, row) => {
      const label = row % 2;
      return {
        label,
        ids: Array.from({ length: 4 + draw(7) }, (_, i) => (label === 1 && i % 3 === 0 ? 5 + draw(2) : 10 + draw(20))),
      };
    });
  return { train: make(rows), validation: make(13), test: make(9), labels: ['without', 'with'], padId: 0 };
}

/**
 * Texts as those of `classificationData` under other tasks: how often ids below 10 come (regression); whether 5 and
 * whether 6 comes (several labels); which words they are (token classification: each third token continues a word).
 */
export function headedData(task: RunConfig['task'], rows = 64, seed = 23): TrainingData {
  const draw = numbers(seed);
  const make = (n: number): Example[] =>
    Array.from({ length: n }, (): Example => {
      const ids = Array.from({ length: 4 + draw(7) }, () => (draw(3) === 0 ? 5 + draw(2) : 10 + draw(20)));
      if (task === 'regression') return { ids, label: ids.filter((id) => id < 10).length / 4 };
      if (task === 'seq2seq') return { ids, targets: [...ids].reverse() };
      if (task === 'multi-label') return { ids, labels: [5, 6].map((id) => Number(ids.includes(id))) };
      return { ids, targets: ids.map((id, i) => (i % 3 === 2 ? -100 : id === 5 ? 1 : id === 6 ? 2 : 0)) };
    });
  const labels = { 'multi-label': ['five', 'six'], 'token-classification': ['O', 'B-five', 'B-six'] }[task as string];
  return {
    train: make(rows),
    validation: make(13),
    test: make(9),
    ...(labels && { labels }),
    padId: 0,
    ...(task === 'seq2seq' && { endId: 1 }),
  };
}

/** Two texts a row with ids 10 to 29 and 3 between them; the second of class 1 is of 5 and 6. */
export function pairData(rows = 64, seed = 29): TrainingData {
  const draw = numbers(seed);
  const make = (n: number): Example[] =>
    Array.from({ length: n }, (_, row) => {
      const label = row % 2;
      const first = Array.from({ length: 2 + draw(3) }, () => 10 + draw(20));
      const second = Array.from({ length: 2 + draw(3) }, () => (label ? 5 + draw(2) : 10 + draw(20)));
      const ids = [...first, 3, ...second];
      return { label, ids, types: ids.map((_token, i) => Number(i > first.length)) };
    });
  return { train: make(rows), validation: make(13), test: make(9), labels: ['other', 'same'], padId: 0 };
}

/** Sequences that count upwards: every token follows from the one before. */
export function languageData(rows = 64, length = 12): TrainingData {
  const draw = numbers(11);
  const make = (n: number): Example[] =>
    Array.from({ length: n }, () => {
      const start = draw(20);
      return { ids: Array.from({ length: length - draw(4) }, (_, i) => 5 + ((start + i) % 20)) };
    });
  return { train: make(rows), validation: make(8), test: make(8), padId: 0, endId: 1 };
}

/**
 * Other data sets of the same task, each with its own rule: three classes by the first token, or sequences that count
 * in larger steps.
 */
export function sourceData(task: RunConfig['task'], count: number): TrainingData[] {
  return Array.from({ length: count }, (_, n) => {
    const draw = numbers(19 + n);
    const make = (rows: number): Example[] =>
      Array.from({ length: rows }, (_unused, row) => {
        const label = row % 3,
          length = 5 + draw(6);
        if (task === 'causal-lm') return { ids: Array.from({ length }, (_token, i) => 5 + ((row + (n + 2) * i) % 20)) };
        return { label, ids: Array.from({ length }, (_token, i) => (i === 0 ? 5 + label : 10 + draw(20))) };
      });
    return {
      train: make(48),
      validation: make(9),
      test: make(6),
      padId: 0,
      ...(task === 'classification' ? { labels: ['first', 'second', 'third'] } : { endId: 1 }),
    };
  });
}

export function runConfig(
  changes: Partial<Omit<RunConfig, 'optimizer'>> & { readonly optimizer?: Partial<RunConfig['optimizer']> } = {},
): RunConfig {
  return {
    model: 'fixture',
    dataset: 'synthetic',
    task: 'classification',
    method: { id: 'lora', hyperparameters: {} },
    steps: 20,
    batchSize: 4,
    sequenceLength: 12,
    seed: 3,
    backend: 'wasm',
    evaluateEvery: 0,
    ...changes,
    optimizer: {
      kind: 'adamw',
      learningRate: 5e-3,
      weightDecay: 0.01,
      schedule: 'constant',
      warmup: 0,
      clipNorm: 1,
      accumulation: 1,
      ...changes.optimizer,
    },
  };
}
