"""HF PEFT's add_weighted_adapter of two small LoRA adapters, for src/session/combine.test.ts.

    python scripts/parity/weighted_adapters.py

Prints what `linear` and `cat` change the weight of a layer by, (out, in), row by row.
"""
import torch
from peft import LoraConfig, get_peft_model

RANK, INPUTS, OUTPUTS = 2, 4, 3


class Small(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(INPUTS, OUTPUTS, bias=False)


def fill(tensor, first):
    tensor.data = torch.sin(first + torch.arange(tensor.numel(), dtype=torch.float32)).reshape(tensor.shape)


model = get_peft_model(Small(), LoraConfig(r=RANK, lora_alpha=3, target_modules=["layer"]), adapter_name="one")
model.add_adapter("other", LoraConfig(r=RANK, lora_alpha=5, target_modules=["layer"]))
layer = model.base_model.model.layer
for first, name in ((1.0, "one"), (20.0, "other")):
    fill(layer.lora_A[name].weight, first)
    fill(layer.lora_B[name].weight, first + 0.5)
for kind in ("linear", "cat"):
    for weights in ((0.7, 0.3), (0.7, -0.3)):
        name = f"{kind}{weights[1]}".replace(".", "_").replace("-", "m")
        model.add_weighted_adapter(["one", "other"], list(weights), name, combination_type=kind)
        print(kind, weights, [round(x, 6) for x in layer.get_delta_weight(name).flatten().tolist()])
