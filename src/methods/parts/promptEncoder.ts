/** P-tuning's network on the host: what it makes of its own embeddings, once training is over. */

export interface PromptEncoder {
  readonly encoder: 'mlp' | 'lstm';
  /** Virtual tokens, their width, and the inner width. */
  readonly l: number;
  readonly d: number;
  readonly e: number;
  /** Layers of the LSTM. */
  readonly depth: number;
}

type Read = (tensor: string) => Float32Array;

const relu = (value: number): number => Math.max(0, value);
const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

/** x Wᵀ + b, row by row. @param x (rows, in) @param weight (out, in) */
function linear(x: ArrayLike<number>, weight: Float32Array, bias: Float32Array, input: number): Float64Array {
  const output = bias.length;
  return Float64Array.from({ length: (x.length / input) * output }, (_, at) => {
    const [row, o] = [Math.floor(at / output), at % output];
    let sum = bias[o]!;
    for (let i = 0; i < input; i++) sum += x[row * input + i]! * weight[o * input + i]!;
    return sum;
  });
}

/** One direction of one LSTM layer. @param x (l, input) @returns (l, e), in the order of x */
function lstmDirection(x: ArrayLike<number>, input: number, e: number, tensor: Read, backward: boolean): Float64Array {
  const l = x.length / input;
  const fromInput = linear(x, tensor('weight_ih'), tensor('bias_ih'), input);
  const out = new Float64Array(l * e);
  const cell = new Float64Array(e);
  let hidden: ArrayLike<number> = new Float64Array(e);
  for (let step = 0; step < l; step++) {
    const t = backward ? l - 1 - step : step;
    const recurrent = linear(hidden, tensor('weight_hh'), tensor('bias_hh'), e);
    const gate = (k: number, i: number) => fromInput[t * 4 * e + k * e + i]! + recurrent[k * e + i]!;
    for (let i = 0; i < e; i++) {
      cell[i] = sigmoid(gate(1, i)) * cell[i]! + sigmoid(gate(0, i)) * Math.tanh(gate(2, i));
      out[t * e + i] = sigmoid(gate(3, i)) * Math.tanh(cell[i]!);
    }
    hidden = out.subarray(t * e, (t + 1) * e);
  }
  return out;
}

/** @returns (l, 2e), forward states before backward ones */
function bidirectional(start: ArrayLike<number>, { l, d, e, depth }: PromptEncoder, read: Read): ArrayLike<number> {
  let x = start;
  for (let layer = 0; layer < depth; layer++) {
    const [forward, backward] = ['', '_reverse'].map((direction) =>
      lstmDirection(
        x,
        layer === 0 ? d : 2 * e,
        e,
        (kind) => read(`lstm.${kind}_l${layer}${direction}`),
        direction !== '',
      ),
    ) as [Float64Array, Float64Array];
    x = Float64Array.from({ length: l * 2 * e }, (_, at) => {
      const [t, i] = [Math.floor(at / (2 * e)), at % (2 * e)];
      return i < e ? forward[t * e + i]! : backward[t * e + i - e]!;
    });
  }
  return x;
}

/** The virtual tokens' embeddings, (l, d). @param read a tensor of the network by its name after `prompt_encoder.` */
export function encodePrompt(read: Read, shape: PromptEncoder): Float32Array {
  const { encoder, d, e } = shape;
  const start = read('embedding.weight');
  const layer = (name: string, x: ArrayLike<number>, input: number) =>
    linear(x, read(`${name}.weight`), read(`${name}.bias`), input);
  if (encoder === 'mlp')
    return Float32Array.from(layer('4', layer('2', layer('0', start, d).map(relu), e).map(relu), e));
  return Float32Array.from(layer('mlp.2', layer('mlp.0', bidirectional(start, shape, read), 2 * e).map(relu), 2 * e));
}
