/** The transformer block as a drawing: frozen parts grey, trained parts lit, with what the method adds. */
import { memo } from 'react';
import type { Dimensions } from '../../anatomy/anatomy';
import type { LayerNorms } from '../../training/types';
import { strings } from '../strings';
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
}: DiagramProps) {
  const marks: Placement =
    head > 0 ? { ...placement, marks: { ...placement.marks, head: { treatment: 'full', count: head } } } : placement;
  const layout = layoutOf(dimensions, marks);
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
      {dimensions.layers > 1 &&
        [7, 3.5].map((shift) => (
          <rect
            key={shift}
            className="frame frame-behind"
            x={layout.frame.x + shift}
            y={layout.frame.y - shift}
            width={layout.frame.width}
            height={layout.frame.height}
            rx={14}
          />
        ))}
      <rect className="frame" {...layout.frame} rx={14} />
      {layout.residuals.map((d) => (
        <path key={d} className="residual" d={d} />
      ))}
      {layout.flow.map((d) => (
        <path key={d} className="flow" d={d} />
      ))}
      <path className="gradient" d={`M${centre + 148} ${layout.bottom - 10}V${layout.gradientTop + 4}`} />
      {layout.boxes.map((box) =>
        box.place === 'tokens' ? (
          <Tokens key="tokens" box={box} onOpen={onOpen} tensors={tensors} />
        ) : (
          <Part
            key={box.place}
            box={box}
            about={placement.about !== undefined && box.place !== 'head'}
            label={name(box)}
            onOpen={onOpen}
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
      {!narrow && <Stack {...{ layout, placement, norms, phase }} encoderLayers={dimensions.encoderLayers} />}
    </svg>
  );
});
