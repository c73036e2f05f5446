"""Checks CPT's updates, step by step, against HF PEFT's own code on the same weights, context and batch.

    python scripts/parity/compare_cpt.py [--out scripts/parity/CPT.md]

(Needs torch, transformers 5, peft, safetensors; Node with the repository's packages.)

PEFT wraps the model and saves its context before anything is trained; ours takes it over, and both train on one batch with AdamW at
a constant rate. After every update the context's vectors are compared, by how far they are from the words that they began as.
"""
import argparse
import tempfile
from pathlib import Path

import torch
import transformers
from safetensors.torch import load_file

from common import GRADIENT_LIMIT, LOSS_LIMIT, ROOT, SEED, make_batch, relative
from compare import base_model, text_loss
from compare_training import lists, train
from make_cpt import IDS, RATE, STEPS, wrap

# options of PEFT besides those of make_cpt.py
CASES = {'decay': {}, 'none': {'opt_weighted_loss_type': 'none'}, 'wide': {'opt_projection_epsilon': 50, 'opt_projection_format_epsilon': 0.5}, 'format only': {'cpt_tokens_type_mask': [1, 1, 1, 3, 4, 5, 5, 7, 8]}}


def compare(name, case):
    weights = ROOT / ('models' if name.startswith('tiny') else 'fixtures') / name
    onnx = weights if name.startswith('tiny') else ROOT / 'fixtures' / f'{name}-torchscript'
    model = base_model(weights)
    batch = make_batch(model, 'causal-lm', torch.Generator().manual_seed(SEED))
    batch['labels'][:, 0] = -100  # here the first token of a text is given
    wrapped = wrap(model, **CASES[case])
    encoder = wrapped.prompt_encoder['default']
    prompt = lambda: encoder(torch.arange(len(IDS))).detach().clone()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        wrapped.save_pretrained(folder / 'adapter')
        config = wrapped.peft_config['default']
        settings = ','.join([f'l={len(IDS)}', 'examples=2', *(f'{n}={getattr(config, n)}' for n in ('opt_projection_epsilon', 'opt_projection_format_epsilon', 'opt_weighted_loss_type', 'opt_loss_decay_factor'))])
        losses = train(folder, model=onnx, method='cpt', settings=settings, task='causal-lm', pooling='last', batch=lists(batch), learningRate=RATE, steps=STEPS, adapter=folder / 'adapter')
        ours = [load_file(folder / 'steps' / str(step) / 'adapter_model.safetensors')['prompt_embeddings'] for step in range(STEPS + 1)]
        gradients = [load_file(folder / 'steps' / str(step) / 'gradients.safetensors')['prompt_embeddings'] for step in range(1, STEPS + 1)]
    optimizer = torch.optim.AdamW([p for p in wrapped.parameters() if p.requires_grad], lr=RATE, weight_decay=0)
    row = {'model': name, 'case': case, 'losses': [], 'loss': 0, 'gradient': 0, 'moved': []}
    words = prompt()
    for step, (loss, gradient) in enumerate(zip(losses, gradients, strict=True), 1):
        output = wrapped(**batch)
        optimizer.zero_grad()
        output.loss.backward()
        text = text_loss(output.logits, batch['labels']).item()
        row['losses'].append(output.loss.item())
        row['loss'] = max(row['loss'], abs(loss - text) / text)
        row['gradient'] = max(row['gradient'], relative(gradient, encoder.delta_embedding.weight.grad))
        optimizer.step()
        row['moved'].append(relative(ours[step] - words, prompt() - words))
    row['passed'] = row['loss'] <= LOSS_LIMIT and max(row['gradient'], *row['moved']) <= GRADIENT_LIMIT
    return row


def main():
    import peft
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--out', type=Path, default=ROOT / 'scripts' / 'parity' / 'CPT.md')
    args = parser.parse_args()
    torch.set_num_threads(1)
    rows = []
    for name in ('gpt2', 'llama', 'tiny-decoder'):
        for case in CASES:
            rows.append(row := compare(name, case))
            print(row, flush=True)
    passed = all(row['passed'] for row in rows)
    lines = ['# CPT beside HF PEFT, step by step', '',
             f'Written by `scripts/parity/compare_cpt.py` with torch {torch.__version__}, transformers {transformers.__version__}, peft {peft.__version__}: {STEPS} updates on one padded batch with AdamW at a rate of {RATE:g} without '
             f'decay, from a context of two examples in {len(IDS)} tokens. Loss: PEFT\'s, context and all, before the first and the last update; the text\'s part of it, the worst relative difference of all updates (limit {LOSS_LIMIT:g}). '
             f'Gradient: of the whole loss as the optimiser is given it, the worst; moved: the way of all vectors from their words, after the first and after the last update (limit {GRADIENT_LIMIT:g}). **{"Passed" if passed else "Failed"}.**', '',
             '| model | case | PEFT\'s loss, first → last | rel. diff. of the text\'s loss | gradient | moved after the first | after the last |', '|---|---|---|---:|---:|---:|---:|']
    lines += [f'| {r["model"]} | {r["case"]} | {r["losses"][0]:.4f} → {r["losses"][-1]:.4f} | {r["loss"]:.1e} | {r["gradient"]:.1e} | {r["moved"][0]:.1e} | {r["moved"][-1]:.1e} |' for r in rows]
    lines += ['', 'Cases: `decay` weighs the older answer by 0.6² and the newer by 0.6; `none` weighs all alike; `wide` has balls of which the inputs\' are not reached; `format only` has no inputs. Two things are not compared: PEFT also '
              'predicts the text\'s first token from the context\'s last, which is masked here, since in this project the first token of a text is given; and which context is chosen, as PEFT is handed it.']
    args.out.write_text('\n'.join(lines) + '\n')
    print('passed' if passed else 'FAILED')
    raise SystemExit(0 if passed else 1)


if __name__ == '__main__':
    main()
