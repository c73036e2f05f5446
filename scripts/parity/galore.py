"""The authors' GaLore (galore-torch on PyPI, jiaweizzhao/GaLore), without its 8-bit optimiser, which wants bitsandbytes."""
import sys
import types
from pathlib import Path

import torch

_package = types.ModuleType('galore_torch')
_package.__path__ = [next(str(Path(p) / 'galore_torch') for p in sys.path if (Path(p) / 'galore_torch').is_dir())]
sys.modules['galore_torch'] = _package

from galore_torch.adamw import AdamW  # noqa: E402
from galore_torch.galore_projector import GaLoreProjector  # noqa: E402

__all__ = ['AdamW', 'GaLoreProjector', 'signed_projections']


def signed_projections():
    """Has each singular vector's largest entry positive: an SVD leaves that open."""
    plain = GaLoreProjector.get_orthogonal_matrix

    def signed(self, weights, rank, type):
        found = plain(self, weights, rank, type)
        axis = 0 if type == 'left' else 1
        largest = found.gather(axis, found.abs().argmax(axis, keepdim=True))
        return found * torch.sign(largest)

    GaLoreProjector.get_orthogonal_matrix = signed
