/** How a method changes a box, as a small picture in it. */
import type { Box } from './pen';
import type { Mark } from './placement';

/** Two trapezoids: down to the bottleneck and up again. */
function BowTie({ x, y, width, height }: { x: number; y: number; width: number; height: number }) {
  const waist = height * 0.28,
    middle = x + width / 2,
    centre = y + height / 2;
  return (
    <path
      className="lit"
      d={
        `M${x} ${y}L${middle - 1} ${centre - waist / 2}V${centre + waist / 2}L${x} ${y + height}ZM${x + width} ` +
        `${y}L${middle + 1} ${centre - waist / 2}V${centre + waist / 2}L${x + width} ${y + height}Z`
      }
    />
  );
}

/** Small squares: rows that are put before keys, values or tokens. */
function Rows({ x, y, count, size }: { x: number; y: number; count: number; size: number }) {
  return (
    <>
      {Array.from({ length: count }, (_, i) => (
        <rect key={i} className="lit" x={x + i * (size + 2.5)} y={y} width={size} height={size} rx={2} />
      ))}
    </>
  );
}

/** Where the lit cells of the sample matrix lie, in a grid of 6 by 4. */
const cells = [
  [0, 1],
  [1, 3],
  [2, 0],
  [3, 2],
  [4, 1],
  [5, 3],
  [5, 0],
  [1, 1],
] as const;

/** Single lit entries of a matrix. */
function Entries({ x, y, width, height }: { x: number; y: number; width: number; height: number }) {
  const [w, h] = [width / 6, height / 4];
  return (
    <>
      {cells.map(([column, row]) => (
        <rect
          key={`${column} ${row}`}
          className="lit"
          x={x + column * w}
          y={y + row * h}
          width={w - 1}
          height={h - 1}
          rx={1}
        />
      ))}
    </>
  );
}

/** The picture of a treatment, at the right of its box; in a narrow box above the count, which may be long. */
export function BoxMark({ box, mark, narrow }: { box: Box; mark: Mark; narrow: boolean }) {
  const { x, y, width, height } = box;
  switch (mark.treatment) {
    case 'delta':
      return narrow ? (
        <BowTie x={x + width - 26} y={y + 6} width={18} height={15} />
      ) : (
        <BowTie x={x + width - 36} y={y + 7} width={26} height={height - 14} />
      );
    case 'entries':
      return narrow ? (
        <Entries x={x + width - 26} y={y + 6} width={18} height={15} />
      ) : (
        <Entries x={x + width - 36} y={y + 5} width={26} height={height - 10} />
      );
    case 'module':
      return <BowTie x={x + width - 46} y={y + 8} width={34} height={height - 16} />;
    case 'bias':
      return <rect className="lit" x={x + 1} y={y + height - 5} width={width - 2} height={4} rx={2} />;
    case 'scale':
      return (
        <g>
          <circle
            className="lit"
            cx={x + width - (narrow ? 15 : 18)}
            cy={narrow ? y + 14 : y + height / 2}
            r={narrow ? 8 : 9}
          />
          <text
            className="on-lit"
            x={x + width - (narrow ? 15 : 18)}
            y={(narrow ? y + 14 : y + height / 2) + 4.5}
            textAnchor="middle"
          >
            ×
          </text>
        </g>
      );
    case 'rows':
      return narrow ? (
        <Rows x={x + width - 27} y={y + 10} count={2} size={8} />
      ) : (
        <Rows x={x + width - 46} y={y + height / 2 - 4.5} count={3} size={9} />
      );
    case 'full':
      return null;
  }
}
