"""Where do the numbers of a network begin to differ? One line for each value that Java can be asked for.

  python src/test/python/layers.py make NAME model.safetensors x.npy
  java -jar target/resnetv2.jar forward --model model.safetensors --input x.npy \\
      --outputs stem,layer1,layer2,layer3,layer4,map,features,logits --output java.safetensors
  python src/test/python/layers.py compare NAME model.safetensors x.npy java.safetensors

NAME is one of timm's (resnetv2_50) or resnet18 to resnet152, this library's own form. "make" fills the network with made-up
values (fill.py) and is not needed for a file of your own. The measure is PyTorch in double precision; beside Java stands
PyTorch in single precision, which has its own rounding errors. An error is the largest of the tensor, in proportion to the
tensor's largest value. Needs torch, timm, numpy and safetensors."""

import copy
import sys

import numpy as np
import torch
from safetensors.numpy import load_file, save_file

from fill import fill_torch, value
from reference_model import resnet


def network(name):
    if name.startswith("resnetv2_"):
        import timm

        return timm.create_model(name, pretrained=False)
    return resnet(int(name.removeprefix("resnet")))


def outputs(model, x):
    """The values on the way, under Java's names."""
    if hasattr(model, "stages") and not isinstance(model.stages, int):
        parts = {"stem": model.stem}
        parts.update({f"layer{i + 1}": stage for i, stage in enumerate(model.stages)})
        parts.update({"map": model.norm, "features": model.head.global_pool})
    else:
        parts = {"stem": model.maxpool, "map": model.bn_last, "features": model.avgpool}
        parts.update({name: part for name, part in model.named_children() if name.startswith("layer")})
    found = {}
    hooks = [
        part.register_forward_hook(lambda _, __, y, name=name: found.__setitem__(name, y.clone()))
        for name, part in parts.items()]
    with torch.no_grad():
        found["logits"] = model(x)
    for hook in hooks:
        hook.remove()
    # Where the ReLU is a layer of its own.
    found["map"] = found["map"].relu()
    found["features"] = found["features"].flatten(1)
    return {name: y.numpy() for name, y in found.items()}


def error(found, expected):
    return np.abs(found.astype(np.float64) - expected).max() / np.abs(expected).max()


mode, name, weights, inputs = sys.argv[1:5]
model = network(name)
if mode == "make":
    fill_torch(model)
    save_file({key: tensor.numpy() for key, tensor in model.state_dict().items()}, weights)
    np.save(inputs, value("input", (1, 3, 224, 224), "input"))
else:
    model.load_state_dict({key: torch.from_numpy(array) for key, array in load_file(weights).items()})
    model.eval()
    x = torch.from_numpy(np.load(inputs))
    java = load_file(sys.argv[5])
    single = outputs(model, x)
    double = outputs(copy.deepcopy(model).double(), x.double())
    print(f"{'output':<10}{'shape':<22}{'largest value':>14}{'Java':>12}{'PyTorch f32':>13}")
    for key in java.keys() & double.keys():
        if java[key].shape != double[key].shape:
            sys.exit(f"{key}: Java {java[key].shape}, PyTorch {double[key].shape}")
    for key in [key for key in ["stem", "layer1", "layer2", "layer3", "layer4", "map", "features", "logits"] if key in java]:
        print(f"{key:<10}{str(java[key].shape):<22}{np.abs(double[key]).max():>14.4g}"
              f"{error(java[key], double[key]):>12.1e}{error(single[key], double[key]):>13.1e}")
