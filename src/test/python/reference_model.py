"""The reference form of a pre-activation residual network, as torchvision would write it."""

import torch.nn as nn


def conv(i, o, kernel, stride=1):
    return nn.Conv2d(i, o, kernel, stride, kernel // 2, bias=False)


class Block(nn.Module):
    """The children in their order of registration: one ReLU for all, the projection last."""

    def __init__(self, i, width, o, stride, kernels):
        super().__init__()
        self.count = len(kernels)
        widths = [i] + [width] * (self.count - 1) + [o]
        # The stride is on the first 3x3.
        strides = [stride if kernel == 3 and k == kernels.index(3) else 1 for k, kernel in enumerate(kernels)]
        for k in range(self.count):
            self.add_module(f"bn{k + 1}", nn.BatchNorm2d(widths[k]))
            if k == 0:
                self.relu = nn.ReLU(inplace=True)
            self.add_module(f"conv{k + 1}", conv(widths[k], widths[k + 1], kernels[k], strides[k]))
        self.downsample = None
        if stride != 1 or i != o:
            self.downsample = nn.Sequential(conv(i, o, 1, stride), nn.BatchNorm2d(o))

    def forward(self, x):
        y = x
        for k in range(1, self.count + 1):
            y = getattr(self, f"conv{k}")(self.relu(getattr(self, f"bn{k}")(y)))
        # Not in place: x is the summand of the shortcut.
        return y + (x if self.downsample is None else self.downsample(x))


class BasicBlockV2(Block):
    expansion = 1

    def __init__(self, i, width, stride):
        super().__init__(i, width, width, stride, [3, 3])


class BottleneckV2(Block):
    expansion = 4

    def __init__(self, i, width, stride):
        super().__init__(i, width, 4 * width, stride, [1, 3, 1])


class ResNetV2(nn.Module):
    def __init__(self, block, blocks, classes=1000, width=64, in_channels=3, cifar=False):
        super().__init__()
        self.conv1 = conv(in_channels, width, 3) if cifar else conv(in_channels, width, 7, 2)
        self.bn1 = nn.BatchNorm2d(width)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.Identity() if cifar else nn.MaxPool2d(3, 2, 1)
        i, self.stages = width, len(blocks)
        for s, count in enumerate(blocks):
            layers = []
            for b in range(count):
                layers.append(block(i, width << s, 2 if s and b == 0 else 1))
                i = (width << s) * block.expansion
            self.add_module(f"layer{s + 1}", nn.Sequential(*layers))
        self.bn_last = nn.BatchNorm2d(i)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(i, classes)

    def forward(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        for s in range(self.stages):
            x = getattr(self, f"layer{s + 1}")(x)
        return self.fc(self.avgpool(self.relu(self.bn_last(x))).flatten(1))


def resnet(depth, classes=1000, **options):
    block, blocks = {
        18: (BasicBlockV2, [2, 2, 2, 2]),
        34: (BasicBlockV2, [3, 4, 6, 3]),
        50: (BottleneckV2, [3, 4, 6, 3]),
        101: (BottleneckV2, [3, 4, 23, 3]),
        152: (BottleneckV2, [3, 8, 36, 3]),
    }[depth]
    return ResNetV2(block, blocks, classes, **options)
