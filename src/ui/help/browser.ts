/**
 * Which browser and system the page runs in, as far as help with WebGPU differs. Only for choosing words: never for
 * switching features.
 */
export type Browser = 'chromium' | 'firefox' | 'safari' | 'other';
export type System = 'windows' | 'macos' | 'linux' | 'android' | 'ios' | 'chromeos' | 'other';

export interface Place {
  readonly browser: Browser;
  readonly system: System;
}

/** @param touchPoints an iPad says that it is a Mac, but has a touch screen. */
export function placeOf(userAgent: string, touchPoints: number): Place {
  const has = (pattern: RegExp) => pattern.test(userAgent);
  const system: System =
    has(/iPhone|iPad|iPod/) || (has(/Macintosh/) && touchPoints > 1)
      ? 'ios'
      : has(/Android/)
        ? 'android'
        : has(/Windows/)
          ? 'windows'
          : has(/CrOS/)
            ? 'chromeos'
            : has(/Macintosh|Mac OS X/)
              ? 'macos'
              : has(/Linux|X11/)
                ? 'linux'
                : 'other';
  const browser: Browser = has(/Firefox\/|FxiOS/)
    ? 'firefox'
    : has(/Chrome\/|Chromium\/|CriOS|Edg/)
      ? 'chromium'
      : has(/Safari\//)
        ? 'safari'
        : 'other';
  return { browser, system };
}

/** Kinds of browsers that help is written for, in the order in which it is shown. */
export const entries = ['chromium-desktop', 'chromium-linux', 'chromium-android', 'firefox', 'safari', 'ios'] as const;
export type Entry = (typeof entries)[number];

/** The help that is meant for this place; undefined for a browser that is not known. On iOS every browser is WebKit. */
export function entryFor({ browser, system }: Place): Entry | undefined {
  if (system === 'ios') return 'ios';
  if (browser === 'chromium')
    return system === 'linux' ? 'chromium-linux' : system === 'android' ? 'chromium-android' : 'chromium-desktop';
  return browser === 'other' ? undefined : browser;
}
