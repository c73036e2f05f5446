/** The drawing: pan by dragging or arrow keys, zoom by wheel, pinch or keys, choose a node by a click. */
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
} from 'react';
import { whole } from '../format';
import { centred, fitted, moved, zoomed, type Camera, type Size } from './camera';
import { nodeAt, paint, type Scene } from './paint';
import { strings } from './strings';

export interface CanvasProps {
  readonly scene: Scene;
  /** Placed node to move to when it changes. */
  readonly focus: number | undefined;
  readonly onSelect: (placed: number | undefined) => void;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Pixels that a pointer may move and still click. */
const SLACK = 5;
const KEY_PAN = 60;

type Canvas = RefObject<HTMLCanvasElement | null>;
type SetCamera = (change: (present: Camera | undefined) => Camera | undefined) => void;

/** The element's size in pixels of the page. */
function useSize(canvas: Canvas): Size {
  const [view, setView] = useState<Size>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setView({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, [canvas]);
  return view;
}

/** Looks at what is new in a graph when it is opened, and at the node that is asked for. */
function useCamera({ arrangement, nodes }: Scene, focus: number | undefined, view: Size) {
  const [camera, setCamera] = useState<Camera>();
  // To what is new in this graph: the first trained tensor or method node.
  const drawn = useRef<unknown>(undefined);
  useEffect(() => {
    if (view.width === 0 || drawn.current === arrangement) return;
    drawn.current = arrangement;
    const first = arrangement.placed.find((box) => nodes[box.node]!.kind === 'trained') ?? arrangement.placed[0];
    setCamera(first ? centred(fitted(arrangement, view), first, view) : fitted(arrangement, view));
  }, [arrangement, nodes, view]);

  useEffect(() => {
    const box = focus === undefined ? undefined : arrangement.placed[focus];
    if (box) setCamera((present) => centred(present ?? fitted(arrangement, view), box, view));
    // The window's size alone is no reason to move.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [focus, arrangement]);
  return { camera, setCamera };
}

/** Paints at the next frame when anything changes; colours follow the theme. */
function usePainting(canvas: Canvas, scene: Scene, camera: Camera | undefined, view: Size): void {
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || !camera || view.width === 0) return;
    let frame = 0;
    const draw = () => {
      const ratio = Math.min(2, devicePixelRatio || 1);
      const [width, height] = [Math.round(view.width * ratio), Math.round(view.height * ratio)];
      if (element.width !== width || element.height !== height) [element.width, element.height] = [width, height];
      paint(context, getComputedStyle(element), scene, camera, view, ratio);
    };
    const ask = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(draw);
    };
    ask();
    const theme = new MutationObserver(ask);
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => {
      cancelAnimationFrame(frame);
      theme.disconnect();
    };
  }, [canvas, scene, camera, view]);
}

/** Zooms by the wheel. React's own listener can't keep the page from scrolling. */
function useWheel(canvas: Canvas, setCamera: SetCamera): void {
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const { left, top } = element.getBoundingClientRect();
      setCamera(
        (present) =>
          present &&
          zoomed(present, Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0016)), {
            x: event.clientX - left,
            y: event.clientY - top,
          }),
      );
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  }, [canvas, setCamera]);
}

/** Pans by one pointer, zooms by two; a press that does not travel is a click. */
function usePointers(setCamera: SetCamera, onClick: (at: Point) => void) {
  const pointers = useRef(new Map<number, Point>());
  const travelled = useRef(0);
  const at = (event: PointerEvent<HTMLCanvasElement>) => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const down = (event: PointerEvent<HTMLCanvasElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    if (pointers.current.size === 0) travelled.current = 0;
    pointers.current.set(event.pointerId, at(event));
  };
  const move = (event: PointerEvent<HTMLCanvasElement>) => {
    const before = pointers.current.get(event.pointerId);
    if (!before) return;
    const now = at(event);
    const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1];
    pointers.current.set(event.pointerId, now);
    travelled.current += Math.hypot(now.x - before.x, now.y - before.y);
    if (other) {
      const factor =
        Math.hypot(now.x - other.x, now.y - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
      setCamera(
        (present) => present && zoomed(present, factor, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 }),
      );
    } else setCamera((present) => present && moved(present, now.x - before.x, now.y - before.y));
  };
  const up = (event: PointerEvent<HTMLCanvasElement>) => {
    if (
      pointers.current.delete(event.pointerId) &&
      pointers.current.size === 0 &&
      travelled.current < SLACK &&
      event.type === 'pointerup'
    )
      onClick(at(event));
  };
  return { onPointerDown: down, onPointerMove: move, onPointerUp: up, onPointerCancel: up };
}

const pans: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [KEY_PAN, 0],
  ArrowRight: [-KEY_PAN, 0],
  ArrowUp: [0, KEY_PAN],
  ArrowDown: [0, -KEY_PAN],
};

function ZoomButtons({ onZoom, onFit }: { readonly onZoom: (factor: number) => void; readonly onFit: () => void }) {
  return (
    <div className="graph-zoom">
      <button
        type="button"
        className="button"
        aria-label={strings.zoomIn}
        title={strings.zoomIn}
        onClick={() => onZoom(1.4)}
      >
        +
      </button>
      <button
        type="button"
        className="button"
        aria-label={strings.zoomOut}
        title={strings.zoomOut}
        onClick={() => onZoom(1 / 1.4)}
      >
        −
      </button>
      <button type="button" className="button" onClick={onFit}>
        {strings.fit}
      </button>
    </div>
  );
}

export function GraphCanvas({ scene, focus, onSelect }: CanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { arrangement } = scene;
  const view = useSize(canvas);
  const { camera, setCamera } = useCamera(scene, focus, view);
  usePainting(canvas, scene, camera, view);
  useWheel(canvas, setCamera);
  const pointers = usePointers(setCamera, (at) => {
    if (camera) onSelect(nodeAt(arrangement.placed, camera, at));
  });
  const fit = useCallback(() => setCamera(fitted(arrangement, view)), [arrangement, view, setCamera]);
  const zoom = (factor: number) =>
    setCamera((present) => present && zoomed(present, factor, { x: view.width / 2, y: view.height / 2 }));
  const press = (event: KeyboardEvent<HTMLCanvasElement>) => {
    const by = pans[event.key];
    if (by) setCamera((present) => present && moved(present, ...by));
    else if (event.key === '+' || event.key === '=') zoom(1.25);
    else if (event.key === '-') zoom(0.8);
    else if (event.key === '0') fit();
    else return;
    event.preventDefault();
  };

  return (
    <div className="graph-stage">
      <canvas
        ref={canvas}
        className="graph-canvas"
        tabIndex={0}
        role="application"
        aria-label={strings.canvas(whole(arrangement.placed.length), whole(scene.nodes.length))}
        data-nodes={arrangement.placed.length}
        data-scale={camera?.scale.toFixed(3)}
        {...pointers}
        onKeyDown={press}
      />
      <ZoomButtons onZoom={zoom} onFit={fit} />
    </div>
  );
}
