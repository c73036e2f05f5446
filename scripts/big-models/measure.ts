/**
 * What models of real sizes need in a browser: LoRA for a few steps on the built page with WASM, in headless Chromium.
 *
 *     npx vite build && npx tsx scripts/big-models/measure.ts OUT [NAME …]
 *
 * OUT is the folder that `make_models.py` wrote; the table in `RESULTS.md` beside this file is written anew. Each model
 * is opened twice: the first visit downloads it, the second, in a new process, finds it kept, and is measured: peak
 * resident memory of the renderer (VmHWM: page, worker and WASM heap), seconds from the click on Play to the first
 * step, and what the page says of its own memory. Needs Linux, for /proc.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { preview } from 'vite';
import { startHub } from '../hub/server';

interface Subject {
  readonly name: string;
  /** Of the page's own models: what is measured then is the browser, the page and onnxruntime. */
  readonly bundled?: true;
  readonly dataset: string;
  /** Limit on the renderer's peak, in MB. */
  readonly limit: number;
}

const subjects: readonly Subject[] = [
  { name: 'tiny-decoder', bundled: true, dataset: 'shakespeare_sonnets', limit: 500 },
  { name: 'bert-base', dataset: 'fine_foods', limit: 2500 },
  { name: 'smollm2', dataset: 'shakespeare_sonnets', limit: 2500 },
  { name: 'smollm2-q4', dataset: 'shakespeare_sonnets', limit: 600 },
];
const STEPS = 4;
const settings = `method=lora&backend=wasm&steps=${STEPS}&batchSize=1&sequenceLength=32&evaluateEvery=0&replay=off`;
/** Long enough for a download, fp32 and one slow processor. */
const PATIENCE = 15 * 60_000;

interface Visit {
  /** Peak of the renderer, and what it held before the page loaded. */
  readonly peak: number;
  readonly first: number;
  /** What the page's own chart of memory says. */
  readonly told: string;
}

const megabytes = (field: 'VmHWM' | 'VmRSS', pid: number): number =>
  Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;

async function renderers(browser: Browser): Promise<readonly number[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

/** Waits until the run has made `step` steps. @throws what the page says is wrong */
async function untilStep(page: Page, step: number): Promise<void> {
  const start = performance.now();
  while (performance.now() - start < PATIENCE) {
    const problems = await page.locator('.banner').allInnerTexts();
    if (problems.length > 0) throw new Error(problems.join(' '));
    const tile = await page.locator('[data-tile="Step"] .tile-value').innerText();
    if (Number.parseInt(tile.replaceAll(',', ''), 10) >= step) return;
    await page.waitForTimeout(50);
  }
  throw new Error(`no step ${step} in ${PATIENCE / 60_000} minutes`);
}

async function visit(browser: Browser, context: BrowserContext, address: string, subject: Subject): Promise<Visit> {
  const page = await context.newPage();
  await page.goto(
    `${address}#model=${subject.bundled ? '' : 'hf:big/'}${subject.name}&dataset=${subject.dataset}&${settings}`,
  );
  const play = page.getByRole('button', { name: 'Play', exact: true });
  await play.waitFor();
  await page.waitForTimeout(1500);
  const start = performance.now();
  await play.click();
  const agree = page.getByRole('dialog').getByRole('button', { name: /^(Load|Download|Yes)/ });
  if (await agree.waitFor({ timeout: 3000 }).then(() => true, () => false)) await agree.click(); // prettier-ignore
  await untilStep(page, 1);
  const first = (performance.now() - start) / 1000;
  await untilStep(page, STEPS);
  const pids = await renderers(browser);
  const peak = Math.max(...pids.map((pid) => megabytes('VmHWM', pid)));
  const told = (await page.locator('[data-chart="memory"] figcaption, [data-chart="memory"]').first().innerText())
    .replaceAll(/\s+/g, ' ')
    .replace(/^Memory /, '')
    .replace(/ 0 1 2 .*$/, '');
  await page.close();
  return { peak, first, told };
}

const [root, ...only] = process.argv.slice(2);
if (!root) throw new Error('Give the folder that make_models.py wrote.');
const hub = await startHub({ folder: root });
const server = await preview({ preview: { port: 0, strictPort: false }, logLevel: 'silent' });
const address = server.resolvedUrls!.local[0]!;
const rows: string[] = [];
let failed = false;
for (const subject of subjects.filter(({ name }) => only.length === 0 || only.includes(name))) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  try {
    const context = await browser.newContext();
    await context.addInitScript((given) => localStorage.setItem('hub', given), hub.address);
    await visit(browser, context, address, subject);
    const { peak, first, told } = await visit(browser, context, address, subject);
    failed ||= peak > subject.limit;
    rows.push(`| ${subject.name} | ${peak.toFixed(0)} MB | ${subject.limit} MB | ${first.toFixed(1)} s | ${told} |`);
  } catch (error) {
    failed = true;
    rows.push(`| ${subject.name} | ${String(error)} | ${subject.limit} MB | | |`);
  } finally {
    await browser.close();
  }
  process.stdout.write(`${rows.at(-1)}\n`);
}
const results = join(import.meta.dirname, 'RESULTS.md');
const explained = readFileSync(results, 'utf8').split(/^(?=## )/m)[1] ?? '';
writeFileSync(
  results,
  `# Models of real sizes

Written by \`measure.ts\` on ${cpus().length} cores: LoRA with batches of 1 × 32 tokens, WASM, headless Chromium, random
weights. Peak: resident memory of the renderer process at its highest (page, worker and heap of WASM). First step: from
the click on Play, model kept from an earlier visit. \`tiny-decoder\` is bundled and small: its row is what the browser,
the page and onnxruntime need by themselves.

| model | peak | limit | first step after | the page's own chart |
|---|---|---|---|---|
${rows.join('\n')}

${explained}`,
);
await server.close();
await hub.close();
process.exit(failed ? 1 : 0);
