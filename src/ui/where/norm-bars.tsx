/** Lengths of gradient and update in a layer of the stack, as two bars; the longest of all layers is full. */
import type { LayerNorms } from '../../training/types';
import { small } from '../inspector/numbers';
import { strings } from '../inspector/strings';
import { strings as common } from '../strings';
import type { IterationPhase } from './iteration-phase';

const words = strings.norms;

export interface NormBarsProps {
  readonly norms: LayerNorms;
  readonly layer: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** In slow motion each of the two shows in its own phase only. */
  readonly phase?: IterationPhase | undefined;
}

const shows = (phase: IterationPhase | undefined, what: 'gradient' | 'update') => phase === undefined || phase === what;

export function NormBars({ norms: { layers }, layer, x, y, width, height, phase }: NormBarsProps) {
  const part = layers[layer];
  if (!part) return null;
  const thick = height >= 26 ? 3 : 1.5;
  const [left, room] = [x + 14, width - 26];
  const longest = (key: 'gradient' | 'update') => Math.max(...layers.map((entry) => entry?.[key] ?? 0));
  const name = common.where.layer(layer + 1);
  const bar = (key: 'gradient' | 'update', value: number, top: number) => (
    <>
      <rect className="norm-track" x={left} y={top} width={room} height={thick} rx={thick / 2} />
      <rect
        className={`norm-${key}`}
        data-norm={value}
        x={left}
        y={top}
        width={longest(key) > 0 ? (room * value) / longest(key) : 0}
        height={thick}
        rx={thick / 2}
      />
    </>
  );
  return (
    <g className="norms" data-layer={layer}>
      <title>{words.of(name, small(part.gradient), small(part.update))}</title>
      {shows(phase, 'gradient') && bar('gradient', part.gradient, y + height - 2 * thick - 4)}
      {shows(phase, 'update') && bar('update', part.update, y + height - thick - 2)}
    </g>
  );
}

export function NormLegend({
  x,
  y,
  phase,
}: {
  readonly x: number;
  readonly y: number;
  readonly phase?: IterationPhase | undefined;
}) {
  const entries = (['gradient', 'update'] as const).filter((key) => shows(phase, key));
  if (entries.length === 0) return null;
  return (
    <g className="norm-key" aria-hidden="true">
      <title>{words.legend}</title>
      {entries.map((key, i) => (
        <g key={key}>
          <rect className={`norm-${key}`} x={x + i * 74} y={y} width={12} height={4} rx={2} />
          <text className="norm-legend" x={x + i * 74 + 17} y={y + 6}>
            {words[key]}
          </text>
        </g>
      ))}
    </g>
  );
}
