/** Two states of a run that were kept to be compared. They stay when the run goes on, and go with it. */
import { MessageError } from '../messages/message';
import type { Checkpoint } from '../training/events';
import type { Examined } from '../training/examiner';
import type { RunConfig } from '../training/types';
import { says } from './messages';
import type { PinnedPlace, PinnedStates, StateName } from './protocol';

/** What a run has in common with the same that goes on. */
const keyOf = ({ steps: _, optimizer: { learningRate: _rate, ...optimizer }, ...config }: RunConfig): string =>
  JSON.stringify({ ...config, optimizer });

export class PinnedCheckpoints {
  readonly #kept = new Map<PinnedPlace, Checkpoint>();
  #key: string | undefined;

  /** Those of another run are gone. */
  belongTo(config: RunConfig): void {
    const key = keyOf(config);
    if (this.#key !== key) this.#kept.clear();
    this.#key = key;
  }

  pin(place: PinnedPlace, checkpoint: Checkpoint): PinnedStates {
    this.#kept.set(place, checkpoint);
    return this.places;
  }

  get places(): PinnedStates {
    return Object.fromEntries([...this.#kept].map(([place, { step }]) => [place, step]));
  }

  /** @throws MessageError where nothing is kept in a place */
  state(name: StateName): Examined {
    if (name === 'base' || name === 'now') return name;
    const kept = this.#kept.get(name);
    if (!kept) throw new MessageError(says.nothingPinned({ place: name.toUpperCase() }));
    return kept;
  }
}
