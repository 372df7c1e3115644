"""What PyTorch and timm make of each row of the tables in src/test/resources/golden/operations.

Usage: python src/test/python/golden_operations.py src/test/resources/golden/operations
Needs torch 2.15, timm 1.0.31 and safetensors; reads DIR/*.csv, writes DIR/operations.safetensors.

Inputs and parameters are computed from the row's name (fill.py, and GoldenValues on the other side): the input of row
"3x3" of conv2d.csv is value("conv2d/3x3/x"), its weights are value("conv2d/3x3/weight"). The file holds the results
only, in double precision unless they are exact.
"""

import csv
import os
import sys

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from timm.layers import StdConv2d

from fill import value

folder = sys.argv[1]
results = {}


def rows(table):
    with open(os.path.join(folder, table + ".csv"), newline="") as file:
        for row in csv.DictReader(file):
            yield f"{table}/{row['name']}", row


def sizes(text):
    return [int(size) for size in text.split("x")]


def filled(name, shape, kind):
    fan_in = 1
    for size in shape[1:]:
        fan_in *= size
    return torch.from_numpy(value(name, tuple(shape), kind, fan_in))


def sides(padding):
    """F.pad counts from the last dimension: left, right, top, bottom."""
    top, bottom, left, right = sizes(padding)
    return left, right, top, bottom


for name, row in rows("conv2d"):
    weight = filled(name + "/weight", sizes(row["weight"]), "weight").double()
    bias = filled(name + "/bias", weight.shape[:1], "bias").double() if row["bias"] == "true" else None
    x = F.pad(filled(name + "/x", sizes(row["x"]), "input").double(), sides(row["padding"]))
    results[name] = F.conv2d(
        x, weight, bias, sizes(row["stride"]), 0, sizes(row["dilation"]), int(row["groups"]))

for name, row in rows("pooling"):
    x = filled(name + "/x", sizes(row["x"]), "input")
    kernel, stride, dilation = sizes(row["kernel"]), sizes(row["stride"]), sizes(row["dilation"])
    operation = row["operation"]
    if operation in ("max", "maxZero"):
        border = 0.0 if operation == "maxZero" else float("-inf")
        results[name] = F.max_pool2d(F.pad(x, sides(row["padding"]), value=border), kernel, stride, 0, dilation)
    elif operation == "avg":
        top, bottom, left, right = sizes(row["padding"])
        assert top == bottom and left == right
        results[name] = F.avg_pool2d(
            x.double(), kernel, stride, (top, left), row["ceil"] == "true", row["countBorder"] == "true")
    else:
        results[name] = F.adaptive_avg_pool2d(x.double(), 1)

for name, row in rows("normalization"):
    x = filled(name + "/x", sizes(row["x"]), "input").double()
    channels = x.shape[1:2]
    weight = filled(name + "/weight", channels, "gamma").double()
    bias = filled(name + "/bias", channels, "bias").double()
    epsilon = float(row["epsilon"])
    if row["groups"] == "0":
        mean = filled(name + "/running_mean", channels, "mean").double()
        variance = filled(name + "/running_var", channels, "var").double()
        results[name] = F.batch_norm(x, mean, variance, weight, bias, False, 0.0, epsilon)
    else:
        results[name] = F.group_norm(x, int(row["groups"]), weight, bias, epsilon)

for name, row in rows("linear"):
    weight = filled(name + "/weight", sizes(row["weight"]), "weight").double()
    bias = filled(name + "/bias", weight.shape[:1], "bias").double()
    results[name] = F.linear(filled(name + "/x", sizes(row["x"]), "input").double(), weight, bias)

for name, row in rows("standardization"):
    outputs, inputs, height, width = sizes(row["weight"])
    layer = StdConv2d(inputs, outputs, (height, width), padding=0, eps=float(row["epsilon"])).double()
    layer.weight.data = filled(name + "/weight", sizes(row["weight"]), "weight").double()
    # The layer keeps its standardised weights to itself; an input of a single one shows one of them.
    ones = torch.eye(inputs * height * width, dtype=torch.float64).reshape(-1, inputs, height, width)
    with torch.no_grad():
        results[name] = layer(ones).reshape(-1, outputs).T.reshape(outputs, inputs, height, width)

inf, nan = float("inf"), float("nan")
softmax = {
    "ties": [[1, 1, 1, 1, 1], [-2, 3, -2, 3, 3]],
    "large": [[1000, 999, 998], [-1000, -1001, -1002], [3e38, -3e38, 0]],
    "spread": [[0, -50, -80, -103.5, -120, -200]],
    "one-class": [[7], [-3]],
    "not-finite": [[1, nan, 2], [inf, 1, 2], [-inf, 1, -inf], [-inf, -inf, -inf]],
}
for name, logits in softmax.items():
    x = torch.tensor(logits, dtype=torch.float32)
    results[f"softmax/{name}/x"] = x
    results[f"softmax/{name}"] = torch.softmax(x.double(), -1)
results["softmax/rank-3/x"] = filled("softmax/rank-3/x", [2, 3, 4], "input")
results["softmax/rank-3"] = torch.softmax(results["softmax/rank-3/x"].double(), -1)
results["softmax/vector/x"] = filled("softmax/vector/x", [10], "input")
results["softmax/vector"] = torch.softmax(results["softmax/vector/x"].double(), -1)

x = torch.tensor([nan, -nan, inf, -inf, 0.0, -0.0, 1e-45, -1e-45, 3.5, -3.5])
results["relu/x"] = x
results["relu"] = F.relu(x)

path = os.path.join(folder, "operations.safetensors")
versions = {"torch": torch.__version__}
save_file({name: result.contiguous() for name, result in results.items()}, path, metadata=versions)
print(len(results), "tensors,", os.path.getsize(path), "bytes")
