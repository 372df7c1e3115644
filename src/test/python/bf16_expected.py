"""What PyTorch and timm compute from the bfloat16 files themselves.

golden/files/*-bf16.safetensors hold weights that were rounded to half precision first and to bfloat16 then, while the
recorded *-bf16-expected were computed from weights rounded once; so the answers to these very files are made here.
The .npz files hold the weights rounded to half precision: their answers are the *-f16-expected.
Usage: bf16_expected.py GOLDEN_MAKE_DIR FILES_DIR OUT_DIR   (torch 2.15, timm 1.0.31)"""
import sys; sys.path.insert(0, sys.argv[1])
import torch, timm
from reference_model import ResNetV2, BasicBlockV2
from safetensors.torch import load_file
from golden_reference import save
from fill import value
x = torch.from_numpy(value('input', (2, 3, 40, 48), 'input')).double()
models = {
    'reference-small18': ResNetV2(BasicBlockV2, [2, 1, 1, 2], 10, width=4),
    'timm-small50d': timm.create_model('resnetv2_50d', layers=[1, 2, 1, 1], channels=[32, 32, 64, 64], pretrained=False, num_classes=10, stem_chs=16)}
for label, m in models.items():
    weights = load_file(f'{sys.argv[2]}/{label}-bf16.safetensors')
    m.load_state_dict({k: v.float() if v.is_floating_point() else v for k, v in weights.items()})
    with torch.no_grad(): y = m.double().eval()(x).numpy()
    save(f'{sys.argv[3]}/{label}-bf16-file-expected.safetensors', {'logits.f64': y}, dict(input='value("input", [2, 3, 40, 48])'))
