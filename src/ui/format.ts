/**
 * Numbers for people: counts, bytes, losses, rates. Number and unit never part at the end of a line (no-break space).
 */
import { language } from './language';
import { strings } from './strings';

/** Made once the language is known. */
let formats: { readonly grouped: Intl.NumberFormat; readonly point: string } | undefined;

function localFormats() {
  if (!formats) {
    const grouped = new Intl.NumberFormat(language(), { maximumFractionDigits: 0 });
    formats = {
      grouped,
      point: new Intl.NumberFormat(language()).formatToParts(0.5).find(({ type }) => type === 'decimal')?.value ?? '.',
    };
  }
  return formats;
}

/** A number as JavaScript writes it, with the language's decimal mark. */
export const marked = (text: string): string => text.replace('.', localFormats().point);

/** A number that a person typed, with either decimal mark of the language; NaN for what is none. */
export const typed = (text: string): number =>
  text.trim() === '' ? Number.NaN : Number(text.trim().replace(localFormats().point, '.'));

/** With a set number of decimals: 0.50. */
export const fixed = (value: number, decimals: number): string => marked(value.toFixed(decimals));

/** 6,144 in full. */
export const whole = (value: number): string => localFormats().grouped.format(value);

/** Three significant digits with a unit: 6.14 K, 22.7 M. */
export function compact(value: number): string {
  const { thousand, million, billion } = strings.units;
  for (const [size, unit] of [
    [1e9, billion],
    [1e6, million],
    [1e3, thousand],
  ] as const) {
    if (Math.abs(value) >= size * 0.9995) return `${significant(value / size)}\u00a0${unit}`;
  }
  return Number.isInteger(value) ? String(value) : significant(value);
}

/** In steps of 1,000, as disk and GPU makers count. */
export function bytes(value: number): string {
  if (value < 1000) return `${Math.round(value)}\u00a0B`;
  for (const [size, unit] of [
    [1e9, 'GB'],
    [1e6, 'MB'],
    [1e3, 'kB'],
  ] as const) {
    if (value >= size * 0.9995) return `${significant(value / size)}\u00a0${unit}`;
  }
  return `${Math.round(value)}\u00a0B`;
}

function significant(value: number): string {
  const magnitude = Math.abs(value);
  return fixed(value, magnitude >= 99.95 ? 0 : magnitude >= 9.995 ? 1 : 2);
}

/** A formatted number on an axis: 1 M for 1.00 M. */
export function tick(text: string): string {
  const { point } = localFormats();
  return text.replace(new RegExp(`\\${point}0+(?=\\s|$)`), '');
}

/** Loss: four significant digits are more than its noise. */
export const loss = (value: number): string =>
  !Number.isFinite(value) ? '∞' : fixed(value, value >= 100 ? 0 : value >= 10 ? 2 : 3);

/** The same with no more digits than it has: 10 %, 12.5 %. */
export const roundPercent = (share: number): string => `${real(100 * share)}\u00a0%`;

export const percent = (share: number): string => {
  const value = share * 100;
  if (value === 0) return '0\u00a0%';
  if (value >= 99.95) return '100\u00a0%';
  return `${marked(value >= 10 ? value.toFixed(1) : value >= 0.095 ? value.toFixed(2) : value.toPrecision(1))}\u00a0%`;
};

/** Learning rates and other reals, three significant digits or all before the point: 2e-4, 0.001, 0.05, 8, 128. */
export function real(value: number): string {
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  if (magnitude < 1e-3) return marked(Number(value.toPrecision(3)).toExponential());
  return marked(String(magnitude >= 100 ? Math.round(value) : Number(value.toPrecision(3))));
}

export const rate = (value: number): string =>
  value >= 1000 ? compact(value) : fixed(value, value >= 100 ? 0 : value >= 10 ? 1 : 2);

/** How long something takes, as roughly as it is known: 25 s, 4 min. @param seconds at least 0 */
export const roughly = (seconds: number): string =>
  seconds < 90
    ? strings.times.seconds(whole(5 * Math.ceil(seconds / 5)))
    : strings.times.minutes(whole(Math.round(seconds / 60)));

/** A day and a time of day. @param time milliseconds since 1970. */
export const moment = (time: number, style: 'short' | 'full'): string =>
  new Intl.DateTimeFormat(
    language(),
    style === 'full'
      ? { dateStyle: 'medium', timeStyle: 'medium' }
      : { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false },
  ).format(time);
