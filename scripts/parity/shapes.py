"""Tiny random models of many families, exported as people export them: for encoders the base model, for decoders the language model."""
import json
import warnings

import onnx
import torch
import transformers as tf
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from common import CLASSES

VOCAB, HIDDEN, LAYERS, HEADS, WIDE, POSITIONS = 60, 32, 2, 4, 48, 40
BERT = dict(vocab_size=VOCAB, hidden_size=HIDDEN, num_hidden_layers=LAYERS, num_attention_heads=HEADS, intermediate_size=WIDE, max_position_embeddings=POSITIONS)
GPT = dict(vocab_size=VOCAB, n_positions=POSITIONS, n_embd=HIDDEN, n_layer=LAYERS, n_head=HEADS, bos_token_id=1, eos_token_id=1, pad_token_id=0)
LLAMA = dict(**BERT, num_key_value_heads=2, bos_token_id=1, eos_token_id=1, pad_token_id=0)

DEBERTA = dict(relative_attention=True, pos_att_type=['c2p', 'p2c'], pad_token_id=0)

# name -> (configuration, whether it continues text)
SHAPES = {
    'BERT': (lambda: tf.BertConfig(**BERT), False),
    'RoBERTa': (lambda: tf.RobertaConfig(**BERT, type_vocab_size=1, pad_token_id=1, bos_token_id=0, eos_token_id=2), False),
    'DistilBERT': (lambda: tf.DistilBertConfig(vocab_size=VOCAB, dim=HIDDEN, n_layers=LAYERS, n_heads=HEADS, hidden_dim=WIDE, max_position_embeddings=POSITIONS), False),
    'XLM-R': (lambda: tf.XLMRobertaConfig(**BERT, type_vocab_size=1, pad_token_id=1, bos_token_id=0, eos_token_id=2), False),
    'ELECTRA': (lambda: tf.ElectraConfig(**BERT, embedding_size=24), False),
    'MPNet': (lambda: tf.MPNetConfig(**BERT, relative_attention_num_buckets=32, pad_token_id=1), False),
    'ALBERT': (lambda: tf.AlbertConfig(**BERT, embedding_size=24), False),
    'GPT-2': (lambda: tf.GPT2Config(**GPT), True),
    'GPT-Neo': (lambda: tf.GPTNeoConfig(vocab_size=VOCAB, max_position_embeddings=POSITIONS, hidden_size=HIDDEN, num_layers=LAYERS, num_heads=HEADS, intermediate_size=WIDE, attention_types=[[['global'], LAYERS]], bos_token_id=1, eos_token_id=1, pad_token_id=0), True),
    'Llama': (lambda: tf.LlamaConfig(**LLAMA), True),
    'Qwen2': (lambda: tf.Qwen2Config(**LLAMA), True),
    'StableLM': (lambda: tf.StableLmConfig(**LLAMA, tie_word_embeddings=False), True),
    'OLMo': (lambda: tf.OlmoConfig(**LLAMA), True),
    'Starcoder2': (lambda: tf.Starcoder2Config(**LLAMA), True),
    'GPT-J': (lambda: tf.GPTJConfig(**GPT, rotary_dim=4, n_inner=WIDE, tie_word_embeddings=False), True),
    'GPT-NeoX': (lambda: tf.GPTNeoXConfig(**BERT, bos_token_id=1, eos_token_id=1, pad_token_id=0), True),
    'Falcon': (lambda: tf.FalconConfig(vocab_size=VOCAB, hidden_size=HIDDEN, num_hidden_layers=LAYERS, num_attention_heads=HEADS, multi_query=True, parallel_attn=True, alibi=False, bos_token_id=1, eos_token_id=1, pad_token_id=0), True),
    'Phi': (lambda: tf.PhiConfig(**BERT, bos_token_id=1, eos_token_id=1, pad_token_id=0), True),
    'Phi-3': (lambda: tf.Phi3Config(**LLAMA), True),
    'Gemma 2': (lambda: tf.Gemma2Config(**LLAMA, head_dim=8, query_pre_attn_scalar=8, sliding_window=64), True),
    'Gemma 3': (lambda: tf.Gemma3TextConfig(**LLAMA, head_dim=8, query_pre_attn_scalar=8, sliding_window=64), True),
    'OLMo 2': (lambda: tf.Olmo2Config(**LLAMA), True),
    'OPT': (lambda: tf.OPTConfig(vocab_size=VOCAB, hidden_size=HIDDEN, num_hidden_layers=LAYERS, num_attention_heads=HEADS, ffn_dim=WIDE, word_embed_proj_dim=HIDDEN, max_position_embeddings=POSITIONS, bos_token_id=1, eos_token_id=1, pad_token_id=0), True),
    'RoFormer': (lambda: tf.RoFormerConfig(**BERT, embedding_size=HIDDEN), False),
    'XLM-R-XL': (lambda: tf.XLMRobertaXLConfig(**BERT, type_vocab_size=1, pad_token_id=1, bos_token_id=0, eos_token_id=2), False),
    'NomicBERT': (lambda: tf.NomicBertConfig(**BERT), False),
    'BLOOM': (lambda: tf.BloomConfig(vocab_size=VOCAB, hidden_size=HIDDEN, n_layer=LAYERS, n_head=HEADS, bos_token_id=1, eos_token_id=1, pad_token_id=0), True),
    'DeBERTa v3': (lambda: tf.DebertaV2Config(**BERT, **DEBERTA, position_buckets=8, share_att_key=True, norm_rel_ebd='layer_norm', position_biased_input=False, type_vocab_size=0), False),
    'DeBERTa v2': (lambda: tf.DebertaV2Config(**BERT, **DEBERTA, position_buckets=-1, max_relative_positions=12, share_att_key=False), False),
    'DeBERTa': (lambda: tf.DebertaConfig(**BERT, **DEBERTA, max_relative_positions=16), False),
    'MobileBERT': (lambda: tf.MobileBertConfig(**BERT, embedding_size=HIDDEN, true_hidden_size=16, intra_bottleneck_size=16, pad_token_id=0), False),
    'ModernBERT': (lambda: tf.ModernBertConfig(**BERT, pad_token_id=0, bos_token_id=1, eos_token_id=2, cls_token_id=1, sep_token_id=2, local_attention=128, reference_compile=False), False),
    'Qwen3': (lambda: tf.Qwen3Config(**LLAMA, head_dim=8), True),
    'Granite': (lambda: tf.GraniteConfig(**LLAMA, embedding_multiplier=2.0, residual_multiplier=0.5, attention_multiplier=0.3, logits_scaling=1.5), True),
    'SmolLM 3': (lambda: tf.SmolLM3Config(**LLAMA, no_rope_layers=[1, 0]), True),
    'Cohere': (lambda: tf.CohereConfig(**LLAMA), True),
    'GLM': (lambda: tf.GlmConfig(**LLAMA, head_dim=8, partial_rotary_factor=0.5), True),
    'Persimmon': (lambda: tf.PersimmonConfig(**BERT, bos_token_id=1, eos_token_id=1, pad_token_id=0), True),
    'CodeGen': (lambda: tf.CodeGenConfig(**GPT, n_ctx=POSITIONS, rotary_dim=4, n_inner=WIDE, tie_word_embeddings=False), True),
    'OLMo 3': (lambda: tf.Olmo3Config(**LLAMA, sliding_window=64), True),
    'EXAONE 4': (lambda: tf.Exaone4Config(**LLAMA, sliding_window=64), True),
    'GPTBigCode': (lambda: tf.GPTBigCodeConfig(**GPT, n_inner=WIDE), True),
    'XGLM': (lambda: tf.XGLMConfig(vocab_size=VOCAB, d_model=HIDDEN, num_layers=LAYERS, attention_heads=HEADS, ffn_dim=WIDE, max_position_embeddings=POSITIONS, bos_token_id=1, eos_token_id=1, pad_token_id=0), True),
    'XLM': (lambda: tf.XLMConfig(vocab_size=VOCAB, emb_dim=HIDDEN, n_layers=LAYERS, n_heads=HEADS, max_position_embeddings=POSITIONS, use_lang_emb=False), False),
}


def make(name, folder, seed=3, pooler=False):
    """Writes the model for PyTorch into `folder`/hf and its export with a tokenizer into `folder`/onnx-folder. @returns both paths"""
    torch.manual_seed(seed)
    configuration, decoder = SHAPES[name]
    config = configuration()
    config._attn_implementation = 'eager'
    model = (tf.AutoModelForCausalLM if decoder else tf.AutoModel).from_config(config).eval()
    with torch.no_grad():
        for p in model.parameters():  # as trained ones: no two alike, norms near one
            p.copy_(torch.randn(p.shape) * 0.3 + (1.0 if p.dim() == 1 and p.mean() > 0.5 else 0.0) if p.dim() == 1 else torch.randn(p.shape) * (0.6 / p.shape[-1] ** 0.5 if p.dim() == 2 and p.shape[0] != VOCAB else 0.3))
        if model.get_output_embeddings() is not None and config.tie_word_embeddings:
            model.tie_weights()
    hf, out = folder / 'hf', folder / 'model'
    model.save_pretrained(hf)
    (out / 'onnx').mkdir(parents=True, exist_ok=True)
    config.save_pretrained(out)
    export(model, out / 'onnx' / 'model.onnx', decoder, pooler)
    write_tokenizer(out, config)
    return hf, out


def export(model, path, decoder, pooler):
    """TorchScript, as optimum does it: input_ids and attention_mask, token types where the model has them."""
    import inspect
    names = ['input_ids', 'attention_mask']
    if 'token_type_ids' in inspect.signature(model.forward).parameters and not decoder and model.config.model_type not in ('roberta', 'xlm-roberta', 'xlm-roberta-xl', 'xlm', 'flaubert'):
        names.append('token_type_ids')
    output = 'logits' if decoder else 'last_hidden_state'
    # What the TorchScript exporter makes of these does not run.
    dynamo = model.config.model_type in ('cohere', 'glm')
    outputs = [output, *(['pooler_output'] if pooler else [])]
    model.config.use_cache = False

    class Wrapped(torch.nn.Module):
        pass

    ids = torch.randint(5, VOCAB, (2, 9))
    inputs = {'input_ids': ids, 'attention_mask': torch.ones_like(ids), 'token_type_ids': torch.zeros_like(ids)}
    scope = {'original': type(model).forward}
    import types
    exec(f"def forward(self, {', '.join(names)}):\n    r = original(self, {', '.join(f'{n}={n}' for n in names)}, return_dict=True)\n    return tuple(r[n] for n in {outputs!r})", scope)
    model.forward = types.MethodType(scope['forward'], model)
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        axes = {0: torch.export.Dim('batch', min=1, max=64), 1: torch.export.Dim('sequence', min=2, max=POSITIONS - 1)}
        how = dict(dynamo=True, opset_version=18, dynamic_shapes={n: axes for n in names}, external_data=False, verbose=False) if dynamo else dict(
            dynamo=False, opset_version=17, dynamic_axes={n: {0: 'batch', 1: 'sequence'} for n in [*names, output]})
        torch.onnx.export(model, tuple(inputs[n] for n in names), str(path), input_names=names, output_names=outputs, **how)
    del model.forward
    onnx.checker.check_model(str(path))


def write_tokenizer(folder, config):
    """Words w5, w6, … are tokens 5, 6, …; texts start with a class token, as these models' own do."""
    special = ['<s>', '<pad>', '</s>', '<unk>', '<mask>'] if config.pad_token_id == 1 else ['<pad>', '<s>', '</s>', '<unk>', '<mask>']
    vocabulary = {word: i for i, word in enumerate([*special, *(f'w{i}' for i in range(5, VOCAB))])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token='<unk>'))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(single='<s> $A </s>', special_tokens=[('<s>', vocabulary['<s>']), ('</s>', vocabulary['</s>'])])
    fast = tf.PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token='<unk>', pad_token='<pad>', cls_token='<s>', sep_token='</s>', eos_token='</s>', mask_token='<mask>')
    fast.save_pretrained(folder)


def write_data(folder, seed=5):
    """Texts of three classes that share few words, and lines of text. @returns both paths"""
    generator = torch.Generator().manual_seed(seed)
    def text(c):
        return ' '.join(f'w{5 + 18 * c + int(i)}' for i in torch.randint(0, 18, (int(torch.randint(3, 9, (1,), generator=generator)),), generator=generator))
    rows = [(text(i % CLASSES), 'abc'[i % CLASSES]) for i in range(60)]
    classes, lines = folder / 'classes.csv', folder / 'lines.txt'
    classes.write_text('text,label\n' + ''.join(f'{t},{l}\n' for t, l in rows))
    lines.write_text(''.join(f'{t}\n' for t, _ in rows))
    return classes, lines


if __name__ == '__main__':
    import argparse
    from pathlib import Path
    parser = argparse.ArgumentParser()
    parser.add_argument('out', type=Path)
    parser.add_argument('--only', nargs='*')
    args = parser.parse_args()
    for name in args.only or SHAPES:
        try:
            make(name, args.out / name)
            print(name, 'ok')
        except Exception as error:
            print(name, 'FAILED', type(error).__name__, str(error)[:300])
