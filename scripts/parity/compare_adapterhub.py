"""Checks our losses, gradients and adapter files against AdapterHub's library `adapters` on the same weights, adapter and batch.

    python scripts/parity/compare_adapterhub.py [--only pfeiffer] [--out scripts/parity/ADAPTERHUB.md]

(Needs torch, safetensors, onnx, onnxruntime and `adapters`, which brings a transformers of its own: use a virtual environment for it. Node with the
repository's packages.)

For every method the library makes the adapter, this script fills it and the head with random values (so that no gradient is zero
by construction), the library saves it, `cli gradients --load-adapter` reads it (the method and its hyper-parameters from the file,
too), and both sides compute the loss and the gradient of every trained tensor for one batch. Then the other way: a few steps of
`cli train --save-adapter --adapter-format adapterhub`, and the library loads what was written and must give our logits.
"""
import argparse
import json
import logging
import re
import tempfile
import warnings
from pathlib import Path

import adapters
import torch
import transformers
from adapters import BertAdapterModel, BnConfig, CompacterConfig, DoubleSeqBnConfig, GPT2AdapterModel, LoRAConfig, LoReftConfig, MAMConfig, ParBnConfig, PrefixTuningConfig, SeqBnConfig, UniPELTConfig
from adapters.composition import Fuse
from adapters.methods.reft import ReftUnit
from safetensors.torch import load_file, save_file
from transformers import GPT2LMHeadModel

from make_orthonormal import reflections

from common import CLASSES, EXPORT_LIMIT, GRADIENT_LIMIT, LOSS_LIMIT, ROOT, SEED, ZERO_LIMIT, make_batch, passes, relative, run_cli, worst_of, write_batch

NAME = 'test'
warnings.filterwarnings('ignore')
transformers.logging.set_verbosity_error()
logging.disable(logging.WARNING)

# The library's configuration of each method.
CONFIGS = {
    'sequential-adapter': DoubleSeqBnConfig(reduction_factor=4, non_linearity='gelu'),
    'sequential-adapter, swish': DoubleSeqBnConfig(reduction_factor=4),
    'pfeiffer-adapter': SeqBnConfig(reduction_factor=4),
    'parallel-adapter': ParBnConfig(reduction_factor=4),
    'parallel-adapter, learned scale': ParBnConfig(reduction_factor=4, scaling='learned'),
    'compacter': CompacterConfig(reduction_factor=4, phm_dim=2),
    'compacter++ (Houlsby\'s place)': CompacterConfig(reduction_factor=4, phm_dim=2, mh_adapter=False),
    'prefix-tuning': PrefixTuningConfig(flat=True, prefix_length=3),
    'prefix-tuning, MLP': PrefixTuningConfig(flat=False, prefix_length=3, bottleneck_size=7),
    'mam-adapter': MAMConfig(PrefixTuningConfig(flat=True, prefix_length=3), ParBnConfig(reduction_factor=4)),
    'mam-adapter, MLP': MAMConfig(PrefixTuningConfig(flat=False, prefix_length=3, bottleneck_size=7), ParBnConfig(reduction_factor=4)),
    'unipelt': UniPELTConfig(PrefixTuningConfig(flat=True, prefix_length=3), SeqBnConfig(reduction_factor=4), LoRAConfig(r=3, alpha=2)),
    'adapter-fusion': SeqBnConfig(reduction_factor=4),
    'loreft': LoReftConfig(r=3, prefix_positions=1, suffix_positions=1, dropout=0.0),
    'loreft, one for both': LoReftConfig(r=3, prefix_positions=1, suffix_positions=1, tied_weights=True, dropout=0.0),
}
# What differs by nature and is therefore not compared on GPT-2: see the notes.
ON_BERT_ONLY = ('parallel', 'mam', 'unipelt')
NOTES = """\
- **Sequential adapter (Houlsby)**: the library never trains the LayerNorms, the paper does; compared with `train_norms=false`. The library's default activation is swish, the paper's code has GELU: both are compared (`activation`).
- **Parallel adapter and MAM on GPT-2**: the library's parallel adapter reads the residual stream *before* the feed-forward block's LayerNorm. Ours reads what the block itself reads, behind the LayerNorm ("the same input as the sub-layer"). On BERT, where norms follow the blocks, both are one. Not compared on GPT-2, and `--adapter-format adapterhub` refuses it there.
- **Compacter++**: the library puts it where Pfeiffer's adapter is (`original_ln_before`), the paper's code where Houlsby's second one is, as we do. Compared with the library set to Houlsby's place.
- **UniPELT**: the library's gates are means over *all* positions, padding included; ours leave padding out. The batch has none here, so that both are the same function. In GPT-2 the library's gate averages over the whole text, so a token sees its future; ours is a running mean. Not compared there. Next to a gate neither the library nor UniPELT's own code multiplies by α / r; compared with α = r. When an adapter is written, α / r goes into B.
- **Prefixes**: the library lets the text start at position 0 (`shift_positions=false`); HF PEFT at l. The library can't write a prefix as safetensors itself (the layers share one tensor): its file is made here from its state dict without the duplicates. Where it loads ours it lists the duplicates as missing; they are the tensor that was loaded.
- **LoReFT**: the library's adapters are not read here: R is stored as it is, without what it started from. The same tensors are written as one of ours. Its last position is the last of the text, as ours and the paper's (pyreft's is the last but one); it does not hold positions below half of the text, which these texts are long enough for.
- **AdapterFusion**: the loss is the task's; the pull of W_v to the identity is left out on both sides. The fused adapters are frozen.
- **Heads**: the library's classification head of one layer reads the first token (BERT) or the last (GPT-2): `--pooling cls`, `last`. A head on the mean of all tokens is written to a file of its own, which the library does not read."""


def base_model(folder, task):
    if task == 'causal-lm':
        model = GPT2LMHeadModel.from_pretrained(folder, attn_implementation='eager')
        adapters.init(model)
        return model
    kind = json.loads((folder / 'config.json').read_text())['model_type']
    return (BertAdapterModel if kind == 'bert' else GPT2AdapterModel).from_pretrained(folder, attn_implementation='eager')


def save_weights(model, names, file):
    """What the library should write; its own writer fails on tensors that several modules share."""
    state = {n: p.detach().clone().contiguous() for n, p in model.state_dict().items() if any(f'.{name}.' in n for name in names) and '.prefix_tuning.pool.' not in n and not n.startswith('heads.')}
    save_file(state, file)


def with_library(method, model, task, generator, folder):
    """Adds, randomises and saves the adapter. @returns the tensors that are trained, by the names in the files."""
    fused = method == 'adapter-fusion'
    names = ['one', 'two'] if fused else [NAME]
    for name in names:
        model.add_adapter(name, config=CONFIGS[method])
    if fused:
        model.add_adapter_fusion(Fuse(*names), 'dynamic')
    if task == 'classification':
        model.add_classification_head(NAME, num_labels=CLASSES, layers=1, activation_function=None)
    if fused:
        model.train_adapter_fusion(Fuse(*names))
    else:
        model.train_adapter(NAME)
    model.eval()
    if task == 'classification':
        model.active_head = NAME
    mine = {n: p for n, p in model.named_parameters() if any(f'.{name}.' in n for name in names) or '.one,two.' in n or n.startswith('heads.')}
    with torch.no_grad():
        for n, p in mine.items():
            p.copy_((1.0 if n.endswith('.scaling') else 0.0) + 0.3 * torch.randn(p.shape, generator=generator))
    if fused:
        model.save_adapter_setup(folder, Fuse(*names), use_safetensors=True, **({'head_setup': NAME} if task == 'classification' else {}))
    elif 'prefix' in method or method.startswith(('mam', 'unipelt')):
        model.save_adapter(folder, NAME)  # for its configuration
        for file in folder.glob('*.bin'):
            file.unlink()
        save_weights(model, names, folder / 'adapter.safetensors')
        if task == 'classification':
            model.save_head(folder, NAME, use_safetensors=True)
    else:
        model.save_adapter(folder, NAME, use_safetensors=True)
    return {own_name(n): p for n, p in mine.items() if p.requires_grad}


def reft_as_ours(method, model, generator, folder, head):
    """
    LoReFT's tensors as one of our adapters: R stands there as what PyTorch's parametrization keeps, its start as the reflections whose
    product it is. @returns PyTorch's tensors by our names
    """
    named, start = {}, {}
    for name, unit in model.named_modules():
        if not isinstance(unit, ReftUnit):
            continue
        layer, at = re.search(r'\.(\d+)\..*units\.(\d)$', name).groups()
        stem = f'layer.{layer}.reft' + ('' if 'both' in method else ['.first', '.last'][int(at)])
        parametrization = unit.projection.parametrizations.weight
        r, d = parametrization.original.shape
        first = torch.randn(d, r, generator=generator).tril(-1)
        parametrization[0].base = reflections(first)
        with torch.no_grad():
            parametrization.original.copy_((0.3 * torch.randn(d, r, generator=generator).tril(-1) - torch.eye(d, r)).T)
        start[f'{stem}.start'] = first
        named |= {f'{stem}.learned_source.weight': unit.learned_source.weight, f'{stem}.learned_source.bias': unit.learned_source.bias, f'{stem}.rotate_layer': parametrization.original}
    for name, p in model.named_parameters():
        if name.startswith('heads.'):
            named[f'{head}.{name.split(".")[-1]}'] = p
    turned = lambda n, t: t.T.tril(-1) if n.endswith('rotate_layer') else t
    folder.mkdir(exist_ok=True)
    save_file({n: turned(n, p.detach()).clone().contiguous() for n, p in {**named, **start}.items()}, folder / 'adapter_model.safetensors', metadata={'format': 'pt'})
    (folder / 'adapter_config.json').write_text(json.dumps({'format': 'peft-playground', 'version': 1, 'method': 'loreft'}))
    return named


def own_name(name):
    """The prefix, which every layer's attention knows too, by the name of the model's own."""
    return re.sub(r'^(\w+)\..*\.prefix_tuning\.pool\.', r'\1.prefix_tuning.', name)


def pooling_of(weights):
    return 'cls' if 'bert' in weights.name else 'last'


def compare(method, label, weights, onnx, task):
    generator = torch.Generator().manual_seed(SEED)
    model = base_model(weights, task)
    batch = make_batch(model, task, generator, method != 'unipelt')
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        named = with_library(method, model, task, generator, folder / 'adapter')
        more = []
        if method.startswith('loreft'):
            named = reft_as_ours(method, model, generator, folder / 'reft', 'classifier' if pooling_of(weights) == 'cls' else 'score')
            more = ['--method', 'loreft', '--set', f'r=3,share_weights={str("both" in method).lower()}']
        write_batch(batch, folder / 'batch.json')
        output = model(**batch, return_dict=True)
        output.loss.backward()
        answer = run_cli('gradients', onnx, *more, '--batch', folder / 'batch.json', '--load-adapter', folder / ('reft' if more else 'adapter'), '--task', task, '--pooling', pooling_of(weights), '--out', folder / 'gradients.safetensors')
        ours = load_file(folder / 'gradients.safetensors')
    theirs = {n: p.grad.T if n.endswith('rotate_layer') else p.grad for n, p in named.items() if p.grad is not None}
    # Tensors that are part of the adapter but frozen (the adapters under a fusion).
    ours = {n: g for n, g in ours.items() if n in theirs or g.any()}
    worst_tensor, worst = worst_of(ours, theirs, f'{method} on {label}', 'the library')
    return {'method': method, 'model': label, 'task': f'{task}, {pooling_of(weights)}' if task == 'classification' else task, 'tensors': len(theirs), 'loss': output.loss.item(),
            'loss_difference': abs(answer['loss'] - output.loss.item()) / abs(output.loss.item()), 'worst': worst, 'worst_tensor': worst_tensor}


EXPORTS = {
    'bert': ['sequential-adapter:train_norms=false', 'pfeiffer-adapter:m=5', 'parallel-adapter', 'parallel-adapter:learn_scale=true', 'compacter', 'compacter:variant=compacter++', 'prefix-tuning:l=4,shift_positions=false',
             'mam-adapter:l=4,shift_positions=false', 'mam-adapter:l=4,shift_positions=false,reparameterise=true', 'unipelt:l=4,r=4,alpha=8,shift_positions=false', 'adapter-fusion:sources=1'],
    'gpt2': ['sequential-adapter:train_norms=false', 'pfeiffer-adapter:m=5', 'compacter', 'prefix-tuning:l=4,shift_positions=false'],
}


def exported(model_folder, method, data, task):
    """Trains a few steps with the command line, loads the saved folder with the library and compares the logits of one batch."""
    generator = torch.Generator().manual_seed(SEED)
    identifier, _, settings = method.partition(':')
    pooling = pooling_of(Path('bert' if task == 'classification' else 'gpt2'))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        run_cli('train', model_folder, '--method', identifier, *(['--set', settings] if settings else []), '--data', data, '--steps', '6', '--batch', '2', '--length', '16', '--lr', '0.05', '--schedule', 'constant',
                '--warmup', '0', '--threads', '1', '--pooling', pooling, '--save-adapter', folder / 'adapter', '--adapter-format', 'adapterhub')
        model = from_onnx(model_folder, task)
        batch = make_batch(model, task, generator, identifier != 'unipelt')
        del batch['labels']
        with torch.no_grad():
            info = {}
            if identifier == 'adapter-fusion':
                model.load_adapter_setup(str(folder / 'adapter'), set_active=True, use_safetensors=True)
            else:
                name = model.load_adapter(str(folder / 'adapter'), set_active=True, use_safetensors=True, loading_info=info)
                if task == 'classification':
                    model.active_head = name
            missing = [n for n in info.get('missing_keys', []) if '.prefix_tuning.pool.' not in n]
            if missing or info.get('unexpected_keys'):
                raise SystemExit(f'{method}: missing {missing[:5]}, unexpected {info["unexpected_keys"][:5]}')
            theirs = model.eval()(**batch, return_dict=True).logits
            model.set_active_adapters(None)
            plain = model(**batch, return_dict=True).logits
        write_batch(batch, folder / 'batch.json')
        ours = torch.tensor(run_cli('logits', model_folder, '--batch', folder / 'batch.json', '--load-adapter', folder / 'adapter', '--task', task)['logits'])
    mask = batch['attention_mask'].bool() if task == 'causal-lm' else slice(None)
    return {'method': method, 'model': f'models/{model_folder.name}', 'difference': relative(ours[mask], theirs[mask]), 'moved': relative(plain[mask], theirs[mask])}


def from_onnx(folder, task):
    """One of the bundled models in the library's class."""
    import sys
    sys.path.insert(0, str(ROOT / 'models' / 'scripts'))
    from onnx_to_hf import load
    source = load(folder)
    if task == 'causal-lm':
        adapters.init(source)
        return source
    source.config._attn_implementation = 'eager'
    model = BertAdapterModel(source.config)
    model.bert.load_state_dict(source.state_dict(), strict=False)
    return model


def cases():
    """(label, PyTorch weights, ONNX folder, task)"""
    fixtures = ROOT / 'fixtures'
    yield 'fixtures/bert (TorchScript)', fixtures / 'bert', fixtures / 'bert-torchscript', 'classification'
    yield 'fixtures/gpt2 (dynamo)', fixtures / 'gpt2', fixtures / 'gpt2-dynamo', 'classification'
    yield 'fixtures/gpt2 (TorchScript)', fixtures / 'gpt2', fixtures / 'gpt2-torchscript', 'causal-lm'


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--only', default='', help='only methods whose name starts with this, or "export"')
    parser.add_argument('--out', type=Path, default=ROOT / 'scripts' / 'parity' / 'ADAPTERHUB.md')
    args = parser.parse_args()
    torch.set_num_threads(1)
    rows, exports = [], []
    for label, weights, onnx, task in cases():
        for method in CONFIGS:
            # a text that goes on has no last position
            if not method.startswith(args.only) or (method.startswith('loreft') and task == 'causal-lm') or (weights.name == 'gpt2' and method.startswith(ON_BERT_ONLY)):
                continue
            row = compare(method, label, weights, onnx, task)
            rows.append(row)
            print(f'{method:34} {label:28} {row["task"]:22} {row["tensors"]:4} loss {row["loss_difference"]:8.1e} gradient {row["worst"]:8.1e}  {row["worst_tensor"]}', flush=True)
    for family, model, data, task in [('bert', 'tiny-encoder', 'fine_foods', 'classification'), ('gpt2', 'tiny-decoder', 'shakespeare_sonnets', 'causal-lm')]:
        for method in EXPORTS[family] if args.only in ('', 'export') else []:
            row = exported(ROOT / 'models' / model, method, data, task)
            exports.append(row)
            print(f'export {method:52} {row["model"]:20} logits {row["difference"]:8.1e}  (moved by {row["moved"]:.1e})', flush=True)
    passed = passes(rows, exports)
    if not args.only:
        write(args.out, rows, exports, passed)
    print('passed' if passed else 'FAILED')
    raise SystemExit(0 if passed else 1)


def write(path, rows, exports, passed):
    lines = ['# Parity with AdapterHub\'s `adapters`', '',
             f'Written by `scripts/parity/compare_adapterhub.py` with torch {torch.__version__}, transformers {transformers.__version__}, adapters {adapters.__version__}. '
             f'Relative differences in the Euclidean norm; limits: {LOSS_LIMIT:g} for the loss, {GRADIENT_LIMIT:g} for every gradient tensor (one smaller than {ZERO_LIMIT:g} of the largest is judged on that scale). **{"Passed" if passed else "Failed"}.**', '',
             '| method | model | task | tensors | loss | rel. diff. loss | worst tensor, rel. diff. | which |', '|---|---|---|---:|---:|---:|---:|---|']
    lines += [f'| {r["method"]} | {r["model"]} | {r["task"]} | {r["tensors"]} | {r["loss"]:.5f} | {r["loss_difference"]:.1e} | {r["worst"]:.1e} | `{r["worst_tensor"]}` |' for r in rows]
    lines += ['', '## Adapters that we trained and saved, loaded by the library', '',
              f'Six steps of `cli train --save-adapter --adapter-format adapterhub`, then `load_adapter` with no key missing or left over (for the fusion `load_adapter_setup`, which lists no keys). Relative difference of the logits of one batch, limit {EXPORT_LIMIT:g}; '
              'the last column says how far the adapter moved them.', '', '| method | model | rel. diff. logits | moved by |', '|---|---|---:|---:|']
    lines += [f'| {r["method"]} | {r["model"]} | {r["difference"]:.1e} | {r["moved"]:.1e} |' for r in exports]
    path.write_text('\n'.join(lines) + '\n\n## Where the library and we differ\n\n' + NOTES + '\n')


if __name__ == '__main__':
    main()
