/** The stack of layers for narrow screens: a row of small boxes above the block, with the bars of a run. */
import type { LayerNorms } from '../../training/types';
import { whole } from '../format';
import { strings } from '../strings';
import { plus } from './part';
import type { Drawn } from './drawn';
import type { IterationPhase } from './iteration-phase';
import { layerName } from './layer-name';
import { NormBars, NormLegend } from './norm-bars';

const words = strings.where;
const WIDTH = 348,
  HEIGHT = 38,
  GAP = 6,
  LEGEND = 16;
/** Layers that are drawn, as in the wide drawing. */
const MOST = 24;

export interface LayerStripProps {
  /** What is trained in each layer. */
  readonly perLayer: readonly number[];
  readonly encoderLayers?: number | undefined;
  /** The numbers are means. */
  readonly about?: boolean;
  readonly norms?: LayerNorms | undefined;
  readonly phase?: IterationPhase | undefined;
  readonly drawn?: Drawn | undefined;
}

export function LayerStrip({ perLayer, encoderLayers, about = false, norms, phase, drawn }: LayerStripProps) {
  const shown = perLayer.slice(0, MOST);
  // "Encoder 1" and its number want more room than "L1".
  const columns = Math.min(shown.length, shown.length <= 4 || encoderLayers !== undefined ? 2 : 3),
    rows = Math.ceil(shown.length / columns);
  const width = (WIDTH - 8 - GAP * (columns - 1)) / columns,
    bottom = rows * (HEIGHT + GAP);
  return (
    <svg
      className="strip"
      viewBox={`0 0 ${WIDTH} ${bottom + LEGEND}`}
      role="img"
      aria-label={shown
        .map(
          (count, i) =>
            `${layerName(i, encoderLayers)}: ` +
            `${count > 0 ? `${about ? '≈ ' : ''}${whole(count)} ${words.trained}` : words.frozen}`,
        )
        .join(', ')}
    >
      {shown.map((count, i) => {
        const x = 4 + (i % columns) * (width + GAP),
          y = Math.floor(i / columns) * (HEIGHT + GAP) + 1;
        return (
          <g key={i} className={count > 0 ? 'layer layer-lit' : 'layer'}>
            <rect className="layer-box" x={x} y={y} width={width} height={HEIGHT} rx={7} />
            {count > 0 && <rect className="layer-share" x={x} y={y} width={5} height={HEIGHT} rx={2.5} />}
            <text className="layer-name" x={x + 14} y={y + 16}>
              {layerName(i, encoderLayers)}
            </text>
            <text className="layer-count" x={x + width - 8} y={y + 16} textAnchor="end">
              {count > 0 ? plus(count, about) : words.frozen}
            </text>
            {drawn?.layer(i, { x: x + 14, y: y + 21.5, width: width - 22, height: 4 })}
            {norms && <NormBars norms={norms} layer={i} x={x} y={y - 3} width={width} height={HEIGHT} phase={phase} />}
          </g>
        );
      })}
      {norms && <NormLegend x={4} y={bottom + 4} phase={phase} />}
    </svg>
  );
}
