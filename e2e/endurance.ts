/**
 * What a page holds, after collection, before and after something was done many times: JavaScript heap of the page and
 * of its worker, DOM nodes, listeners, and bytes of GPU or WASM as the meter counts them.
 */
import { readFileSync } from 'node:fs';
import { expect, type CDPSession, type Page } from '@playwright/test';
import { choose, finished, stepNow } from './page';

/** Counts, and bytes. */
export interface Held {
  readonly heap: number;
  /** Of it, what the engine compiled, where it was asked for: more the longer the page runs, up to all of its code. */
  readonly code?: number;
  /** JavaScript heap of all workers of the page. */
  readonly workers: number;
  readonly nodes: number;
  readonly listeners: number;
  /** What the meter told last, without what the runtime keeps for reuse; 0 before any run. */
  readonly device: number;
  /** Of it, what the runtime keeps for reuse: with WASM its whole heap's rest. */
  readonly cache: number;
}

interface Told {
  readonly notice?: string;
  readonly reading?: { readonly total: number; readonly live: { readonly cache: number } };
}

/** Has the page note what its worker tells of memory. Before the page is opened. */
export const overhear = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const seen = { device: 0, cache: 0 };
    Object.assign(globalThis, { seen });
    window.Worker = class extends Worker {
      constructor(address: string | URL, options?: WorkerOptions) {
        super(address, options);
        this.addEventListener('message', ({ data }: MessageEvent<Told>) => {
          if (data.notice !== 'memory' || !data.reading) return;
          const { total, live } = data.reading;
          Object.assign(seen, { device: total - live.cache, cache: live.cache });
        });
      }
    };
  });

/** Asks the workers of a page, which have sessions of their own. */
class Workers {
  readonly #sessions = new Set<string>();
  readonly #waiting = new Map<number, (answer: unknown) => void>();
  #next = 1;

  constructor(private readonly session: CDPSession) {
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      if (targetInfo.type === 'worker') this.#sessions.add(sessionId);
    });
    session.on('Target.detachedFromTarget', ({ sessionId }) => this.#sessions.delete(sessionId));
    session.on('Target.receivedMessageFromTarget', ({ message }) => {
      const { id, result } = JSON.parse(message) as { readonly id?: number; readonly result?: unknown };
      if (id !== undefined) this.#waiting.get(id)?.(result);
    });
  }

  attach(): Promise<unknown> {
    return this.session.send('Target.setAutoAttach', {
      autoAttach: true,
      waitForDebuggerOnStart: false,
      flatten: false,
    });
  }

  async #ask(sessionId: string, method: string): Promise<unknown> {
    const id = this.#next++;
    const answer = new Promise((resolve) => this.#waiting.set(id, resolve));
    await this.session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) });
    return answer;
  }

  /** Bytes of JavaScript heap after collection. */
  async heap(): Promise<number> {
    let sum = 0;
    for (const id of this.#sessions) {
      await this.#ask(id, 'HeapProfiler.collectGarbage');
      sum += ((await this.#ask(id, 'Runtime.getHeapUsage')) as { readonly usedSize: number }).usedSize;
    }
    return sum;
  }
}

export class Meter {
  private constructor(
    private readonly page: Page,
    private readonly session: CDPSession,
    private readonly workers: Workers,
  ) {}

  static async of(page: Page): Promise<Meter> {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    const workers = new Workers(session);
    await workers.attach();
    return new Meter(page, session, workers);
  }

  async #collected() {
    await this.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 200))));
    await this.session.send('HeapProfiler.collectGarbage');
    const { metrics } = await this.session.send('Performance.getMetrics');
    return (name: string) => metrics.find((metric) => metric.name === name)?.value ?? NaN;
  }

  /**
   * After collection, when the page has come to rest: what a finaliser lets go is collected by the next.
   * @param withCode tells compiled code apart, which takes seconds
   */
  async held(withCode = false): Promise<Held> {
    let of = await this.#collected();
    for (let i = 0; i < 10; i++) {
      const nodes = of('Nodes');
      of = await this.#collected();
      if (of('Nodes') === nodes) break;
    }
    const { device, cache } = await this.page.evaluate(
      () => (globalThis as unknown as { seen: { device: number; cache: number } }).seen,
    );
    // A part of the page that was loaded leaves a line in the head: once, whenever it is needed.
    const nodes = of('Nodes') - (await this.page.evaluate(() => document.head.childNodes.length));
    const [heap, listeners] = [of('JSHeapUsedSize'), of('JSEventListeners')];
    const held = { heap, workers: await this.workers.heap(), nodes, listeners, device, cache };
    return withCode ? { ...held, code: await compiled(this.session) } : held;
  }
}

interface HeapSnapshot {
  readonly snapshot: {
    readonly meta: { readonly node_fields: readonly string[]; readonly node_types: readonly [readonly string[]] };
  };
  readonly nodes: readonly number[];
}

/** Bytes of compiled code in the heap of a page. */
async function compiled(session: CDPSession): Promise<number> {
  const parts: string[] = [];
  const hear = ({ chunk }: { readonly chunk: string }) => void parts.push(chunk);
  session.on('HeapProfiler.addHeapSnapshotChunk', hear);
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  session.off('HeapProfiler.addHeapSnapshotChunk', hear);
  const { snapshot, nodes } = JSON.parse(parts.join('')) as HeapSnapshot;
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [type, size, code] = [fields.indexOf('type'), fields.indexOf('self_size'), types[0].indexOf('code')];
  let sum = 0;
  for (let at = 0; at < nodes.length; at += fields.length) if (nodes[at + type] === code) sum += nodes[at + size]!;
  return sum;
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const transport = (page: Page, name: string) =>
  expect(page.getByRole('button', { name, exact: true })).toBeEnabled({ timeout: 60_000 });

/** Trains until a step, and pauses there or soon after. */
export async function trainTo(page: Page, step: number, patience = 600_000): Promise<number> {
  await press(page, 'Play');
  await expect.poll(() => stepNow(page), { timeout: patience, intervals: [200] }).toBeGreaterThanOrEqual(step);
  await press(page, 'Pause');
  await transport(page, 'Play');
  return stepNow(page);
}

/** A run from its first step to its last, and back to none. */
export async function wholeRun(page: Page): Promise<void> {
  await press(page, 'Play');
  await finished(page);
  await press(page, 'Reset');
  await transport(page, 'Play');
}

const folder = 'fixtures/architectures/deberta-v2/';
const ownFiles = ['config.json', 'tokenizer.json', 'onnx/model.onnx'].map((name) => ({
  name: name.replace('onnx/', ''),
  base64: readFileSync(folder + name, 'base64'),
}));

/** Loads an own model, and goes back to a bundled one. */
export async function ownModel(page: Page): Promise<void> {
  await page.getByRole('combobox', { name: 'Model', exact: true }).click();
  // Named after the present one, where there is one.
  await page.getByRole('option', { name: /^Your (own )?model/ }).click();
  await expect(page.getByLabel('Drop the files')).toBeAttached();
  // Playwright's own `setInputFiles` holds on to the input, and with it to the whole dialog.
  await page.evaluate((files) => {
    const input = document.querySelector<HTMLInputElement>('[role="dialog"] input[type="file"]')!;
    const all = new DataTransfer();
    for (const { name, base64 } of files)
      all.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name));
    input.files = all.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }, ownFiles);
  await press(page, 'Read the model');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByRole('combobox', { name: 'Model', exact: true })).toContainText('own');
  // What is chosen already, a select tells nobody of.
  await page.getByRole('button', { name: 'Change…', exact: true }).click();
  await expect(page.getByLabel('Drop the files')).toBeAttached();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await choose(page, 'Model', 'Tiny encoder');
}
