"""Writes models/tiny-encoder, models/tiny-decoder or models/tiny-encoder-decoder from the folder that its training script made.

    python models/scripts/export_tiny.py --source BUILD_DIR --out models/tiny-encoder
"""
import argparse
import json
from pathlib import Path

import torch
import transformers
from transformers import AutoConfig

from onnx_export import DECODER_INPUTS, ENCODER_DECODER_INPUTS, ENCODER_INPUTS, export, round_to_half
from onnx_to_hf import CLASSES

INPUTS = {'bert': ENCODER_INPUTS, 'gpt2': DECODER_INPUTS, 't5': ENCODER_DECODER_INPUTS}
TOKENIZERS = {
    'bert': {'tokenizer_class': 'BertTokenizer', 'do_lower_case': True, 'pad_token': '[PAD]', 'unk_token': '[UNK]', 'cls_token': '[CLS]',
             'sep_token': '[SEP]', 'mask_token': '[MASK]'},
    'gpt2': {'tokenizer_class': 'GPT2Tokenizer', 'bos_token': '<|endoftext|>', 'eos_token': '<|endoftext|>', 'pad_token': '<|endoftext|>',
             'unk_token': '<|endoftext|>', 'add_prefix_space': False},
    't5': {'tokenizer_class': 'PreTrainedTokenizerFast', 'eos_token': '</s>', 'pad_token': '<pad>', 'unk_token': '<unk>'},
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--source', type=Path, required=True, help='Hugging Face folder')
    parser.add_argument('--out', type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(1)
    transformers.logging.set_verbosity_error()
    kind = AutoConfig.from_pretrained(args.source).model_type
    encoder = kind == 'bert'
    model = CLASSES[kind].from_pretrained(args.source, attn_implementation='eager', **({'add_pooling_layer': False} if encoder else {}))
    difference = export(round_to_half(model), args.out / 'onnx' / 'model.onnx', INPUTS[kind], 'last_hidden_state' if encoder else 'logits')
    config = json.loads((args.source / 'config.json').read_text())
    for key in ('_name_or_path', 'dtype', 'transformers_version'):
        config.pop(key, None)
    (args.out / 'config.json').write_text(json.dumps(config, indent=2) + '\n')
    rules = json.loads((args.source / 'tokenizer.json').read_text())
    rules['truncation'] = rules['padding'] = None
    (args.out / 'tokenizer.json').write_text(json.dumps(rules, ensure_ascii=False, separators=(',', ':')) + '\n')
    length = config.get('max_position_embeddings') or config.get('n_positions') or 64  # T5's positions have no end
    (args.out / 'tokenizer_config.json').write_text(json.dumps({**TOKENIZERS[kind], 'model_max_length': length}, indent=2) + '\n')
    size = (args.out / 'onnx' / 'model.onnx').stat().st_size
    print(f'{args.out}: {model.num_parameters()} parameters, {size} bytes, max |onnxruntime - PyTorch| {difference:.2e}')


if __name__ == '__main__':
    main()
