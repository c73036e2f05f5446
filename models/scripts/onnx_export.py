"""Exports a PyTorch transformer the way the bundled models are stored: one forward pass, dynamic batch and length,
initialisers named after the PyTorch parameters, matrices as float16 followed by a Cast to float32.

A Linear's weight, which ONNX wants as [in, out], is called `<parameter>_t`, for transposed. The Cast's output carries
the parameter's name and the stored initialiser ends in `_fp16`, so folding the casts leaves the plain names.
"""
import types
import warnings

import numpy as np
import onnx
import onnxruntime as ort
import torch
from onnx import TensorProto, helper, numpy_helper

ENCODER_INPUTS = ['input_ids', 'attention_mask', 'token_type_ids']
DECODER_INPUTS = ['input_ids', 'attention_mask']
ENCODER_DECODER_INPUTS = ['input_ids', 'attention_mask', 'decoder_input_ids']


def round_to_half(model):
    """Gives every matrix of the model the value that float16 storage will leave it."""
    with torch.no_grad():
        for p in model.parameters():
            if p.dim() > 1:
                p.copy_(p.half().float())
    return model


def export(model, path, input_names, output_name, half=True):
    """Writes model (which should have been through round_to_half) to path; returns max |onnxruntime - PyTorch|."""
    model = model.eval()
    positional(model, input_names, output_name)
    inputs = example_inputs(model.config.vocab_size, input_names, 2, 9)
    path.parent.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        torch.onnx.export(model, tuple(inputs.values()), str(path), input_names=input_names, output_names=[output_name], dynamo=False,
                          opset_version=17, dynamic_axes={n: {0: 'batch', 1: axis_of(n, input_names)} for n in [*input_names, output_name]})
    proto = onnx.load(path)
    name_after_parameters(proto.graph, model)
    if half:
        store_half(proto.graph)
    onnx.checker.check_model(proto)
    onnx.save(proto, path)
    difference = compare(model, path, input_names)
    del model.forward
    return difference


def axis_of(name, input_names):
    """What a value's second axis counts: of an encoder–decoder, targets have a length of their own."""
    written = 'decoder_input_ids' in input_names and name not in ('input_ids', 'attention_mask')
    return 'target_sequence' if written else 'sequence'


def positional(model, input_names, output_name):
    """Gives the model a forward that takes the named tensors in order and returns one tensor. Optimum's way: a wrapping
    module would prefix every parameter's name."""
    model.config.use_cache = False
    scope = {'original': type(model).forward}
    arguments = ', '.join(f'{n}={n}' for n in input_names)
    exec(f"def forward(self, {', '.join(input_names)}):\n    return original(self, {arguments}, return_dict=True)['{output_name}']", scope)
    model.forward = types.MethodType(scope['forward'], model)


def example_inputs(vocab, names, batch, length, seed=0):
    """Random ids; the last row is padded over its final third. Targets are two tokens shorter, without padding."""
    generator = torch.Generator().manual_seed(seed)
    mask = torch.ones(batch, length, dtype=torch.int64)
    mask[-1, length - length // 3:] = 0
    ids = torch.randint(5, vocab, (batch, length), generator=generator) * mask
    targets = torch.randint(5, vocab, (batch, length - 2), generator=generator)
    targets[:, 0] = 0
    made = {'input_ids': ids, 'attention_mask': mask, 'token_type_ids': torch.zeros_like(ids), 'decoder_input_ids': targets}
    return {n: made[n] for n in names}


def compare(model, path, names):
    """Largest difference at unpadded positions, over two shapes that the export has not seen."""
    session = ort.InferenceSession(str(path), providers=['CPUExecutionProvider'])
    worst = 0.0
    for batch, length in ((1, 5), (3, 60)):
        inputs = example_inputs(model.config.vocab_size, names, batch, length, seed=batch)
        with torch.no_grad():
            expected = model(*inputs.values()).numpy()
        got = session.run(None, {k: v.numpy() for k, v in inputs.items()})[0]
        counted = np.ones(got.shape[:2], bool) if 'decoder_input_ids' in inputs else inputs['attention_mask'].numpy().astype(bool)
        worst = max(worst, float(np.abs(got - expected)[counted].max()))
    return worst


def name_after_parameters(graph, model):
    """Renames the exporter's onnx::MatMul_123 weights, found by value, and ties a copied output embedding again."""
    by_value = {}
    for name, p in model.named_parameters():
        if p.dim() == 2:
            by_value.setdefault(p.detach().t().contiguous().numpy().tobytes(), name)
    stored = {i.name for i in graph.initializer}
    for tensor in list(graph.initializer):
        if not tensor.name.startswith('onnx::'):
            continue
        parameter = by_value[numpy_helper.to_array(tensor).tobytes()]
        new = parameter + '_t'
        if parameter in stored:  # tied: the same matrix is already there, untransposed
            graph.initializer.remove(tensor)
            graph.node.insert(0, helper.make_node('Transpose', [parameter], [new], name=f'/{new}/Transpose', perm=[1, 0]))
        rename_uses(graph, tensor.name, new)
        tensor.name = new


def rename_uses(graph, old, new):
    for node in graph.node:
        for i, name in enumerate(node.input):
            if name == old:
                node.input[i] = new


def store_half(graph):
    casts = []
    for tensor in graph.initializer:
        if tensor.data_type == TensorProto.FLOAT and len(tensor.dims) > 1:
            array, name = numpy_helper.to_array(tensor).astype(np.float16), tensor.name
            tensor.CopyFrom(numpy_helper.from_array(array, name + '_fp16'))
            casts.append(helper.make_node('Cast', [name + '_fp16'], [name], name=f'/{name}/Cast', to=TensorProto.FLOAT))
    for node in reversed(casts):
        graph.node.insert(0, node)
