"""Writes the parallel data sets of models/data (numbers in words, names of emoji) and their entries of the manifest.

    python models/scripts/make_translations.py --numbers numbers.tsv --names emoji_names.tsv

--numbers is what make_numbers.py writes, --names the names of CLDR with a column per language (npm cldr-annotations-full
and cldr-annotations-derived-full). Test rows are those that pretrain_tiny_encoder_decoder.py has seen in no language.
"""
import argparse
import csv
import hashlib
import json
import random
from collections import Counter
from pathlib import Path

from pretrain_tiny_encoder_decoder import HELD_OUT, LANGUAGES, names, numbers

OUT = Path(__file__).parents[1] / 'data'
# Those that the model was not taught to write, and relatives of theirs that it was.
OFFERED = {**HELD_OUT, **{code: LANGUAGES[code] for code in ('nl', 'sv', 'fr', 'es', 'fi')}}
COLUMNS = ['en', *OFFERED]
LICENSE = 'Unicode-3.0'


def parts(number):
    """What a number's words are made of, with their places: thousands, hundreds, and below twenty or tens and units."""
    thousands, hundreds, rest = number // 1000, number // 100 % 10, number % 100
    last = [('below twenty', rest)] if rest < 20 else [('tens', rest // 10), ('units', rest % 10)]
    return [*([('thousands', thousands)] if thousands else []), *([('hundreds', hundreds)] if hundreds or thousands else []), *last]


def evenly(rows, count, rng):
    """`count` of the rows in which all parts of numbers are about equally often: of few rows drawn blindly some words are missing."""
    seen, left, chosen = Counter(), rows[:], []
    rng.shuffle(left)
    while len(chosen) < min(count, len(rows)):
        rarest = min(left, key=lambda row: sum(seen[part] for part in parts(int(row['number']))) / len(parts(int(row['number']))))
        left.remove(rarest)
        chosen.append(rarest)
        seen.update(parts(int(rarest['number'])))
    return chosen


def drawn(rows, count, rng):
    return rng.sample(rows, min(count, len(rows)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--numbers', required=True)
    parser.add_argument('--names', required=True)
    args = parser.parse_args()
    entries = []

    def write(file, strata, extra, counts, choose=drawn):
        """Two files of rows that have a word in every language; `counts` = rows of each split from each of the strata, of which `choose`
        takes those to train on."""
        rng, facts = random.Random(11), {}
        for split, wanted in counts.items():
            chosen = []
            for rows, count in zip(strata, wanted):
                found = [row for row in rows if row['split'] == split and all(row[code] for code in COLUMNS)]
                chosen += (choose if split == 'train' else drawn)(found, count, rng)
            # In no order: what is shown and measured of a part, the first rows, must be like the whole.
            rng.shuffle(chosen)
            head = [*extra, *COLUMNS]
            text = '\n'.join('\t'.join(row[column] for column in head) for row in chosen)
            text = '\t'.join(head) + '\n' + text + '\n'
            (OUT / f'{file}_{split}.tsv').write_text(text, encoding='utf-8')
            raw = text.encode()
            facts[split] = {'rows': len(chosen), 'bytes': len(raw), 'sha256': hashlib.sha256(raw).hexdigest()}
        print(file, {split: (f['rows'], f['bytes']) for split, f in facts.items()})
        return {**facts['train'], **{f'test{key[0].upper()}{key[1:]}': value for key, value in facts['test'].items()}}

    def add(file, facts, code, name, sizes, summary):
        entries.append({
            'id': f'{file}_{code}', 'name': name, 'task': 'seq2seq', 'train': f'{file}_train.tsv', 'test': f'{file}_test.tsv', 'labels': [],
            'columns': {'prompt': 'en', 'response': code}, **facts, 'sizes': sizes, 'sourceTemplate': f'{OFFERED[code]}: {{source}}',
            'license': LICENSE, 'summary': summary, 'family': file})

    # Few, because so many carry the lesson: the pretrained model learns to write a language from 170 numbers, a random one does not.
    # Those below 1,000 are a tenth of all, and hold the irregular words.
    every = numbers(args.numbers)
    strata = [[row for row in every if (int(row['number']) < 1000) == small] for small in (True, False)]
    found = write('numbers', strata, ['number'], {'train': (50, 120), 'test': (100, 300)}, evenly)
    for code, language in OFFERED.items():
        taught = 'was not taught to write' if code in HELD_OUT else 'was taught to write'
        add('numbers', found, code, f'Numbers in {language}', {'batch': 8, 'length': 18, 'target': 18},
            f'A hundred and seventy numbers below 10,000 in English words, to be written in {language}: a language that the tiny encoder–decoder {taught}. No number of the test was seen in any.')
    found = write('emoji', [names(args.names)], ['emoji'], {'train': (3000,), 'test': (400,)})
    for code, language in HELD_OUT.items():
        add('emoji', found, code, f'Emoji names in {language}', {'batch': 16, 'length': 32, 'target': 32},
            f'Names of emoji in English, to be written in {language}: short phrases about many things.')

    manifest = OUT / 'manifest.json'
    datasets = json.loads(manifest.read_text(encoding='utf-8'))['datasets']
    kept = [entry for entry in datasets if entry['id'] not in {new['id'] for new in entries}]
    manifest.write_text(json.dumps({'datasets': kept + entries}, indent=1, ensure_ascii=False) + '\n', encoding='utf-8')


if __name__ == '__main__':
    main()
