/** What opening a run tells: what was done before it. */
import { messages } from '../messages/message';

export const sessionTexts = {
  poisoningWeights: 'The attacker trains all weights on the poisoned rows',
  poisonedWeights: ({ accuracy, success }: { accuracy: string; success: string }) =>
    `Right in ${accuracy} % of the validation rows, and ${success} % of the attacks succeed. The method goes on from ` +
    'these weights, with a new head, on rows without poison.',
  identifying: 'LoRA looks for rows that it is suspiciously sure of',
  identified: ({ left, rows, caught, poisoned }: { left: string; rows: string; caught: string; poisoned: string }) =>
    `${left} of ${rows} training rows left out, among them ${caught} of the ${poisoned} poisoned ones. The method ` +
    'starts on the rest.',
  allSuspicious: ({ suspicion }: { suspicion: string }) =>
    `At a confidence of ${suspicion} too few training rows of a class are left. Choose a greater one.`,
  defenceWithoutPoison: 'A defence needs a backdoor to defend against. Turn the backdoor on, or choose no defence.',
  learningSource: ({ source }: { source: string }) => `Learns “${source}” first`,
  sourceLearnt: ({ steps, result }: { steps: string; result: string }) =>
    `After ${steps} steps: ${result} on its validation rows. The run goes on from there.`,
  notMeasured: 'not measured',
  written: ({ chrf, exact }: { chrf: string; exact: string }) => `chrF ${chrf}, ${exact} % exactly right`,
  rightIn: ({ accuracy }: { accuracy: string }) => `${accuracy} % right`,
  lossOf: ({ loss }: { loss: string }) => `a loss of ${loss}`,
  transferFromItself: 'The data to learn from first are the data themselves. Choose others, or none.',
  transferOfSeveral: ({ method }: { method: string }) =>
    `${method} learns from other data sets by itself. Choose another method, or nothing to learn first.`,
  transferWithPoison: 'A backdoor and other data to learn first do not go together. Turn one of them off.',
  transferWithAdapter:
    'The run starts from an adapter, and so learns no other data first. Reset it, or choose nothing to learn first.',
  sourceTask: ({ source, task }: { source: string; task: string }) =>
    `“${source}” is for another task (${task}). Choose data of the same task to learn first.`,
  nothingToRead: 'The model has no token for any of this. Pin a text in its language.',
  notPinned: ({ reason }: { reason: string }) => `What is pinned can't be looked at here. ${reason}`,
  filterNeedsLora: ({ reason }: { reason: string }) =>
    `The filter looks for suspicious rows with LoRA, which can't be used here. ${reason} Choose another defence.`,
};

export const says = messages('session', sessionTexts);
