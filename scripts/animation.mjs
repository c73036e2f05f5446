/**
 * The README's animated picture: the page in use, from play to what the update is.
 *
 * npx vite build && npx vite preview --port 4173     (in another terminal)
 * node scripts/animation.mjs --base http://localhost:4173/ --python python3
 *
 * Frames are taken with Playwright and put together by Pillow (`pip install pillow`), which must be there for the
 * Python that is named.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';

const { values: options } = parseArgs({
  options: {
    base: { type: 'string', default: 'http://localhost:4173/' },
    python: { type: 'string', default: 'python3' },
    out: { type: 'string', default: 'docs/screenshots/in-use.webp' },
  },
});

/** Milliseconds that a frame is shown, and the width to which it is made smaller. */
const [FRAME, LAST, WIDTH] = [180, 2500, 960];
const HASH = 'backend=wasm&model=tiny-encoder&dataset=brown_tags&steps=60&batchSize=8&sequenceLength=32&replay=off';

/** Equal frames become one that is shown longer. */
const ASSEMBLE = `
import sys
from pathlib import Path
from PIL import Image
folder, out, width, frame, last = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])
images, times = [], []
for path in sorted(Path(folder).glob('*.png')):
    image = Image.open(path).convert('RGB')
    image = image.resize((width, round(image.height * width / image.width)), Image.LANCZOS)
    if images and image.tobytes() == images[-1].tobytes():
        times[-1] += frame
    else:
        images.append(image)
        times.append(frame)
times[-1] = last
images[0].save(out, save_all=True, append_images=images[1:], duration=times, loop=0, quality=72, method=4)
print(len(images), 'frames,', Path(out).stat().st_size, 'bytes')
`;

const folder = mkdtempSync(join(tmpdir(), 'animation-'));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--no-first-run'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, serviceWorkers: 'block' });
  await page.goto(`${options.base}#${HASH}`);
  await page.getByRole('region', { name: 'Start here' }).waitFor();
  let count = 0;
  const take = async (frames) => {
    for (let i = 0; i < frames; i++) {
      await page.screenshot({ path: join(folder, `${String(count++).padStart(4, '0')}.png`) });
      await page.waitForTimeout(FRAME);
    }
  };
  await take(4);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  while (!(await page.locator('.run-status[data-status="finished"]').count()) && count < 110) await take(1);
  await take(4);
  await page.getByRole('button', { name: 'What the update is' }).click();
  await page.locator('.site-cell').first().waitFor();
  await page.locator('.closer').evaluate((band) => {
    scrollTo({ top: band.getBoundingClientRect().top + scrollY - 90, behavior: 'instant' });
  });
  await take(8);
  execFileSync(options.python, ['-c', ASSEMBLE, folder, options.out, String(WIDTH), String(FRAME), String(LAST)], {
    stdio: 'inherit',
  });
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
