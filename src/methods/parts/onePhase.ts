/** Methods that train in one go and have something to say at the end: ranks that are left, heads that went. */
import type { Message } from '../../messages/message';
import { says } from '../messages';
import type { Carried, Phase, PhaseOutcome, PhaseRequest } from '../lifecycle';

/** What was found: told to the learner, and small facts to keep. */
export interface Finding {
  readonly summary: Message;
  readonly facts?: Carried['facts'];
}

/** A `phases` with a single training phase that takes all steps of the run. */
export function onePhase(find: (outcome: PhaseOutcome) => Finding): (request: PhaseRequest) => Phase | undefined {
  return ({ index, steps }) =>
    index > 0
      ? undefined
      : {
          id: 'train',
          title: says.training,
          work: { kind: 'train', steps },
          conclude(outcome) {
            const { summary, facts } = find(outcome);
            return { summary, carried: { facts: { ...outcome.carried.facts, ...facts } } };
          },
        };
}
