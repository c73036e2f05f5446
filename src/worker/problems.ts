/** Whatever was thrown, as a problem for people: a code, a sentence, and remedies that the page can carry out. */
import { AnatomyError } from '../anatomy/describe';
import { DataError } from '../data/errors';
import { MissingFileError } from '../data/files';
import { AdapterError } from '../interchange/adapter';
import { DownloadError } from '../interchange/fetchSource';
import { AddressError } from '../interchange/hub/address';
import { SafetensorsError } from '../interchange/safetensors';
import { inEnglish, toldBy, type Message } from '../messages/message';
import { HyperparameterError } from '../methods/hyperparameters';
import { ModelFileError } from '../onnx/codec';
import { InferenceError } from '../onnx/infer';
import { BackendError, isAllocationFailure } from '../runtime/errors';
import { PositionsError } from '../training/base';
import { TrainingFailure } from '../training/failures';
import { says } from './messages';
import type { Problem } from './protocol';

/** A problem that was already put into words. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(inEnglish(problem.message));
    this.name = 'ProblemError';
  }
}

const problem = (
  code: Problem['code'],
  message: Message,
  suggestions: Problem['suggestions'],
  rest: Partial<Problem> = {},
): Problem => ({ code, message, advice: [], recoverable: false, suggestions, ...rest });

/** @param own the visitor's own model or data is in use, so that the bundled ones are a way out. */
export function problemOf(error: unknown, own: { readonly model?: boolean; readonly data?: boolean } = {}): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof TrainingFailure) return problemOfTraining(error);
  const message = toldBy(error);
  if (error instanceof BackendError) {
    switch (error.kind) {
      case 'no-webgpu':
      case 'adapter-refused':
        return problem('no-webgpu', message, ['use-wasm']);
      case 'device-lost':
        return problem('device-lost', message, ['resume', 'use-wasm'], { recoverable: true });
      case 'out-of-memory':
        return problem('out-of-memory', message, ['smaller-batch', 'shorter-sequences']);
      case 'runtime':
        return problem('unexpected', message, ['try-again', 'use-wasm']);
    }
  }
  if (error instanceof DataError) return problem('bad-data', message, own.data ? ['bundled-data'] : []);
  if (error instanceof AdapterError || error instanceof SafetensorsError) return problem('bad-adapter', message, []);
  if (error instanceof PositionsError)
    return problem('bad-configuration', message, ['fitting-length'], { excess: error.excess });
  if (error instanceof HyperparameterError) return problem('bad-configuration', message, []);
  if (error instanceof ModelFileError || error instanceof InferenceError || error instanceof AnatomyError)
    return problem('bad-model', message, own.model ? ['bundled-model'] : ['try-again']);
  if (error instanceof AddressError)
    return own.data && !own.model
      ? problem('bad-data', message, ['bundled-data'])
      : problem('bad-model', message, ['bundled-model']);
  if (error instanceof MissingFileError)
    return problem(own.model ? 'bad-model' : 'download', message, own.model ? ['bundled-model'] : ['try-again']);
  if (isAllocationFailure(error))
    return problem('out-of-memory', says.memoryFull, ['smaller-batch', 'shorter-sequences']);
  if (error instanceof DownloadError) return problem('download', message, ['try-again']);
  return problem('unexpected', message, ['try-again']);
}

/** A failure of a run whose cause is known. */
export function problemOfTraining({
  kind,
  told,
  advice,
  step,
}: Pick<TrainingFailure, 'kind' | 'told' | 'advice' | 'step'>): Problem {
  const recoverable = step > 0;
  switch (kind) {
    case 'not-finite':
    case 'diverged':
      return problem(kind, told, recoverable ? ['lower-learning-rate', 'resume'] : ['lower-learning-rate'], {
        recoverable,
        advice,
        step,
      });
    case 'device-lost':
      return problem(kind, told, ['resume', 'use-wasm'], { recoverable: true, advice, step });
    case 'out-of-memory':
      return problem(kind, told, ['smaller-batch', 'shorter-sequences', 'use-wasm'], { recoverable, advice, step });
  }
}

/** Whatever stopped the training. @param step the last one whose state was kept */
export function problemWhileTraining(error: unknown, step: number): Problem {
  if (error instanceof TrainingFailure) return problemOfTraining(error);
  return problem('unexpected', toldBy(error), ['try-again', 'use-wasm'], { recoverable: step > 0, advice: [], step });
}
