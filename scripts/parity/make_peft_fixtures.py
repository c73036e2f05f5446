"""Makes the adapters beside src/interchange/peftMethod.test.ts with HF PEFT: python scripts/parity/make_peft_fixtures.py

Random adapters and heads on fixtures/bert, gpt2 and llama as PEFT saves them, without a word of ours in them, and the logits
that it computes with them. PEFT's own defaults where it has some: they are what people's adapters look like.
"""
import json
import shutil
import sys

import torch
from peft import AdaLoraConfig, AdaptionPromptConfig, BOFTConfig, C3AConfig, CPTConfig, DeloraConfig, FourierFTConfig, GraloraConfig, HiraConfig, HRAConfig, IA3Config, LNTuningConfig, LoHaConfig, LoKrConfig, LoraConfig, MissConfig, MultitaskPromptTuningConfig, OFTConfig, PeftModel, PolyConfig, PrefixTuningConfig, PromptEncoderConfig, PromptTuningConfig, RandLoraConfig, RoadConfig, ShiraConfig, TinyLoraConfig, TrainableTokensConfig, VBLoRAConfig, VeraConfig, WaveFTConfig, get_peft_model
from safetensors.torch import load_file, save_file
from transformers import GPT2ForSequenceClassification, GPT2LMHeadModel, LlamaForCausalLM

from compare import CONTEXT, base_model, randomise, task_model
from common import CLASSES, ROOT, SEED, TOKENS

OUT = ROOT / 'src' / 'interchange' / 'fixtures' / 'peft'
TEXT = TOKENS


def sequence_classifier(folder):
    """As `AutoModelForSequenceClassification` makes it for GPT-2: a head without bias on the last token."""
    model = GPT2ForSequenceClassification.from_pretrained(folder, num_labels=CLASSES, attn_implementation='eager').eval()
    model.config.pad_token_id = 0
    return model


def pruned_adalora(model):
    """A few steps, so that PEFT takes ranks away and writes which are left."""
    wrapped = get_peft_model(model, AdaLoraConfig(init_r=4, target_r=2, lora_alpha=8, tinit=1, tfinal=1, deltaT=1, total_step=8, task_type='SEQ_CLS'))
    generator = torch.Generator().manual_seed(SEED)
    optimizer = torch.optim.AdamW([p for p in wrapped.parameters() if p.requires_grad], lr=0.05)
    for step in range(1, 10):
        ids = torch.randint(5, model.config.vocab_size, (4, TOKENS), generator=generator)
        loss = wrapped(input_ids=ids, attention_mask=torch.ones_like(ids), labels=torch.randint(0, CLASSES, (4,), generator=generator)).loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        wrapped.base_model.update_and_allocate(step)
    return wrapped


def cases():
    """(folder, fixture, task, pooling, model, PEFT configuration or a function that wraps the model)"""
    bert, gpt2 = ROOT / 'fixtures' / 'bert', ROOT / 'fixtures' / 'gpt2'
    encoder = lambda: task_model(bert, 'classification', 'cls')
    kind = {'task_type': 'SEQ_CLS'}
    shape = {'num_virtual_tokens': 4, 'token_dim': 32, 'num_layers': 2, 'num_attention_heads': 4, 'num_transformer_submodules': 1, **kind}
    yield 'lora', 'bert', 'classification', 'cls', encoder(), LoraConfig(r=3, **kind)
    yield 'dora', 'bert', 'classification', 'cls', encoder(), LoraConfig(r=2, lora_alpha=6, use_dora=True, use_rslora=True, target_modules=['query', 'intermediate.dense', 'attention.output.dense'], **kind)
    yield 'lora-ranks', 'bert', 'classification', 'cls', encoder(), LoraConfig(r=3, lora_alpha=6, rank_pattern={'layer.1.attention.self.query': 2}, alpha_pattern={'value': 9}, **kind)
    yield 'adalora', 'bert', 'classification', 'cls', encoder(), pruned_adalora
    yield 'ia3', 'bert', 'classification', 'cls', encoder(), IA3Config(**kind)
    yield 'lokr', 'bert', 'classification', 'cls', encoder(), LoKrConfig(r=2, alpha=3, target_modules=['query', 'intermediate.dense'], **kind)
    yield 'vera', 'bert', 'classification', 'cls', encoder(), VeraConfig(r=5, target_modules=['query', 'output.dense'], **kind)
    yield 'loha', 'bert', 'classification', 'cls', encoder(), LoHaConfig(r=3, alpha=4, target_modules=['query', 'intermediate.dense'], **kind)
    yield 'hra', 'bert', 'classification', 'cls', encoder(), HRAConfig(r=4, target_modules=['query', 'intermediate.dense'], **kind)
    yield 'miss', 'bert', 'classification', 'cls', encoder(), MissConfig(r=5, target_modules=['query', 'intermediate.dense'], **kind)
    yield 'road', 'bert', 'classification', 'cls', encoder(), RoadConfig(variant='road_4', group_size=16, target_modules=['query', 'intermediate.dense'], **kind)
    yield 'poly', 'bert', 'classification', 'cls', encoder(), PolyConfig(r=3, n_tasks=3, n_skills=4, n_splits=2, target_modules=['query', 'intermediate.dense'], **kind)
    yield 'c3a', 'bert', 'classification', 'cls', encoder(), C3AConfig(block_size=16, target_modules=['query', 'intermediate.dense'], **kind)
    yield 'oft', 'bert', 'classification', 'cls', encoder(), OFTConfig(oft_block_size=8, target_modules=['query', 'intermediate.dense'], **kind)
    yield 'boft', 'bert', 'classification', 'cls', encoder(), BOFTConfig(boft_n_butterfly_factor=2, target_modules=['query', 'intermediate.dense'], **kind)
    yield 'hira', 'bert', 'classification', 'cls', encoder(), HiraConfig(r=3, target_modules=['query', 'intermediate.dense'], **kind)
    yield 'randlora', 'bert', 'classification', 'cls', encoder(), RandLoraConfig(r=6, randlora_alpha=3, target_modules=['query', 'intermediate.dense'], **kind)
    yield 'vblora', 'bert', 'classification', 'cls', encoder(), VBLoRAConfig(r=3, num_vectors=20, vector_length=8, target_modules=['query', 'intermediate.dense'], **kind)
    yield 'tinylora', 'bert', 'classification', 'cls', encoder(), TinyLoraConfig(u=5, weight_tying=0.25, target_modules=['query', 'intermediate.dense'], **kind)
    yield 'delora', 'bert', 'classification', 'cls', encoder(), DeloraConfig(r=3, target_modules=['query', 'intermediate.dense'], **kind)
    yield 'gralora', 'bert', 'classification', 'cls', encoder(), GraloraConfig(r=4, hybrid_r=3, target_modules=['query', 'intermediate.dense'], **kind)
    yield 'fourierft', 'bert', 'classification', 'cls', encoder(), FourierFTConfig(n_frequency=60, target_modules=['query', 'intermediate.dense'], **kind)
    yield 'waveft', 'bert', 'classification', 'cls', encoder(), WaveFTConfig(n_frequency=60, target_modules=['query', 'intermediate.dense'], **kind)
    yield 'shira', 'bert', 'classification', 'cls', encoder(), ShiraConfig(r=2, target_modules=['query', 'intermediate.dense'], **kind)
    yield 'prompt-tuning', 'bert', 'classification', 'cls', encoder(), PromptTuningConfig(**shape)
    yield 'mpt', 'bert', 'classification', 'cls', encoder(), MultitaskPromptTuningConfig(num_tasks=1, num_ranks=2, **shape)
    yield 'p-tuning', 'bert', 'classification', 'cls', encoder(), PromptEncoderConfig(encoder_hidden_size=6, **shape)
    yield 'prefix-tuning', 'bert', 'classification', 'cls', encoder(), PrefixTuningConfig(encoder_hidden_size=6, prefix_projection=True, **shape)
    yield 'features', 'bert', 'features', 'cls', base_model(bert), LoraConfig(r=3, target_modules=['query', 'value'], task_type='FEATURE_EXTRACTION')
    yield 'gpt2-score', 'gpt2', 'classification', 'last', sequence_classifier(gpt2), LoraConfig(r=3, fan_in_fan_out=True, **kind)
    yield 'gpt2-lora', 'gpt2', 'causal-lm', 'last', GPT2LMHeadModel.from_pretrained(gpt2, attn_implementation='eager').eval(), LoraConfig(r=3, target_modules=['c_attn', 'mlp.c_proj'], fan_in_fan_out=True, task_type='CAUSAL_LM')
    yield 'gpt2-alora', 'gpt2', 'causal-lm', 'last', GPT2LMHeadModel.from_pretrained(gpt2, attn_implementation='eager').eval(), LoraConfig(r=3, target_modules=['c_attn'], fan_in_fan_out=True, alora_invocation_tokens=[7], task_type='CAUSAL_LM')
    yield 'gpt2-ia3', 'gpt2', 'causal-lm', 'last', GPT2LMHeadModel.from_pretrained(gpt2, attn_implementation='eager').eval(), IA3Config(fan_in_fan_out=True, task_type='CAUSAL_LM')
    yield 'gpt2-tokens', 'gpt2', 'causal-lm', 'last', GPT2LMHeadModel.from_pretrained(gpt2, attn_implementation='eager').eval(), TrainableTokensConfig(token_indices=list(range(4, 13)), task_type='CAUSAL_LM')
    yield 'gpt2-cpt', 'gpt2', 'causal-lm', 'last', GPT2LMHeadModel.from_pretrained(gpt2, attn_implementation='eager').eval(), CPTConfig(**CONTEXT, opt_projection_epsilon=5, opt_projection_format_epsilon=3, opt_weighted_loss_type='decay', opt_loss_decay_factor=0.5, task_type='CAUSAL_LM')
    yield 'gpt2-adaption', 'gpt2', 'causal-lm', 'last', GPT2LMHeadModel.from_pretrained(gpt2, attn_implementation='eager').eval(), AdaptionPromptConfig(adapter_len=3, adapter_layers=1, task_type='CAUSAL_LM')
    yield 'llama-adaption', 'llama', 'causal-lm', 'last', LlamaForCausalLM.from_pretrained(ROOT / 'fixtures' / 'llama', attn_implementation='eager').eval(), AdaptionPromptConfig(adapter_len=3, adapter_layers=2, task_type='CAUSAL_LM')
    yield 'ln-tuning', 'bert', 'classification', 'cls', encoder(), LNTuningConfig(target_modules=['LayerNorm'], **kind)
    yield 'llama-ln-tuning', 'llama', 'causal-lm', 'last', LlamaForCausalLM.from_pretrained(ROOT / 'fixtures' / 'llama', attn_implementation='eager').eval(), LNTuningConfig(task_type='CAUSAL_LM')


def main():
    torch.set_num_threads(1)
    wanted = sys.argv[1:]  # folders to make again; all without
    if not wanted:
        shutil.rmtree(OUT, ignore_errors=True)
    for folder, fixture, task, pooling, model, how in cases():
        if wanted and folder not in wanted:
            continue
        torch.manual_seed(SEED)
        generator = torch.Generator().manual_seed(SEED)
        model.name_or_path = model.config._name_or_path = f'someone/{fixture}-base'
        if callable(how):
            wrapped = how(model).eval()
        else:
            wrapped = get_peft_model(model, how).eval()
            trainable = {n: p for n, p in wrapped.named_parameters() if p.requires_grad}
            randomise(trainable.values(), generator, 1.0 if isinstance(how, (IA3Config, LNTuningConfig)) else 0.0)
            with torch.no_grad():  # lengths are positive
                for n, p in trainable.items():
                    if 'magnitude' in n:
                        p.copy_(p.abs() + 0.5)
        wrapped.save_pretrained(OUT / folder)
        (OUT / folder / 'README.md').unlink(missing_ok=True)
        ids = torch.randint(5, model.config.vocab_size, (2, TEXT), generator=generator)
        if folder == 'gpt2-alora':  # the first text calls it, twice; the second does not
            ids[0, 2] = ids[0, 4] = 7
        # What PEFT itself makes of the files.
        fresh = {'bert': lambda: base_model(ROOT / 'fixtures' / 'bert') if task == 'features' else task_model(ROOT / 'fixtures' / 'bert', 'classification', pooling),
                 'gpt2': lambda: sequence_classifier(ROOT / 'fixtures' / 'gpt2') if task == 'classification' else GPT2LMHeadModel.from_pretrained(ROOT / 'fixtures' / 'gpt2', attn_implementation='eager').eval(),
                 'llama': lambda: LlamaForCausalLM.from_pretrained(ROOT / 'fixtures' / 'llama', attn_implementation='eager').eval()}[fixture]()
        loaded = PeftModel.from_pretrained(fresh, OUT / folder).eval()
        with torch.no_grad():
            output = loaded(input_ids=ids, attention_mask=torch.ones_like(ids), return_dict=True, **({'task_ids': torch.zeros(len(ids), dtype=torch.long)} if folder in ('poly', 'mpt') else {}))
        values = output.last_hidden_state if task == 'features' else output.logits
        values = values[:, -TEXT:] if values.dim() == 3 else values
        (OUT / folder / 'expected.json').write_text(json.dumps({'model': f'{fixture}-torchscript', 'task': task, 'pooling': pooling, 'input_ids': ids.tolist(), 'logits': values.reshape(2, -1).tolist()}) + '\n')
        weights = load_file(OUT / folder / 'adapter_model.safetensors')
        save_file({n: p.contiguous() for n, p in weights.items()}, OUT / folder / 'adapter_model.safetensors', metadata={'format': 'pt'})
        print(folder, sorted((n, tuple(p.shape)) for n, p in weights.items())[:4], flush=True)


if __name__ == '__main__':
    main()
