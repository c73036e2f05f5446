/** The worker client: calls find their answers, a dead worker is replaced, nothing waits for ever. */
import { foreign } from '../messages/message';
import { describe, expect, it } from 'vitest';
import type { Event, Notice, Request } from '../worker/protocol';
import { Engine, EngineError, Superseded, type WorkerLike } from './engine';

class FakeWorker implements WorkerLike {
  onmessage: ((event: MessageEvent<Event>) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  readonly sent: Request[] = [];
  ended = false;
  postMessage(message: Request): void {
    this.sent.push(message);
  }
  terminate(): void {
    this.ended = true;
  }
  say(event: Event): void {
    this.onmessage?.({ data: event } as MessageEvent<Event>);
  }
  die(message: string): void {
    this.onerror?.({ message, preventDefault() {} } as ErrorEvent);
  }
}

function setUp() {
  const workers: FakeWorker[] = [];
  const notices: Notice[] = [];
  const engine = new Engine(
    () => {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker;
    },
    (notice) => notices.push(notice),
  );
  return { engine, workers, notices };
}

const checkpoint = { step: 7, states: {}, records: [], validation: [] };

describe('Engine', () => {
  it('starts no worker before the first call', () => {
    expect(setUp().workers).toHaveLength(0);
  });

  it('matches answers to calls by id, in any order', async () => {
    const { engine, workers } = setUp();
    const first = engine.call('evaluate', { split: 'validation' });
    const second = engine.call('evaluate', { split: 'test' });
    const [a, b] = workers[0]!.sent;
    workers[0]!.say({ reply: b!.id, answer: { loss: 2, count: 1 } });
    workers[0]!.say({ reply: a!.id, answer: { loss: 1, count: 1 } });
    expect((await first).loss).toBe(1);
    expect((await second).loss).toBe(2);
  });

  it('rejects with the problem that the worker names', async () => {
    const { engine, workers } = setUp();
    const call = engine.call('start', null);
    workers[0]!.say({
      reply: 1,
      problem: { code: 'bad-data', message: foreign('No rows.'), advice: [], recoverable: false, suggestions: [] },
    });
    await expect(call).rejects.toSatisfy((error) => error instanceof EngineError && error.problem.code === 'bad-data');
  });

  it('passes notices on and keeps the last checkpoint', () => {
    const { engine, workers, notices } = setUp();
    void engine.call('start', null);
    workers[0]!.say({ notice: 'checkpoint', checkpoint });
    workers[0]!.say({ notice: 'status', status: 'training', step: 1 });
    expect(engine.checkpoint?.step).toBe(7);
    expect(notices.map((n) => n.notice)).toEqual(['checkpoint', 'status']);
    engine.forget();
    expect(engine.checkpoint).toBeUndefined();
  });

  it('replaces a worker that dies and keeps the checkpoint for going on', async () => {
    const { engine, workers } = setUp();
    const call = engine.call('step', null);
    workers[0]!.say({ notice: 'checkpoint', checkpoint });
    workers[0]!.die('out of memory');
    await expect(call).rejects.toSatisfy((error) => error instanceof EngineError && error.problem.recoverable);
    expect(workers[0]!.ended).toBe(true);
    void engine.call('probe', null);
    expect(workers).toHaveLength(2);
    expect(engine.checkpoint?.step).toBe(7);
  });

  it('reports a crash as a notice when nobody waits', () => {
    const { engine, workers, notices } = setUp();
    void engine.call('start', null);
    workers[0]!.say({ reply: 1, answer: null });
    workers[0]!.die('gone');
    expect(notices.at(-1)).toMatchObject({ notice: 'problem', problem: { code: 'crash', recoverable: false } });
  });

  it('ignores late words of a worker that was replaced', async () => {
    const { engine, workers, notices } = setUp();
    const call = engine.call('probe', null);
    engine.restart();
    await expect(call).rejects.toBeInstanceOf(Superseded);
    void engine.call('probe', null);
    workers[0]!.say({ notice: 'status', status: 'training', step: 1 });
    expect(notices).toHaveLength(0);
  });
});
