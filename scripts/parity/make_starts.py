"""Writes the starts that HF PEFT makes of fixtures/bert: those of PiSSA, OLoRA and TinyLoRA, and the lengths that DeLoRA keeps, for
src/methods/parts/principalStart.test.ts; CorDA's, LoRA-GA's and EVA's for dataStart.test.ts there.

    python scripts/parity/make_starts.py

(CorDA in peft 0.21.2 needs the package attrs.)

Kept are, of two linears, |A| and |B| (the decompositions leave the sign of each direction open) and s B A, by which both agree.
"""
import copy
import json

import torch
from peft import DeloraConfig, LoraConfig, TinyLoraConfig, get_peft_model
from peft.tuners.lora.config import CordaConfig, LoraGAConfig
from peft.utils.incremental_pca import IncrementalPCA
from peft.tuners.lora.corda import collect_eigens_for_layer

from common import ROOT
from compare import base_model

OUT = ROOT / 'src' / 'interchange' / 'fixtures' / 'peftStarts.json'


def from_data():
    """Starts from a gradient and from second moments that are sines, which the test makes too."""
    model = base_model(ROOT / 'fixtures' / 'bert')
    module = model.get_submodule('encoder.layer.1.intermediate.dense')
    rows, columns = module.weight.shape
    wave = lambda n, m, step: torch.sin(step * torch.arange(n * m, dtype=torch.float64) ** 1.5).reshape(n, m).float()
    made = {}
    x = wave(40, columns, 0.7)
    module.covariance_matrix = x.T @ x / 40
    module.eigens = collect_eigens_for_layer(module, None)
    eigens = module.eigens
    module.eigens = type(eigens)(S_WC=eigens.S_WC[:3].clone(), U_WC=eigens.U_WC[:, :3].clone(), V_WC=eigens.V_WC[:, :3].clone())
    # of rank 8, which PEFT's decomposition by random directions then finds exactly
    module._peft_loraga_grad = wave(rows, 8, 0.3) @ torch.diag(0.5 ** torch.arange(8.0)) @ wave(8, columns, 0.9)
    for start, more in (('corda', {'corda_config': CordaConfig()}), ('lora_ga', {'lora_ga_config': LoraGAConfig()})):
        wrapped = get_peft_model(copy.deepcopy(model), LoraConfig(r=3, lora_alpha=6, init_lora_weights=start, target_modules=['encoder.layer.1.intermediate.dense'], **more))
        adapted = wrapped.get_submodule('base_model.model.encoder.layer.1.intermediate.dense')
        a, b = adapted.lora_A['default'].weight.detach(), adapted.lora_B['default'].weight.detach()
        rounded = lambda m: [round(v, 6) for v in m.flatten().tolist()]
        made[start] = {'a': rounded(a.abs()[:, :8]), 'b': rounded(b.abs()[:8])}
    pca = IncrementalPCA(n_components=6)
    pca.partial_fit(x)
    made['eva'] = {'a': rounded(pca.components_.abs()[:, :8]), 'shares': rounded(pca.explained_variance_ratio_)}
    return made


def main():
    torch.set_num_threads(1)
    starts = {}
    targets = {'target_modules': ['query', 'intermediate.dense']}
    rounded = lambda m: [round(v, 6) for v in m.flatten().tolist()]
    for start in ('pissa', 'olora', 'tinylora', 'delora'):
        own = {'tinylora': TinyLoraConfig(r=3, **targets), 'delora': DeloraConfig(r=3, **targets)}
        wrapped = get_peft_model(base_model(ROOT / 'fixtures' / 'bert'), own.get(start) or LoraConfig(r=3, lora_alpha=6, init_lora_weights=start, **targets))
        for site, path in (('q', 'attention.self.query'), ('up', 'intermediate.dense')):
            module = wrapped.get_submodule(f'base_model.model.encoder.layer.1.{path}')
            if start == 'delora':
                starts[f'delora {site}'] = {'lengths': rounded(module.delora_w_norm['default'])}
                continue
            a, b = (module.tinylora_A['default'], module.tinylora_B['default']) if start == 'tinylora' else (module.lora_A['default'].weight.detach(), module.lora_B['default'].weight.detach())
            starts[f'{start} {site}'] = {'a': rounded(a.abs()[:, :8]), 'b': rounded(b.abs()[:8]), 'product': rounded((2 * b @ a)[:8, :8])}
    starts.update(from_data())
    OUT.write_text(json.dumps(starts) + '\n')


if __name__ == '__main__':
    main()
