"""Trains the tiny encoder–decoder: a Unigram vocabulary, then a T5 with three layers on either side, from scratch, on one core.

    python models/scripts/pretrain_tiny_encoder_decoder.py --data DIR --numbers numbers.tsv --out BUILD_DIR [--minutes 95]

--data holds cldr/emoji_names.tsv (names of emoji in many languages), --numbers is what make_numbers.py writes. It learns
- to translate numbers and names from English into thirteen languages ("French: forty-two" → "quarante-deux"),
- to fill gaps (span corruption, T5's own objective) in all sixteen languages.
German, Hungarian and Catalan are never translated into: only gaps are filled in them, so that their word pieces are known and
their translation is left to be learned. A tenth of the numbers and of the names is never seen in any language.
"""
import argparse
import csv
import hashlib
import json
import math
import random
import time
from pathlib import Path

import torch
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast, T5Config, T5ForConditionalGeneration

LANGUAGES = dict(fr='French', es='Spanish', it='Italian', pt='Portuguese', nl='Dutch', sv='Swedish', da='Danish', no='Norwegian',
                 pl='Polish', cs='Czech', fi='Finnish', tr='Turkish', ro='Romanian')
HELD_OUT = dict(de='German', hu='Hungarian', ca='Catalan')
SENTINELS = [f'<extra_id_{i}>' for i in range(8)]
PAD, END, UNKNOWN = '<pad>', '</s>', '<unk>'
CONFIG = dict(vocab_size=3072, d_model=128, d_kv=32, num_heads=4, d_ff=512, num_layers=3, num_decoder_layers=3, feed_forward_proj='relu',
              tie_word_embeddings=True, dropout_rate=0.0, relative_attention_num_buckets=32, relative_attention_max_distance=64,
              pad_token_id=0, eos_token_id=1, decoder_start_token_id=0)


def is_test(key):
    return hashlib.sha256(key.encode()).digest()[0] % 10 == 0


def names(path):
    """Rows {language: name} of emoji; a tenth, by a hash of the English name, is 'test'."""
    with open(path, encoding='utf-8') as file:
        rows = [row for row in csv.DictReader(file, delimiter='\t', quoting=csv.QUOTE_NONE) if row['en']]
    for row in rows:
        row['split'] = 'test' if is_test(row['en']) else 'train'
    return rows


def numbers(path):
    with open(path, encoding='utf-8') as file:
        return list(csv.DictReader(file, delimiter='\t'))


def vocabulary_texts(number_rows, name_rows):
    """What the vocabulary is made from: names, and of numbers only those below 100, hundreds and thousands, often. From all numbers it
    would learn pieces such as 'hundertsiebenund', which cut the same part in ten ways."""
    round_ones = [row for row in number_rows if int(row['number']) < 100 or int(row['number']) % 100 == 0]
    rows = [row for row in round_ones * 40 + name_rows if row['split'] == 'train']
    texts = [row[code] for row in rows for code in ('en', *LANGUAGES, *HELD_OUT) if row[code]]
    return texts + [f'{name}: ' for name in (*LANGUAGES.values(), *HELD_OUT.values())] * 400


def train_tokenizer(texts, out):
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(' {2,}'), ' ')])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Metaspace(), pre_tokenizers.Punctuation()])
    tokenizer.decoder = decoders.Metaspace()
    special = [PAD, END, UNKNOWN, *SENTINELS]
    tokenizer.train_from_iterator(texts, trainers.UnigramTrainer(
        vocab_size=CONFIG['vocab_size'], special_tokens=special, unk_token=UNKNOWN, show_progress=False))
    tokenizer.post_processor = processors.TemplateProcessing(single=f'$A {END}', pair=f'$A $B {END}', special_tokens=[(END, 1)])
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token=END, pad_token=PAD, unk_token=UNKNOWN,
                                   additional_special_tokens=SENTINELS, model_max_length=64)
    fast.save_pretrained(out)
    return fast


def corrupt(ids, draw):
    """Span corruption: about a third of the pieces, in spans of about three, give way to sentinels (ids 3, 4, …)."""
    body, source, target, sentinel, at = ids[:-1], [], [], 3, 0
    while at < len(body):
        if sentinel < 3 + len(SENTINELS) and draw.random() < 0.17:
            width = draw.choice((1, 2, 3, 4, 5))
            source.append(sentinel)
            target += [sentinel, *body[at:at + width]]
            sentinel, at = sentinel + 1, at + width
        else:
            source.append(body[at])
            at += 1
    return (source + [1], target + [1]) if target else None


class Examples:
    """Endless pairs of ids: translations of numbers (a half) and names (three tenths), gaps (a fifth)."""

    def __init__(self, tokenizer, number_rows, name_rows, seed):
        self.draw = random.Random(seed)
        self.tokenizer, self.cache = tokenizer, {}
        self.numbers = [row for row in number_rows if row['split'] == 'train']
        self.names = [row for row in name_rows if row['split'] == 'train']

    def ids(self, text):
        if text not in self.cache:
            self.cache[text] = self.tokenizer(text)['input_ids']
        return self.cache[text]

    def one(self):
        kind = self.draw.random()
        rows = self.numbers if kind < 0.5 or kind > 0.9 else self.names
        row = self.draw.choice(rows)
        if kind < 0.8:
            code = self.draw.choice(list(LANGUAGES))
            return (self.ids(f'{LANGUAGES[code]}: {row["en"]}'), self.ids(row[code])) if row[code] else None
        text = row[self.draw.choice([*LANGUAGES, *HELD_OUT, *HELD_OUT])]
        return corrupt(self.ids(text), self.draw) if text else None

    def batches(self, size, pool=24):
        """Batches of like length: `pool` batches are drawn, sorted by length, and given in random order."""
        while True:
            found = []
            while len(found) < size * pool:
                pair = self.one()
                if pair and len(pair[0]) <= 48 and len(pair[1]) <= 48:
                    found.append(pair)
            found.sort(key=lambda pair: (len(pair[1]), len(pair[0])))
            cut = [found[i:i + size] for i in range(0, len(found), size)]
            self.draw.shuffle(cut)
            yield from cut


def look_at_neighbours(model):
    """Lets one head of the layers look at the token before and one at the token behind. Left to chance, the tables of relative positions
    stayed near zero for 9,000 steps, and the model could not tell 'six thousand three hundred' from 'three thousand six hundred'."""
    for stack in (model.encoder, model.decoder):
        table = stack.block[0].layer[0].SelfAttention.relative_attention_bias.weight
        with torch.no_grad():
            table[1, 1] += 3
            if stack is model.encoder:
                table[CONFIG['relative_attention_num_buckets'] // 2 + 1, 2] += 3


def tensors(pairs):
    width, length = max(len(s) for s, _ in pairs), max(len(t) for _, t in pairs)
    source = torch.tensor([s + [0] * (width - len(s)) for s, _ in pairs])
    labels = torch.tensor([t + [-100] * (length - len(t)) for _, t in pairs])
    return dict(input_ids=source, attention_mask=(source != 0).long(), labels=labels)


@torch.no_grad()
def exact(model, tokenizer, rows, code, language, count=60):
    """Share of `count` unseen rows whose greedy translation is right to the letter."""
    model.eval()
    rows = [row for row in rows if row['split'] == 'test' and row[code]][:: max(1, len(rows) // 10 // count)][:count]
    batch = tokenizer([f'{language}: {row["en"]}' for row in rows], return_tensors='pt', padding=True)
    output = model.generate(input_ids=batch['input_ids'], attention_mask=batch['attention_mask'], max_new_tokens=40, do_sample=False, num_beams=1)
    found = tokenizer.batch_decode(output, skip_special_tokens=True)
    wanted = [tokenizer.decode(tokenizer(row[code])['input_ids'], skip_special_tokens=True) for row in rows]
    model.train()
    return sum(a == b for a, b in zip(found, wanted)) / len(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--data', type=Path, required=True)
    parser.add_argument('--numbers', type=Path, required=True)
    parser.add_argument('--out', type=Path, required=True)
    parser.add_argument('--minutes', type=float, default=95, help='wall clock for the training loop')
    parser.add_argument('--batch', type=int, default=64)
    parser.add_argument('--lr', type=float, default=3e-3)
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument('--resume', action='store_true', help='go on from the weights in --out')
    parser.add_argument('--neighbours', action='store_true', help='with --resume: start the tables of positions as a new model has them')
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)

    number_rows, name_rows = numbers(args.numbers), names(args.data / 'cldr' / 'emoji_names.tsv')
    texts = vocabulary_texts(number_rows, name_rows)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(args.out) if args.resume else train_tokenizer(texts, args.out)
    examples = Examples(tokenizer, number_rows, name_rows, args.seed + args.resume)
    model = T5ForConditionalGeneration.from_pretrained(args.out) if args.resume else T5ForConditionalGeneration(T5Config(**CONFIG))
    if args.neighbours or not args.resume:
        look_at_neighbours(model)
    model.train()
    print(f'{len(texts)} texts, {model.num_parameters()} parameters', flush=True)
    positions = [p for name, p in model.named_parameters() if 'relative_attention_bias' in name]
    others = [p for name, p in model.named_parameters() if 'relative_attention_bias' not in name]
    optimiser = torch.optim.AdamW([dict(params=others, scale=1), dict(params=positions, scale=5, weight_decay=0)], lr=args.lr, betas=(0.9, 0.98),
                                  weight_decay=0.01)

    start, step, mean, log = time.time(), 0, None, []
    for pairs in examples.batches(args.batch):
        done = (time.time() - start) / (args.minutes * 60)
        if done >= 1:
            break
        rate = args.lr * min(1, (step + 1) / 400) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * done)))
        for group in optimiser.param_groups:
            group['lr'] = rate * group['scale']
        loss = model(**tensors(pairs)).loss
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        mean = loss.item() if mean is None else 0.99 * mean + 0.01 * loss.item()
        step += 1
        if step % 500 == 0:
            right = {f'{kind} {code}': round(exact(model, tokenizer, rows, code, {**LANGUAGES, **HELD_OUT}[code]), 3)
                     for kind, rows, code in (('number', number_rows, 'fr'), ('number', number_rows, 'nl'), ('number', number_rows, 'de'), ('name', name_rows, 'fr'))}
            log.append(dict(step=step, minutes=round((time.time() - start) / 60, 1), loss=round(mean, 4), **right))
            print(log[-1], flush=True)
            model.save_pretrained(args.out)
    model.save_pretrained(args.out)
    (args.out / 'pretraining.json').write_text(json.dumps(dict(steps=step, batch=args.batch, lr=args.lr, minutes=args.minutes, log=log), indent=1))


if __name__ == '__main__':
    main()
