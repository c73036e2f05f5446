/** One lane: a method's mark moves along it as its score does. */
import { memo, useCallback, useEffect, useRef } from 'react';
import { colorOf, InlineMark } from '../compare/mark';
import { usePlay } from '../context';
import { bytes, whole } from '../format';
import { meanAt, placeOf, type Field, type Lane } from './field';
import { gainText } from './gainText';
import { words } from './strings';

export interface LaneProps {
  readonly lane: Lane;
  readonly ends: Field['ends'];
  readonly format: (score: number) => string;
  /** Share of the steps that is shown; 1 for all. */
  readonly at: number;
  /** Not there yet: it is larger than what is shown. */
  readonly hidden: boolean;
  readonly chosen: boolean;
  /** Within noise of the chosen one. */
  readonly alike: boolean;
  readonly onChoose: (id: string | undefined) => void;
}

const inPercent = (share: number): string => `${(100 * share).toFixed(2)}%`;

/** How far the run is that is being trained, and its words. */
function Progress({ reveal }: { readonly reveal: () => void }) {
  const step = usePlay((state) => state.run.step);
  const steps = usePlay((state) => state.settings.steps);
  useEffect(reveal, [reveal]);
  return (
    <span className="lane-progress" title={words.step(whole(step), whole(steps))}>
      <span style={{ inlineSize: inPercent(Math.min(1, step / steps)) }} />
    </span>
  );
}

/** Mean and deviation as people write them. */
export function scoreText({ standing }: Lane, format: (score: number) => string): string {
  if (!standing) return '';
  const { mean, deviation } = standing;
  return deviation === undefined ? format(mean) : `${format(mean)} ± ${format(deviation)}`;
}

/** A long list scrolls by itself: what is trained stays in sight, and the page does not move. */
function useReveal() {
  const row = useRef<HTMLLIElement>(null);
  const reveal = useCallback(() => {
    const list = row.current?.parentElement;
    if (list) list.scrollTop = row.current!.offsetTop - list.clientHeight / 2;
  }, []);
  return { row, reveal };
}

export const LaneRow = memo(function LaneRow(props: LaneProps) {
  const { lane, ends, format, at, hidden, chosen, alike, onChoose } = props;
  const { id, name, category, state, standing, gain } = lane;
  const { row, reveal } = useReveal();
  const score = hidden ? undefined : at < 1 ? meanAt(lane, at) : standing?.mean;
  const deviation = at < 1 ? undefined : standing?.deviation;
  const place = score === undefined ? 0 : placeOf(score, ends);
  const spread =
    score !== undefined && deviation !== undefined
      ? [placeOf(score - deviation, ends), placeOf(score + deviation, ends)].sort((a, b) => a - b)
      : undefined;
  const stored = lane.bytes === undefined ? '' : bytes(lane.bytes);
  const line =
    score === undefined
      ? state === 'done' || hidden
        ? ''
        : state === 'now'
          ? words.measured
          : words.state[state]
      : at < 1
        ? format(score)
        : scoreText(lane, format);
  return (
    <li
      ref={row}
      className="lane"
      data-lane={id}
      data-state={state}
      data-chosen={chosen ? 'yes' : alike ? 'alike' : undefined}
      data-place={score === undefined ? undefined : place.toFixed(3)}
      style={{ ['--lane' as string]: colorOf(category), ['--place' as string]: inPercent(place) }}
    >
      <button
        type="button"
        className="lane-name"
        aria-pressed={chosen}
        aria-label={words.lane(name, scoreText(lane, format), gain === undefined ? '' : gainText(gain), stored)}
        disabled={!standing}
        onClick={() => onChoose(chosen ? undefined : id)}
      >
        <InlineMark category={category} />
        <span>{name}</span>
      </button>
      <span className="lane-track" aria-hidden="true">
        {score !== undefined && <span className="lane-fill" />}
        {spread && (
          <span
            className="lane-spread"
            style={{ insetInlineStart: inPercent(spread[0]!), inlineSize: inPercent(spread[1]! - spread[0]!) }}
          />
        )}
        {score !== undefined && <span className="lane-mark" />}
        {state === 'now' && <Progress reveal={reveal} />}
      </span>
      <span className="lane-score" aria-hidden="true">
        {line}
      </span>
      <span className="lane-bytes" aria-hidden="true">
        {stored}
      </span>
    </li>
  );
});
