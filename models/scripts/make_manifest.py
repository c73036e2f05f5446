"""Writes models/manifest.json: the bundled models with their files, sizes and hashes.

    python models/scripts/make_manifest.py
"""
import hashlib
import json
from pathlib import Path

from onnx_to_hf import state_dict

ROOT = Path(__file__).parents[1]
MODELS = [
    {'id': 'tiny-encoder', 'name': 'Tiny encoder', 'kind': 'encoder', 'family': 'bert', 'license': 'Apache-2.0', 'maxLength': 256,
     'summary': 'A two-layer BERT that learned from MiniLM what sentences mean; small enough to train in seconds anywhere.'},
    {'id': 'tiny-decoder', 'name': 'Tiny decoder', 'kind': 'decoder', 'family': 'gpt2', 'license': 'Apache-2.0', 'maxLength': 256,
     'summary': 'A four-layer GPT-2 that has read Austen, the Brown corpus and food reviews, and can be taught another style.'},
    {'id': 'tiny-encoder-decoder', 'name': 'Tiny encoder–decoder', 'kind': 'encoder-decoder', 'family': 't5', 'license': 'Apache-2.0', 'maxLength': 64,
     'summary': 'A T5 with three layers on either side that writes numbers and names of emoji in thirteen languages, and can be taught another.'},
    {'id': 'all-MiniLM-L6-v2', 'name': 'MiniLM L6', 'kind': 'encoder', 'family': 'bert', 'license': 'Apache-2.0', 'maxLength': 512,
     'summary': 'A real six-layer pretrained encoder of 23 million parameters, much used for comparing sentences.'},
]
NAMES = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model.onnx']


def main():
    entries = []
    for model in MODELS:
        folder = ROOT / model['id']
        raw = {name: (folder / name).read_bytes() for name in NAMES}
        files = [{'path': f"{model['id']}/{name}", 'bytes': len(data), 'sha256': hashlib.sha256(data).hexdigest()} for name, data in raw.items()]
        parameters = sum(value.numel() for value in state_dict(folder / 'onnx' / 'model.onnx').values())
        entries.append({'id': model['id'], 'name': model['name'], 'kind': model['kind'], 'family': model['family'], 'path': model['id'], 'files': files,
                        'parameters': parameters, 'license': model['license'], 'summary': model['summary'], 'maxLength': model['maxLength']})
        print(f"{model['id']:20} {parameters:9} parameters, {sum(f['bytes'] for f in files)/1e6:.2f} MB")
    (ROOT / 'manifest.json').write_text(json.dumps({'models': entries}, indent=1, ensure_ascii=False) + '\n')


if __name__ == '__main__':
    main()
