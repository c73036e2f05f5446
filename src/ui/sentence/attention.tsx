/** Who looks at whom in the sentence: arcs of one head, before training on the left and now on the right. */
import { useState } from 'react';
import type { Sentence } from '../../session/sentenceData';
import type { SentenceAttention } from '../../session/sentenceInside';
import { percent, whole } from '../format';
import { shownToken } from './chips';
import { arcsOf, shiftsOf, type Arc } from './heads';
import { strings as words } from './strings';

const ROW = 19;
const TOP = 22;
const WIDTH = 380;
const LABEL = 118;
const CENTRE = WIDTH / 2;
/** Weaker ones are not drawn, unless their token is chosen. */
const LEAST = 0.08;
const ALONE = 0.02;

interface Line {
  readonly text: string;
  readonly learnt?: true;
  /** Place among those that look. */
  readonly query?: number;
  /** Place among those that are looked at; −1: what was learnt. */
  readonly key?: number;
}

function linesOf({ tokens, written = [] }: Sentence, side: 'read' | 'written', cross: boolean, learnt: number): Line[] {
  const looking = side === 'written' ? written : tokens;
  const seen = cross ? tokens : looking;
  return [
    ...(learnt > 0 ? [{ text: words.learntKeys(whole(learnt)), learnt: true as const, key: -1 }] : []),
    ...seen.map(({ text }, i): Line => ({ text: shownToken(text), key: i, ...(!cross && { query: i }) })),
    ...(cross ? looking.map(({ text }, i): Line => ({ text: shownToken(text), query: i })) : []),
  ];
}

interface ArcsProps {
  readonly arcs: readonly Arc[];
  readonly lines: readonly Line[];
  readonly chosen: number | undefined;
  readonly which: 'before' | 'now';
}

function Arcs({ arcs, lines, chosen, which }: ArcsProps) {
  const sign = which === 'now' ? 1 : -1;
  const x = CENTRE + (sign * LABEL) / 2;
  const y = (line: number) => TOP + line * ROW + ROW / 2;
  const shown = arcs.filter(({ query, share }) =>
    chosen === undefined ? share >= LEAST : query === chosen && share >= ALONE,
  );
  return (
    <g className="arcs" data-which={which}>
      {shown.map(({ query, key, share }) => {
        const from = lines.findIndex((line) => line.query === query);
        const to = lines.findIndex((line) => line.key === key);
        const [a, b] = [y(from), y(to)];
        const bulge = Math.min(WIDTH / 2 - LABEL / 2 - 2, 14 + Math.abs(a - b) * 0.7) * sign;
        const d =
          from === to
            ? `M${x} ${a - 4}C${x + 16 * sign} ${a - 9} ${x + 16 * sign} ${a + 9} ${x} ${a + 4}`
            : `M${x} ${a}C${x + bulge} ${a} ${x + bulge} ${b} ${x} ${b}`;
        return (
          <path key={`${query} ${key}`} d={d} strokeWidth={0.75 + 3.5 * share} opacity={Math.min(1, 0.2 + share)} />
        );
      })}
      {chosen !== undefined &&
        shown.map(({ key, share }) => (
          <text
            key={key}
            x={which === 'now' ? WIDTH - 4 : 4}
            y={y(lines.findIndex((line) => line.key === key)) + 4}
            textAnchor={which === 'now' ? 'end' : 'start'}
          >
            {percent(share)}
          </text>
        ))}
    </g>
  );
}

/** Heads as buttons, each with how much of its attention has gone elsewhere. */
function HeadChoice({
  shifts,
  head,
  onHead,
}: {
  readonly shifts: readonly number[];
  readonly head: number;
  readonly onHead: (head: number) => void;
}) {
  return (
    <div className="attention-heads" role="group" aria-label={words.head}>
      <span aria-hidden="true">{words.head}</span>
      {shifts.map((shift, i) => (
        <button
          key={i}
          type="button"
          className="toggle"
          aria-pressed={i === head}
          data-state={i === head ? 'on' : 'off'}
          title={words.shift(whole(i + 1), percent(shift))}
          onClick={() => onHead(i)}
        >
          {whole(i + 1)}
          <span className="attention-shift" style={{ inlineSize: `${Math.min(100, 100 * shift)}%` }} />
        </button>
      ))}
    </div>
  );
}

export interface AttentionProps {
  readonly answer: SentenceAttention;
  readonly sentence: Sentence;
  readonly side: 'read' | 'written';
  readonly cross: boolean;
}

export function Attention({ answer, sentence, side, cross }: AttentionProps) {
  const queries = (side === 'written' ? (sentence.written ?? []) : sentence.tokens).length;
  const shifts = shiftsOf(answer, queries);
  const most = shifts.indexOf(Math.max(...shifts));
  const [wanted, setHead] = useState<number>();
  const [pinned, setPinned] = useState<number>();
  const [pointed, setPointed] = useState<number>();
  const head = wanted !== undefined && wanted < shifts.length ? wanted : most;
  const chosen = pointed ?? pinned;
  const lines = linesOf(sentence, side, cross, answer.now.learnt);
  const height = TOP + lines.length * ROW + 6;
  return (
    <div className="attention">
      <HeadChoice shifts={shifts} head={head} onHead={setHead} />
      <p className="note">
        {words.arcs} {words.shift(whole(head + 1), percent(shifts[head]!))}
      </p>
      <svg className="attention-arcs" viewBox={`0 0 ${WIDTH} ${height}`} role="group" aria-label={words.arcs}>
        <text className="attention-side" x={CENTRE - LABEL / 2 - 8} y={14} textAnchor="end">
          {words.before}
        </text>
        <text className="attention-side" x={CENTRE + LABEL / 2 + 8} y={14}>
          {words.now}
        </text>
        <Arcs arcs={arcsOf(answer.base, queries, head)} lines={lines} chosen={chosen} which="before" />
        <Arcs arcs={arcsOf(answer.now, queries, head)} lines={lines} chosen={chosen} which="now" />
        {lines.map(({ text, query, learnt }, i) => {
          const y = TOP + i * ROW;
          const choose = () => setPinned(pinned === query ? undefined : query);
          const lettered = text.length > 15 ? `${text.slice(0, 14)}…` : text;
          return (
            <g
              key={i}
              className="attention-token"
              data-chosen={query !== undefined && query === chosen}
              data-learnt={learnt}
              {...(query !== undefined && {
                role: 'button',
                tabIndex: 0,
                'aria-pressed': pinned === query,
                'aria-label': words.token(text),
                onClick: choose,
                onKeyDown: (event: React.KeyboardEvent) => {
                  if (event.key !== 'Enter' && event.key !== ' ') return;
                  event.preventDefault();
                  choose();
                },
                onPointerEnter: () => setPointed(query),
                onPointerLeave: () => setPointed(undefined),
              })}
            >
              <rect x={CENTRE - LABEL / 2 + 3} y={y + 1} width={LABEL - 6} height={ROW - 2} rx={4} />
              <text x={CENTRE} y={y + ROW / 2 + 4} textAnchor="middle">
                {lettered}
              </text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}
