"""Checks losses, logits and gradients of the tasks beside plain classification against PyTorch and HF PEFT, as compare.py does for that.

    python scripts/parity/compare_tasks.py [--only regression] [--out scripts/parity/TASKS.md]

(Needs torch, transformers 5, peft, safetensors; Node with the repository's packages.) Pairs have the token types of two texts; numbers have
the mean squared error and several labels binary cross-entropy, as `problem_type` has them in Transformers; words have a class each, with
Transformers' classes for token classification; instructions are the conversations of fixtures/chat, whose loss is on what the assistant says.
For every method PEFT makes the adapter, fills it with random values and saves it, and `cli gradients --load-adapter` loads it. Full
fine-tuning is compared with plain PyTorch on perturbed weights.
"""
import argparse
import json
import tempfile
import warnings
from pathlib import Path

import torch
import transformers
from peft import IA3Config, LoraConfig, PromptTuningConfig, get_peft_model
from safetensors.torch import load_file
from torch import nn
from transformers import BertForTokenClassification, GPT2ForTokenClassification
from transformers.modeling_outputs import SequenceClassifierOutput

from common import CLASSES, GRADIENT_LIMIT, LOSS_LIMIT, ROOT, SEED, TOKENS, ZERO_LIMIT, make_batch, passes, relative, run_cli, worst_of, write_batch
from compare import Pooled, base_model, randomise, saved_name, without_peft

warnings.filterwarnings('ignore')
transformers.logging.set_verbosity_error()

FIXTURES = ROOT / 'fixtures'
HEADED = ('pairs', 'regression', 'multi-label')
# what the command line calls a task
TASKS = {'pairs': 'classification', 'instructions': 'causal-lm'}
# method -> how the command line calls it
CALLS = {'lora': {'bert': 'lora:r=4,alpha=8,targets=q+v', 'gpt2': 'lora:r=4,alpha=8,targets=qkv'}, 'ia3': 'ia3:placement=peft', 'prompt-tuning': 'prompt-tuning:l=3', 'full': 'full:'}


class Headed(Pooled):
    """The mean over the text's positions and one linear layer, with the loss of the task."""

    def __init__(self, config, base, prefix, head, task):
        super().__init__(config, base, prefix, head, 'mean')
        self.task = task
        if task == 'regression':
            self.num_labels = 1
            setattr(self, head, nn.Linear(config.hidden_size, 1))

    def forward(self, labels=None, token_type_ids=None, **inputs):
        base = getattr(self, self.prefix)
        if token_type_ids is not None:
            # the parent calls the base model without types; prompts before the text are of the first one
            self.types = nn.functional.pad(token_type_ids, (inputs['attention_mask'].shape[1] - token_type_ids.shape[1], 0))
            hook = base.register_forward_pre_hook(lambda _, args, given: (args, {**given, 'token_type_ids': self.types}), with_kwargs=True)
        logits = super().forward(**inputs).logits
        if token_type_ids is not None:
            hook.remove()
        loss = {'pairs': nn.functional.cross_entropy, 'regression': lambda given, wanted: nn.functional.mse_loss(given[:, 0], wanted),
                'multi-label': lambda given, wanted: nn.functional.binary_cross_entropy_with_logits(given, wanted.float())}[self.task]
        return SequenceClassifierOutput(loss=None if labels is None else loss(logits, labels), logits=logits)


def task_model(family, task):
    base = base_model(FIXTURES / family)
    if task == 'instructions':
        return base
    config = base.config
    config.num_labels = CLASSES
    if task == 'token-classification':
        model = (BertForTokenClassification if family == 'bert' else GPT2ForTokenClassification)(config)
        part = 'bert' if family == 'bert' else 'transformer'
        getattr(model, part).load_state_dict((base if family == 'bert' else base.transformer).state_dict())
        return model.eval()
    if family == 'bert':
        return Headed(config, base, 'bert', 'classifier', task).eval()
    return Headed(config, base.transformer, 'transformer', 'score', task).eval()


def batch_of(model, task, generator):
    if task == 'instructions':
        return chat_batch(model.config.n_positions)
    batch = make_batch(model, 'classification', generator)
    mask = batch['attention_mask']
    if task == 'pairs':
        batch['token_type_ids'] = (torch.arange(TOKENS)[None] >= torch.tensor([[4], [2], [1]])).long() * mask
    if task == 'regression':
        batch['labels'] = 2 * torch.randn(3, generator=generator)
    if task == 'multi-label':
        batch['labels'] = torch.randint(0, 2, (3, CLASSES), generator=generator)
    if task == 'token-classification':
        words = torch.randint(0, 3, mask.shape, generator=generator) > 0  # the other pieces of words have no class
        batch['labels'] = torch.where((mask == 1) & words, torch.randint(0, CLASSES, mask.shape, generator=generator), -100)
    return batch


def chat_batch(longest):
    """Conversations of fixtures/chat; ids are folded into the small vocabulary, which changes nothing of what is compared."""
    templates = json.loads((FIXTURES / 'chat' / 'expected.json').read_text())
    cases = [case for template in templates for case in template['cases'] if len(case.get('ids', range(longest + 1))) <= longest][:3]
    length = max(len(case['ids']) for case in cases)
    padded = lambda rows, filling: torch.tensor([row + [filling] * (length - len(row)) for row in rows])
    ids = padded([[5 + i % 90 for i in case['ids']] for case in cases], 0)
    learnt = padded([case['mask'] for case in cases], 0)
    return {'input_ids': ids, 'attention_mask': padded([[1] * len(case['ids']) for case in cases], 0), 'labels': torch.where(learnt == 1, ids, -100)}


def peft_config(method, family, task):
    kind = {'task_type': {'token-classification': 'TOKEN_CLS', 'instructions': 'CAUSAL_LM'}.get(task, 'SEQ_CLS')}
    bert = family == 'bert'
    if method == 'lora':
        return LoraConfig(r=4, lora_alpha=8, target_modules=['query', 'value'] if bert else ['c_attn'], fan_in_fan_out=not bert, **kind)
    if method == 'prompt-tuning':
        return PromptTuningConfig(num_virtual_tokens=3, num_transformer_submodules=1, **kind)
    names = ['key', 'value', 'output.dense'] if bert else ['c_attn', 'mlp.c_proj']
    return IA3Config(target_modules=names, feedforward_modules=names[-1:], fan_in_fan_out=not bert, **kind)


def compare(method, family, task):
    generator = torch.Generator().manual_seed(SEED)
    torch.manual_seed(SEED)
    model = task_model(family, task)
    batch = batch_of(model, task, generator)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        if method == 'full':
            wrapped, named = without_peft(method, model, generator, folder)
        else:
            wrapped = get_peft_model(model, peft_config(method, family, task)).eval()
            trainable = {n: p for n, p in wrapped.named_parameters() if p.requires_grad}
            randomise(trainable.values(), generator, 1.0 if method == 'ia3' else 0.0)
            wrapped.save_pretrained(folder)
            named = {saved_name(n): p for n, p in trainable.items()}
        write_batch(batch, folder / 'batch.json')
        output = wrapped(**batch)
        output.loss.backward()
        call = CALLS[method] if isinstance(CALLS[method], str) else CALLS[method][family]
        identifier, settings = call.split(':')
        common = [FIXTURES / f'{family}-torchscript', '--batch', folder / 'batch.json', '--method', identifier, '--task', TASKS.get(task, task), '--load-adapter', folder,
                  *(['--set', settings] if settings else []), *(['--pooling', 'mean'] if task in HEADED else [])]
        answer = run_cli('gradients', *common, '--out', folder / 'gradients.safetensors')
        logits = torch.tensor(run_cli('logits', *common)['logits'])
        ours = load_file(folder / 'gradients.safetensors')
    theirs = {n: p.grad for n, p in named.items() if p.grad is not None}
    worst_tensor, worst = worst_of(ours, theirs, f'{method} on {family}, {task}', 'PyTorch')
    given = output.logits.detach()[:, -logits.shape[1]:] if logits.dim() == 3 else output.logits.detach()
    counted = batch['attention_mask'] == 1 if logits.dim() == 3 else slice(None)
    return {'method': method, 'model': f'fixtures/{family}', 'task': task, 'tensors': len(theirs), 'loss': output.loss.item(),
            'loss_difference': abs(answer['loss'] - output.loss.item()) / abs(output.loss.item()),
            'logits_difference': relative(logits[counted], given[counted]), 'worst': worst, 'worst_tensor': worst_tensor}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--only', default='', help='only this task or method')
    parser.add_argument('--out', type=Path, default=ROOT / 'scripts' / 'parity' / 'TASKS.md')
    args = parser.parse_args()
    torch.set_num_threads(1)
    rows = []
    for task, families in {'pairs': ['bert'], 'regression': ['bert', 'gpt2'], 'multi-label': ['bert', 'gpt2'], 'token-classification': ['bert', 'gpt2'], 'instructions': ['gpt2']}.items():
        for family in families:
            for method in CALLS:
                # PEFT holds the classes of the text against the answers to prompt and text together, which fails.
                if args.only and args.only not in (task, method) or (task, method) == ('token-classification', 'prompt-tuning'):
                    continue
                row = compare(method, family, task)
                rows.append(row)
                print(f'{method:14} {row["model"]:14} {task:22} {row["tensors"]:4} {row["loss_difference"]:9.1e} {row["logits_difference"]:9.1e} {row["worst"]:9.1e}  {row["worst_tensor"]}', flush=True)
    passed = passes(rows, [])
    if not args.only:
        write(args.out, rows, passed)
    print('passed' if passed else 'FAILED')
    raise SystemExit(0 if passed else 1)


def write(path, rows, passed):
    import peft
    lines = ['# Tasks: parity with PyTorch and HF PEFT', '',
             f'Written by `scripts/parity/compare_tasks.py` with torch {torch.__version__}, transformers {transformers.__version__}, peft {peft.__version__}. Relative differences in the '
             f'Euclidean norm; limits: {LOSS_LIMIT:g} for the loss, {GRADIENT_LIMIT:g} for every gradient tensor; one smaller than {ZERO_LIMIT:g} of the case\'s largest is compared on that scale. '
             f'**{"Passed" if passed else "Failed"}.**', '',
             '| task | method | model | tensors | loss | rel. diff. loss | rel. diff. logits | worst tensor, rel. diff. | which |',
             '|---|---|---|---:|---:|---:|---:|---:|---|']
    lines += [f'| {r["task"]} | {r["method"]} | {r["model"]} | {r["tensors"]} | {r["loss"]:.5f} | {r["loss_difference"]:.1e} | {r["logits_difference"]:.1e} | {r["worst"]:.1e} | `{r["worst_tensor"]}` |' for r in rows]
    path.write_text('\n'.join(lines) + '\n')


if __name__ == '__main__':
    main()
