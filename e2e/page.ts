/** What the browser tests do over and over: open the page, bring small data, read what the page shows. */
import { expect, type Page } from '@playwright/test';

/**
 * A little data set: 40 rows, two classes that one word tells apart. Few rows keep evaluation short on a software GPU.
 */
export const smallTable = [
  'text,label',
  ...Array.from({ length: 40 }, (_, i) =>
    i % 2 ? `the food number ${i} was wonderful and fresh,good` : `the food number ${i} was awful and stale,bad`,
  ),
].join('\n');

/**
 * Opens the page with a configuration and collects what must not happen. Without a recorded run, which would look like
 * a live one, and then without ornaments that move, for which a compositor in software takes a third of a run's
 * processor time.
 */
export async function open(
  page: Page,
  hash = '',
  { replay = 'off', motion = replay }: { readonly replay?: 'on' | 'off'; readonly motion?: 'on' | 'off' } = {},
): Promise<{ readonly errors: string[] }> {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  if (motion === 'off') await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(`./#${[...(hash ? [hash] : []), ...(replay === 'off' ? ['replay=off'] : [])].join('&')}`);
  await expect(page.getByRole('heading', { name: 'PEFT playground' })).toBeVisible();
  return { errors };
}

/** Pastes a table as own data and uses it. */
export async function paste(page: Page, table: string): Promise<void> {
  await choose(page, 'Data', 'Your own data…');
  await page.getByLabel('Paste here').fill(table);
  await page.getByRole('button', { name: 'Read', exact: true }).click();
  await page.getByRole('button', { name: 'Use this data' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
}

/** Picks an option of a select by its label. */
export async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: label, exact: true }).click();
  await page.getByRole('option', { name: option }).first().click();
}

/** Opens the menu of methods, which is loaded a moment after the page. */
export async function openMethods(page: Page): Promise<void> {
  const control = page.getByRole('combobox', { name: 'Method', exact: true });
  await control.hover();
  await expect(control).toHaveAttribute('aria-haspopup', 'dialog');
  await control.click();
  await expect(page.getByRole('dialog', { name: 'Choose a method' })).toBeVisible();
}

/** Picks a method by its name. */
export async function chooseMethod(page: Page, name: string): Promise<void> {
  await openMethods(page);
  await page.getByRole('option', { name, exact: true }).click();
  await expect(page.getByRole('combobox', { name: 'Method', exact: true })).toContainText(name);
}

export const status = (page: Page) => page.locator('.run-status');
export const banner = (page: Page) => page.locator('.banner');

/** Waits for the end of the run, and until tiles and charts, which follow it a moment later, show that end. */
export async function finished(page: Page, timeout = 60_000): Promise<void> {
  await expect(status(page)).toHaveText('Finished', { timeout });
  await expect(page.locator('.tiles')).toHaveAttribute('data-status', 'finished');
  const chart = page.locator('[data-chart="loss"]');
  if (await chart.count()) await expect(chart).toHaveAttribute('data-status', 'finished');
}

/** The number on a tile; NaN for a dash. */
export async function tile(page: Page, name: string): Promise<number> {
  const text = await page.locator(`[data-tile="${name}"] .tile-value`).innerText();
  return Number.parseFloat(text.replaceAll(',', ''));
}

/** The step that the run stands at, from the status line: the tiles follow it a moment later. */
export async function stepNow(page: Page): Promise<number> {
  const text = await page.locator('.status-text').innerText();
  return Number.parseInt(/step ([\d,]+)/.exec(text)?.[1]?.replaceAll(',', '') ?? '0', 10);
}

export async function untilStep(page: Page, step: number, timeout = 120_000): Promise<void> {
  await expect
    .poll(
      async () => {
        const problem = (await banner(page).count()) ? await banner(page).innerText() : '';
        return problem || (await tile(page, 'Step')) >= step;
      },
      { timeout },
    )
    .toBe(true);
}

/** Corner points of the lines of a chart; grows as a curve grows. */
export function points(page: Page, chart: 'loss' | 'memory' | 'parameters'): Promise<number> {
  return page
    .locator(`[data-chart="${chart}"] svg path.recharts-curve, [data-chart="${chart}"] svg path.recharts-rectangle`)
    .evaluateAll((paths) =>
      paths.reduce((sum, path) => sum + (path.getAttribute('d') ?? '').split(/[LCHVMA]/).length, 0),
    );
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** A task of the page's main thread: milliseconds of processor time, and on the clock. */
export interface Task {
  readonly cpu: number;
  readonly wall: number;
}

/**
 * Tasks of the page's main thread within some milliseconds, or while something is done, as the browser itself traces
 * them.
 */
export async function mainThreadTasks(page: Page, during: number | (() => Promise<void>)): Promise<Task[]> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel'] },
  });
  await (typeof during === 'number' ? page.waitForTimeout(during) : during());
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await complete;
  const threads = events.filter((event) => event.name === 'thread_name' && event.args?.name === 'CrRendererMain');
  const tasksOf = ({ pid, tid }: TraceEvent) =>
    events.filter(
      (event) => event.pid === pid && event.tid === tid && event.ph === 'X' && event.name.endsWith('RunTask'),
    );
  // Other renderers may idle beside the page's: the page's is the busiest.
  const busiest = threads.map(tasksOf).sort((a, b) => b.length - a.length)[0] ?? [];
  return busiest.map((event) => ({ cpu: (event.tdur ?? 0) / 1000, wall: (event.dur ?? 0) / 1000 }));
}
