"""Makes the adapters beside src/interchange/adapterHub.test.ts with AdapterHub's library: python scripts/parity/make_adapterhub_fixtures.py

Random adapters and heads on fixtures/bert and fixtures/gpt2 as the library saves them, and the logits that it computes with them.
"""
import json
import shutil

import torch
from adapters import ParBnConfig
from compare_adapterhub import CONFIGS, ROOT, SEED, base_model, with_library

OUT = ROOT / 'src' / 'interchange' / 'fixtures' / 'adapterhub'


def main():
    torch.set_num_threads(1)
    CONFIGS['parallel-adapter, learned scale'] = ParBnConfig(reduction_factor=8, scaling='learned')
    shutil.rmtree(OUT, ignore_errors=True)
    for folder, model_name, method in [('pfeiffer', 'gpt2', 'pfeiffer-adapter'), ('compacter', 'gpt2', 'compacter'), ('parallel', 'bert', 'parallel-adapter, learned scale'), ('unipelt', 'bert', 'unipelt'), ('fusion', 'bert', 'adapter-fusion')]:
        generator = torch.Generator().manual_seed(SEED)
        model = base_model(ROOT / 'fixtures' / model_name, 'classification')
        model.name_or_path = model.config._name_or_path = model_name
        (OUT / folder).mkdir(parents=True)
        with_library(method, model, 'classification', generator, OUT / folder)
        ids = torch.randint(5, model.config.vocab_size, (2, 7), generator=generator)
        with torch.no_grad():
            logits = model(input_ids=ids, attention_mask=torch.ones_like(ids), return_dict=True).logits
        (OUT / folder / 'expected.json').write_text(json.dumps({'model': f'{model_name}-torchscript', 'input_ids': ids.tolist(), 'logits': logits.tolist()}) + '\n')
        for file in (OUT / folder).rglob('*_config.json'):
            settings = json.loads(file.read_text())
            file.write_text(json.dumps({**settings, 'model_name': model_name}, indent=2, sort_keys=True) + '\n')


if __name__ == '__main__':
    main()
