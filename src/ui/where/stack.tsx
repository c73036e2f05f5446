/** The stack of layers beside the block, with what each trains. */
import type { LayerNorms } from '../../training/types';
import { whole } from '../format';
import { strings } from '../strings';
import type { Drawn } from './drawn';
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
  /** There is room for what a sentence's states are. */
  readonly worded?: boolean;
  readonly drawn?: Drawn | undefined;
  /** Read from afar: names alone, in large letters. */
  readonly afar?: boolean;
}

/** Heights of a layer's box with a sentence's states in it, and of what stands before the first and behind the last. */
const WORDED = 78;
const END = 20;

/** Where a sentence's states stand in a box: above the bars of a run, which are there in between. */
function cellsIn(x: number, y: number, tall: number) {
  const bars = tall >= 26 ? 12 : 0;
  const height = tall >= 66 ? 22 : tall >= 48 ? 13 : tall >= 26 ? 5 : Math.max(3, tall - 16);
  const inside = { x: x + 14, y: y + tall - bars - height - (bars ? 1 : 2), width: 126, height };
  return tall < 14 ? { x, y, width: 150, height: tall } : inside;
}

export function Stack({ layout, placement, encoderLayers, norms, phase, worded, drawn, afar = false }: StackProps) {
  const { perLayer } = placement;
  const about = placement.about === 'layers';
  const shown = Math.min(perLayer.length, 24);
  const most = Math.max(...perLayer, 1);
  const { y, height } = layout.frame;
  const pitch = worded ? Math.min(WORDED, (height - 2 * END) / shown) : Math.min(44, height / shown);
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
        const line = afar
          ? at + Math.min(tall / 2 + 7, 25)
          : worded && tall >= 26
            ? at + Math.min(tall / 2, 19)
            : at + tall / 2 + (norms && tall >= 26 ? 0 : 4);
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
            {tall >= (afar ? 26 : 14) && (
              <text className="layer-name" x={x + 14} y={line}>
                {layerName(i, encoderLayers)}
              </text>
            )}
            {tall >= 14 && !afar && (
              <text className="layer-count" x={x + 140} y={line} textAnchor="end">
                {count > 0 ? plus(count, about) : strings.where.frozen}
              </text>
            )}
            {drawn?.layer(i, cellsIn(x, at, tall))}
            {norms && <NormBars norms={norms} layer={i} x={x} y={at} width={150} height={tall} phase={phase} />}
          </g>
        );
      })}
      {drawn?.ends('first', { x, y: top - END + 2, width: 140, height: 10 })}
      {drawn?.ends('last', { x, y: top + pitch * shown, width: 140, height: 10 })}
      {norms && !afar && <NormLegend x={x} y={top + pitch * shown + (drawn ? END : 8)} phase={phase} />}
    </g>
  );
}
