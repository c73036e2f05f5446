/**
 * Pictures of the page to look at: every main view in every size, theme, language and type size, into the ignored
 * folder screenshots/.
 *
 *   npm start                                    (or npx vite, or npx vite preview, in another terminal)
 * node scripts/screenshots.mjs --base http://localhost:4173/ [--only play,lessons] [--sizes 1280x720,390x844] [--langs
 * de]
 *        [--themes dark] [--large true] [--full]
 *
 * --full takes the whole page instead of what fits the window.
 */
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';

const { values: options } = parseArgs({
  options: {
    base: { type: 'string', default: 'http://localhost:4173/' },
    only: { type: 'string' },
    sizes: { type: 'string', default: '1440x900,1280x720,768x1024,390x844' },
    themes: { type: 'string', default: 'light,dark' },
    langs: { type: 'string', default: 'en,de' },
    large: { type: 'string', default: 'false,true' },
    full: { type: 'boolean', default: false },
    out: { type: 'string', default: 'screenshots' },
  },
});

/** What is opened, and what is done before the picture. */
const views = {
  play: { hash: 'model=tiny-encoder-decoder&dataset=numbers_de' },
  locked: { hash: 'model=all-MiniLM-L6-v2&dataset=languages&r=4&seed=7&lock=model,dataset,r,seed' },
  decoder: { hash: 'model=tiny-decoder&dataset=shakespeare_sonnets&method=prefix-tuning' },
  choosing: { hash: 'method=fish-mask' },
  compare: { hash: 'view=compare' },
  boards: { hash: 'view=boards' },
  numbers: { hash: 'view=boards&page=numbers' },
  learn: { hash: 'view=learn' },
  method: { hash: 'view=learn&page=adalora' },
  lessons: { hash: 'view=learn&page=lessons' },
  lesson: { hash: 'lesson=first-run&step=1' },
  scale: { hash: 'view=scale' },
  graph: { hash: 'view=graph' },
  lite: { hash: 'lite=on' },
  present: { hash: 'present=on' },
};
/** Milliseconds that replays and charts are given. */
const SETTLE = 7000;

const list = (text) => text.split(',').filter(Boolean);
mkdirSync(options.out, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--no-first-run'],
});
let clipped = 0;
for (const size of list(options.sizes))
  for (const theme of list(options.themes))
    for (const lang of list(options.langs)) {
      const [width, height] = size.split('x').map(Number);
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: theme,
        reducedMotion: 'reduce',
        hasTouch: width < 700,
        isMobile: width < 700,
        serviceWorkers: 'block',
      });
      const page = await context.newPage();
      for (const large of list(options.large))
        for (const [name, { hash }] of Object.entries(views)) {
          if (options.only && !list(options.only).includes(name)) continue;
          await page.goto('about:blank');
          const parts = [hash, `lang=${lang}`, large === 'true' ? 'large=true' : ''].filter(Boolean);
          await page.goto(`${options.base}#${parts.join('&')}`);
          await page.locator('h1').waitFor();
          await page
            .locator('.chart svg, .view h2, .lite svg')
            .first()
            .waitFor({ timeout: SETTLE })
            .catch(() => undefined);
          await page.waitForTimeout(900);
          const sideways = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          if (sideways > 0) {
            clipped++;
            console.log(`${name} ${size} ${theme} ${lang}${large === 'true' ? ' large' : ''}: ${sideways} px too wide`);
          }
          await page.screenshot({
            path: `${options.out}/${name}-${size}-${theme}-${lang}${large === 'true' ? '-large' : ''}.png`,
            fullPage: options.full,
          });
        }
      await context.close();
    }
await browser.close();
console.log(clipped === 0 ? 'Nothing is wider than its window.' : `${clipped} are wider than their window.`);
