"""Photos in a folder for each class, and what PyTorch says of them, for the evaluate, features and similar commands.

Usage: python src/test/python/golden_photos.py src/demo src/test/resources/golden
Needs torch, Pillow and safetensors. The photos are parts of two photos in golden/images, whose classes are clear to
people and not always to the network.
"""

import os
import sys

import numpy as np
import torch
from PIL import Image
from reference_model import resnet
from safetensors.numpy import load_file, save_file

demo, golden = sys.argv[1:]
MEAN = torch.tensor([0.4914, 0.4822, 0.4465]).reshape(3, 1, 1)
STD = torch.tensor([0.2470, 0.2435, 0.2616]).reshape(3, 1, 1)
# left, top, side, size it is stored at, encoding
PARTS = {
    ("cat", "cat.png"): [
        (60, 0, 300, 48, "jpg"), (90, 20, 200, 40, "png"), (150, 40, 150, 64, "jpg"), (0, 0, 200, 36, "gif"),
        (200, 60, 240, 32, "bmp"), (100, 100, 120, 50, "jpg"), (30, 150, 150, 33, "png"), (250, 0, 100, 45, "jpg"),
        (120, 30, 100, 41, "jpg"), (300, 150, 150, 32, "jpg"), (40, 10, 260, 57, "png"), (10, 60, 240, 60, "jpg"),
    ],
    ("airplane", "rocket.jpg"): [
        (100, 0, 420, 48, "jpg"), (200, 60, 250, 40, "png"), (250, 0, 200, 64, "jpg"), (150, 100, 300, 36, "gif"),
        (280, 120, 120, 32, "bmp"), (220, 180, 200, 50, "jpg"), (0, 0, 400, 33, "png"), (240, 20, 400, 45, "jpg"),
        (300, 60, 80, 41, "jpg"), (200, 300, 120, 32, "jpg"), (270, 40, 160, 57, "png"), (120, 20, 380, 60, "jpg"),
    ],
}


def tensor(file):
    image = Image.open(file).convert("RGB")
    # The shorter side to 32, the longer one as torchvision truncates it, the centre as torchvision rounds it.
    w, h = image.size
    w, h = (32, int(32 * h / w)) if w <= h else (int(32 * w / h), 32)
    image = image.resize((w, h), Image.BILINEAR)
    left, top = int(round((w - 32) / 2.0)), int(round((h - 32) / 2.0))
    image = image.crop((left, top, left + 32, top + 32))
    x = torch.from_numpy(np.array(image)).permute(2, 0, 1).float().div(255)
    return x.sub(MEAN).div(STD)


names, rows = [], []
for (label, source), parts in PARTS.items():
    picture = Image.open(f"{golden}/images/{source}").convert("RGB")
    os.makedirs(f"{golden}/photos/{label}", exist_ok=True)
    for i, (left, top, side, size, encoding) in enumerate(parts):
        part = picture.crop((left, top, left + side, top + side * 3 // 4 if i % 3 == 2 else top + side))
        part = part.resize((size, size * part.height // part.width + (size * part.height // part.width < 32) * 8))
        name = f"{label}/{i:02d}.{encoding}"
        part.save(f"{golden}/photos/{name}", **({"quality": 90} if encoding == "jpg" else {}))
        names.append(name)
        rows.append(tensor(f"{golden}/photos/{name}"))

model = resnet(18, 10, width=16, cifar=True).eval()
weights = {k: torch.from_numpy(v.astype(np.float32)) for k, v in load_file(f"{demo}/cifar10.safetensors").items()}
missing = model.load_state_dict(weights, strict=False)
assert not missing.unexpected_keys and all("num_batches" in key for key in missing.missing_keys), missing
model = model.double()
x = torch.stack(rows)
features = []
model.fc.register_forward_pre_hook(lambda module, inputs: features.append(inputs[0]))
with torch.no_grad():
    logits = model(x.double())
answers = {
    "features.f64": features[0].numpy(),
    "logits.f64": logits.numpy(),
}
save_file(answers, f"{golden}/photos/answers.safetensors", metadata={"names": "\n".join(names), "made by": f"torch {torch.__version__}, Pillow {Image.__version__}"})
margin = logits.topk(2).values
print((margin[:, 0] - margin[:, 1]).min(), [(n, int(t)) for n, t in zip(names, logits.argmax(1))])
