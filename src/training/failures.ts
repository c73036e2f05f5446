/** What went wrong in a run, as sentences: what happened, what to do, and what probably caused it. */
import { wordsOf } from '../messages/message';
import { BackendError } from '../runtime/errors';
import type { MemoryEstimate, TrainingError } from './events';
import type { RunConfig, StepRecord } from './types';

/** Loss or gradient stopped being a number. */
export class NotFiniteError extends Error {
  override name = 'NotFiniteError';
  constructor(readonly record: StepRecord) {
    super(
      `Training stopped: at step ${record.step} the ${Number.isFinite(record.loss) ? 'gradient' : 'loss'} was ` +
        'no longer a finite number.',
    );
  }
}

/** The loss is a number, but rose a thousandfold and stayed there. */
export class DivergedError extends Error {
  override name = 'DivergedError';
  constructor(
    readonly record: StepRecord,
    first: StepRecord,
  ) {
    super(
      `Training stopped: it diverged. At step ${record.step} the loss was ${record.loss.toPrecision(2)}, and ` +
        `it began at ${first.loss.toPrecision(2)}.`,
    );
  }
}

/** The numbers ran away: the run goes back to a sound state, from which a lower rate may go on. */
export const ranAway = (error: unknown): error is NotFiniteError | DivergedError =>
  error instanceof NotFiniteError || error instanceof DivergedError;

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6).toLocaleString('en-US')} MB`;

/** Why losses and gradients explode, the likeliest first for this run. */
function causesOfExplosion({ optimizer }: RunConfig, last: StepRecord | undefined): string[] {
  const { learningRate, clipNorm, warmup } = optimizer;
  return [
    `The learning rate of ${learningRate} is too high for this method: try ` +
      `${Number((learningRate / 10).toPrecision(1))}.`,
    ...(clipNorm === 0 ? ['Gradients are not clipped: set the clipping norm to 1.'] : []),
    ...(warmup === 0 ? ['Training starts at the full rate: let it warm up over the first tenth of the steps.'] : []),
    ...(last && last.gradientNorm > 100
      ? [
          `The gradient was already large before (norm ${last.gradientNorm.toPrecision(2)}): a smaller ` +
            'learning rate or another seed helps.',
        ]
      : []),
  ];
}

/** @param safeStep step of the last good checkpoint */
export function describeFailure(
  error: unknown,
  config: RunConfig,
  estimate: MemoryEstimate | undefined,
  safeStep: number,
  last: StepRecord | undefined,
): TrainingError {
  const goOn =
    safeStep > 0
      ? `The state of step ${safeStep} was kept: go on from there`
      : 'The run is back at its start: start again';
  if (ranAway(error)) {
    return {
      kind: error instanceof NotFiniteError ? 'not-finite' : 'diverged',
      step: safeStep,
      message: `${error.message} ${goOn} with a lower learning rate.`,
      advice: causesOfExplosion(config, last),
    };
  }
  if (error instanceof BackendError && error.kind === 'device-lost') {
    return {
      kind: 'device-lost',
      step: safeStep,
      message: wordsOf(error),
      advice: [
        'Go on from the last checkpoint, on the GPU again or with the WASM backend.',
        'If it happens again, choose a smaller batch: some drivers reset when a step takes too long.',
      ],
    };
  }
  if (error instanceof BackendError && error.kind === 'out-of-memory') {
    const smaller = Math.max(1, Math.floor(config.batchSize / 2));
    return {
      kind: 'out-of-memory',
      step: safeStep,
      message: wordsOf(error),
      advice: [
        ...(estimate
          ? [
              `This run needs about ${megabytes(estimate.expected)}, of which ` +
                `${megabytes(estimate.activations)} are activations, which shrink with the batch.`,
            ]
          : []),
        ...(config.batchSize > 1
          ? [
              `Choose a batch of ${smaller}` +
                (config.optimizer.accumulation === 1
                  ? ' with two micro-batches per update: the result is the same'
                  : '') +
                '.',
            ]
          : ['Choose shorter sequences.']),
        'A method that trains fewer tensors needs less memory for the optimiser and for activations.',
      ],
    };
  }
  return { kind: 'other', step: safeStep, message: wordsOf(error), advice: [] };
}

/**
 * Failures that were told already: one cause may come back by several ways, and a lost device breaks everything at
 * once.
 */
export class Failures {
  private last: { readonly cause: unknown; readonly error: Error } | undefined;

  /** The error that was made of this cause, where it is no news. */
  known(cause: unknown): Error | undefined {
    const { last } = this;
    return last && (last.cause === cause || last.error === cause || (isLoss(cause) && isLoss(last.cause)))
      ? last.error
      : undefined;
  }

  /** @returns the cause as an error with these words */
  remember(cause: unknown, message: string): Error {
    const error = cause instanceof Error ? cause : new Error(message);
    if (error.message !== message) error.message = message;
    this.last = { cause, error };
    return error;
  }
}

const isLoss = (cause: unknown): boolean => cause instanceof BackendError && cause.kind === 'device-lost';
