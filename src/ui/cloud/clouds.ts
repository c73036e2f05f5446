/**
 * Clouds of the runs of this page: what was seen of the one here, and of earlier ones to be compared with. The worker
 * is asked for them as long as somebody looks; what was seen stays.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Message } from '../../messages/message';
import type { Cloud, CloudLook } from '../../session/cloudData';
import type { RunController } from '../../state/runController';
import type { Shelf } from '../../state/shelf';
import type { Notice } from '../../worker/protocol';
import { alignedWith, principalAxes, type Axes } from './pca';

/** Where the plane is fitted: to the texts before training, or to those before and after it together. */
export type Fit = 'start' | 'both';

export interface SeenCloud {
  /** Of the controller: which run it is. */
  readonly epoch: number;
  /** Under which the run is kept, where it is. */
  readonly kept?: string;
  /** Id of the method. */
  readonly method: string;
  readonly cloud: Cloud;
  readonly looks: readonly CloudLook[];
  readonly fit: Fit;
  /** Undefined where all points are alike. */
  readonly axes: Axes | undefined;
}

export interface CloudsState {
  /** Of the run here, the last that was looked at. */
  readonly present?: SeenCloud;
  /** Why there is none. */
  readonly refusal?: Message;
  /** The worker is at it for the first time. */
  readonly asking: boolean;
  /** Of earlier runs, the oldest first. */
  readonly earlier: readonly SeenCloud[];
}

/** Looks that are kept of a run: each is a few hundred vectors. */
const KEPT_LOOKS = 40;
const KEPT_RUNS = 5;

const sameNumbers = (a: Float32Array, b: Float32Array): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i]);

/** The same texts, read by the same model before training: so that both can stand on the same axes. */
export const isSamePlane = (a: Cloud, b: Cloud): boolean =>
  a.task === b.task &&
  a.points.length === b.points.length &&
  a.points.every(({ row, place }, i) => row === b.points[i]!.row && place === b.points[i]!.place) &&
  sameNumbers(a.base.values, b.base.values);

/** One more; where there are too many, every second one goes. Those at later steps are another course's. */
export function withCloudLook(looks: readonly CloudLook[], look: CloudLook): readonly CloudLook[] {
  const all = [...looks.filter(({ step }) => step < look.step), look];
  return all.length <= KEPT_LOOKS ? all : all.filter((_, i) => i % 2 === 0 || i === all.length - 1);
}

/** The plane of a cloud. @param before axes so far, whose sides are kept */
export function axesFor(
  { base }: Pick<Cloud, 'base'>,
  fit: Fit,
  lasts: readonly CloudLook[],
  before?: Axes,
): Axes | undefined {
  const sets = fit === 'start' ? [base.values] : [base.values, ...lasts.map(({ values }) => values)];
  const axes = principalAxes(sets, base.width);
  return axes && before ? alignedWith(axes, before, lasts.at(-1)?.values ?? base.values) : axes;
}

export class Clouds {
  readonly store: StoreApi<CloudsState> = createStore<CloudsState>()(() => ({ asking: false, earlier: [] }));
  #lookers = 0;

  constructor(
    private readonly controller: RunController,
    private readonly shelf: Shelf,
  ) {
    controller.onNotice((notice) => this.#hear(notice));
    controller.onBuilt(() => {
      if (this.#lookers > 0) this.#ask();
    });
  }

  /** Somebody looks. @returns ends it */
  look(): () => void {
    this.#lookers++;
    if (this.#lookers === 1 && this.controller.isBuilt) this.#ask();
    return () => {
      this.#lookers--;
      // Opened again at once, where React mounts twice.
      setTimeout(() => {
        if (this.#lookers > 0 || !this.controller.isBuilt) return;
        void this.controller.call('cloud', { open: false }).catch(() => undefined);
      });
    };
  }

  /** Fits the plane of the present cloud. */
  fit(fit: Fit): void {
    const { present } = this.store.getState();
    if (!present) return;
    const axes = axesFor(present.cloud, fit, present.looks.slice(-1), present.axes);
    this.store.setState({ present: { ...present, fit, axes } });
  }

  #ask(): void {
    this.store.setState({ asking: true, refusal: undefined });
    void this.controller
      .call('cloud', { open: true })
      .catch(() => undefined)
      .finally(() => this.store.setState({ asking: false }));
  }

  #hear(notice: Notice): void {
    const { present } = this.store.getState();
    if (notice.notice === 'cloud') this.#begin(notice.cloud);
    else if (notice.notice === 'no-cloud') this.store.setState({ refusal: notice.message });
    else if (notice.notice === 'cloud-looked' && present?.epoch === this.controller.state.epoch) {
      const kept = this.shelf.state.current;
      const looks = withCloudLook(present.looks, notice.look);
      this.store.setState({ present: { ...present, looks, ...(kept !== undefined && { kept }) } });
    }
  }

  #begin(cloud: Cloud): void {
    const { present, earlier } = this.store.getState();
    const { epoch, settings } = this.controller.state;
    // A run that goes on keeps its axes.
    if (present?.epoch === epoch && isSamePlane(present.cloud, cloud)) return;
    const moved = present && present.looks.some(({ step }) => step > 0);
    this.store.setState({
      present: {
        epoch,
        method: settings.method,
        cloud,
        looks: [],
        fit: 'start',
        axes: axesFor(cloud, 'start', []),
      },
      refusal: undefined,
      earlier: moved ? [...earlier, present].slice(-KEPT_RUNS) : earlier,
    });
  }
}

const opened = new WeakMap<RunController, Clouds>();

/** The clouds of a page, always the same. */
export function cloudsOf(controller: RunController, shelf: Shelf): Clouds {
  let clouds = opened.get(controller);
  if (!clouds) opened.set(controller, (clouds = new Clouds(controller, shelf)));
  return clouds;
}
