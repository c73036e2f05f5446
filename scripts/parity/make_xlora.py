"""Makes src/methods/fixtures/xlora.json with HF PEFT, for src/methods/reparameterised/xLora.test.ts.

    python scripts/parity/make_xlora.py

Two random LoRAs on fixtures/llama, mixed by PEFT's X-LoRA with a random gate: the loss of one batch, its gradient for the gate,
the logits, and how much of each LoRA each token takes. (PEFT finds the tensors of LoRAs for models with Llama's names only.)
"""
import json
import re
import tempfile
from pathlib import Path

import torch
from peft import LoraConfig, XLoraConfig, get_peft_model
from transformers import LlamaForCausalLM

from common import ROOT, SEED
from compare import text_batch

R, ALPHA, TEMPERATURE, EXPERTS = 2, 3, 0.5, 2


def language_model():
    return LlamaForCausalLM.from_pretrained(ROOT / 'fixtures' / 'llama', attn_implementation='eager', use_cache=False).eval()


def main():
    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(SEED)
    draw = lambda p: p.copy_((30 * torch.randn(p.shape, generator=generator)).round() / 100)
    values = {}
    with tempfile.TemporaryDirectory() as temporary:
        folders = {}
        for n in range(EXPERTS):
            lora = get_peft_model(language_model(), LoraConfig(r=R, lora_alpha=ALPHA, target_modules=['q_proj', 'v_proj'], task_type='CAUSAL_LM'))
            with torch.no_grad():
                for name, p in lora.named_parameters():
                    if p.requires_grad:
                        layer, site = re.search(r'\.layers\.(\d+)\.self_attn\.([qv])_proj', name).groups()
                        values[f'source.{n}.layer.{layer}.{site}.lora_{"A" if "lora_A" in name else "B"}'] = draw(p)
            folders[str(n)] = str(Path(temporary) / str(n))
            lora.save_pretrained(folders[str(n)])
        model = get_peft_model(language_model(), XLoraConfig(task_type='CAUSAL_LM', hidden_size=32, adapters=folders, softmax_temperature=TEMPERATURE))
        classifier = model.base_model.internal_xlora_classifier
        gate = classifier.layers[0]
        with torch.no_grad():
            values['xlora_classifier.weight'], values['xlora_classifier.bias'] = draw(gate.weight), draw(gate.bias)
        batch = text_batch(language_model(), 'causal-lm', generator)
        output = model(**batch)
        output.loss.backward()
    trained = [n for n, p in model.named_parameters() if p.requires_grad]
    if any('classifier' not in n for n in trained):
        raise SystemExit(f'PEFT trains {trained}')
    flat = lambda t, digits=7: [round(v, digits) for v in t.detach().flatten().tolist()]
    found = {
        'r': R, 'alpha': ALPHA, 'temperature': TEMPERATURE, 'experts': EXPERTS, 'trained': sum(p.numel() for p in model.parameters() if p.requires_grad),
        'batch': {k: v.tolist() for k, v in batch.items()}, 'loss': output.loss.item(), 'logits': flat(output.logits, 5),
        'shares': flat(model.base_model.internal_xlora_scalings[:, :, 0]), 'gradients': {'xlora_classifier.weight': flat(gate.weight.grad), 'xlora_classifier.bias': flat(gate.bias.grad)},
        'tensors': {n: {'dims': list(t.shape), 'data': flat(t, 2)} for n, t in values.items()},
    }
    (ROOT / 'src' / 'methods' / 'fixtures' / 'xlora.json').write_text(json.dumps(found) + '\n')
    print(found['loss'], found['trained'], found['gradients']['xlora_classifier.bias'])


if __name__ == '__main__':
    main()
