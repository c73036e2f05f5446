"""Writes expected.json beside a fixture's config.json: onnxruntime's answer for two rows, the second one padded.

    python scripts/architectures/expected.py fixtures/architectures/bloom …

(Needs numpy and onnxruntime.) Hidden states or logits at the last token of each row, six decimals.
"""
import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime as ort

TOKENS = 7


def expected(folder):
    session = ort.InferenceSession(str(folder / 'onnx' / 'model.onnx'), providers=['CPUExecutionProvider'])
    vocabulary = json.loads((folder / 'config.json').read_text())['vocab_size']
    ids = np.random.default_rng(7).integers(5, min(256, vocabulary), (2, TOKENS))
    mask = np.array([[1] * TOKENS, [1] * (TOKENS - 2) + [0, 0]])
    feeds = {'input_ids': ids, 'attention_mask': mask, 'position_ids': np.tile(np.arange(TOKENS), (2, 1)), 'token_type_ids': np.zeros_like(ids)}
    for i in session.get_inputs():
        if i.name.startswith('past'):  # no earlier tokens
            feeds[i.name] = np.zeros([d if isinstance(d, int) else 2 if 'batch' in d else 0 for d in i.shape], np.float32)
    wanted = {i.name for i in session.get_inputs()}
    output = session.run(None, {name: value for name, value in feeds.items() if name in wanted})[0]
    last = [output[row, mask[row].sum() - 1] for row in range(2)]
    (folder / 'expected.json').write_text(json.dumps({
        'input_ids': ids.tolist(), 'attention_mask': mask.tolist(), 'last': [[round(float(x), 6) for x in row] for row in last]}))


if __name__ == '__main__':
    for name in sys.argv[1:]:
        expected(Path(name))
