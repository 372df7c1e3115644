"""Names and shapes of a PyTorch file's tensors, in the order of its state dict, one a line.

Usage: python src/test/python/golden_state_dicts.py src/test/resources/golden/files src/test/resources/golden/networks
"""

import sys

import torch

source, target = sys.argv[1:]
for label in ("reference-small18", "reference-small50"):
    state = torch.load(f"{source}/{label}.pth", weights_only=True)
    with open(f"{target}/{label}-state-dict.txt", "w") as file:
        for name, tensor in state.items():
            print(name, list(tensor.shape), file=file)
