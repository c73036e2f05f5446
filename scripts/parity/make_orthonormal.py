"""Prints what PyTorch's `parametrizations.orthogonal` makes of a small matrix, for src/methods/parts/orthonormal.test.ts.

    python scripts/parity/make_orthonormal.py

`start` and `a` are (d, r) with what stands below the diagonal; the base is the product of the reflections of `start`, R the
matrix with orthonormal columns, and `gradient` that of sum(R * weights) by `a`.
"""
import json

import torch
from torch.nn.utils.parametrizations import orthogonal


def reflections(a):
    """The full (d, d) product of the reflections below the diagonal of `a`."""
    d, r = a.shape
    product = torch.eye(d, dtype=a.dtype)
    for k in range(r):
        v = a[:, k].clone()
        v[:k], v[k] = 0, 1
        product = product @ (torch.eye(d, dtype=a.dtype) - 2 * torch.outer(v, v) / v.dot(v))
    return product


def main():
    d, r = 6, 3
    generator = torch.Generator().manual_seed(1)
    draw = lambda: torch.randn(d, r, generator=generator, dtype=torch.float64).mul(100).round() / 100
    start, a, weights = draw().tril(-1), draw().tril(-1), draw()
    layer = torch.nn.Linear(r, d, bias=False).double()
    orthogonal(layer, orthogonal_map='householder')
    parametrization = layer.parametrizations.weight
    parametrization[0].base = reflections(start)
    with torch.no_grad():
        parametrization.original.copy_(a - torch.eye(d, r))
    made = layer.weight
    (made * weights).sum().backward()
    rows = lambda m: [round(v, 6) for v in m.flatten().tolist()]
    print(json.dumps({'d': d, 'r': r, 'start': rows(start), 'a': rows(a), 'weights': rows(weights), 'made': rows(made), 'gradient': rows(parametrization.original.grad)}))


if __name__ == '__main__':
    main()
