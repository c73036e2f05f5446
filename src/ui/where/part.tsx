/** A box of the block diagram, and the strip of tokens: what is trained in it, to be opened by a click or a key. */
import type { KeyboardEvent } from 'react';
import { compact, whole } from '../format';
import { strings as inspector } from '../inspector/strings';
import { strings } from '../strings';
import { BoxMark } from './box-mark';
import { TOKEN_LINE, type Area, type Drawn } from './drawn';
import type { Box } from './pen';
import type { Place } from './placement';

export interface Opening {
  /** Called when a trained part is chosen, with its name; absent: a drawing only. */
  readonly onOpen?: (place: Place, part: string) => void;
  /** Boxes without trained tensors open too: there is something to tell of them. */
  readonly explained?: boolean | undefined;
  /** Tensors of a part, one line each, for its tooltip. */
  readonly tensors?: (place: Place) => readonly string[];
}

/** Width of a letter, roughly and rather too wide; and of one that is read from afar. */
const LETTER = 7,
  LARGE = 12;
/** What is trained, as it stands in a box. */
export const plus = (count: number, about = false) =>
  `${about ? '≈ ' : '+'}${count < 10_000 ? whole(count) : compact(count)}`;

/** Enter and space press a part, as they do a button. */
const pressed = (open: () => void) => (event: KeyboardEvent) => {
  if (event.key !== 'Enter' && event.key !== ' ') return;
  event.preventDefault();
  event.stopPropagation();
  open();
};

/** Where words in a box end: the picture of what changes it stands behind them. */
function textEnd({ x, width, mark }: Box): number {
  switch (mark?.treatment) {
    case 'rows':
      return x + width - 54;
    case 'delta':
    case 'entries':
    case 'scale':
      return x + width - 44;
    case 'module':
      return x + width - 56;
    default:
      return x + width - 12;
  }
}

const classesOf = (is: Readonly<Record<'filled' | 'quiet' | 'marked' | 'narrow', boolean>>): string =>
  ['part', is.filled && 'part-lit', is.quiet && 'part-quiet', is.marked && 'part-marked', is.narrow && 'part-narrow']
    .filter(Boolean)
    .join(' ');

/** What is inside of the non-linearity is told of the place behind it. */
const placeOf = ({ place }: Box): Place => (place === 'activation' ? 'middle' : place);

export function Part({
  box,
  label,
  about,
  afar,
  onOpen,
  explained,
  tensors,
}: { box: Box; label: string; about: boolean; afar: boolean } & Opening) {
  const { place, x, y, width, height, mark } = box;
  const filled = mark?.treatment === 'full' || mark?.treatment === 'module';
  const narrow = width < 120;
  const quiet = (place === 'attention' || place === 'crossAttention' || place === 'activation') && !mark;
  const middle = y + height / 2;
  const inset = narrow ? 9 : 14;
  const textRight = textEnd(box);
  const letter = afar ? LARGE : LETTER;
  // What earlier phases trained is frozen in the end: it has a picture, and no number.
  const count = mark && !quiet && mark.count > 0 ? plus(mark.count, about) : undefined;
  // Of large letters a narrow box, and one with a long name, holds the name alone.
  const fits = !narrow && letter * (label.length + (count?.length ?? 0) + 1) < textRight - x - inset;
  const second = afar && !fits ? undefined : count;
  // Narrow boxes hold the count under the name; wide ones beside it.
  const stacked = narrow && second !== undefined;
  // Beside the picture in a narrow box a long name is drawn narrower.
  const picture = narrow && mark && !filled && mark.treatment !== 'bias';
  const room = picture ? width - inset - 30 : afar ? textRight - x - inset - letter * (second?.length ?? 0) : Infinity;
  const squeezed = letter * label.length > room ? { textLength: room, lengthAdjust: 'spacingAndGlyphs' } : {};
  const mine = mark?.treatment === 'rows' ? strings.where.rows(mark.symbol ?? '') : mark?.symbol;
  // Left out where name and count leave no room for it.
  const symbol =
    mine && letter * (label.length + mine.length + (second?.length ?? 0) + 3) < textRight - x - inset
      ? mine
      : undefined;
  const open = (mark || explained) && onOpen ? () => onOpen(placeOf(box), label) : undefined;
  const lines = mark ? (tensors?.(place as Place) ?? []) : [];
  return (
    <g
      className={classesOf({ filled, quiet, marked: mark !== undefined, narrow })}
      {...(open && {
        role: 'button',
        tabIndex: 0,
        'aria-label': inspector.open(label),
        onClick: open,
        onKeyDown: pressed(open),
        'data-place': place,
      })}
    >
      <title>
        {[
          mark
            ? `${label}: ${about ? '≈ ' : ''}${whole(mark.count)} ${strings.where.trained}`
            : `${label}: ${strings.where.frozen}`,
          ...lines,
        ].join('\n')}
      </title>
      <rect className="part-box" x={x} y={y} width={width} height={height} rx={height < 26 ? 6 : 8} />
      {mark && <BoxMark box={box} mark={mark} narrow={narrow} />}
      <text className="part-name" x={x + inset} y={stacked ? middle - 3 : middle + (afar ? 7.5 : 4)} {...squeezed}>
        {label}
        {!narrow && symbol && (
          <tspan className="part-symbol" dx="8">
            {symbol}
          </tspan>
        )}
      </text>
      {second && (
        <text
          className="part-count"
          x={stacked ? x + inset : textRight}
          y={stacked ? middle + 12 : middle + (afar ? 7.5 : 4)}
          textAnchor={stacked ? 'start' : 'end'}
        >
          {second}
        </text>
      )}
    </g>
  );
}

/** Widths of empty places for words. */
const PLACES = [34, 22, 48, 30, 41, 18, 52, 27, 38, 24, 44, 33];

/** Where words will stand, line by line. */
function Places({ area }: { area: Area }) {
  const lines = Math.floor(area.height / TOKEN_LINE);
  const places = Array.from({ length: lines }, (_, line) => {
    let x = area.x;
    return PLACES.flatMap((_, i) => {
      const width = PLACES[(i + 5 * line) % PLACES.length]!;
      const from = x;
      x += width + 4;
      return x > area.x + area.width || (line === lines - 1 && i > 6) ? [] : [{ line, from, width }];
    });
  }).flat();
  return places.map(({ line, from, width }) => (
    <rect
      key={`${line} ${from}`}
      className="token"
      x={from}
      y={area.y + line * TOKEN_LINE}
      width={width}
      height={TOKEN_LINE - 4}
      rx={5}
    />
  ));
}

/** Empty squares, the first of them lit where there are virtual tokens. */
function Squares({ box, room }: { box: Box; room: number }) {
  const [size, step] = [13, 16.5];
  const n = Math.floor((box.width - room) / step);
  const start = box.x + (box.width - room - (n * step - 3.5)) / 2;
  const virtual = Math.min(5, n);
  return Array.from({ length: n }, (_, i) => (
    <rect
      key={i}
      className={box.mark && i < virtual ? 'lit' : 'token'}
      x={start + i * step}
      y={box.y + 3}
      width={size}
      height={size}
      rx={3}
    />
  ));
}

/**
 * The tokens that go in; virtual tokens in front, with their number behind.
 * @param area for the words of a sentence; absent: there are none to come @param drawn the words
 */
export function Tokens({
  box,
  area,
  drawn,
  onOpen,
  tensors,
}: { box: Box; area?: Area | undefined; drawn?: Drawn | undefined } & Opening) {
  const { mark } = box;
  const name = strings.where.parts.tokens;
  const open = mark && onOpen ? () => onOpen('tokens', name) : undefined;
  const count = mark ? 58 : 0;
  const words = area && { ...area, width: area.width - count };
  const covered = area ?? { x: box.x - 4, y: box.y - 2, width: box.width + 8, height: 24 };
  return (
    <g
      className={mark ? 'tokens part-marked' : 'tokens'}
      {...(open && {
        role: 'button',
        tabIndex: 0,
        'aria-label': inspector.open(name),
        onClick: open,
        onKeyDown: pressed(open),
        'data-place': 'tokens',
      })}
    >
      <title>
        {mark
          ? [
              `${mark.symbol} ${strings.where.virtual}: ${whole(mark.count)} ${strings.where.trained}`,
              ...(tensors?.('tokens') ?? []),
            ].join('\n')
          : name}
      </title>
      {open && <rect className="tokens-area" {...covered} rx={6} />}
      {words ? (drawn?.tokens(words) ?? <Places area={words} />) : <Squares box={box} room={count} />}
      {mark && (
        <text className="part-count" x={covered.x + covered.width} y={box.y + 14} textAnchor="end">
          {plus(mark.count)}
        </text>
      )}
    </g>
  );
}
