"""Counts what HF PEFT trains on RoBERTa-base and -large, and of decoders on GPT-2 and GPT-2 medium: src/methods/fixtures/robertaCounts.json, for src/methods/robertaCounts.test.ts.

    python scripts/parity/make_counts.py

(Needs torch, transformers 5, peft.) The models are built from their configurations on the device "meta", which gives shapes without
weights. A count is the first number of PEFT's `print_trainable_parameters`; for LoRA-FA once PEFT's optimiser has frozen every A. Methods that PEFT has under another method's name (LoRA's
starts, what is a LoRA once it is trained) are counted as that.
"""
import json
import warnings
from functools import partial

import torch
import transformers
from peft import (AdaLoraConfig, AdaptionPromptConfig, BOFTConfig, C3AConfig, CPTConfig, DeloraConfig, FourierFTConfig, GraloraConfig, HiraConfig, HRAConfig, IA3Config, LNTuningConfig, LoHaConfig, LoKrConfig, LoraConfig, MissConfig,
                  MultitaskPromptTuningConfig, OFTConfig, PolyConfig, PrefixTuningConfig, PromptEncoderConfig, PromptTuningConfig, RandLoraConfig, RoadConfig, ShiraConfig, TinyLoraConfig, TrainableTokensConfig,
                  VBLoRAConfig, VeraConfig, WaveFTConfig, get_peft_model)
from peft.optimizers import create_lorafa_optimizer
from transformers import GPT2Config, GPT2LMHeadModel, RobertaConfig, RobertaModel

from common import ROOT
from compare import PART_NAMES

warnings.filterwarnings('ignore')
OUT = ROOT / 'src' / 'methods' / 'fixtures' / 'robertaCounts.json'
SIZES = {
    'base': {'hidden_size': 768, 'num_hidden_layers': 12, 'num_attention_heads': 12, 'intermediate_size': 3072},
    'large': {'hidden_size': 1024, 'num_hidden_layers': 24, 'num_attention_heads': 16, 'intermediate_size': 4096},
}
DECODERS = {'base': {'n_embd': 768, 'n_layer': 12, 'n_head': 12}, 'large': {'n_embd': 1024, 'n_layer': 24, 'n_head': 16}}
ATTENTION, TWO, ALL = 'q+v', 'q+up', 'q+k+v+o+up+down'

# method, hyper-parameters here, linears, PEFT's configuration of them, and the family of model
CASES = []


def case(method, config, linears=(ATTENTION,), family='bert', **hyperparameters):
    CASES.extend((method, hyperparameters, at, config, family) for at in linears)


BOTH = (ATTENTION, TWO, ALL)
for r in (8, 16):
    case('lora', partial(LoraConfig, r=r), BOTH, r=r)
case('lora', partial(LoraConfig, r=8, use_dora=True), BOTH, r=8, dora=True)
for method in ('lora-plus', 'pissa', 'olora', 'corda', 'lora-ga', 'eva', 'loftq', 'qlora', 'dylora'):
    case(method, partial(LoraConfig, r=8), BOTH, r=8)
case('adalora', partial(AdaLoraConfig, init_r=12, target_r=8, total_step=100), BOTH, init_r=12, target_r=8)
case('vera', partial(VeraConfig, r=256), BOTH, r=256)
case('loha', partial(LoHaConfig, r=8), BOTH, r=8)
case('lokr', partial(LoKrConfig, r=8), BOTH, r=8)
case('lokr', partial(LoKrConfig, r=4, decompose_both=True, decompose_factor=16), BOTH, r=4, decompose_both=True, decompose_factor=16)
case('hra', partial(HRAConfig, r=8), BOTH, r=8)
case('oft', partial(OFTConfig, oft_block_size=32), BOTH, oft_block_size=32)
case('oft', partial(OFTConfig, oft_block_size=32, block_share=True), BOTH, oft_block_size=32, block_share=True)
# these two need storage, and time: fewer of them
case('boft', partial(BOFTConfig, boft_block_size=4), (ATTENTION, TWO), boft_block_size=4)
case('boft', partial(BOFTConfig, boft_block_size=8, boft_n_butterfly_factor=2), (ATTENTION, TWO), boft_block_size=8, boft_n_butterfly_factor=2)
case('tinylora', partial(TinyLoraConfig, r=2, u=64), BOTH, r=2, u=64)
case('tinylora', partial(TinyLoraConfig, r=2, u=16, weight_tying=0.5), BOTH, r=2, u=16, weight_tying=0.5)
case('tinylora', partial(TinyLoraConfig, r=2, u=16, weight_tying=1.0), BOTH, r=2, u=16, weight_tying=1)
case('delora', partial(DeloraConfig, r=8), BOTH, r=8)
case('randlora', partial(RandLoraConfig, r=32), BOTH, r=32)
case('randlora', partial(RandLoraConfig, r=10), BOTH, r=10)
case('vblora', partial(VBLoRAConfig, r=4, num_vectors=256, vector_length=64), BOTH, r=4, num_vectors=256, vector_length=64)
case('gralora', partial(GraloraConfig, r=32, gralora_k=2), BOTH, r=32, gralora_k=2)
case('gralora', partial(GraloraConfig, r=32, gralora_k=4, hybrid_r=8), BOTH, r=32, gralora_k=4, hybrid_r=8)
case('fourierft', partial(FourierFTConfig, n_frequency=1000), BOTH, n_frequency=1000)
case('waveft', partial(WaveFTConfig, n_frequency=2592), BOTH, n_frequency=2592)
case('shira', partial(ShiraConfig, r=32), (ATTENTION, TWO), r=32)
case('miss', partial(MissConfig, r=64), BOTH, r=64)
case('hira', partial(HiraConfig, r=32), BOTH, r=32)
case('c3a', partial(C3AConfig, block_size=64), BOTH, block_size=64)
case('c3a', partial(C3AConfig, block_size=256), BOTH, block_size=256)
for variant in ('road_1', 'road_2', 'road_4'):
    case('road', partial(RoadConfig, variant=variant, group_size=64), BOTH, variant=variant, group_size=64)
# what is left of it when the first tasks' skills go away: ours counts the phase of one task
case('poly', partial(PolyConfig, r=8, n_tasks=3, n_skills=4, n_splits=1), BOTH, r=8, skills=4, splits=1, sources=2)
case('ia3', partial(IA3Config, target_modules=['key', 'value', 'output.dense'], feedforward_modules=['output.dense']), (None,), placement='peft')
case('ln-tuning', partial(LNTuningConfig, target_modules=['LayerNorm']), (None,))
case('trainable-tokens', partial(TrainableTokensConfig, token_indices=list(range(256))), (None,), tokens=256)
PROMPT = {'num_virtual_tokens': 10, 'task_type': 'FEATURE_EXTRACTION'}
case('prompt-tuning', partial(PromptTuningConfig, **PROMPT), (None,), l=10)
case('spot', partial(PromptTuningConfig, **PROMPT), (None,), l=10)
case('prefix-tuning', partial(PrefixTuningConfig, **{**PROMPT, 'num_virtual_tokens': 16}), (None,), l=16)
case('p-tuning', partial(PromptEncoderConfig, encoder_hidden_size=128, **PROMPT), (None,), l=10, e=128)
case('p-tuning', partial(PromptEncoderConfig, encoder_hidden_size=128, encoder_reparameterization_type='LSTM', **PROMPT), (None,), l=10, e=128, encoder='lstm')
case('mpt', partial(MultitaskPromptTuningConfig, num_tasks=1, num_ranks=2, **PROMPT), (None,), l=10, ranks=2)
case('prefix-tuning', partial(PrefixTuningConfig, prefix_projection=True, encoder_hidden_size=512, **{**PROMPT, 'num_virtual_tokens': 16}), (None,), l=16, reparameterise=True, mid=512)
# with both factors whole
case('krona', partial(LoKrConfig, r=1024), BOTH)
case('lora-fa', partial(LoraConfig, r=8), BOTH, r=8)
# those that PEFT has for decoders alone
case('alora', partial(LoraConfig, r=16, alora_invocation_tokens=[7], fan_in_fan_out=True, task_type='CAUSAL_LM'), ('qkv', 'qkv+o+up+down'), 'gpt2', r=16)
case('llama-adapter', partial(AdaptionPromptConfig, adapter_len=10, adapter_layers=8, task_type='CAUSAL_LM'), (None,), 'gpt2', l=10, layers=8)
case('cpt', partial(CPTConfig, cpt_token_ids=list(range(48)), task_type='CAUSAL_LM'), (None,), 'gpt2', l=48)


def model_of(size, family):
    if family == 'gpt2':
        return GPT2LMHeadModel(GPT2Config(**DECODERS[size]))
    return RobertaModel(RobertaConfig(vocab_size=50265, max_position_embeddings=514, type_vocab_size=1, pad_token_id=1, **SIZES[size]), add_pooling_layer=False)


def count(size, method, linears, config, family):
    with torch.device('meta'):
        model = model_of(size, family)
    targets = {} if linears is None else {'target_modules': [PART_NAMES[family][part] for part in linears.split('+')]}
    if config.func in (BOFTConfig, ShiraConfig):  # they count entries, for which storage must be there, if nothing in it
        return get_peft_model(model.to_empty(device='cpu'), config(**targets)).get_nb_trainable_parameters()[0]
    with torch.device('meta'):
        wrapped = get_peft_model(model, config(**targets))
        if method == 'lora-fa':
            create_lorafa_optimizer(wrapped, r=8, lora_alpha=8, lr=1)
        return wrapped.get_nb_trainable_parameters()[0]


def main():
    rows = []
    for method, hyperparameters, linears, config, family in CASES:
        settings = {**hyperparameters, **({} if linears is None else {'targets': linears.split('+')})}
        decoder = {'family': family} if family != 'bert' else {}
        rows.append({'method': method, 'hyperparameters': settings, **decoder, **{size: count(size, method, linears, config, family) for size in SIZES}})
        print(rows[-1], flush=True)
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text('[\n' + ',\n'.join(f'  {json.dumps(row)}' for row in rows) + '\n]\n')


if __name__ == '__main__':
    main()
