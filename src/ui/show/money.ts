/** The money line and what is known of its noise, in words. */
import { bytes, whole } from '../format';
import { arrivals, byScore, type Arrival } from './field';
import { gainText } from './gainText';
import { words } from './strings';
import type { Shown } from './told';

export interface Money {
  /** The sentence in large type: who gets there with the least. */
  readonly line: string;
  /** What is known of the difference, when it got there, who else did. */
  readonly more: string;
  readonly arrival?: Arrival;
}

const text = words.money;

/** Why nobody has got there. */
function without({ field, live, written }: Shown): string {
  const { full, from, finish } = field;
  if (finish === undefined) {
    if (full && from) return text.gainless;
    return written && full ? text.written : live ? text.waiting : text.missing;
  }
  const rivals = byScore(field).filter(
    ({ id, gain, bytes: stored }) =>
      id !== full!.id && id !== from!.id && gain !== undefined && (stored ?? Infinity) < (full!.bytes ?? Infinity),
  );
  const nearest = rivals[0];
  return nearest ? text.none(nearest.name, gainText(nearest.gain!)) : text.alone;
}

function noiseOf({ gain, noise, lane }: Arrival, seeds: number): string {
  const share = gainText(gain);
  if (noise === undefined) return words.noise.unknown(share);
  const count = whole(Math.min(seeds, lane.standing!.runs.length));
  return noise ? words.noise.within(share, count) : words.noise.beyond(share, count);
}

export function moneyOf(shown: Shown): Money {
  const { field, steps } = shown;
  const found = arrivals(field);
  const [arrival] = found;
  if (!arrival) return { line: without(shown), more: '' };
  const { lane, gain, noise, after } = arrival;
  const full = field.full!;
  const [stored, all] = [bytes(lane.bytes!), bytes(full.bytes!)];
  const line =
    noise === true
      ? text.same(lane.name, stored, all)
      : gain >= 1
        ? text.better(lane.name, stored, all)
        : text.share(lane.name, gainText(gain), stored, all);
  const tuned = field.lanes.filter(({ id, standing }) => standing && id !== field.from!.id && id !== full.id).length;
  const more = [
    noiseOf(arrival, full.standing!.runs.length),
    after !== undefined && steps !== undefined && words.after(whole(Math.round(after * steps))),
    tuned > 1 && words.others(found.length, whole(tuned)),
  ];
  return { line, more: more.filter(Boolean).join(' '), arrival };
}
