/** Draws a cloud on a canvas. */
import type { Mark } from './marks';

export interface Look {
  readonly tones: readonly string[];
  readonly other: string;
  /** The two ends of a scale. */
  readonly scale: readonly [string, string];
  readonly surface: string;
  readonly trail: string;
  readonly ring: string;
}

/** Colours of the theme, from the style sheet. */
export function lookOf(element: Element): Look {
  const style = getComputedStyle(element);
  const value = (name: string) => style.getPropertyValue(name).trim();
  return {
    tones: Array.from({ length: 8 }, (_, i) => value(`--cloud-${i}`)),
    other: value('--frozen'),
    scale: [value('--cloud-low'), value('--cloud-high')],
    surface: value('--surface'),
    trail: value('--faint'),
    ring: value('--ink'),
  };
}

const RADIUS = 4.5;

/** Shapes beside colours, for those who tell colours apart less well. */
function outline(context: CanvasRenderingContext2D, shape: number, x: number, y: number, r: number): void {
  context.beginPath();
  switch (shape % 4) {
    case 1:
      context.rect(x - 0.88 * r, y - 0.88 * r, 1.76 * r, 1.76 * r);
      break;
    case 2:
      context.moveTo(x, y - 1.15 * r);
      context.lineTo(x + 1.1 * r, y + 0.8 * r);
      context.lineTo(x - 1.1 * r, y + 0.8 * r);
      context.closePath();
      break;
    case 3:
      context.moveTo(x, y - 1.25 * r);
      context.lineTo(x + 1.25 * r, y);
      context.lineTo(x, y + 1.25 * r);
      context.lineTo(x - 1.25 * r, y);
      context.closePath();
      break;
    default:
      context.arc(x, y, r, 0, 2 * Math.PI);
  }
}

const mixed = ([low, high]: readonly [string, string], share: number): string =>
  `color-mix(in oklab, ${high} ${(100 * share).toFixed(0)}%, ${low})`;

export const colourOf = ({ tone, scale }: Mark, look: Look): string =>
  scale !== undefined ? mixed(look.scale, scale) : (look.tones[tone] ?? look.other);

export interface Drawing {
  readonly marks: readonly Mark[];
  /** Pixels, (n, 2). */
  readonly places: Float32Array;
  /** Where the points were before training; absent: not shown. */
  readonly from?: Float32Array;
  /** Tone that stands out. */
  readonly lit?: number;
  readonly focus?: number;
}

export function paint(
  context: CanvasRenderingContext2D,
  look: Look,
  size: { readonly width: number; readonly height: number; readonly ratio: number },
  { marks, places, from, lit, focus }: Drawing,
): void {
  context.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  if (from) {
    context.strokeStyle = look.trail;
    context.globalAlpha = 0.45;
    context.lineWidth = 1;
    context.beginPath();
    marks.forEach((_, i) => {
      context.moveTo(from[2 * i]!, from[2 * i + 1]!);
      context.lineTo(places[2 * i]!, places[2 * i + 1]!);
    });
    context.stroke();
  }
  marks.forEach((mark, i) => {
    const [x, y] = [places[2 * i]!, places[2 * i + 1]!];
    const colour = colourOf(mark, look);
    context.globalAlpha = lit === undefined || mark.tone === lit ? 0.88 : 0.12;
    outline(context, Math.max(0, mark.tone), x, y, RADIUS);
    context.fillStyle = mark.wrong ? look.surface : colour;
    context.fill();
    context.lineWidth = mark.wrong ? 1.75 : 0.75;
    context.strokeStyle = mark.wrong ? colour : look.surface;
    context.stroke();
  });
  context.globalAlpha = 1;
  if (focus === undefined || !marks[focus]) return;
  context.lineWidth = 2;
  context.strokeStyle = look.ring;
  context.beginPath();
  context.arc(places[2 * focus]!, places[2 * focus + 1]!, RADIUS + 4, 0, 2 * Math.PI);
  context.stroke();
}
