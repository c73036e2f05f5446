/** Coordinates of the block diagram: boxes from top to bottom, the residual path on the left. Pure. */
import type { Dimensions } from '../../anatomy/anatomy';
import type { Mark, Place, Placement } from './placement';

export interface Box {
  readonly place: Place | 'attention' | 'activation';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly mark?: Mark;
}

export interface Layout {
  readonly boxes: readonly Box[];
  /** Centre line of the data flow, as SVG paths, first to last. */
  readonly flow: readonly string[];
  readonly residuals: readonly string[];
  /** Circles where a residual is added. */
  readonly sums: readonly { readonly x: number; readonly y: number }[];
  /** Frame around what is repeated in every layer. */
  readonly frame: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly width: number;
  readonly height: number;
  /** Top of the highest trained part: the gradient flows up to here and no further. */
  readonly gradientTop: number;
  readonly bottom: number;
}

const LEFT = 46,
  RIGHT = 326,
  GAP = 11,
  LANE = 24;
const CENTRE = (LEFT + RIGHT) / 2;

export const WIDTH = 340;

export function layoutOf(d: Dimensions, { marks }: Placement): Layout {
  const boxes: Box[] = [],
    flow: string[] = [],
    residuals: string[] = [],
    sums: { x: number; y: number }[] = [];
  let y = 6;
  let exit = y;
  let gradientTop = Infinity;

  /** A row of boxes of one height, joined to the row above. */
  const row = (height: number, ...places: Box['place'][]) => {
    const gap = 9;
    const width = (RIGHT - LEFT - gap * (places.length - 1)) / places.length;
    places.forEach((place, i) => {
      const x = LEFT + i * (width + gap);
      const mark = marks[place as Place];
      boxes.push({ place, x, y, width, height, mark });
      if (mark && y < gradientTop) gradientTop = y;
      if (exit < y) flow.push(places.length === 1 ? `M${CENTRE} ${exit}V${y}` : fan(exit, x + width / 2, y));
      // Boxes side by side lead straight down into the one below, which is as wide as all of them.
      if (places.length > 1) flow.push(`M${x + width / 2} ${y + height}V${y + height + GAP}`);
    });
    exit = places.length === 1 ? y + height : y + height + GAP;
    y += height + GAP;
  };
  /** The residual from `from` is added where the next norm begins: one box, as in "Add & norm". */
  const sumInNorm = (from: number, place: 'norm1' | 'norm2') => {
    row(24, place);
    const at = y - GAP - 12;
    residuals.push(
      `M${CENTRE} ${from}H${LANE + 8}Q${LANE} ${from} ${LANE} ${from + 8}V${at - 8}Q${LANE} ${at} ${LANE + 8} ` +
        `${at}H${LEFT}`,
    );
    sums.push({ x: LEFT, y: at });
  };
  /** The residual from `from` joins the main path here. */
  const sum = (from: number) => {
    const at = y + 3;
    flow.push(`M${CENTRE} ${exit}V${at - 8}`);
    residuals.push(
      `M${CENTRE} ${from}H${LANE + 8}Q${LANE} ${from} ${LANE} ${from + 8}V${at - 8}Q${LANE} ${at} ${LANE + 8} ` +
        `${at}H${CENTRE - 8}`,
    );
    sums.push({ x: CENTRE, y: at });
    exit = at + 8;
    y = at + 8 + GAP - 3;
  };

  /** In a parallel layer the feed-forward block begins anew from `from`, on the right of the attention. */
  const besideAttention = (from: number) => {
    const at = y + 6;
    const lane = RIGHT + 7;
    flow.push(
      `M${CENTRE} ${from}H${lane - 6}Q${lane} ${from} ${lane} ${from + 6}V${at - 6}Q${lane} ${at} ${lane - 6} ` +
        `${at}H${CENTRE}`,
    );
    exit = at;
    y = at + GAP - 2;
  };
  /** What attention returns passes the feed-forward block on the left, and joins the last sum. */
  const pastFeedForward = (from: number) => {
    const at = sums.at(-1)!.y;
    const lane = LANE + 12;
    const turn = from + 5;
    residuals.push(
      `M${CENTRE} ${from}V${turn}H${lane + 6}Q${lane} ${turn} ${lane} ${turn + 6}V${at - 6}Q${lane} ${at} ` +
        `${lane + 6} ${at}H${CENTRE - 8}`,
    );
  };
  if (marks.subspace) {
    row(34, 'subspace');
    // It lies outside the flow of data.
    exit = y;
  }
  row(20, 'tokens');
  row(32, 'embeddings');
  y += 8;
  const top = y;
  y += GAP;
  const post = d.normPosition === 'post';
  const norm = (place: Place) => {
    if (d.tensors.some((tensor) => tensor.place === place)) row(22, place);
  };
  if (marks.entry) row(34, 'entry');
  let branch = y - 7;
  if (!post) norm('norm1');
  const normed = y - 6;
  if (d.fusedQkv) row(36, 'qkv');
  else row(42, 'q', 'k', 'v');
  row(marks.attention ? 30 : 24, 'attention');
  row(34, 'o');
  if (marks.adapter1) row(34, 'adapter1');
  norm('normOut1');
  let attentionEnd: number | undefined;
  if (d.parallel) {
    attentionEnd = exit;
    besideAttention(d.tensors.some(({ place }) => place === 'norm2') ? branch : normed);
  } else {
    if (post) sumInNorm(branch, 'norm1');
    else sum(branch);
    branch = y - 6;
  }
  if (!post) norm('norm2');
  if (d.gated) row(42, 'gate', 'up');
  else row(34, 'up');
  row(marks.middle ? 30 : 20, marks.middle ? 'middle' : 'activation');
  row(34, 'down');
  if (marks.adapter2) row(34, 'adapter2');
  if (marks.parallel) row(34, 'parallel');
  norm('normOut2');
  if (post) sumInNorm(branch, 'norm2');
  else sum(branch);
  if (attentionEnd !== undefined) pastFeedForward(attentionEnd);
  if (marks.onTop) row(34, 'onTop');
  if (marks.side) row(34, 'side');
  const frame = { x: 8, y: top, width: WIDTH - 12, height: y - top - 1 };
  y += 13;
  if (d.finalNorm) row(22, 'finalNorm');
  if (marks.fusion) row(34, 'fusion');
  if (marks.ladder) row(34, 'ladder');
  row(34, 'head');
  const bottom = y - GAP;
  return {
    boxes,
    flow,
    residuals,
    sums,
    frame,
    width: WIDTH,
    height: bottom + 6,
    gradientTop: Math.min(gradientTop, bottom - 34),
    bottom,
  };
}

/** From the centre line to a box of a row. */
function fan(from: number, x: number, to: number): string {
  const middle = (from + to) / 2;
  return x === CENTRE
    ? `M${CENTRE} ${from}V${to}`
    : `M${CENTRE} ${from}V${middle - 3}Q${CENTRE} ${middle} ${CENTRE + Math.sign(x - CENTRE) * 4} ` +
        `${middle}H${x - Math.sign(x - CENTRE) * 4}Q${x} ${middle} ${x} ${middle + 3}V${to}`;
}
