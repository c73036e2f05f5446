"""What all comparisons do alike: limits, the batch, our command line, and how two sets of gradients are judged."""
import json
import os
import subprocess
from pathlib import Path

import torch

ROOT = Path(__file__).resolve().parents[2]
LOSS_LIMIT, GRADIENT_LIMIT, EXPORT_LIMIT, ZERO_LIMIT = 1e-3, 5e-3, 1e-4, 1e-4
SEED, CLASSES, TOKENS = 7, 3, 9
# Each comparison starts the command line twice; a bundle of it starts faster.
CLI_COMMAND = os.environ.get('CLI_COMMAND', 'npx tsx cli/main.ts').split()


def make_batch(model, task, generator, padded=True):
    """Three rows; with padding the last two end early."""
    lengths = [TOKENS, 6, 3] if padded else [TOKENS] * 3
    ids = torch.randint(5, model.config.vocab_size, (3, TOKENS), generator=generator)
    mask = torch.tensor([[1] * n + [0] * (TOKENS - n) for n in lengths])
    ids = ids * mask
    labels = torch.randint(0, CLASSES, (3,), generator=generator) if task == 'classification' else torch.where(mask == 1, ids, -100)
    return {'input_ids': ids, 'attention_mask': mask, 'labels': labels}


def write_batch(batch, path):
    path.write_text(json.dumps({k: v.tolist() for k, v in batch.items()}))


def run_cli(*args):
    """Runs our command line with --json. @returns what it prints"""
    return run_json([*CLI_COMMAND, *map(str, args), '--json'])


def run_json(call):
    """Runs one of our programs. @returns the JSON document that it prints"""
    result = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, env={**os.environ, 'OMP_NUM_THREADS': '1'})
    if result.returncode != 0:
        raise SystemExit(f'{" ".join(call)}\nfailed with status {result.returncode}:\n{result.stderr[-2000:]}')
    return json.loads(result.stdout)


def relative(ours, theirs, floor=1e-12):
    """‖ours − theirs‖ / ‖theirs‖, the denominator being at least `floor`."""
    return ((ours - theirs).norm() / theirs.norm().clamp_min(floor)).item()


def worst_of(ours, theirs, case, who):
    """@returns the tensor that differs most, and by how much. A gradient that ought to be zero is judged by the largest one."""
    if set(ours) != set(theirs):
        raise SystemExit(f'{case}: only we have {sorted(set(ours) - set(theirs))[:5]}, only {who} has {sorted(set(theirs) - set(ours))[:5]}')
    floor = ZERO_LIMIT * max(g.norm().item() for g in theirs.values())
    differences = {n: relative(ours[n], theirs[n], floor) for n in theirs}
    worst = max(differences, key=differences.get)
    return worst, differences[worst]


def passes(rows, exports):
    return all(r['loss_difference'] <= LOSS_LIMIT and r['worst'] <= GRADIENT_LIMIT for r in rows) and all(r['difference'] <= EXPORT_LIMIT for r in exports)
