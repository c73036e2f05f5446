/** What is attacked: samples that are sound, ways to break them, and the code that must take whatever comes. */
import type { Draw } from './draw';

/** One input: files, addresses or answers by their names. */
export type Files = Readonly<Record<string, Uint8Array>>;

export interface Target {
  readonly name: string;
  /** Sound inputs. Each is accepted, which a test holds: a target that refuses everything would prove nothing. */
  readonly samples: () => readonly Files[] | Promise<readonly Files[]>;
  readonly mutate: (files: Files, draw: Draw) => Files;
  /** @throws what the page would show in place of a result */
  readonly read: (files: Files) => unknown;
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
export const textOf = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
