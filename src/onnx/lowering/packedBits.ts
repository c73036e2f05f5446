/**
 * com.microsoft's operators on weights of 2, 4 or 8 bits in blocks: MatMulNBits, MatMulBnb4, GatherBlockQuantized.
 * What both providers can unpack stays packed; the rest (two bits, reordered columns, zero points in floats) is read
 * as fp32.
 */
import { says } from '../messages';
import { MessageError } from '../../messages/message';
import { derived } from '../derived';
import { intAttribute, type Node } from '../graph';
import { packedTensor, unsigned, weightFrom, type Packed } from '../packed';
import { asFloat32, f32, numbersOf, onDemand, seenAs, sizeOf, tensorOf, type Tensor } from '../tensor';
import type { LowerContext, LowerRule, LowerRules } from './context';

/** `lm_head.MatMul.weight_Q4` → `lm_head.weight`, as the exporter's own fp32 name was. */
const plainName = (name: string) =>
  name.replace(/(_Q\d+G?\d*|_quant|_quantized|_Bnb4|_\d+bit(_gs\d+)?)$/, '').replace(/\.qweight$/, '.weight');

/** The bits of element i behind `start` bytes, low bits first. */
const field = (data: Uint8Array, start: number, i: number, bits: number): number =>
  (data[start + Math.floor((i * bits) / 8)]! >> ((i * bits) % 8)) & ((1 << bits) - 1);

const scalesOf = (scales: Tensor, dims: readonly number[]): Tensor<'float32'> =>
  scales.dtype === 'float32' ? seenAs(scales, 'float32', dims) : f32(dims, asFloat32(scales));

/** Zero points, one for each row and block: packed rows of whole bytes; all in the middle where there are none. */
function zeroPoints(zero: Tensor | undefined, rows: number, blocks: number, bits: 4 | 8): Tensor {
  const dtype = bits === 4 ? 'uint4' : 'uint8';
  if (!zero) return tensorOf(dtype, [rows, blocks], new Uint8Array(rows * blocks).fill(1 << (bits - 1)));
  const bytes = zero.data as Uint8Array;
  const each = Math.ceil((blocks * bits) / 8);
  const at = (i: number) => field(bytes, Math.floor(i / blocks) * each, i % blocks, bits);
  return tensorOf(
    dtype,
    [rows, blocks],
    Array.from({ length: rows * blocks }, (_, i) => at(i)),
  );
}

interface NBits {
  readonly bits: number;
  readonly block: number;
  /** K, the length of a row. */
  readonly columns: number;
  /** N */
  readonly rows: number;
  readonly codes: Tensor;
  readonly scales: Tensor;
  readonly zero: Tensor | undefined;
  /** The block of each column. */
  readonly groups: Tensor | undefined;
}

/** The weight (K, N). */
function nBitsWeight(form: NBits): Tensor {
  const { bits, block, columns, rows, codes, scales, zero, groups } = form;
  const blocks = Math.ceil(columns / block);
  const whole = zero === undefined || zero.dtype === 'uint8';
  if ((bits !== 4 && bits !== 8) || groups || !whole || block < 16) return f32([columns, rows], unpackedNBits(form));
  return weightFrom({
    codes: seenAs(codes, bits === 4 ? 'uint4' : 'uint8', [rows, blocks * block]),
    scales: scalesOf(scales, [rows, blocks]),
    zeros: zeroPoints(zero, rows, blocks, bits),
    axis: 1,
    block,
    columns,
    turned: true,
  });
}

function unpackedNBits({ bits, block, columns: K, rows: N, codes, scales, zero, groups }: NBits): Float32Array {
  const blocks = Math.ceil(K / block),
    bytes = codes.data as Uint8Array,
    s = asFloat32(scales);
  const [group, floats] = [groups && numbersOf(groups), zero && zero.dtype !== 'uint8' ? asFloat32(zero) : undefined];
  const each = Math.ceil((blocks * bits) / 8);
  const zeroAt = (n: number, k: number) => {
    if (!zero) return 1 << (bits - 1);
    return floats ? floats[n * blocks + k]! : field(zero.data as Uint8Array, n * each, k, bits);
  };
  const out = new Float32Array(K * N),
    stride = bytes.length / (N * blocks);
  for (let n = 0; n < N; n++)
    for (let k = 0; k < K; k++) {
      const scaled = group ? group[k]! : Math.floor(k / block);
      const code = field(bytes, (n * blocks + Math.floor(k / block)) * stride, k % block, bits);
      out[k * N + n] = (code - zeroAt(n, scaled)) * s[n * blocks + scaled]!;
    }
  return out;
}

/** (A, B packed (N, blocks, bytes), scales (N·blocks), zero points packed, block of each column, bias). */
const matMulNBits: LowerRule = (c) => {
  const { node, g } = c;
  const [codes, scales] = [c.tensor(1), c.tensor(2)];
  if (!codes || !scales || [3, 4].some((i) => c.has(i) && !c.tensor(i))) throw new MessageError(says.reorderedWeights);
  const weight = derived(codes, 'unpacked', () =>
    nBitsWeight({
      bits: intAttribute(node, 'bits', 4),
      block: intAttribute(node, 'block_size', 32),
      columns: intAttribute(node, 'K', 0),
      rows: intAttribute(node, 'N', 0),
      codes,
      scales,
      zero: c.tensor(3),
      groups: c.tensor(4),
    }),
  );
  const product = g.matmul(c.input(0), c.weight(plainName(c.input(1)), weight));
  return [c.has(5) ? g.add(product, c.input(5)) : product];
};

const fp4 = [0, 0.00520833333, 0.66666667, 1, 0.33333333, 0.5, 0.16666667, 0.25];
/** onnxruntime's and bitsandbytes' tables, by `quant_type`: FP4 and NF4. */
const tables: readonly (readonly number[])[] = [
  [...fp4, ...fp4.map((x) => -x)],
  [
    -1, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453, -0.28444138169288635, -0.18477343022823334,
    -0.09105003625154495, 0, 0.07958029955625534, 0.16093020141124725, 0.24611230194568634, 0.33791524171829224,
    0.44070982933044434, 0.5626170039176941, 0.7229568362236023, 1,
  ],
];

/**
 * (A, B packed, largest magnitude of each block): blocks run over the rows of (N, K), the first code in a byte's upper
 * half.
 */
const matMulBnb4: LowerRule = (c) => {
  const { node, g } = c;
  const [codes, maxima] = [c.tensor(1), c.tensor(2)];
  const [K, N, block] = [intAttribute(node, 'K', 0), intAttribute(node, 'N', 0), intAttribute(node, 'block_size', 64)];
  const table = tables[intAttribute(node, 'quant_type', 0)];
  if (!codes || !maxima || !table) throw new MessageError(says.reorderedWeights);
  const weight = derived(codes, 'unpacked', () => {
    const bytes = codes.data as Uint8Array;
    const swapped = onDemand(
      'uint4',
      [N, K],
      () => Uint8Array.from(bytes, (byte) => ((byte & 15) << 4) | (byte >> 4)),
      (i) => (bytes[i >> 1]! >> (i & 1 ? 0 : 4)) & 15,
    );
    const form = (scales: Tensor<'float32'>, runs: number): Packed => ({
      codes: swapped,
      scales,
      table: f32([16], table),
      axis: 1,
      block: runs,
      columns: K,
      turned: true,
    });
    if (K % block === 0) return weightFrom(form(f32([N, K / block], asFloat32(maxima)), block));
    // Blocks that go on in the next row: a scale for each element, for the host alone.
    const each = asFloat32(maxima);
    const scales = Float32Array.from({ length: N * K }, (_, at) => each[Math.floor(at / block)]!);
    return f32([K, N], packedTensor(form(f32([N, K], scales), 1)).data);
  });
  // transB is 1 in every export: B is (N, K).
  if (intAttribute(node, 'transB', 1) !== 1) throw new MessageError(says.reorderedWeights);
  return [g.matmul(c.input(0), c.weight(plainName(c.input(1)), weight))];
};

/** A constant, looked at through a Reshape: embedding and output embedding may share one packed matrix. */
function storedInput(c: LowerContext, i: number): { readonly tensor: Tensor; readonly name: string } | undefined {
  const read = (value: string) => c.g.graph.initializers.get(value);
  const name = c.input(i);
  const own = read(name);
  if (own) return { tensor: own, name };
  const reshape: Node | undefined = c.g.graph.nodes.findLast((n) => n.op === 'Reshape' && n.outputs[0] === name);
  const source = reshape && read(reshape.inputs[0]!);
  if (!source) return undefined;
  return {
    tensor: derived(source, `as ${c.shape(i).join()}`, () => seenAs(source, source.dtype, c.shape(i))),
    name: reshape.inputs[0]!,
  };
}

/** (data, indices, scales, zero points): rows of a table whose columns are quantised in blocks. */
const gatherBlockQuantized: LowerRule = (c) => {
  const { node, g } = c;
  const [data, scales] = [storedInput(c, 0), storedInput(c, 2)?.tensor];
  const zero = c.has(3) ? storedInput(c, 3)?.tensor : undefined;
  const rank = data?.tensor.dims.length;
  const axes = [intAttribute(node, 'gather_axis', 0), intAttribute(node, 'quantize_axis', 1)];
  if (!data || !scales || (c.has(3) && !zero)) throw new MessageError(says.quantisedComputed);
  if (rank !== 2 || axes[0] !== 0 || (axes[1]! + rank) % rank !== 1) throw new MessageError(says.gatheredBlocks);
  const table = derived(data.tensor, 'table', () => blockTable(node, data.tensor, scales, zero));
  const known = g.graph.initializers.get(plainName(data.name));
  const weight = known === table ? plainName(data.name) : c.weight(plainName(data.name), table);
  return [g.gather(weight, c.input(1))];
};

function blockTable(node: Node, data: Tensor, scales: Tensor, zero: Tensor | undefined): Tensor {
  const block = intAttribute(node, 'block_size', 128);
  const [rows, width] = data.dims as [number, number];
  const blocks = sizeOf(scales.dims) / rows;
  const common = { scales: scalesOf(scales, [rows, blocks]), axis: 1, block, turned: false } as const;
  if (data.dtype !== 'uint8') {
    const dims = { dims: [rows, blocks] };
    return weightFrom({ ...common, ...unsigned(data, zero && { ...zero, ...dims, data: zero.data }), columns: width });
  }
  const bits = intAttribute(node, 'bits', 4) as 4 | 8;
  const columns = (width * 8) / bits;
  return weightFrom({
    ...common,
    codes: seenAs(data, bits === 4 ? 'uint4' : 'uint8', [rows, columns]),
    zeros: zeroPoints(zero, rows, blocks, bits),
    columns,
  });
}

export const packedBits: LowerRules = {
  'com.microsoft.MatMulNBits': matMulNBits,
  'com.microsoft.MatMulBnb4': matMulBnb4,
  'com.microsoft.GatherBlockQuantized': gatherBlockQuantized,
};
