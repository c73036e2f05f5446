"""Checks where methods start and how they go on, step by step, against HF PEFT's own code on the same weights and batch.

    python scripts/parity/compare_starts.py [--only eva] [--out scripts/parity/STARTS.md]

(Needs torch, transformers 5, peft, attrs, safetensors; Node with the repository's packages.)

PiSSA, OLoRA, LoRA-GA, CorDA and EVA: PEFT works out its start from the weights, or from the batch; ours does so by itself. LoRA+ and
AdaLoRA start from an adapter that PEFT draws. Both sides then train on the one batch, with AdamW at a constant rate, and after every
update the loss and the change of each weight are compared. AdaLoRA's ranks are compared one by one.
"""
import argparse
import re
import tempfile
import warnings
from functools import partial
from pathlib import Path
from unittest.mock import patch

import torch
import transformers
from peft import AdaLoraConfig, LoraConfig, get_peft_model
from peft.optimizers import create_loraplus_optimizer
from peft.tuners.lora import corda, eva, loraga
from peft.tuners.lora.config import CordaConfig, EvaConfig, LoraGAConfig
from peft.utils.incremental_pca import IncrementalPCA
from safetensors.torch import load_file
from torch import nn

from common import GRADIENT_LIMIT, LOSS_LIMIT, ROOT, SEED, make_batch, relative
from compare import PART_NAMES, saved_name, task_model
from compare_training import lists, train

warnings.filterwarnings('ignore')
transformers.logging.set_verbosity_error()

R, ALPHA, RATE, STEPS, RATIO = 4, 8, 0.01, 5, 16
TARGETS = {'bert': 'q+up', 'gpt2': 'qkv+down', 'llama': 'q+v+down'}
# AdaLoRA: more steps, so that its budget has time to fall
ADA = {'init_r': 4, 'target_r': 2, 'steps': 20, 'tinit': 2, 'tfinal': 6, 'gamma': 0.5}
STARTS = ('pissa', 'olora', 'lora-ga', 'corda', 'eva')

NOTES = """\
- **Decompositions.** Signs of singular directions are open, so that products are compared and not factors; AdamW steps alike from either sign. PEFT decomposes LoRA-GA's gradient and EVA's inputs by random directions (`svd_lowrank`); here both are told to do it exactly, as ours does.
- **OLoRA** of a Conv1D fails in PEFT: it factorises the matrix unturned, and A and B have each other's width. Not compared on GPT-2.
- **LoRA-GA** is `form=peft`. A_k and B_k come from different singular values, so that the sign of B_k A_k is a draw, which training feels in second order: PEFT's are given the signs that ours drew. For GPT-2's Conv1D PEFT takes the number of inputs for that of outputs in the factor of its scale (`weight.shape[0]`); there ours gets γ = 16 √(out / in), which says the same for matrices of one shape, so that c_attn alone is compared.
- **CorDA** sees the rows one by one, as PEFT's hook wants them. The batch has no padding, which PEFT would count and ours leaves out; so for EVA. A language model's last token, from which nothing follows, is left out on both sides.
- **EVA.** PEFT repeats the batch until no component turns; ours sums once. Where matrices read the same inputs and a component ties, PEFT hands the larger rank to the one that it looked at first.
- **LoRA+.** In PEFT's optimiser vectors, so the head's bias, have B's rate too; here that group is given the head's.
- **AdaLoRA.** PEFT's `update_and_allocate` comes behind the optimiser's step and so takes |p g| with the new p; ours, as algorithm 1 of the paper, with the p that the gradient belongs to. PEFT's own `RankAllocator` is called here in that order: `update_ipt` before the step, `mask_to_budget` behind it."""


def without_dropout(model):
    """LoRA-GA's preparation puts the model into training mode."""
    for module in model.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    return model


def targets_of(method, family):
    # one γ makes up for one shape of a Conv1D: see the notes
    return 'qkv' if (method, family) == ('lora-ga', 'gpt2') else TARGETS[family]


def names_of(method, model):
    family = model.config.model_type
    return [PART_NAMES[family][part] for part in targets_of(method, family).split('+')]


def model_of(weights, task, pooling, head):
    model = without_dropout(task_model(weights, task, pooling))
    if head:
        layer = getattr(model, model.head)
        layer.weight.data, layer.bias.data = (next(t for n, t in head.items() if n.endswith(f'{model.head}.{part}')).clone() for part in ('weight', 'bias'))
    return model


def exact(u_s_v):
    """torch.svd_lowrank, exactly."""
    def lowrank(matrix, q, niter=0, **_):
        u, s, v = u_s_v(matrix)
        return u[:, :q], s[:q], v[:, :q]
    return lowrank


def svd(matrix):
    u, s, vh = torch.linalg.svd(matrix, full_matrices=False)
    return u, s, vh.T


class ExactPCA(IncrementalPCA):
    def __init__(self, n_components, **_):
        super().__init__(n_components=n_components)


def peft_start(method, model, batch, task):
    """@returns the model with LoRA that starts as PEFT has it for the method"""
    turned = model.config.model_type == 'gpt2'
    # what a language model is given here ends before the last token, from which nothing follows
    seen = {k: v[:, :-1] if task == 'causal-lm' else v for k, v in batch.items() if k != 'labels'}
    config = partial(LoraConfig, r=R, lora_alpha=ALPHA, target_modules=names_of(method, model), fan_in_fan_out=turned)
    if method == 'pissa' or method == 'olora':
        return get_peft_model(model, config(init_lora_weights=method))
    if method == 'corda':
        chosen = config(init_lora_weights='corda', corda_config=CordaConfig())
        one_by_one = lambda: [model(**{k: v[row : row + 1] for k, v in seen.items()}) for row in range(len(batch['input_ids']))]
        corda.preprocess_corda(model, chosen, run_model=one_by_one)
        return get_peft_model(model, chosen)
    if method == 'lora-ga':
        chosen = config(init_lora_weights='lora_ga', lora_ga_config=LoraGAConfig())
        loraga.preprocess_loraga(model, chosen, lambda: model(**batch).loss.backward())
        with patch.object(torch, 'svd_lowrank', exact(svd)):
            return get_peft_model(model.eval(), chosen)
    chosen = config(init_lora_weights='eva', eva_config=EvaConfig(rho=2.0))
    wrapped = get_peft_model(model, chosen)
    with patch.object(eva, 'IncrementalPCA', ExactPCA):
        eva.initialize_lora_eva_weights(wrapped, dataloader=[seen], prepare_model_inputs_fn=None, prepare_layer_inputs_fn=None, show_progress_bar=False)
    return wrapped


def turn_signs(wrapped, tensors, family):
    """
    Gives PEFT's A and B of LoRA-GA, which belong to different singular values, the signs that ours drew: B A enters the second
    order of what training does with the sign of either.
    """
    for name, module in layers_of(wrapped).items():
        a, b = module.lora_A['default'].weight, module.lora_B['default'].weight
        ours = [part_of(tensors, name, part, family) for part in ('lora_A', 'lora_B')]
        with torch.no_grad():
            before = module.get_delta_weight('default').clone()
            a *= (a * ours[0]).sum(1, keepdim=True).sign()
            b *= (b * ours[1]).sum(0, keepdim=True).sign()
            module.get_base_layer().weight += before - module.get_delta_weight('default')
    return wrapped


def layers_of(wrapped):
    """Modules with LoRA, by the name of what they wrap."""
    return {n.removeprefix('base_model.model.'): m for n, m in wrapped.named_modules() if hasattr(m, 'lora_A') and 'default' in m.lora_A}


def weights_of(wrapped, base):
    """The weight of each target and the change that it has had, (out, in)."""
    found = {}
    for name, module in layers_of(wrapped).items():
        turned = module.fan_in_fan_out
        now = module.get_base_layer().weight.detach()
        before = base.get_submodule(name).weight.detach()
        delta = module.get_delta_weight('default').detach()
        # LoRA's of a Conv1D is turned as its weight is, AdaLoRA's is not
        moved = (now - before).T if turned else now - before
        found[name] = (delta if delta.shape == moved.shape else delta.T) + moved
    return found


def optimizer_of(method, wrapped):
    if method == 'lora-plus':
        optimizer = create_loraplus_optimizer(wrapped, torch.optim.AdamW, lr=RATE, loraplus_lr_ratio=RATIO)
        optimizer.param_groups[3]['lr'] = RATE  # vectors: see the notes
        return optimizer
    return torch.optim.AdamW([p for p in wrapped.parameters() if p.requires_grad], lr=RATE, weight_decay=0)


def peft_steps(method, wrapped, base, batch, steps):
    """@returns for each update the loss before it, and the change of every weight before the first and after each"""
    wrapped.eval()
    optimizer, allocator = optimizer_of(method, wrapped), getattr(wrapped.base_model, 'rankallocator', None)
    losses, changes, ranks, pattern = [], [weights_of(wrapped, base)], [], None
    for step in range(1, steps + 1):
        # AdaLoRA's penalty is in the loss that is differentiated; what is compared is the task's
        losses.append(wrapped.base_model.model(**batch).loss.item())
        loss = wrapped(**batch).loss
        optimizer.zero_grad()
        loss.backward()
        if allocator:
            allocator.update_ipt(wrapped.model)
        optimizer.step()
        if allocator:
            last = ADA['steps'] - ADA['tfinal']
            budget, due = allocator.budget_schedule(step)
            if step <= last and (due or step == last):
                pattern = allocator.mask_to_budget(wrapped.model, budget)
            elif step > last:
                allocator.mask_using_rank_pattern(wrapped.model, pattern)
            ranks.append({n.split('.lora_E')[0].removeprefix('base_model.model.'): (p != 0).flatten().tolist() for n, p in wrapped.named_parameters() if 'lora_E' in n})
        changes.append(weights_of(wrapped, base))
    return losses, changes, ranks


def stem_of(name, family):
    """What the graph calls a linear: methods that PEFT does not store are saved under that name."""
    part = next(part for part, ending in PART_NAMES[family].items() if name.endswith(ending))
    return f'layer.{re.search("[.]([0-9]+)[.]", name)[1]}.{part}'


def part_of(tensors, name, part, family):
    """One tensor of a linear in an adapter of ours; None where there is none."""
    endings = tuple(f'{module}.{part}{more}' for module in (name, stem_of(name, family)) for more in ('', '.weight'))
    return next((t for n, t in tensors.items() if n.endswith(endings)), None)


def our_changes(folder, names, family):
    """The change of each weight in an adapter that train_batch.ts wrote, (out, in), and which of AdaLoRA's ranks are on."""
    tensors = load_file(folder / 'adapter_model.safetensors')
    of = lambda name, part: part_of(tensors, name, part, family)
    changes, ranks = {}, {}
    for name in names:
        a, b, e = of(name, 'lora_A'), of(name, 'lora_B'), of(name, 'lora_E')
        if a is None:  # EVA may leave a matrix without ranks
            changes[name] = torch.zeros_like(names[name])
            continue
        if e is not None:
            ranks[name] = (e != 0).flatten().tolist()
            changes[name] = ALPHA / (len(a) + 1e-5) * b @ (a * e)
            continue
        taken = 0 if of(name, 'start_A') is None else of(name, 'start_B') @ of(name, 'start_A')
        changes[name] = ALPHA / R * (b @ a - taken)
    return changes, ranks


def compare(method, label, weights, onnx, task, pooling):
    steps = ADA['steps'] if method == 'adalora' else STEPS
    base = task_model(weights, task, pooling)
    family = base.config.model_type
    generator = torch.Generator().manual_seed(SEED)
    batch = make_batch(base, task, generator, padded=False)
    if task == 'causal-lm':
        batch['labels'][:, 0] = -100
    gamma = 16 * (3 if family == 'gpt2' else 1) ** 0.5
    call = {
        'lora-ga': f'r={R},alpha={ALPHA},batches=1,form=peft,gamma={gamma}', 'corda': f'r={R},alpha={ALPHA},batches=3', 'eva': f'r={R},alpha={ALPHA},batches=1',
        'lora-plus': f'r={R},alpha={ALPHA},ratio={RATIO}',
        'adalora': f'init_r={ADA["init_r"]},target_r={ADA["target_r"]},alpha={ALPHA},gamma={ADA["gamma"]},tinit={ADA["tinit"] / steps},tfinal={ADA["tfinal"] / steps}',
    }.get(method, f'r={R},alpha={ALPHA}')
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        request = {'model': onnx, 'method': method, 'settings': f'{call},targets={targets_of(method, family)}', 'task': task, 'pooling': pooling, 'batch': lists(batch), 'learningRate': RATE, 'steps': steps}
        torch.manual_seed(SEED)
        if method in STARTS:
            losses = train(folder, **request)
            start = load_file(folder / 'steps' / '0' / 'adapter_model.safetensors')
            wrapped = peft_start(method, model_of(weights, task, pooling, start if task == 'classification' else None), batch, task)
            if method == 'lora-ga':
                turn_signs(wrapped, start, family)
        else:
            model = model_of(weights, task, pooling, None)
            kind = {'task_type': 'SEQ_CLS' if task == 'classification' else 'CAUSAL_LM', 'target_modules': names_of(method, model), 'fan_in_fan_out': family == 'gpt2'}
            wrapped = get_peft_model(model, AdaLoraConfig(init_r=ADA['init_r'], target_r=ADA['target_r'], lora_alpha=ALPHA, total_step=steps, tinit=ADA['tinit'], tfinal=ADA['tfinal'], deltaT=1,
                                                          orth_reg_weight=ADA['gamma'], **kind) if method == 'adalora' else LoraConfig(r=R, lora_alpha=ALPHA, **kind))
            wrapped.save_pretrained(folder / 'adapter')
            losses = train(folder, adapter=folder / 'adapter', **request)
        if task == 'classification' and method in STARTS:
            for p in getattr(wrapped.base_model.model, wrapped.base_model.model.head).parameters():
                p.requires_grad = True
        their_losses, theirs, ranks = peft_steps(method, wrapped, base, batch, steps)
        ours = [our_changes(folder / 'steps' / str(step), theirs[0], family) for step in range(steps + 1)]
    row = {'method': method, 'model': label, 'task': f'{task}, {pooling}' if task == 'classification' else task, 'matrices': len(theirs[0]), 'first': their_losses[0], 'last': their_losses[-1],
           'loss': max(abs(x - y) / abs(y) for x, y in zip(losses, their_losses, strict=True)), 'changes': []}
    for (mine, _), other in zip(ours[1:], theirs[1:], strict=True):
        floor = 1e-3 * max(c.norm().item() for c in other.values())
        row['changes'].append(max(relative(mine[n], c, floor) for n, c in other.items()))
    row['ranks'] = [sum(x != y for n in step for x, y in zip(mine[n], step[n], strict=True)) for (_, mine), step in zip(ours[1:], ranks)]
    row['kept'] = [sum(sum(on) for on in step.values()) for step in ranks]
    row['passed'] = row['loss'] <= LOSS_LIMIT and max(row['changes']) <= GRADIENT_LIMIT and not any(row['ranks'])
    return row


def cases():
    """(label, PyTorch weights, ONNX folder, task, pooling)"""
    fixtures = ROOT / 'fixtures'
    yield 'fixtures/bert (TorchScript)', fixtures / 'bert', fixtures / 'bert-torchscript', 'classification', 'mean'
    yield 'fixtures/gpt2 (TorchScript)', fixtures / 'gpt2', fixtures / 'gpt2-torchscript', 'causal-lm', 'last'
    yield 'fixtures/llama (TorchScript)', fixtures / 'llama', fixtures / 'llama-torchscript', 'causal-lm', 'last'


def write(path, rows, passed):
    import peft
    lines = ['# Starts and procedures, step by step, beside HF PEFT', '',
             f'Written by `scripts/parity/compare_starts.py` with torch {torch.__version__}, transformers {transformers.__version__}, peft {peft.__version__}. Rank {R}, α {ALPHA}, on '
             'the query and the first (BERT) or last (GPT-2, Llama) matrix of the feed-forward block; of Llama grouped values too. One batch of three texts, AdamW at a rate of '
             f'{RATE:g} without decay, {STEPS} updates ({ADA["steps"]} of AdaLoRA). Loss: the worst relative difference of all updates (limit {LOSS_LIMIT:g}). Change: what each weight has '
             'become less what it was, its worst matrix after the first and after the last update, in the Euclidean norm (limit '
             f'{GRADIENT_LIMIT:g}). **{"Passed" if passed else "Failed"}.**', '',
             '| method | model | task | matrices | loss, first → last | rel. diff. loss | change after the first | after the last |', '|---|---|---|---:|---|---:|---:|---:|']
    lines += [f'| {r["method"]} | {r["model"]} | {r["task"]} | {r["matrices"]} | {r["first"]:.4f} → {r["last"]:.4f} | {r["loss"]:.1e} | {r["changes"][0]:.1e} | {r["changes"][-1]:.1e} |' for r in rows]
    lines += ['', '## AdaLoRA: how many ranks are on after each update', '',
              f'`init_r={ADA["init_r"]}`, `target_r={ADA["target_r"]}`, `tinit={ADA["tinit"]}`, `tfinal={ADA["tfinal"]}`, `deltaT=1`, with the penalty at {ADA["gamma"]:g}. The last column counts ranks that are on with one and off '
              'with the other, all updates together.', '', '| model | ranks | that differ |', '|---|---|---:|']
    lines += [f'| {r["model"]} | {" ".join(map(str, r["kept"]))} | {sum(r["ranks"])} |' for r in rows if r['kept']]
    path.write_text('\n'.join([*lines, '', '## What is alike, and what is not', '', NOTES, '']))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--only', default='', help='only this method or model; nothing is written')
    parser.add_argument('--out', type=Path, default=ROOT / 'scripts' / 'parity' / 'STARTS.md')
    args = parser.parse_args()
    torch.set_num_threads(1)
    rows = []
    for case in cases():
        for method in (*STARTS, 'lora-plus', 'adalora'):
            if (args.only and args.only != method and args.only not in case[0]) or (method == 'olora' and 'gpt2' in case[0]):
                continue
            rows.append(row := compare(method, *case))
            print({k: f'{v:.1e}' if isinstance(v, float) else [f'{x:.1e}' if isinstance(x, float) else x for x in v] if isinstance(v, list) else v for k, v in row.items()}, flush=True)
    passed = all(row['passed'] for row in rows)
    if not args.only:
        write(args.out, rows, passed)
    print('passed' if passed else 'FAILED')
    raise SystemExit(0 if passed else 1)


if __name__ == '__main__':
    main()
