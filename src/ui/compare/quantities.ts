/** What runs are compared by: qualities (better or worse) and costs (less is better). */
import type { Metrics } from '../../training/types';
import type { KeptRun } from '../../state/runs';
import { lastValidation, trainingSeconds } from '../../state/runs';
import { bytes, compact, fixed, loss, percent } from '../format';
import { words } from './strings';

export type QualityId =
  | 'entityF1'
  | 'testEntityF1'
  | 'microF1'
  | 'testMicroF1'
  | 'pearson'
  | 'testPearson'
  | 'accuracy'
  | 'testAccuracy'
  | 'macroF1'
  | 'testMacroF1'
  | 'matthews'
  | 'chrf'
  | 'testChrf'
  | 'bleu'
  | 'testBleu'
  | 'rougeL'
  | 'testRougeL'
  | 'exactMatch'
  | 'testExactMatch'
  | 'perplexity'
  | 'testPerplexity'
  | 'attackSuccess'
  | 'testAttackSuccess'
  | 'loss';
export type CostId = 'parameters' | 'bytes' | 'memory' | 'time';

export interface Quantity<Id extends string> {
  readonly id: Id;
  readonly label: string;
  /** undefined where the run has no such number. */
  value: (run: KeptRun) => number | undefined;
  format: (value: number) => string;
}

export interface Quality extends Quantity<QualityId> {
  readonly better: 'higher' | 'lower';
}

export interface Cost extends Quantity<CostId> {
  /** Costs that span powers of ten are drawn on a log axis. */
  readonly scale: 'log' | 'linear';
}

/** Validation and test of a measure. */
const both = (
  better: Quality['better'],
  [id, testId]: readonly [QualityId & keyof typeof words.qualities, QualityId & keyof typeof words.qualities],
  of: (metrics: Metrics) => number | undefined,
  format: (value: number) => string,
): Quality[] => {
  const value = (metrics: Metrics | undefined) => metrics && of(metrics);
  return [
    { id, label: words.qualities[id], better, value: (run) => value(lastValidation(run)), format },
    { id: testId, label: words.qualities[testId], better, value: (run) => value(run.test), format },
  ];
};

export const qualities: readonly Quality[] = [
  ...both('higher', ['entityF1', 'testEntityF1'], ({ entities }) => entities?.f1, percent),
  ...both('higher', ['microF1', 'testMicroF1'], ({ microF1 }) => microF1, percent),
  ...both(
    'higher',
    ['pearson', 'testPearson'],
    ({ pearson }) => pearson,
    (value) => fixed(value, 3),
  ),
  ...both('higher', ['accuracy', 'testAccuracy'], ({ accuracy }) => accuracy, percent),
  ...both('higher', ['macroF1', 'testMacroF1'], ({ macroF1 }) => macroF1, percent),
  {
    id: 'matthews',
    label: words.qualities.matthews,
    better: 'higher',
    value: (run) => lastValidation(run)?.matthews,
    format: (value) => fixed(value, 2),
  },
  ...both(
    'higher',
    ['chrf', 'testChrf'],
    ({ chrf }) => chrf,
    (value) => fixed(value, 1),
  ),
  ...both(
    'higher',
    ['bleu', 'testBleu'],
    ({ bleu }) => bleu,
    (value) => fixed(value, 1),
  ),
  ...both(
    'higher',
    ['rougeL', 'testRougeL'],
    ({ rougeL }) => rougeL,
    (value) => fixed(value, 2),
  ),
  ...both('higher', ['exactMatch', 'testExactMatch'], ({ exactMatch }) => exactMatch, percent),
  ...both('lower', ['perplexity', 'testPerplexity'], ({ perplexity }) => perplexity, loss),
  ...both('lower', ['attackSuccess', 'testAttackSuccess'], ({ attackSuccess }) => attackSuccess, percent),
  { id: 'loss', label: words.qualities.loss, better: 'lower', value: (run) => lastValidation(run)?.loss, format: loss },
];

/** Seconds with a unit; milliseconds below one. */
export const duration = (seconds: number): string =>
  seconds < 1
    ? `${fixed(1000 * seconds, seconds < 0.1 ? 1 : 0)}\u00a0ms`
    : seconds < 100
      ? `${fixed(seconds, 1)}\u00a0s`
      : `${Math.round(seconds)}\u00a0s`;

export const costs: readonly Cost[] = [
  {
    id: 'parameters',
    label: words.costs.parameters,
    scale: 'log',
    value: ({ counts }) => counts.trainable + counts.head,
    format: compact,
  },
  { id: 'bytes', label: words.costs.bytes, scale: 'log', value: (run) => run.storedBytes, format: bytes },
  { id: 'memory', label: words.costs.memory, scale: 'linear', value: (run) => run.memory?.needed, format: bytes },
  { id: 'time', label: words.costs.time, scale: 'linear', value: trainingSeconds, format: duration },
];

/** The first quality that the most runs have: accuracy for classes, perplexity for text. Without a run, accuracy. */
export function usualQuality(runs: readonly KeptRun[]): QualityId {
  if (runs.length === 0) return 'accuracy';
  const counted = qualities.map((quality) => runs.filter((run) => quality.value(run) !== undefined).length);
  return qualities[counted.indexOf(Math.max(...counted))]!.id;
}
