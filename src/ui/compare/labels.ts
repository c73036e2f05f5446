/**
 * Names beside points: each where it covers no other name and no other point, or not at all (the table has them all).
 */

export interface Anchor {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  /** Distance from the centre that the name must keep. */
  readonly radius: number;
  readonly text: string;
}

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Placed {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly align: 'start' | 'middle' | 'end';
  readonly text: string;
}

const GAP = 3;
/** Height of a line of 11 pixels, and width of a character, on average and a little more: names must not touch. */
const LINE = 13;
const CHARACTER = 5.8;

const overlap = (a: Area, b: Area) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const around = ({ x, y, radius }: Anchor): Area => ({
  x: x - radius,
  y: y - radius,
  width: 2 * radius,
  height: 2 * radius,
});

/**
 * @param anchors in order of importance: the first ones choose first
 * @param scale how much larger than usual the type is
 */
export function placeLabels(anchors: readonly Anchor[], plot: Area, scale = 1): Placed[] {
  const height = scale * LINE;
  const taken: Area[] = [];
  const out: Placed[] = [];
  for (const anchor of anchors) {
    const { x, y, radius, text } = anchor;
    const width = scale * CHARACTER * text.length;
    const reach = radius + GAP;
    const places = [
      { box: { x: x + reach, y: y - height / 2 }, align: 'start', at: x + reach },
      { box: { x: x - reach - width, y: y - height / 2 }, align: 'end', at: x - reach },
      { box: { x: x - width / 2, y: y - reach - height }, align: 'middle', at: x },
      { box: { x: x - width / 2, y: y + reach }, align: 'middle', at: x },
      { box: { x: x + reach * 0.7, y: y - reach * 0.7 - height }, align: 'start', at: x + reach * 0.7 },
      { box: { x: x + reach * 0.7, y: y + reach * 0.7 }, align: 'start', at: x + reach * 0.7 },
      { box: { x: x - reach * 0.7 - width, y: y - reach * 0.7 - height }, align: 'end', at: x - reach * 0.7 },
      { box: { x: x - reach * 0.7 - width, y: y + reach * 0.7 }, align: 'end', at: x - reach * 0.7 },
      { box: { x: x - radius, y: y - reach - height }, align: 'start', at: x - radius },
      { box: { x: x - radius, y: y + reach }, align: 'start', at: x - radius },
    ] as const;
    for (const { box, align, at } of places) {
      const area = { ...box, width, height };
      const inside =
        area.x >= plot.x &&
        area.x + width <= plot.x + plot.width &&
        area.y >= plot.y &&
        area.y + height <= plot.y + plot.height;
      if (
        !inside ||
        taken.some((other) => overlap(area, other)) ||
        anchors.some((other) => other !== anchor && overlap(area, around(other)))
      )
        continue;
      taken.push(area);
      out.push({ id: anchor.id, x: at, y: box.y + height / 2, align, text });
      break;
    }
  }
  return out;
}
