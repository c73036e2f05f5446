/** The card: title, money line and lanes on a canvas, for a picture and, moment by moment, for an animation. */
import { colorOf } from '../compare/mark';
import { frontier } from '../compare/frontier';
import { bytes, whole } from '../format';
import { cutoffOf, isHidden } from './bySize';
import { byScore, meanAt, placeOf, type Lane } from './field';
import { scoreText } from './lane';
import type { Money } from './money';
import { words } from './strings';
import type { Shown } from './told';

/** Pixels of the card: the size that messengers and social networks show whole. */
export const CARD = { width: 1200, height: 630 } as const;
const MARGIN = 48;
const FONT = 'system-ui, "Segoe UI", Roboto, Helvetica, Arial, sans-serif';
/** Lanes that are legible on a card. */
const MOST = 9;

export interface Palette {
  readonly surface: string;
  readonly ink: string;
  readonly muted: string;
  readonly grid: string;
  readonly frozen: string;
  readonly trained: string;
  readonly soft: string;
  readonly lane: (lane: Lane) => string;
}

/** The page's colours as they are now, written out. */
export function paletteOf(element: Element): Palette {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    surface: read('--surface'),
    ink: read('--ink'),
    muted: read('--muted'),
    grid: read('--grid'),
    frozen: read('--frozen'),
    trained: read('--trained'),
    soft: read('--trained-soft'),
    lane: ({ category }) => read(colorOf(category).slice(4, -1)),
  };
}

export interface Poster {
  readonly shown: Shown;
  readonly money: Money;
  readonly lanes: readonly Lane[];
  /** How many lanes there are besides. */
  readonly others: number;
}

/** All lanes where they fit; else both ends, who gets there, and the best for their size. */
export function posterOf(shown: Shown, money: Money): Poster {
  const { field } = shown;
  const measured = byScore(field).filter(({ standing }) => standing !== undefined);
  const sized = measured.flatMap((lane) =>
    lane.bytes === undefined ? [] : [{ lane, cost: lane.bytes, quality: lane.standing!.mean }],
  );
  const best = frontier(sized, field.lower ? 'lower' : 'higher').map(({ lane }) => lane);
  const wanted = [field.full, field.from, money.arrival?.lane, ...best.reverse(), ...measured];
  const chosen = new Set(wanted.filter((lane) => lane !== undefined).map(({ id }) => id));
  const lanes = new Set([...chosen].slice(0, MOST));
  return {
    shown,
    money,
    lanes: measured.filter(({ id }) => lanes.has(id)),
    others: measured.length - Math.min(measured.length, MOST),
  };
}

/** Breaks a text into at most `most` lines of a width; what is left over ends in an ellipsis. */
function linesOf(context: CanvasRenderingContext2D, text: string, width: number, most: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && context.measureText(longer).width > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  lines.push(line);
  return lines.length <= most ? lines : [...lines.slice(0, most - 1), `${lines[most - 1]!}…`];
}

function fitted(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let short = text;
  while (short.length > 1 && context.measureText(`${short}…`).width > width) short = short.slice(0, -1);
  return `${short.trimEnd()}…`;
}

const font = (size: number, weight = 400) => `${weight} ${size}px ${FONT}`;

/** Title and money line. @returns where the lanes begin */
function drawHead(context: CanvasRenderingContext2D, { shown, money }: Poster, colors: Palette): number {
  const width = CARD.width - 2 * MARGIN;
  context.fillStyle = colors.muted;
  context.font = font(20, 600);
  context.fillText(fitted(context, `${shown.line} · ${shown.measure}`, width), MARGIN, 56);
  context.fillStyle = colors.ink;
  const reached = money.arrival !== undefined;
  const size = reached ? 42 : 30;
  context.font = font(size, 700);
  const lines = linesOf(context, reached ? money.line : words.title, width, 2);
  lines.forEach((line, i) => context.fillText(line, MARGIN, 68 + size + i * size * 1.15));
  return 68 + size + (lines.length - 1) * size * 1.15 + 46;
}

interface Track {
  readonly left: number;
  readonly width: number;
  readonly top: number;
  readonly height: number;
}

/** The finish and full fine-tuning, through all lanes. */
function drawMarks(context: CanvasRenderingContext2D, { field }: Shown, track: Track, bottom: number, colors: Palette) {
  const line = (score: number, color: string, dash: readonly number[], label: string, after: boolean) => {
    const x = track.left + placeOf(score, field.ends) * track.width;
    context.strokeStyle = color;
    context.lineWidth = dash.length > 0 ? 3 : 1.5;
    context.setLineDash([...dash]);
    context.beginPath();
    context.moveTo(x, track.top - 6);
    context.lineTo(x, bottom);
    context.stroke();
    context.setLineDash([]);
    context.fillStyle = color;
    context.font = font(16, 600);
    context.textAlign = after ? 'left' : 'right';
    context.fillText(label, x + (after ? 5 : -5), track.top - 10);
    context.textAlign = 'left';
  };
  if (field.finish === undefined || !field.full?.standing) return;
  line(field.finish, colors.trained, [8, 6], words.marks.finish, false);
  line(field.full.standing.mean, colors.muted, [], words.marks.full, true);
}

/** One lane. @param share of the replay, 1 for its end */
function drawLane(
  context: CanvasRenderingContext2D,
  lane: Lane,
  { shown, money }: Poster,
  track: Track,
  share: number,
  colors: Palette,
): void {
  const { field, along, format } = shown;
  const hidden = along === 'bytes' && isHidden(field.lanes, lane, share);
  const score = hidden ? undefined : along === 'steps' && share < 1 ? meanAt(lane, share) : lane.standing!.mean;
  const middle = track.top + track.height / 2;
  const color = colors.lane(lane);
  const winner = lane.id === money.arrival?.lane.id;
  context.textBaseline = 'middle';
  context.fillStyle = hidden ? colors.muted : colors.ink;
  context.font = font(20, winner ? 700 : 500);
  context.fillText(fitted(context, lane.name, track.left - MARGIN - 16), MARGIN, middle);
  context.fillStyle = colors.grid;
  context.fillRect(track.left, middle - 1, track.width, 2);
  if (score !== undefined) {
    const place = (value: number) => track.left + placeOf(value, field.ends) * track.width;
    const x = place(score);
    const { deviation } = lane.standing!;
    context.fillStyle = color;
    context.globalAlpha = 0.3;
    context.fillRect(track.left, middle - 6, x - track.left, 12);
    context.globalAlpha = 1;
    if (deviation !== undefined && share >= 1) {
      context.fillRect(place(score - deviation), middle - 1.5, place(score + deviation) - place(score - deviation), 3);
      for (const end of [score - deviation, score + deviation]) context.fillRect(place(end) - 1.5, middle - 7, 3, 14);
    }
    context.beginPath();
    context.arc(x, middle, 9, 0, 2 * Math.PI);
    context.fill();
    context.strokeStyle = colors.surface;
    context.lineWidth = 3;
    context.stroke();
  }
  const right = track.left + track.width;
  context.textAlign = 'right';
  context.fillStyle = colors.ink;
  context.font = font(19, winner ? 700 : 400);
  const text = score === undefined ? '' : share < 1 ? format(score) : scoreText(lane, format);
  context.fillText(text, right + 160, middle);
  context.fillStyle = colors.muted;
  context.fillText(lane.bytes === undefined ? '' : bytes(lane.bytes), CARD.width - MARGIN, middle);
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
}

function drawFoot(context: CanvasRenderingContext2D, poster: Poster, share: number, colors: Palette): void {
  const { shown, others } = poster;
  const y = CARD.height - 28;
  context.font = font(18, 500);
  context.fillStyle = colors.muted;
  const more = others > 0 ? ` · ${words.share.more(whole(others))}` : '';
  context.fillText((shown.recorded ? words.share.footerRecorded : words.share.footer) + more, MARGIN, y);
  const { steps, along } = shown;
  const now =
    share >= 1
      ? ''
      : along === 'bytes'
        ? words.upTo(bytes(cutoffOf(shown.field.lanes, share)))
        : steps === undefined
          ? ''
          : words.step(whole(Math.round(share * steps)), whole(steps));
  context.textAlign = 'right';
  context.fillStyle = colors.trained;
  context.font = font(20, 700);
  context.fillText(now, CARD.width - MARGIN, y);
  context.textAlign = 'left';
}

/** Draws the card into a canvas of its size. @param share of the replay, 1 for its end */
export function drawPoster(context: CanvasRenderingContext2D, poster: Poster, share: number, colors: Palette): void {
  context.fillStyle = colors.surface;
  context.fillRect(0, 0, CARD.width, CARD.height);
  context.fillStyle = colors.trained;
  context.fillRect(0, 0, CARD.width, 10);
  const head = drawHead(context, poster, colors);
  const height = Math.min(72, (CARD.height - 62 - head) / Math.max(1, poster.lanes.length));
  const left = MARGIN + 290;
  const width = CARD.width - MARGIN - 270 - left;
  const bottom = head + height * poster.lanes.length;
  drawMarks(context, poster.shown, { left, width, top: head, height }, bottom, colors);
  poster.lanes.forEach((lane, i) =>
    drawLane(context, lane, poster, { left, width, top: head + i * height, height }, share, colors),
  );
  drawFoot(context, poster, share, colors);
}
