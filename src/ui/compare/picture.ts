/** Charts as files: a chart's SVG with its colours written out, a title and a key; and the same as PNG. */

export interface PictureKey {
  readonly name: string;
  /** Any CSS colour, custom properties included. */
  readonly color: string;
  /** Pattern of a line, empty for a solid one; absent for a patch. */
  readonly dash?: string;
}

const SPACE = 'http://www.w3.org/2000/svg';
/** What decides how a shape looks and may come from a style sheet. */
const looks = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'opacity',
  'font-size',
  'font-weight',
  'text-anchor',
  'dominant-baseline',
  'visibility',
] as const;
const FONT = 'Helvetica, Arial, sans-serif';
const HEAD = 34;
const LINE = 18;

function element<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string | number>>,
  text?: string,
): SVGElementTagNameMap[K] {
  const made = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  if (text !== undefined) made.textContent = text;
  return made;
}

/** Copies a drawing with what style sheets give to it, so that it looks the same on its own. */
function standalone(original: SVGElement): SVGElement {
  const copy = original.cloneNode(true) as SVGElement;
  const pairs: [Element, Element][] = [
    [original, copy],
    ...[...original.querySelectorAll('*')].map((from, i): [Element, Element] => [from, copy.querySelectorAll('*')[i]!]),
  ];
  for (const [from, to] of pairs) {
    const style = getComputedStyle(from);
    for (const look of looks) to.setAttribute(look, style.getPropertyValue(look));
    for (const name of ['class', 'style', 'tabindex', 'role']) to.removeAttribute(name);
  }
  copy.querySelectorAll('[font-size]').forEach((text) => text.setAttribute('font-family', FONT));
  return copy;
}

/** A colour as the page shows it now. */
function resolved(color: string, host: Element): string {
  const probe = document.createElement('span');
  probe.style.color = color;
  host.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

/** Breaks a key into lines that fit. Returns entries with their places. */
function arranged(
  key: readonly PictureKey[],
  width: number,
): { readonly entry: PictureKey; readonly x: number; readonly row: number }[] {
  let x = 12,
    row = 0;
  return key.map((entry) => {
    const wide = 28 + 5.8 * entry.name.length;
    if (x + wide > width - 8 && x > 12) {
      x = 12;
      row++;
    }
    const place = { entry, x, row };
    x += wide + 8;
    return place;
  });
}

/** @returns a whole SVG document; undefined when the figure holds no drawing. */
export function svgOf(
  figure: Element,
  title: string,
  key: readonly PictureKey[],
): { readonly text: string; readonly width: number; readonly height: number } | undefined {
  const drawing = figure.querySelector<SVGSVGElement>('svg.recharts-surface');
  if (!drawing) return undefined;
  const { width, height: body } = drawing.getBoundingClientRect();
  const places = arranged(key, width);
  const rows = places.length > 0 ? places.at(-1)!.row + 1 : 0;
  const height = HEAD + body + rows * LINE + 10;
  const [ground, ink, muted] = ['var(--surface)', 'var(--ink)', 'var(--muted)'].map((color) => resolved(color, figure));
  const whole = element('svg', {
    xmlns: SPACE,
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'aria-label': title,
  });
  whole.append(element('title', {}, title), element('rect', { width, height, fill: ground! }));
  whole.append(
    element('text', { x: 12, y: 22, fill: ink!, 'font-family': FONT, 'font-size': 14, 'font-weight': 600 }, title),
  );
  const inner = standalone(drawing);
  inner.setAttribute('y', String(HEAD));
  inner.setAttribute('width', String(width));
  inner.setAttribute('height', String(body));
  whole.append(inner);
  for (const { entry, x, row } of places) {
    const y = HEAD + body + row * LINE + 8;
    const color = resolved(entry.color, figure);
    whole.append(
      entry.dash === undefined
        ? element('rect', { x: x + 2, y: y - 5, width: 12, height: 10, rx: 2, fill: color })
        : element('path', {
            d: `M${x} ${y}h18`,
            stroke: color,
            'stroke-width': 2.2,
            'stroke-dasharray': entry.dash || 'none',
          }),
    );
    whole.append(
      element('text', { x: x + 22, y: y + 4, fill: muted!, 'font-family': FONT, 'font-size': 11 }, entry.name),
    );
  }
  return {
    text: `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(whole)}\n`,
    width,
    height,
  };
}

/** The same as pixels, `scale` for each CSS pixel. @throws when the browser can't draw it */
export async function pngOf(
  svg: { readonly text: string; readonly width: number; readonly height: number },
  scale = 2,
): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg.text)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(svg.width * scale);
  canvas.height = Math.round(svg.height * scale);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no 2d context');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no image'))), 'image/png'),
  );
}

/** Hands a file to the browser's downloads. */
export function save(name: string, content: string | Blob, type: string): void {
  const url = URL.createObjectURL(typeof content === 'string' ? new Blob([content], { type }) : content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // After the click has been taken up.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
