/** The one queue that owns onnxruntime: session creations and runs never overlap. */

/**
 * Two `run()` at once hang the WebGPU provider for good, and creation during a run fails, so all of it goes through one
 * chain.
 */
export class RunQueue {
  private tail: Promise<void> = Promise.resolve();
  /** Tasks that have ended, so that who looks on sees whether the work goes on. */
  ended = 0;

  /** Runs `task` after everything added before, whether that succeeded or not. */
  add<T>(task: () => Promise<T>): Promise<T> {
    const result = this.tail.then(task);
    const end = () => {
      this.ended++;
    };
    this.tail = result.then(end, end);
    return result;
  }

  /** A turn for a generator: begins when all before it is done, and lasts until the generator has ended or was left. */
  async *during<E, T>(events: () => AsyncGenerator<E, T>): AsyncGenerator<E, T> {
    let release = (): void => undefined;
    await new Promise<void>((begin) => {
      void this.add(() => {
        begin();
        return new Promise<void>((end) => {
          release = end;
        });
      });
    });
    try {
      return yield* events();
    } finally {
      release();
    }
  }

  /** Resolves when all that was added so far has finished. */
  drained(): Promise<void> {
    return this.tail;
  }
}

/** Shared by all backends of a realm: the provider's state is global too. */
export const runQueue = new RunQueue();
