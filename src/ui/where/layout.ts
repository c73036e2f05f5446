/** Coordinates of the block diagram: what stands in it, in which order. Pure. */
import type { Dimensions } from '../../anatomy/anatomy';
import { GAP, Pen, WIDTH, type Box } from './pen';
import type { Place, Placement } from './placement';

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

/** A norm is drawn where the model has one there; from afar, where it is trained. */
const drawNorm = (pen: Pen, d: Dimensions, place: Place): void => {
  if (pen.shows(place) && d.tensors.some((tensor) => tensor.place === place)) pen.row(22, place);
};

/** The residual is added in the norm behind it, or before the next one. */
const drawSum = (pen: Pen, post: boolean, branch: number, norm: 'norm1' | 'normCross' | 'norm2'): void => {
  if (post && pen.shows(norm)) pen.sumInNorm(branch, norm);
  else pen.sum(branch);
};

interface Joints {
  /** Where the residual of the feed-forward block leaves the main path. */
  readonly branch: number;
  /** Where attention ends in a parallel layer, whose result joins the layer's last sum. */
  readonly attentionEnd?: number;
}

function drawAttention(pen: Pen, d: Dimensions, marks: Placement['marks']): Joints {
  const post = d.normPosition === 'post';
  if (marks.entry) pen.row(34, 'entry');
  const branch = pen.y - 7;
  if (!post) drawNorm(pen, d, 'norm1');
  const normed = pen.y - 6;
  if (d.fusedQkv) pen.row(36, 'qkv');
  else pen.row(42, 'q', 'k', 'v');
  pen.row(marks.attention ? 30 : 24, 'attention');
  pen.row(34, 'o');
  if (marks.adapter1) pen.row(34, 'adapter1');
  drawNorm(pen, d, 'normOut1');
  if (d.parallel) {
    const attentionEnd = pen.exit;
    pen.besideAttention(d.tensors.some(({ place }) => place === 'norm2') ? branch : normed);
    return { branch, attentionEnd };
  }
  drawSum(pen, post, branch, 'norm1');
  return { branch: pen.y - 6 };
}

function drawFeedForward(pen: Pen, d: Dimensions, marks: Placement['marks'], { branch, attentionEnd }: Joints): void {
  const post = d.normPosition === 'post';
  if (!post) drawNorm(pen, d, 'norm2');
  if (d.gated) pen.row(42, 'gate', 'up');
  else pen.row(34, 'up');
  if (pen.shows('middle')) pen.row(marks.middle ? 30 : 20, marks.middle ? 'middle' : 'activation');
  pen.row(34, 'down');
  if (marks.adapter2) pen.row(34, 'adapter2');
  if (marks.parallel) pen.row(34, 'parallel');
  drawNorm(pen, d, 'normOut2');
  drawSum(pen, post, branch, 'norm2');
  if (attentionEnd !== undefined) pen.pastFeedForward(attentionEnd);
}

/** Between the decoder's attention and its feed-forward block: queries of the text, keys and values of the encoder. */
function drawCross(pen: Pen, d: Dimensions, branch: number): Joints {
  const post = d.normPosition === 'post';
  if (!post) drawNorm(pen, d, 'normCross');
  pen.row(42, 'crossQ', 'crossK', 'crossV');
  pen.row(24, 'crossAttention');
  pen.row(34, 'crossO');
  drawSum(pen, post, branch, 'normCross');
  return { branch: pen.y - 6 };
}

/**
 * @param tokens height of the row of tokens
 * @param afar it is read from afar: fewer boxes, each high enough for large letters
 */
export function layoutOf(d: Dimensions, { marks }: Placement, tokens = 20, afar = false): Layout {
  const pen = new Pen(marks, afar);
  if (marks.subspace) {
    pen.row(34, 'subspace');
    // It lies outside the flow of data.
    pen.exit = pen.y;
  }
  pen.row(tokens, 'tokens');
  pen.row(32, 'embeddings');
  pen.y += 8;
  const top = pen.y;
  pen.y += GAP;
  const joints = drawAttention(pen, d, marks);
  drawFeedForward(pen, d, marks, d.encoderLayers === undefined ? joints : drawCross(pen, d, joints.branch));
  if (marks.onTop) pen.row(34, 'onTop');
  if (marks.side) pen.row(34, 'side');
  const frame = { x: 8, y: top, width: WIDTH - 12, height: pen.y - top - 1 };
  pen.y += 13;
  if (d.finalNorm && pen.shows('finalNorm')) pen.row(22, 'finalNorm');
  if (marks.fusion) pen.row(34, 'fusion');
  if (marks.ladder) pen.row(34, 'ladder');
  pen.row(34, 'head');
  const bottom = pen.y - GAP;
  const { boxes, flow, residuals, sums } = pen;
  return {
    boxes,
    flow,
    residuals,
    sums,
    frame,
    width: WIDTH,
    height: bottom + 6,
    gradientTop: Math.min(pen.gradientTop, bottom - 34),
    bottom,
  };
}
