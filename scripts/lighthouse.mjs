/**
 * `npm run lighthouse`: builds the page, serves it, and prints Lighthouse's scores and the paint times on a processor
 * four times slower. Ends with 1 when accessibility, best practices or SEO are below 100, or a paint comes too late.
 * Not a part of `npm test`: it needs a quiet machine.
 */
import { chromium } from '@playwright/test';
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { preview } from 'vite';
import { ensureChromium, ensurePackages, root, run } from './setup.mjs';

/** Milliseconds allowed on localhost with four times slow-down. */
const LIMITS = { 'first-contentful-paint': 1000, 'largest-contentful-paint': 1500 };

await ensurePackages();
const chromePath = ensureChromium();
if (!chromePath) process.exit(1);
if (!process.argv.includes('--built') && run('npx', ['vite', 'build', '--logLevel', 'warn']) !== 0) process.exit(1);

const server = await preview({ root, preview: { port: 0, host: 'localhost' } });
const url = server.resolvedUrls.local[0];
const chrome = await launch({
  chromePath,
  chromeFlags: ['--headless=new', '--no-sandbox', '--disable-background-networking', '--disable-component-update'],
});
/** Milliseconds to the first frame in which something on the screen moves, allowed under the same slow-down. */
const FIRST_MOTION = 1000;
let ok = true;

function report(name, text, good) {
  console.log(`${name.padEnd(34)}${text.padStart(10)}${good ? '' : '  too low or too late'}`);
  if (!good) ok = false;
}

/**
 * Paints and movements of a first visit, the processor slowed down by `slowdown`: `motion` is the first animation on
 * the screen, `replay` the recorded run's next step.
 */
async function firstSecond(slowdown) {
  const browser = await chromium.launch({ executablePath: chromePath, args: ['--no-sandbox'] });
  try {
    // A visitor's browser runs already, with its processes started.
    await (await browser.newPage()).goto('data:text/html,<p>Before the visit');
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, serviceWorkers: 'block' });
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    await page.addInitScript(() => {
      window.seen = { lcp: 0, motion: 0, replay: 0 };
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) window.seen.lcp = entry.startTime;
      }).observe({ type: 'largest-contentful-paint', buffered: true });
      const onScreen = ({ playState, effect }) => {
        if (playState !== 'running') return false;
        const { top, bottom, left, right } = effect.target.getBoundingClientRect();
        return bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
      };
      const look = () => {
        if (!window.seen.motion && document.getAnimations().some(onScreen)) window.seen.motion = performance.now();
        const step = /step ([\d,]+)/.exec(document.querySelector('.status-text')?.textContent ?? '');
        if (step && step[1] !== '1') window.seen.replay = performance.now();
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    await page.goto(url);
    await page.waitForFunction(() => window.seen.replay > 0);
    await page.waitForTimeout(1500);
    // A paint is announced only when scripts let it: what moves is seen with the first paint that is not before it.
    return await page.evaluate(() => {
      const fcp = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN;
      return { ...window.seen, motion: Math.max(fcp, window.seen.motion), fcp };
    });
  } finally {
    await browser.close();
  }
}

try {
  for (const slowdown of [1, 4]) {
    const { fcp, lcp, motion, replay } = await firstSecond(slowdown);
    const strict = slowdown === 4;
    console.log(`\nFirst visit, processor ${slowdown} times slower`);
    report('First paint', `${Math.round(fcp)} ms`, !strict || fcp <= LIMITS['first-contentful-paint']);
    report('Largest paint', `${Math.round(lcp)} ms`, !strict || lcp <= LIMITS['largest-contentful-paint']);
    report('First motion', `${Math.round(motion)} ms`, !strict || motion <= FIRST_MOTION);
    report('Recorded run moves on', `${Math.round(replay)} ms`, true);
  }
  for (const [view, hash] of [
    ['Play', ''],
    ['Learn', '#view=learn'],
    ['Compare', '#view=compare'],
    ['Scale up', '#view=scale'],
  ]) {
    // The network is localhost's own; the processor is slowed down in earnest, not in a simulation.
    const result = await lighthouse(
      url + hash,
      { port: chrome.port, output: 'json', logLevel: 'error' },
      {
        extends: 'lighthouse:default',
        settings: {
          formFactor: 'desktop',
          screenEmulation: { mobile: false, width: 1350, height: 940, deviceScaleFactor: 1, disabled: false },
          throttlingMethod: 'devtools',
          throttling: {
            cpuSlowdownMultiplier: 4,
            requestLatencyMs: 0,
            downloadThroughputKbps: 0,
            uploadThroughputKbps: 0,
            rttMs: 0,
            throughputKbps: 0,
          },
        },
      },
    );
    const { categories, audits } = result.lhr;
    console.log(`\n${view}`);
    for (const id of ['accessibility', 'best-practices', 'seo']) {
      const { title, score, auditRefs } = categories[id];
      report(title, String(Math.round(100 * score)), score === 1);
      for (const { id: audit, weight } of auditRefs)
        if (weight > 0 && audits[audit].score !== null && audits[audit].score < 1)
          console.log(
            `    ${audit}: ${audits[audit].title} ${JSON.stringify(audits[audit].details?.items?.slice(0, 3) ?? '')}`,
          );
    }
    const score = String(Math.round(100 * categories.performance.score));
    console.log(`${categories.performance.title.padEnd(34)}${score.padStart(10)}`);
    for (const id of [
      'first-contentful-paint',
      'largest-contentful-paint',
      'total-blocking-time',
      'cumulative-layout-shift',
    ]) {
      const { title, displayValue, numericValue } = audits[id];
      report(title, displayValue ?? '-', view !== 'Play' || LIMITS[id] === undefined || numericValue <= LIMITS[id]);
    }
  }
} finally {
  chrome.kill();
  await server.close();
}
process.exit(ok ? 0 : 1);
