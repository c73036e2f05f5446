/** What went wrong in a run: what happened, what to do, and what probably caused it. */
import { MessageError, precise, sentences, type Message } from '../messages/message';
import { BackendError } from '../runtime/errors';
import type { MemoryEstimate } from './events';
import { says } from './messages';
import type { RunConfig, StepRecord } from './types';

/** Loss or gradient stopped being a number. */
export class NotFiniteError extends MessageError {
  override name = 'NotFiniteError';
  constructor(readonly record: StepRecord) {
    const { step, loss } = record;
    super(Number.isFinite(loss) ? says.notFiniteGradient({ step }) : says.notFiniteLoss({ step }));
  }
}

/** The loss is a number, but rose a thousandfold and stayed there. */
export class DivergedError extends MessageError {
  override name = 'DivergedError';
  constructor(
    readonly record: StepRecord,
    first: StepRecord,
  ) {
    const { step, loss } = record;
    super(says.diverged({ step, loss: precise(loss, 2), first: precise(first.loss, 2) }));
  }
}

/** The numbers ran away: the run goes back to a sound state, from which a lower rate may go on. */
export const ranAway = (error: unknown): error is NotFiniteError | DivergedError =>
  error instanceof NotFiniteError || error instanceof DivergedError;

/** A failure whose cause is known, with advice. */
export class TrainingFailure extends MessageError {
  override name = 'TrainingFailure';
  /**
   * @param told what happened and what to do
   * @param advice likely causes or remedies, the likeliest first
   * @param step steps that are safe: training can go on from here with `checkpoint()` (another backend works too)
   */
  constructor(
    readonly kind: 'not-finite' | 'diverged' | 'device-lost' | 'out-of-memory',
    told: Message,
    readonly advice: readonly Message[],
    readonly step: number,
    options: { readonly cause: unknown },
  ) {
    super(told, options);
  }
}

/** Why losses and gradients explode, the likeliest first for this run. */
function causesOfExplosion({ optimizer }: RunConfig, last: StepRecord | undefined): Message[] {
  const { learningRate, clipNorm, warmup } = optimizer;
  return [
    says.rateTooHigh({ rate: learningRate, lower: Number((learningRate / 10).toPrecision(1)) }),
    ...(clipNorm === 0 ? [says.notClipped] : []),
    ...(warmup === 0 ? [says.noWarmup] : []),
    ...(last && last.gradientNorm > 100 ? [says.largeGradient({ norm: precise(last.gradientNorm, 2) })] : []),
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
  if (ranAway(error))
    return new TrainingFailure(
      error instanceof NotFiniteError ? 'not-finite' : 'diverged',
      sentences(error.told, safeStep > 0 ? says.goOnLower({ step: safeStep }) : says.startAgainLower),
      causesOfExplosion(config, last),
      safeStep,
      { cause: error },
    );
  if (isLoss(error))
    return new TrainingFailure('device-lost', error.told, [says.goOn, says.slowSteps], safeStep, { cause: error });
  if (error instanceof BackendError && error.kind === 'out-of-memory')
    return new TrainingFailure('out-of-memory', error.told, waysToSaveMemory(at), safeStep, { cause: error });
  return error;
}

const megabytes = (bytes: number) => ({ count: Math.round(bytes / 1e6) });

function waysToSaveMemory({ config, estimate }: Circumstances): Message[] {
  const batch = Math.max(1, Math.floor(config.batchSize / 2));
  const smaller = config.optimizer.accumulation === 1 ? says.smallerBatchAlike : says.smallerBatch;
  return [
    ...(estimate
      ? [
          says.memoryNeeded({
            expected: megabytes(estimate.expected),
            activations: megabytes(estimate.activations),
          }),
        ]
      : []),
    config.batchSize > 1 ? smaller({ batch }) : says.shorter,
    says.fewerTensors,
  ];
}

export const isLoss = (error: unknown): error is BackendError =>
  error instanceof BackendError && error.kind === 'device-lost';
