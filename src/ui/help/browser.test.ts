/** Real user agent strings lead to the help that is meant for them. */
import { describe, expect, it } from 'vitest';
import { entryFor, placeOf } from './browser';

const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';

describe('help by browser', () => {
  it.each([
    [
      'Chrome on Windows',
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/140.0.0.0 Safari/537.36`,
      0,
      'chromium-desktop',
    ],
    [
      'Edge on macOS',
      `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webkit} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0`,
      0,
      'chromium-desktop',
    ],
    [
      'ChromeOS',
      `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${webkit} Chrome/140.0.0.0 Safari/537.36`,
      0,
      'chromium-desktop',
    ],
    [
      'Chrome on Linux',
      `Mozilla/5.0 (X11; Linux x86_64) ${webkit} Chrome/140.0.0.0 Safari/537.36`,
      0,
      'chromium-linux',
    ],
    [
      'Chrome on Android',
      `Mozilla/5.0 (Linux; Android 10; K) ${webkit} Chrome/140.0.0.0 Mobile Safari/537.36`,
      5,
      'chromium-android',
    ],
    ['Firefox on Linux', 'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0', 0, 'firefox'],
    [
      'Safari on macOS',
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 ' +
        'Safari/605.1.15',
      0,
      'safari',
    ],
    [
      'Safari on an iPad, which says that it is a Mac',
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 ' +
        'Safari/605.1.15',
      5,
      'ios',
    ],
    [
      'Chrome on an iPhone, which is WebKit',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) ' +
        'CriOS/140.0.0.0 Mobile/15E148 Safari/604.1',
      5,
      'ios',
    ],
    ['something else', 'curl/8.0', 0, undefined],
  ] as const)('%s', (_, userAgent, touchPoints, entry) =>
    expect(entryFor(placeOf(userAgent, touchPoints))).toBe(entry),
  );
});
