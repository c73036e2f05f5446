/** What went wrong in a run, as sentences: what happened, what to do, and what probably caused it. */
import { inEnglish, type Told } from '../messages/message';
import { BackendError } from '../runtime/errors';
import type { MemoryEstimate } from './events';
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

/** A failure whose cause is known, with advice. */
export class TrainingFailure extends Error {
  override name = 'TrainingFailure';
  /**
   * @param told what happened and what to do
   * @param advice likely causes or remedies, one sentence each, the likeliest first
   * @param step steps that are safe: training can go on from here with `checkpoint()` (another backend works too)
   */
  constructor(
    readonly kind: 'not-finite' | 'diverged' | 'device-lost' | 'out-of-memory',
    readonly told: Told,
    readonly advice: readonly Told[],
    readonly step: number,
    options: { readonly cause: unknown },
  ) {
    super(inEnglish(told), options);
  }
}

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

export interface Circumstances {
  readonly config: RunConfig;
  readonly estimate: MemoryEstimate | undefined;
  /** Step of the last good checkpoint. */
  readonly safeStep: number;
  readonly last: StepRecord | undefined;
}

/** The failure with advice; the error as it is, where nothing more is known of it. */
export function describeFailure(error: unknown, at: Circumstances): unknown {
  const { config, safeStep, last } = at;
  if (ranAway(error)) {
    const goOn =
      safeStep > 0
        ? `The state of step ${safeStep} was kept: go on from there`
        : 'The run is back at its start: start again';
    return new TrainingFailure(
      error instanceof NotFiniteError ? 'not-finite' : 'diverged',
      `${error.message} ${goOn} with a lower learning rate.`,
      causesOfExplosion(config, last),
      safeStep,
      { cause: error },
    );
  }
  if (isLoss(error)) {
    const advice = [
      'Go on from the last checkpoint, on the GPU again or with the WASM backend.',
      'If it happens again, choose a smaller batch: some drivers reset when a step takes too long.',
    ];
    return new TrainingFailure('device-lost', error.told, advice, safeStep, { cause: error });
  }
  if (error instanceof BackendError && error.kind === 'out-of-memory')
    return new TrainingFailure('out-of-memory', error.told, waysToSaveMemory(at), safeStep, { cause: error });
  return error;
}

function waysToSaveMemory({ config, estimate }: Circumstances): string[] {
  const smaller = Math.max(1, Math.floor(config.batchSize / 2));
  const same = config.optimizer.accumulation === 1 ? ' with two micro-batches per update: the result is the same' : '';
  return [
    ...(estimate
      ? [
          `This run needs about ${megabytes(estimate.expected)}, ` +
            `of which ${megabytes(estimate.activations)} are activations, which shrink with the batch.`,
        ]
      : []),
    config.batchSize > 1 ? `Choose a batch of ${smaller}${same}.` : 'Choose shorter sequences.',
    'A method that trains fewer tensors needs less memory for the optimiser and for activations.',
  ];
}

export const isLoss = (error: unknown): error is BackendError =>
  error instanceof BackendError && error.kind === 'device-lost';
