/** Small signed numbers and shapes for people. */
import { marked, whole } from '../format';

/** Three significant digits, two of very small and very large ones: 0.0123, -1.2e-5, 3. */
export function small(value: number): string {
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  return marked(magnitude < 1e-3 || magnitude >= 1e5 ? value.toExponential(1) : String(Number(value.toPrecision(3))));
}

export const shapeText = (shape: readonly number[]): string =>
  shape.length === 0 ? '1' : shape.map(whole).join(' × ');
