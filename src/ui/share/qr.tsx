/** A link as a QR code, drawn as one path; dark on light in both themes, as scanners expect. */
import qrcode from 'qrcode-generator';
import { useMemo } from 'react';
import { strings } from './strings';

/** Light modules around the code that the standard asks for. */
const MARGIN = 4;

/**
 * Path of the dark modules and the side of the square; undefined where the text is too long for any code (2,953 bytes).
 */
function codeOf(text: string): { readonly path: string; readonly side: number } | undefined {
  try {
    const code = qrcode(0, 'L');
    code.addData(text);
    code.make();
    const count = code.getModuleCount();
    let path = '';
    for (let row = 0; row < count; row++) {
      for (let column = 0; column < count; column++) {
        if (!code.isDark(row, column)) continue;
        let end = column + 1;
        while (end < count && code.isDark(row, end)) end++;
        path += `M${column + MARGIN} ${row + MARGIN}h${end - column}v1h${column - end}z`;
        column = end;
      }
    }
    return { path, side: count + 2 * MARGIN };
  } catch {
    return undefined;
  }
}

export function QrCode({ text }: { readonly text: string }) {
  const code = useMemo(() => codeOf(text), [text]);
  if (!code) return <p className="note qr-none">{strings.qr.tooLong}</p>;
  return (
    <svg
      className="qr"
      viewBox={`0 0 ${code.side} ${code.side}`}
      role="img"
      aria-label={strings.qr.label}
      shapeRendering="crispEdges"
    >
      <rect width={code.side} height={code.side} fill="#fff" />
      <path d={code.path} fill="#000" />
    </svg>
  );
}
