/** The transformer block as a drawing: frozen parts grey, trained parts lit, with what the method adds. */
import { memo } from 'react';
import type { Dimensions } from '../../anatomy/anatomy';
import type { LayerNorms } from '../../training/types';
import { strings } from '../strings';
import { tokensHeight, type Area, type Drawn } from './drawn';
import { layoutOf } from './layout';
import type { IterationPhase } from './iteration-phase';
import { Part, Tokens, type Opening } from './part';
import { WIDTH, type Box } from './pen';
import type { Placement } from './placement';
import { Stack } from './stack';

export interface DiagramProps extends Opening {
  readonly dimensions: Dimensions;
  readonly placement: Placement;
  readonly method: string;
  readonly head: number;
  readonly languageModel: boolean;
  readonly moving: boolean;
  /** Without the stack of layers, for narrow screens. */
  readonly compact: boolean;
  /** Per-layer norms of a recent step. */
  readonly norms?: LayerNorms;
  /** One iteration in slow motion: its present phase. */
  readonly phase?: IterationPhase;
  /** There is room for the words of a sentence. */
  readonly worded?: boolean;
  /** The words, and how far their states have moved. */
  readonly drawn?: Drawn | undefined;
  /** It is read from afar: large letters, and only what they leave room for. */
  readonly afar?: boolean;
}

const parts: Readonly<Record<string, string>> = strings.where.parts;
/** What a box is called in this model: a norm behind the sum is one with it, and heads differ by task. */
function nameOf({ place }: Box, post: boolean, languageModel: boolean): string {
  switch (place) {
    case 'head':
      return languageModel ? parts.lmHead! : parts.head!;
    case 'middle':
      return parts.activation!;
    case 'norm1':
    case 'normCross':
    case 'norm2':
      return post ? parts.addNorm! : parts[place]!;
    default:
      return parts[place] ?? place;
  }
}

/** The frame around a layer, with others behind it. */
function Frames({ frame, several }: { readonly frame: Area; readonly several: boolean }) {
  return (
    <>
      {several &&
        [7, 3.5].map((shift) => (
          <rect
            key={shift}
            className="frame frame-behind"
            x={frame.x + shift}
            y={frame.y - shift}
            width={frame.width}
            height={frame.height}
            rx={14}
          />
        ))}
      <rect className="frame" {...frame} rx={14} />
    </>
  );
}

export const Diagram = memo(function Diagram({
  dimensions,
  placement,
  method,
  head,
  languageModel,
  moving,
  compact: narrow,
  onOpen,
  tensors,
  norms,
  phase,
  worded = false,
  drawn,
  afar = false,
}: DiagramProps) {
  const marks: Placement =
    head > 0 ? { ...placement, marks: { ...placement.marks, head: { treatment: 'full', count: head } } } : placement;
  const layout = worded
    ? layoutOf(dimensions, marks, tokensHeight(narrow, afar), afar)
    : layoutOf(dimensions, marks, undefined, afar);
  const post = dimensions.normPosition === 'post';
  const name = (box: Box) => nameOf(box, post, languageModel);
  const lit = layout.boxes.filter((box) => box.mark).map((box) => name(box));
  const centre = layout.boxes[1]!.x + layout.boxes[1]!.width / 2;
  return (
    <svg
      className={['diagram', moving && 'diagram-moving', phase && `diagram-${phase}`, onOpen && 'diagram-open']
        .filter(Boolean)
        .join(' ')}
      viewBox={`0 0 ${narrow ? WIDTH + 8 : WIDTH + 200} ${layout.height}`}
      role={onOpen ? 'group' : 'img'}
      aria-label={strings.where.describe(method, [...new Set(lit)].join(', ') || strings.where.nothing)}
    >
      <Frames frame={layout.frame} several={dimensions.layers > 1} />
      {layout.residuals.map((d) => (
        <path key={d} className="residual" d={d} />
      ))}
      {layout.flow.map((d) => (
        <path key={d} className="flow" d={d} />
      ))}
      <path className="gradient" d={`M${centre + 148} ${layout.bottom - 10}V${layout.gradientTop + 4}`} />
      {layout.boxes.map((box) =>
        box.place === 'tokens' ? (
          <Tokens
            key="tokens"
            box={box}
            area={worded ? { x: 8, y: box.y, width: narrow ? WIDTH - 8 : WIDTH + 176, height: box.height } : undefined}
            drawn={drawn}
            onOpen={onOpen}
            tensors={tensors}
          />
        ) : (
          <Part
            key={box.place}
            box={box}
            about={placement.about !== undefined && box.place !== 'head'}
            label={name(box)}
            afar={afar}
            onOpen={onOpen}
            explained={drawn !== undefined}
            tensors={tensors}
          />
        ),
      )}
      {layout.sums.map(({ x, y }) => (
        <g key={y} className="sum">
          <circle cx={x} cy={y} r={8} />
          <path d={`M${x - 4} ${y}h8M${x} ${y - 4}v8`} />
        </g>
      ))}
      {!narrow && (
        <Stack {...{ layout, placement, norms, phase, worded, drawn, afar }} encoderLayers={dimensions.encoderLayers} />
      )}
    </svg>
  );
});
