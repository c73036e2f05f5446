"""Makes src/methods/fixtures/cpt.json with HF PEFT, for src/methods/additive/cpt.test.ts.

    python scripts/parity/make_cpt.py

PEFT's CPT on fixtures/gpt2 and fixtures/llama with a context of two examples: some updates with AdamW on one batch. For each the
loss that PEFT minimises, that of the text alone, and the gradient; and the prompt at the beginning and after each update.
"""
import json

import torch
from peft import CPTConfig, get_peft_model

from common import ROOT, SEED, make_batch
from compare import CONTEXT, base_model, text_loss

IDS, TYPES = CONTEXT['cpt_token_ids'], CONTEXT['cpt_tokens_type_mask']
OPTIONS = {'opt_projection_epsilon': 0.2, 'opt_projection_format_epsilon': 0.1, 'opt_weighted_loss_type': 'decay', 'opt_loss_decay_factor': 0.6}
RATE, STEPS = 0.01, 5


def wrap(model, **changes):
    config = CPTConfig(task_type='CAUSAL_LM', cpt_token_ids=IDS, cpt_mask=[1] * len(IDS), **{'cpt_tokens_type_mask': TYPES, **OPTIONS, **changes})
    return get_peft_model(model, config).eval()


def flat(tensor, digits=7):
    return [round(value, digits) for value in tensor.detach().flatten().tolist()]


def one(name):
    model = base_model(ROOT / 'fixtures' / name)
    batch = make_batch(model, 'causal-lm', torch.Generator().manual_seed(SEED))
    # here the first token of a text is given
    batch['labels'][:, 0] = -100
    wrapped = wrap(model)
    encoder = wrapped.prompt_encoder['default']
    prompt = lambda: flat(encoder(torch.arange(len(IDS))))
    optimizer = torch.optim.AdamW([p for p in wrapped.parameters() if p.requires_grad], lr=RATE, weight_decay=0)
    found = {'model': name, 'trained': wrapped.get_nb_trainable_parameters()[0], 'batch': {k: v.tolist() for k, v in batch.items()}, 'prompts': [prompt()], 'losses': [], 'texts': [], 'gradients': []}
    for _ in range(STEPS):
        output = wrapped(**batch)
        optimizer.zero_grad()
        output.loss.backward()
        found['losses'].append(output.loss.item())
        found['texts'].append(text_loss(output.logits, batch['labels']).item())
        found['gradients'].append(flat(encoder.delta_embedding.weight.grad, 9))
        optimizer.step()
        found['prompts'].append(prompt())
    print(name, found['losses'], found['texts'])
    return found


def main():
    torch.set_num_threads(1)
    found = {'ids': IDS, 'types': TYPES, **OPTIONS, 'rate': RATE, 'models': [one(name) for name in ('gpt2', 'llama')]}
    (ROOT / 'src' / 'methods' / 'fixtures' / 'cpt.json').write_text(json.dumps(found) + '\n')


if __name__ == '__main__':
    main()
