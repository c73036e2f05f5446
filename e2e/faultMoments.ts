/** What befalls a real page and its worker, at moments of a run, and what comes of it: for `npm run faults`. */
import type { BrowserContext, Page } from '@playwright/test';
import { open, status, stepNow } from './page';

export const STEPS = 80;
/** Long enough an evaluation at the end to be hit. */
const SETTINGS =
  `backend=wasm&model=tiny-encoder&dataset=fine_foods&steps=${STEPS}&batchSize=4&sequenceLength=16&seed=5` +
  '&evaluateEvery=0';

export const moments = ['loading', 'first step', 'middle', 'evaluating'] as const;
export type Moment = (typeof moments)[number];

interface Stage {
  readonly context: BrowserContext;
  /** Where the run goes on: another one after a crash. */
  page: Page;
}

export interface Fault {
  readonly name: string;
  readonly strike: (stage: Stage) => Promise<void>;
  /** What its end takes that the page can't do, such as a network. */
  readonly mend?: (stage: Stage) => Promise<void>;
}

/** In the worker that trains, or is about to. */
const inWorker = async ({ page }: Stage, what: () => void): Promise<void> => {
  for (const worker of page.workers()) void worker.evaluate(what).catch(() => undefined);
  await page.waitForTimeout(50);
};

const again = async (stage: Stage): Promise<void> => {
  const old = stage.page;
  stage.page = await stage.context.newPage();
  await open(stage.page, SETTINGS);
  await old.close().catch(() => undefined);
};

export const faults: readonly Fault[] = [
  {
    name: 'The worker is ended without a word',
    strike: ({ page }) =>
      page.evaluate(() =>
        (window as unknown as { workers: Worker[] }).workers.splice(0).forEach((worker) => worker.terminate()),
      ),
  },
  {
    name: 'The worker throws',
    strike: (stage) =>
      inWorker(stage, () => {
        setTimeout(() => {
          throw new Error('Thrown on purpose.');
        });
      }),
  },
  {
    name: 'The worker is in an endless loop',
    strike: (stage) =>
      inWorker(stage, () => {
        for (;;);
      }),
  },
  {
    name: 'The worker closes itself',
    strike: (stage) => inWorker(stage, () => (self as unknown as { close: () => void }).close()),
  },
  {
    name: 'Storage becomes full',
    strike: ({ page }) =>
      page.evaluate(() => {
        IDBObjectStore.prototype.put = () => {
          throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
        };
      }),
  },
  {
    name: 'Storage is taken away',
    strike: ({ page }) =>
      page.evaluate(() => {
        IDBDatabase.prototype.transaction = () => {
          throw new DOMException('The connection was lost.', 'InvalidStateError');
        };
      }),
  },
  {
    name: 'The tab is frozen for ten seconds',
    strike: async ({ context, page }) => {
      const session = await context.newCDPSession(page);
      await session.send('Page.setWebLifecycleState', { state: 'frozen' });
      await new Promise((done) => setTimeout(done, 10_000));
      await session.send('Page.setWebLifecycleState', { state: 'active' });
    },
  },
  {
    name: 'The clock jumps a day back',
    strike: ({ page }) =>
      page.evaluate(() => {
        const { now } = Date;
        Date.now = () => now.call(Date) - 864e5;
      }),
  },
  {
    name: 'The network is gone',
    strike: ({ context }) => context.setOffline(true),
    mend: ({ context }) => context.setOffline(false),
  },
  {
    name: 'The page is loaded again',
    strike: async ({ page }) => {
      page.once('dialog', (dialog) => void dialog.accept());
      await page.reload();
    },
  },
  {
    name: 'The tab crashes',
    strike: async (stage) => {
      const session = await stage.context.newCDPSession(stage.page);
      const crashed = stage.page.waitForEvent('crash');
      void session.send('Page.crash').catch(() => undefined);
      await crashed;
      await again(stage);
    },
  },
  {
    name: 'The tab is closed, and opened again',
    strike: again,
  },
  {
    name: 'A second tab trains too',
    strike: async ({ context }) => {
      const other = await context.newPage();
      await open(other, SETTINGS.replace(`steps=${STEPS}`, 'steps=8'));
      await other.getByRole('button', { name: 'Play', exact: true }).click();
    },
  },
];

/** Opens the page, presses play, and waits for the moment. */
async function at(context: BrowserContext, moment: Moment): Promise<Stage> {
  const page = await context.newPage();
  await page.addInitScript(() => {
    const workers: Worker[] = [];
    Object.assign(window, { workers });
    window.Worker = class extends Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        workers.push(this);
      }
    };
  });
  await open(page, SETTINGS);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  const step = { loading: 0, 'first step': 1, middle: STEPS / 2, evaluating: 0 }[moment];
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
  return { context, page };
}

/** Every step's loss as the table behind the chart tells it. */
async function losses(page: Page): Promise<string> {
  const details = page.locator('[data-chart="loss"] details');
  // Behind another tab nothing is drawn.
  await page.bringToFront();
  await page.locator('[data-chart="loss"][data-status="finished"]').waitFor({ timeout: 20_000 });
  await details.locator('summary').click();
  const last = details.locator('tbody tr').last().locator('th, td').first();
  await last.filter({ hasText: new RegExp(`^${STEPS}$`) }).waitFor({ timeout: 20_000 });
  return (await details.locator('tbody tr').allInnerTexts()).join('\n');
}

const visible = (page: Page, selector: string) => page.locator(selector).first().isVisible();
const press = (page: Page, selector: string) => page.locator(selector).first().click({ timeout: 5000 });

/** Does what the page offers until the run is finished. @returns what it told on the way */
async function see(stage: Stage, fault: Fault, limit: number): Promise<string> {
  const seen: string[] = [];
  const note = (what: string) => seen.at(-1) !== what && seen.push(what);
  const end = Date.now() + limit;
  while (Date.now() < end) {
    const { page } = stage;
    const said = await status(page).innerText();
    if (said === 'Finished') return seen.join('; ') || 'goes on';
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
      note(/(\d+)/.exec(await page.locator('.silence button').first().innerText())?.[0] ? 'goes on' : 'begins again');
      await press(page, '.silence button');
    } else if (await visible(page, '.banner .actions button')) {
      note('told');
      await fault.mend?.(stage);
      note((await stepNow(page)) > 0 ? 'goes on' : 'begins again');
      // Not what changes the settings, such as half the batch: that would be another run.
      await press(page, '.banner .actions button:text-matches("Try again|Go on")');
    } else if (said === 'Ready') {
      // Nothing was trained yet, or nothing could be kept.
      await page.waitForTimeout(1500);
      if (!(await visible(page, '.offer')) && (await status(page).innerText()) === 'Ready') {
        note('same page again');
        await page.getByRole('button', { name: 'Play', exact: true }).click();
      }
    } else if (said === 'Paused') await page.getByRole('button', { name: 'Play', exact: true }).click();
    await stage.page.waitForTimeout(250);
  }
  return `DEAD after ${seen.join('; ') || 'nothing was told'}: ${await status(stage.page).innerText()}`;
}

/** The curve of a run that nothing befalls. */
export async function undisturbed(context: BrowserContext): Promise<string> {
  const stage = await at(context, 'evaluating');
  await see(stage, { name: '', strike: () => Promise.resolve() }, 120_000);
  return losses(stage.page);
}

/** One fault at one moment. @returns what came of it; in capitals what must not come */
export async function befall(
  context: BrowserContext,
  fault: Fault,
  moment: Moment,
  curve: string,
  limit = 180_000,
): Promise<string> {
  const stage = await at(context, moment);
  await fault.strike(stage);
  const outcome = await see(stage, fault, limit);
  if (outcome.startsWith('DEAD')) return outcome;
  await fault.mend?.(stage);
  const [now, then] = [await losses(stage.page), curve].map((rows) => rows.split('\n'));
  const other = then!.findIndex((row, i) => row !== now![i]);
  return other < 0 ? outcome : `${outcome}; ANOTHER CURVE: ${now![other]} for ${then![other]}`;
}
