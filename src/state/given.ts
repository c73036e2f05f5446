/**
 * The visitor's own files and adapter, as far as the worker holds them: a worker that takes another's place has none.
 */
import { isAddress } from '../interchange/hub/address';
import { OWN, type CallName, type Calls } from '../worker/protocol';
import { seenBy } from './runConfig';
import type { HeldAdapter, OwnData, OwnModel, State } from './state';

/** Who hands calls to the worker. */
interface Caller {
  readonly call: <K extends CallName>(name: K, argument: Calls[K]['argument']) => Promise<Calls[K]['answer']>;
}

export class Given {
  /** Of each the worker holds the last that it read. */
  #model: OwnModel | undefined;
  #data: OwnData | undefined;
  #adapter: HeldAdapter | undefined;

  #hubGiven = false;

  constructor(
    private readonly engine: Caller,
    private readonly hub: string,
  ) {}

  /** Tells the worker which Hub it is to ask. */
  async giveHub(): Promise<void> {
    if (this.#hubGiven) return;
    this.#hubGiven = true;
    await this.engine.call('useHub', { hub: this.hub });
  }

  /** The worker was replaced. */
  forget(): void {
    this.#model = this.#data = undefined;
    this.#hubGiven = false;
    this.#adapter = undefined;
  }

  /** The worker has read this, and keeps it in the place of what it kept before. */
  add(files: OwnData | OwnModel): void {
    if ('source' in files) this.#data = files;
    else this.#model = files;
  }

  /** The worker has read this adapter, or is about to read another one. */
  hold(adapter: HeldAdapter | undefined): void {
    this.#adapter = adapter;
  }

  /** Hands the visitor's own model to the worker, where it is the chosen one. */
  async giveModel({ settings, ownModel }: State): Promise<void> {
    if (isAddress(settings.model)) await this.giveHub();
    if (settings.model !== OWN || !ownModel || this.#model === ownModel) return;
    await this.engine.call('readModel', { files: ownModel.files });
    this.#model = ownModel;
  }

  /** Hands over all that a run of the present configuration needs. */
  async giveAll(state: State): Promise<void> {
    const { settings, ownData, adapter } = state;
    if (isAddress(settings.dataset)) await this.giveHub();
    if (settings.dataset === OWN && ownData && this.#data !== ownData) {
      await this.engine.call('readData', {
        name: ownData.name,
        text: ownData.source,
        options: ownData.options,
        seenBy: seenBy(state),
      });
      this.#data = ownData;
    }
    await this.giveModel(state);
    if (adapter && adapter !== this.#adapter) {
      await this.engine.call('readAdapter', { ...adapter.source, model: settings.model });
      this.#adapter = adapter;
    }
  }
}
