/** What the update of a run is, as numbers and pictures: weight by weight, or the method's own tensors. */
import { MessageError } from '../messages/message';
import { changesOf, deltaOf, isMergeable, type Change } from '../session/changes';
import { sizeOfChange, spectrumOf } from '../session/spectrum';
import { says as sessionSays } from '../session/messages';
import { asFloat32 } from '../onnx/tensor';
import type { Parameter } from '../methods/contract';
import { linearAlgebra } from '../methods/linearAlgebra';
import type { TextTokenizer } from '../data/tokenizer';
import type { Adapted } from '../training/adapted';
import { breathe } from '../training/pacing';
import type { Run } from '../training/run';
import { says } from './messages';
import { gridOf, matrixOf, pictureOf } from './picture';
import type { Bars, OwnTensor, UpdateReport, UpdateSite, VirtualToken, WeightReport } from './protocol';

/** Bars of a vector at most. */
const MOST_BARS = 96;
/** Tensors of the method's own that are drawn: those of the first layers, where there are more. */
const MOST_OWN = 240;
const NEAREST = 3;
/** Where more entries than that have changed, a mask says nothing. */
const NEARLY_ALL = 0.6;

/** Of several entries the one that has moved most. */
function barsOf(now: Float32Array, start: Float32Array): Bars {
  const each = Math.ceil(now.length / MOST_BARS);
  const bars = Math.ceil(now.length / each);
  const picked = Array.from({ length: bars }, (_, bar) => {
    let at = bar * each;
    for (let i = at; i < Math.min(now.length, (bar + 1) * each); i++)
      if (Math.abs(now[i]! - start[i]!) > Math.abs(now[at]! - start[at]!)) at = i;
    return at;
  });
  return { now: picked.map((at) => now[at]!), start: picked.map((at) => start[at]!), each };
}

const length = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! ** 2;
  return Math.sqrt(sum);
};

function rowLengths(values: Float32Array, columns: number): Float32Array {
  return Float32Array.from({ length: values.length / columns }, (_, row) =>
    length(values.subarray(row * columns, (row + 1) * columns)),
  );
}

function ownTensor({ values, start }: Adapted, p: Parameter): OwnTensor {
  const [now, before] = [asFloat32(values.get(p.name)!), start(p)];
  const vector = p.shape.length < 2 || p.shape.slice(0, -1).every((size) => size === 1);
  const columns = p.shape.at(-1)!;
  return {
    name: p.name,
    shape: p.shape,
    ...(p.layer !== undefined && { layer: p.layer }),
    places: p.places ?? [],
    kind: vector ? 'vector' : 'rows',
    bars: vector ? barsOf(now, before) : barsOf(rowLengths(now, columns), rowLengths(before, columns)),
    norm: length(now),
    moved: length(now.map((value, i) => value - before[i]!)),
  };
}

/** The vectors (l, d) that stand in the words' place, where the finished method has such. */
function promptOf({ recipe, base, values, parameters }: Adapted): Float32Array | undefined {
  const { method, hyperparameters } = recipe;
  const width = base.anatomy.dimensions.embeddingSize;
  if (method.id === 'prompt-tuning')
    return asFloat32(values.get(parameters.find((p) => p.shape.at(-1) === width)!.name)!);
  const deployed = method.deployed?.(
    {
      anatomy: base.anatomy,
      base: (name) => asFloat32(base.graph.initializers.get(name)!),
      trained: (name) => asFloat32(values.get(name)!),
      shape: (name) => base.graph.initializers.get(name)!.dims,
      set: () => undefined,
      ...(recipe.carried && { carried: recipe.carried }),
      linearAlgebra,
    },
    hyperparameters,
  );
  if (deployed?.method.id !== 'prompt-tuning') return undefined;
  const init = deployed.parameters[0]?.init;
  return init?.kind === 'values' ? Float32Array.from(init.values) : undefined;
}

function virtualTokens(adapted: Adapted, tokenizer: TextTokenizer): UpdateReport['virtual'] {
  const prompt = promptOf(adapted);
  if (!prompt) return undefined;
  const { graph, anatomy } = adapted.base;
  const { weight } = anatomy.embeddings.word;
  const table = asFloat32(graph.initializers.get(weight)!);
  const width = anatomy.dimensions.embeddingSize;
  const lengths = rowLengths(table, width);
  const rows = Math.min(lengths.length, table.length / width);
  const tokens = Array.from({ length: prompt.length / width }, (_, i): VirtualToken => {
    const vector = prompt.subarray(i * width, (i + 1) * width);
    const norm = length(vector);
    const best: { id: number; cosine: number }[] = [];
    for (let id = 0; id < rows; id++) {
      let inner = 0;
      for (let k = 0, at = id * width; k < width; k++) inner += vector[k]! * table[at + k]!;
      const cosine = lengths[id]! > 0 && norm > 0 ? inner / (lengths[id]! * norm) : 0;
      if (best.length === NEAREST && cosine <= best.at(-1)!.cosine) continue;
      best.push({ id, cosine });
      best.sort((a, b) => b.cosine - a.cosine);
      best.length = Math.min(best.length, NEAREST);
    }
    return { norm, nearest: best.map(({ id, cosine }) => ({ token: tokenizer.token(id), cosine })) };
  });
  return { tokens, usual: lengths.reduce((a, b) => a + b, 0) / rows };
}

function siteOf({ initializer, tensor, shape, before, after }: Change): UpdateSite {
  return {
    name: initializer,
    label: tensor?.name ?? initializer,
    ...(tensor && { place: tensor.place }),
    ...(tensor?.layer !== undefined && { layer: tensor.layer }),
    role: tensor?.role ?? (shape.length > 1 ? 'weight' : 'bias'),
    shape,
    size: sizeOfChange(before, after),
  };
}

/** Answers questions about one run's update; what the method's merge made is kept until the next step. */
export class UpdateView {
  #known:
    { readonly step: number; readonly adapted: Adapted; readonly changes: readonly Change[] | undefined } | undefined;

  constructor(
    private readonly run: Run,
    private readonly tokenizer: TextTokenizer,
  ) {}

  /** The run goes on, or back. */
  forget(): void {
    this.#known = undefined;
  }

  async #read() {
    const step = this.run.stepsDone;
    if (this.#known?.step === step) return this.#known;
    const adapted = await this.run.adapted();
    if (!adapted) return undefined;
    return (this.#known = { step, adapted, changes: isMergeable(adapted) ? changesOf(adapted) : undefined });
  }

  async report(): Promise<UpdateReport> {
    const { run } = this;
    const known = await this.#read();
    const seen = run.learnsOwnData ? await run.observe() : { added: [], gates: [], texts: 0 };
    const method = run.finalRecipe.method.id;
    if (!known) return { step: run.stepsDone, method, early: true, own: [], ...seen };
    const { adapted, changes } = known;
    const own = adapted.parameters.filter(
      (p) => p.group === 'method' && !p.frozen && p.init.kind !== 'base' && adapted.values.has(p.name),
    );
    const virtual = virtualTokens(adapted, this.tokenizer);
    return {
      step: known.step,
      method,
      ...(changes && { sites: changes.map(siteOf) }),
      own: own.slice(0, MOST_OWN).map((p) => ownTensor(adapted, p)),
      ...seen,
      ...(virtual && { virtual }),
    };
  }

  /** @throws MessageError where the method does not change that weight */
  async weight(name: string): Promise<WeightReport> {
    const known = await this.#read();
    if (!known) throw new MessageError(sessionSays.updateComesLast({ method: this.run.finalRecipe.method.name }));
    const change = known.changes?.find(({ initializer }) => initializer === name);
    if (!change) throw new MessageError(says.notChanged({ weight: name }));
    const { shape, before, after } = change;
    const delta = deltaOf(change);
    const size = sizeOfChange(before, after);
    const columns = shape.at(-1) ?? 1;
    const isMatrix = shape.length === 2 && shape.every((side) => side > 1);
    const masked = isMatrix && size.entries > 0 && size.entries < NEARLY_ALL * delta.length;
    return {
      name,
      step: known.step,
      shape,
      before: pictureOf(before, shape),
      change: pictureOf(delta, shape),
      size,
      ...(isMatrix
        ? { spectrum: await spectrumOf(delta, shape[0]!, columns, after, breathe) }
        : { bars: barsOf(after, before) }),
      ...(masked && { mask: gridOf(changed(delta), ...matrixOf(shape, delta.length), 'share') }),
    };
  }
}

const changed = (delta: Float32Array): Float32Array => delta.map((value) => (value === 0 ? 0 : 1));
