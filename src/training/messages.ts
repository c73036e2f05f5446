/** What training tells people: why a run stopped, and what helps. */
import { messages } from '../messages/message';

export const trainingTexts = {
  notFiniteLoss: ({ step }: { step: string }) =>
    `Training stopped: at step ${step} the loss was no longer a finite number.`,
  notFiniteGradient: ({ step }: { step: string }) =>
    `Training stopped: at step ${step} the gradient was no longer a finite number.`,
  diverged: ({ step, loss, first }: { step: string; loss: string; first: string }) =>
    `Training stopped: it diverged. At step ${step} the loss was ${loss}, and it began at ${first}.`,
  goOnLower: ({ step }: { step: string }) =>
    `The state of step ${step} was kept: go on from there with a lower learning rate.`,
  startAgainLower: 'The run is back at its start: start again with a lower learning rate.',
  rateTooHigh: ({ rate, lower }: { rate: string; lower: string }) =>
    `The learning rate of ${rate} is too high for this method: try ${lower}.`,
  notClipped: 'Gradients are not clipped: set the clipping norm to 1.',
  noWarmup: 'Training starts at the full rate: let it warm up over the first tenth of the steps.',
  largeGradient: ({ norm }: { norm: string }) =>
    `The gradient was already large before (norm ${norm}): a smaller learning rate or another seed helps.`,
  goOn: 'Go on from the last checkpoint, on the GPU again or with the WASM backend.',
  slowSteps: 'If it happens again, choose a smaller batch: some drivers reset when a step takes too long.',
  memoryNeeded: ({ expected, activations }: { expected: string; activations: string }) =>
    `This run needs about ${expected} MB, of which ${activations} MB are activations, which shrink with the batch.`,
  smallerBatch: ({ batch }: { batch: string }) => `Choose a batch of ${batch}.`,
  smallerBatchAlike: ({ batch }: { batch: string }) =>
    `Choose a batch of ${batch} with two micro-batches per update: the result is the same.`,
  shorter: 'Choose shorter sequences.',
  fewerTensors: 'A method that trains fewer tensors needs less memory for the optimiser and for activations.',
  tooFewPositions: ({ positions, asked, excess }: { positions: string; asked: string; excess: string }) =>
    `The model has ${positions} positions, but ${asked} are asked for (text and virtual tokens together). Choose a ` +
    `length that is ${excess} shorter.`,
  emptyPrompt: 'The prompt is empty. Type at least one word.',
  otherRun: ({ tensor, size }: { tensor: string; size: string }) =>
    `The checkpoint belongs to another run: it has no tensor "${tensor}" of ${size} numbers. Start from the beginning.`,
  noRun: 'There is no run yet: start one first.',
  notTrained: ({ tensor }: { tensor: string }) =>
    `"${tensor}" is not trained in the present phase of this run. Choose another tensor.`,
  badRate: ({ rate }: { rate: string }) => `The learning rate must be a positive number, not ${rate}.`,
  otherData:
    'The method is learning from another data set at the moment. Look at the mistakes when it is back at yours.',
  noAttribution:
    'Nothing can be told of this text’s tokens: the method puts something of its own in their place, through which ' +
    'no gradient comes back.',
  noStates: 'The layers of this model are not understood, and so nothing can be read between them.',
  noAttention:
    'The attention of this layer can’t be read: its weights are no value of their own in the file. Choose another ' +
    'layer.',
  noModule: 'Nothing is computed here for this text alone. Choose another box.',
  statesOfOtherPhase: 'This state is of another phase of the method, and can’t be compared with the present one.',
  phasesAreOver: ({ method }: { method: string }) =>
    `The phases of ${method} are as long as the steps that were set at the start. Set more steps and train it anew.`,
  goOnAtEnd: 'The run has not come to its end yet: let it finish first.',
  failedEarly: 'The run failed before its first checkpoint. Start from the beginning.',
};

export const says = messages('training', trainingTexts);
