/** A field of lanes: what a race, kept runs and a recorded board have in common. Pure. */
import type { Category } from '../../methods/contract';
import { ranked, withinNoise, type Scored, type Standing } from '../../state/standings';

/** Share of what full fine-tuning gains at which a method counts as having reached it. */
export const REACHED = 0.95;

/** One run of a lane. */
export interface LaneRun extends Scored {
  /** What was measured on the way: share of the run's steps, and score. Empty where only the end is known. */
  readonly way: readonly (readonly [share: number, score: number])[];
}

export type LaneState = 'waiting' | 'now' | 'done' | 'failed';

export interface LaneSource {
  /** A method's id, or what tells it from others of that method. */
  readonly id: string;
  readonly name: string;
  readonly category: Category;
  readonly state: LaneState;
  /** Stored bytes of method and head; undefined of what nothing is stored of. */
  readonly bytes?: number;
  /** A run for each seed; none before the first was measured. */
  readonly runs: readonly Omit<LaneRun, 'method'>[];
}

export interface Lane extends Omit<LaneSource, 'runs'> {
  /** undefined before anything was measured of it. */
  readonly standing?: Standing<LaneRun>;
  /** Share of what full fine-tuning gains; undefined where that is not known. */
  readonly gain?: number;
}

export interface Field {
  readonly lanes: readonly Lane[];
  /** Scores are better when they are lower. */
  readonly lower: boolean;
  /** What full fine-tuning's gain is counted from: the head alone, or the untuned model. */
  readonly from?: Lane;
  readonly full?: Lane;
  /** Score at which a method has 95 % of full fine-tuning's gain; undefined where there is no gain to be had. */
  readonly finish?: number;
  /** The score at the left end of a track, and at the right. */
  readonly ends: readonly [left: number, right: number];
}

export interface FieldOptions {
  readonly lower: boolean;
  /** Ids of the lanes that the gain is counted from and to. */
  readonly from: string;
  readonly full: string;
}

/** Room of a track beyond both marks, as a share of the distance between them. */
const ROOM = 0.18;

const spreadOf = ({ mean, deviation = 0 }: Standing<LaneRun>): readonly number[] => [
  mean - deviation,
  mean + deviation,
];

/** Both ends of a track: around the marks where they are known, else around all that was measured. */
function endsOf(found: readonly Standing<LaneRun>[], lower: boolean, marks: readonly number[]): Field['ends'] {
  const values = found.flatMap(spreadOf);
  const reach = marks.length === 2 ? Math.abs(marks[1]! - marks[0]!) : 0;
  const best = Math.max(...(lower ? values.map((value) => -value) : values));
  const ways = found.flatMap(({ runs }) => runs.flatMap(({ way }) => way.map(([, score]) => score)));
  const worst = Math.min(...(lower ? [...values, ...ways].map((value) => -value) : [...values, ...ways]));
  // A method that blew up must not press all others into the last pixels: it stands at the left end.
  const least = reach > 0 ? Math.max(worst, (lower ? -marks[0]! : marks[0]!) - ROOM * reach) : worst;
  const most = reach > 0 ? Math.max(best, lower ? -marks[1]! : marks[1]!) : best;
  const room = Math.max(most - least, 1e-6) * 0.03;
  return lower ? [-(least - room), -(most + room)] : [least - room, most + room];
}

export function fieldOf(sources: readonly LaneSource[], { lower, from, full }: FieldOptions): Field {
  const found = ranked(
    sources.flatMap(({ id, runs }) => runs.map((run): LaneRun => ({ ...run, method: id }))),
    lower,
  );
  const of = (id: string) => found.find(({ method }) => method === id);
  const [start, end] = [of(from), of(full)];
  const gained = start && end ? (lower ? start.mean - end.mean : end.mean - start.mean) : 0;
  // A gain that may be noise is no measure for others.
  const known = start !== undefined && end !== undefined && gained > 0 && withinNoise(start, end) !== true;
  const lanes = sources.map(({ runs: _, ...source }): Lane => {
    const standing = of(source.id);
    return {
      ...source,
      ...(standing && { standing }),
      ...(standing && known && { gain: (standing.mean - start.mean) / (end.mean - start.mean) }),
    };
  });
  const laneOf = (id: string) => lanes.find((lane) => lane.id === id && lane.standing !== undefined);
  return {
    lanes,
    lower,
    ...(start && { from: laneOf(from)! }),
    ...(end && { full: laneOf(full)! }),
    ...(known && { finish: start.mean + REACHED * (end.mean - start.mean) }),
    ends: found.length > 0 ? endsOf(found, lower, known ? [start.mean, end.mean] : []) : [0, 1],
  };
}

/** From best to worst; what was not measured yet comes last, in its own order. */
export function byScore({ lanes, lower }: Pick<Field, 'lanes' | 'lower'>): Lane[] {
  const value = ({ standing }: Lane) => (standing ? (lower ? -standing.mean : standing.mean) : -Infinity);
  return [...lanes].sort((a, b) => value(b) - value(a) || 0);
}

/** Where a score lies on a track, from 0 to 1; what lies beyond an end stands at it. */
export function placeOf(score: number, [left, right]: Field['ends']): number {
  return Math.min(1, Math.max(0, (score - left) / (right - left || 1)));
}

/** Score after a share of the steps, evenly between two measurements; undefined before the first and where none was. */
export function scoreAt({ way, score }: Pick<LaneRun, 'way' | 'score'>, share: number): number | undefined {
  if (share >= 1) return score;
  const next = way.findIndex(([at]) => at >= share);
  if (next < 0) return way.length > 0 ? score : undefined;
  const [to, then] = way[next]!;
  if (next === 0) return to === share ? then : undefined;
  const [since, before] = way[next - 1]!;
  return before + ((share - since) / (to - since)) * (then - before);
}

/** A lane's mean score after a share of the steps; undefined while one of its runs has none. */
export function meanAt(lane: Lane, share: number): number | undefined {
  const scores = lane.standing?.runs.map((run) => scoreAt(run, share)) ?? [];
  if (scores.length === 0 || scores.some((score) => score === undefined)) return undefined;
  return scores.reduce<number>((sum, score) => sum + score!, 0) / scores.length;
}

/** Share of the steps at which a lane first has a score; 1 where only its end is known. */
export const firstOf = (lane: Lane): number =>
  Math.max(...(lane.standing?.runs.map(({ way }) => way[0]?.[0] ?? 1) ?? [1]));

/** A method that reaches 95 % of full fine-tuning's gain. */
export interface Arrival {
  readonly lane: Lane;
  readonly gain: number;
  /** Share of the steps at which it got there; undefined where only the end is known, or not every seed does. */
  readonly after?: number;
  /** Within noise of full fine-tuning; undefined where a single seed tells nothing of noise. */
  readonly noise: boolean | undefined;
}

/** The share of the steps from which on a lane's mean has been measured beyond the finish. */
function afterOf(lane: Lane, { lower, finish }: Field): number | undefined {
  const shares = [...new Set(lane.standing!.runs.flatMap(({ way }) => way.map(([share]) => share)))].sort(
    (a, b) => a - b,
  );
  return shares.find((share) => {
    const score = meanAt(lane, share);
    return score !== undefined && (lower ? score <= finish! : score >= finish!);
  });
}

/** Who reaches 95 % with less than full fine-tuning stores, the smallest first. */
export function arrivals(field: Field): Arrival[] {
  const { full, from } = field;
  if (!full || field.finish === undefined) return [];
  return field.lanes
    .filter(({ id, gain, bytes }) => {
      const smaller = bytes !== undefined && bytes < (full.bytes ?? Infinity);
      return id !== full.id && id !== from?.id && smaller && (gain ?? 0) >= REACHED;
    })
    .sort((a, b) => a.bytes! - b.bytes!)
    .map((lane) => {
      const after = afterOf(lane, field);
      return {
        lane,
        gain: lane.gain!,
        ...(after !== undefined && { after }),
        noise: withinNoise(lane.standing!, full.standing!),
      };
    });
}

/** Other lanes whose means are within noise of this one's. */
export const alikeOf = ({ lanes }: Field, lane: Lane): Lane[] =>
  lanes.filter(
    (other) =>
      other.id !== lane.id && lane.standing && other.standing && withinNoise(lane.standing, other.standing) === true,
  );
