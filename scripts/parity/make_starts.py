"""Writes the starts of PiSSA and OLoRA that HF PEFT makes of fixtures/bert, for src/methods/parts/principalStart.test.ts.

    python scripts/parity/make_starts.py

Kept are, of two linears, |A| and |B| (the decompositions leave the sign of each direction open) and s B A, by which both agree.
"""
import json

import torch
from peft import LoraConfig, get_peft_model

from common import ROOT
from compare import base_model

OUT = ROOT / 'src' / 'interchange' / 'fixtures' / 'peftStarts.json'


def main():
    torch.set_num_threads(1)
    starts = {}
    for start in ('pissa', 'olora'):
        wrapped = get_peft_model(base_model(ROOT / 'fixtures' / 'bert'), LoraConfig(r=3, lora_alpha=6, init_lora_weights=start, target_modules=['query', 'intermediate.dense']))
        for site, path in (('q', 'attention.self.query'), ('up', 'intermediate.dense')):
            module = wrapped.get_submodule(f'base_model.model.encoder.layer.1.{path}')
            a, b = module.lora_A['default'].weight.detach(), module.lora_B['default'].weight.detach()
            rounded = lambda m: [round(v, 6) for v in m.flatten().tolist()]
            starts[f'{start} {site}'] = {'a': rounded(a.abs()[:, :8]), 'b': rounded(b.abs()[:8]), 'product': rounded((2 * b @ a)[:8, :8])}
    OUT.write_text(json.dumps(starts) + '\n')


if __name__ == '__main__':
    main()
