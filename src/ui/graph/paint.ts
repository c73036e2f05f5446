/** Paints an arranged graph: only what is in the window, words only where they can be read. */
import type { GraphNode } from '../../worker/protocol';
import { labelOf, type Arrangement, type Edge, type Placed } from './arrange';
import type { Camera, Size } from './camera';

/** Fill, line and ink of each kind, as custom properties of the page. */
export const tones: Readonly<Record<GraphNode['kind'], readonly [fill: string, line: string]>> = {
  base: ['--frozen-soft', '--frozen'],
  input: ['--surface', '--frozen'],
  trained: ['--trained', '--trained'],
  method: ['--trained-soft', '--trained'],
  task: ['--warn-soft', '--head'],
  gradient: ['--data-soft', '--data'],
  optimizer: ['--accent-soft', '--accent'],
};

export interface Scene {
  readonly nodes: readonly GraphNode[];
  readonly arrangement: Arrangement;
  /** Indices of placed nodes. */
  readonly selected?: number;
  readonly found: ReadonlySet<number>;
}

/** Edges of the window; an edge whose ends are both far outside on one side is not seen. */
function visible(a: Placed, b: Placed, camera: Camera, { width, height }: Size): boolean {
  const [left, right] = [
    Math.min(a.x, b.x) * camera.scale + camera.x,
    Math.max(a.x + a.width, b.x + b.width) * camera.scale + camera.x,
  ];
  const [top, bottom] = [
    Math.min(a.y, b.y) * camera.scale + camera.y,
    Math.max(a.y + a.height, b.y + b.height) * camera.scale + camera.y,
  ];
  return right > 0 && left < width && bottom > 0 && top < height;
}

function trace(context: CanvasRenderingContext2D, from: Placed, to: Placed): void {
  const down = to.y >= from.y;
  const [x0, y0, x1, y1] = [
    from.x + from.width / 2,
    down ? from.y + from.height : from.y,
    to.x + to.width / 2,
    down ? to.y : to.y + to.height,
  ];
  const bend = Math.max(12, Math.abs(y1 - y0) / 2) * (down ? 1 : -1);
  context.moveTo(x0, y0);
  context.bezierCurveTo(x0, y0 + bend, x1, y1 - bend, x1, y1);
}

export function paint(
  context: CanvasRenderingContext2D,
  style: CSSStyleDeclaration,
  { nodes, arrangement: { placed, edges }, selected, found }: Scene,
  camera: Camera,
  view: Size,
  ratio: number,
): void {
  const colour = (name: string) => style.getPropertyValue(name).trim();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, view.width, view.height);
  context.setTransform(ratio * camera.scale, 0, 0, ratio * camera.scale, ratio * camera.x, ratio * camera.y);

  const stroke = (chosen: readonly Edge[], line: string, width: number) => {
    context.beginPath();
    for (const { from, to } of chosen)
      if (visible(placed[from]!, placed[to]!, camera, view)) trace(context, placed[from]!, placed[to]!);
    context.strokeStyle = line;
    context.lineWidth = width / Math.max(camera.scale, 0.25);
    context.stroke();
  };
  stroke(
    edges.filter((edge) => !edge.far),
    colour('--faint'),
    1,
  );
  if (selected !== undefined) {
    stroke(
      edges.filter((edge) => edge.to === selected),
      colour('--data'),
      2,
    );
    stroke(
      edges.filter((edge) => edge.from === selected),
      colour('--trained'),
      2,
    );
  }

  const words = camera.scale > 0.42;
  const colours = Object.fromEntries(
    Object.entries(tones).map(([kind, [fill, line]]) => [kind, [colour(fill), colour(line)] as const]),
  );
  const [ink, onTrained, accent] = [colour('--ink'), colour('--on-trained'), colour('--accent')];
  context.font = `12px ${colour('--font') || 'sans-serif'}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  placed.forEach((box, i) => {
    if (!visible(box, box, camera, view)) return;
    const node = nodes[box.node]!;
    const [fill, line] = colours[node.kind]!;
    context.beginPath();
    if (words) context.roundRect(box.x, box.y, box.width, box.height, 6);
    else context.rect(box.x, box.y, box.width, box.height);
    // Far off, the pale fill would not be told apart.
    context.fillStyle = words ? fill : line;
    context.fill();
    const marked = i === selected || found.has(i);
    context.strokeStyle = marked ? accent : line;
    context.lineWidth = i === selected ? 3.5 : marked ? 3 / Math.min(1, camera.scale * 1.6) : 1;
    context.stroke();
    if (!words) return;
    context.fillStyle = node.kind === 'trained' ? onTrained : ink;
    context.fillText(labelOf(node), box.x + box.width / 2, box.y + box.height / 2 + 0.5, box.width - 8);
  });
}

/** The placed node at a point of the window. */
export function nodeAt(
  placed: readonly Placed[],
  camera: Camera,
  at: { readonly x: number; readonly y: number },
): number | undefined {
  const [x, y] = [(at.x - camera.x) / camera.scale, (at.y - camera.y) / camera.scale];
  const found = placed.findIndex(
    (box) => x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height,
  );
  return found < 0 ? undefined : found;
}
