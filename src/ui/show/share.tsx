/** The card as a picture to save or copy, and as a short animation. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { save } from '../compare/picture';
import { Dialog } from '../controls/dialog';
import { percent } from '../format';
import { canFilm, film } from './film';
import { moneyOf } from './money';
import { CARD, drawPoster, paletteOf, posterOf } from './poster';
import { durationOf } from './replay';
import { words } from './strings';
import type { Shown } from './told';

const text = words.share;

type Told = { readonly text: string; readonly failed: boolean };

const pngOf = (canvas: HTMLCanvasElement): Promise<Blob> =>
  new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no image'))), 'image/png'),
  );

interface ActionsProps {
  readonly canvas: () => HTMLCanvasElement;
  readonly draw: (share: number) => void;
  /** Of a file, without its ending. */
  readonly name: string;
}

function Actions({ canvas, draw, name }: ActionsProps) {
  const [told, setTold] = useState<Told>();
  const [filming, setFilming] = useState<number>();
  const given = useRef(new AbortController());
  useEffect(() => {
    const stop = (given.current = new AbortController());
    return () => stop.abort();
  }, []);
  const attempt = async (work: () => Promise<string>, failure: string) => {
    try {
      setTold({ text: await work(), failed: false });
    } catch {
      if (!given.current.signal.aborted) setTold({ text: failure, failed: true });
    }
  };
  const png = () =>
    attempt(async () => {
      save(`${name}.png`, await pngOf(canvas()), 'image/png');
      return text.saved(`${name}.png`);
    }, text.failed);
  const copy = () =>
    attempt(async () => {
      // The picture as a promise: Safari copies only what a click asked for at once.
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': pngOf(canvas()) })]);
      return text.copied;
    }, text.copyFailed);
  const animate = async () => {
    setFilming(0);
    await attempt(async () => {
      const { signal } = given.current;
      const options = { canvas: canvas(), draw, milliseconds: durationOf(), onProgress: setFilming, signal };
      const { blob, ending } = await film(options);
      save(`${name}.${ending}`, blob, blob.type);
      return text.saved(`${name}.${ending}`);
    }, text.filmFailed);
    if (given.current.signal.aborted) return;
    draw(1);
    setFilming(undefined);
  };
  const busy = filming !== undefined;
  return (
    <>
      <div className="actions">
        <button type="button" className="button button-primary" disabled={busy} onClick={() => void png()}>
          {text.png}
        </button>
        <button type="button" className="button" disabled={busy} onClick={() => void copy()}>
          {text.copy}
        </button>
        <button type="button" className="button" disabled={busy || !canFilm()} onClick={() => void animate()}>
          {busy ? text.filming(percent(filming)) : text.film}
        </button>
      </div>
      {!canFilm() && <p className="note">{text.filmFailed}</p>}
      <p className={told?.failed ? 'note note-warn' : 'note'} role="status" data-told={told && !told.failed}>
        {told?.text}
      </p>
    </>
  );
}

export default function ShareCard({ shown, onClose }: { readonly shown: Shown; readonly onClose: () => void }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  // A race goes on behind the dialog; the card is of the moment at which it was asked for.
  const [asked] = useState(shown);
  const money = useMemo(() => moneyOf(asked), [asked]);
  const draw = useMemo(() => {
    const poster = posterOf(asked, money);
    return (share: number) => {
      const context = canvas.current?.getContext('2d');
      if (context) drawPoster(context, poster, share, paletteOf(canvas.current!));
    };
  }, [asked, money]);
  // Drawn when the dialog has put the canvas into the page.
  const place = (element: HTMLCanvasElement | null) => {
    canvas.current = element;
    if (element) draw(1);
  };
  return (
    <Dialog title={text.title} text={text.text} open onOpenChange={(open) => !open && onClose()}>
      <canvas
        ref={place}
        className="card-canvas"
        width={CARD.width}
        height={CARD.height}
        role="img"
        aria-label={`${text.preview}: ${money.line} ${money.more}`}
      />
      <Actions canvas={() => canvas.current!} draw={draw} name={`peft-${asked.source}`} />
    </Dialog>
  );
}
