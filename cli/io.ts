/** What a command may print to: results on one stream, everything else on the other. */

/** A wrong call: unknown method, bad hyper-parameter, missing file. Exit status 2, as for every refusal. */
export class UsageError extends Error {
  override name = 'UsageError';
}

export interface Io {
  /** Results; with --json exactly one JSON document. */
  stdout: (text: string) => void;
  /** Progress, notices and errors. */
  stderr: (text: string) => void;
  /** Whether stderr is a terminal, where a progress bar can be redrawn. */
  readonly interactive: boolean;
}

export const processIo: Io = {
  stdout: (text) => {
    process.stdout.write(text);
  },
  stderr: (text) => {
    process.stderr.write(text);
  },
  interactive: process.stderr.isTTY === true,
};

/** A result that is no number. JSON has no place for it: it would print null. */
export class OverflowError extends Error {
  override name = 'OverflowError';
}

/** Where the first number stands that is none: `logits.0.1`. */
function firstOdd(value: unknown, path: readonly string[] = []): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `${path.join('.')} is ${value}`;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = firstOdd(inner, [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** @throws OverflowError where a result holds NaN or infinity */
export function requireFinite(result: unknown): void {
  const odd = firstOdd(result);
  if (odd === undefined) return;
  throw new OverflowError(
    `The result can't be used: ${odd}. Weights or adapter are so large that fp32 can't hold what is computed ` +
      'from them: ' +
      'train the adapter again with a smaller learning rate, or use another one.',
  );
}

/**
 * Prints a result: the JSON document, or what `readable` makes of it.
 * @throws OverflowError where it holds NaN or infinity
 */
export function report<T>(io: Io, json: boolean, result: T, readable: (result: T) => string): void {
  requireFinite(result);
  io.stdout(json ? `${JSON.stringify(result)}\n` : `${readable(result).trimEnd()}\n`);
}

/** Rows of cells in aligned columns; numbers to the right. */
export function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [
    header,
    ...rows.map((row) => row.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en-US') : cell))),
  ];
  const widths = header.map((_, i) => Math.max(...cells.map((row) => row[i]!.length)));
  const right = header.map((_, i) => rows.length > 0 && rows.every((row) => typeof row[i] === 'number'));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (right[i] ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd();
  return [line(cells[0]!), widths.map((w) => '─'.repeat(w)).join('  '), ...cells.slice(1).map(line)].join('\n');
}

export const bytesText = (bytes: number): string => {
  const units = ['B', 'kB', 'MB', 'GB'];
  let unit = 0;
  let value = bytes;
  while (value >= 1000 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
};

/** A bar that redraws itself on a terminal, and one line in twenty steps elsewhere. */
export class ProgressBar {
  private last = -1;

  constructor(
    private readonly io: Io,
    private readonly total: number,
  ) {}

  update(done: number, text: string): void {
    if (done === this.last) return;
    const fraction = Math.min(1, done / Math.max(1, this.total));
    if (this.io.interactive) {
      const filled = Math.round(fraction * 30);
      this.io.stderr(`\r${'█'.repeat(filled)}${'░'.repeat(30 - filled)} ${done}/${this.total}  ${text}\x1b[K`);
    } else if (
      done === this.total ||
      Math.floor(fraction * 20) > Math.floor((this.last / Math.max(1, this.total)) * 20)
    ) {
      this.io.stderr(`${done}/${this.total}  ${text}\n`);
    }
    this.last = done;
  }

  end(): void {
    if (this.io.interactive && this.last >= 0) this.io.stderr('\n');
  }
}
