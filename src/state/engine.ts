/** The page's end of the worker: calls as promises, notices to a listener, a new worker when one dies. */
import { foreign, inEnglish } from '../messages/message';
import type { Checkpoint } from '../training/events';
import type { CallName, Calls, Event, Notice, Problem, Request } from '../worker/protocol';
import { says } from './messages';

/** What the engine needs of a `Worker`; tests give their own. */
export interface WorkerLike {
  onmessage: ((event: MessageEvent<Event>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  postMessage: (message: Request) => void;
  terminate: () => void;
}

/** A failed call. `problem` is ready to be shown. */
export class EngineError extends Error {
  constructor(readonly problem: Problem) {
    super(inEnglish(problem.message));
    this.name = 'EngineError';
  }
}

/** A call that was given up because the worker was replaced on purpose: nothing to show. */
export class Superseded extends Error {}

const crash: Problem = {
  code: 'crash',
  message: says.workerStopped,
  advice: [],
  recoverable: true,
  suggestions: ['smaller-batch', 'shorter-sequences', 'try-again'],
};

const unstartable: Problem = {
  code: 'crash',
  message: says.workerNotStarted,
  advice: [],
  recoverable: false,
  suggestions: ['try-again'],
};

interface Waiting {
  resolve: (answer: unknown) => void;
  reject: (error: Error) => void;
}

export class Engine {
  #worker: WorkerLike | undefined;
  #next = 1;
  readonly #waiting = new Map<number, Waiting>();
  #checkpoint: Checkpoint | undefined;
  /** The present worker has said something, so it did start. */
  #heard = false;

  constructor(
    private readonly spawn: () => WorkerLike,
    private readonly listener: (notice: Notice) => void,
    /** Whether a notice is about the run as it is: others are dropped, with what they bring. */
    private readonly isPresent: (notice: Notice) => boolean = () => true,
    /** Is told of all that comes from the worker. */
    private readonly overhear: (event: Event) => void = () => undefined,
  ) {}

  /** A call has no answer yet. */
  get isWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  /** The last state that the worker handed over, if any since the last `forget`. */
  get checkpoint(): Checkpoint | undefined {
    return this.#checkpoint;
  }

  /** Takes the state of a run that another worker trained. */
  hold(checkpoint: Checkpoint): void {
    this.#checkpoint = checkpoint;
  }

  /** Drops the checkpoint: it belongs to another configuration. */
  forget(): void {
    this.#checkpoint = undefined;
  }

  /** @throws EngineError with a sentence for people; Superseded when `restart` came first. */
  call<K extends CallName>(call: K, argument: Calls[K]['argument']): Promise<Calls[K]['answer']> {
    const worker = this.#worker ?? this.#start();
    const id = this.#next++;
    return new Promise<Calls[K]['answer']>((resolve, reject) => {
      this.#waiting.set(id, { resolve: (answer) => resolve(answer as Calls[K]['answer']), reject });
      worker.postMessage({ id, call, argument } as Request);
    });
  }

  /** Ends the worker and all that waits for it. The next call starts a fresh one; its memory is really free then. */
  restart(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#rejectAll(new Superseded('The worker was restarted.'));
  }

  #start(): WorkerLike {
    const worker = this.spawn();
    worker.onmessage = ({ data }) => {
      if (worker === this.#worker) this.#receive(data);
    };
    worker.onerror = (event) => {
      event.preventDefault?.();
      if (worker === this.#worker) this.#crashed(event.message);
    };
    this.#worker = worker;
    this.#heard = false;
    return worker;
  }

  #receive(event: Event): void {
    this.#heard = true;
    this.overhear(event);
    if ('reply' in event) {
      const waiting = this.#waiting.get(event.reply);
      this.#waiting.delete(event.reply);
      if ('problem' in event) waiting?.reject(new EngineError(event.problem));
      else waiting?.resolve(event.answer);
      return;
    }
    if (event.notice === 'beat' || !this.isPresent(event)) return;
    if (event.notice === 'checkpoint') this.#checkpoint = event.checkpoint;
    this.listener(event);
  }

  #crashed(message: string | undefined): void {
    const recoverable = this.#checkpoint !== undefined;
    const kind = this.#heard ? crash : unstartable;
    const problem: Problem = {
      ...kind,
      advice: message ? [foreign(message)] : [],
      recoverable,
      suggestions: recoverable ? ['resume', ...kind.suggestions] : kind.suggestions,
    };
    this.#worker?.terminate();
    this.#worker = undefined;
    const waited = this.#waiting.size > 0;
    this.#rejectAll(new EngineError(problem));
    if (!waited) this.listener({ notice: 'problem', problem });
  }

  #rejectAll(error: Error): void {
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const waiting of all) waiting.reject(error);
  }
}
