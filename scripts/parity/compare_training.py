"""Checks where LoftQ starts and how LoRA-FA's optimiser moves against HF PEFT's own code on the same weights.

    python scripts/parity/compare_training.py [--only loftq] [--native-peft FOLDER] [--out scripts/parity/TRAINING.md]

(Needs torch, transformers 5, peft, bitsandbytes, scipy, safetensors, onnx, onnxruntime; Node with the repository's packages.)

LoftQ: `peft.utils.loftq_utils.loftq_init` on the weights of the bundled models, with bitsandbytes' NF4 and, from a copy of
PEFT below 0.20 (`pip install --no-deps --target FOLDER peft==0.19.1`), with the NFQuantizer that PEFT had itself. Ours are
the adapter before the first step, and what `cli merge` makes of the base under an adapter of zeros.

LoRA-FA: `peft.optimizers.create_lorafa_optimizer` on an adapter that PEFT draws; ours takes the adapter over, and both train
on the same batch, without dropout.
"""
import argparse
import importlib.util
import inspect
import json
import math
import shutil
import tempfile
import types
import warnings
from contextlib import ExitStack, nullcontext
from functools import cache
from pathlib import Path
from unittest.mock import patch

import bitsandbytes
import peft
import torch
import transformers
from peft import LoraConfig, get_peft_model
from peft.optimizers import create_lorafa_optimizer
from peft.utils import loftq_utils
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from transformers import BertConfig

from common import CLASSES, GRADIENT_LIMIT, LOSS_LIMIT, ROOT, SEED, Lines, make_batch, relative, run_cli, worst_of
from compare import base_model, saved_name, task_model, text_batch

warnings.filterwarnings('ignore')
transformers.logging.set_verbosity_error()

RANK, STEPS, RATE = 8, 5, 0.01
# What is left of the weight in 4 bits, B A, and the length of W − Q − B A.
BASE_LIMIT, UPDATE_LIMIT, ERROR_LIMIT = 1e-5, 1e-3, 1e-5


@cache
def trainer():
    return Lines(['npx', 'tsx', 'scripts/parity/train_batch.ts'])


def train(folder, **request):
    """Asks train_batch.ts. @returns its losses; the tensors of each step are below folder/steps"""
    (folder / 'steps').mkdir()
    (folder / 'request.json').write_text(json.dumps({'classes': CLASSES, 'learningRate': RATE, 'weightDecay': 0, **request, 'out': str(folder / 'steps')}, default=str))
    return trainer().ask(str(folder / 'request.json'))['losses']


def lists(batch):
    return {k: v.tolist() for k, v in batch.items()}


LOFTQ_NOTES = """What is alike, and what is not:

- **Code book.** bitsandbytes' 16 constants, PEFT's `create_normal_map(offset=0.9677083)` and ours agree to the last bit of fp32. Blocks of 64 run along the rows of the (out, in) matrix on all sides.
- **Double quantisation.** PEFT asks for none here (`compress_statistics=False`); ours has it by default, as QLoRA has, and `double=false` turns it off. The rows with it are PEFT's loop with `compress_statistics=True`. There bitsandbytes' 8 bits are replaced by their nearest level: its kernel for CPUs takes the neighbour for some values that lie within about 1.5e-5 of half-way between two levels (0 to 4 block maxima of a matrix here), which moved Q by up to 1.4e-4 after one round and 2.4e-2 after five, the error W − Q − B A by at most 1.0e-3.
- **Decomposition.** PEFT's is `torch.linalg.svd` in fp32, ours the eigenvectors of the smaller Gram matrix in double precision. After five rounds still no code differs, so that the small difference of B A is rounding.
- **α / r.** PEFT starts from the same A and B whatever the factor is, so that W ≈ Q + B A holds for α = r only; ours has no α, the factor is 1.
- **GPT-2's Conv1D.** `init_lora_weights="loftq"` hands the (in, out) matrix on as it is, and gets an A and a B of the wrong shapes: the forward pass then fails. Here the transpose is handed on, as ours does.
- **Device.** PEFT names CUDA in its code; here the same code runs with that word read as `cpu`."""
LORAFA_NOTES = """What is alike, and what is not:

- **The correction** is the same: g ← (r / α)² g (A Aᵀ + 10⁻⁸ I)⁻¹, before both moments, with AdamW's bias corrections. AdamW does not feel the factor (r / α)², apart from ε; the column of gradients does.
- **ε.** PEFT's is 10⁻⁶ beside √v, without bias correction: at the first step as much as 3.2 · 10⁻⁵ beside |g|. Ours is torch's AdamW, 10⁻⁸ beside √v / √c₂. On these small models many gradients are of that size, and PEFT's first steps are shorter there: that is the whole difference of the rows `fp32`. With torch's ε set from outside (`param_groups[0]['eps'] = 1e-8 * sqrt(c₂)`) nothing is left.
- **bfloat16.** `LoraFAOptimizer` multiplies under autocast to bfloat16 wherever `is_bf16_available()`, which is also so on a CPU, for models in fp32 too: three digits of the corrected gradient. The rows `fp32` turn it off.
- **Weight decay.** PEFT shrinks after the step, B ← (1 − ηλ)(B − step), and biases too; ours before it, as torch's AdamW, and biases not. The difference is ηλ of a step, 10⁻⁴ in these rows.
- **Clipping.** Trainers of Transformers clip before the optimiser corrects; ours clips the corrected gradient. Both are off here.
- **rsLoRA.** PEFT takes each layer's own factor, α / √r with `use_rslora`, whatever `r` and `lora_alpha` the call names; ours has α / r only.
- **DoRA.** PEFT pairs A and B by their order among all names with "lora" in them. A magnitude vector breaks the pairs, and `step()` raises a TypeError. Ours has no DoRA with LoRA-FA."""


# LoftQ

def on_cpu(function):
    """PEFT's function with its literal "cuda" read as "cpu": bitsandbytes quantises on either."""
    inner = inspect.unwrap(function)
    if 'cuda' not in inner.__code__.co_consts:
        raise SystemExit(f'{inner.__name__} of peft {peft.__version__} does not name its device as it used to: see what it does now.')
    constants = tuple('cpu' if value == 'cuda' else value for value in inner.__code__.co_consts)
    return torch.no_grad()(types.FunctionType(inner.__code__.replace(co_consts=constants), inner.__globals__, inner.__name__, inner.__defaults__))


def native(folder):
    """`loftq_init` of a PEFT below 0.20, told that bitsandbytes can't do 4 bits."""
    spec = importlib.util.spec_from_file_location('native_loftq', folder / 'peft' / 'utils' / 'loftq_utils.py')
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.is_bnb_4bit_available = lambda: False
    return module.loftq_init


def doubled(*args, make=bitsandbytes.nn.Params4bit, **kwargs):
    """bitsandbytes' weights with double quantisation, which PEFT asks not to have."""
    return make(*args, **{**kwargs, 'compress_statistics': True})


def nearest(values, *args, make=bitsandbytes.functional.quantize_blockwise, **kwargs):
    """bitsandbytes' 8 bits with the nearest level everywhere: its kernel for CPUs misses it close to half-way points."""
    _, state = make(values, *args, **kwargs)
    levels = state.code.double()
    scaled = values.double() / state.absmax.double().repeat_interleave(state.blocksize)[: values.numel()]
    return torch.bucketize(scaled, (levels[1:] + levels[:-1]) / 2).to(torch.uint8), state


def double_quantisation():
    stack = ExitStack()
    stack.enter_context(patch.object(bitsandbytes.nn, 'Params4bit', doubled))
    stack.enter_context(patch.object(bitsandbytes.functional, 'quantize_blockwise', nearest))
    return stack


def quantisers(native_peft):
    """(name, double quantisation, loftq_init)"""
    yield 'bitsandbytes', False, on_cpu(loftq_utils.loftq_init)
    if native_peft:
        yield 'NFQuantizer', False, native(native_peft)
    yield 'bitsandbytes, double', True, on_cpu(loftq_utils.loftq_init)


def targets(model):
    """Weights (out, in) that get an update, by module name."""
    bert = isinstance(model.config, BertConfig)
    endings = ('attention.self.query', 'attention.self.value') if bert else ('attn.c_attn',)
    return {n: m.weight.detach() if bert else m.weight.detach().T.contiguous() for n, m in model.named_modules() if n.endswith(endings)}


@cache
def our_start(onnx, rounds, double):
    """@returns module name -> what is left of the weight in 4 bits (out, in), A, B"""
    model = base_model(onnx)
    task = 'classification' if isinstance(model.config, BertConfig) else 'causal-lm'
    settings = f'r={RANK},iterations={rounds},double={str(double).lower()},targets={"q+v" if task == "classification" else "qkv"}'
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        batch = make_batch(model, task, torch.Generator().manual_seed(SEED))
        train(folder, model=onnx, method='loftq', settings=settings, task=task, pooling='mean', batch=lists(batch), steps=0)
        path = folder / 'steps' / '0' / 'adapter_model.safetensors'
        start = load_file(path)
        with safe_open(path, 'pt') as file:
            metadata = file.metadata()
        save_file({n: torch.zeros_like(t) for n, t in start.items()}, path, metadata=metadata)
        (folder / 'merged' / 'onnx').mkdir(parents=True)
        shutil.copy(onnx / 'config.json', folder / 'merged' / 'config.json')
        run_cli('merge', onnx, '--load-adapter', path.parent, '--out', folder / 'merged' / 'onnx' / 'model.onnx')
        merged = targets(base_model(folder / 'merged'))
    found = {}
    for name, weight in merged.items():
        a, b = (next(t for n, t in start.items() if n.endswith(f'{name}.lora_{side}.weight')) for side in 'AB')
        found[name] = weight, a, b
    return found


def compare_loftq(onnx, rounds, quantiser, double, init):
    weights, ours = targets(base_model(onnx)), our_start(onnx, rounds, double)
    row = {'model': f'models/{onnx.name}', 'rounds': rounds, 'quantiser': quantiser, 'matrices': len(weights), 'codes': 0, 'weights': 0, 'base': 0, 'update': 0, 'error': 0, 'left': 0, 'plain': 0}
    for name, w in weights.items():
        with double_quantisation() if double else nullcontext():
            q, a, b = (t.float() for t in init(w, num_bits=4, reduced_rank=RANK, num_iter=rounds))
            plain = init(w, num_bits=4, reduced_rank=RANK, num_iter=1)[0]
        our_q, our_a, our_b = ours[name]
        error, our_error = ((w - base - update).norm().item() for base, update in ((q, b @ a), (our_q, our_b @ our_a)))
        row['codes'] += ((q - our_q).abs() > 0.02 * w.abs().max()).sum().item()
        row['weights'] += w.numel()
        for key, value in {'base': relative(our_q, q), 'update': relative(our_b @ our_a, b @ a), 'error': abs(our_error - error) / error, 'left': our_error / w.norm().item(), 'plain': relative(plain, w)}.items():
            row[key] = max(row[key], value)
    row['passed'] = row['base'] <= BASE_LIMIT and row['update'] <= UPDATE_LIMIT and row['error'] <= ERROR_LIMIT
    return row


# LoRA-FA

def lora_config(model, task, **more):
    bert = isinstance(model.config, BertConfig)
    return LoraConfig(r=4, lora_alpha=8, target_modules=['query', 'value'] if bert else ['c_attn'], fan_in_fan_out=not bert, task_type='SEQ_CLS' if task == 'classification' else 'CAUSAL_LM', **more)


def peft_model(weights, task, pooling):
    """@returns the same model at each call, and a batch"""
    torch.manual_seed(SEED)
    model = task_model(weights, task, pooling)
    batch = text_batch(model, task, torch.Generator().manual_seed(SEED))
    return get_peft_model(model, lora_config(model, task)).eval(), batch


# How PEFT's optimiser runs: name -> in fp32, with the ε of torch.optim.AdamW
VARIANTS = {'fp32, ε as ours': (True, True), 'fp32': (True, False), 'as it comes': (False, False)}


def peft_steps(weights, task, pooling, decay, variant):
    """
    STEPS updates of PEFT's optimiser.
    @returns for each step the loss before it, the trained tensors after it, and the gradients that entered the moments
    """
    wrapped, batch = peft_model(weights, task, pooling)
    full, same = VARIANTS[variant]
    optimizer = create_lorafa_optimizer(wrapped, r=4, lora_alpha=8, lr=RATE, weight_decay=decay)
    trained = {n: p for n, p in wrapped.named_parameters() if p.requires_grad}
    beta = optimizer.param_groups[0]['betas'][0]
    losses, values, gradients, before = [], [], [], {}
    with patch('peft.optimizers.lorafa.is_bf16_available', lambda: False) if full else nullcontext():
        for step in range(1, STEPS + 1):
            if same:  # PEFT adds ε to √v, torch to √v / √c₂
                optimizer.param_groups[0]['eps'] = 1e-8 * math.sqrt(1 - 0.999 ** step)
            loss = wrapped(**batch).loss
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            moments = {n: optimizer.state[n[: n.find('lora')] + 'lora']['exp_avg_B'] if 'lora' in n else optimizer.state[n]['exp_avg'] for n in trained}
            losses.append(loss.item())
            values.append({saved_name(n): p.detach().clone() for n, p in trained.items()})
            gradients.append({saved_name(n): (m - beta * before.get(n, 0)) / (1 - beta) for n, m in moments.items()})
            before = {n: m.clone() for n, m in moments.items()}
    return losses, values, gradients


@cache
def our_steps(weights, onnx, task, pooling, decay):
    """As `peft_steps`."""
    wrapped, batch = peft_model(weights, task, pooling)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        wrapped.save_pretrained(folder / 'adapter')
        losses = train(folder, model=onnx, method='lora-fa', settings='r=4,alpha=8,correct=true', task=task, pooling=pooling, adapter=folder / 'adapter', batch=lists(batch), weightDecay=decay, steps=STEPS)
        values = [load_file(folder / 'steps' / str(step) / 'adapter_model.safetensors') for step in range(STEPS + 1)]
        gradients = [load_file(folder / 'steps' / str(step) / 'gradients.safetensors') for step in range(1, STEPS + 1)]
    frozen = {n for n in values[0] if 'lora_A' in n}
    if not frozen or not all(torch.equal(step[n], values[0][n]) for step in values for n in frozen):
        raise SystemExit('lora-fa: A moved')
    without = lambda tensors: {n: v for n, v in tensors.items() if n not in frozen}
    return losses, [without(v) for v in values[1:]], [without(g) for g in gradients]


def compare_lorafa(label, weights, onnx, task, pooling, decay, variant):
    losses, ours, our_gradients = our_steps(weights, onnx, task, pooling, decay)
    their_losses, values, gradients = peft_steps(weights, task, pooling, decay, variant)
    worst = lambda x, y, part='': worst_of({n: v for n, v in x.items() if part in n}, {n: v for n, v in y.items() if part in n}, f'lora-fa on {label}', 'PEFT')[1]
    row = {
        'model': label, 'task': f'{task}, {pooling}' if task == 'classification' else task, 'decay': decay, 'variant': variant, 'first': their_losses[0], 'last': their_losses[-1],
        'loss': max(abs(x - y) / abs(y) for x, y in zip(losses, their_losses, strict=True)),
        'b': [worst(x, y, 'lora_B') for x, y in zip(ours, values, strict=True)],
        'gradient': max(worst(x, y) for x, y in zip(our_gradients, gradients, strict=True)),
    }
    # Where ε and precision are not ours, only what they can't reach is judged.
    judged = [*row['b'], row['gradient']] if VARIANTS[variant] == (True, True) else []
    row['passed'] = row['loss'] <= LOSS_LIMIT and all(d <= GRADIENT_LIMIT for d in judged)
    return row


def lorafa_cases():
    """(label, PyTorch weights, ONNX folder, task, pooling)"""
    fixtures = ROOT / 'fixtures'
    yield 'fixtures/bert (TorchScript)', fixtures / 'bert', fixtures / 'bert-torchscript', 'classification', 'mean'
    yield 'fixtures/bert (dynamo)', fixtures / 'bert', fixtures / 'bert-dynamo', 'classification', 'cls'
    yield 'fixtures/gpt2 (TorchScript)', fixtures / 'gpt2', fixtures / 'gpt2-torchscript', 'causal-lm', 'last'
    yield 'fixtures/gpt2 (dynamo)', fixtures / 'gpt2', fixtures / 'gpt2-dynamo', 'classification', 'last'


def native_version(folder):
    return next(folder.glob('peft-*.dist-info')).name.removeprefix('peft-').removesuffix('.dist-info')


def write(path, starts, moves, passed, native_peft):
    lines = [
        '# Parity with HF PEFT: LoftQ\'s start, LoRA-FA\'s optimiser', '',
        f'Written by `scripts/parity/compare_training.py` with torch {torch.__version__}, transformers {transformers.__version__}, peft {peft.__version__}, bitsandbytes {bitsandbytes.__version__}'
        f'{f", and the NFQuantizer of peft {native_version(native_peft)}" if native_peft else ""}. Relative differences in the Euclidean norm, of the worst matrix. **{"Passed" if passed else "Failed"}.**', '',
        '## LoftQ: the quantised weight, A and B before the first step', '',
        f'`peft.utils.loftq_utils.loftq_init(weight, num_bits=4, reduced_rank={RANK}, num_iter=T)` against `loftq:r={RANK},iterations=T`, on the queries and values of the tiny encoder and the fused `c_attn` of the tiny decoder. '
        f'Q is what is left of the weight in 4 bits (limit {BASE_LIMIT:g}); B A is compared, not A and B, since a singular value decomposition leaves signs open (limit {UPDATE_LIMIT:g}); '
        f'the error is the length of W − Q − B A (limit {ERROR_LIMIT:g}). A code counts as different where Q differs by more than a fiftieth of the matrix\'s largest weight. '
        'The last two columns say what the start is for: the part of W that is lost by rounding alone, and with B A.', '',
        '| model | quantiser | double | T | matrices | codes that differ | Q | B A | error | lost by NF4 | lost by LoftQ |', '|---|---|---|---:|---:|---:|---:|---:|---:|---:|---:|',
    ]
    lines += [f'| {r["model"]} | {r["quantiser"].removesuffix(", double")} | {"yes" if "double" in r["quantiser"] else "no"} | {r["rounds"]} | {r["matrices"]} | {r["codes"]} of {r["weights"]:,} | {r["base"]:.1e} | {r["update"]:.1e} | {r["error"]:.1e} | {r["plain"]:.2%} | {r["left"]:.2%} |' for r in starts]
    lines += ['', LOFTQ_NOTES, '', '## LoRA-FA: five updates with the gradient correction', '',
              f'`peft.optimizers.create_lorafa_optimizer(model, r=4, lora_alpha=8, lr={RATE:g})` against `lora-fa:r=4,alpha=8,correct=true` with AdamW, a constant rate and no clipping. PEFT draws the adapter and the head, both sides train on one padded batch without dropout, '
              f'{STEPS} steps. Loss: the worst of the steps (limit {LOSS_LIMIT:g}); B after each step, the worst tensor (limit {GRADIENT_LIMIT:g}); gradient: what enters the moments, for B after the correction, the worst tensor of all steps (limit {GRADIENT_LIMIT:g}). '
              'Where PEFT\'s optimiser runs with another ε or in bfloat16, the last two are reported and not judged.', '',
              '| model | task | weight decay | PEFT\'s optimiser | loss, first → last | rel. diff. loss | B after steps 1 … 5 | gradient |', '|---|---|---:|---|---:|---:|---|---:|']
    lines += [f'| {r["model"]} | {r["task"]} | {r["decay"]:g} | {r["variant"]} | {r["first"]:.4f} → {r["last"]:.4f} | {r["loss"]:.1e} | {", ".join(f"{d:.1e}" for d in r["b"])} | {r["gradient"]:.1e} |' for r in moves]
    path.write_text('\n'.join([*lines, '', LORAFA_NOTES, '']))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--only', default='', choices=['', 'loftq', 'lora-fa'], help='only this method; nothing is written')
    parser.add_argument('--native-peft', type=Path, help='folder that holds a PEFT below 0.20, for its NFQuantizer')
    parser.add_argument('--out', type=Path, default=ROOT / 'scripts' / 'parity' / 'TRAINING.md')
    args = parser.parse_args()
    torch.set_num_threads(1)
    starts, moves = [], []
    if args.only != 'lora-fa':
        for name in ['tiny-encoder', 'tiny-decoder']:
            for quantiser, double, init in quantisers(args.native_peft):
                for rounds in [1, 5]:
                    starts.append(row := compare_loftq(ROOT / 'models' / name, rounds, quantiser, double, init))
                    print({k: f'{v:.1e}' if isinstance(v, float) else v for k, v in row.items()}, flush=True)
    if args.only != 'loftq':
        for case in lorafa_cases():
            for variant, decay in [*((name, 0) for name in VARIANTS), ('fp32, ε as ours', 0.01)]:
                moves.append(row := compare_lorafa(*case, decay, variant))
                print({k: f'{v:.1e}' if isinstance(v, float) else [f'{x:.1e}' for x in v] if isinstance(v, list) else v for k, v in row.items()}, flush=True)
    passed = all(row['passed'] for row in starts + moves)
    if not args.only:
        write(args.out, starts, moves, passed, args.native_peft)
    print('passed' if passed else 'FAILED')
    raise SystemExit(0 if passed else 1)


if __name__ == '__main__':
    main()
