/** What part of the drawing is seen: a scale and an offset, in CSS pixels. Pure. */
export interface Camera {
  readonly scale: number;
  /** Where the drawing's origin lies in the window. */
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

const [LEAST, MOST] = [0.02, 2.5];

/** All of the drawing, with a margin; no larger than life. */
export function fitted(drawing: Size, view: Size): Camera {
  const margin = 16;
  const scale = Math.min(
    1,
    Math.max(LEAST, Math.min((view.width - 2 * margin) / drawing.width, (view.height - 2 * margin) / drawing.height)),
  );
  return { scale, x: (view.width - scale * drawing.width) / 2, y: (view.height - scale * drawing.height) / 2 };
}

/** Zooms by a factor about a point of the window, which stays where it is. */
export function zoomed(
  { scale, x, y }: Camera,
  factor: number,
  at: { readonly x: number; readonly y: number },
): Camera {
  const next = Math.min(MOST, Math.max(LEAST, scale * factor));
  const real = next / scale;
  return { scale: next, x: at.x - (at.x - x) * real, y: at.y - (at.y - y) * real };
}

export const moved = ({ scale, x, y }: Camera, dx: number, dy: number): Camera => ({ scale, x: x + dx, y: y + dy });

/** A box of the drawing in the middle of the window, large enough to read. */
export function centred(
  camera: Camera,
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  view: Size,
): Camera {
  const scale = Math.max(camera.scale, 0.8);
  return {
    scale,
    x: view.width / 2 - scale * (box.x + box.width / 2),
    y: view.height / 2 - scale * (box.y + box.height / 2),
  };
}
