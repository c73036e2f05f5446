"""Checks our losses and gradients against PyTorch and HF PEFT on the same weights, adapter and batch.

    python scripts/parity/compare.py [--only bert] [--rows rows.jsonl] [--out scripts/parity/RESULTS.md]

(Needs torch, transformers 5, peft, safetensors, onnx, onnxruntime; Node with the repository's packages.)

For every method PEFT makes the adapter, this script fills it with random values (so that no gradient is zero by
construction), PEFT saves it, `cli gradients --load-adapter` loads it, and both sides compute the loss and the gradient of
every trainable tensor for one padded batch. Full fine-tuning and BitFit, which PEFT does not have, are compared with plain
PyTorch on perturbed weights. Classification puts our head (pooling, then one linear layer) on the PEFT-wrapped base model. P-tuning's network, which PEFT does not save, travels in our own
format. LoRA-FA is LoRA with a frozen A. QLoRA and LoftQ are LoRA on quantised weights. Methods whose tensors PEFT does not know are exported in the form that it does
(`--adapter-format peft`).
"""
import argparse
import json
import re
import shutil
import sys
import tempfile
import warnings
from dataclasses import replace
from functools import partial
from pathlib import Path

import torch
import transformers
from peft import (AdaLoraConfig, AdaptionPromptConfig, BOFTConfig, C3AConfig, CPTConfig, DeloraConfig, FourierFTConfig, GraloraConfig, HiraConfig, HRAConfig, IA3Config, LNTuningConfig, LoHaConfig, LoKrConfig, LoraConfig, MissConfig, MultitaskPromptTuningConfig, OFTConfig, PeftModel, PolyConfig, PrefixTuningConfig, PromptEncoderConfig, PromptTuningConfig, RandLoraConfig, RoadConfig, ShiraConfig, TinyLoraConfig, TrainableTokensConfig, VBLoRAConfig, VeraConfig, WaveFTConfig,
                  get_peft_model)
from peft.tuners.boft import layer as boft_layer
from peft.tuners.c3a.layer import C3ALinear
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import nn
from transformers import BertConfig, BertModel, GPT2Config, GPT2LMHeadModel, LlamaForCausalLM, PreTrainedModel
from transformers.modeling_outputs import SequenceClassifierOutput

from common import CLASSES, EXPORT_LIMIT, GRADIENT_LIMIT, LOSS_LIMIT, ROOT, SEED, TOKENS, ZERO_LIMIT, make_batch, passes, relative, run_cli, warnings_as_errors, worst_of, write_batch

warnings.filterwarnings('ignore')
transformers.logging.set_verbosity_error()
sys.path.insert(0, str(ROOT / 'models' / 'scripts'))


class Pooled(PreTrainedModel):
    """A base model, a pooling of the text's positions (virtual ones are cut off) and one linear layer, named as HF names it."""

    def __init__(self, config, base, prefix, head, pooling):
        super().__init__(config)
        self.prefix, self.head, self.pooling, self.num_labels = prefix, head, pooling, CLASSES
        setattr(self, prefix, base)
        setattr(self, head, nn.Linear(config.hidden_size, CLASSES))

    def get_input_embeddings(self):
        return getattr(self, self.prefix).get_input_embeddings()

    def forward(self, input_ids=None, attention_mask=None, inputs_embeds=None, past_key_values=None, labels=None, **_):
        extra = {} if past_key_values is None else {'past_key_values': past_key_values}
        hidden = getattr(self, self.prefix)(input_ids=input_ids, attention_mask=attention_mask, inputs_embeds=inputs_embeds, **extra).last_hidden_state
        hidden, mask = hidden[:, -TOKENS:], attention_mask[:, -TOKENS:].to(hidden.dtype)
        if self.pooling == 'mean':
            pooled = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        elif self.pooling == 'cls':
            pooled = hidden[:, 0]
        else:
            pooled = hidden[torch.arange(len(hidden)), mask.sum(1).long() - 1]
        logits = getattr(self, self.head)(pooled)
        return SequenceClassifierOutput(loss=None if labels is None else nn.functional.cross_entropy(logits, labels), logits=logits)


def base_model(folder):
    """BertModel without pooler or GPT2LMHeadModel in eval mode, from PyTorch weights or from one of our ONNX folders."""
    if (folder / 'model.safetensors').exists():
        kind = json.loads((folder / 'config.json').read_text())['model_type']
        if kind == 'bert':
            return BertModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation='eager').eval()
        if kind == 'llama':
            return LlamaForCausalLM.from_pretrained(folder, attn_implementation='eager').eval()
        return GPT2LMHeadModel.from_pretrained(folder, attn_implementation='eager').eval()
    from onnx_to_hf import load
    return load(folder)


def task_model(folder, task, pooling):
    model = base_model(folder)
    if task == 'causal-lm':
        return model
    config = model.config
    if isinstance(config, BertConfig):
        return Pooled(config, model, 'bert', 'classifier', pooling).eval()
    return Pooled(config, model.transformer, 'transformer', 'score', pooling).eval()


def text_batch(model, task, generator):
    batch = make_batch(model, task, generator)
    if task == 'causal-lm':
        batch['labels'][:, 0] = -100  # PEFT lets the last virtual token predict the first text token; without virtual tokens nothing does
    return batch


class BlockDiagonal:
    """What PEFT's CUDA kernel computes, without which it would take one butterfly factor instead of several."""

    @staticmethod
    def apply(blocks):
        return torch.stack([torch.block_diag(*one) for one in blocks])


boft_layer.get_fbd_cuda, boft_layer.FastBlockDiag = lambda: True, BlockDiagonal

OFT = {'series': {}, 'terms': {'num_cayley_neumann_terms': 7, 'block_share': True}, 'exact': {'use_cayley_neumann': False}, 'coft': {'coft': True, 'eps': 1.0}}

# Methods published after the survey: PEFT's configuration from target modules, whether weights are (in, out), and the task
AFTER_SURVEY = {
    'vera': lambda names, turned, kind: VeraConfig(r=6, target_modules=names, fan_in_fan_out=turned, **kind),
    'loha': lambda names, _, kind: LoHaConfig(r=3, alpha=6, target_modules=names, **kind),
    'lokr': lambda names, _, kind: LoKrConfig(r=2, alpha=6, target_modules=names, **kind),
    'lokr-both': lambda names, _, kind: LoKrConfig(r=1, alpha=3, decompose_both=True, decompose_factor=4, target_modules=names, **kind),
    'hra': lambda names, _, kind: HRAConfig(r=4, target_modules=names, **kind),
    'miss': lambda names, _, kind: MissConfig(r=5, target_modules=names, **kind),
    **{f'road-{v}': lambda names, _, kind, v=v: RoadConfig(variant=f'road_{v}', group_size=8, target_modules=names, **kind) for v in (1, 2, 4)},
    'poly': lambda names, _, kind: PolyConfig(r=4, n_tasks=3, n_skills=4, n_splits=2, target_modules=names, **kind),
    'c3a': lambda names, _, kind: C3AConfig(block_size=8, target_modules=names, **kind),
    **{f'oft-{n}': lambda names, _, kind, more=more: OFTConfig(oft_block_size=8, target_modules=names, **more, **kind) for n, more in OFT.items()},
    **{f'boft-{m}': lambda names, _, kind, m=m: BOFTConfig(boft_n_butterfly_factor=m, target_modules=names, **kind) for m in (1, 3)},
    'randlora': lambda names, turned, kind: RandLoraConfig(r=6, randlora_alpha=3, target_modules=names, fan_in_fan_out=turned, **kind),
    'vblora': lambda names, turned, kind: VBLoRAConfig(r=3, num_vectors=20, vector_length=8, topk=3, target_modules=names, fan_in_fan_out=turned, **kind),
    **{f'tinylora-{t}': lambda names, turned, kind, t=t: TinyLoraConfig(r=3, u=5, weight_tying=t, target_modules=names, fan_in_fan_out=turned, **kind) for t in (0, 0.4)},
    'delora': lambda names, _, kind: DeloraConfig(r=3, target_modules=names, **kind),
    **{f'gralora-{h}': lambda names, turned, kind, h=h: GraloraConfig(r=4, alpha=8, hybrid_r=h, gralora_k=2 + h, target_modules=names, fan_in_fan_out=turned, **kind) for h in (0, 2)},
    **{f'fourierft-{n}': lambda names, turned, kind, n=n: FourierFTConfig(n_frequency=n, target_modules=names, fan_in_fan_out=turned, **kind) for n in (40, 300)},
    **{f'waveft-{n}': lambda names, turned, kind, w=w: WaveFTConfig(n_frequency=50, scaling=2.0, use_idwt=w, target_modules=names, fan_in_fan_out=turned, **kind) for n, w in (('haar', True), ('plain', False))},
    'shira': lambda names, _, kind: ShiraConfig(r=2, target_modules=names, **kind),
    'hira': lambda names, turned, kind: HiraConfig(r=4, target_modules=names, fan_in_fan_out=turned, **kind),
}


def c3a_by_matrix(layer, x):
    """
    PEFT's C3A by its own `get_delta_weight`: the same output, and PyTorch's gradient. The gradient of x that its
    `BlockCircularConvolution` states by hand is another one (peft 0.21.2), so what lies below would differ.
    """
    return layer.base_layer(x) + nn.functional.linear(x, layer.get_delta_weight('default'))


# what wakes aLoRA: any token, and the line break of the tiny decoder
INVOCATION, LINE_BREAK = 7, 199

# Two examples, of both of which the answer's tokens have a multiple of four
CONTEXT = {'cpt_token_ids': [11, 23, 35, 47, 59, 71, 83, 95, 17], 'cpt_tokens_type_mask': [1, 2, 2, 3, 4, 5, 6, 8, 8]}

# The linears that the command line names in `TARGETS`, as PEFT names them
PART_NAMES = {
    'bert': {'q': 'query', 'k': 'key', 'v': 'value', 'o': 'attention.output.dense', 'up': 'intermediate.dense', 'down': 'output.dense'},
    'gpt2': {'qkv': 'c_attn', 'o': 'attn.c_proj', 'up': 'mlp.c_fc', 'down': 'mlp.c_proj'},
    'llama': {'q': 'q_proj', 'k': 'k_proj', 'v': 'v_proj', 'o': 'o_proj', 'gate': 'gate_proj', 'up': 'up_proj', 'down': 'down_proj'},
}
# of BERT two that are unlike in size, of Llama grouped keys too
TWO = {'bert': 'q+up', 'gpt2': 'qkv+down', 'llama': 'q+v+down'}
TARGETS = {
    **dict.fromkeys(['lora', 'lora-fa', 'alora', 'dylora', 'qlora', 'loftq', 'adalora'], {'bert': 'q+v', 'gpt2': 'qkv', 'llama': 'q+v'}),
    'lora-all': {'bert': 'q+k+v+o+up+down', 'gpt2': 'qkv+o+up+down', 'llama': 'q+k+v+o+gate+up+down'},
    'krona': {'bert': 'q+up', 'llama': 'q+down'},
}


def peft_config(method, model, task):
    family = model.config.model_type
    bert, turned = family == 'bert', family == 'gpt2'
    kind = {'task_type': 'SEQ_CLS' if task == 'classification' else 'CAUSAL_LM'}
    if method == 'trainable-tokens':
        return TrainableTokensConfig(token_indices=list(range(5, 35)), **kind)
    if method == 'cpt':
        return CPTConfig(**CONTEXT, cpt_mask=[1] * len(CONTEXT['cpt_token_ids']), opt_projection_epsilon=5, opt_projection_format_epsilon=3, **kind)
    if method == 'llama-adapter':
        return AdaptionPromptConfig(adapter_len=4, adapter_layers=model.config.num_hidden_layers, **kind)
    if method == 'ln-tuning':
        names = {'bert': ['LayerNorm'], 'gpt2': ['ln_1', 'ln_2', 'ln_f'], 'llama': ['input_layernorm', 'post_attention_layernorm', 'norm']}
        return LNTuningConfig(target_modules=names[family], **kind)
    if method in ('ia3', 'ia3-peft'):
        names = {'bert': ['key', 'value', 'output.dense'], 'gpt2': ['c_attn', 'mlp.c_proj'], 'llama': ['k_proj', 'v_proj', 'down_proj']}[family]
        if bert and method == 'ia3':
            return IA3Config(target_modules=r'.*attention\.self\.(key|value)|.*layer\.\d+\.output\.dense', feedforward_modules=r'.*layer\.\d+\.output\.dense', **kind)
        return IA3Config(target_modules=names, feedforward_modules=names[-1:], fan_in_fan_out=turned, **kind)
    if method.startswith(('p-tuning', 'prompt', 'prefix', 'mpt')):
        shape = {'num_virtual_tokens': 5, 'token_dim': model.config.hidden_size, 'num_layers': model.config.num_hidden_layers,
                 'num_attention_heads': model.config.num_attention_heads, 'num_transformer_submodules': 1}
        if method.startswith('p-tuning'):
            return PromptEncoderConfig(encoder_reparameterization_type=method[-4:].strip('-').upper(), encoder_hidden_size=6, **shape, **kind)
        if method == 'mpt':
            return MultitaskPromptTuningConfig(num_tasks=1, num_ranks=2, **shape, **kind)
        return PromptTuningConfig(**shape, **kind) if method == 'prompt-tuning' else PrefixTuningConfig(encoder_hidden_size=model.config.hidden_size, **shape, **kind)
    names = [PART_NAMES[family][part] for part in TARGETS.get(method, TWO)[family].split('+')]
    if method in AFTER_SURVEY:
        return AFTER_SURVEY[method](names, turned, kind)
    if method == 'adalora':
        # `cli gradients` differentiates the task's loss alone, so PEFT's orthogonality term is off
        return AdaLoraConfig(init_r=4, target_r=2, lora_alpha=8, total_step=1000, tinit=100, tfinal=300, orth_reg_weight=0.0, target_modules=names, fan_in_fan_out=turned, **kind)
    if method == 'krona':
        return LoKrConfig(r=128, alpha=256, target_modules=names, **kind)
    more = {'alora_invocation_tokens': [INVOCATION]} if method == 'alora' else {}
    r, alpha = {'lora-all': (3, 6), 'loftq': (4, 4)}.get(method, (4, 8))
    return LoraConfig(r=r, lora_alpha=alpha, use_dora=method == 'lora-dora', use_rslora=method == 'lora-rs', target_modules=names, fan_in_fan_out=turned, **more, **kind)


def after_survey(call, gpt2=False):
    """@param gpt2 whether PEFT has the method for Conv1D"""
    return {family: f'{call},targets={parts}' for family, parts in TWO.items() if gpt2 or family != 'gpt2'}


def at_targets(method, call):
    """@returns the call of a method at the linears that it is compared at, by family"""
    return {family: f'{call},targets={parts}' for family, parts in TARGETS.get(method, TWO).items()}


# method -> how the command line calls it
CLI = {
    **{method: at_targets(method, call) for method, call in {
        'lora': 'lora:r=4,alpha=8', 'lora-all': 'lora:r=3,alpha=6', 'lora-dora': 'lora:r=4,alpha=8,dora=true', 'lora-rs': 'lora:r=4,alpha=8,rslora=true', 'lora-fa': 'lora-fa:r=4,alpha=8',
        'dylora': 'dylora:r=4,alpha=8', 'adalora': 'adalora:init_r=4,target_r=2,alpha=8', 'krona': 'krona:s=2'}.items()},
    'qlora': {'models/tiny-encoder': 'qlora:r=4,alpha=8,targets=q+v,double=false', 'models/tiny-decoder': 'qlora:r=4,alpha=8,targets=qkv,double=false'},
    'loftq': {'models/tiny-encoder': 'loftq:r=4,targets=q+v', 'models/tiny-decoder': 'loftq:r=4,targets=qkv'},
    'p-tuning-mlp': 'p-tuning:l=5,e=6,encoder=mlp', 'p-tuning-lstm': 'p-tuning:l=5,e=6,encoder=lstm',
    'ia3': 'ia3:', 'ia3-peft': 'ia3:placement=peft', 'prompt-tuning': 'prompt-tuning:l=5', 'prefix-tuning': 'prefix-tuning:l=5', 'mpt': 'mpt:l=5,ranks=2',
    'vera': after_survey('vera:r=6', gpt2=True), 'loha': after_survey('loha:r=3,alpha=6'), 'lokr': after_survey('lokr:r=2,alpha=6'),
    'lokr-both': after_survey('lokr:r=1,alpha=3,decompose_both=true,decompose_factor=4'),
    **{f'road-{v}': after_survey(f'road:variant=road_{v},group_size=8') for v in (1, 2, 4)}, 'c3a': after_survey('c3a:block_size=8'), 'poly': after_survey('poly:r=4,skills=4,splits=2'),
    **{f'oft-{n}': after_survey(','.join(['oft:oft_block_size=8', *(f'{k}={str(v).lower()}' for k, v in more.items())])) for n, more in OFT.items()},
    **{f'boft-{m}': after_survey(f'boft:boft_n_butterfly_factor={m}') for m in (1, 3)},
    'randlora': after_survey('randlora:r=6,randlora_alpha=3', gpt2=True), 'vblora': after_survey('vblora:r=3,num_vectors=20,vector_length=8,topk=3', gpt2=True),
    **{f'tinylora-{t}': after_survey(f'tinylora:r=3,u=5,weight_tying={t}', gpt2=True) for t in (0, 0.4)}, 'delora': after_survey('delora:r=3'),
    **{f'gralora-{h}': after_survey(f'gralora:r=4,alpha=8,hybrid_r={h},gralora_k={2 + h}', gpt2=True) for h in (0, 2)},
    **{f'fourierft-{n}': after_survey(f'fourierft:n_frequency={n}', gpt2=True) for n in (40, 300)},
    **{f'waveft-{n}': after_survey(f'waveft:n_frequency=50,scaling=2,use_idwt={w}', gpt2=True) for n, w in (('haar', 'true'), ('plain', 'false'))}, 'shira': after_survey('shira:r=2'),
    'hra': after_survey('hra:r=4'), 'miss': after_survey('miss:r=5'), 'hira': after_survey('hira:r=4', gpt2=True),
    'alora': {family: f'alora:r=4,alpha=8,invocation_token={INVOCATION},targets={parts}' for family, parts in TARGETS['lora'].items() if family != 'bert'},
    'trainable-tokens': 'trainable-tokens:tokens=30,start=5', 'llama-adapter': 'llama-adapter:l=4', 'cpt': 'cpt:l=9,opt_projection_epsilon=5,opt_projection_format_epsilon=3,opt_weighted_loss_type=none,opt_loss_decay_factor=1', 'ln-tuning': 'ln-tuning:', 'full': 'full:', 'bitfit': 'bitfit:',
}

ENCODER_EXPORTS = [
    'lora', 'lora:targets=q+k+o+up+down,rslora=true', 'lora:dora=true', 'lora-fa', 'lora-plus', 'dylora:deploy=3', 'sora', 'increlora', 'adalora:init_r=6,target_r=3', 'pissa', 'olora', 'lora-ga', 'corda', 'eva',
    'lora-xs:r=4', 'laplace-lora', 'l-lora', 'lorahub:sources=1', 'moelora', 'qlora', 'loftq', 'krona:targets=q+up', 'vera:r=16', 'loha', 'lokr', 'hra:r=4', 'miss:r=8', 'hira:r=4', 'oft',
    'oft:use_cayley_neumann=false,oft_block_size=16', 'boft:boft_n_butterfly_factor=2', 'tinylora:u=8', 'delora', 'randlora', 'vblora', 'gralora:hybrid_r=4', 'fourierft', 'fourierft:n_frequency=100', 'waveft', 'shira',
    'road', 'road:variant=road_2', 'c3a', 'poly:sources=1', 'ia3', 'ia3:placement=peft', 'ln-tuning', 'prompt-tuning:l=5', 'prefix-tuning:l=5', 'p-tuning:l=5,e=16', 'p-tuning:l=5,e=16,encoder=lstm',
    'spot:l=5,sources=1', 'mpt:l=5,sources=1',
]
DECODER_EXPORTS = [
    'lora', 'lora:targets=q+v', 'lora:targets=q+v+o+down,rslora=true', 'lora:dora=true', 'lora-fa', 'lora-plus', 'adalora:init_r=6,target_r=3', 'dylora:deploy=3,targets=q+v', 'sora:targets=q+v', 'pissa', 'olora', 'lora-ga',
    'corda', 'eva', 'lora-xs:r=4', f'alora:invocation_token={LINE_BREAK}', 'vera:r=16', 'hira:r=4', 'tinylora:u=8,weight_tying=0.5', 'randlora', 'vblora', 'gralora', 'fourierft', 'waveft', 'ia3', 'ln-tuning', 'trainable-tokens', 'llama-adapter',
    'prompt-tuning:l=5', 'prefix-tuning:l=5', 'p-tuning:l=5,e=16', 'cpt:l=12,examples=2',
]

# what is in files and not trained: random matrices, factors of the weights, lengths, places
FROZEN = re.compile(r'base_model\.vera_[AB]$|randlora_[AB]$|tinylora_[ABP]$|delora_w_norm$|shira_indices$')

# PEFT saves no head beside them, or has them for text that goes on only
HEADLESS = {'trainable-tokens', 'llama-adapter', 'alora', 'cpt'}

def with_invocation(method, batch, token):
    """Two of the texts call for aLoRA, one of them twice; the last does not."""
    if method == 'alora':
        for row, at in ((0, 2), (0, 4), (1, 3)):
            batch['input_ids'][row, at] = token
            batch['labels'][row, at] = token
    return batch


def saved_name(name):
    """A parameter's name in the wrapped model as PEFT writes it into a file."""
    if name.startswith('prompt_encoder.'):
        last = name.split('.')[-1]
        return last if last.startswith('prefix_task') else 'prompt_embeddings'
    if any(f'.{part}_' in name for part in ('lokr', 'lora', 'hada', 'hira', 'hra', 'miss', 'vera', 'road', 'c3a', 'poly', 'oft', 'boft', 'randlora', 'vblora', 'tinylora', 'delora', 'gralora', 'fourierft', 'waveft', 'shira')):
        plain = name.replace('magnitude_vector.default.weight', 'magnitude_vector').removesuffix('.default').replace('.default.', '.')
        # PyTorch names what modules share by the first of them
        return re.sub(r'^.*\.(vblora_vector_bank|tinylora_v\.\d+)$', r'base_model.\1', plain)
    return name.replace('modules_to_save.default.', '').replace('.default', '')


def randomise(parameters, generator, around=0.0):
    with torch.no_grad():
        for p in parameters:
            p.copy_(around + 0.3 * torch.randn(p.shape, generator=generator))


def nf4(weight):
    """(out, in) after 4 bits: in blocks of 64 the nearest of 16 quantiles of the normal distribution (QLoRA, appendix E, as in bitsandbytes)."""
    end = 0.9677083
    quantiles = torch.special.ndtri(torch.cat([torch.linspace(end, 0.5, 9, dtype=torch.float64)[:-1], 1 - torch.linspace(end, 0.5, 8, dtype=torch.float64)[:-1], torch.tensor([0.5], dtype=torch.float64)]))
    levels = (quantiles / quantiles.max()).sort().values.float()
    blocks = weight.reshape(-1, 64)
    scale = blocks.abs().amax(1, keepdim=True)
    return (levels[((blocks / scale)[..., None] - levels).abs().argmin(-1)] * scale).reshape(weight.shape)


def quantised(method, model, task, onnx, call, pooling, folder):
    """
    Puts what is left of the blocks' weights after 4 bits into the model: for QLoRA (without double quantisation) by `nf4`, for
    LoftQ from what `cli merge` makes of an adapter of zeros.
    """
    base = model if task == 'causal-lm' else getattr(model, model.prefix)
    if method == 'qlora':
        with torch.no_grad():
            for name, p in base.named_parameters():
                if p.dim() == 2 and ('.layer.' in name or '.h.' in name):
                    p.copy_(nf4(p.T).T if isinstance(model.config, GPT2Config) else nf4(p))
        return
    zeros = task_model(onnx, task, pooling)
    get_peft_model(zeros, replace(peft_config(method, zeros, task), init_lora_weights=True)).save_pretrained(folder / 'zeros')
    (folder / 'merged' / 'onnx').mkdir(parents=True)
    shutil.copy(onnx / 'config.json', folder / 'merged' / 'config.json')
    identifier, settings = call.split(':')
    run_cli('merge', onnx, '--method', identifier, '--set', settings, '--load-adapter', folder / 'zeros', '--out', folder / 'merged' / 'onnx' / 'model.onnx')
    base.load_state_dict(base_model(folder / 'merged').state_dict())


def with_peft(method, model, task, generator, folder):
    """@returns the wrapped model and its trainable parameters by the names in the file that it saves to `folder`."""
    wrapped = get_peft_model(model, peft_config(method, model, task)).eval()
    trainable = {n: p for n, p in wrapped.named_parameters() if p.requires_grad}
    randomise(trainable.values(), generator, 1.0 if method.startswith('ia3') or method == 'ln-tuning' else 0.0)
    if method == 'lora-fa':
        trainable = {n: p.requires_grad_('lora_A' not in n) for n, p in trainable.items()}
    if method == 'lora-dora':
        with torch.no_grad():  # lengths are positive
            for n, p in trainable.items():
                if 'magnitude' in n:
                    p.copy_(p.abs() + 0.5)
    if method.startswith('p-tuning'):
        return wrapped, prompt_encoder_as_ours(trainable, folder)
    if method == 'ia3' and isinstance(model.config, GPT2Config):
        # the paper scales keys and values only; in GPT-2's fused projection PEFT scales queries too
        with torch.no_grad():
            for n, p in trainable.items():
                if 'c_attn' in n:
                    p[: model.config.hidden_size] = 1.0
    wrapped.save_pretrained(folder)
    named = {saved_name(n): p for n, p in trainable.items()}
    # rows of a tied table are in it twice
    stored = {n for n in load_file(folder / 'adapter_model.safetensors') if not FROZEN.search(n) and not n.endswith('lm_head.trainable_tokens_delta')}
    if set(named) != stored:
        raise SystemExit(f'{method}: PEFT trains {sorted(set(named) - stored)} and stores {sorted(stored - set(named))}')
    return wrapped, named


def prompt_encoder_as_ours(trainable, folder):
    """Writes P-tuning's network, which PEFT leaves out of its files, as one of our adapters."""
    named = {}
    for name, p in trainable.items():
        if name.startswith('prompt_encoder.'):
            lstm = any('lstm_head' in n for n in trainable)
            name = name.replace('.default.', '.').replace('.lstm_head.', '.lstm.').replace('.mlp_head.', '.mlp.' if lstm else '.')
        else:
            name = name.removeprefix('base_model.').replace('modules_to_save.default.', '')
        named[name] = p
    save_file({n: p.detach().clone().contiguous() for n, p in named.items()}, folder / 'adapter_model.safetensors', metadata={'format': 'pt'})
    (folder / 'adapter_config.json').write_text(json.dumps({'format': 'peft-playground', 'version': 1, 'method': 'p-tuning'}))
    return named


def without_peft(method, model, generator, folder):
    """Perturbs what full fine-tuning or BitFit trains and writes it as one of our adapters."""
    named = {n: p for n, p in model.named_parameters() if method == 'full' or n.endswith('bias') or n.startswith(('classifier.', 'score.'))}
    for p in model.parameters():
        p.requires_grad = False
    with torch.no_grad():
        for p in named.values():
            p.requires_grad = True
            p.add_(0.05 * torch.randn(p.shape, generator=generator))
    save_file({n: p.detach().clone().contiguous() for n, p in named.items()}, folder / 'adapter_model.safetensors', metadata={'format': 'pt'})
    (folder / 'adapter_config.json').write_text(json.dumps({'format': 'peft-playground', 'version': 1, 'method': method}))
    return model, named


def first_task(method, batch):
    """What PEFT asks for where several tasks share an adapter: ours is the first one's."""
    return {'task_ids': torch.zeros(len(batch['input_ids']), dtype=torch.long)} if method in ('poly', 'mpt') else {}


def text_loss(logits, labels):
    """CPT's loss without that of its context, which `cli gradients` leaves out: compare_cpt.py compares the whole."""
    shown = logits[:, -labels.shape[1]: -1]
    return nn.functional.cross_entropy(shown.reshape(-1, shown.shape[-1]), labels[:, 1:].reshape(-1))


def compare(method, label, weights, onnx, task, pooling):
    generator = torch.Generator().manual_seed(SEED)
    model = task_model(weights, task, pooling)
    family = model.config.model_type
    batch = with_invocation(method, text_batch(model, task, generator), INVOCATION)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        call = CLI[method] if isinstance(CLI[method], str) else CLI[method].get(label) or CLI[method][family]
        if method in ('qlora', 'loftq'):
            quantised(method, model, task, onnx, call, pooling, folder)
        wrapped, named = without_peft(method, model, generator, folder) if method in ('full', 'bitfit') else with_peft(method, model, task, generator, folder)
        write_batch(batch, folder / 'batch.json')
        if method == 'c3a':
            for module in wrapped.modules():
                if isinstance(module, C3ALinear):
                    module.forward = partial(c3a_by_matrix, module)
        output = wrapped(**batch, **first_task(method, batch))
        if method == 'cpt':
            output.loss = text_loss(output.logits, batch['labels'])
        output.loss.backward()
        identifier, settings = call.split(':')
        common = [onnx, '--batch', folder / 'batch.json', '--method', identifier, '--load-adapter', folder, '--task', task, '--pooling', pooling, *(['--set', settings] if settings else [])]
        answer = run_cli('gradients', *common, '--out', folder / 'gradients.safetensors')
        logits = torch.tensor(run_cli('logits', *common)['logits'])
        ours = load_file(folder / 'gradients.safetensors')
    theirs = {n: p.grad for n, p in named.items() if p.grad is not None}
    if method == 'ia3' and family == 'gpt2':
        for n in theirs:
            if 'c_attn' in n:
                theirs[n] = torch.cat([torch.zeros_like(theirs[n][: model.config.hidden_size]), theirs[n][model.config.hidden_size:]])
    ours = {n: g for n, g in ours.items() if not ((FROZEN.search(n) or method == 'lora-fa' and 'lora_A' in n) and not g.any())}
    ours = {n: g for n, g in ours.items() if not n.endswith('lm_head.trainable_tokens_delta')}
    if method == 'cpt':  # which of the gradients an update lets through is compare_cpt.py's to say
        ours['prompt_embeddings'][[t % 4 == 0 for t in CONTEXT['cpt_tokens_type_mask']]] = 0
    # The key bias has no gradient (softmax ignores it): both sides return rounding errors.
    worst_tensor, worst = worst_of(ours, theirs, f'{method} on {label}', 'PyTorch')
    theirs_logits = output.logits.detach()
    mask = slice(None)
    if task == 'causal-lm':
        theirs_logits, mask = theirs_logits[:, -TOKENS:], batch['attention_mask'].bool()
    return {
        'method': method, 'model': label, 'task': f'{task}, {pooling}' if task == 'classification' else task, 'tensors': len(theirs),
        'loss': output.loss.item(), 'loss_difference': abs(answer['loss'] - output.loss.item()) / abs(output.loss.item()),
        'logits_difference': relative(logits[mask], theirs_logits[mask]),
        'worst': worst, 'worst_tensor': worst_tensor,
    }


def quantised_folder(model, folder):
    """A copy of the model whose weights are what the saved adapter's method left of them in 4 bits: merged under the adapter's zeros."""
    (folder / 'quantised' / 'onnx').mkdir(parents=True)
    shutil.copy(model / 'config.json', folder / 'quantised' / 'config.json')
    shutil.copytree(folder / 'adapter', folder / 'zeros')
    path = folder / 'zeros' / 'adapter_model.safetensors'
    with safe_open(path, 'pt') as file:
        metadata = file.metadata()
    save_file({n: torch.zeros_like(t) for n, t in load_file(path).items()}, path, metadata=metadata)
    run_cli('merge', model, '--load-adapter', path.parent, '--out', folder / 'quantised' / 'onnx' / 'model.onnx')
    return folder / 'quantised'


def exported(model, task, method, data):
    """Trains a few steps with the command line, loads the saved adapter with PEFT and compares the logits of one batch."""
    generator = torch.Generator().manual_seed(SEED)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        identifier, _, settings = method.partition(':')
        run_cli('train', model, '--method', identifier, '--data', data, '--steps', '4', '--batch', '2', '--length', '16', '--lr', '0.05', '--schedule', 'constant', '--warmup', '0', '--threads', '1',
                '--save-adapter', folder / 'adapter', '--adapter-format', 'peft', *(['--set', settings] if settings else []))
        base = task_model(quantised_folder(model, folder) if identifier in ('qlora', 'loftq') else model, task, 'mean')
        if task == 'classification':
            weight = load_file(folder / 'adapter' / 'adapter_model.safetensors')
            classes = next(v.shape[0] for n, v in weight.items() if n.endswith('classifier.weight'))
            base.classifier = nn.Linear(base.config.hidden_size, classes)
        batch = with_invocation(identifier, text_batch(base, task, generator), LINE_BREAK)
        if task == 'classification':
            batch['labels'] %= classes
        with warnings_as_errors():
            wrapped = PeftModel.from_pretrained(base, folder / 'adapter').eval()
        write_batch(batch, folder / 'batch.json')
        ours = torch.tensor(run_cli('logits', model, '--batch', folder / 'batch.json', '--load-adapter', folder / 'adapter')['logits'])
        with torch.no_grad():
            del batch['labels']  # with them PEFT looks for an adapter in training, for AdaLoRA's penalty
            theirs = wrapped(**batch, **first_task(identifier, batch)).logits
            plain = task_model(model, task, 'mean')(**batch).logits if task == 'causal-lm' else with_head(wrapped, model, batch)
    mask = batch['attention_mask'].bool() if task == 'causal-lm' else slice(None)
    theirs = theirs[:, -TOKENS:] if task == 'causal-lm' else theirs
    return {'method': method, 'model': f'models/{model.name}', 'difference': relative(ours[mask], theirs[mask]), 'moved': relative(plain[mask], theirs[mask])}


def with_head(wrapped, model, batch):
    """Logits of the untouched base model under the adapter's head."""
    plain = task_model(model, 'classification', 'mean')
    head = {n.split('.')[-1]: p for n, p in wrapped.named_parameters() if 'classifier.modules_to_save' in n}
    plain.classifier = nn.Linear(plain.config.hidden_size, len(head['bias']))
    plain.classifier.weight, plain.classifier.bias = nn.Parameter(head['weight'].detach()), nn.Parameter(head['bias'].detach())
    return plain(**batch).logits


def model_type(folder):
    return json.loads((folder / 'config.json').read_text())['model_type']


def cases():
    """(label, PyTorch weights, ONNX folder, task, pooling)"""
    fixtures, models = ROOT / 'fixtures', ROOT / 'models'
    yield 'fixtures/bert (TorchScript)', fixtures / 'bert', fixtures / 'bert-torchscript', 'classification', 'mean'
    yield 'fixtures/bert (dynamo)', fixtures / 'bert', fixtures / 'bert-dynamo', 'classification', 'cls'
    yield 'fixtures/gpt2 (TorchScript)', fixtures / 'gpt2', fixtures / 'gpt2-torchscript', 'causal-lm', 'last'
    yield 'fixtures/gpt2 (dynamo)', fixtures / 'gpt2', fixtures / 'gpt2-dynamo', 'classification', 'last'
    yield 'fixtures/llama (TorchScript)', fixtures / 'llama', fixtures / 'llama-torchscript', 'causal-lm', 'last'
    for name, task, pooling in [('tiny-encoder', 'classification', 'mean'), ('tiny-decoder', 'causal-lm', 'last')]:
        if (models / name / 'onnx' / 'model.onnx').exists():
            yield f'models/{name}', models / name, models / name, task, pooling


class Kept:
    """Rows of earlier calls: a whole run takes an hour, and a method that is new needs only its own."""

    def __init__(self, path):
        self.path = path
        lines = path.read_text().splitlines() if path and path.exists() else []
        self.rows = {(r.pop('table'), r['method'], r['model']): r for r in map(json.loads, lines)}

    def __call__(self, table, method, model, make):
        """@returns the kept row, or what `make` returns, which is kept then"""
        key = (table, method, model)
        if key not in self.rows:
            self.rows[key] = make()
            if self.path:
                with self.path.open('a') as file:
                    file.write(json.dumps({'table': table, **self.rows[key]}) + '\n')
        return self.rows[key]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--only', default='', help='only cases whose label or method contains this')
    parser.add_argument('--rows', type=Path, help='keeps every row here as a JSON line; a later call takes those that are there and goes on')
    parser.add_argument('--out', type=Path, default=ROOT / 'scripts' / 'parity' / 'RESULTS.md')
    args = parser.parse_args()
    torch.set_num_threads(1)
    kept = Kept(args.rows)
    rows = []
    print(f'{"method":14} {"model":28} {"task":22} {"tensors":>7} {"loss":>9} {"logits":>9} {"gradient":>9}')
    for label, weights, onnx, task, pooling in cases():
        for method in CLI:
            if args.only and args.only not in label and args.only != method or isinstance(CLI[method], dict) and not {model_type(weights), label} & set(CLI[method]):
                continue
            if (model_type(weights), method) == ('llama', 'bitfit'):  # it has no biases
                continue
            if method in HEADLESS and task != 'causal-lm':
                continue
            row = kept('row', method, label, lambda: compare(method, label, weights, onnx, task, pooling))
            rows.append(row)
            print(f'{method:14} {label:28} {row["task"]:22} {row["tensors"]:7} {row["loss_difference"]:9.1e} {row["logits_difference"]:9.1e} {row["worst"]:9.1e}  {row["worst_tensor"]}', flush=True)
    exports = []
    for model, task, data, methods in [('tiny-encoder', 'classification', 'fine_foods', ENCODER_EXPORTS), ('tiny-decoder', 'causal-lm', 'shakespeare_sonnets', DECODER_EXPORTS)]:
        for method in methods:
            if args.only and args.only not in ('export', method.partition(':')[0]):
                continue
            row = kept('export', method, f'models/{model}', lambda: exported(ROOT / 'models' / model, task, method, data))
            exports.append(row)
            print(f'export {row["method"]:42} {row["model"]:22} logits {row["difference"]:9.1e}  (moved by {row["moved"]:.1e})', flush=True)
    passed = passes(rows, exports)
    if not args.only:
        write(args.out, rows, exports, passed)
    print('passed' if passed else 'FAILED')
    raise SystemExit(0 if passed else 1)


def write(path, rows, exports, passed):
    import peft
    lines = ['# Parity with PyTorch and HF PEFT', '',
             f'Written by `scripts/parity/compare.py` with torch {torch.__version__}, transformers {transformers.__version__}, peft {peft.__version__}. '
             f'Relative differences in the Euclidean norm; limits: {LOSS_LIMIT:g} for the loss, {GRADIENT_LIMIT:g} for every gradient tensor. '
             f'A gradient smaller than {ZERO_LIMIT:g} of the case\'s largest one is compared on that scale (BERT\'s key biases have none: both sides return rounding errors). **{"Passed" if passed else "Failed"}.**', '',
             '| method | model | task | tensors | rel. diff. loss | rel. diff. logits | worst tensor, rel. diff. | which |',
             '|---|---|---|---:|---:|---:|---:|---|']
    lines += [f'| {r["method"]} | {r["model"]} | {r["task"]} | {r["tensors"]} | {r["loss_difference"]:.1e} | {r["logits_difference"]:.1e} | {r["worst"]:.1e} | `{r["worst_tensor"]}` |' for r in rows]
    lines += ['', '## Adapters that we trained and saved, loaded by PEFT', '',
              f'Four steps of `cli train --save-adapter`, then `PeftModel.from_pretrained` with every warning an error. Relative difference of the logits of one batch, limit {EXPORT_LIMIT:g}; '
              'the last column says how far the adapter moved them from the base model.', '',
              '| method | model | rel. diff. logits | moved by |', '|---|---|---:|---:|']
    lines += [f'| {r["method"]} | {r["model"]} | {r["difference"]:.1e} | {r["moved"]:.1e} |' for r in exports]
    path.write_text('\n'.join(lines) + '\n')


if __name__ == '__main__':
    main()
