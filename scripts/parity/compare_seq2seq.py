"""Checks losses, logits and gradients of encoder–decoders against PyTorch and HF PEFT, as compare.py does for the other models.

    python scripts/parity/compare_seq2seq.py [--only t5] [--out scripts/parity/SEQ2SEQ.md]

(Needs torch, transformers 5, peft, safetensors; Node with the repository's packages.) The models are the fixtures of
fixtures/encoder-decoders: encoder and decoder files joined here, the same weights there. For every method PEFT makes the adapter,
fills it with random values and saves it, and `cli gradients --load-adapter` loads it. Full fine-tuning and BitFit are compared with
plain PyTorch on perturbed weights. At the end adapters that were trained and saved here (`SEQ_2_SEQ_LM`) are loaded by PEFT.
"""
import argparse
import json
import tempfile
import warnings
from functools import partial
from pathlib import Path

import torch
import transformers
from peft import AdaLoraConfig, FourierFTConfig, IA3Config, LNTuningConfig, LoKrConfig, LoraConfig, MultitaskPromptTuningConfig, PeftModel, PrefixTuningConfig, PromptTuningConfig, get_peft_model
from peft.tuners.c3a.layer import C3ALinear
from safetensors.torch import load_file, save_file
from torch import nn

from compare import AFTER_SURVEY, CLI, FROZEN, c3a_by_matrix, first_task, saved_name
from common import EXPORT_LIMIT, GRADIENT_LIMIT, LOSS_LIMIT, ROOT, SEED, ZERO_LIMIT, passes, relative, run_cli, warnings_as_errors, worst_of, write_batch

warnings.filterwarnings('ignore')
transformers.logging.set_verbosity_error()

FIXTURES = ROOT / 'fixtures' / 'encoder-decoders'
CLASSES = {'t5': transformers.T5ForConditionalGeneration, 'bart': transformers.BartForConditionalGeneration,
           'mbart': transformers.MBartForConditionalGeneration, 'marian': transformers.MarianMTModel}
T5_LINEARS = ['q', 'k', 'v', 'o', 'wi', 'wi_0', 'wi_1', 'wo']
BART_LINEARS = ['q_proj', 'k_proj', 'v_proj', 'out_proj', 'fc1', 'fc2']

# what the newer methods are compared at: both attentions, and a matrix that is wider than high
PARTS = 'q+crossQ+down'
# method -> how the command line calls it
CALLS = {
    'full': 'full:', 'bitfit': 'bitfit:', 'ln-tuning': 'ln-tuning:', 'ia3': 'ia3:', 'prompt-tuning': 'prompt-tuning:l=3',
    'prefix-tuning': 'prefix-tuning:l=3,attentions=peft', 'lora': 'lora:r=4,alpha=8',
    'lora-all': 'lora:r=3,alpha=6,targets=q+k+v+o+crossQ+crossK+crossV+crossO+up+gate+down',
    'lora-dora': 'lora:r=4,alpha=8,dora=true',
    'adalora': 'adalora:init_r=4,target_r=2,alpha=8,targets=q+v+crossQ+crossV', 'krona': f'krona:s=2,targets={PARTS}', 'mpt': 'mpt:l=3,ranks=2',
    **{method: f'{calls["bert"].split(",targets=")[0]},targets={PARTS}' for method, calls in CLI.items() if method in AFTER_SURVEY},
}
# Their places are drawn among the entries of a matrix, of which those of 16 × 16 have fewer.
CALLS['fourierft-300'] = CALLS['fourierft-300'].replace('300', '200')


# of methods that PEFT stores, trained for a few steps here
NEWER = ['lora-plus', 'pissa', 'olora', 'eva', 'corda', 'lora-ga:r=4', 'lora-xs:r=4', 'vera:r=4', 'loha:r=4', 'lokr:r=4', 'hra:r=4', 'miss:r=4', 'hira:r=4', 'oft:oft_block_size=8', 'boft:boft_n_butterfly_factor=1', 'tinylora:r=2,u=5',
         'delora:r=4', 'randlora:r=4', 'vblora:r=4,num_vectors=20,vector_length=8', 'gralora:r=4', 'fourierft:n_frequency=100', 'waveft:n_frequency=100', 'shira:r=2', 'road:group_size=8', 'c3a:block_size=8']
EXPORTS = {
    't5': ['lora', 'lora:dora=true', 'lora:targets=q+crossV+down', 'ia3', 'ln-tuning', 'prompt-tuning:l=3', 'p-tuning:l=3,e=8', *NEWER],
    'bart': ['lora', 'lora:targets=crossQ+up', 'ia3', 'ln-tuning', 'prompt-tuning:l=3', 'prefix-tuning:l=3,attentions=peft', 'krona'],
}


def load(name):
    config = transformers.AutoConfig.from_pretrained(FIXTURES / name)
    config._attn_implementation = 'eager'
    model = CLASSES[config.model_type](config)
    state = load_file(FIXTURES / name / 'model.safetensors')
    if name == 't5-gated':  # Transformers 5 ties every new T5
        model.lm_head.weight = nn.Parameter(model.lm_head.weight.clone())
    missing, unexpected = model.load_state_dict(state, strict=False)
    assert not unexpected and all('embed_tokens' in m or 'lm_head' in m or m.endswith('shared.weight') for m in missing), (missing, unexpected)
    # PyTorch leaves the row of the padding token out of the gradient; Marian's decoder begins with that token, and here it learns.
    for module in model.modules():
        if isinstance(module, nn.Embedding):
            module.padding_idx = None
    return model.eval()


def batch_of(model, generator, length=6):
    """Two sources and targets, the second ones shorter. Both are filled up to one length, as here."""
    vocabulary = 90
    ids = torch.randint(5, vocabulary, (2, length), generator=generator)
    mask = torch.tensor([[1] * length, [1] * (length - 2) + [0] * 2])
    ids = torch.where(mask == 1, ids, model.config.pad_token_id)
    labels = torch.randint(5, vocabulary, (2, length), generator=generator)
    labels[0, -1], labels[1, -3:] = -100, -100
    # From config.json's start token on, for mBART too, whose class would begin with the last token of the target.
    start = torch.full((2, 1), model.config.decoder_start_token_id)
    shifted = torch.cat([start, labels[:, :-1].masked_fill(labels[:, :-1] < 0, model.config.pad_token_id)], 1)
    return {'input_ids': ids, 'attention_mask': mask, 'labels': labels, 'decoder_input_ids': shifted}


def peft_config(method, model):
    kind = {'task_type': 'SEQ_2_SEQ_LM'}
    t5 = model.config.model_type == 't5'
    queries = ['q', 'v'] if t5 else ['q_proj', 'v_proj']
    if method in ('lora', 'lora-dora'):
        return LoraConfig(r=4, lora_alpha=8, use_dora=method == 'lora-dora', target_modules=queries, **kind)
    if method == 'lora-all':
        return LoraConfig(r=3, lora_alpha=6, target_modules=T5_LINEARS if t5 else BART_LINEARS, **kind)
    if method == 'ia3':
        names = ['k', 'v', 'wo'] if t5 else ['k_proj', 'v_proj', 'fc2']
        return IA3Config(target_modules=names, feedforward_modules=names[-1:], **kind)
    if method == 'ln-tuning':
        names = {n.split('.')[-1] for n, m in model.named_modules() if 'LayerNorm' in type(m).__name__}
        return LNTuningConfig(target_modules=sorted(names), **kind)
    if method == 'mpt':
        return MultitaskPromptTuningConfig(num_tasks=1, num_ranks=2, num_virtual_tokens=3, num_transformer_submodules=1, **kind)
    if method == 'adalora':
        return AdaLoraConfig(init_r=4, target_r=2, lora_alpha=8, total_step=1000, tinit=100, tfinal=300, orth_reg_weight=0.0, target_modules=queries, **kind)
    parts = ['q', 'wo'] if t5 else ['q_proj', 'fc2']
    if method == 'krona':
        return LoKrConfig(r=128, alpha=256, target_modules=parts, **kind)
    if method == 'fourierft-300':
        return FourierFTConfig(n_frequency=200, target_modules=parts, **kind)
    if method in AFTER_SURVEY:
        return AFTER_SURVEY[method](parts, False, kind)
    if method == 'prompt-tuning':
        return PromptTuningConfig(num_virtual_tokens=3, num_transformer_submodules=1, **kind)
    return PrefixTuningConfig(num_virtual_tokens=3, encoder_hidden_size=model.config.d_model, **kind)


def with_peft(method, model, generator, folder):
    wrapped = get_peft_model(model, peft_config(method, model)).eval()
    trainable = {n: p for n, p in wrapped.named_parameters() if p.requires_grad}
    around = 1.0 if method in ('ia3', 'ln-tuning') else 0.0
    with torch.no_grad():
        for name, p in trainable.items():
            p.copy_(around + 0.3 * torch.randn(p.shape, generator=generator))
            if 'magnitude' in name:  # lengths are positive
                p.copy_(p.abs() + 0.5)
    wrapped.save_pretrained(folder)
    return wrapped, {saved_name(n): p for n, p in trainable.items()}


def without_peft(method, model, generator, folder):
    named = {n: p for n, p in model.named_parameters() if p.requires_grad and (method == 'full' or n.endswith('bias'))}
    # T5's tables of biases by distance are matrices, and no bias that BitFit means
    for p in model.parameters():
        p.requires_grad = False
    with torch.no_grad():
        for p in named.values():
            p.requires_grad = True
            p.add_(0.05 * torch.randn(p.shape, generator=generator))
    save_file({n: p.detach().clone().contiguous() for n, p in named.items()}, folder / 'adapter_model.safetensors', metadata={'format': 'pt'})
    (folder / 'adapter_config.json').write_text(json.dumps({'format': 'peft-playground', 'version': 1, 'method': method}))
    return model, named


def compare(method, name):
    generator = torch.Generator().manual_seed(SEED)
    model = load(name)
    batch = batch_of(model, generator)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        make = without_peft if method in ('full', 'bitfit') else with_peft
        wrapped, named = make(method, model, generator, folder)
        write_batch(batch, folder / 'batch.json')
        for module in wrapped.modules():
            if isinstance(module, C3ALinear):
                module.forward = partial(c3a_by_matrix, module)
        output = wrapped(**batch, **first_task(method, batch))
        output.loss.backward()
        identifier, settings = CALLS[method].split(':')
        settings = settings.replace('+gate', '') if name != 't5-gated' else settings
        common = [FIXTURES / name, '--batch', folder / 'batch.json', '--method', identifier, '--load-adapter', folder, *(['--set', settings] if settings else [])]
        answer = run_cli('gradients', *common, '--out', folder / 'gradients.safetensors')
        logits = torch.tensor(run_cli('logits', *common)['logits'])
        ours = load_file(folder / 'gradients.safetensors')
    theirs = {n: p.grad for n, p in named.items() if p.grad is not None}
    ours = {n: g for n, g in ours.items() if n in theirs or not FROZEN.search(n) or g.any()}
    worst_tensor, worst = worst_of(ours, theirs, f'{method} on {name}', 'PyTorch')
    counted = batch['labels'] >= 0
    return {'method': method, 'model': name, 'tensors': len(theirs), 'loss': output.loss.item(),
            'loss_difference': abs(answer['loss'] - output.loss.item()) / abs(output.loss.item()),
            'logits_difference': relative(logits[counted], output.logits.detach()[counted]), 'worst': worst, 'worst_tensor': worst_tensor}


def exported(name, method):
    """Trains a few steps with the command line, loads the saved adapter with PEFT and compares the logits of one batch."""
    generator = torch.Generator().manual_seed(SEED)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        rows = '\n'.join(f'a b {"cdefgh"[i % 6]} {i}\t{"cdefgh"[i % 6]} a' for i in range(24))
        (folder / 'pairs.tsv').write_text(f'source\ttarget\n{rows}\n')
        identifier, _, settings = method.partition(':')
        chosen = ['--set', settings] if settings else []
        run_cli('train', FIXTURES / name, '--method', identifier, '--data', folder / 'pairs.tsv', '--steps', '4', '--batch', '2', '--length', '12', '--lr', '0.05', '--schedule', 'constant',
                '--warmup', '0', '--threads', '1', '--save-adapter', folder / 'adapter', '--adapter-format', 'peft', *chosen)
        config = json.loads((folder / 'adapter' / 'adapter_config.json').read_text())
        assert config['task_type'] == 'SEQ_2_SEQ_LM', config['task_type']
        base = load(name)
        batch = batch_of(base, generator)
        with warnings_as_errors():
            wrapped = PeftModel.from_pretrained(base, folder / 'adapter').eval()
        write_batch(batch, folder / 'batch.json')
        ours = torch.tensor(run_cli('logits', FIXTURES / name, '--batch', folder / 'batch.json', '--load-adapter', folder / 'adapter')['logits'])
        with torch.no_grad():
            theirs = wrapped(**batch).logits
            plain = load(name)(**batch).logits
    counted = batch['labels'] >= 0
    return {'method': method, 'model': name, 'difference': relative(ours[counted], theirs[counted]), 'moved': relative(plain[counted], theirs[counted])}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--only', default='', help='only this model or method')
    parser.add_argument('--out', type=Path, default=ROOT / 'scripts' / 'parity' / 'SEQ2SEQ.md')
    args = parser.parse_args()
    torch.set_num_threads(1)
    wanted = lambda *names: not args.only or args.only in names
    rows = []
    for name in ('t5', 't5-gated', 'bart', 'mbart', 'marian'):
        for method in CALLS:
            t5 = name.startswith('t5')
            # T5 has no biases, and its distances can't be moved behind a prefix.
            # PEFT leaves out the factor of Marian's word embeddings before a prompt, so that no such adapter is saved for it.
            # What came after the survey, of which nothing knows encoders from decoders, on one of either kind.
            if name not in ('t5', 'bart') and list(CALLS).index(method) > list(CALLS).index('lora-dora'):
                continue
            if not wanted(name, method) or t5 and method in ('bitfit', 'prefix-tuning') or (name, method) == ('marian', 'prompt-tuning'):
                continue
            row = compare(method, name)
            rows.append(row)
            print(f'{method:14} {name:10} {row["tensors"]:5} {row["loss_difference"]:9.1e} {row["logits_difference"]:9.1e} {row["worst"]:9.1e}  {row["worst_tensor"]}', flush=True)
    exports = []
    for name, methods in EXPORTS.items():
        for method in methods:
            if not wanted('export', name, method):
                continue
            row = exported(name, method)
            exports.append(row)
            print(f'export {method:36} {name:8} logits {row["difference"]:9.1e}  (moved by {row["moved"]:.1e})', flush=True)
    passed = passes(rows, exports)
    if not args.only:
        write(args.out, rows, exports, passed)
    print('passed' if passed else 'FAILED')
    raise SystemExit(0 if passed else 1)


def write(path, rows, exports, passed):
    import peft
    lines = ['# Encoder–decoders: parity with PyTorch and HF PEFT', '',
             f'Written by `scripts/parity/compare_seq2seq.py` with torch {torch.__version__}, transformers {transformers.__version__}, peft {peft.__version__}, on the random models of '
             f'`fixtures/encoder-decoders`. Relative differences in the Euclidean norm; limits: {LOSS_LIMIT:g} for the loss, {GRADIENT_LIMIT:g} for every gradient tensor; one smaller than '
             f'{ZERO_LIMIT:g} of the case\'s largest is compared on that scale. **{"Passed" if passed else "Failed"}.**', '',
             '| method | model | tensors | rel. diff. loss | rel. diff. logits | worst tensor, rel. diff. | which |',
             '|---|---|---:|---:|---:|---:|---|']
    lines += [f'| {r["method"]} | {r["model"]} | {r["tensors"]} | {r["loss_difference"]:.1e} | {r["logits_difference"]:.1e} | {r["worst"]:.1e} | `{r["worst_tensor"]}` |' for r in rows]
    lines += ['', '## Adapters that we trained and saved (`SEQ_2_SEQ_LM`), loaded by PEFT', '',
              f'Four steps of `cli train --save-adapter`, then `PeftModel.from_pretrained` with every warning an error. Relative difference of the logits, limit {EXPORT_LIMIT:g}; the last '
              'column says how far the adapter moved them from the base model.', '',
              '| method | model | rel. diff. logits | moved by |', '|---|---|---:|---:|']
    lines += [f'| {r["method"]} | {r["model"]} | {r["difference"]:.1e} | {r["moved"]:.1e} |' for r in exports]
    path.write_text('\n'.join(lines) + '\n')


if __name__ == '__main__':
    main()
