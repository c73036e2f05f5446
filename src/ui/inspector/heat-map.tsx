/** A tensor as a grid of cells: orange above zero, blue below, the ground colour at zero. */
import { useEffect, useRef } from 'react';
import type { Picture } from '../../worker/protocol';
import { small } from './numbers';
import { strings } from './strings';

type Colour = readonly [number, number, number];

/** Reads a colour of the page's theme, `#rrggbb`. */
function token(style: CSSStyleDeclaration, name: string): Colour {
  const hex = style.getPropertyValue(name).trim();
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Colour;
}

/** Pixels of the grid, one a cell. */
function paint(
  { rows, columns, cells }: Picture['grid'],
  most: number,
  colours: { readonly above: Colour; readonly below: Colour; readonly zero: Colour },
): ImageData {
  const image = new ImageData(columns, rows);
  cells.forEach((value, i) => {
    // The square root lets small entries show beside large ones.
    const share = most > 0 ? Math.sqrt(Math.abs(value) / most) : 0;
    const end = value < 0 ? colours.below : colours.above;
    for (let channel = 0; channel < 3; channel++)
      image.data[4 * i + channel] = Math.round(
        colours.zero[channel]! + (end[channel]! - colours.zero[channel]!) * share,
      );
    image.data[4 * i + 3] = 255;
  });
  return image;
}

export function HeatMap({
  picture,
  shape,
  caption = strings.heat,
  shares = false,
}: {
  readonly picture: Picture;
  readonly shape: string;
  readonly caption?: string;
  /** Its numbers are shares: none is below zero. */
  readonly shares?: boolean;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { grid, min, max, histogram } = picture;
  const most = Math.max(Math.abs(min), Math.abs(max));
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) return;
    const style = getComputedStyle(element);
    element.width = grid.columns;
    element.height = grid.rows;
    context.putImageData(
      paint(grid, most, {
        above: token(style, '--trained'),
        below: token(style, '--data'),
        zero: token(style, '--sunken'),
      }),
      0,
      0,
    );
  }, [grid, most]);
  const shrunk = grid.rows * grid.columns < histogram.reduce((a, b) => a + b, 0);
  return (
    <figure className="inspector-figure">
      <figcaption className="inspector-caption">{caption}</figcaption>
      <canvas
        ref={canvas}
        className="heat"
        role="img"
        aria-label={`${caption}. ${strings[shares ? 'heatShares' : 'heatSummary'](
          grid.rows,
          grid.columns,
          small(most),
        )}`}
        style={{ aspectRatio: `${Math.min(6, Math.max(0.5, grid.columns / grid.rows))}` }}
      />
      <div className="heat-scale" data-shares={shares} aria-hidden="true">
        <span>{small(shares ? 0 : -most)}</span>
        <i />
        <span>{small(most)}</span>
      </div>
      {shrunk && <p className="note">{strings.shrunk(shape, grid.rows, grid.columns)}</p>}
    </figure>
  );
}
