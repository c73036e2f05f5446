"""Turns one of our model folders back into PyTorch: config.json and model.safetensors that transformers loads.

    python models/scripts/onnx_to_hf.py models/tiny-encoder --out BUILD_DIR

The initialisers already carry the parameter names (see onnx_export.py); `_fp16` is the stored half, `_t` a transposed
Linear. Ends by comparing the PyTorch model with the ONNX file.
"""
import argparse
import json
import shutil
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from safetensors.torch import save_file
from transformers import AutoConfig, BertModel, GPT2LMHeadModel, T5ForConditionalGeneration

from onnx_export import DECODER_INPUTS, ENCODER_DECODER_INPUTS, ENCODER_INPUTS, compare, positional

TIED = {'lm_head.weight', 'encoder.embed_tokens.weight', 'decoder.embed_tokens.weight'}
CLASSES = {'bert': BertModel, 'gpt2': GPT2LMHeadModel, 't5': T5ForConditionalGeneration}


def state_dict(path):
    """The weights of an ONNX file under their PyTorch names, as float32."""
    state = {}
    for tensor in onnx.load(path).graph.initializer:
        value, name = torch.from_numpy(numpy_helper.to_array(tensor).copy()), tensor.name.removesuffix('_fp16')
        if value.is_floating_point() and '.' in name:
            state[name.removesuffix('_t')] = (value.T if name.endswith('_t') else value).float().contiguous()
    return state


def load(folder, attention='eager'):
    """The PyTorch model that folder/onnx/model.onnx was exported from."""
    folder = Path(folder)
    config = AutoConfig.from_pretrained(folder)
    config._attn_implementation = attention
    model = empty(config)
    missing, unexpected = model.load_state_dict(state_dict(folder / 'onnx' / 'model.onnx'), strict=False)
    # a tied output embedding is the same tensor as the input embedding, and stored once
    if unexpected or set(missing) - TIED:
        raise SystemExit(f'{folder}: missing {missing}, unexpected {unexpected}')
    model.tie_weights()
    return model.eval()


def empty(config):
    """A model of that shape at transformers' random initialisation."""
    return CLASSES[config.model_type](config, **({'add_pooling_layer': False} if config.model_type == 'bert' else {}))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('folder', type=Path)
    parser.add_argument('--out', type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(1)
    model = load(args.folder)
    args.out.mkdir(parents=True, exist_ok=True)
    state = {k: v for k, v in model.state_dict().items() if k not in TIED and v.is_floating_point()}
    save_file(state, args.out / 'model.safetensors', metadata={'format': 'pt'})
    for name in ('config.json', 'tokenizer.json', 'tokenizer_config.json'):
        shutil.copy(args.folder / name, args.out / name)
    names = {'bert': ENCODER_INPUTS, 't5': ENCODER_DECODER_INPUTS}.get(model.config.model_type, DECODER_INPUTS)
    back = type(model).from_pretrained(args.out, attn_implementation='eager', **({'add_pooling_layer': False} if model.config.model_type == 'bert' else {})).eval()
    positional(back, names, 'last_hidden_state' if model.config.model_type == 'bert' else 'logits')
    difference = compare(back, args.folder / 'onnx' / 'model.onnx', names)
    print(f'{args.out}: {sum(v.numel() for v in state.values())} parameters, max |PyTorch - onnxruntime| {difference:.2e}')
    if difference > 1e-4:
        raise SystemExit(1)


if __name__ == '__main__':
    main()
