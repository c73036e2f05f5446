"""Trains the tiny decoder: a byte-level BPE, then a four-layer GPT-2, from scratch, on one CPU core.

    python models/scripts/pretrain_tiny_decoder.py --data DIR --out BUILD_DIR [--minutes 33]

--data is the folder that corpus.py reads. The result is an ordinary Hugging Face folder (PyTorch weights and
tokenizer); export_tiny.py turns it into models/tiny-decoder.
"""
import argparse
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
from tokenizers import ByteLevelBPETokenizer
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

import corpus

VOCAB, LENGTH, END = 4096, 256, '<|endoftext|>'
CONFIG = dict(vocab_size=VOCAB, n_positions=LENGTH, n_embd=192, n_layer=4, n_head=6, bos_token_id=0, eos_token_id=0, pad_token_id=0,
              resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0, use_cache=False)


def train_tokenizer(documents, out):
    bpe = ByteLevelBPETokenizer()
    bpe.train_from_iterator(documents, vocab_size=VOCAB, min_frequency=2, special_tokens=[END], show_progress=False)
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=bpe._tokenizer, bos_token=END, eos_token=END, pad_token=END, model_max_length=CONFIG['n_positions'])
    tokenizer.save_pretrained(out)
    return tokenizer


def pack(tokenizer, documents, seed):
    """All documents in random order, each closed by the end token, as one long row of ids."""
    order = np.random.default_rng(seed).permutation(len(documents))
    encoded = tokenizer([documents[i] for i in order], add_special_tokens=False)['input_ids']
    return torch.tensor([t for ids in encoded for t in (*ids, 0)], dtype=torch.int64)


@torch.no_grad()
def perplexity(model, ids, length, rows=32):
    model.eval()
    blocks = ids[: len(ids) // length * length].view(-1, length)[:rows]
    loss = sum(model(b, labels=b).loss.item() * len(b) for b in blocks.split(8)) / len(blocks)
    model.train()
    return math.exp(loss)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--data', required=True)
    parser.add_argument('--out', type=Path, required=True)
    parser.add_argument('--minutes', type=float, default=33, help='wall clock for the training loop')
    parser.add_argument('--batch', type=int, default=8)
    parser.add_argument('--lr', type=float, default=2e-3)
    parser.add_argument('--seed', type=int, default=0)
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)

    documents = corpus.prose(args.data)
    tokenizer = train_tokenizer(documents, args.out)
    ids = pack(tokenizer, documents, args.seed)
    novel = pack(tokenizer, corpus.held_out_novel(args.data), 0)
    sonnets = torch.tensor(tokenizer('\n'.join(corpus.sonnet_lines(args.data)), verbose=False)['input_ids'])
    print(f'{len(documents)} documents, {len(ids)} tokens', flush=True)

    config = GPT2Config(**CONFIG)
    config._attn_implementation = 'sdpa'
    model = GPT2LMHeadModel(config)
    print(f'{model.num_parameters()} parameters', flush=True)
    decay = [p for p in model.parameters() if p.dim() > 1]
    rest = [p for p in model.parameters() if p.dim() == 1]
    optimiser = torch.optim.AdamW([{'params': decay, 'weight_decay': 0.1}, {'params': rest, 'weight_decay': 0.0}], lr=args.lr, betas=(0.9, 0.98))
    rng = np.random.default_rng(args.seed)
    start, step, tokens, log = time.time(), 0, 0, []
    queue = []
    while (done := (time.time() - start) / (args.minutes * 60)) < 1:
        # linear warm-up, then linear decay to a tenth of a percent, both by the clock because the budget is one
        for group in optimiser.param_groups:
            group['lr'] = args.lr * min(step / 100, 1) * max(1 - done, 0.001)
        if len(queue) < args.batch:  # a new epoch, cut at a new offset
            offset = int(rng.integers(LENGTH))
            blocks = ids[offset: offset + (len(ids) - offset) // LENGTH * LENGTH].view(-1, LENGTH)
            queue = rng.permutation(len(blocks)).tolist()
        batch = blocks[[queue.pop() for _ in range(args.batch)]]
        with torch.autocast('cpu', dtype=torch.bfloat16):
            logits = model(batch).logits
        loss = torch.nn.functional.cross_entropy(logits[:, :-1].float().flatten(0, 1), batch[:, 1:].flatten())
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        step, tokens = step + 1, tokens + batch.numel()
        log.append(loss.item())
        if step % 200 == 0:
            print(f'{time.time()-start:6.0f} s  step {step}  {tokens/1e6:.2f} M tokens  loss {np.mean(log[-200:]):.3f}  '
                  f'perplexity: Persuasion {perplexity(model, novel, LENGTH):.1f}, sonnets {perplexity(model, sonnets, LENGTH):.1f}', flush=True)
    model.eval()
    model.save_pretrained(args.out)
    (args.out / 'training.json').write_text(json.dumps({
        'steps': step, 'tokens': tokens, 'corpus_tokens': len(ids), 'seconds': round(time.time() - start), 'final_loss': float(np.mean(log[-200:])),
        'persuasion_perplexity': perplexity(model, novel, LENGTH, 10**6), 'sonnets_perplexity': perplexity(model, sonnets, LENGTH, 10**6)}, indent=1))
    print((args.out / 'training.json').read_text())


if __name__ == '__main__':
    main()
