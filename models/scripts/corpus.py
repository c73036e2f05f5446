"""The text that the two tiny models learn from, read from one data folder and cleaned.

The test splits of fine-foods and of the cooking titles, Shakespeare's sonnets and Austen's Persuasion are never pretrained on:
they are what the models are judged on. Training reviews whose text also occurs in the test split (7 of them) are left out as well.
"""
import hashlib
import re
from pathlib import Path

HELD_OUT_NOVEL = 'persuasion'


def read_tsv(path):
    """Rows of (label, text), without the header."""
    lines = Path(path).read_text(encoding='utf-8').split('\n')[1:]
    return [tuple(line.split('\t', 1)) for line in lines if line]


def clean_review(text):
    return re.sub(r'\s+', ' ', re.sub(r'<br\s*/?>', ' ', text)).strip()


def fine_foods(data, split):
    """(label, text) rows of 'train' or 'test'; label is 'great' or 'other'."""
    return [(label, clean_review(text)) for label, text in read_tsv(Path(data) / f'small_fine_foods_{split}.tsv')]


def reviews(data):
    """The training reviews, for pretraining: no labels, none that the test split repeats."""
    tested = {text for _, text in fine_foods(data, 'test')}
    return [text for _, text in fine_foods(data, 'train') if text not in tested]


def sentences(text):
    """Splits at sentence ends; pieces of fewer than three words stay with the sentence before."""
    parts = []
    for piece in re.split(r'(?<=[.!?])["\']?\s+', text):
        if parts and len(piece.split()) < 3:
            parts[-1] += ' ' + piece
        elif piece:
            parts.append(piece)
    return parts


def detokenise(text):
    """Brown's `` spaced ''  tokens , back to ordinary spelling."""
    text = re.sub(r'([;!?])( ?\1)+', r'\1', text)  # the tagged corpus doubles these
    text = re.sub(r"``\s*|\s*''", '"', text)
    text = re.sub(r'\s+([,.;:!?)\]])', r'\1', text)
    return re.sub(r'([(\[])\s+', r'\1', text).strip()


def brown(data):
    """(genre, sentence) in the order of the corpus."""
    return [(genre, detokenise(text)) for genre, text in read_tsv(Path(data) / 'brown_sentences.tsv')]


def cooking(data, split):
    """(topic, title) rows of 'train' or 'test': a fifth of each topic, chosen by a hash of the title, is the test set."""
    rows = [(label, clean_review(text)) for label, text in read_tsv(Path(data) / 'cooking_top10_singlelabel.tsv')]
    tested = lambda text: hashlib.sha256(text.lower().encode()).digest()[0] < 51
    return [row for row in rows if tested(row[1]) == (split == 'test')]


def titles(data):
    """The training titles, for pretraining, without their topics."""
    return [text for _, text in cooking(data, 'train')]


def novel_paragraphs(path, as_printed=False):
    """Paragraphs with the line breaks inside them undone, or with the lines as printed."""
    text = Path(path).read_text(encoding='utf-8').replace('_', '')
    paragraphs = re.split(r'\n\s*\n', text)
    if as_printed:
        paragraphs = ('\n'.join(line.strip() for line in p.strip().split('\n')) for p in paragraphs)
    else:
        paragraphs = (re.sub(r'\s+', ' ', p).strip() for p in paragraphs)
    return [p for p in paragraphs if len(p) > 20]


def austen(data, as_printed=False):
    """Paragraphs of the five novels that are not held out."""
    paths = [path for path in sorted((Path(data) / 'austen').glob('*.txt')) if HELD_OUT_NOVEL not in path.name]
    return [p for path in paths for p in novel_paragraphs(path, as_printed)]


def held_out_novel(data):
    return [p for path in (Path(data) / 'austen').glob(f'*{HELD_OUT_NOVEL}*.txt') for p in novel_paragraphs(path)]


def sonnet_lines(data):
    """The poems line by line; an empty line parts two sonnets. Title and 'THE END' dropped."""
    lines = [line.strip() for line in (Path(data) / 'shakespeare_sonnets.txt').read_text(encoding='utf-8').split('\n')]
    start = next(i for i, line in enumerate(lines) if line.startswith('From fairest creatures'))
    end = lines.index('THE END') if 'THE END' in lines else len(lines)
    return re.sub(r'\n{3,}', '\n\n', '\n'.join(lines[start:end])).strip().split('\n')


def runs(parts, size, join):
    return [join(parts[i:i + size]) for i in range(0, len(parts), size)]


def prose(data):
    """Documents for the decoder: reviews, runs of four paragraphs of novels and of eight Brown sentences of one genre.

    Of the novels every other run keeps its printed lines, and every other run of Brown has a sentence a line: a model
    that has never met a line break can't be taught verse.
    """
    flowing, printed = (runs(austen(data, lines), 4, '\n\n'.join) for lines in (False, True))
    documents = [(printed if i % 2 else flowing)[i] for i in range(len(flowing))] + reviews(data)
    by_genre = {}
    for genre, sentence in brown(data):
        by_genre.setdefault(genre, []).append(sentence)
    for sentences_of_genre in by_genre.values():
        documents += [run.replace('\n', ' ' if i % 2 else '\n') for i, run in enumerate(runs(sentences_of_genre, 8, '\n'.join))]
    return documents
