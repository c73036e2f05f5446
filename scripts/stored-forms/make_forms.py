"""Writes a model in the forms that the Hub and onnxruntime's tools store weights in, with onnxruntime's own answers.

    python scripts/stored-forms/make_forms.py MODEL OUT [--forms q4 bnb4 …] [--block 32]

(Needs numpy, onnx, onnxruntime.) MODEL is a folder with config.json and onnx/model.onnx in fp32. Each form becomes
OUT/<name of MODEL>-<form>/ with config.json, onnx/model.onnx, and expected.json: `inputs` (two rows of seven tokens,
the last three of the second are padding) and `outputs`, which onnxruntime on the CPU says to the very same file.

- `fp16`: weights in halves, cast to fp32 where they are read; `bf16`: the same in bfloat16 (which onnxruntime has no
  kernels for: `outputs` is of the fp32 file with rounded weights); `fp16-constants`: halves in Constant nodes
- `q8`: DynamicQuantizeLinear and MatMulInteger, embeddings by DequantizeLinear (onnxruntime's dynamic quantisation);
  `q8-tied`: one int8 table, rows gathered and, turned, the output embedding, both before DequantizeLinear
- `qdq8`: int8 weights behind DequantizeLinear, a scale for each column; `qdq4`, `qdqu4`: INT4 and UINT4 in blocks of
  16 (opset 21)
- `fp16-whole`, `q4f16-whole`: all of the graph computes in halves (onnxruntime on the CPU rounds what it computes to
  halves, which fine-tuning does not)
- `q4`, `q4-zeros`, `q2`, `q8-blocks`: MatMulNBits, blocks of 16; `q4f16`: with scales in halves
- `q4-gather`: MatMulNBits and GatherBlockQuantized; `q4-shared`: both read one matrix
- `bnb4`, `fp4`: MatMulBnb4 in NF4 and FP4, blocks of 16
"""
import argparse
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper

BLOCK = 16  # --block sets it
NF4 = np.array([-1, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453, -0.28444138169288635, -0.18477343022823334,
                -0.09105003625154495, 0, 0.07958029955625534, 0.16093020141124725, 0.24611230194568634, 0.33791524171829224,
                0.44070982933044434, 0.5626170039176941, 0.7229568362236023, 1], np.float32)
FP4 = np.array([0, 0.00520833333, 0.66666667, 1, 0.33333333, 0.5, 0.16666667, 0.25, 0, -0.00520833333, -0.66666667, -1, -0.33333333,
                -0.5, -0.16666667, -0.25], np.float32)


class Form:
    """A copy of the fp32 file whose weights are put in other nodes."""

    def __init__(self, source):
        self.model = onnx.load(source)
        self.graph = self.model.graph
        self.values = {t.name: numpy_helper.to_array(t) for t in self.graph.initializer}
        for node in list(self.graph.node):
            if node.op_type == 'Gemm':
                self.split(node)

    def split(self, node):
        """Gemm (GPT-2's layers) as a product and a sum, which is what is quantised."""
        attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        turned = attributes.get('transB', 0)
        if attributes.get('alpha', 1) != 1 or attributes.get('beta', 1) != 1 or attributes.get('transA', 0):
            return
        weight = node.input[1]
        if turned:
            self.values[weight] = np.ascontiguousarray(self.values[weight].T)
            next(t for t in self.graph.initializer if t.name == weight).CopyFrom(numpy_helper.from_array(self.values[weight], weight))
        at = list(self.graph.node).index(node)
        self.graph.node.remove(node)
        product = node.output[0] + '_product'
        self.graph.node.insert(at, helper.make_node('MatMul', [node.input[0], weight], [product], name=node.name + '_MatMul'))
        self.graph.node.insert(at + 1, helper.make_node('Add', [product, node.input[2]], list(node.output), name=node.name + '_Add'))

    def matrices(self):
        """(node, weight (K, N)) of every product with a constant matrix."""
        return [(n, self.values[n.input[1]]) for n in self.graph.node
                if n.op_type == 'MatMul' and n.input[1] in self.values and self.values[n.input[1]].ndim == 2]

    def tables(self):
        return [(n, self.values[n.input[0]]) for n in self.graph.node
                if n.op_type == 'Gather' and n.input[0] in self.values and self.values[n.input[0]].ndim == 2
                and self.values[n.input[0]].dtype == np.float32]

    def add(self, name, array, kind=None):
        if name in {t.name for t in self.graph.initializer}:
            return name
        if kind in (TensorProto.INT4, TensorProto.UINT4, TensorProto.BFLOAT16):
            self.graph.initializer.append(helper.make_tensor(name, kind, array.shape, array.flatten().tolist()))
        else:
            self.graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def replace(self, node, kind, inputs, domain='com.microsoft', **attributes):
        new = helper.make_node(kind, inputs, list(node.output), name=node.name + '_' + kind, domain=domain, **attributes)
        at = list(self.graph.node).index(node)
        self.graph.node.remove(node)
        self.graph.node.insert(at, new)

    def before(self, kind, inputs, output, **attributes):
        if output not in {o for n in self.graph.node for o in n.output}:
            self.graph.node.insert(0, helper.make_node(kind, inputs, [output], name=f'/{output}/{kind}', **attributes))
        return output

    def opset(self, version):
        for entry in self.model.opset_import:
            if entry.domain in ('', 'ai.onnx'):
                older, entry.version = entry.version, max(entry.version, version)
        for node in self.graph.node:
            # Axes are an input since opset 18.
            axes = next((a for a in node.attribute if a.name == 'axes'), None)
            if older < 18 and node.op_type.startswith('Reduce') and axes:
                node.input.append(self.add(f'{node.name}/axes', np.array(axes.ints, np.int64)))
                node.attribute.remove(axes)

    def prune(self):
        used = {i for n in self.graph.node for i in n.input}
        for tensor in list(self.graph.initializer):
            if tensor.name not in used:
                self.graph.initializer.remove(tensor)

    def save(self, path):
        self.prune()
        domains = {e.domain for e in self.model.opset_import}
        if any(n.domain == 'com.microsoft' for n in self.graph.node) and 'com.microsoft' not in domains:
            self.model.opset_import.append(helper.make_opsetid('com.microsoft', 1))
        self.model.ir_version = max(self.model.ir_version, 10)
        del self.graph.value_info[:]
        onnx.save(self.model, path)


def blocks_of(rows):
    """(N, K) in blocks along K: (N, ⌈K / BLOCK⌉, BLOCK), filled up with zeros."""
    n, k = rows.shape
    blocks = -(-k // BLOCK)
    return np.pad(rows, ((0, 0), (0, blocks * BLOCK - k))).reshape(n, blocks, BLOCK)


def quantise(rows, bits, zeros):
    """Codes 0 … 2^bits − 1, scales (N, blocks), zero points (N, blocks)."""
    b, top = blocks_of(rows), 2 ** bits - 1
    if zeros:
        low, high = np.minimum(b.min(-1), 0), np.maximum(b.max(-1), 0)
        scale = np.where(high > low, (high - low) / top, 1).astype(np.float32)
        zero = np.clip(np.round(-low / scale), 0, top)
    else:
        scale = (np.abs(b).max(-1) / (2 ** (bits - 1) - 0.5)).astype(np.float32)
        scale[scale == 0] = 1
        zero = np.full(scale.shape, 2 ** (bits - 1))
    codes = np.clip(np.round(b / scale[..., None]) + zero[..., None], 0, top)
    return codes.astype(np.uint8), scale, zero.astype(np.uint8)


def packed(codes, bits):
    """Along the last axis, low bits first, filled up to whole bytes."""
    per = 8 // bits
    codes = np.pad(codes, [(0, 0)] * (codes.ndim - 1) + [(0, -codes.shape[-1] % per)])
    parts = codes.reshape(*codes.shape[:-1], -1, per)
    return sum(parts[..., i].astype(np.uint32) << (bits * i) for i in range(per)).astype(np.uint8)


def n_bits(form, bits=4, zeros=False, half=False, tables=False, shared=False):
    stored = {}
    for node, weight in form.matrices():
        name = f'{node.input[1]}_Q{bits}'
        codes, scale, zero = quantise(weight.T, bits, zeros)
        stored[node.input[1]] = (name, codes.shape, scale.shape)
        inputs = [node.input[0], form.add(name, packed(codes, bits)), form.add(name + '_scales', scale.reshape(-1))]
        if half:
            inputs[2] = form.before('Cast', [form.add(name + '_scales_fp16', scale.reshape(-1).astype(np.float16))], name + '_scales_cast', to=TensorProto.FLOAT)
        if zeros:
            inputs.append(form.add(name + '_zp', packed(zero, bits).reshape(-1)))
        form.replace(node, 'MatMulNBits', inputs, K=weight.shape[0], N=weight.shape[1], bits=bits, block_size=BLOCK)
    if not tables:
        return
    for node, table in form.tables():
        if table.shape[1] % BLOCK:
            continue
        twin = next((n for n, w in form.values.items() if shared and n in stored and w.shape == table.T.shape and np.array_equal(w.T, table)), None)
        attributes = dict(gather_axis=0, quantize_axis=1, block_size=BLOCK, bits=bits)
        if twin:
            name, codes, scale = stored[twin]
            shape = form.add(f'{name}/shape', np.array([codes[0], codes[1] * BLOCK * bits // 8], np.int64))
            scales = form.add(f'{name}/scale_shape', np.array(scale, np.int64))
            data = form.before('Reshape', [name, shape], name + '/table')
            inputs = [data, node.input[1], form.before('Reshape', [name + '_scales', scales], name + '/table_scales')]
            if zeros:
                points = form.add(f'{name}/zp_shape', np.array([scale[0], -(-scale[1] * bits // 8)], np.int64))
                inputs.append(form.before('Reshape', [name + '_zp', points], name + '/table_zp'))
        else:
            name = f'{node.input[0]}_Q{bits}'
            codes, scale, zero = quantise(table, bits, zeros)
            inputs = [form.add(name, packed(codes, bits).reshape(table.shape[0], -1)), node.input[1], form.add(name + '_scales', scale)]
            if zeros:
                inputs.append(form.add(name + '_zp', packed(zero, bits)))
        form.replace(node, 'GatherBlockQuantized', inputs, **attributes)


def bnb4(form, kind):
    table = (FP4, NF4)[kind]
    for node, weight in form.matrices():
        flat = weight.T.reshape(-1)
        largest = np.abs(np.pad(flat, (0, -len(flat) % BLOCK)).reshape(-1, BLOCK)).max(-1).astype(np.float32)
        largest[largest == 0] = 1
        ratio = flat / np.repeat(largest, BLOCK)[:len(flat)]
        codes = np.abs(ratio[:, None] - table[None]).argmin(-1).astype(np.uint8)
        codes = np.pad(codes, (0, len(codes) % 2))
        name = node.input[1] + '_Bnb4'
        inputs = [node.input[0], form.add(name, (codes[0::2] << 4) | codes[1::2]), form.add(name + '_absmax', largest)]
        form.replace(node, 'MatMulBnb4', inputs, K=weight.shape[0], N=weight.shape[1], block_size=BLOCK, quant_type=kind)


def qdq8(form):
    for node, weight in form.matrices():
        name = node.input[1]
        scale = (np.abs(weight).max(0) / 127).astype(np.float32)
        codes = np.round(weight / scale).astype(np.int8)
        inputs = [form.add(name + '_quantized', codes), form.add(name + '_scale', scale), form.add(name + '_zero_point', np.zeros(len(scale), np.int8))]
        node.input[1] = form.before('DequantizeLinear', inputs, name + '_DequantizeLinear', axis=1)


def qdq4(form, unsigned):
    form.opset(21)
    kind, shift = (TensorProto.UINT4, 0) if unsigned else (TensorProto.INT4, 8)
    for node, weight in form.matrices():
        name = node.input[1]
        codes, scale, zero = quantise(weight.T, 4, unsigned)
        rows = codes.reshape(codes.shape[0], -1)[:, :weight.shape[0]].astype(np.int64) - shift
        inputs = [form.add(name + '_quant', rows, kind), form.add(name + '_scale', scale)]
        if unsigned:
            inputs.append(form.add(name + '_zp', zero.astype(np.int64), kind))
        output = form.before('DequantizeLinear', inputs, name + '_dequantised', axis=1, block_size=BLOCK)
        turned = name + '_turned'
        if turned not in {o for n in form.graph.node for o in n.output}:
            form.graph.node.insert(1, helper.make_node('Transpose', [output], [turned], name=f'/{name}/Transpose', perm=[1, 0]))
        node.input[1] = turned


def q8_tied(form):
    """One int8 table with one scale: rows of it, and turned the output embedding."""
    tables = {node.input[0]: (node, table) for node, table in form.tables()}
    for node, weight in form.matrices():
        twin = next((t for t in tables.values() if t[1].shape == weight.T.shape and np.array_equal(t[1].T, weight)), None)
        if not twin:
            continue
        gather, table = twin
        name = gather.input[0]
        scale = np.float32(np.abs(table).max() / 127)
        codes = form.add(name + '_quantized', np.round(table / scale).astype(np.int8))
        parameters = [form.add(name + '_scale', np.array(scale)), form.add(name + '_zero_point', np.array(0, np.int8))]
        turned = form.before('Transpose', [codes], name + '_quantized_turned', perm=[1, 0])
        at = list(form.graph.node).index(node)
        form.graph.node.insert(at, helper.make_node('DequantizeLinear', [turned, *parameters], [name + '_head'], name='/head/DequantizeLinear'))
        node.input[1] = name + '_head'
        rows = gather.output[0]
        gather.input[0], gather.output[0] = codes, rows + '_quantized'
        at = list(form.graph.node).index(gather)
        form.graph.node.insert(at + 1, helper.make_node('DequantizeLinear', [rows + '_quantized', *parameters], [rows], name='/rows/DequantizeLinear'))


def narrow(form, kind, constants=False):
    """Matrices in 16 bits."""
    for tensor in list(form.graph.initializer):
        array = form.values[tensor.name]
        if array.ndim < 2 or array.dtype != np.float32:
            continue
        name = tensor.name
        form.graph.initializer.remove(tensor)
        if kind == TensorProto.BFLOAT16:
            form.add(name + '_bf16', array, kind)
        elif constants:
            value = numpy_helper.from_array(array.astype(np.float16))
            form.graph.node.insert(0, helper.make_node('Constant', [], [name + '_bf16'], name=f'/{name}/Constant', value=value))
        else:
            form.add(name + '_bf16', array.astype(np.float16))
        at = 1 if constants else 0
        form.graph.node.insert(at, helper.make_node('Cast', [name + '_bf16'], [name], name=f'/{name}/Cast', to=TensorProto.FLOAT))


def whole_half(form):
    """Everything computes in halves, ids and logits aside (Transformers.js' fp16 and q4f16)."""
    from onnxruntime.transformers.float16 import convert_float_to_float16
    form.prune()
    del form.graph.value_info[:]
    form.model = convert_float_to_float16(form.model, keep_io_types=True, disable_shape_infer=True)
    form.graph = form.model.graph


def q8(source, path):
    from onnxruntime.quantization import quantize_dynamic
    quantize_dynamic(source, path, extra_options={'EnableSubgraph': True})


FORMS = {
    'fp16': lambda f: narrow(f, TensorProto.FLOAT16), 'bf16': lambda f: narrow(f, TensorProto.BFLOAT16),
    'fp16-constants': lambda f: narrow(f, TensorProto.FLOAT16, constants=True),
    'q8': q8, 'q8-tied': q8_tied, 'qdq8': qdq8, 'qdq4': lambda f: qdq4(f, False), 'qdqu4': lambda f: qdq4(f, True),
    'q4': n_bits, 'q4-zeros': lambda f: n_bits(f, zeros=True), 'q2': lambda f: n_bits(f, bits=2), 'q8-blocks': lambda f: n_bits(f, bits=8),
    'fp16-whole': whole_half, 'q4f16': lambda f: n_bits(f, half=True), 'q4f16-whole': lambda f: (n_bits(f, zeros=True, tables=True), whole_half(f)), 'q4-gather': lambda f: n_bits(f, zeros=True, tables=True),
    'q4-shared': lambda f: n_bits(f, zeros=True, tables=True, shared=True),
    'bnb4': lambda f: bnb4(f, 1), 'fp4': lambda f: bnb4(f, 0),
}


def inputs_for(session, vocabulary):
    rng = np.random.default_rng(3)
    ids = rng.integers(5, vocabulary, (2, 7))
    mask = np.ones((2, 7), np.int64)
    mask[1, 4:] = 0
    known = {'input_ids': ids, 'attention_mask': mask, 'token_type_ids': np.zeros((2, 7), np.int64), 'position_ids': np.tile(np.arange(7), (2, 1))}
    return {i.name: known[i.name] for i in session.get_inputs()}


def answers(path, config):
    options = ort.SessionOptions()
    # As it is written: fusions may round elsewhere.
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = ort.InferenceSession(path, options, providers=['CPUExecutionProvider'])
    inputs = inputs_for(session, config['vocab_size'])
    output = session.get_outputs()[0].name
    return inputs, output, session.run([output], inputs)[0]


def rounded_copy(source, path):
    """The fp32 file with its matrices rounded to bfloat16."""
    form = Form(source)
    for tensor in form.graph.initializer:
        array = form.values[tensor.name]
        if array.ndim >= 2 and array.dtype == np.float32:
            halves = helper.make_tensor('', TensorProto.BFLOAT16, array.shape, array.flatten().tolist())
            tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(halves).astype(np.float32), tensor.name))
    form.save(path)


def write_answers(folder, path, source, name, config):
    asked = path
    if name == 'bf16':
        asked = folder / 'rounded.onnx'
        rounded_copy(source, asked)
    inputs, output, values = answers(asked, config)
    if asked != path:
        asked.unlink()
    document = {'source': 'onnxruntime on the same file' if asked == path else 'onnxruntime on the fp32 file with rounded weights',
                'inputs': {k: v.tolist() for k, v in inputs.items()}, 'outputs': {output: np.round(values.astype(np.float64), 6).tolist()}}
    (folder / 'expected.json').write_text(json.dumps(document, separators=(',', ':')) + '\n')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('model', type=Path)
    parser.add_argument('out', type=Path)
    parser.add_argument('--forms', nargs='*', default=list(FORMS))
    parser.add_argument('--block', type=int, default=16)
    parser.add_argument('--no-answers', action='store_true', help='write no expected.json, whose logits are large')
    args = parser.parse_args()
    global BLOCK
    BLOCK = args.block
    source = args.model / 'onnx' / 'model.onnx'
    config = json.loads((args.model / 'config.json').read_text())
    for name in args.forms:
        folder = args.out / f'{args.model.name.replace("-torchscript", "")}-{name}'
        shutil.rmtree(folder, ignore_errors=True)
        (folder / 'onnx').mkdir(parents=True)
        path = folder / 'onnx' / 'model.onnx'
        if name == 'q8':
            q8(source, path)
        else:
            form = Form(source)
            before = {n.name for n in form.graph.node}
            FORMS[name](form)
            if before == {n.name for n in form.graph.node}:
                shutil.rmtree(folder)
                continue
            form.save(path)
        shutil.copy(args.model / 'config.json', folder / 'config.json')
        for extra in ('tokenizer.json', 'tokenizer_config.json'):
            if (args.model / extra).exists():
                shutil.copy(args.model / extra, folder / extra)
        if not args.no_answers:
            write_answers(folder, path, source, name, config)
        print(folder.name, path.stat().st_size)


if __name__ == '__main__':
    main()
