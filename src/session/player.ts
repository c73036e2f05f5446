/**
 * Plays with the result of a run: its update stronger or weaker, kept adapters in its place, two of them as one. The
 * run itself, what is saved of it and what it goes on from stay as they are.
 */
import { MessageError } from '../messages/message';
import { asFloat32 } from '../onnx/tensor';
import type { Parameter } from '../methods/contract';
import type { Adapted } from '../training/adapted';
import type { Run } from '../training/run';
import type { Variant } from '../training/variant';
import { withWeightsAsParameters } from '../training/weightsMethod';
import { changesOf, deltaOf, isMergeable } from './changes';
import { joinFactors, weighted, weightedTensor } from './combine';
import { says } from './messages';
import type { Played, PlaySettings, Score } from './played';
import { lookWith } from './pins';
import { sentenceWith } from './sentence';

/** Something that can be asked, with the strength that it stands at. */
interface Prepared {
  readonly variant: Variant;
  readonly moves: Played['moves'];
  readonly write: (strength: number) => void;
}

/** Reads an adapter that the page keeps. */
export type ReadKept = (id: string) => Promise<Adapted>;

export class Player {
  /** What is loaded, and what it was made for. */
  #present: { readonly key: string; readonly prepared: Prepared } | undefined;

  constructor(
    private readonly run: Run,
    private readonly readKept: ReadKept,
  ) {}

  /**
   * What the model says to what is pinned.
   * @throws MessageError where the adapters can't be used so; all stays as it was then
   */
  async play(settings: PlaySettings): Promise<Played> {
    const variant = await this.#at(settings);
    const look = await lookWith(this.run, variant?.asking ?? this.run.asking);
    const sentence = variant && (await sentenceWith(this.run, variant));
    const moves = this.#present?.prepared.moves ?? { kind: 'nothing' };
    return { settings, step: this.run.stepsDone, ...(look && { look }), ...(sentence && { sentence }), moves };
  }

  /** How it does on the validation split. */
  async score(settings: PlaySettings): Promise<Score> {
    return this.run.score('validation', await this.#at(settings));
  }

  /** Releases what playing needs. */
  async close(): Promise<void> {
    const { prepared } = this.#present ?? {};
    this.#present = undefined;
    await prepared?.variant.dispose();
  }

  /** @returns undefined for the model as it was trained */
  async #at(settings: PlaySettings): Promise<Variant | undefined> {
    const { strength, kept = [], joining = 'updates' } = settings;
    if (!(strength >= 0 && strength <= 2)) throw new MessageError(says.badStrength);
    // The trained model itself, and no copy that may differ in the last bit.
    if (kept.length === 0 && strength === 1) {
      await this.close();
      return undefined;
    }
    if (this.run.stepsDone === 0 && kept.length === 0) throw new MessageError(says.noRunToPlay);
    const asItIs = kept.length === 1 && strength === 1;
    const key = JSON.stringify([this.run.stepsDone, kept, kept.length > 1 && joining, asItIs]);
    if (this.#present?.key !== key) {
      const prepared = await this.#prepare(settings, asItIs);
      await this.close();
      this.#present = { key, prepared };
    }
    const { prepared } = this.#present!;
    prepared.write(strength);
    return prepared.variant;
  }

  async #prepare({ kept = [], joining }: PlaySettings, asItIs: boolean): Promise<Prepared> {
    if (kept.length === 0) {
      const own = await this.run.adapted();
      if (!own) throw new MessageError(says.updateComesLast({ method: this.run.finalRecipe.method.name }));
      return isMergeable(own) ? this.#byWeights([own], [1]) : this.#byTensors(own);
    }
    const adapters: Adapted[] = [];
    for (const { id } of kept) adapters.push(await this.readKept(id));
    const shares = kept.map(({ share }) => share);
    const [only] = adapters;
    if (asItIs) return this.#byTensors(only!);
    for (const adapter of adapters) {
      const { method } = adapter.recipe;
      if (typeof method.merge !== 'string') continue;
      const told = { method: method.name };
      throw new MessageError(adapters.length > 1 ? says.notAdded(told) : says.keptNotScaled(told));
    }
    if (adapters.length > 1 && joining === 'factors') return this.#byWeights([joinFactors(adapters, shares)], [1]);
    return this.#byWeights(adapters, shares);
  }

  /** W + λ Σ wᵢ ΔWᵢ, by the methods' own merges. The head is the trained one, or the average of them. */
  #byWeights(adapters: readonly Adapted[], shares: readonly number[]): Prepared {
    const changes = adapters.map(changesOf);
    const names = new Set(changes.flatMap((all) => all.map(({ initializer }) => initializer)));
    const updates = new Map(
      [...names].map((name) => {
        const mine = changes.map((all) => all.find(({ initializer }) => initializer === name));
        const { before, after } = mine.find((change) => change !== undefined)!;
        const none = new Float32Array(before.length);
        const alone = adapters.length === 1;
        const delta = alone
          ? deltaOf({ before, after })
          : weighted(
              mine.map((change) => (change ? deltaOf(change) : none)),
              shares,
            );
        return [name, { before, delta }] as const;
      }),
    );
    const [first] = adapters;
    const variant = this.run.variant(withWeightsAsParameters(first!.recipe, names));
    const heads = new Map(
      variant.parameters
        .filter(({ group }) => group === 'head')
        .map(({ name }) => [
          name,
          adapters.length === 1 ? asFloat32(first!.values.get(name)!) : weightedTensor(adapters, shares, name),
        ]),
    );
    return {
      variant,
      moves: { kind: 'weights', count: names.size },
      write: (strength) =>
        variant.write(
          (p) => {
            const head = heads.get(p.name);
            if (head) return head;
            const { before, delta } = updates.get((p.init as Extract<Parameter['init'], { kind: 'base' }>).tensor)!;
            return strength === 0 ? before : before.map((w, i) => w + strength * delta[i]!);
          },
          () => undefined,
        ),
    };
  }

  /** The method's own tensors, from where they started to where they are and beyond; the head stays. */
  #byTensors(adapted: Adapted): Prepared {
    const { recipe, values, start } = adapted;
    // What is not trained is there as it is.
    const carried = { ...recipe.carried!, start: Object.fromEntries(values) };
    const variant = this.run.variant({ ...recipe, carried });
    const moved = variant.parameters.filter(({ group }) => group !== 'head');
    return {
      variant,
      moves: { kind: 'tensors', count: moved.length },
      write: (strength) =>
        variant.write(
          (p) => {
            const end = asFloat32(values.get(p.name)!);
            if (p.group === 'head' || strength === 1) return end;
            const begin = start(p);
            return begin.map((value, i) => value + strength * (end[i]! - value));
          },
          (name) => values.get(name)?.data as Float32Array | undefined,
        ),
    };
  }
}
