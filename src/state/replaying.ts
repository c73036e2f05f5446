/**
 * Recorded runs on the page, as a part of its store: what is shown until something is trained here. The recording of
 * the chosen settings, else the nearest one, which says what is different; or the curves that a link brought.
 */
import type { Method } from '../methods/contract';
import { dimensionsOf, runConfig, taskOf } from './chosen';
import {
  differences,
  fetchRecording,
  nearestChoice,
  recordingFile,
  replay,
  runAt,
  type Choice,
  type Recording,
} from './recording';
import type { Run } from './run';
import type { State } from './store';

export interface Replaying {
  /** Shown in place of the run until that begins; marked as recorded. */
  readonly recording?: Run;
  /** Replays what there is for the present settings, unless that is done already, or something was trained. */
  replay: () => Promise<void>;
}

/** The run that panels show: the one here once it begins, a recording till then. */
export const shownRun = ({ recording, run }: Pick<State, 'recording' | 'run'>): Run => recording ?? run;

export interface ReplayingOptions {
  readonly methods: readonly Method[];
  /** Where recorded runs lie; absent: there are none. */
  readonly recordings?: URL;
  /** Shown from the first drawing on. */
  readonly first?: Recording;
  readonly still: () => boolean;
  get: () => State;
  set: (part: Partial<State>) => void;
}

export interface Replays {
  readonly replay: Replaying['replay'];
  /** Something is trained here: nothing is replayed until the settings change. */
  stop: () => void;
  /** The settings changed: what is shown is of others now, or goes where another recording is nearer. */
  follow: () => void;
  /** From the first step again. */
  restart: () => void;
}

export function replaying({ methods, recordings, first, still, get, set }: ReplayingOptions): Replays {
  let stopped = false;
  /** Grows with every wish, so that answers which come late are dropped. */
  let wish = 0;
  /** Grows with every replay that begins or is broken off. */
  let turn = 0;
  /** What is shown; it moves only when a replay has begun. */
  let shown: { readonly file: string; readonly recording: Recording; readonly begun: boolean } | undefined = first && {
    file: recordingFile({ ...first.config, method: first.config.method.id }),
    recording: first,
    begun: false,
  };

  const free = (): boolean => !stopped && get().run.records.length === 0 && get().intent === 'stand';

  function clear(): void {
    turn++;
    shown = undefined;
    if (get().recording) set({ recording: undefined });
  }

  function choiceNow(): Choice | undefined {
    const state = get();
    const { model, dataset, replay: wanted, method: id } = state.settings;
    const method = methods.find((candidate) => candidate.id === id);
    if (!recordings || wanted === 'off' || !method) return undefined;
    return nearestChoice(method, { model, dataset, task: taskOf(state), kind: dimensionsOf(state).kind });
  }

  const otherOf = ({ config }: Recording) => differences(config, runConfig(get(), methods));

  /** The recording at a step, with what is different here. */
  function runNow(recording: Recording, step: number): Run {
    const run = runAt(recording, step);
    const other = otherOf(recording);
    return other.length > 0 ? { ...run, recorded: { ...run.recorded!, other } } : run;
  }

  /** Says anew what is different, after a change of settings. */
  function mark(): void {
    const { recording } = get();
    if (recording && shown) set({ recording: runNow(shown.recording, recording.step) });
  }

  function begin(total: number, at: (step: number) => Run): void {
    const mine = ++turn;
    const show = (run: Run): boolean => {
      if (mine !== turn || !free()) return false;
      set({ recording: run });
      return true;
    };
    replay(total, at, show, still());
  }

  /** @returns false where the curves of the link can't be read */
  async function fromLink(curve: string, mine: number): Promise<boolean> {
    try {
      const { decodeCurve } = await import('./shareCurve');
      const shared = decodeCurve(curve);
      if (mine !== wish || !free()) return true;
      shown = undefined;
      begin(shared.steps, (step) => shared.at(step));
      return true;
    } catch {
      const { curve: _curve, ...rest } = get().payload;
      set({ payload: rest, notes: [...get().notes, { code: 'bad-curve' }] });
      return false;
    }
  }

  async function replayNow(): Promise<void> {
    if (!free()) return;
    const mine = ++wish;
    const { curve } = get().payload;
    if (curve !== undefined && (get().recording?.recorded?.shared || (await fromLink(curve, mine)))) return;
    const choice = choiceNow();
    if (!choice || !recordings) return clear();
    const file = recordingFile(choice);
    const same = shown?.file === file ? shown : undefined;
    if (same?.begun) return mark();
    const recording = same?.recording ?? (await fetchRecording(recordings, choice));
    if (mine !== wish || !free()) return;
    // The visitor's own run before is nearer than a recording of other settings; its curve is drawn already.
    if (!recording || (get().previous && otherOf(recording).length > 0)) return clear();
    shown = { file, recording, begun: true };
    begin(recording.losses.length, (step) => runNow(recording, step));
  }

  return {
    replay: replayNow,
    stop: () => {
      stopped = true;
      wish++;
      clear();
    },
    follow: () => {
      stopped = false;
      const { recording } = get();
      if (!recording) return;
      const choice = choiceNow();
      if (!shown || !choice || recordingFile(choice) !== shown.file) return clear();
      mark();
    },
    restart: () => {
      stopped = false;
      clear();
      void replayNow();
    },
  };
}
