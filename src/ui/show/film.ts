/** Records a canvas while it is drawn on: a short film as the browser can write it. */

/** Kinds that browsers write, the best known first. */
const kinds = ['video/webm;codecs=vp9', 'video/webm;codecs=vp8', 'video/webm', 'video/mp4'] as const;
const FRAMES = 30;
/** Milliseconds that the last picture stays. */
const REST = 1500;

export interface Film {
  readonly blob: Blob;
  /** Of its file's name. */
  readonly ending: 'webm' | 'mp4';
}

/** Whether this browser can record at all. */
export const canFilm = (): boolean =>
  typeof MediaRecorder !== 'undefined' &&
  'captureStream' in HTMLCanvasElement.prototype &&
  kinds.some((kind) => MediaRecorder.isTypeSupported(kind));

export interface FilmOptions {
  readonly canvas: HTMLCanvasElement;
  /** Draws the picture at a share of the film. */
  readonly draw: (share: number) => void;
  readonly milliseconds: number;
  readonly onProgress: (share: number) => void;
  readonly signal: AbortSignal;
}

/**
 * In real time, as long as the film is.
 * @throws DOMException AbortError when it was given up; Error when the browser can't record
 */
export async function film({ canvas, draw, milliseconds, onProgress, signal }: FilmOptions): Promise<Film> {
  const kind = canFilm() ? kinds.find((each) => MediaRecorder.isTypeSupported(each)) : undefined;
  if (!kind) throw new Error('no recorder');
  const stream = canvas.captureStream(FRAMES);
  const recorder = new MediaRecorder(stream, { mimeType: kind, videoBitsPerSecond: 4e6 });
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const over = new Promise<void>((resolve, reject) => {
    recorder.onstop = () => resolve();
    recorder.onerror = () => reject(new Error('recording failed'));
  });
  draw(0);
  recorder.start();
  const begin = performance.now();
  await new Promise<void>((resolve) => {
    // A timer, not frames: a tab in the background records too.
    const timer = setInterval(() => {
      const passed = performance.now() - begin;
      draw(Math.min(1, passed / milliseconds));
      onProgress(Math.min(1, passed / (milliseconds + REST)));
      if (passed < milliseconds + REST && !signal.aborted) return;
      clearInterval(timer);
      resolve();
    }, 1000 / FRAMES);
  });
  recorder.stop();
  await over;
  for (const track of stream.getTracks()) track.stop();
  signal.throwIfAborted();
  return {
    blob: new Blob(parts, { type: kind.split(';')[0]! }),
    ending: kind.startsWith('video/mp4') ? 'mp4' : 'webm',
  };
}
