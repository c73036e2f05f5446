"""Exports a tiny model with random weights of every text architecture of transformers that torch.onnx can export.

    python scripts/architectures/export.py OUT [--only bert gpt2 …] [--ways torchscript dynamo …] [--seed 1]
    npx tsx scripts/architectures/table.ts OUT           # what the command line says to each of them

(Needs torch, transformers 5, onnx, onnxscript; optimum's ways need optimum-onnx, which has a transformers of its own.)
Each architecture becomes a folder OUT/<model_type>/ in the hub's layout: config.json, tokenizer.json, onnx/model.onnx.
`exports.json` says how each export went and how many scalars the outputs truly depend on (parameters with a gradient),
which the table compares with what the command line prints. Each is exported in a process of its own: TorchScript's
exporter first, the dynamo exporter where that one fails; with `--ways` by each of those, into OUT/<model_type>@<way>/.
"""
import argparse
import json
import multiprocessing
import os
import sys
import types
import warnings
from pathlib import Path

VOCAB, POSITIONS, LAYERS, HIDDEN, HEADS, INNER = 300, 64, 2, 32, 4, 64
COMMON = dict(vocab_size=VOCAB, hidden_size=HIDDEN, num_hidden_layers=LAYERS, num_attention_heads=HEADS, intermediate_size=INNER,
              max_position_embeddings=POSITIONS, pad_token_id=0, bos_token_id=1, eos_token_id=2)
GROUPED = dict(COMMON, num_key_value_heads=2, head_dim=8)
GPT2 = dict(vocab_size=VOCAB, n_positions=POSITIONS, n_ctx=POSITIONS, n_embd=HIDDEN, n_layer=LAYERS, n_head=HEADS, n_inner=INNER,
            rotary_dim=4, pad_token_id=0, bos_token_id=1, eos_token_id=2)

# model_type -> (kind, configuration)
ENCODERS = {
    'bert': COMMON, 'roberta': COMMON, 'camembert': COMMON, 'xlm-roberta': COMMON, 'xlm-roberta-xl': COMMON,
    'distilbert': dict(vocab_size=VOCAB, dim=HIDDEN, n_layers=LAYERS, n_heads=HEADS, hidden_dim=INNER, max_position_embeddings=POSITIONS),
    'electra': dict(COMMON, embedding_size=16), 'albert': dict(COMMON, embedding_size=16), 'mpnet': COMMON,
    'deberta': dict(COMMON, relative_attention=True, pos_att_type=['c2p', 'p2c'], max_relative_positions=16),
    'deberta-v2': dict(COMMON, relative_attention=True, pos_att_type=['c2p', 'p2c'], position_buckets=8, share_att_key=True,
                       norm_rel_ebd='layer_norm', position_biased_input=False),
    'roformer': dict(COMMON, embedding_size=HIDDEN), 'ernie': COMMON, 'megatron-bert': COMMON, 'nystromformer': COMMON,
    'rembert': dict(COMMON, input_embedding_size=16, output_embedding_size=16), 'data2vec-text': COMMON, 'camembert': COMMON,
    'roberta-prelayernorm': COMMON, 'ibert': COMMON, 'xmod': dict(COMMON, languages=['en_XX'], default_language='en_XX'),
    'xlm': dict(vocab_size=VOCAB, emb_dim=HIDDEN, n_layers=LAYERS, n_heads=HEADS, max_position_embeddings=POSITIONS, use_lang_emb=False),
    'flaubert': dict(vocab_size=VOCAB, emb_dim=HIDDEN, n_layers=LAYERS, n_heads=HEADS, max_position_embeddings=POSITIONS),
    'nomic_bert': COMMON, 'modernbert': dict(COMMON, local_attention=16, global_attn_every_n_layers=2, reference_compile=False,
                                             cls_token_id=1, sep_token_id=2),
    'mobilebert': dict(COMMON, embedding_size=16, true_hidden_size=16, intra_bottleneck_size=16),
    'squeezebert': dict(COMMON, embedding_size=HIDDEN), 'convbert': dict(COMMON, embedding_size=16),
    'funnel': dict(vocab_size=VOCAB, block_sizes=[1, 1], num_decoder_layers=1, d_model=HIDDEN, n_head=HEADS, d_head=8, d_inner=INNER),
    'layoutlm': COMMON, 'eurobert': GROUPED, 'esm': dict(COMMON, position_embedding_type='absolute', mask_token_id=3),
    'fnet': COMMON, 'mra': COMMON, 'splinter': COMMON, 'luke': COMMON, 'bert-generation': COMMON,
}
DECODERS = {
    'gpt2': GPT2, 'gptj': GPT2, 'codegen': GPT2, 'gpt_bigcode': GPT2, 'openai-gpt': GPT2, 'ctrl': dict(GPT2, dff=INNER),
    'gpt_neo': dict(vocab_size=VOCAB, max_position_embeddings=POSITIONS, hidden_size=HIDDEN, num_layers=LAYERS, num_heads=HEADS,
                    intermediate_size=INNER, attention_types=[[['global', 'local'], 1]], window_size=8),
    'gpt_neox': COMMON, 'gpt_neox_japanese': COMMON,
    'opt': dict(COMMON, ffn_dim=INNER, word_embed_proj_dim=HIDDEN), 'xglm': dict(vocab_size=VOCAB, d_model=HIDDEN, num_layers=LAYERS,
                                                                                  attention_heads=HEADS, ffn_dim=INNER, max_position_embeddings=POSITIONS),
    'bloom': dict(vocab_size=VOCAB, hidden_size=HIDDEN, n_layer=LAYERS, n_head=HEADS),
    'biogpt': COMMON, 'bert-generation-decoder': None,
    'phi': COMMON, 'phi3': GROUPED, 'gemma': GROUPED, 'gemma2': dict(GROUPED, sliding_window=16, query_pre_attn_scalar=8),
    'gemma3_text': dict(GROUPED, sliding_window=16, query_pre_attn_scalar=8), 'qwen2': GROUPED, 'qwen3': GROUPED, 'llama': GROUPED,
    'mistral': GROUPED, 'ministral': GROUPED, 'stablelm': GROUPED, 'olmo': GROUPED, 'olmo2': GROUPED, 'olmo3': GROUPED, 'starcoder2': GROUPED,
    'falcon': dict(vocab_size=VOCAB, hidden_size=HIDDEN, num_hidden_layers=LAYERS, num_attention_heads=HEADS, multi_query=True,
                   parallel_attn=True, alibi=False, bos_token_id=1, eos_token_id=2),
    'cohere': GROUPED, 'cohere2': dict(GROUPED, sliding_window=16), 'granite': GROUPED, 'smollm3': GROUPED, 'glm': dict(GROUPED, partial_rotary_factor=0.5),
    'glm4': dict(GROUPED, partial_rotary_factor=0.5), 'nemotron': GROUPED, 'persimmon': COMMON, 'helium': GROUPED, 'exaone4': dict(GROUPED, sliding_window=16),
    'ernie4_5': GROUPED, 'seed_oss': GROUPED, 'arcee': GROUPED, 'mpt': dict(vocab_size=VOCAB, d_model=HIDDEN, n_layers=LAYERS, n_heads=HEADS,
                                                                          max_seq_len=POSITIONS, expansion_ratio=2),
    'mamba': dict(vocab_size=VOCAB, hidden_size=HIDDEN, num_hidden_layers=LAYERS, state_size=4),
}
DECODERS.pop('bert-generation-decoder')


# way -> attention as Transformers computes it
WAYS = {'torchscript': 'eager', 'torchscript-sdpa': 'sdpa', 'dynamo': 'eager', 'dynamo-sdpa': 'sdpa', 'optimum': None, 'optimum-past': None}


def build(kind, model_type, seed, attention='eager'):
    import torch
    import transformers as tf
    config = tf.AutoConfig.for_model(model_type, **(ENCODERS if kind == 'encoder' else DECODERS)[model_type])
    if hasattr(config, 'use_cache'):
        config.use_cache = False
    torch.manual_seed(seed)
    auto = tf.AutoModel if kind == 'encoder' else tf.AutoModelForCausalLM
    try:
        model = auto.from_config(config, **({'attn_implementation': attention} if attention else {}))
    except ValueError:
        if attention == 'sdpa':
            raise
        model = auto.from_config(config)
    # Exporters store equal tensors once, and fresh biases are all zero: give every tensor its own values.
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.requires_grad:  # RoFormer's table of sines and cosines is a frozen one
                parameter.add_(0.02 * torch.randn_like(parameter))
    config.architectures = [type(model).__name__]
    return model.eval()


def truth(model, inputs, output):
    """Scalars of the parameters that the output depends on."""
    import torch
    result = model(**inputs, return_dict=True)[output]
    (result * torch.randn_like(result)).sum().backward()
    return sum(p.numel() for p in model.parameters() if p.grad is not None and p.grad.abs().sum() > 0)


def export(kind, model_type, folder, seed, ways):
    """@returns how the export went by the first of `ways` that works"""
    import torch
    output = 'last_hidden_state' if kind == 'encoder' else 'logits'
    (folder / 'onnx').mkdir(parents=True, exist_ok=True)
    failures, depends = {}, None
    for way in ways:
        path = folder / 'onnx' / 'model.onnx'
        try:
            model = build(kind, model_type, seed, WAYS[way])
            ids = torch.randint(5, VOCAB, (2, 16), generator=torch.Generator().manual_seed(seed))
            inputs = {'input_ids': ids, 'attention_mask': torch.ones_like(ids)}
            try:
                model(**inputs)
            except TypeError:  # FNet and Mamba take no mask
                inputs = {'input_ids': ids}
            depends = truth(model, inputs, output)
            model.zero_grad()
            model.config.save_pretrained(folder)
            original = model.forward
            if way.startswith('optimum'):
                by_optimum(kind, model, folder, path, way.endswith('past'))
            else:
                by_torch(model, inputs, output, path, way)
            model.forward = original
            check(path, model, inputs, output)
            return {'kind': kind, 'exporter': way, 'parameters': depends, 'failures': failures}
        except Exception as error:  # noqa: BLE001 - whatever an exporter throws is noted
            failures[way] = f'{type(error).__name__}: {str(error).strip().splitlines()[0][:200] if str(error).strip() else ""}'
            path.unlink(missing_ok=True)
    return {'kind': kind, 'exporter': None, 'parameters': depends, 'failures': failures}


def by_torch(model, inputs, output, path, way):
    """The exporters of PyTorch, with both axes of all inputs dynamic."""
    import torch
    names = list(inputs)
    scope = {'original': type(model).forward}
    exec(f"def forward(self, {', '.join(names)}):\n    return original(self, {', '.join(f'{n}={n}' for n in names)}, "
         f"return_dict=True)['{output}']", scope)
    model.forward = types.MethodType(scope['forward'], model)
    if way.startswith('torchscript'):
        torch.onnx.export(model, tuple(inputs.values()), str(path), input_names=names, output_names=[output], dynamo=False,
                          opset_version=17, dynamic_axes={n: {0: 'batch', 1: 'sequence'} for n in [*names, output]})
    else:
        dims = {0: torch.export.Dim('batch', min=1, max=64), 1: torch.export.Dim('sequence', min=4, max=POSITIONS - 2)}
        torch.onnx.export(model, tuple(inputs.values()), str(path), input_names=names, output_names=[output], dynamo=True,
                          opset_version=18 if way == 'dynamo' else 20, dynamic_shapes={n: dims for n in names},
                          external_data=False, verbose=False)


def by_optimum(kind, model, folder, path, past):
    """As `optimum-cli export onnx` does; a decoder with its cache as inputs and outputs, or without."""
    from optimum.exporters.onnx import onnx_export_from_model
    if past and kind == 'encoder':
        raise ValueError('an encoder has no past')
    task = 'feature-extraction' if kind == 'encoder' else 'text-generation-with-past' if past else 'text-generation'
    if past:
        model.config.use_cache = True
    onnx_export_from_model(model, output=folder / 'optimum', task=task, do_validation=False, no_post_process=False)
    for file in (folder / 'optimum').glob('*.onnx*'):
        file.replace(path.parent / file.name)
    model.config.use_cache = False


def check(path, model, inputs, output):
    """The file must answer as PyTorch does, at another size too; a trace with baked-in sizes is no export."""
    import numpy as np
    import onnxruntime as ort
    import torch
    session = ort.InferenceSession(str(path), providers=['CPUExecutionProvider'])
    for rows, length in ((2, 16), (1, 9), (3, 24)):
        given = {n: v[:1].repeat(rows, 2)[:, :length].contiguous() for n, v in inputs.items()}
        with torch.no_grad():
            expected = model(**given, return_dict=True)[output]
        feeds = {n: v.numpy() for n, v in given.items()}
        feeds |= {'position_ids': np.tile(np.arange(length), (rows, 1)), 'token_type_ids': np.zeros((rows, length), np.int64)}
        for i in session.get_inputs():
            if i.name.startswith('past'):  # no earlier tokens
                fixed = [d if isinstance(d, int) else rows if 'batch' in d else 0 for d in i.shape]
                feeds[i.name] = np.zeros(fixed, np.float32)
        wanted = {i.name for i in session.get_inputs()}
        got = session.run([output], {n: v for n, v in feeds.items() if n in wanted})[0]
        worst = float((torch.tensor(got) - expected).abs().max())
        if not worst < 1e-3:
            raise ValueError(f'the export differs from PyTorch by {worst:.1e} on {rows} x {length}')


def tokenizer(folder):
    """A byte-level tokenizer without merges: 256 bytes and a few special tokens fit into the vocabulary of 300."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    specials = ['[PAD]', '[CLS]', '[SEP]', '[MASK]', '[UNK]']
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocab = {token: i for i, token in enumerate([*specials, *letters])}
    made = Tokenizer(models.BPE(vocab=vocab, merges=[]))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    made.add_special_tokens(specials)
    made.save(str(folder / 'tokenizer.json'))
    (folder / 'tokenizer_config.json').write_text(json.dumps({
        'tokenizer_class': 'PreTrainedTokenizerFast', 'pad_token': '[PAD]', 'cls_token': '[CLS]', 'sep_token': '[SEP]',
        'mask_token': '[MASK]', 'unk_token': '[UNK]', 'eos_token': '[SEP]'}))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('out', type=Path)
    parser.add_argument('--only', nargs='*')
    parser.add_argument('--ways', nargs='*', choices=WAYS)
    parser.add_argument('--seed', type=int, default=1)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    notes = given.out / 'exports.json'
    results = json.loads(notes.read_text()) if notes.exists() else {}
    for kind, table in (('encoder', ENCODERS), ('decoder', DECODERS)):
        for model_type in table:
            if given.only and model_type not in given.only:
                continue
            for name in [f'{model_type}@{way}' for way in given.ways] if given.ways else [model_type]:
                result = results[name] = in_own_process(kind, model_type, given.out / name, given.seed)
                notes.write_text(json.dumps(results, indent=1))
                print(f"{name:30} {result['exporter'] or 'no export'}  {result['failures'] if not result['exporter'] else ''}", flush=True)


def in_own_process(kind, model_type, folder, seed):
    """A crash or a hang of one export is that export's alone; the libraries are loaded once, before the first fork."""
    import onnx, onnxruntime, onnxscript, torch, transformers  # noqa: E401, F401
    torch.set_num_threads(1)
    context = multiprocessing.get_context('fork')
    answers = context.Queue()
    child = context.Process(target=one, args=(kind, model_type, folder, seed, answers))
    child.start()
    child.join(240)
    if child.is_alive():
        child.kill()
        return {'kind': kind, 'exporter': None, 'failures': {'build': 'took more than four minutes'}}
    if child.exitcode != 0:
        return {'kind': kind, 'exporter': None, 'failures': {'build': f'the exporter died ({child.exitcode})'}}
    return answers.get()


def one(kind, model_type, folder, seed, answers):
    warnings.filterwarnings('ignore')
    sys.stdout = sys.stderr = open(os.devnull, 'w')
    way = folder.name.partition('@')[2]
    result = export(kind, model_type, folder, seed, [way] if way else ['torchscript', 'dynamo'])
    if result['exporter']:
        tokenizer(folder)
    answers.put(result)


if __name__ == '__main__':
    main()
