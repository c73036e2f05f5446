/** What comes of a fault of `faultList.ts` at a moment of a run in a real page: for `npm run faults`. */
import type { BrowserContext, Page } from '@playwright/test';
import { onWasm, type Fault, type Setup, type Stage } from './faultList';
import { open, status } from './page';

export const moments = ['loading', 'first step', 'middle', 'evaluating'] as const;
/** Milliseconds after which a run is given up: a GPU in software compiles for a minute on a loaded machine. */
const LONGEST = 420_000;
export type Moment = (typeof moments)[number];

interface Steps {
  readonly notice?: string;
  readonly records: readonly { readonly step: number }[];
}
type Told = { readonly told: { begin: number; last: number } };
/** In the page: the step at which the run began last, or went on. */
const lastBegin = () => (window as unknown as Told).told.begin;
/** In the page: what comes next begins, or goes on, whichever step it is. */
const forget = () => void Object.assign((window as unknown as Told).told, { begin: Infinity, last: 0 });

/** Opens the page, presses play, and waits for the moment. */
async function at(context: BrowserContext, moment: Moment, setup: Setup, profile?: Stage['profile']): Promise<Stage> {
  const page = await context.newPage();
  await page.addInitScript(() => {
    const workers: Worker[] = [];
    const told = { begin: 1, last: 0 };
    Object.assign(window, { workers, told });
    window.Worker = class extends Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        workers.push(this);
        this.addEventListener('message', ({ data }: MessageEvent<Steps>) => {
          if (data.notice !== 'steps' || data.records.length === 0) return;
          const first = data.records[0]!.step;
          if (first !== told.last + 1 || told.last === 0) told.begin = first;
          told.last = data.records.at(-1)!.step;
        });
      }
    };
  });
  await open(page, setup.hash);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  const step = { loading: 0, 'first step': 1, middle: setup.steps / 2, evaluating: 0 }[moment];
  // In the page's own frames: what is asked from outside comes too late.
  await page.waitForFunction(
    ({ wanted, evaluating }) => {
      const said = document.querySelector('.run-status')?.textContent;
      if (evaluating) return said === 'Evaluating' || said === 'Finished';
      const now = /step ([\d,]+)/.exec(document.querySelector('.status-text')?.textContent ?? '')?.[1];
      return wanted === 0 ? said !== 'Ready' : Number(now ?? 0) >= wanted;
    },
    { wanted: step, evaluating: moment === 'evaluating' },
    { timeout: 120_000 },
  );
  return { context, page, setup, ...(profile && { profile }) };
}

/** Every step's loss as the table behind the chart tells it. */
async function losses({ page, setup: { steps } }: Stage): Promise<string> {
  const details = page.locator('[data-chart="loss"] details');
  // Behind another tab nothing is drawn.
  await page.bringToFront();
  await page.locator('[data-chart="loss"][data-status="finished"]').waitFor({ timeout: 20_000 });
  await details.locator('summary').click();
  const last = details.locator('tbody tr').last().locator('th, td').first();
  await last.filter({ hasText: new RegExp(`^${steps}$`) }).waitFor({ timeout: 20_000 });
  return (await details.locator('tbody tr').allInnerTexts()).join('\n');
}

const visible = (page: Page, selector: string) => page.locator(selector).first().isVisible();
/** What is gone before it can be pressed was no dead end: what there is now is pressed next. */
const press = (page: Page, selector: string) =>
  page
    .locator(selector)
    .first()
    .click({ timeout: 5000 })
    .catch(() => undefined);

/** Does what the page offers until the run is finished. @returns what it told on the way */
async function see(stage: Stage, fault: Fault, limit: number): Promise<string> {
  const seen: string[] = [];
  const note = (what: string) => seen.at(-1) !== what && seen.push(what);
  const end = Date.now() + limit;
  while (Date.now() < end) {
    const { page } = stage;
    const said = await status(page).innerText();
    if (said === 'Finished') {
      if (seen.at(-1) === 'told') note((await page.evaluate(lastBegin)) > 1 ? 'goes on' : 'begins again');
      return seen.join('; ') || 'goes on';
    }
    const offered = await page
      .locator('.offer')
      .first()
      .getAttribute('data-step', { timeout: 100 })
      .catch(() => null);
    if (offered !== null) {
      note(`offered; goes on from ${offered}`);
      await press(page, '.offer button');
    } else if (await visible(page, '.silence button')) {
      note('told');
      await page.evaluate(forget);
      await press(page, '.silence button');
    } else if (await visible(page, '.banner .actions button')) {
      note('told');
      await fault.mend?.(stage);
      await page.evaluate(forget);
      // Not what changes the settings, such as half the batch: that would be another run.
      await press(page, '.banner .actions button:text-matches("Try again|Go on")');
    } else if (said === 'Ready') {
      // Nothing was trained yet, or nothing could be kept.
      await page.waitForTimeout(1500);
      if (!(await visible(page, '.offer')) && (await status(page).innerText()) === 'Ready') {
        note('same page again');
        await press(page, 'button[aria-label="Play"]');
      }
    } else if (said === 'Paused') await press(page, 'button[aria-label="Play"]');
    await stage.page.waitForTimeout(250);
  }
  return `DEAD after ${seen.join('; ') || 'nothing was told'}: ${await status(stage.page).innerText()}`;
}

/** The curve of a run that nothing befalls. */
export async function undisturbed(context: BrowserContext, setup: Setup): Promise<string> {
  const stage = await at(context, 'evaluating', setup);
  await see(stage, { name: '', strike: () => Promise.resolve() }, LONGEST);
  return losses(stage);
}

/** One fault at one moment. @returns what came of it; in capitals what must not come */
export async function befall(
  context: BrowserContext,
  fault: Fault,
  moment: Moment,
  curve: string,
  profile?: Stage['profile'],
): Promise<string> {
  const stage = await at(context, moment, fault.setup ?? onWasm, profile);
  await fault.strike(stage);
  const outcome = await see(stage, fault, LONGEST);
  if (outcome.startsWith('DEAD')) return outcome;
  await fault.mend?.(stage);
  const [now, then] = [await losses(stage), curve].map((rows) => rows.split('\n'));
  const other = then!.findIndex((row, i) => row !== now![i]);
  return other < 0 ? outcome : `${outcome}; ANOTHER CURVE: ${now![other]} for ${then![other]}`;
}
