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
  updateComesLast: ({ method }: { method: string }) =>
    `${method} works in phases, and its update exists from the last one on. Let the run finish, then come back.`,
  keptNotScaled: ({ method }: { method: string }) =>
    `A kept adapter of ${method} changes no weight of the model, and where it started is not kept: it can't be made ` +
    'stronger or weaker. Set the strength to 1.',
  notAdded: ({ method }: { method: string }) =>
    `An adapter of ${method} can't be added to another: it changes no weight of the model, but adds something beside ` +
    'them. Choose two whose methods change weights, LoRA for example.',
  factorsOfLora: 'Factors can be averaged only where both adapters are LoRA without DoRA. Add the updates instead.',
  factorsOfRank: ({ one, other }: { one: number; other: number }) =>
    `Factors can be averaged only where both have the same rank; here it is ${one} and ` +
    `${other}. Add the updates instead.`,
  factorsOfTargets:
    'Factors can be averaged only where both adapters change the same matrices. Add the updates instead.',
  noModelOfKept: 'The kept adapters are not here any more: keep them again.',
  untold: "The file does not say which method it was made with, and so can't be played with. Keep another one.",
  badStrength: 'The strength of the update must be a number from 0 to 2.',
  noRunToPlay: 'The run stands at its start: train it first, then play with the result.',
  smallCloud: ({ points, least }: { points: string; least: string }) =>
    `There are ${points} validation texts, and a cloud needs ${least} at the least. Choose data with more rows.`,
  nothingToExplain: 'The model has no token for any of this. Type a text in its language.',
  filterNeedsLora: ({ reason }: { reason: string }) =>
    `The filter looks for suspicious rows with LoRA, which can't be used here. ${reason} Choose another defence.`,
};

export const says = messages('session', sessionTexts);
