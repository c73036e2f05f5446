/** A category's mark: colour and shape, so that it can be told without colours. */
import { Symbols } from 'recharts';
import type { Category } from '../../methods/contract';

type Shape = 'circle' | 'square' | 'triangle' | 'diamond' | 'star' | 'cross';

const shapes: Readonly<Record<Category, Shape>> = {
  baseline: 'square',
  additive: 'circle',
  partial: 'triangle',
  reparameterised: 'diamond',
  hybrid: 'star',
  unified: 'cross',
};

/** Distance of a mark's farthest corner from its middle, for an area of 1. */
const reaches: Readonly<Record<Shape, number>> = {
  circle: 1 / Math.sqrt(Math.PI),
  square: Math.SQRT1_2,
  triangle: 2 / Math.sqrt(3 * Math.sqrt(3)),
  diamond: 1 / Math.sqrt(2 * Math.tan(Math.PI / 6)),
  star: 0.9439,
  cross: Math.hypot(3, 1) / (2 * Math.sqrt(5)),
};

/** Radius in pixels of the circle around a mark that cuts none of its corners. */
export const reachOf = (category: Category, area: number): number => reaches[shapes[category]] * Math.sqrt(area);

export const colorOf = (category: Category): string => `var(--category-${category})`;

export interface MarkProps {
  readonly category: Category;
  readonly x: number;
  readonly y: number;
  /** In square pixels. */
  readonly area: number;
  /** A run that is still going on. */
  readonly hollow?: boolean;
}

/** Within an SVG. A line in the page's colour keeps marks apart that overlap. */
export function Mark({ category, x, y, area, hollow }: MarkProps) {
  return (
    <Symbols
      type={shapes[category]}
      cx={x}
      cy={y}
      size={area}
      sizeType="area"
      fill={hollow ? 'var(--surface)' : colorOf(category)}
      fillOpacity={hollow ? 1 : 0.86}
      stroke={hollow ? colorOf(category) : 'var(--surface)'}
      strokeWidth={hollow ? 2 : 1.2}
    />
  );
}

/** Beside text. */
export function InlineMark({ category }: { readonly category: Category }) {
  return (
    <svg className="mark" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
      <Mark category={category} x={7} y={7} area={72} />
    </svg>
  );
}
