"""What PyTorch and timm compute from golden/files/*-bf16.safetensors, whose weights were rounded to half precision first and
to bfloat16 then. The answers to *.npz, rounded to half precision, are the *-f16-expected.

Usage: python src/test/python/bf16_expected.py src/test/resources/golden/files
Needs torch 2.15, timm 1.0.31 and safetensors; writes DIR/*-bf16-file-expected.safetensors.
"""

import sys

import timm
import torch
from fill import value
from reference_model import BasicBlockV2, ResNetV2
from safetensors.numpy import save_file
from safetensors.torch import load_file

folder = sys.argv[1]
x = torch.from_numpy(value("input", (2, 3, 40, 48), "input")).double()
models = {
    "reference-small18": ResNetV2(BasicBlockV2, [2, 1, 1, 2], 10, width=4),
    "timm-small50d": timm.create_model(
        "resnetv2_50d", layers=[1, 2, 1, 1], channels=[32, 32, 64, 64], pretrained=False, num_classes=10, stem_chs=16),
}
for label, model in models.items():
    weights = load_file(f"{folder}/{label}-bf16.safetensors")
    model.load_state_dict({k: v.float() if v.is_floating_point() else v for k, v in weights.items()})
    with torch.no_grad():
        y = model.double().eval()(x).numpy()
    path = f"{folder}/{label}-bf16-file-expected.safetensors"
    save_file({"logits.f64": y}, path, metadata={"input": 'value("input", [2, 3, 40, 48])'})
