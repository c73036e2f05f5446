/** For tests: a worker that answers every call as a healthy one would, and trains when it is told to. */
import { says as runtimeSays } from '../runtime/messages';
import { dimensionsOf as sizesOf } from '../anatomy/dimensions';
import { methods } from '../methods/registry';
import type { CallName, Event, Notice, Problem, Request } from '../worker/protocol';
import type { WorkerLike } from './engine';
import { createPlayground } from './playground';
import { hyperparametersOf } from './runConfig';

const dimensions = sizesOf({
  model_type: 'bert',
  num_hidden_layers: 2,
  hidden_size: 128,
  num_attention_heads: 4,
  intermediate_size: 512,
  vocab_size: 8000,
  max_position_embeddings: 256,
});
const counts = { trainable: 8192, head: 258, formula: 8192, total: 1_453_824 };

/** Answers every call as a healthy worker would, unless a problem is planned for it. */
export class ScriptedWorker implements WorkerLike {
  onmessage: ((event: MessageEvent<Event>) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  readonly requests: Request[] = [];
  readonly problems = new Map<CallName, Problem>();
  /** Calls that are answered when told to. */
  readonly slow = new Set<CallName>();
  readonly #waiting: Request[] = [];
  step = 0;
  /** Of every model at an address. */
  bytes = 1e6;

  postMessage(request: Request): void {
    this.requests.push(request);
    if (this.slow.has(request.call)) this.#waiting.push(request);
    else this.#reply(request);
  }
  /** Answers what was slow. */
  release(): void {
    for (const request of this.#waiting.splice(0)) this.#reply(request);
  }
  #reply(request: Request): void {
    queueMicrotask(() => {
      const problem = this.problems.get(request.call);
      this.problems.delete(request.call);
      if (problem) this.say({ reply: request.id, problem });
      else this.say({ reply: request.id, answer: this.answer(request) } as Event);
    });
  }
  terminate(): void {
    this.onmessage = null;
  }
  say(event: Event): void {
    this.onmessage?.({ data: event } as MessageEvent<Event>);
  }
  notice(notice: Notice): void {
    this.say(notice);
  }
  /** Without what is looked at beside a run, whatever becomes of it. */
  asked(): CallName[] {
    return this.requests.map((request) => request.call).filter((call) => call !== 'pin');
  }
  last<K extends CallName>(call: K): Extract<Request, { call: K }> | undefined {
    return this.requests.filter((request): request is Extract<Request, { call: K }> => request.call === call).at(-1);
  }

  private answer(request: Request): unknown {
    switch (request.call) {
      case 'probe':
        return {
          backends: [
            { kind: 'webgpu', available: false, detail: '', reason: 'no-api' },
            { kind: 'wasm', available: true, detail: '2' },
          ],
          isolated: true,
          threads: 2,
        };
      case 'configure':
        this.step = request.argument.checkpoint?.step ?? 0;
        return {
          model: { name: request.argument.config.model, dimensions, missing: [] },
          dataset: {
            name: 'x',
            task: 'classification',
            labels: ['a', 'b'],
            sizes: { train: 1, validation: 1, test: 1 },
            notes: [],
          },
          counts,
          statistics: { nodes: 1, nodesByRole: {}, dispatches: 0, buildMilliseconds: 1 },
          estimate: { frozen: 1, trainable: 1, optimizer: 1, activations: 1, floor: 4, expected: 5 },
          parameters: [],
          backend: runtimeSays.wasm({ threads: 2 }),
          step: this.step,
        };
      case 'describeModel': {
        const address = `${request.argument.address.split('@')[0]}@${'c'.repeat(40)}:model.onnx`;
        const form = { address, file: 'model.onnx', form: 'fp32', bytes: this.bytes, readable: true } as const;
        return {
          address,
          name: 'o/n',
          variants: [form],
          chosen: form,
          bytes: this.bytes,
          kept: 0,
          dimensions,
          notes: [],
        };
      }
      case 'describeAdapter':
        return { base: 'gpt2' };
      case 'loadModel':
        return { name: 'o/n', dimensions, missing: [], head: { automatic: 'mean' } };
      case 'readData':
        return {
          name: 'mine',
          format: 'csv',
          columns: ['text', 'label'],
          rows: [],
          rowCount: 9,
          task: 'classification',
          classes: [],
          notes: [],
        };
      case 'predict':
        return {
          labels: ['a', 'b'],
          base: { probabilities: [0.5, 0.5], label: 0 },
          tuned: { probabilities: [0.9, 0.1], label: 0 },
          step: this.step,
        };
      default:
        return null;
    }
  }
}

/** A playground, with the workers that it has started. */
export function setUp(hash = '#model=tiny-encoder') {
  const workers: ScriptedWorker[] = [];
  const playground = createPlayground({
    methods,
    hash,
    still: () => true,
    spawn: () => {
      const worker = new ScriptedWorker();
      workers.push(worker);
      return worker;
    },
  });
  const train = (worker: ScriptedWorker, from: number, to: number) => {
    worker.notice({ notice: 'status', status: 'training', step: from });
    worker.notice({
      notice: 'steps',
      records: Array.from({ length: to - from }, (_, i) => ({
        step: from + i + 1,
        loss: 1,
        gradientNorm: 1,
        learningRate: 1e-3,
      })),
      stepsPerSecond: 9,
      tokensPerSecond: 99,
    });
  };
  return {
    ...playground,
    workers,
    worker: () => workers.at(-1)!,
    train,
    settings: () => playground.store.getState().settings,
    knobs: () => hyperparametersOf(playground.store.getState(), methods),
    /** Calls of all workers, in order. */
    asked: () => workers.flatMap((worker) => worker.asked()),
  };
}
