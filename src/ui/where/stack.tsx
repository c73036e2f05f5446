/** The stack of layers beside the block, with what each trains. */
import type { LayerNorms } from '../../training/types';
import { whole } from '../format';
import { strings } from '../strings';
import type { IterationPhase } from './iteration-phase';
import type { Layout } from './layout';
import { layerName } from './layer-name';
import { NormBars, NormLegend } from './norm-bars';
import { plus } from './part';
import { WIDTH } from './pen';
import type { Placement } from './placement';

export interface StackProps {
  readonly layout: Layout;
  readonly placement: Placement;
  readonly encoderLayers?: number | undefined;
  readonly norms?: LayerNorms;
  readonly phase?: IterationPhase;
}

export function Stack({ layout, placement, encoderLayers, norms, phase }: StackProps) {
  const { perLayer } = placement;
  const about = placement.about === 'layers';
  const shown = Math.min(perLayer.length, 24);
  const most = Math.max(...perLayer, 1);
  const { y, height } = layout.frame;
  const pitch = Math.min(44, height / shown);
  const top = y + (height - pitch * shown) / 2;
  const x = WIDTH + 34;
  return (
    <g className="stack">
      <path
        className="stack-link"
        d={
          `M${layout.frame.x + layout.frame.width} ${y + 12}C${WIDTH + 18} ${y + 12} ${WIDTH + 14} ${top} ` +
          `${x - 4} ${top}M${layout.frame.x + layout.frame.width} ${y + height - 12}C${WIDTH + 18} ` +
          `${y + height - 12} ${WIDTH + 14} ${top + pitch * shown - 6} ${x - 4} ${top + pitch * shown - 6}`
        }
      />
      {perLayer.slice(0, shown).map((count, i) => {
        const tall = Math.max(pitch - 6, 6);
        const at = top + i * pitch;
        // Room for the bars below the words.
        const line = at + tall / 2 + (norms && tall >= 26 ? 0 : 4);
        return (
          <g key={i} className={count > 0 ? 'layer layer-lit' : 'layer'}>
            <title>
              {`${layerName(i, encoderLayers)}: ${about ? '≈ ' : ''}${whole(count)} ` + `${strings.where.trained}`}
            </title>
            <rect className="layer-box" x={x} y={at} width={150} height={tall} rx={Math.min(7, tall / 3)} />
            {count > 0 && (
              <rect
                className="layer-share"
                x={x}
                y={at}
                width={Math.max(5, 5 * (count / most))}
                height={tall}
                rx={2.5}
              />
            )}
            {tall >= 14 && (
              <text className="layer-name" x={x + 14} y={line}>
                {layerName(i, encoderLayers)}
              </text>
            )}
            {tall >= 14 && (
              <text className="layer-count" x={x + 140} y={line} textAnchor="end">
                {count > 0 ? plus(count, about) : strings.where.frozen}
              </text>
            )}
            {norms && <NormBars norms={norms} layer={i} x={x} y={at} width={150} height={tall} phase={phase} />}
          </g>
        );
      })}
      {norms && <NormLegend x={x} y={top + pitch * shown + 8} phase={phase} />}
    </g>
  );
}
