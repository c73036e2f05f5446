/** What the page does about models and data at addresses: looked up when chosen, loaded when needed. */
import { isAddress } from '../interchange/hub/address';
import { models } from './catalogue';
import { OWN } from '../worker/protocol';
import type { CallName, Calls, FoundModel, RemoteDataReport, RemoteReport } from '../worker/protocol';
import type { Message } from '../messages/message';
import { EngineError, Superseded } from './engine';
import { remoteOf, seenBy } from './runConfig';
import type { Action } from './actions';
import type { State } from './state';

/** An answer, or the sentence why there is none. */
export type Looked<T> = { readonly found: T } | { readonly refusal: Message };

/** What is needed of the controller. */
export interface Driver {
  readonly state: State;
  readonly dispatch: (action: Action) => void;
  readonly call: <K extends CallName>(name: K, argument: Calls[K]['argument']) => Promise<Calls[K]['answer']>;
  readonly attempt: (action: () => Promise<void>) => Promise<void>;
  /** Tells the worker which Hub it is to ask. */
  readonly giveHub: () => Promise<void>;
  readonly play: () => Promise<void>;
}

/** An adapter's model must be chosen by the visitor: nobody here knows an export of it. */
export class BaseUnknown extends Error {
  override name = 'BaseUnknown';
  constructor(readonly base: string) {
    super(base);
  }
}

export class Remote {
  /** Addresses that are being looked up, or were in vain: not twice by itself. */
  readonly #asked = new Set<string>();

  constructor(private readonly controller: Driver) {}

  /** Whether model or data are at an address. */
  get isNeeded(): boolean {
    const { model, dataset } = this.controller.state.settings;
    return isAddress(model) || isAddress(dataset);
  }

  /** Looks up what a link, or another choice, names by address. What is wrong is told in the banner. */
  async follow(): Promise<void> {
    const { settings } = this.controller.state;
    const fresh = [settings.model, settings.dataset].filter((id) => isAddress(id) && !this.#asked.has(id));
    if (fresh.length === 0) return;
    for (const id of fresh) this.#asked.add(id);
    await this.controller.attempt(() => this.#describe());
  }

  /** Looks a model up for a dialog, which tells what is wrong itself. */
  lookUp(address: string): Promise<Looked<RemoteReport>> {
    return this.#look(() => this.controller.call('describeModel', { address }));
  }

  lookUpData(address: string): Promise<Looked<RemoteDataReport>> {
    return this.#look(() => this.controller.call('describeData', { address, seenBy: seenBy(this.controller.state) }));
  }

  search(words: string): Promise<Looked<readonly FoundModel[]>> {
    return this.#look(() => this.controller.call('searchModels', { words }));
  }

  /** Takes a model that was looked up; loads it, as its size was seen. */
  async choose(report: RemoteReport): Promise<void> {
    this.#asked.add(report.address);
    this.controller.dispatch({ type: 'model-chosen', report });
    await this.controller.attempt(() => this.prepareModel());
  }

  chooseData(report: RemoteDataReport): void {
    this.#asked.add(report.address);
    this.controller.dispatch({ type: 'data-chosen', report });
  }

  /** Answers whether so much may be downloaded; goes on with what it was asked for. */
  async answer(agreed: boolean): Promise<void> {
    this.controller.dispatch({ type: 'answer-download', agreed });
    if (agreed) await this.controller.play();
  }

  /** Stops the download; what arrived is kept. */
  async cancel(): Promise<void> {
    await this.controller.call('cancelDownload', null);
  }

  /** Makes sure that model and data are known, and the model loaded. @throws Superseded where the visitor is asked */
  async prepare(): Promise<void> {
    await this.prepareModel();
    await this.#describeData();
  }

  async prepareModel(): Promise<void> {
    const { controller } = this;
    if (!isAddress(controller.state.settings.model)) return;
    await this.#describeModel();
    const known = remoteOf(controller.state);
    if (!known || known.loaded) return;
    if (!known.agreed) {
      controller.dispatch({ type: 'ask-download' });
      throw new Superseded('The visitor is asked first.');
    }
    const { address } = known.report;
    controller.dispatch({ type: 'build' });
    const report = await controller.call('loadModel', { address });
    controller.dispatch({ type: 'model-loaded', address, report });
  }

  /**
   * Where an adapter was trained on a model that is known here and no other was named, that one is taken.
   * @throws BaseUnknown where none is known and none was chosen
   */
  async adapter(address: string): Promise<string> {
    const { controller } = this;
    await controller.giveHub();
    const { base } = await controller.call('describeAdapter', { address });
    const { curated } = await import('./curatedModels');
    const entry = base === undefined ? undefined : curated.find(({ bases }) => bases.includes(base));
    const { model } = controller.state.settings;
    const chosen = isAddress(model) || model === OWN;
    if (base !== undefined && !entry && !chosen && !models.some(({ id }) => id === base)) throw new BaseUnknown(base);
    if (entry && !chosen) {
      const report = await controller.call('describeModel', { address: `hf:${entry.id}` });
      const payload = controller.state.payload;
      controller.dispatch({ type: 'model-described', asked: model, report });
      if (controller.state.payload !== payload) throw new Superseded('The link changed.');
    }
    return address;
  }

  async #describe(): Promise<void> {
    await this.#describeModel();
    await this.#describeData();
  }

  async #describeModel(): Promise<void> {
    const { controller } = this;
    const { model } = controller.state.settings;
    if (!isAddress(model) || remoteOf(controller.state)) return;
    await controller.giveHub();
    const report = await controller.call('describeModel', { address: model });
    this.#asked.add(report.address);
    controller.dispatch({ type: 'model-described', asked: model, report });
  }

  async #describeData(): Promise<void> {
    const { controller } = this;
    const { dataset } = controller.state.settings;
    if (!isAddress(dataset) || controller.state.remoteData?.address === dataset) return;
    await this.describeDataAgain();
  }

  /** Reads the chosen data for the model as it is chosen now. */
  async describeDataAgain(): Promise<void> {
    const { controller } = this;
    const { dataset } = controller.state.settings;
    await controller.giveHub();
    const report = await controller.call('describeData', { address: dataset, seenBy: seenBy(controller.state) });
    this.#asked.add(report.address);
    controller.dispatch({ type: 'data-described', asked: dataset, report });
  }

  async #look<T>(asking: () => Promise<T>): Promise<Looked<T>> {
    try {
      await this.controller.giveHub();
      return { found: await asking() };
    } catch (error) {
      if (error instanceof EngineError) return { refusal: error.problem.message };
      throw error;
    }
  }
}
