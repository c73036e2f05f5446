/** The end of a device, heard by whoever waits for it: work on a lost device may never settle. */
import type { Backend } from '../runtime/backend';
import { deviceLost, type BackendError } from '../runtime/errors';

export class DeviceLoss {
  private error: BackendError | undefined;
  private readonly waiting = new Set<(error: BackendError) => void>();
  private readonly later: ((error: BackendError) => void)[] = [];

  constructor({ lost }: Pick<Backend, 'lost'>) {
    void lost.then((reason) => {
      const error = deviceLost(reason);
      this.error = error;
      for (const tell of [...this.waiting, ...this.later]) tell(error);
    });
  }

  /** Has `hear` told of the loss, once. */
  onLoss(hear: (error: BackendError) => void): void {
    this.later.push(hear);
  }

  /** What `work` gives or throws, or the loss where that comes first. */
  or<T>(work: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.error) reject(this.error);
      this.waiting.add(reject);
      work.then(resolve, reject).finally(() => this.waiting.delete(reject));
    });
  }
}
