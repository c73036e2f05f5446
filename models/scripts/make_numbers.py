"""Writes numbers in words, in English and fifteen other languages, by ICU's spell-out rules (CLDR).

    python models/scripts/make_numbers.py --out numbers.tsv [--count 7000]

Needs PyICU (on Debian: apt-get install python3-icu, then /usr/bin/python3). All numbers below 1,000 are written, those
of four digits are drawn. Columns: number, split (a tenth is 'test', by a hash of
the number, the same in every language), en and the other languages.
"""
import argparse
import hashlib
import random

import icu

LANGUAGES = 'en de fr es it pt nl sv da no pl cs fi hu tr ro ca'.split()


def split_of(number):
    return 'test' if hashlib.sha256(str(number).encode()).digest()[0] % 10 == 0 else 'train'


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--out', required=True)
    parser.add_argument('--count', type=int, default=7000)
    args = parser.parse_args()
    draw = random.Random(0)
    numbers = set(range(1000))
    while len(numbers) < args.count:
        numbers.add(draw.randrange(1000, 10000))
    rules = {code: icu.RuleBasedNumberFormat(icu.URBNFRuleSetTag.SPELLOUT, icu.Locale(code)) for code in LANGUAGES}
    with open(args.out, 'w', encoding='utf-8') as file:
        file.write('\t'.join(['number', 'split', *LANGUAGES]) + '\n')
        for number in sorted(numbers):
            words = [rules[code].format(number).replace('\xad', '') for code in LANGUAGES]  # without soft hyphens
            file.write('\t'.join([str(number), split_of(number), *words]) + '\n')


if __name__ == '__main__':
    main()
