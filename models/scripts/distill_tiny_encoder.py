"""Distils the tiny encoder: a two-layer BERT whose mean-pooled output imitates all-MiniLM-L6-v2, on one CPU core.

    python models/scripts/distill_tiny_encoder.py --data DIR --teacher HF_DIR --out BUILD_DIR [--minutes 19]

Three steps, each cached in --out: a lower-case WordPiece vocabulary; the teacher's sentence embeddings; training.
The student starts from the teacher's meaning of each vocabulary entry (its embedding of that word alone, reduced to
128 dimensions by PCA) and then learns two things at once: to give the teacher's embedding of a text from the mean of
its own token vectors through a linear map, and to guess masked words. No label is read anywhere.
"""
import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import BertWordPieceTokenizer
from transformers import AutoModel, AutoTokenizer, BertConfig, BertModel, BertTokenizerFast

import corpus

VOCAB, LENGTH = 8000, 256
CONFIG = dict(vocab_size=VOCAB, hidden_size=128, num_hidden_layers=2, num_attention_heads=4, intermediate_size=512,
              max_position_embeddings=LENGTH, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)


def train_tokenizer(data, out):
    texts = corpus.reviews(data) * 3 + corpus.titles(data) + corpus.austen(data) + [text for _, text in corpus.brown(data)]
    wordpiece = BertWordPieceTokenizer(lowercase=True)
    wordpiece.train_from_iterator(texts, vocab_size=VOCAB, min_frequency=2, show_progress=False)
    tokenizer = BertTokenizerFast(tokenizer_object=wordpiece._tokenizer, do_lower_case=True, model_max_length=LENGTH)
    tokenizer.save_pretrained(out)
    return tokenizer


def training_texts(data, seed):
    """Distinct texts: whole reviews, their sentences, cooking titles, and samples of Brown and Austen."""
    rng = np.random.default_rng(seed)
    reviews = corpus.reviews(data)
    brown = [text for _, text in corpus.brown(data) if 5 <= len(text.split()) <= 50]
    austen = [s for p in corpus.austen(data) for s in corpus.sentences(p) if 5 <= len(s.split()) <= 50]
    parts = [reviews, [s for r in reviews for s in corpus.sentences(r)], corpus.titles(data),
             [brown[i] for i in rng.permutation(len(brown))[:12000]], [austen[i] for i in rng.permutation(len(austen))[:3000]]]
    return list(dict.fromkeys(text for part in parts for text in part))


@torch.no_grad()
def teacher_embeddings(teacher_dir, texts):
    """Mean-pooled, normalised, as the teacher was trained to be used. bfloat16 halves the time."""
    teacher, tokenizer = AutoModel.from_pretrained(teacher_dir).eval(), AutoTokenizer.from_pretrained(teacher_dir)
    encoded = tokenizer(texts, truncation=True, max_length=LENGTH)['input_ids']
    order = sorted(range(len(texts)), key=lambda i: len(encoded[i]))
    result, start, i = np.zeros((len(texts), teacher.config.hidden_size), np.float16), time.time(), 0
    while i < len(order):
        size = max(1, 4096 // (len(encoded[order[min(i + 64, len(order) - 1)]])))
        rows = order[i:i + size]
        batch = tokenizer.pad({'input_ids': [encoded[r] for r in rows]}, return_tensors='pt')
        with torch.autocast('cpu', dtype=torch.bfloat16):
            hidden = teacher(**batch).last_hidden_state.float()
        mask = batch['attention_mask'][..., None].float()
        result[rows] = F.normalize((hidden * mask).sum(1) / mask.sum(1), dim=1).numpy()
        i += size
    print(f'teacher: {len(texts)} texts, {sum(map(len, encoded))} tokens in {time.time()-start:.0f} s', flush=True)
    return result


def cached_embeddings(teacher_dir, texts, cache):
    """teacher_embeddings(), computing only what an earlier run has not."""
    known = {}
    if cache.with_suffix('.npy').exists():
        known = dict(zip(json.loads(cache.with_suffix('.json').read_text()), np.load(cache.with_suffix('.npy'))))
    missing = [text for text in texts if text not in known]
    if missing:
        known.update(zip(missing, teacher_embeddings(teacher_dir, missing)))
        cache.with_suffix('.json').write_text(json.dumps(list(known)))
        np.save(cache.with_suffix('.npy'), np.stack(list(known.values())))
    return np.stack([known[text] for text in texts])


class Student(torch.nn.Module):
    def __init__(self, config, width):
        super().__init__()
        self.bert = BertModel(config, add_pooling_layer=False)
        d = config.hidden_size
        self.project = torch.nn.Linear(d, width)
        self.mlm = torch.nn.Sequential(torch.nn.Linear(d, d), torch.nn.GELU(), torch.nn.LayerNorm(d))
        self.mlm_bias = torch.nn.Parameter(torch.zeros(config.vocab_size))

    def forward(self, ids, mask):
        hidden = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        weight = mask[..., None].to(hidden.dtype)
        return hidden, self.project((hidden * weight).sum(1) / weight.sum(1))

    def guess(self, hidden):
        return self.mlm(hidden) @ self.bert.embeddings.word_embeddings.weight.T + self.mlm_bias


def start_from_teacher(student, tokenizer, teacher_dir, out):
    """Word embeddings: the main components of what the teacher makes of each entry on its own."""
    entries = [t.removeprefix('##') for t in tokenizer.convert_ids_to_tokens(range(VOCAB))]
    words = torch.from_numpy(cached_embeddings(teacher_dir, entries, out / 'vocabulary')).float()
    words -= words.mean(0)
    _, _, v = torch.linalg.svd(words, full_matrices=False)
    d = student.bert.config.hidden_size
    components = words @ v[:d].T
    with torch.no_grad():
        student.bert.embeddings.word_embeddings.weight.copy_(components / components.std() * 0.1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--data', required=True)
    parser.add_argument('--teacher', required=True, help='Hugging Face folder of all-MiniLM-L6-v2')
    parser.add_argument('--out', type=Path, required=True)
    parser.add_argument('--minutes', type=float, default=19, help='wall clock for the training loop')
    parser.add_argument('--tokens-per-batch', type=int, default=2048)
    parser.add_argument('--lr', type=float, default=2e-3)
    parser.add_argument('--mlm', type=float, default=0.1, help='weight of the masked-word loss')
    parser.add_argument('--whiten', type=float, default=0.5, help='0: plain embeddings; 1: all their components of equal size')
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument('--name', default='student', help='folder below --out for the result')
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    rng = np.random.default_rng(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    target_dir = args.out / args.name

    texts = training_texts(args.data, 0)
    embeddings = torch.from_numpy(cached_embeddings(args.teacher, texts, args.out / 'embeddings')).float()
    tokenizer = train_tokenizer(args.data, target_dir)
    student = Student(BertConfig(**CONFIG), embeddings.shape[1])
    start_from_teacher(student, tokenizer, args.teacher, args.out)

    # Topic dominates the teacher's embedding and sentiment may well sit in small components: partial whitening, with the
    # covariance of the reviews and their sentences, makes those count more.
    sample = embeddings[:20000]
    mean = sample.mean(0)
    values, vectors = torch.linalg.eigh((sample - mean).T @ (sample - mean) / len(sample))
    scale = values.clamp_min(values.max() * 1e-3) ** (-args.whiten / 2)
    targets = (embeddings - mean) @ vectors * scale
    targets /= targets[:20000].pow(2).mean().sqrt()

    encoded = tokenizer(texts, truncation=True, max_length=LENGTH)['input_ids']
    lengths = np.array([len(e) for e in encoded])
    print(f'{len(texts)} texts, {lengths.sum()} tokens; student has {student.bert.num_parameters()} parameters', flush=True)

    def batches():
        while True:
            # rows of like length together; the noise gives other neighbours in each epoch
            order = np.argsort(lengths * rng.uniform(0.85, 1.15, len(lengths)))
            chunks, i = [], 0
            while i < len(order):
                size = max(4, args.tokens_per_batch // lengths[order[min(i + 16, len(order) - 1)]])
                chunks.append(order[i:i + size])
                i += size
            yield from (chunks[c] for c in rng.permutation(len(chunks)))

    decay = [p for p in student.parameters() if p.dim() > 1]
    rest = [p for p in student.parameters() if p.dim() == 1]
    optimiser = torch.optim.AdamW([{'params': decay, 'weight_decay': 0.01}, {'params': rest, 'weight_decay': 0.0}], lr=args.lr, betas=(0.9, 0.98))
    start, step, log, stream, tokens = time.time(), 0, [], batches(), 0
    while (done := (time.time() - start) / (args.minutes * 60)) < 1:
        for group in optimiser.param_groups:
            group['lr'] = args.lr * min(step / 200, 1) * max(1 - done, 0.001)
        rows = next(stream)
        width = lengths[rows].max()
        ids = torch.tensor([encoded[r] + [0] * (width - len(encoded[r])) for r in rows])
        mask = (ids != 0).long()
        inputs, hide = ids, None
        if step % 2:  # every other batch has words masked, which also teaches not to lean on one word
            hide = (torch.rand(ids.shape) < 0.15) & (ids > 4)
            inputs = ids.masked_fill(hide & (torch.rand(ids.shape) < 0.85), tokenizer.mask_token_id)
        with torch.autocast('cpu', dtype=torch.bfloat16):
            hidden, predicted = student(inputs, mask)
            mlm = F.cross_entropy(student.guess(hidden[hide]).float(), ids[hide]) if hide is not None and hide.any() else torch.zeros(())
        predicted, wanted = predicted.float(), targets[rows]
        mse = (predicted - wanted).pow(2).mean()
        cosine = 1 - F.cosine_similarity(predicted, wanted).mean()
        (mse + cosine + args.mlm * mlm).backward()
        torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        step, tokens = step + 1, tokens + int(mask.sum())
        log.append((mse.item(), cosine.item(), mlm.item() * 2))  # every other batch has no masked words
        if step % 300 == 0:
            print(f'{time.time()-start:6.0f} s  step {step}  {tokens/1e6:.1f} M tokens  mse, 1-cosine, masked words: {np.mean(log[-300:], 0).round(3)}', flush=True)
    student.eval()
    student.bert.save_pretrained(target_dir)
    summary = {'steps': step, 'tokens': tokens, 'texts': len(texts), 'corpus_tokens': int(lengths.sum()), 'seconds': round(time.time() - start),
               'mse_cosine_mlm': np.mean(log[-300:], 0).round(4).tolist(), 'lr': args.lr, 'mlm': args.mlm, 'whiten': args.whiten}
    (target_dir / 'training.json').write_text(json.dumps(summary, indent=1))
    print(summary)


if __name__ == '__main__':
    main()
