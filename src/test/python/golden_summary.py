"""torchinfo's tables of the reference form.

Usage: python src/test/python/golden_summary.py src/test/resources/golden/summary
Needs torch and torchinfo 1.8.0. Writes the five depths without an input, with one, and with every column; and a small
network at every depth and with other columns.
"""

import sys

from reference_model import BottleneckV2, ResNetV2, resnet
from torchinfo import summary

ALL = ("input_size", "output_size", "num_params", "kernel_size", "mult_adds")
folder = sys.argv[1]


def write(name, model, **options):
    with open(f"{folder}/torchinfo-{name}.txt", "w") as file:
        file.write(str(summary(model, verbose=0, **options)) + "\n")


for depth in (18, 34, 50, 101, 152):
    write(f"{depth}", resnet(depth))
    write(f"{depth}-1x3x224x224", resnet(depth), input_size=(1, 3, 224, 224))
    write(f"{depth}-all-8x3x224x224", resnet(depth), input_size=(8, 3, 224, 224), depth=4, col_names=ALL)

small = ResNetV2(BottleneckV2, [1, 2], 10, width=4)
shape = (2, 3, 37, 41)
for depth in range(6):
    write(f"small-depth{depth}", small, input_size=shape, depth=depth)
    write(f"small-depth{depth}-no-input", small, depth=depth)
    write(f"small-depth{depth}-all", small, input_size=shape, depth=depth, col_names=ALL)
write("small-mult_adds-kernel_size", small, input_size=shape, col_names=("mult_adds", "kernel_size"))
write("small-num_params", small, input_size=shape, col_names=("num_params",))
write("small-kernel_size-no-input", small, col_names=("kernel_size", "num_params"))
write("50-tera", resnet(50), input_size=(512, 3, 224, 224), depth=0)
