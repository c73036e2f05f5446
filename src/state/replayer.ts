/**
 * Replays recorded runs: the recording of the chosen settings, else the nearest one, which says what is different; or
 * the curves that a link brought. Fetches and keeps time; what is shown is in the state (`reduceReplay.ts`).
 */
import { choiceOf, differencesOf, isFree, recordedRun } from './reduceReplay';
import { fetchRecording, recordingFile, replay } from './recording';
import type { Run } from './run';
import type { Offer } from './state';
import type { Store } from './store';

export interface ReplayerOptions {
  readonly store: Store;
  readonly offer: Offer;
  /** Where recorded runs lie; absent: there are none. */
  readonly recordings?: URL;
  /** The visitor wants no motion. */
  readonly still: () => boolean;
}

export class Replayer {
  /** Grows with every wish, so that answers which come late are dropped. */
  #wish = 0;

  constructor(private readonly options: ReplayerOptions) {}

  /** Replays what there is for the present settings, unless that is done already, or something was trained. */
  async replay(): Promise<void> {
    const { store, offer, recordings } = this.options;
    const before = store.getState();
    if (!isFree(before)) return;
    const wanted = this.#wanted();
    const { curve } = before.payload;
    if (curve !== undefined && (before.recording?.recorded?.shared || (await this.#fromLink(curve, wanted)))) return;
    const choice = choiceOf(store.getState(), offer);
    if (!choice || !recordings) return store.dispatch({ type: 'clear-replay' });
    const file = recordingFile(choice);
    const { shown } = store.getState().replay;
    const same = shown?.file === file ? shown : undefined;
    if (same?.begun) return store.dispatch({ type: 'mark-replay' });
    const recording = same?.recording ?? (await fetchRecording(recordings, choice));
    if (!wanted()) return;
    const state = store.getState();
    // The visitor's own run before is nearer than a recording of other settings; its curve is drawn already.
    if (!recording || (state.previous && differencesOf(state, recording, offer).length > 0))
      return store.dispatch({ type: 'clear-replay' });
    this.#begin(
      recording.losses.length,
      (step) => recordedRun(store.getState(), recording, step, offer),
      () => store.dispatch({ type: 'begin-replay', file, recording }),
    );
  }

  /** From the first step again. */
  async restart(): Promise<void> {
    this.options.store.dispatch({ type: 'restart-replay' });
    await this.replay();
  }

  /** @returns whether an answer to what is wished now is still wanted when it comes */
  #wanted(): () => boolean {
    const { store } = this.options;
    const mine = ++this.#wish;
    const { turn } = store.getState().replay;
    return () => mine === this.#wish && turn === store.getState().replay.turn && isFree(store.getState());
  }

  /** @returns false where the curves of the link can't be read */
  async #fromLink(curve: string, wanted: () => boolean): Promise<boolean> {
    const { store } = this.options;
    try {
      const { decodeCurve } = await import('./shareCurve');
      const shared = decodeCurve(curve);
      if (!wanted()) return true;
      this.#begin(
        shared.steps,
        (step) => shared.at(step),
        () => store.dispatch({ type: 'begin-replay' }),
      );
      return true;
    } catch {
      store.dispatch({ type: 'payload-refused', part: 'curve', note: { code: 'bad-curve' } });
      return false;
    }
  }

  #begin(total: number, at: (step: number) => Run, begin: () => void): void {
    const { store, still } = this.options;
    begin();
    const { turn } = store.getState().replay;
    const show = (run: Run): boolean => {
      store.dispatch({ type: 'replay-frame', turn, run });
      return store.getState().recording === run;
    };
    replay(total, at, show, still());
  }
}
