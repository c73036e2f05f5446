/** Share as an iframe: size, lite form, code. */
import { useId, useState } from 'react';
import { Flag } from '../controls/choices';
import { presentPayload } from '../../state/share';
import { usePlay } from '../context';
import { useShared, type Draft } from './address';
import { CopyField } from './copy';
import { strings } from './strings';

const words = strings.embed;
const [LEAST, MOST] = [240, 4000];

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
const sizeOf = (text: string): number | undefined =>
  /^\d{1,4}$/.test(text.trim()) && Number(text) >= LEAST && Number(text) <= MOST ? Number(text) : undefined;

function Size({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const id = useId();
  const wrong = sizeOf(value) === undefined;
  return (
    <div className="field field-inline">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <span className="size">
        <input
          id={id}
          className="number"
          inputMode="numeric"
          value={value}
          aria-invalid={wrong}
          aria-describedby={wrong ? `${id}-wrong` : undefined}
          onChange={(event) => onChange(event.target.value)}
        />{' '}
        {words.pixels}
      </span>
      {wrong && (
        <p className="note note-warn" id={`${id}-wrong`} role="alert">
          {words.size(LEAST, MOST)}
        </p>
      )}
    </div>
  );
}

export function EmbedTab({ draft }: { readonly draft: Draft }) {
  const shared = useShared(draft);
  const data = usePlay((state) => presentPayload(state).data);
  const [width, setWidth] = useState('860');
  const [height, setHeight] = useState('640');
  const [lite, setLite] = useState(true);
  const link = shared({ view: 'play', lite: lite ? 'on' : 'off' }, data === undefined ? {} : { data });
  const code =
    `<iframe src="${escaped(link)}" width="${sizeOf(width) ?? 860}" height="${sizeOf(height) ?? 640}" ` +
    `title="${escaped(words.title)}" loading="lazy" style="border:0;max-width:100%"></iframe>`;
  return (
    <div>
      <p className="note">{words.text}</p>
      <div className="embed-fields">
        <Size label={words.width} value={width} onChange={setWidth} />
        <Size label={words.height} value={height} onChange={setHeight} />
        <Flag label={words.lite} value={lite} onChange={setLite} />
      </div>
      <CopyField label={words.code} action={words.copy} text={code} rows={5} />
    </div>
  );
}
