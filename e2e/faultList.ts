/** What befalls a real page, its worker, its GPU, its storage, its network and its browser: for `faultMoments.ts`. */
import { readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { open } from './page';

/** A run that is befallen. */
export interface Setup {
  readonly hash: string;
  readonly steps: number;
}

const setup = (backend: string, dataset: string, steps: number): Setup => ({
  hash:
    `backend=${backend}&model=tiny-encoder&dataset=${dataset}&steps=${steps}&batchSize=4&sequenceLength=16&seed=5` +
    '&evaluateEvery=0',
  steps,
});
/** Long enough an evaluation at the end to be hit. */
export const onWasm = setup('wasm', 'fine_foods', 80);
/** A GPU in software takes long. */
export const onGpu = setup('webgpu', 'languages', 8);

export interface Stage {
  context: BrowserContext;
  /** Where the run goes on: another one after a crash. */
  page: Page;
  readonly setup: Setup;
  /** A browser that remembers: where it does, and one that begins with what it remembers. */
  readonly profile?: { readonly folder: string; readonly reopen: () => Promise<BrowserContext> };
}

export interface Fault {
  readonly name: string;
  readonly strike: (stage: Stage) => Promise<void>;
  /** What its end takes that the page can't do, such as a network. */
  readonly mend?: (stage: Stage) => Promise<void>;
  /** What trains; on WASM where nothing is said. */
  readonly setup?: Setup;
  /** Takes a browser that remembers. */
  readonly profile?: true;
}

/** In the worker that trains, or is about to. */
const inWorker = async ({ page }: Stage, what: () => void): Promise<void> => {
  for (const worker of page.workers()) void worker.evaluate(what).catch(() => undefined);
  await page.waitForTimeout(50);
};

/** Ends every worker. */
const ended = ({ page }: Stage): Promise<void> =>
  page.evaluate(() =>
    (window as unknown as { workers: Worker[] }).workers.splice(0).forEach((worker) => worker.terminate()),
  );

/** A proxy that spoils files of models, and whatever is fetched on the way to the next run: its copies are gone. */
const spoilt = (name: string, spoil: (body: Buffer) => { readonly type?: string; readonly body: Buffer }): Fault => ({
  name,
  strike: async (stage) => {
    await stage.context.route(/\/models\/.*\.(onnx|json|gz)$/, async (route) => {
      const reply = await route.fetch();
      const { type, body } = spoil(await reply.body());
      // Lengths and sums of the true body would tell.
      await route.fulfill({ status: 200, body, contentType: type ?? 'application/octet-stream' });
    });
    await clear(stage, 'cache_storage');
    await ended(stage);
  },
  mend: ({ context }) => context.unrouteAll({ behavior: 'ignoreErrors' }),
});

const clear = async ({ context, page }: Stage, storageTypes: string): Promise<void> => {
  const session = await context.newCDPSession(page);
  await session.send('Storage.clearDataForOrigin', { origin: new URL(page.url()).origin, storageTypes });
};

/** All processes of the browser. */
const processes = async ({ context }: Stage): Promise<readonly number[]> => {
  const session = await context.browser()!.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.map(({ id }) => id);
};

const pause = (seconds: number) => new Promise((done) => setTimeout(done, 1000 * seconds));

const leave = ({ page }: Stage) => page.once('dialog', (dialog) => void dialog.accept());

const again = async (stage: Stage): Promise<void> => {
  const old = stage.page;
  stage.page = await stage.context.newPage();
  await open(stage.page, stage.setup.hash);
  await old.close().catch(() => undefined);
};

export const faults: readonly Fault[] = [
  {
    name: 'The worker is ended without a word',
    strike: ended,
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
    strike: async (stage) => {
      leave(stage);
      await stage.page.reload();
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
    strike: async (stage) => {
      await stage.page.close();
      stage.page = await stage.context.newPage();
      await open(stage.page, stage.setup.hash);
    },
  },
  {
    name: 'A second tab trains too',
    strike: async ({ context, setup: { hash, steps } }) => {
      const other = await context.newPage();
      await open(other, hash.replace(`steps=${steps}`, 'steps=8'));
      await other.getByRole('button', { name: 'Play', exact: true }).click();
    },
  },
  {
    name: 'A second tab is opened, and the first closed',
    strike: again,
  },
  {
    name: 'The visitor goes back, and forward again',
    strike: async (stage) => {
      leave(stage);
      await stage.page.goto('./robots.txt');
      await stage.page.goBack();
    },
  },
  {
    name: 'The browser is killed, and opened again',
    profile: true,
    strike: async (stage) => {
      const { folder, reopen } = stage.profile!;
      // "computer-1234": the process that holds the folder.
      process.kill(Number(readlinkSync(join(folder, 'SingletonLock')).split('-').at(-1)), 'SIGKILL');
      await stage.context.close().catch(() => undefined);
      stage.context = await reopen();
      stage.page = await stage.context.newPage();
      await open(stage.page, stage.setup.hash);
    },
  },
  {
    name: 'The computer sleeps for fifteen seconds',
    strike: async (stage) => {
      const ids = await processes(stage);
      ids.forEach((id) => process.kill(id, 'SIGSTOP'));
      await pause(15);
      ids.forEach((id) => process.kill(id, 'SIGCONT'));
    },
  },
  {
    name: 'The quota shrinks to nothing',
    strike: async ({ context, page }) => {
      const session = await context.newCDPSession(page);
      await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(page.url()).origin, quotaSize: 1 });
    },
  },
  {
    name: 'What the browser keeps is deleted',
    strike: (stage) => clear(stage, 'all'),
  },
  {
    name: 'Another tab blocks what the browser keeps',
    strike: async ({ context }) => {
      const other = await context.newPage();
      // With which tsx wraps functions that have names.
      await other.addInitScript('globalThis.__name = (made) => made;');
      await other.goto('./robots.txt');
      await other.evaluate(async () => {
        for (const { name } of await indexedDB.databases()) {
          const opening = indexedDB.open(name!);
          await new Promise((done) => (opening.onsuccess = done));
          const { result } = opening;
          if (result.objectStoreNames.length === 0) continue;
          const writing = result.transaction([...result.objectStoreNames], 'readwrite');
          const store = writing.objectStore(result.objectStoreNames[0]!);
          // A transaction is open as long as it is asked.
          (function ask() {
            store.count().onsuccess = ask;
          })();
        }
      });
    },
  },
  spoilt('The worker is gone, and a page of a proxy comes for its files', () => ({
    type: 'text/html',
    body: Buffer.from('<!doctype html><title>Sign in</title><p>Please sign in to use this network.'),
  })),
  spoilt('The worker is gone, and its files are cut', (body) => ({ body: body.subarray(0, body.length >> 1) })),
  spoilt('The worker is gone, and bits of its files are flipped', (body) => {
    const flipped = Buffer.from(body);
    flipped[flipped.length >> 1]! ^= 4;
    return { body: flipped };
  }),
  {
    name: 'No memory is left for WASM',
    strike: (stage) =>
      inWorker(stage, () => {
        const memory = Object.getOwnPropertyDescriptors(WebAssembly.Memory.prototype);
        Object.assign(globalThis, { memory });
        WebAssembly.Memory.prototype.grow = () => {
          throw new RangeError('WebAssembly.Memory.grow(): Maximum memory size exceeded');
        };
      }),
    mend: (stage) =>
      inWorker(stage, () => {
        const { memory } = globalThis as { memory?: PropertyDescriptorMap };
        if (memory) Object.defineProperties(WebAssembly.Memory.prototype, memory);
      }),
  },
  {
    name: 'The loss is not a number, once',
    strike: (stage) =>
      inWorker(stage, () => {
        const { isFinite } = Number;
        Number.isFinite = (value) => {
          // A loss, hardly ever a whole number.
          const struck = typeof value === 'number' && !Number.isInteger(value);
          if (struck) Number.isFinite = isFinite;
          return !struck && isFinite(value);
        };
      }),
  },
  {
    name: 'The browser takes the GPU device away',
    setup: onGpu,
    strike: (stage) =>
      inWorker(stage, () => {
        const device = Object.getOwnPropertyDescriptors(GPUDevice.prototype);
        GPUDevice.prototype.createCommandEncoder = function (...given) {
          Object.defineProperties(GPUDevice.prototype, device);
          this.destroy();
          return this.createCommandEncoder(...given);
        };
      }),
  },
  {
    name: 'The GPU’s process crashes',
    setup: onGpu,
    strike: async ({ context }) => {
      const session = await context.browser()!.newBrowserCDPSession();
      await session.send('Browser.crashGpuProcess');
    },
  },
  {
    name: 'The GPU never answers',
    setup: onGpu,
    strike: (stage) =>
      inWorker(stage, () => {
        GPUBuffer.prototype.mapAsync = () => new Promise<undefined>(() => undefined);
        GPUQueue.prototype.onSubmittedWorkDone = () => new Promise<undefined>(() => undefined);
      }),
  },
  {
    name: 'A compilation on the GPU never ends',
    setup: onGpu,
    strike: (stage) =>
      inWorker(stage, () => {
        GPUDevice.prototype.createComputePipelineAsync = () => new Promise<never>(() => undefined);
        GPUDevice.prototype.popErrorScope = () => new Promise<never>(() => undefined);
      }),
  },
];
