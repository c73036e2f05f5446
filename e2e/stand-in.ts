/**
 * A training worker that makes losses up, for tests of the page alone: long runs in no time, and no other load on the
 * processor.
 */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { dimensionsOf } from '../src/anatomy/dimensions';

/** What the worker answers when a run is built. Crosses into the page as text, as `standIn` does. */
const built = (method: string, dimensions: unknown) => ({
  model: { name: 'stand-in', dimensions, missing: [] },
  dataset: {
    name: 'x',
    task: 'classification',
    labels: ['a', 'b'],
    sizes: { train: 100, validation: 100, test: 100 },
    notes: [],
  },
  counts: {
    trainable: 1000 * method.length,
    head: 258,
    formula: 1000 * method.length,
    total: 1_500_000,
  },
  statistics: { nodes: 800, nodesByRole: {}, dispatches: 0, buildMilliseconds: 1 },
  estimate: { frozen: 4e6, trainable: 4e4, optimizer: 8e4, activations: 1e6, floor: 5e6, expected: 6e6 },
  parameters: [
    { name: 'a', shape: [20, 30], group: 'method' },
    { name: 'b', shape: [258], group: 'head' },
  ],
  backend: 'stand-in',
  step: 0,
});

/** What it makes up of a step. Crosses into the page as text, as `standIn` does. */
function figures() {
  const noise = (n: number) => {
    const x = Math.sin(n * 12.9898) * 43758.5453;
    return x - Math.floor(x);
  };
  return {
    noise,
    // As steep and as noisy as a small batch's; every method a little different.
    loss: (n: number, own: number) =>
      0.4 + 0.02 * own + 1.6 / (1 + n / (150 + 10 * own)) + 0.5 * (noise(n + 977 * own) - 0.5),
    norms: (step: number) => ({
      step,
      layers: [0, 1].map((i) => ({ gradient: noise(step + i), update: 0.01 * noise(step + i + 7) })),
      head: { gradient: 1, update: 0.01 },
    }),
  };
}

/**
 * The worker's whole code: crosses into the page as text, so it uses nothing from around it but `built` and
 * `figures`, which go with it. Speaks what the page's engine needs of `src/worker/protocol.ts`.
 */
function standIn(stepsPerSecond: number, dimensions: unknown): void {
  const TICK = 250;
  const owners = { frozen: 4e6, trainable: 4e4, optimizer: 8e4, inputs: 1e3, activations: 1e6, cache: 6e5 };
  const reading = { live: owners, total: 5.7e6, peak: 6e6, peakByOwner: owners, estimated: [] };
  const say = (message: unknown) => self.postMessage(message);
  let config: {
    steps: number;
    seed: number;
    method: { id: string };
    optimizer: { learningRate: number };
    evaluateEvery: number;
  };
  let step = 0,
    timer: ReturnType<typeof setInterval> | undefined;

  const { noise, loss, norms } = figures();
  const lossAt = (n: number) => loss(n, config.method.id.length + config.seed);
  const status = (name: string) => say({ notice: 'status', status: name, step });

  function advance(count: number): void {
    const records = [];
    const until = Math.min(config.steps, step + count);
    let validated = 0;
    while (step < until) {
      records.push({
        step: ++step,
        loss: lossAt(step),
        gradientNorm: 1 + noise(step),
        learningRate: config.optimizer.learningRate,
      });
      if (config.evaluateEvery > 0 && step % config.evaluateEvery === 0) validated = step;
    }
    say({ notice: 'steps', records, stepsPerSecond: Math.min(stepsPerSecond, 1e4), tokensPerSecond: 1e4 });
    say({ notice: 'norms', norms: norms(step) });
    say({ notice: 'memory', step, reading: { ...reading, live: { ...owners, activations: 1e6 * (1 + noise(step)) } } });
    if (validated > 0)
      say({
        notice: 'metrics',
        split: 'validation',
        step: validated,
        metrics: { loss: lossAt(validated), accuracy: 0.5 + 0.4 * noise(config.method.id.length), count: 100 },
      });
    if (step < config.steps) return;
    clearInterval(timer);
    say({
      notice: 'metrics',
      split: 'validation',
      step,
      metrics: { loss: lossAt(step), accuracy: 0.5 + 0.4 * noise(config.method.id.length), count: 100 },
    });
    status('finished');
  }

  const answers: Readonly<Record<string, (argument: never) => unknown>> = {
    probe: () => ({ backends: [{ kind: 'wasm', available: true, detail: 'stand-in' }], isolated: true, threads: 2 }),
    configure: (argument: { config: typeof config }) => {
      clearInterval(timer);
      config = argument.config;
      step = 0;
      return built(config.method.id, dimensions);
    },
    start: () => {
      status('training');
      if (stepsPerSecond === Infinity) setTimeout(() => advance(config.steps), 0);
      else timer = setInterval(() => advance(Math.max(1, Math.round((stepsPerSecond * TICK) / 1000))), TICK);
      return null;
    },
    pause: () => {
      clearInterval(timer);
      status('paused');
      return null;
    },
    reset: () => {
      step = 0;
      status('idle');
      return null;
    },
  };

  self.onmessage = ({ data: { id, call, argument } }: MessageEvent<{ id: number; call: string; argument: never }>) =>
    say({ reply: id, answer: answers[call]?.(argument) ?? null });
}

/**
 * From the next page on, the training worker is the stand-in; all others stay as they are. `Infinity`: all steps in one
 * message.
 */
export async function installStandIn(page: Page, stepsPerSecond: number): Promise<void> {
  const dimensions = dimensionsOf(
    JSON.parse(readFileSync('models/tiny-encoder/config.json', 'utf8')) as Record<string, unknown>,
  );
  const code = [
    `const built = ${built.toString()};`,
    figures.toString(),
    `(${standIn.toString()})(${stepsPerSecond}, ${JSON.stringify(dimensions)});`,
  ].join('\n');
  await page.addInitScript((source) => {
    const Real = Worker;
    const address = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
    globalThis.Worker = class extends Real {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(options?.name === 'training' ? address : url, options);
      }
    };
  }, code);
}
