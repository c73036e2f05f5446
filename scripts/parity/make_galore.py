"""Prints what the authors' GaLore makes of a few gradients, for src/methods/reparameterised/galore.test.ts.

    PYTHONPATH=FOLDER python scripts/parity/make_galore.py

(FOLDER from `pip install --no-deps --target FOLDER galore-torch`.) Seven updates of a wide, a tall and a square matrix with
`galore_torch.adamw.AdamW`, r = 2, T = 3, scale 4, eta = 0.01. Its epsilon beside sqrt(v) is set to what torch's is. An SVD
leaves the signs of its vectors open, and moments outlive a projection: here the largest entry of each is positive.
"""
import json
import math

import torch

from galore import AdamW, signed_projections

RANK, GAP, SCALE, RATE, STEPS = 2, 3, 4, 0.01, 7


def main():
    signed_projections()
    generator = torch.Generator().manual_seed(1)
    cases = []
    for rows, columns in [(4, 6), (6, 4), (5, 5)]:
        draw = lambda: (torch.randn(rows, columns, generator=generator) * 100).round() / 100
        start, gradients = draw(), [draw() for _ in range(STEPS)]
        weight = torch.nn.Parameter(start.clone())
        optimizer = AdamW([{'params': [weight], 'rank': RANK, 'update_proj_gap': GAP, 'scale': SCALE, 'proj_type': 'std'}], lr=RATE, no_deprecation_warning=True)
        values = []
        for step, gradient in enumerate(gradients, 1):
            optimizer.param_groups[0]['eps'] = 1e-8 * math.sqrt(1 - 0.999**step)
            weight.grad = gradient.clone()
            optimizer.step()
            values.append([round(v, 6) for v in weight.detach().flatten().tolist()])
        rounded = lambda m: [round(v, 2) for v in m.flatten().tolist()]
        cases.append({'out': rows, 'in': columns, 'start': rounded(start), 'gradients': [rounded(g) for g in gradients], 'values': values})
    print(json.dumps({'rank': RANK, 'every': GAP, 'scale': SCALE, 'rate': RATE, 'cases': cases}))


if __name__ == '__main__':
    main()
