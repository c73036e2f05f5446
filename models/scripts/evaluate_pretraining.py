"""Does pretraining count? Fine-tunes a tiny model and the same architecture at random initialisation alike.

    python models/scripts/evaluate_pretraining.py models/tiny-encoder --data DIR
    python models/scripts/evaluate_pretraining.py models/tiny-decoder --data DIR
    python models/scripts/evaluate_pretraining.py models/tiny-encoder-decoder --data models/data

Encoder: fine-foods reviews, `great` against `other`, mean pooling and a linear head, 300 steps of 16 reviews of at
most 96 tokens, accuracy on the 1,000 test reviews. Decoder: the first 90 % of the lines of Shakespeare's sonnets, 200
steps of 4 windows of 128 tokens, perplexity on the rest. Encoder–decoder: numbers in German, a language that it was
not taught to write, 400 steps of 8, greedy answers that are right to the letter. AdamW, linear decay, three seeds; prints a Markdown table.
--validation splits the training set instead of reading the test set, to choose learning rates by (--rates). The
encoder's were chosen so from two candidates each, with an early checkpoint; the decoder's were not tuned.
"""
import argparse
import copy
import csv
import math
import statistics
import time

import numpy as np
import torch
import torch.nn.functional as F
from peft import LoraConfig, get_peft_model
from transformers import AutoTokenizer

import corpus
from onnx_to_hf import empty, load

RATES = {  # (kind, start, method): learning rate
    ('encoder', 'pretrained', 'head'): 3e-2, ('encoder', 'random', 'head'): 3e-2,
    ('encoder', 'pretrained', 'LoRA'): 5e-3, ('encoder', 'random', 'LoRA'): 5e-3,
    ('encoder', 'pretrained', 'full'): 1e-3, ('encoder', 'random', 'full'): 1e-3,
    ('decoder', 'pretrained', 'LoRA'): 5e-3, ('decoder', 'random', 'LoRA'): 1e-2,
    ('decoder', 'pretrained', 'full'): 1e-3, ('decoder', 'random', 'full'): 2e-3,
    ('encoder-decoder', 'pretrained', 'LoRA'): 1.6e-2, ('encoder-decoder', 'random', 'LoRA'): 1.6e-2,
    ('encoder-decoder', 'pretrained', 'full'): 1.8e-3, ('encoder-decoder', 'random', 'full'): 1.8e-3,
}


def adapt(model, method, targets):
    """LoRA (r = 8, alpha = 16) on the query and value projections, everything, or nothing but the head."""
    if method == 'LoRA':
        return get_peft_model(model, LoraConfig(r=8, lora_alpha=16, target_modules=targets, fan_in_fan_out=targets == ['c_attn']))
    model.requires_grad_(method == 'full')
    return model


def optimise(parameters, rate, steps, loss_of):
    optimiser = torch.optim.AdamW(parameters, lr=rate, weight_decay=0.01)
    for step in range(steps):
        for group in optimiser.param_groups:
            group['lr'] = rate * min(1, (step + 1) / 20) * (1 - step / steps)
        loss_of().backward()
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)


class Encoder:
    steps, batch, length, targets, methods = 300, 16, 96, ['query', 'value'], ['LoRA', 'full', 'head']
    measure, better = 'test accuracy, %', max

    def __init__(self, args, tokenizer):
        test = corpus.fine_foods(args.data, 'test')
        tested = {text for _, text in test}
        train = [row for row in corpus.fine_foods(args.data, 'train') if row[1] not in tested]
        if args.validation:
            train, test = train[:3200], train[3200:]
        encode = lambda rows: (tokenizer([t for _, t in rows], truncation=True, max_length=self.length)['input_ids'],
                               torch.tensor([label == 'great' for label, _ in rows]).long())
        self.train, self.test = encode(train), encode(test)

    @staticmethod
    def pad(rows):
        width = max(map(len, rows))
        ids = torch.tensor([r + [0] * (width - len(r)) for r in rows])
        return ids, (ids != 0).long()

    def score(self, model, method, rate, seed):
        rng = np.random.default_rng(seed)
        torch.manual_seed(seed)
        model = adapt(model, method, self.targets).train()
        head = torch.nn.Linear(model.config.hidden_size, 2)
        queue = []

        def logits(rows):
            ids, mask = self.pad(rows)
            hidden, weight = model(input_ids=ids, attention_mask=mask).last_hidden_state, mask[..., None].float()
            return head((hidden * weight).sum(1) / weight.sum(1))

        def loss():
            if len(queue) < self.batch:
                queue[:] = rng.permutation(len(self.train[0])).tolist()
            rows = [queue.pop() for _ in range(self.batch)]
            return F.cross_entropy(logits([self.train[0][r] for r in rows]), self.train[1][rows])

        optimise([p for p in (*model.parameters(), *head.parameters()) if p.requires_grad], rate, self.steps, loss)
        model.eval()
        with torch.no_grad():
            right = sum((logits(self.test[0][i:i + 50]).argmax(1) == self.test[1][i:i + 50]).sum().item() for i in range(0, len(self.test[0]), 50))
        return 100 * right / len(self.test[0])


class Decoder:
    steps, batch, length, targets, methods = 200, 4, 128, ['c_attn'], ['LoRA', 'full']
    measure, better = 'perplexity', min

    def __init__(self, args, tokenizer):
        lines = corpus.sonnet_lines(args.data)
        if args.validation:
            lines = lines[: len(lines) * 9 // 10]
        cut = len(lines) * 9 // 10
        self.train, self.test = (torch.tensor(tokenizer('\n'.join(part), verbose=False)['input_ids']) for part in (lines[:cut], lines[cut:]))

    def perplexity(self, model):
        blocks = self.test[: len(self.test) // self.length * self.length].view(-1, self.length)
        model.eval()
        with torch.no_grad():
            return math.exp(F.cross_entropy(model(blocks).logits[:, :-1].flatten(0, 1), blocks[:, 1:].flatten()).item())

    def score(self, model, method, rate, seed):
        rng = np.random.default_rng(seed)
        torch.manual_seed(seed)
        model = adapt(model, method, self.targets).train()

        def loss():
            starts = rng.integers(0, len(self.train) - self.length, self.batch)
            ids = torch.stack([self.train[s:s + self.length] for s in starts])
            return F.cross_entropy(model(ids).logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten())

        optimise([p for p in model.parameters() if p.requires_grad], rate, self.steps, loss)
        return self.perplexity(model)


class EncoderDecoder:
    steps, batch, targets, methods = 400, 8, ['q', 'v'], ['LoRA', 'full']
    measure, better = 'right to the letter, %', max

    def __init__(self, args, tokenizer):
        self.tokenizer = tokenizer
        train, test = (self.rows(f'{args.data}/numbers_{split}.tsv') for split in ('train', 'test'))
        if args.validation:
            train, test = train[300:], train[:300]
        self.train, self.test = train, test

    def rows(self, path):
        with open(path, encoding='utf-8') as file:
            return [(f'German: {row["en"]}', row['de']) for row in csv.DictReader(file, delimiter='\t')]

    def encode(self, rows):
        source = self.tokenizer([s for s, _ in rows], return_tensors='pt', padding=True)
        labels = self.tokenizer([t for _, t in rows], return_tensors='pt', padding=True)['input_ids']
        return {'input_ids': source['input_ids'], 'attention_mask': source['attention_mask'], 'labels': labels.masked_fill(labels == 0, -100)}

    def exact(self, model):
        model.eval()
        source = self.encode(self.test)
        with torch.no_grad():
            written = model.generate(input_ids=source['input_ids'], attention_mask=source['attention_mask'], max_new_tokens=24, do_sample=False, num_beams=1)
        found = self.tokenizer.batch_decode(written, skip_special_tokens=True)
        return 100 * sum(text == target for text, (_, target) in zip(found, self.test)) / len(self.test)

    def score(self, model, method, rate, seed):
        rng = np.random.default_rng(seed)
        torch.manual_seed(seed)
        model = adapt(model, method, self.targets).train()
        loss = lambda: model(**self.encode([self.train[i] for i in rng.integers(0, len(self.train), self.batch)])).loss
        optimise([p for p in model.parameters() if p.requires_grad], rate, self.steps, loss)
        return self.exact(model)


KINDS = {'bert': ('encoder', Encoder), 'gpt2': ('decoder', Decoder), 't5': ('encoder-decoder', EncoderDecoder)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('model', help='folder with config.json and onnx/model.onnx')
    parser.add_argument('--data', required=True)
    parser.add_argument('--seeds', type=int, nargs='*', default=[0, 1, 2])
    parser.add_argument('--methods', nargs='*')
    parser.add_argument('--starts', nargs='*', default=['pretrained', 'random'])
    parser.add_argument('--rates', type=float, nargs='*', help='try these instead of the chosen ones')
    parser.add_argument('--validation', action='store_true')
    args = parser.parse_args()
    torch.set_num_threads(1)
    pretrained, tokenizer = load(args.model, 'sdpa'), AutoTokenizer.from_pretrained(args.model)
    kind, make = KINDS[pretrained.config.model_type]
    task = make(args, tokenizer)
    print(f'| start | trained | learning rate | {"validation: " if args.validation else ""}{task.measure}: mean ± spread (each seed) |\n|---|---|---|---|', flush=True)
    if kind == 'decoder':
        print(f'| pretrained | nothing | | {task.perplexity(pretrained):.1f} |', flush=True)
    if kind == 'encoder-decoder':
        print(f'| pretrained | nothing | | {task.exact(pretrained):.1f} |', flush=True)
    for method in args.methods or task.methods:
        for start in args.starts:
            for rate in args.rates or [RATES[kind, start, method]]:
                scores = []
                for seed in args.seeds:
                    torch.manual_seed(100 + seed)
                    model = copy.deepcopy(pretrained) if start == 'pretrained' else empty(pretrained.config)
                    scores.append(task.score(model, method, rate, seed))
                spread = statistics.stdev(scores) if len(scores) > 1 else 0.0
                print(f'| {start} | {method} | {rate:g} | {statistics.mean(scores):.1f} ± {spread:.1f} ({", ".join(f"{s:.1f}" for s in scores)}) |', flush=True)


if __name__ == '__main__':
    main()
