"""What all comparisons do alike: limits, the batch, our command line, and how two sets of gradients are judged."""
import json
import os
import subprocess
import warnings
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import torch

ROOT = Path(__file__).resolve().parents[2]
LOSS_LIMIT, GRADIENT_LIMIT, EXPORT_LIMIT, ZERO_LIMIT = 1e-3, 5e-3, 1e-4, 1e-4
SEED, CLASSES, TOKENS = 7, 3, 9
SERVE_COMMAND = os.environ.get('SERVE_COMMAND', 'npx tsx scripts/parity/serve.ts').split()


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


class Lines:
    """A program of ours that answers each line with a JSON line, kept in one process: to start it takes longer than most answers do."""

    def __init__(self, call):
        self.process = subprocess.Popen(call, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, 'OMP_NUM_THREADS': '1'})

    def ask(self, line):
        self.process.stdin.write(line + '\n')
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit(f'{line}\nended the program with status {self.process.wait()}')
        return json.loads(answer)


class CommandLine(Lines):
    """Our command line."""

    def __init__(self):
        super().__init__(SERVE_COMMAND)

    def __call__(self, *args):
        """@returns exit status, what it prints with --json, and what it says"""
        answer = self.ask(json.dumps([*map(str, args), '--json']))
        return answer['code'], json.loads(answer['out']) if answer['out'] else None, answer['err']


@cache
def command_line():
    return CommandLine()


def run_cli(*args):
    """Runs our command line with --json. @returns what it prints"""
    code, printed, said = command_line()(*args)
    if code != 0:
        raise SystemExit(f'{" ".join(map(str, args))}\nfailed with status {code}:\n{said[-2000:]}')
    return printed


@contextmanager
def warnings_as_errors():
    """For `PeftModel.from_pretrained`: PEFT only warns of tensors that it does not find."""
    # RandLoRA's layers share one pair of matrices, which is in the file once; PEFT finds it, and misses the copies of the layers
    copies = r"Found missing adapter keys while loading the checkpoint: \[('[^']*\.randlora_[AB]\.default'(, )?)+\]\.$"
    with warnings.catch_warnings():
        warnings.simplefilter('error', UserWarning)
        warnings.filterwarnings('ignore', message='Unsupported layer type')  # LN-tuning of the very norms
        warnings.filterwarnings('ignore', message=copies)
        yield


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
