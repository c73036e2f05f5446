/** The transformer block as a drawing: frozen parts grey, trained parts lit, with what the method adds. */
import { memo, type KeyboardEvent } from 'react';
import type { Dimensions } from '../../anatomy/anatomy';
import type { LayerNorms } from '../../training/types';
import { compact, whole } from '../format';
import { strings as inspector } from '../inspector/strings';
import { strings } from '../strings';
import { layoutOf, WIDTH, type Box, type Layout } from './layout';
import { NormBars, NormLegend } from './norm-bars';
import type { IterationPhase } from './iteration-phase';
import type { Mark, Place, Placement } from './placement';

export interface DiagramProps {
  readonly dimensions: Dimensions;
  readonly placement: Placement;
  readonly method: string;
  readonly head: number;
  readonly languageModel: boolean;
  readonly moving: boolean;
  /** Without the stack of layers, for narrow screens. */
  readonly compact: boolean;
  /** Called when a trained part is chosen, with its name; absent: a drawing only. */
  readonly onOpen?: (place: Place, part: string) => void;
  /** Tensors of a part, one line each, for its tooltip. */
  readonly tensors?: (place: Place) => readonly string[];
  /** Per-layer norms of a recent step. */
  readonly norms?: LayerNorms;
  /** One iteration in slow motion: its present phase. */
  readonly phase?: IterationPhase;
}

const parts: Readonly<Record<string, string>> = strings.where.parts;
/** Width of a letter, roughly and rather too wide. */
const LETTER = 7;
/** What is trained, as it stands in a box. */
export const plus = (count: number, about = false) =>
  `${about ? '≈ ' : '+'}${count < 10_000 ? whole(count) : compact(count)}`;

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

function BoxMark({ box, mark, narrow }: { box: Box; mark: Mark; narrow: boolean }) {
  const { x, y, width, height } = box;
  switch (mark.treatment) {
    // Above the count, which may be long.
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

/** Enter and space press a part, as they do a button. */
const pressed = (open: () => void) => (event: KeyboardEvent) => {
  if (event.key !== 'Enter' && event.key !== ' ') return;
  event.preventDefault();
  event.stopPropagation();
  open();
};

function Part({
  box,
  label,
  about,
  onOpen,
  tensors,
}: { box: Box; label: string; about: boolean } & Pick<DiagramProps, 'onOpen' | 'tensors'>) {
  const { place, x, y, width, height, mark } = box;
  const filled = mark?.treatment === 'full' || mark?.treatment === 'module';
  const narrow = width < 120;
  const quiet = (place === 'attention' || place === 'activation') && !mark;
  // Narrow boxes hold the count under the name; wide ones beside it.
  const second = mark && !quiet ? plus(mark.count, about) : undefined;
  const stacked = narrow && second !== undefined;
  const middle = y + height / 2;
  const inset = narrow ? 9 : 14;
  const textRight =
    mark &&
    !filled &&
    (mark.treatment === 'delta' ||
      mark.treatment === 'entries' ||
      mark.treatment === 'scale' ||
      mark.treatment === 'rows')
      ? x + width - (mark.treatment === 'rows' ? 54 : 44)
      : mark?.treatment === 'module'
        ? x + width - 56
        : x + width - 12;
  const mine = mark?.treatment === 'rows' ? strings.where.rows(mark.symbol ?? '') : mark?.symbol;
  // Left out where name and count leave no room for it.
  const symbol =
    mine && LETTER * (label.length + mine.length + (second?.length ?? 0) + 3) < textRight - x - inset
      ? mine
      : undefined;
  const open = mark && onOpen ? () => onOpen(place as Place, label) : undefined;
  const lines = mark ? (tensors?.(place as Place) ?? []) : [];
  return (
    <g
      className={`part ${filled ? 'part-lit' : ''} ${quiet ? 'part-quiet' : ''} ${mark ? 'part-marked' : ''}`}
      {...(open && {
        role: 'button',
        tabIndex: 0,
        'aria-label': inspector.open(label),
        onClick: open,
        onKeyDown: pressed(open),
        'data-place': place,
      })}
    >
      <title>
        {[
          mark
            ? `${label}: ${about ? '≈ ' : ''}${whole(mark.count)} ${strings.where.trained}`
            : `${label}: ${strings.where.frozen}`,
          ...lines,
        ].join('\n')}
      </title>
      <rect className="part-box" x={x} y={y} width={width} height={height} rx={height < 26 ? 6 : 8} />
      {mark && <BoxMark box={box} mark={mark} narrow={narrow} />}
      <text className="part-name" x={x + inset} y={stacked ? middle - 3 : middle + 4}>
        {label}
        {!narrow && symbol && (
          <tspan className="part-symbol" dx="8">
            {symbol}
          </tspan>
        )}
      </text>
      {second && (
        <text
          className="part-count"
          x={stacked ? x + inset : textRight}
          y={stacked ? middle + 12 : middle + 4}
          textAnchor={stacked ? 'start' : 'end'}
        >
          {second}
        </text>
      )}
    </g>
  );
}

/** The strip of tokens that goes in; virtual tokens in front, with their number behind. */
function Tokens({ box, onOpen, tensors }: { box: Box } & Pick<DiagramProps, 'onOpen' | 'tensors'>) {
  const { mark } = box;
  const open = mark && onOpen ? () => onOpen('tokens', parts.tokens!) : undefined;
  const size = 13,
    step = 16.5;
  const room = mark ? 58 : 0;
  const n = Math.floor((box.width - room) / step);
  const start = box.x + (box.width - room - (n * step - 3.5)) / 2;
  const virtual = Math.min(5, n);
  return (
    <g
      className={mark ? 'tokens part-marked' : 'tokens'}
      {...(open && {
        role: 'button',
        tabIndex: 0,
        'aria-label': inspector.open(parts.tokens!),
        onClick: open,
        onKeyDown: pressed(open),
        'data-place': 'tokens',
      })}
    >
      <title>
        {mark
          ? [
              `${mark.symbol} ${strings.where.virtual}: ${whole(mark.count)} ${strings.where.trained}`,
              ...(tensors?.('tokens') ?? []),
            ].join('\n')
          : parts.tokens}
      </title>
      {open && <rect className="tokens-area" x={box.x - 4} y={box.y - 2} width={box.width + 8} height={24} rx={6} />}
      {Array.from({ length: n }, (_, i) => (
        <rect
          key={i}
          className={mark && i < virtual ? 'lit' : 'token'}
          x={start + i * step}
          y={box.y + 3}
          width={size}
          height={size}
          rx={3}
        />
      ))}
      {mark && (
        <text className="part-count" x={box.x + box.width} y={box.y + 14} textAnchor="end">
          {plus(mark.count)}
        </text>
      )}
    </g>
  );
}

function Stack({
  layout,
  placement,
  norms,
  phase,
}: { layout: Layout; placement: Placement } & Pick<DiagramProps, 'norms' | 'phase'>) {
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
              {`${strings.where.layer(i + 1)}: ${about ? '≈ ' : ''}${whole(count)} ` + `${strings.where.trained}`}
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
                {strings.where.layer(i + 1)}
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
  const name = (box: Box) =>
    box.place === 'head'
      ? languageModel
        ? parts.lmHead!
        : parts.head!
      : box.place === 'middle'
        ? parts.activation!
        : post && (box.place === 'norm1' || box.place === 'norm2')
          ? parts.addNorm!
          : (parts[box.place] ?? box.place);
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
      {!narrow && <Stack layout={layout} placement={placement} norms={norms} phase={phase} />}
    </svg>
  );
});
