/** The sentence's tokens and how far its states have moved, as parts of the drawing. */
import type { Sentence, SentenceLook, SentenceToken } from '../../session/sentenceData';
import type { Distance, StateRow } from '../../training/hidden';
import { fixed, whole } from '../format';
import { AFAR, TOKEN_LINE, type Area, type Drawn } from '../where/drawn';
import { chipsIn, isRightToLeft, shownToken, widthOf } from './chips';
import { Inside } from './inside';
import { strings as words } from './strings';

/** Of letters; the presenter's are read from afar. */
export const SIZES = { usual: 11.5, present: AFAR.letters } as const;
/** Height of a line of tokens. */
const lineOf = (size: number): number => (size === SIZES.present ? AFAR.line : TOKEN_LINE);
/** Where letters stand in a chip, from its top. */
const baseOf = (size: number): number => (lineOf(size) - 4) / 2 + 0.36 * size;
/** Cells of a row of states at most: of several tokens that share one, the one that has moved most. */
const MOST_CELLS = 48;
/** Learnt vectors that are drawn one by one. */
const MOST_LEARNT = 5;
const SQUARE = 9;

interface LearntProps {
  readonly count: number;
  readonly text: string;
  readonly title: string;
  readonly area: Area;
  readonly size: number;
}

function Learnt({ count, text, title, area, size }: LearntProps) {
  const squares = Math.min(count, MOST_LEARNT);
  return (
    <g className="learnt">
      <title>{title}</title>
      {Array.from({ length: squares }, (_, i) => (
        <rect
          key={i}
          className="lit"
          x={area.x + i * (SQUARE + 2.5)}
          y={area.y + 5}
          width={SQUARE}
          height={SQUARE}
          rx={2}
        />
      ))}
      <text className="chip-text learnt-text" x={area.x + squares * (SQUARE + 2.5) + 2} y={area.y + baseOf(size)}>
        {text}
      </text>
    </g>
  );
}

const learntWidth = (count: number, text: string, size: number): number =>
  Math.min(count, MOST_LEARNT) * (SQUARE + 2.5) + widthOf(text, size) + 16;

interface LineProps {
  readonly tokens: readonly SentenceToken[];
  readonly area: Area;
  readonly size: number;
  /** Width that is taken at the start. */
  readonly before?: number;
}

function Line({ tokens, area, size, before = 0 }: LineProps) {
  const { chips, left, end } = chipsIn(tokens, area, size, lineOf(size), before);
  // A text from right to left stands so.
  const mirrored = isRightToLeft(tokens.find(({ special }) => !special)?.text ?? '');
  const place = (x: number, width: number) => (mirrored ? 2 * area.x + area.width - x - width : x);
  return (
    <>
      {chips.map(({ at, text, x, y, width }) => {
        const { special, second } = tokens[at]!;
        const from = place(x, width);
        return (
          <g key={at} className="chip" data-special={special} data-second={second}>
            <title>{words.token(text)}</title>
            <rect className="token" x={from} y={y} width={width} height={lineOf(size) - 4} rx={5} />
            <text
              className="chip-text"
              x={from + width / 2}
              y={y + baseOf(size)}
              textAnchor="middle"
              textLength={width - 8}
              lengthAdjust="spacingAndGlyphs"
            >
              {text}
            </text>
          </g>
        );
      })}
      {left > 0 && (
        <text className="chip-text chip-more" x={place(end.x, 30)} y={end.y + baseOf(size)}>
          <title>
            {words.moreTokens(
              tokens
                .slice(chips.length)
                .map(({ text }) => shownToken(text))
                .join(' '),
            )}
          </title>
          {words.more(whole(left))}
        </text>
      )}
    </>
  );
}

function Tokens({ sentence, area, size }: { sentence: Sentence; area: Area; size: number }) {
  const { tokens, written, virtual, prefix } = sentence;
  const learnt =
    virtual > 0
      ? { count: virtual, text: words.learnt(whole(virtual)), title: words.prompt(whole(virtual)) }
      : prefix > 0
        ? { count: prefix, text: words.prefixed(whole(prefix)), title: words.prefix(whole(prefix)) }
        : undefined;
  const read = written ? { ...area, height: area.height - lineOf(size) } : area;
  const below = { ...area, y: area.y + read.height, x: area.x + 18, width: area.width - 18, height: lineOf(size) };
  return (
    <g className="chips">
      {learnt && <Learnt {...learnt} area={area} size={size} />}
      <Line
        tokens={tokens}
        area={read}
        size={size}
        before={learnt ? learntWidth(learnt.count, learnt.text, size) : 0}
      />
      {written && (
        <g>
          <title>{words.written}</title>
          <text className="chip-text" x={area.x} y={below.y + baseOf(size)}>
            →
          </text>
          <Line tokens={written} area={below} size={size} />
        </g>
      )}
    </g>
  );
}

/** 0 is pale, 1 full; small distances are told apart. */
const shade = (distance: number): number => Math.sqrt(Math.min(1, distance));

/** Two decimals, and no 0.00 of what has moved. */
export const told = (distance: number): string =>
  distance > 0 && distance < 0.005 ? `< ${fixed(0.01, 2)}` : fixed(distance, 2);

interface RowProps {
  readonly name: string;
  /** Stands before the cells. */
  readonly short?: string | undefined;
  readonly row: StateRow;
  readonly distance: Distance | undefined;
  readonly sentence: Sentence;
  readonly area: Area;
  /** It is read from afar. */
  readonly afar: boolean;
}

/** Widths of a row's number, and of a short name before it. */
const NUMBER = 34;
const SHORT = 28;

/** Cells of a row's tokens, with the distance of all. */
function Row({ name, short, row, distance, sentence, area: whole, afar }: RowProps) {
  if (!distance) return null;
  const { tokens, all } = distance;
  // From afar only the cells are told apart.
  const before = short === undefined || afar ? 0 : SHORT;
  const area = { ...whole, x: whole.x + before, width: whole.width - before };
  const each = Math.ceil(tokens.length / MOST_CELLS);
  const cells = Array.from({ length: Math.ceil(tokens.length / each) }, (_, i) =>
    Math.max(...tokens.slice(i * each, (i + 1) * each)),
  );
  const numbered = area.height >= 9 && !afar;
  const room = area.width - (numbered ? NUMBER : 0);
  const width = room / cells.length;
  const gap = width > 4 ? 1 : 0;
  const most = tokens.reduce((best, value, i) => (value > tokens[best]! ? i : best), 0);
  const texts = row.side === 'written' ? (sentence.written ?? []) : sentence.tokens;
  return (
    <g className="moved" data-row={row.at} data-layer={row.layer} data-moved={all}>
      <title>
        {all > 0
          ? words.moved(name, told(all), shownToken(texts[most]?.text ?? ''), told(tokens[most]!))
          : words.still(name)}
      </title>
      {before > 0 && (
        <text className="moved-number" x={whole.x} y={area.y + area.height / 2 + 4}>
          {short}
        </text>
      )}
      <rect className="moved-track" x={area.x} y={area.y} width={room} height={area.height} rx={2} />
      {cells.map((cell, i) => (
        <rect
          key={i}
          className="moved-cell"
          x={area.x + i * width}
          y={area.y}
          width={width - gap}
          height={area.height}
          opacity={shade(cell)}
        />
      ))}
      {numbered && (
        <text className="moved-number" x={area.x + area.width} y={area.y + area.height / 2 + 4} textAnchor="end">
          {told(all)}
        </text>
      )}
    </g>
  );
}

export interface DrawnOptions {
  readonly sentence: Sentence;
  readonly look: SentenceLook | undefined;
  /** Layers that the drawing has a box for. */
  readonly layers: number;
  /** What a layer is called. */
  readonly nameOf: (index: number) => string;
  /** Of the tokens' letters. */
  readonly size: number;
}

export function drawnOf({ sentence, look, layers, nameOf, size }: DrawnOptions): Drawn {
  const { rows } = sentence;
  const depth = rows.filter(({ at }) => at === 'layer').length;
  const rowAt = (found: number, name: string, area: Area, short?: string) =>
    found < 0 ? null : (
      <Row
        name={name}
        short={short}
        row={rows[found]!}
        distance={look?.distances[found]}
        sentence={sentence}
        area={area}
        afar={size === SIZES.present}
      />
    );
  return {
    inside: (place) => <Inside place={place} sentence={sentence} nameOf={nameOf} />,
    tokens: (area) => <Tokens sentence={sentence} area={area} size={size} />,
    layer: (index, area) => {
      // Layers that share their weights have one box: it shows the last time that they ran.
      const layer = depth === layers ? index : index === layers - 1 ? depth - 1 : -1;
      return rowAt(
        rows.findIndex((row) => row.layer === layer),
        nameOf(index),
        area,
      );
    },
    ends: (end, area) =>
      end === 'first'
        ? rowAt(
            rows.findIndex(({ at }) => at === 'embeddings'),
            words.rows.embeddings,
            area,
            words.rows.first,
          )
        : rowAt(
            rows.findLastIndex(({ at }) => at === 'final'),
            words.rows.final,
            area,
            words.rows.last,
          ),
  };
}
