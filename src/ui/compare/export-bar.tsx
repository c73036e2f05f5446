/** A row of small buttons that save what is shown. */
import { useState } from 'react';
import { pngOf, save, svgOf, type PictureKey } from './picture';
import { words } from './strings';

export interface ExportBarProps {
  /** What is exported, for screen readers. */
  readonly label: string;
  /** Name of the file, without its ending. */
  readonly file: string;
  readonly csv?: () => string;
  readonly json?: () => string;
  /** The figure that is drawn into a file: selector of its element, title and key. */
  readonly picture?: { readonly selector: string; readonly title: string; readonly key: readonly PictureKey[] };
  readonly disabled: boolean;
}

export function ExportBar({ label, file, csv, json, picture, disabled }: ExportBarProps) {
  const [failed, setFailed] = useState(false);
  const draw = async (kind: 'svg' | 'png') => {
    try {
      const figure = document.querySelector(picture!.selector);
      const svg = figure && svgOf(figure, picture!.title, picture!.key);
      if (!svg) throw new Error('nothing drawn');
      if (kind === 'svg') save(`${file}.svg`, svg.text, 'image/svg+xml');
      else save(`${file}.png`, await pngOf(svg), 'image/png');
      setFailed(false);
    } catch {
      setFailed(true);
    }
  };
  const button = (name: string, action: () => void) => (
    <button key={name} type="button" className="export" disabled={disabled} onClick={action}>
      {name}
    </button>
  );
  return (
    <span className="exports" role="group" aria-label={words.exports.label(label)}>
      {csv && button(words.exports.csv, () => save(`${file}.csv`, csv(), 'text/csv;charset=utf-8'))}
      {json && button(words.exports.json, () => save(`${file}.json`, json(), 'application/json'))}
      {picture && button(words.exports.png, () => void draw('png'))}
      {picture && button(words.exports.svg, () => void draw('svg'))}
      {failed && (
        <span role="alert" className="export-failed">
          {words.exports.failed}
        </span>
      )}
    </span>
  );
}
