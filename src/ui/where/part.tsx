/** A box of the block diagram, and the strip of tokens: what is trained in it, to be opened by a click or a key. */
import type { KeyboardEvent } from 'react';
import { compact, whole } from '../format';
import { strings as inspector } from '../inspector/strings';
import { strings } from '../strings';
import { BoxMark } from './box-mark';
import type { Box } from './pen';
import type { Place } from './placement';

export interface Opening {
  /** Called when a trained part is chosen, with its name; absent: a drawing only. */
  readonly onOpen?: (place: Place, part: string) => void;
  /** Tensors of a part, one line each, for its tooltip. */
  readonly tensors?: (place: Place) => readonly string[];
}

/** Width of a letter, roughly and rather too wide. */
const LETTER = 7;
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

export function Part({ box, label, about, onOpen, tensors }: { box: Box; label: string; about: boolean } & Opening) {
  const { place, x, y, width, height, mark } = box;
  const filled = mark?.treatment === 'full' || mark?.treatment === 'module';
  const narrow = width < 120;
  const quiet = (place === 'attention' || place === 'crossAttention' || place === 'activation') && !mark;
  // Narrow boxes hold the count under the name; wide ones beside it.
  const second = mark && !quiet ? plus(mark.count, about) : undefined;
  const stacked = narrow && second !== undefined;
  const middle = y + height / 2;
  const inset = narrow ? 9 : 14;
  const textRight = textEnd(box);
  // Beside the picture in a narrow box a long name is drawn narrower.
  const room = narrow && mark && !filled && mark.treatment !== 'bias' ? width - inset - 30 : Infinity;
  const squeezed = LETTER * label.length > room ? { textLength: room, lengthAdjust: 'spacingAndGlyphs' } : {};
  const mine = mark?.treatment === 'rows' ? strings.where.rows(mark.symbol ?? '') : mark?.symbol;
  // Left out where name and count leave no room for it.
  const symbol =
    mine && LETTER * (label.length + mine.length + (second?.length ?? 0) + 3) < textRight - x - inset
      ? mine
      : undefined;
  const open = mark && onOpen ? () => onOpen(place as Place, label) : undefined;
  const lines = mark ? (tensors?.(place as Place) ?? []) : [];
  return (
    <g
      className={`part ${filled ? 'part-lit' : ''} ${quiet ? 'part-quiet' : ''} ${mark ? 'part-marked' : ''}`}
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
      <text className="part-name" x={x + inset} y={stacked ? middle - 3 : middle + 4} {...squeezed}>
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
          y={stacked ? middle + 12 : middle + 4}
          textAnchor={stacked ? 'start' : 'end'}
        >
          {second}
        </text>
      )}
    </g>
  );
}

/** The strip of tokens that goes in; virtual tokens in front, with their number behind. */
export function Tokens({ box, onOpen, tensors }: { box: Box } & Opening) {
  const { mark } = box;
  const name = strings.where.parts.tokens;
  const open = mark && onOpen ? () => onOpen('tokens', name) : undefined;
  const size = 13,
    step = 16.5;
  const room = mark ? 58 : 0;
  const n = Math.floor((box.width - room) / step);
  const start = box.x + (box.width - room - (n * step - 3.5)) / 2;
  const virtual = Math.min(5, n);
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
      {open && <rect className="tokens-area" x={box.x - 4} y={box.y - 2} width={box.width + 8} height={24} rx={6} />}
      {Array.from({ length: n }, (_, i) => (
        <rect
          key={i}
          className={mark && i < virtual ? 'lit' : 'token'}
          x={start + i * step}
          y={box.y + 3}
          width={size}
          height={size}
          rx={3}
        />
      ))}
      {mark && (
        <text className="part-count" x={box.x + box.width} y={box.y + 14} textAnchor="end">
          {plus(mark.count)}
        </text>
      )}
    </g>
  );
}
