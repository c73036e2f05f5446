"""Checks how GaLore moves every weight against its authors' own optimiser on the same weights.

    PYTHONPATH=FOLDER python scripts/parity/compare_galore.py [--out scripts/parity/GALORE.md]

(FOLDER from `pip install --no-deps --target FOLDER galore-torch`; the rest as compare_training.py, without bitsandbytes.)
Both sides train on one padded batch without dropout, from the same weights and the same head.
"""
import argparse
import json
import math
import tempfile
import warnings
from importlib.metadata import distributions
from pathlib import Path

import torch
import transformers
from safetensors.torch import load_file

from common import CLASSES, GRADIENT_LIMIT, LOSS_LIMIT, ROOT, SEED, Lines, relative
from compare import task_model, text_batch
from galore import AdamW, signed_projections

warnings.filterwarnings('ignore')
transformers.logging.set_verbosity_error()

RANK, GAP, SCALE, STEPS, RATE = 4, 3, 4, 7, 1e-3


def plain(tensors):
    """Names without what PEFT puts before them."""
    return {n.removeprefix('base_model.model.'): t for n, t in tensors.items()}


def ours(trainer, onnx, task, pooling, batch, decay):
    """@returns the losses, and all trained tensors before the first step and after each"""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / 'steps').mkdir()
        request = {
            'model': onnx, 'method': 'galore', 'settings': f'r={RANK},update_proj_gap={GAP},scale={SCALE}', 'task': task, 'pooling': pooling, 'classes': CLASSES,
            'batch': {k: v.tolist() for k, v in batch.items()}, 'learningRate': RATE, 'weightDecay': decay, 'steps': STEPS, 'out': folder / 'steps',
        }
        (folder / 'request.json').write_text(json.dumps(request, default=str))
        losses = trainer.ask(str(folder / 'request.json'))['losses']
        return losses, [plain(load_file(folder / 'steps' / str(step) / 'adapter_model.safetensors')) for step in range(STEPS + 1)]


def without_key_biases(tensors, model):
    """All but the biases of keys: softmax ignores them, both sides have rounding errors for a gradient, and Adam makes whole steps of those."""
    width = model.config.hidden_size
    cut = lambda n, t: torch.cat([t[:width], t[2 * width :]]) if n.endswith('c_attn.bias') else t
    return {n: cut(n, t) for n, t in tensors.items() if not n.endswith('key.bias')}


def theirs(model, batch, start, decay):
    """The same with `galore_torch.adamw.AdamW`; matrices inside the layers are projected."""
    missing, unexpected = model.load_state_dict(start, strict=False)
    tied = {n for n in missing if n == 'lm_head.weight' and model.get_output_embeddings().weight is model.get_input_embeddings().weight}
    buffers = {n for n, _ in model.named_buffers()}
    if unexpected or set(missing) - tied - buffers:
        raise SystemExit(f'only we have {unexpected}, only the model has {sorted(set(missing) - tied - buffers)}')
    named = {n: p for n, p in model.named_parameters() if n in start}
    inside = lambda n, p: p.ndim == 2 and any(part in n for part in ('.layer.', '.h.', '.layers.'))
    projected = [p for n, p in named.items() if inside(n, p)]
    groups = [
        {'params': projected, 'rank': RANK, 'update_proj_gap': GAP, 'scale': SCALE, 'proj_type': 'std', 'weight_decay': decay},
        {'params': [p for n, p in named.items() if p.ndim == 2 and not inside(n, p)], 'weight_decay': decay},
        {'params': [p for p in named.values() if p.ndim == 1], 'weight_decay': 0},
    ]
    optimizer = AdamW(groups, lr=RATE, no_deprecation_warning=True)
    losses, values = [], []
    for step in range(1, STEPS + 1):
        for group in optimizer.param_groups:  # they add epsilon to sqrt(v), torch to sqrt(v) / sqrt(c2)
            group['eps'] = 1e-8 * math.sqrt(1 - 0.999**step)
        loss = model(**batch).loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        values.append({n: p.detach().clone() for n, p in named.items()})
    moments = sum(t.numel() for p in projected for n, t in optimizer.state[p].items() if n.startswith('exp_avg'))
    return losses, values, {'matrices': len(projected), 'moments': moments, 'whole': 2 * sum(p.numel() for p in projected)}


def compare(trainer, label, weights, onnx, task, pooling, decay):
    torch.manual_seed(SEED)
    model = task_model(weights, task, pooling)
    batch = text_batch(model, task, torch.Generator().manual_seed(SEED))
    our_losses, ours_at = ours(trainer, onnx, task, pooling, batch, decay)
    losses, values, sizes = theirs(model, batch, ours_at[0], decay)
    ours_at, values = ([without_key_biases(t, model) for t in states] for states in (ours_at, values))
    moved = lambda now, n: now[n] - ours_at[0][n]
    floor = 1e-3 * max(moved(values[-1], n).norm().item() for n in values[-1])
    worst = [max(relative(moved(a, n), moved(b, n), floor) for n in b) for a, b in zip(ours_at[1:], values, strict=True)]
    row = {
        'model': label, 'task': f'{task}, {pooling}' if task == 'classification' else task, 'decay': decay, **sizes, 'first': losses[0], 'last': losses[-1],
        'loss': max(abs(x - y) / abs(y) for x, y in zip(our_losses, losses, strict=True)), 'moved': worst,
    }
    return {**row, 'passed': row['loss'] <= LOSS_LIMIT and max(worst) <= GRADIENT_LIMIT}


def cases():
    """(label, PyTorch weights, ONNX folder, task, pooling)"""
    fixtures, models = ROOT / 'fixtures', ROOT / 'models'
    yield 'fixtures/bert (TorchScript)', fixtures / 'bert', fixtures / 'bert-torchscript', 'classification', 'mean'
    yield 'fixtures/gpt2 (TorchScript)', fixtures / 'gpt2', fixtures / 'gpt2-torchscript', 'causal-lm', 'last'
    yield 'fixtures/llama (TorchScript)', fixtures / 'llama', fixtures / 'llama-torchscript', 'causal-lm', 'last'
    yield 'models/tiny-encoder', models / 'tiny-encoder', models / 'tiny-encoder', 'classification', 'mean'


NOTES = """What is alike, and what is not:

- **Directions.** The authors take `torch.linalg.svd` in fp32, ours the eigenvectors of G Gᵀ in double precision. An SVD leaves the signs of its vectors open, and the moments, which outlive a set of directions, feel them: here the largest entry of each vector is positive on both sides.
- **Biases of keys** have no gradient, since softmax ignores them; both sides have rounding errors there, of which Adam makes whole steps. They are left out.
- **ε.** Theirs stands beside √v, ours as in torch's AdamW beside √v / √c₂; here theirs is set to the same (`eps = 1e-8 * sqrt(c₂)`).
- **Weight decay.** Theirs shrinks after the step, ours before it, as torch's AdamW: the difference is ηλ of a step, 10⁻⁵ in these rows."""


def write(path, rows):
    version = next(d.version for d in distributions() if d.metadata['Name'] == 'galore-torch')
    passed = all(r['passed'] for r in rows)
    lines = [
        '# Parity with the authors\' GaLore', '',
        f'Written by `scripts/parity/compare_galore.py` with torch {torch.__version__}, transformers {transformers.__version__}, galore-torch {version}. **{"Passed" if passed else "Failed"}.**', '',
        f'`galore_torch.adamw.AdamW` with rank {RANK}, update_proj_gap {GAP}, scale {SCALE}, lr {RATE:g} against `galore:r={RANK},update_proj_gap={GAP},scale={SCALE}` with AdamW, a constant rate and no clipping; {STEPS} steps, so that the directions are found three times. '
        f'Loss: the worst of the steps (limit {LOSS_LIMIT:g}). Moved: how far each tensor has come from its start, the relative difference of the worst tensor after each step (limit {GRADIENT_LIMIT:g}); tensors that moved less than a thousandth of the farthest are judged by that. '
        'Moments: numbers that AdamW keeps of the projected matrices, and what it would keep without projection.', '',
        '| model | task | weight decay | matrices | moments | loss, first → last | rel. diff. loss | moved, after steps 1 … 7 |', '|---|---|---:|---:|---:|---:|---:|---|',
    ]
    lines += [f'| {r["model"]} | {r["task"]} | {r["decay"]:g} | {r["matrices"]} | {r["moments"]:,} of {r["whole"]:,} | {r["first"]:.4f} → {r["last"]:.4f} | {r["loss"]:.1e} | {", ".join(f"{d:.1e}" for d in r["moved"])} |' for r in rows]
    path.write_text('\n'.join([*lines, '', NOTES, '']))
    return passed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--out', type=Path, default=ROOT / 'scripts' / 'parity' / 'GALORE.md')
    args = parser.parse_args()
    torch.set_num_threads(1)
    signed_projections()
    trainer = Lines(['npx', 'tsx', 'scripts/parity/train_batch.ts'])
    rows = []
    for case in cases():
        for decay in (0, 0.01):
            rows.append(row := compare(trainer, *case, decay))
            print({k: [f'{x:.1e}' for x in v] if isinstance(v, list) else v for k, v in row.items()}, flush=True)
    passed = write(args.out, rows)
    print('passed' if passed else 'FAILED')
    raise SystemExit(0 if passed else 1)


if __name__ == '__main__':
    main()
