"""Loads adapters that we save for HF PEFT into the library's own classes, and compares the logits.

    python scripts/parity/peft_classes.py [--only BERT GPT-2] [--out scripts/parity/PEFT_CLASSES.md]

(Needs torch, transformers 5, peft, tokenizers, onnx, onnxruntime; Node with the repository's packages.)

For each shape a tiny random model is exported as people export it (encoders without their head, decoders as language models). The
command line fine-tunes the export for a few steps and saves the adapter with `--adapter-format peft`. PEFT then loads it on
`AutoModelForSequenceClassification` or `AutoModelForCausalLM` with the same base weights. A case passes where no key is missing and
none is left over, and the logits for a batch with texts of different lengths differ by at most 1e-4 from those of `cli logits`.
"""
import argparse
import contextlib
import io
import json
import sys
import tempfile
import warnings
from pathlib import Path

import torch
import transformers
from peft import PeftModel, set_peft_model_state_dict
from peft.utils.save_and_load import load_peft_weights

from common import CLASSES, ROOT, CommandLine
from shapes import SHAPES, VOCAB, make, write_data

transformers.logging.set_verbosity_error()
LIMIT = 1e-4
STEPS = 8

# what the table calls it -> method and hyper-parameters for the command line
METHODS = {
    'LoRA': ('lora', 'r=4,alpha=8'),
    'LoRA, all layers, DoRA': ('lora', 'r=3,alpha=6,dora=true,targets=ALL'),
    '(IA)³': ('ia3', ''),
    'AdaLoRA': ('adalora', 'init_r=4,target_r=2,targets=auto'),
    'KronA': ('krona', ''),
    'Prompt tuning': ('prompt-tuning', 'l=4'),
    'P-tuning': ('p-tuning', 'l=4,e=8'),
    'Prefix tuning': ('prefix-tuning', 'l=4,reparameterise=false'),
}

# queries, keys and values lie head by head in one matrix, so that there is no q, k or v
MIXED = set()


def train(cli, folder, data, task, method, settings, out):
    """@returns what the command line says where it refuses, else None"""
    code, _, said = cli('train', folder, '--data', data, '--task', task, '--method', method, *(['--set', settings] if settings else []),
                        '--steps', STEPS, '--batch', 4, '--length', 12, '--lr', 0.05, '--threads', 1, '--save-adapter', out, '--adapter-format', 'peft')
    return None if code == 0 else said.strip().splitlines()[-1]


def batch(model, padded):
    generator = torch.Generator().manual_seed(11)
    ids = torch.randint(5, VOCAB, (3, 9), generator=generator)
    lengths = [9, 6, 4] if padded else [9, 9, 9]
    mask = torch.tensor([[1] * n + [0] * (9 - n) for n in lengths])
    return {'input_ids': torch.where(mask == 1, ids, model.config.pad_token_id), 'attention_mask': mask}


def load(hf, folder, task):
    """@returns the wrapped model, and the keys that are missing or left over"""
    kind = transformers.AutoModelForCausalLM if task == 'causal-lm' else transformers.AutoModelForSequenceClassification
    with contextlib.redirect_stderr(io.StringIO()):
        extra = {} if task == 'causal-lm' else {'num_labels': CLASSES}
        base = kind.from_pretrained(hf, attn_implementation='eager', **extra)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter('always')
        model = PeftModel.from_pretrained(base, folder).eval()
    said = [str(w.message) for w in told if 'missing' in str(w.message).lower() or 'unexpected' in str(w.message).lower()]
    # Once more by hand: from_pretrained says nothing of keys that are left over.
    result = set_peft_model_state_dict(model, load_peft_weights(folder))
    adapter = [k for k in result.missing_keys if any(part in k for part in ('lora_', 'lokr_', 'ia3_', 'modules_to_save', 'prompt_encoder'))]
    left = [k for k in result.unexpected_keys if k != 'prompt_embeddings']  # PEFT takes those out of the file itself
    return model, said + [k for k in adapter if 'prompt_encoder' not in k] + left


def case(cli, name, label, task, hf, onnx, data, folder):
    method, settings = METHODS[label]
    if name in MIXED:
        settings = {'ia3': 'placement=peft', 'krona': 'targets=qkv+down'}.get(method, settings)
    if 'ALL' in settings:
        inside = {part['part'].split('.')[-1] for part in cli('inspect', onnx)[1]['parts'] if part['part'].startswith('layer.0.')}
        settings = settings.replace('ALL', '+'.join(site for site in ('q', 'k', 'v', 'qkv', 'o', 'up', 'gate', 'down') if site in inside))
    refused = train(cli, onnx, data, task, method, settings, folder)
    row = {'shape': name, 'task': task, 'method': label}
    if refused:
        return {**row, 'refused': refused}
    try:
        model, keys = load(hf, folder, task)
    except Exception as error:  # what PEFT or Transformers refuse
        return {**row, 'error': f'{type(error).__name__}: {str(error)[:200]}'}
    # With virtual tokens the library's decoders can't tell which tokens are padding.
    padded = not (task == 'classification' and SHAPES[name][1] and method in ('prompt-tuning', 'p-tuning'))
    inputs = batch(model, padded)
    (folder / 'batch.json').write_text(json.dumps({k: v.tolist() for k, v in inputs.items()}))
    ours = torch.tensor(cli('logits', onnx, '--batch', folder / 'batch.json', '--load-adapter', folder, '--task', task)[1]['logits'])
    with torch.no_grad():
        try:
            theirs = model(**inputs).logits
        except Exception as error:
            return {**row, 'error': f'{type(error).__name__}: {str(error)[:200]}'}
    theirs = theirs[:, -ours.shape[1]:] if task == 'causal-lm' else theirs
    text = inputs['attention_mask'].bool() if task == 'causal-lm' else slice(None)
    return {**row, 'keys': keys, 'difference': (ours - theirs)[text].abs().max().item(), 'size': theirs[text].abs().max().item()}


# Refusals that are right: PEFT has no such form, or the model no place for a prefix before its text.
RIGHT = ('HF PEFT has no form', "which this model's positions do not allow")


def has_class(name, task):
    """Whether Transformers has a class with a head for the task: else there is nothing to compare with."""
    return task == 'causal-lm' or type(SHAPES[name][0]()) in transformers.AutoModelForSequenceClassification._model_mapping


def passed(row):
    return any(reason in row.get('refused', '') for reason in RIGHT) or ('difference' in row and not row['keys'] and row['difference'] <= LIMIT)


def outcome(row):
    if 'refused' in row:
        return '–'
    if 'error' in row:
        return 'PEFT: ' + row['error'][:60]
    number = f"{row['difference']:.0e}"
    return (number if row['difference'] <= LIMIT else f'**{number}**') + ('' if not row['keys'] else f" ({len(row['keys'])} keys)")


def table(rows):
    import peft
    lines = ['# Our adapters in HF PEFT\'s own classes', '',
             f'`python scripts/parity/peft_classes.py` with peft {peft.__version__}, transformers {transformers.__version__}, torch {torch.__version__.split("+")[0]}. Largest difference of logits (limit {LIMIT:g}; above it in bold); '
             'in every case without a missing or unexpected key. –: refused by us, with the reason below.', '',
             '| shape | task | ' + ' | '.join(METHODS) + ' |', '|---|---|' + '---|' * len(METHODS)]
    cells = {(r['shape'], r['task'], r['method']): outcome(r) for r in rows}
    for shape, task in dict.fromkeys((r['shape'], r['task']) for r in rows):
        lines.append(f'| {shape} | {task} | ' + ' | '.join(cells.get((shape, task, m), '') for m in METHODS) + ' |')
    refused = {}
    for r in rows:
        if 'refused' in r:
            refused.setdefault((r['method'], r['refused']), []).append(r['shape'])
    lines += ['', *(f"- {method} on {', '.join(dict.fromkeys(shapes))}: {why}" for (method, why), shapes in refused.items())]
    return '\n'.join(lines).rstrip() + '\n'


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--only', nargs='*')
    parser.add_argument('--methods', nargs='*')
    parser.add_argument('--tasks', nargs='*', default=['classification', 'causal-lm'])
    parser.add_argument('--out', type=Path)
    args = parser.parse_args()
    torch.set_num_threads(1)
    rows, cli = [], CommandLine()
    with tempfile.TemporaryDirectory() as temporary:
        classes, lines = write_data(Path(temporary))
        for name in args.only or SHAPES:
            folder = Path(temporary) / name
            with contextlib.redirect_stderr(io.StringIO()):
                hf, onnx = make(name, folder)
            for task in args.tasks:
                if (task == 'causal-lm' and not SHAPES[name][1]) or not has_class(name, task):
                    continue
                for number, label in enumerate(args.methods or METHODS):
                    row = case(cli, name, label, task, hf, onnx, lines if task == 'causal-lm' else classes, folder / f'{task}-{number}')
                    rows.append(row)
                    print(f"{'ok  ' if passed(row) else 'FAIL'} {name:10} {task:14} {label:22} {row.get('refused') or row.get('error') or (row['difference'], row['keys'][:3], row['size'])}", flush=True)
    if args.out:
        args.out.write_text(table(rows))
    sys.exit(0 if all(map(passed, rows)) else 1)


if __name__ == '__main__':
    main()
