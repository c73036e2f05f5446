/** A method's small picture: what of a block it leaves alone, trains or adds. */
import { memo } from 'react';
import type { Dimensions } from '../../anatomy/anatomy';
import type { Marks } from '../../methods/tensors';
import { HEIGHT, ROW, sketchOf, type Shape } from './sketch';

/** Two triangles, tip to tip: down to few numbers and up again. */
const bowTie = ({ x, y, width, height }: Pick<Shape, 'x' | 'y' | 'width' | 'height'>): string => {
  const [middle, centre] = [x + width / 2, y + height / 2];
  const waist = height * 0.12;
  return (
    `M${x} ${y}L${middle} ${centre - waist}L${x + width} ${y}V${y + height}L${middle} ${centre + waist}` +
    `L${x} ${y + height}Z`
  );
};

/** Where single entries of a matrix are lit, as shares of its box. */
const entries = [
  [0.12, 0.1],
  [0.62, 0.22],
  [0.3, 0.45],
  [0.72, 0.6],
  [0.14, 0.74],
  [0.5, 0.86],
] as const;

const Added = ({ shape }: { readonly shape: Shape }) => {
  const { x, y, width, height, change } = shape;
  switch (change) {
    case 'delta': {
      const tall = Math.min(height - 3, 10);
      return (
        <path className="lit" d={bowTie({ x: x + 1.5, y: y + (height - tall) / 2, width: width - 3, height: tall })} />
      );
    }
    case 'entries':
      return entries.map(([across, down]) => (
        <rect
          key={across}
          className="lit"
          x={x + across * (width - 2.2)}
          y={y + down * (height - 2.2)}
          width={2.2}
          height={2.2}
        />
      ));
    case 'bias':
      return <rect className="lit" x={x} y={y + height - 2.4} width={width} height={2.4} />;
    case 'scale':
      return <circle className="lit" cx={x + width / 2} cy={y + height / 2} r={Math.min(width, height) / 2 - 1} />;
    case 'rows':
      return [0, 1].map((row) => (
        <rect key={row} className="lit" x={x + 1.5 + row * 4} y={y + height / 2 - 1.6} width={3.2} height={3.2} />
      ));
    default:
      return null;
  }
};

/** Tokens are a column of squares, the first ones lit where there are virtual ones. */
const Tokens = ({ shape: { x, y, width, change } }: { readonly shape: Shape }) =>
  [0, 1, 2, 3].map((index) => (
    <rect
      key={index}
      className={change && index < 2 ? 'lit' : 'part-box'}
      x={x}
      y={y + index * 7}
      width={width}
      height={width}
      rx={1}
    />
  ));

function Part({ shape }: { readonly shape: Shape }) {
  const { place, change, x, y, width, height } = shape;
  if (place === 'tokens') return <Tokens shape={shape} />;
  if (change === 'module') return <path className="lit" d={bowTie(shape)} />;
  return (
    <>
      <rect className={change === 'full' ? 'lit' : 'part-box'} x={x} y={y} width={width} height={height} rx={1.2} />
      <Added shape={shape} />
    </>
  );
}

/** Decoration: words beside it say the same. */
export const BlockSketch = memo(function BlockSketch({
  dimensions,
  marks,
}: {
  readonly dimensions: Dimensions;
  readonly marks: Marks;
}) {
  const { shapes, frame, width } = sketchOf(dimensions, marks);
  return (
    <svg className="sketch" viewBox={`0 0 ${width} ${HEIGHT}`} aria-hidden="true">
      <path className="flow" d={`M6 ${ROW / 2}H${width - 2}`} />
      <rect className="frame" x={frame.x} y={0.5} width={frame.width} height={ROW - 1} rx={3} />
      <path className="flow" d={`M${frame.x} ${ROW / 2}H${frame.x + frame.width}`} />
      {shapes.map((shape) => (
        <Part key={shape.place} shape={shape} />
      ))}
    </svg>
  );
});
