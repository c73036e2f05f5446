/** A method's small picture: what of a block it leaves alone, trains or adds. */
import { memo } from 'react';
import type { Dimensions } from '../../anatomy/anatomy';
import type { Marks } from '../../methods/tensors';
import { HEIGHT, ROW, sketchOf, type Shape } from './sketch';

type Box = Pick<Shape, 'x' | 'y' | 'width' | 'height'>;

const short = (value: number): string => String(Math.round(value * 100) / 100);
const box = ({ x, y, width, height }: Box): string =>
  `M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}z`;

/** Two triangles, tip to tip: down to few numbers and up again. */
function bowTie({ x, y, width, height }: Box): string {
  const [middle, centre] = [x + width / 2, y + height / 2];
  const waist = height * 0.12;
  return (
    `M${short(x)} ${short(y)}L${short(middle)} ${short(centre - waist)}L${short(x + width)} ${short(y)}` +
    `V${short(y + height)}L${short(middle)} ${short(centre + waist)}L${short(x)} ${short(y + height)}z`
  );
}

function disc({ x, y, width, height }: Box): string {
  const radius = Math.min(width, height) / 2 - 1;
  const arc = `a${short(radius)} ${short(radius)} 0 0 1`;
  return (
    `M${short(x + width / 2 - radius)} ${short(y + height / 2)}` +
    `${arc} ${short(2 * radius)} 0${arc} ${short(-2 * radius)} 0z`
  );
}

/** Where single entries of a matrix are lit, as shares of its box. */
const entries = [
  [0.12, 0.1],
  [0.62, 0.22],
  [0.3, 0.45],
  [0.72, 0.6],
  [0.14, 0.74],
  [0.5, 0.86],
] as const;
const DOT = 2.2;

/** Tokens are a column of squares, the first ones lit where there are virtual ones. */
const tokens = ({ x, y, width }: Box): readonly string[] =>
  [0, 1, 2, 3].map((index) => box({ x, y: y + index * 7, width, height: width }));

/** What of a box is lit. */
function litOf(shape: Shape): string {
  const { place, change, x, y, width, height } = shape;
  switch (change) {
    case undefined:
      return '';
    case 'full':
      return box(shape);
    case 'module':
      return bowTie(shape);
    case 'delta': {
      const tall = Math.min(height - 3, 10);
      return bowTie({ x: x + 1.5, y: y + (height - tall) / 2, width: width - 3, height: tall });
    }
    case 'entries':
      return entries
        .map(([across, down]) =>
          box({ x: x + across * (width - DOT), y: y + down * (height - DOT), width: DOT, height: DOT }),
        )
        .join('');
    case 'bias':
      return box({ x, y: y + height - 2.4, width, height: 2.4 });
    case 'scale':
      return disc(shape);
    case 'rows':
      return place === 'tokens'
        ? tokens(shape).slice(0, 2).join('')
        : [1.5, 5.5].map((at) => box({ x: x + at, y: y + height / 2 - 1.6, width: 3.2, height: 3.2 })).join('');
  }
}

const frozenOf = (shape: Shape): string =>
  shape.change === 'module' ? '' : shape.place === 'tokens' ? tokens(shape).join('') : box(shape);

/** Decoration: words beside it say the same. Few elements, since there are many pictures. */
export const BlockSketch = memo(function BlockSketch({
  dimensions,
  marks,
}: {
  readonly dimensions: Dimensions;
  readonly marks: Marks;
}) {
  const { shapes, frame, width } = sketchOf(dimensions, marks);
  const flow = `M6 ${ROW / 2}H${short(width - 2)}`;
  return (
    <svg className="sketch" viewBox={`0 0 ${short(width)} ${HEIGHT}`} aria-hidden="true">
      <path className="frame" d={box({ x: frame.x, y: 0.5, width: frame.width, height: ROW - 1 })} />
      <path className="flow" d={flow} />
      <path className="part-box" d={shapes.map(frozenOf).join('')} />
      <path className="lit" d={shapes.map(litOf).join('')} />
    </svg>
  );
});
