/** The points on a canvas: they move to where they are now; pointer and arrow keys find them. */
import {
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
} from 'react';
import type { Mark } from './marks';
import { lookOf, paint } from './paint';

/** Milliseconds that points take to where they belong. */
const MOVE = 450;
/** Pixels around a point that belong to it. */
const NEAR = 14;
const MARGIN = 16;

/** Least and most along both axes. */
export type Extent = readonly [left: number, right: number, low: number, high: number];

/** What all of the places need. @returns never without width or height */
export function extentOf(all: readonly Float32Array[]): Extent {
  let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const places of all)
    for (let i = 0; i < places.length; i += 2) {
      const [x, y] = [places[i]!, places[i + 1]!];
      if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
      [left, right, low, high] = [Math.min(left, x), Math.max(right, x), Math.min(low, y), Math.max(high, y)];
    }
  if (!Number.isFinite(left)) return [-1, 1, -1, 1];
  const [x, y] = [Math.max(right - left, 1e-6), Math.max(high - low, 1e-6)];
  return [left, left + x, low, low + y];
}

/** Pixels of places. */
function inPixels(places: Float32Array, [left, right, low, high]: Extent, width: number, height: number): Float32Array {
  return places.map((value, i) =>
    i % 2 === 0
      ? MARGIN + ((value - left) / (right - left)) * (width - 2 * MARGIN)
      : height - MARGIN - ((value - low) / (high - low)) * (height - 2 * MARGIN),
  );
}

const eased = (t: number): number => 1 - (1 - t) ** 3;
const isStill = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

export interface PlotProps {
  readonly label: string;
  readonly places: Float32Array;
  readonly base: Float32Array;
  readonly extent: Extent;
  readonly marks: readonly Mark[];
  readonly trails: boolean;
  readonly lit: number | undefined;
  readonly focus: number | undefined;
  readonly onFocus: (point: number | undefined) => void;
  readonly onChoose: (point: number) => void;
}

/** Where points are on their way. */
interface Motion {
  from: Float32Array;
  to: Float32Array;
  start: number;
}

/** Size of a canvas on the page, and a number that changes with the theme. */
function useSurface(canvas: RefObject<HTMLCanvasElement | null>) {
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [theme, setTheme] = useState(0);
  useEffect(() => {
    const element = canvas.current!;
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    const repaint = () => setTheme((turn) => turn + 1);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', repaint);
    const attributes = new MutationObserver(repaint);
    attributes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => {
      observer.disconnect();
      attributes.disconnect();
      scheme.removeEventListener('change', repaint);
    };
  }, [canvas]);
  return { size, theme };
}

/** Points on their way to where they belong. @returns where they are drawn, and what draws them */
function useMotion(places: Float32Array) {
  const motion = useRef<Motion>(undefined);
  const shown = useRef<Float32Array>(undefined);
  const draw = useRef<() => void>(() => undefined);
  useEffect(() => {
    const present = shown.current;
    if (!present || present.length !== places.length || isStill()) {
      shown.current = places;
      motion.current = undefined;
      draw.current();
      return undefined;
    }
    motion.current = { from: present, to: places, start: performance.now() };
    let frame = requestAnimationFrame(function step(now) {
      const { current } = motion;
      if (!current) return;
      const share = Math.min(1, Math.max(0, (now - current.start) / MOVE));
      const weight = eased(share);
      shown.current = current.to.map((value, i) => current.from[i]! + weight * (value - current.from[i]!));
      draw.current();
      if (share < 1) frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [places]);
  return { shown, draw };
}

/** The point at a place, if one is near. */
function nearestTo(x: number, y: number, pixels: Float32Array): number | undefined {
  let best: number | undefined;
  let least = NEAR ** 2;
  for (let i = 0; i < pixels.length / 2; i++) {
    const distance = (pixels[2 * i]! - x) ** 2 + (pixels[2 * i + 1]! - y) ** 2;
    if (distance < least) [best, least] = [i, distance];
  }
  return best;
}

/** The next point from left to right. */
function nextTo(focus: number | undefined, step: number, places: Float32Array): number {
  const order = Array.from({ length: places.length / 2 }, (_, i) => i).sort((a, b) => places[2 * a]! - places[2 * b]!);
  const at = focus === undefined ? (step > 0 ? -1 : 0) : order.indexOf(focus);
  return order[(at + step + order.length) % order.length]!;
}

export function Plot({ label, places, base, extent, marks, trails, lit, focus, onFocus, onChoose }: PlotProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { size, theme } = useSurface(canvas);
  const { shown, draw } = useMotion(places);

  useLayoutEffect(() => {
    const element = canvas.current!;
    const context = element.getContext('2d');
    const { width, height } = size;
    if (!context || width === 0) return;
    const ratio = devicePixelRatio;
    element.width = Math.round(width * ratio);
    element.height = Math.round(height * ratio);
    const look = lookOf(element);
    const from = trails ? inPixels(base, extent, width, height) : undefined;
    draw.current = () => {
      if (!shown.current || shown.current.length !== 2 * marks.length) return;
      paint(
        context,
        look,
        { width, height, ratio },
        {
          marks,
          places: inPixels(shown.current, extent, width, height),
          ...(from && { from }),
          ...(lit !== undefined && { lit }),
          ...(focus !== undefined && { focus }),
        },
      );
    };
    draw.current();
  }, [size, extent, marks, base, trails, lit, focus, theme, shown, draw]);

  const nearest = (event: PointerEvent): number | undefined => {
    const { width, height } = size;
    if (!shown.current || width === 0) return undefined;
    const bounds = canvas.current!.getBoundingClientRect();
    const pixels = inPixels(shown.current, extent, width, height);
    return nearestTo(event.clientX - bounds.left, event.clientY - bounds.top, pixels);
  };

  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if ((event.key === 'Enter' || event.key === ' ') && focus !== undefined) onChoose(focus);
    else if (event.key === 'Escape') onFocus(undefined);
    else if (step !== undefined) onFocus(nextTo(focus, step, places));
    else return;
    event.preventDefault();
  };

  return (
    <canvas
      ref={canvas}
      className="cloud-canvas"
      role="application"
      tabIndex={0}
      aria-label={label}
      onPointerMove={(event) => onFocus(nearest(event))}
      onPointerLeave={() => onFocus(undefined)}
      onClick={() => focus !== undefined && onChoose(focus)}
      onKeyDown={onKey}
    />
  );
}
