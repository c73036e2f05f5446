/** For tests: a worker that trains at once, with losses that depend on method and seed alone. */
import { says as runtimeSays } from '../runtime/messages';
import { dimensionsOf } from '../anatomy/dimensions';
import type { RunConfig, RunStatus, StepRecord } from '../training/types';
import type { Event, Notice, Problem, Request } from '../worker/protocol';
import type { WorkerLike } from './engine';

const dimensions = dimensionsOf({
  model_type: 'bert',
  num_hidden_layers: 2,
  hidden_size: 128,
  num_attention_heads: 4,
  intermediate_size: 512,
  vocab_size: 8000,
  max_position_embeddings: 256,
});
const live = { frozen: 1000, trainable: 200, optimizer: 100, inputs: 10, activations: 50, cache: 640 };
export const reading = {
  live,
  total: 2000,
  peak: 2100,
  peakByOwner: live,
  estimated: ['activations', 'cache'] as const,
};

export const lossAt = (config: RunConfig, step: number): number =>
  Math.fround(config.method.id.length / (step + 1) + config.seed / 1000);

export class TrainingWorker implements WorkerLike {
  onmessage: ((event: MessageEvent<Event>) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  /** Configurations that were built, in order. */
  readonly configs: RunConfig[] = [];
  /** Methods that fail, with what the page is told. */
  readonly problems = new Map<string, Problem>();
  /** Method that stands still at half its steps until told to go on: a run that is long enough to be interrupted. */
  slow: string | undefined;
  private config: RunConfig | undefined;
  private step = 0;

  postMessage(request: Request): void {
    queueMicrotask(() => {
      const problem = request.call === 'configure' ? this.problems.get(request.argument.config.method.id) : undefined;
      if (problem) this.say({ reply: request.id, problem });
      else this.say({ reply: request.id, answer: this.answer(request) } as Event);
    });
  }

  terminate(): void {
    this.onmessage = null;
  }

  /** Finishes a run that stood still. */
  release(): void {
    this.slow = undefined;
    this.train();
  }

  private say(event: Event): void {
    this.onmessage?.({ data: event } as MessageEvent<Event>);
  }

  private tell(status: RunStatus): void {
    this.say({ notice: 'status', status, step: this.step });
  }

  private train(): void {
    const config = this.config!;
    const until = this.slow === config.method.id ? Math.ceil(config.steps / 2) : config.steps;
    this.tell('training');
    const records: StepRecord[] = [];
    while (this.step < until)
      records.push({
        step: ++this.step,
        loss: lossAt(config, this.step),
        gradientNorm: 1,
        learningRate: config.optimizer.learningRate,
      });
    const notices: Notice[] = [
      { notice: 'steps', records, stepsPerSecond: 50, tokensPerSecond: 500 },
      { notice: 'memory', step: this.step, reading },
    ];
    for (const notice of notices) this.say(notice);
    if (this.step < config.steps) return;
    this.say({
      notice: 'metrics',
      split: 'validation',
      step: this.step,
      metrics: { loss: 0.5, accuracy: 0.8, count: 40 },
    });
    this.tell('finished');
  }

  private answer(request: Request): unknown {
    switch (request.call) {
      case 'probe':
        return { backends: [], isolated: true, threads: 1 };
      case 'configure':
        this.config = request.argument.config;
        this.configs.push(this.config);
        this.step = 0;
        return {
          model: { name: this.config.model, dimensions, missing: [] },
          dataset: {
            name: 'x',
            task: 'classification',
            labels: ['a', 'b'],
            sizes: { train: 1, validation: 1, test: 1 },
            notes: [],
          },
          counts: { trainable: 600, head: 24, formula: 600, total: 9000 },
          statistics: { nodes: 1, nodesByRole: {}, dispatches: 0, buildMilliseconds: 1 },
          estimate: { frozen: 1, trainable: 1, optimizer: 1, activations: 1, floor: 4, expected: 5 },
          parameters: [
            { name: 'a', shape: [20, 30], group: 'method' },
            { name: 'b', shape: [24], group: 'head' },
          ],
          backend: runtimeSays.wasm({ threads: 1 }),
          step: 0,
        };
      case 'start':
        queueMicrotask(() => this.train());
        return null;
      case 'pause':
        if (this.config && this.step > 0 && this.step < this.config.steps) this.tell('paused');
        return null;
      case 'reset':
        this.step = 0;
        this.tell('idle');
        return null;
      case 'evaluate': {
        const metrics = { loss: 0.6, accuracy: 0.75, count: 50 };
        this.say({ notice: 'metrics', split: request.argument.split, step: this.step, metrics });
        return metrics;
      }
      default:
        return null;
    }
  }
}
