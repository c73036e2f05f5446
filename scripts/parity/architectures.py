"""Checks logits and gradients of many architectures against PyTorch and HF PEFT on the same weights, adapter and batch.

    python scripts/parity/architectures.py [--only BLOOM 'DeBERTa v3'] [--out scripts/parity/ARCHITECTURES.md]

(Needs torch, transformers 5, peft, safetensors, tokenizers, onnx, onnxscript, onnxruntime; Node with the repository's packages.)

Each shape of shapes.py becomes a tiny random model and its export. LoRA, (IA)³ and prefix tuning: our command line fine-tunes a few
steps and saves the adapter for HF PEFT; PEFT loads it into the library's own class, as trainable; both sides compute loss, logits and
the gradient of every tensor of the adapter for one padded batch. Full fine-tuning and BitFit, which PEFT does not have, are compared
with plain PyTorch on perturbed weights: encoders under our head (pooling, then one linear layer), decoders as language models. A
parameter that PyTorch calls a bias and we don't train, or the other way round, fails. Weights whose names an export has lost (folded
into another shape, or inside layers that we don't understand) are told by their values, and only where no two fit. The embedding of
the padding token is left out where PyTorch holds it still (`padding_idx`): a file does not say so.
"""
import argparse
import contextlib
import io
import tempfile
import warnings
from pathlib import Path

import torch
import transformers
from peft import PeftModel
from safetensors.torch import load_file, save_file

from common import CLASSES, GRADIENT_LIMIT, LOSS_LIMIT, TOKENS, make_batch, relative, worst_of, write_batch
from compare import Pooled, saved_name, without_peft
from peft_classes import CommandLine, train
from shapes import SHAPES, make, write_data

transformers.logging.set_verbosity_error()
SEED = 7
METHODS = {'full': '', 'bitfit': '', 'lora': 'r=4,alpha=8', 'ia3': '', 'prefix-tuning': 'l=4,reparameterise=false'}


def batch_of(model, task):
    batch = make_batch(model, task, torch.Generator().manual_seed(SEED))
    pad = model.config.pad_token_id or 0
    batch['input_ids'] = torch.where(batch['attention_mask'] == 1, batch['input_ids'], pad)
    if task == 'causal-lm':
        batch['labels'][:, 0] = -100  # without virtual tokens nothing predicts the first token
    return batch


def plain(hf, task, prefix):
    """@returns the model that full fine-tuning and BitFit train: with a language-model head, or under our own."""
    if task == 'causal-lm':
        return transformers.AutoModelForCausalLM.from_pretrained(hf, attn_implementation='eager').eval()
    base = transformers.AutoModel.from_pretrained(hf, attn_implementation='eager', **({'add_pooling_layer': False} if has_pooler(hf) else {})).eval()
    torch.manual_seed(SEED)
    model = Pooled(base.config, base, prefix.rstrip('.'), 'classifier', 'mean').eval()
    model.base_model_prefix = 'held by us'
    return model


def has_pooler(hf):
    import inspect
    import json
    kind = transformers.AutoModel._model_mapping[type(transformers.AutoConfig.from_pretrained(hf))]
    return 'add_pooling_layer' in inspect.signature(kind.__init__).parameters and json.loads((hf / 'config.json').read_text())


def with_adapter(hf, folder, task):
    kind = transformers.AutoModelForCausalLM if task == 'causal-lm' else transformers.AutoModelForSequenceClassification
    with contextlib.redirect_stderr(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter('ignore')
        base = kind.from_pretrained(hf, attn_implementation='eager', **({} if task == 'causal-lm' else {'num_labels': CLASSES}))
        wrapped = PeftModel.from_pretrained(base, folder).eval()
    for name, p in wrapped.named_parameters():
        p.requires_grad = any(part in name for part in ('lora_', 'ia3_', 'modules_to_save', 'prompt_encoder'))
    return wrapped, {saved_name(n): p for n, p in wrapped.named_parameters() if p.requires_grad}


def used(named, model):
    """Without the parameters that no logit depends on (poolers and what follows them)."""
    return {n: p.grad for n, p in named.items() if p.grad is not None}


def lost_names(cli, onnx, data, task, folder, parameters):
    """@returns for parameters that our files call otherwise: their name there, what brings them into its shape, and what brings it back"""
    code, _, said = cli('train', onnx, '--data', data, '--task', task, '--method', 'full', '--steps', 1, '--batch', 2, '--length', 12, '--lr', 0, '--weight-decay', 0,
                        '--threads', 1, '--save-adapter', folder / 'start', '--adapter-format', 'own', *(['--pooling', 'mean'] if task == 'classification' else []))
    if code:
        raise SystemExit(said.strip().splitlines()[-1])
    ours, found = load_file(folder / 'start' / 'adapter_model.safetensors'), {}
    free = [name for name in ours if name not in parameters]
    for name, p in parameters.items():
        if name in ours or name.startswith('classifier.'):
            continue
        forms = [(m, turn) for m in free if ours[m].numel() == p.numel() for turn in ([False, True] if p.dim() == 2 else [False])
                 if torch.equal(ours[m].flatten(), (p.detach().T if turn else p.detach()).flatten())]
        if len(forms) != 1:
            continue
        (m, turn), shape, own = forms[0], p.shape, ours[forms[0][0]].shape
        to = (lambda x, own=own: x.T.reshape(own)) if turn else (lambda x, own=own: x.reshape(own))
        back = (lambda x, shape=shape: x.reshape(shape[::-1]).T) if turn else (lambda x, shape=shape: x.reshape(shape))
        found[name] = (m, to, back)
    return found


def under_our_names(path, lost):
    """Renames the tensors of a saved file."""
    tensors = load_file(path)
    for name, (ours, to, _) in lost.items():
        if name in tensors:
            tensors[ours] = to(tensors.pop(name)).contiguous()
    save_file(tensors, path, metadata={'format': 'pt'})


def case(cli, method, task, hf, onnx, data, folder):
    """@returns a row of the table"""
    settings = METHODS[method]
    options = ['--method', method, '--task', task, *(['--set', settings] if settings else [])]
    lost = {}
    if method in ('full', 'bitfit'):
        code, found, said = cli('inspect', onnx)
        model = plain(hf, task, found.get('prefix') or prefix_of(hf))
        folder.mkdir()
        generator = torch.Generator().manual_seed(SEED)
        code, _, said = cli('count', onnx, '--method', method)
        if code:
            return {'refused': said.strip().splitlines()[-1]}
        probe = model(**batch_of(model, task))
        probe.loss.backward()
        without = {n for n, p in model.named_parameters() if p.grad is None}
        model.zero_grad()
        for n, p in list(model.named_parameters()):
            if n in without:
                p.requires_grad = False
        if method == 'full':
            lost = lost_names(cli, onnx, data, task, folder, {n: p for n, p in model.named_parameters() if n not in without})
        model, named = perturbed(method, model, without, generator, folder)
        under_our_names(folder / 'adapter_model.safetensors', lost)
        options += ['--pooling', 'mean']
    else:
        refused = train(cli, onnx, data, task, method, settings, folder)
        if refused:
            return {'refused': refused}
        model, named = with_adapter(hf, folder, task)
    batch = batch_of(model, task)
    write_batch(batch, folder / 'batch.json')
    output = model(**batch)
    output.loss.backward()
    common = [onnx, '--batch', folder / 'batch.json', '--load-adapter', folder, *options]
    code, answer, said = cli('gradients', *common, '--out', folder / 'gradients.safetensors')
    if code:
        return {'error': said.strip().splitlines()[-1][:200]}
    logits = torch.tensor(cli('logits', *common)[1]['logits'])
    ours, theirs = load_file(folder / 'gradients.safetensors'), used(named, model)
    for name, (own, _, back) in lost.items():
        ours[name] = back(ours.pop(own))
    if method == 'ia3':  # keys and values of a fused projection: PEFT's one vector scales queries too, ours does not
        theirs = {n: torch.where(ours[n] == 0, torch.zeros_like(g), g) if n in ours and (ours[n] == 0).any() else g for n, g in theirs.items()}
    for name, module in model.named_modules():  # PyTorch holds the row of the padding token still, also where texts see it
        row = getattr(module, 'padding_idx', None) if isinstance(module, torch.nn.Embedding) else None
        if method == 'full' and row is not None and f'{name}.weight' in ours:
            ours[f'{name}.weight'][row] = 0
            theirs[f'{name}.weight'] = theirs[f'{name}.weight'].clone()  # a tied output layer moves it all the same
            theirs[f'{name}.weight'][row] = 0
    try:
        tensor, worst = worst_of(ours, theirs, method, 'PyTorch')
    except SystemExit as names:
        return {'error': str(names)[:300]}
    theirs_logits, mask = output.logits.detach(), slice(None)
    if task == 'causal-lm':
        theirs_logits, mask = theirs_logits[:, -TOKENS:], batch['attention_mask'].bool()
    return {'tensors': len(theirs), 'logits': (logits[mask] - theirs_logits[mask]).abs().max().item(), 'relative': relative(logits[mask], theirs_logits[mask]),
            'loss': abs(answer['loss'] - output.loss.item()) / abs(output.loss.item()), 'worst': worst, 'tensor': tensor}


def perturbed(method, model, without, generator, folder):
    """As `without_peft`, of the parameters that the output depends on."""
    parameters = {n: p for n, p in model.named_parameters() if n not in without}

    class Held:
        def named_parameters(self):
            return parameters.items()

        def parameters(self):
            return model.parameters()

    _, named = without_peft(method, Held(), generator, folder)
    return model, named


def prefix_of(hf):
    kind = transformers.AutoModel._model_mapping[type(transformers.AutoConfig.from_pretrained(hf))]
    return kind.base_model_prefix


def passed(row):
    return 'refused' in row or ('worst' in row and row['worst'] <= GRADIENT_LIMIT and row['relative'] <= 1e-3 and row['loss'] <= LOSS_LIMIT)


def outcome(row):
    if 'refused' in row:
        return '–'
    if 'error' in row:
        return 'FAILED'
    return f"{row['logits']:.0e}, {row['worst']:.0e}" if passed(row) else f"**{row['logits']:.0e}, {row['worst']:.0e}**"


def table(rows):
    import peft
    lines = ['# Architectures against PyTorch and HF PEFT', '',
             f'Written by `scripts/parity/architectures.py` with torch {torch.__version__}, transformers {transformers.__version__}, peft {peft.__version__}. '
             f'In each cell the largest difference of a logit, and the largest relative difference (Euclidean norm) of a gradient tensor; limits 1e-3 (of the logits\' norm) and {GRADIENT_LIMIT:g}. –: refused by us, with the reason below.', '',
             '| shape | task | ' + ' | '.join(METHODS) + ' |', '|---|---|' + '---|' * len(METHODS)]
    for shape, task in dict.fromkeys((r['shape'], r['task']) for r in rows):
        cells = {r['method']: outcome(r) for r in rows if (r['shape'], r['task']) == (shape, task)}
        lines.append(f'| {shape} | {task} | ' + ' | '.join(cells.get(m, '') for m in METHODS) + ' |')
    refused = {}
    for r in rows:
        if 'refused' in r:
            refused.setdefault((r['method'], r['refused']), []).append(r['shape'])
    return '\n'.join([*lines, '', *(f"- {method} on {', '.join(dict.fromkeys(shapes))}: {why}" for (method, why), shapes in refused.items())]).rstrip() + '\n'


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--only', nargs='*')
    parser.add_argument('--methods', nargs='*')
    parser.add_argument('--out', type=Path)
    args = parser.parse_args()
    torch.set_num_threads(1)
    rows, cli = [], CommandLine()
    with tempfile.TemporaryDirectory() as temporary:
        classes, lines = write_data(Path(temporary))
        for name in args.only or SHAPES:
            folder = Path(temporary) / name.replace(' ', '-')
            with contextlib.redirect_stderr(io.StringIO()):
                hf, onnx = make(name, folder)
            task = 'causal-lm' if SHAPES[name][1] else 'classification'
            for method in args.methods or METHODS:
                row = {'shape': name, 'task': task, 'method': method, **case(cli, method, task, hf, onnx, lines if task == 'causal-lm' else classes, folder / method)}
                rows.append(row)
                print(f"{'ok  ' if passed(row) else 'FAIL'} {name:12} {task:14} {method:14} {row.get('refused') or row.get('error') or {k: v for k, v in row.items() if k in ('logits', 'loss', 'worst', 'tensor', 'tensors')}}", flush=True)
    if args.out:
        args.out.write_text(table(rows))
    raise SystemExit(0 if all(map(passed, rows)) else 1)


if __name__ == '__main__':
    main()
