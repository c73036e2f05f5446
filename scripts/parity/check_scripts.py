"""
Runs the script that the Scale view offers for every method, on small random models of each family, with the real
Transformers, PEFT, Accelerate and bitsandbytes, on the CPU:

    python scripts/parity/check_scripts.py [--only PART_OF_AN_ID] [--report scripts/parity/SCRIPTS.md]

Each script is run as it is, with options that it has itself. What is asserted of all: the loss is finite and falls, the
trained numbers are those that the registry counts, frozen tensors stay, trained ones move, and what is saved loads again
and gives the same logits. And of each method what makes it that method: see `facts_of`.

Needs torch, transformers, peft, accelerate, bitsandbytes, scipy.
"""
import argparse
import contextlib
import importlib.util
import io
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

os.environ.setdefault('ACCELERATE_USE_CPU', 'true')
os.environ.setdefault('TQDM_DISABLE', '1')
os.environ.setdefault('HF_HUB_OFFLINE', '1')
ROOT = Path(__file__).resolve().parents[2]

import accelerate
import bitsandbytes
import peft
import torch
import transformers
from accelerate.state import AcceleratorState, GradientState
from script_models import CLASSES, HIDDEN, LAYERS, VOCABULARY, kind_of, make_data, make_model

STEPS = 40

transformers.logging.set_verbosity_error()
warnings.filterwarnings('ignore')
torch.set_num_threads(1)


# ---- one run ---------------------------------------------------------------------------------------------------------

@contextlib.contextmanager
def cuda_means_cpu():
    """PEFT works out LoftQ's start on a device that it calls "cuda", whatever there is."""
    moves = {kind: kind.to for kind in (torch.Tensor, bitsandbytes.nn.Params4bit)}

    def redirected(move):
        return lambda self, *places, **named: move(
            self, *('cpu' if place == 'cuda' else place for place in places),
            **{name: 'cpu' if place == 'cuda' else place for name, place in named.items()})

    try:
        for kind, move in moves.items():
            kind.to = redirected(move)
        yield
    finally:
        for kind, move in moves.items():
            kind.to = move


class Run:
    """A script, run in this process with its own command line; what its model was before and after."""

    def __init__(self, path, *arguments):
        AcceleratorState._reset_state()
        GradientState._reset_state()
        spec = importlib.util.spec_from_file_location('script', path)
        self.module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.module)
        make = self.module.make_optimizer

        def watched(model, rate):
            optimizer = make(model, rate)
            self.model = model
            self.before = {name: tensor.detach().clone() for name, tensor in model.named_parameters()}
            self.trained = {name for name, tensor in model.named_parameters() if tensor.requires_grad}
            return optimizer

        self.module.make_optimizer = watched
        out = io.StringIO()
        argv, sys.argv = sys.argv, [str(path), *map(str, arguments)]
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()), cuda_means_cpu():
                self.module.main()
        finally:
            sys.argv = argv
        self.output = out.getvalue()
        self.losses = [float(loss) for loss in re.findall(r'loss (\S+)$', self.output, re.M) if loss]
        self.after = {name: tensor.detach() for name, tensor in self.model.named_parameters()}

    def counted(self):
        """Trained numbers of the method and of the head, as the script prints them."""
        method, head = re.search(r'trained numbers: ([\d,]+) of the method, ([\d,]+) of the head', self.output).groups()
        return int(method.replace(',', '')), int(head.replace(',', ''))

    def moved(self, name):
        return not torch.equal(self.before[name], self.after[name])

    def module_named(self, kind):
        return [(name, module) for name, module in self.model.named_modules() if type(module).__name__ == kind]


def require(condition, what):
    if not condition:
        raise AssertionError(what)


# ---- what makes a method that method ---------------------------------------------------------------------------------

def expected_count(case, folder):
    count = case['trainable']
    # The registry counts the language model's output matrix, which a classifier does not have.
    if case['method'] == 'full' and case['family'] == 'llama' and case['task'] == 'classification':
        count -= VOCABULARY * HIDDEN
    return count


def dequantised(module):
    weight = module.base_layer.weight
    return bitsandbytes.functional.dequantize_4bit(weight.data, weight.quant_state).float()


def original(folder, name, task):
    weights = dict(kind_of(task).from_pretrained(folder, dtype=torch.float32).named_parameters())
    return weights[name.removeprefix('base_model.model.') + '.weight'].data


def product(run, name):
    return run.before[f'{name}.lora_B.default.weight'] @ run.before[f'{name}.lora_A.default.weight']


def loftq_error(run, folder, task, weight_of):
    """Mean of ‖W − Q − BA‖ / ‖W − Q‖ over the targets, before the first step."""
    ratios = []
    for name, module in run.model.named_modules():
        if f'{name}.lora_A.default.weight' not in run.before or weight_of(module) is None:
            continue
        lost = original(folder, name, task) - weight_of(module)
        ratios.append(((lost - product(run, name)).norm() / lost.norm()).item())
    require(ratios and max(ratios) < 1, f'LoftQ starts no nearer than quantisation alone: {ratios}')
    return f'error of the start {statistics.mean(ratios):.2f} of that of NF4 alone, {len(ratios)} matrices'


def facts_of(case, run, folder):
    """Asserts what the method is known by. @returns it in words"""
    method, hp = case['method'], case['hyperparameters']
    if method == 'adalora':
        config = run.model.peft_config['default']
        require(config.total_step == STEPS, f'total_step is {config.total_step}')
        pattern = config.rank_pattern
        kept, matrices = sum(sum(ranks) for ranks in pattern.values()), len(pattern)
        require(kept == hp['target_r'] * matrices, f'{kept} ranks are left of {hp["init_r"] * matrices}, not {hp["target_r"] * matrices}')
        alive = sum(int((run.after[name] != 0).sum()) for name in run.after if 'lora_E' in name)
        require(alive <= kept, f'{alive} singular values are not zero')
        return f'{hp["init_r"] * matrices} → {kept} ranks in {matrices} matrices'
    if method == 'lora-fa':
        still = [name for name in run.before if 'lora_A' in name]
        require(still and not any(run.moved(name) for name in still), 'A moves')
        require(all(run.moved(name) for name in run.before if 'lora_B' in name), 'B does not move')
        return f'A of {len(still)} matrices as drawn{", corrected gradient" if hp["correct"] else ""}'
    if method in ('qlora', 'loftq'):
        four = run.module_named('Linear4bit')
        linears = [module.base_layer if hasattr(module, 'base_layer') else module for _, module in four]
        if method == 'loftq' and hp['iterations'] > 1:
            require(not four, 'a base in 4 bit was not expected')
            return loftq_error(run, folder, case['task'], lambda module: getattr(getattr(module, 'base_layer', None), 'weight', None))
        require(linears, 'nothing is in 4 bit')
        states = [linear.weight.quant_state for linear in linears]
        require(all(state.quant_type == 'nf4' for state in states), 'not NF4')
        require(all(state.nested == hp['double'] for state in states), 'double quantisation differs')
        if method == 'qlora':
            return f'{len(set(map(id, linears)))} matrices in NF4{", scales quantised too" if hp["double"] else ""}'
        return loftq_error(run, folder, case['task'], lambda module: dequantised(module) if type(module).__name__ == 'Linear4bit' else None)
    if method == 'lora':
        layer = next(module for _, module in run.model.named_modules() if hasattr(module, 'lora_A') and hasattr(module, 'scaling'))
        wanted = hp['alpha'] / (hp['r'] ** 0.5 if hp['rslora'] else hp['r'])
        require(abs(layer.scaling['default'] - wanted) < 1e-6, f'scaling is {layer.scaling["default"]}')
        magnitudes = [name for name in run.trained if 'magnitude' in name]
        require(bool(magnitudes) == hp['dora'], 'magnitudes')
        return f'scale {wanted:.3g}{f", {len(magnitudes)} magnitudes" if magnitudes else ""}'
    if method in ('prompt-tuning', 'prefix-tuning'):
        start = run.before['prompt_encoder.default.embedding.weight']
        if hp.get('init') == 'vocabulary':
            words = run.model.get_base_model().get_input_embeddings().weight
            require(all((words == row).all(1).any() for row in start), 'a virtual token is not a word')
            return f'{len(start)} virtual tokens start as words'
        wanted = hp.get('init_std', 0.02)
        require(0.8 * wanted < start.std() < 1.2 * wanted, f'start has a deviation of {start.std():.3f}')
        return f'{len(start)} virtual tokens, start σ {wanted}'
    if method == 'bitfit':
        require(all(name.endswith('.bias') for name in run.trained if not run.module.is_head(name)), 'not only biases')
        return f'{sum(not run.module.is_head(name) for name in run.trained)} bias vectors'
    if method == 'ln-tuning':
        require(all('ln_tuning_layers' in name for name in run.trained if not run.module.is_head(name)), 'not only norms')
        return f'{sum(not run.module.is_head(name) for name in run.trained)} gains and biases of norms'
    if method == 'krona':
        require(any('lokr_w1' in name for name in run.trained) and not any('_w1_a' in name or '_w2_a' in name for name in run.trained), 'factors are not whole')
        return 'both factors whole'
    if method == 'ia3':
        require(all((run.before[name] == 1).all() for name in run.trained if 'ia3_l' in name), 'scales do not start at 1')
        return 'scales start at 1'
    if method == 'head-only':
        require(all(run.module.is_head(name) for name in run.trained), 'not only the head')
        return 'the head alone'
    if method == 'p-tuning':
        kinds = {type(module).__name__ for _, module in run.model.prompt_encoder.named_modules()}
        require(('LSTM' in kinds) == (hp['encoder'] == 'lstm'), f'the encoder is of {kinds}')
        return f'{hp["l"]} virtual tokens made by an {hp["encoder"].upper()}'
    require(method == 'full' and len(run.trained) == len(run.before), f'{method} has no fact')
    return 'every tensor'


def check_movement(case, run):
    frozen = [name for name in run.before if name not in run.trained and run.moved(name)]
    require(not frozen, f'frozen tensors moved: {frozen[:3]}')
    still = [name for name in run.trained if not run.moved(name)]
    # Softmax ignores what is added to all scores of a query, so a bias of the keys has no gradient.
    still = [name for name in still if not name.endswith('key.bias')]
    # AdaLoRA may take all ranks of a matrix: its singular values then are what they began as, zero.
    still = [name for name in still if not ('lora_E' in name and (run.after[name] == 0).all())]
    require(not still, f'trained tensors did not move: {still[:3]}')


def check_loss(run):
    require(all(loss == loss and abs(loss) < 1e4 for loss in run.losses), f'losses {run.losses}')
    first, last = statistics.mean(run.losses[:4]), statistics.mean(run.losses[-4:])
    require(last < first, f'loss {first:.3f} → {last:.3f}')
    return f'{first:.3f} → {last:.3f}'


def steady(model):
    """Without dropout; matrices in 4 bit as in training, since on a CPU bitsandbytes evaluates them less exactly."""
    model.eval()
    for module in model.modules():
        if type(module).__name__ == 'Linear4bit':
            module.train()
    return model


@torch.no_grad()
def check_saved(case, run, script, folder, output):
    """What was saved, on the model as it is loaded by the script, gives the same logits."""
    if 'save_pretrained' not in dir(run.model):
        return
    ids = torch.randint(4, VOCABULARY, (2, 9), generator=torch.Generator().manual_seed(1))
    ids[:, -1] = 2
    batch = {'input_ids': ids, 'attention_mask': torch.ones_like(ids)}
    wanted = steady(run.model)(**batch).logits
    if isinstance(run.model, peft.PeftModel):
        if case['method'] == 'loftq' and case['hyperparameters']['iterations'] > 1:
            return  # Its base is kept by no file: PEFT says so in its documentation.
        module = run.module
        tokenizer = module.AutoTokenizer.from_pretrained(folder)
        tokenizer.pad_token = tokenizer.pad_token or tokenizer.eos_token
        labels = [f'class {i}' for i in range(CLASSES)]
        from accelerate import Accelerator
        base = module.load_model(folder, labels, tokenizer, Accelerator(), torch.float32)
        if hasattr(module, 'takes_prefix'):
            base = module.takes_prefix(base)
        again = peft.PeftModel.from_pretrained(base, output)
    else:
        again = type(run.model).from_pretrained(output, dtype=torch.float32)
    difference = (steady(again)(**batch).logits - wanted).abs().max().item()
    require(difference < 1e-4, f'saved and loaded again, logits differ by {difference:.1e}')


def check_resumed(run, script, options, output):
    """With --adapter the script goes on from the saved tensors."""
    again = Run(script, *options, '--adapter', output, '--max-steps', 2, '--log-every', 1)
    for name in run.trained:
        require(torch.allclose(again.before[name], run.after[name], atol=1e-6), f'{name} does not start from the saved adapter')
    require(again.trained == run.trained, 'other tensors are trained after resuming')
    require('test:' in again.output, 'nothing was measured on the test data')


def check(case, folder, scratch):
    """@returns a row of the table. @throws AssertionError"""
    script = folder / f'{case["id"]}.py'
    model = scratch / f'{case["family"]}-{case["task"]}'
    data = scratch / ('train.tsv' if case['task'] == 'classification' else 'train.txt')
    output = scratch / 'output' / case['id']
    options = ['--model', model, '--data', data, '--learning-rate', case['learningRate']]
    # On a CPU bitsandbytes rounds a 4-bit matrix anew when it evaluates: what was saved is compared before that.
    tests = [] if case['method'] in ('qlora', 'loftq') else ['--test', data]
    run = Run(script, *options, *tests, '--output', output, '--log-every', 1)
    require(len(run.losses) == STEPS, f'{len(run.losses)} losses were printed')
    method, head = run.counted()
    require(method == expected_count(case, model), f'{method} numbers are trained, the registry counts {expected_count(case, model)}')
    require((head > 0) == (case['task'] == 'classification'), f'{head} numbers of a head')
    check_movement(case, run)
    row = {'loss': check_loss(run), 'trained': method, 'fact': facts_of(case, run, model)}
    require(not tests or 'test:' in run.output, 'nothing was measured on the test data')
    check_saved(case, run, script, model, output)
    if '--adapter' in script.read_text():
        check_resumed(run, script, [*options, '--test', data, '--output', scratch / 'resumed'], output)
    return row


# ---- the report ------------------------------------------------------------------------------------------------------

FAMILIES = {'roberta': 'RoBERTa', 'gpt2': 'GPT-2', 'llama': 'LLaMA', 't5': 'T5'}
REASONS = {'part-of-fused': 'none: a part of the fused matrix', 'conv1d': 'none: PEFT has it for nn.Linear only',
           'prefix-positions': 'none: PEFT puts the text behind the prefix', 't5-prompts': 'none: PEFT can’t put prompts before T5’s classifier',
           'unsuited': 'none: the method does not suit the model'}


def settings(case):
    return ', '.join(f'{name} = {"+".join(value) if isinstance(value, list) else str(value).lower() if isinstance(value, bool) else value}' for name, value in case['given'].items())


def write_report(path, cases, rows):
    done = [case for case in cases if case['id'] in rows]
    lines = [
        '# The scripts for a real GPU, run', '',
        'Written by `check_scripts.py`, which says what is asserted of every row. Each script is the one that the Scale view offers, run as it is'
        f' with its own options: {STEPS} steps on a random model of {LAYERS} layers and {HIDDEN} features, on the CPU, in 32 bit, at the playground’s'
        ' learning rate for such a size (the script’s own is for large models).', '',
        f'transformers {transformers.__version__}, peft {peft.__version__}, accelerate {accelerate.__version__}, bitsandbytes {bitsandbytes.__version__},'
        f' torch {torch.__version__}.', '',
        'Not covered: bf16 on a GPU, several processes, DeepSpeed. NF4 runs in bitsandbytes’ CPU kernels, and PEFT’s computation of LoftQ’s start, which asks for a GPU by name, is led to the CPU. Saved and loaded again gives the same logits'
        ' (within 1e-4) in every row but LoftQ’s with several rounds, whose base is kept by no file.', '',
        f'**{len(done)} scripts ran, all passed.**', '',
        '| method | settings | model | task | trained | loss, mean of 4 | what makes it this method |', '|---|---|---|---|---:|---|---|',
    ]
    for case in cases:
        task = 'classes' if case['task'] == 'classification' else 'text'
        start = f'| {case["method"]} | {settings(case)} | {FAMILIES[case["family"]]} | {task} |'
        if case['id'] in rows:
            row = rows[case['id']]
            lines.append(f'{start} {row["trained"]:,} | {row["loss"]} | {row["fact"]} |')
        elif case['missing'] in REASONS:
            lines.append(f'{start} | | {REASONS[case["missing"]]} |')
    without = list(dict.fromkeys(case['method'] for case in cases if case['missing'] == 'no-method'))
    lines += ['', f'## No script ({len(without)} methods)', '',
              'PEFT has no procedure that trains them; the page says so with the reason, and offers nothing.', '', ', '.join(without) + '.', '']
    path.write_text('\n'.join(lines))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--only', help='part of the name of a case, as lora-fa-llama')
    parser.add_argument('--report', type=Path, help='Markdown file to write, if all is run and passes')
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        folder = scratch / 'scripts'
        subprocess.run(['npx', 'tsx', 'scripts/parity/write_scripts.ts', folder], cwd=ROOT, check=True)
        cases = json.loads((folder / 'cases.json').read_text())
        make_data(scratch)
        for family, task in {(case['family'], case['task']) for case in cases if case.get('missing') is None}:
            make_model(family, task, scratch / f'{family}-{task}')
        rows, failures = {}, []
        for case in cases:
            case.setdefault('missing', None)
            if case['missing'] or (arguments.only and arguments.only not in case['id']):
                continue
            try:
                rows[case['id']] = check(case, folder, scratch)
                print('ok  ', case['id'], rows[case['id']], flush=True)
            except Exception as error:
                failures.append(case['id'])
                print('FAIL', case['id'], type(error).__name__, str(error)[:400], flush=True)
        print(f'{len(rows)} scripts ran and passed, {len(failures)} failed: {" ".join(failures)}')
        if failures or not rows:
            sys.exit(1)
        if arguments.report and not arguments.only:
            write_report(arguments.report, cases, rows)


if __name__ == '__main__':
    main()
