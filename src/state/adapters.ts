/** Adapters in and out: from a file or a link with their settings, and the run's own to be kept. */
import { says } from '../interchange/hub/messages';
import type { Message } from '../messages/message';
import type { Method } from '../methods/contract';
import type { AdapterSource, SavedAdapter } from '../worker/protocol';
import { settingsFor } from './adapterSettings';
import { EngineError, Superseded } from './engine';
import { BaseUnknown } from './remote';
import type { RunController } from './runController';

/** What to tell of an adapter's own fault; anything else is thrown on. */
function faultOf(error: unknown): Message {
  if (
    error instanceof EngineError &&
    (error.problem.code === 'bad-adapter' || error.problem.code === 'bad-configuration')
  )
    return error.problem.message;
  throw error;
}

export class Adapters {
  constructor(
    private readonly controller: RunController,
    private readonly methods: readonly Method[],
  ) {}

  /** Takes over an adapter with its method, settings, model and data. @returns why it can't be used */
  async take(source: AdapterSource, file?: string): Promise<Message | undefined> {
    const { controller } = this;
    let refusal: Message | undefined;
    await controller.attempt(async () => {
      try {
        await this.#read(source, file);
      } catch (error) {
        refusal = faultOf(error);
        return;
      }
      try {
        // Built at once, so that what does not fit is told where it was chosen.
        await controller.ensureBuilt();
      } catch (error) {
        if (error instanceof Superseded) return;
        controller.retire();
        refusal = faultOf(error);
      }
    });
    return refusal;
  }

  /** Takes over the adapter that the link brought; builds nothing yet. */
  takeFromLink(): Promise<void> {
    const { controller } = this;
    return controller.attempt(async () => {
      const { payload, adapter } = controller.state;
      const { adapter: packed, adapterAddress: address } = payload;
      if (adapter || (packed === undefined && address === undefined)) return;
      try {
        if (address !== undefined) await this.#read({ address: await controller.remote.adapter(address) });
        else await this.#read({ packed: packed! });
      } catch (error) {
        if (error instanceof BaseUnknown) {
          controller.dispatch({ type: 'adapter-waits', why: says.noBaseFor({ base: error.base }) });
          return;
        }
        const note = { code: 'bad-adapter', detail: faultOf(error) } as const;
        controller.dispatch({ type: 'payload-refused', part: 'adapter', note });
      }
    });
  }

  /** Back to a run that starts from scratch. */
  drop(): void {
    this.controller.retire();
  }

  /**
   * The present run's adapter; builds the run first where there is none. Undefined when that failed, which the banner
   * tells.
   */
  async save(): Promise<SavedAdapter | { readonly refusal: Message } | undefined> {
    const { controller } = this;
    let saved: SavedAdapter | { readonly refusal: Message } | undefined;
    await controller.attempt(async () => {
      await controller.ensureBuilt();
      try {
        saved = await controller.call('saveAdapter', null);
      } catch (error) {
        saved = { refusal: faultOf(error) };
      }
    });
    return saved;
  }

  async #read(source: AdapterSource, file?: string): Promise<void> {
    const { controller } = this;
    const report = await controller.readAdapter(source);
    const configured = settingsFor(report, controller.state, this.methods);
    controller.takeAdapter({ source, report, ...(file === undefined ? {} : { file }) }, configured);
  }
}
