"""A tall picture resized by the Pillow that runs this, whose passes changed their order in version 13.

Usage: python src/test/python/golden_pass_order.py src/test/resources/golden/images

Writes resized-pillow12.safetensors or resized-pillow13.safetensors there (made with 12.1.1 and 13.0.0):
<filter>/<width>x<height>, bytes (HWC) of cat-odd.jpg at that size.
"""
import json
import struct
import sys

import numpy as np
import PIL
from PIL import Image

OUT = sys.argv[1]
SOURCE = np.asarray(Image.open(f'{OUT}/cat-odd.jpg').convert('RGB'))
tensors = {}
for kind in ('box', 'bilinear', 'bicubic', 'lanczos', 'nearest'):
    for size in ((30, 171), (20, 40), (37, 60), (40, 90), (9, 212)):
        image = Image.fromarray(SOURCE).resize(size, Image.Resampling[kind.upper()])
        tensors[f'{kind}/{size[0]}x{size[1]}'] = np.asarray(image)

header, offset = {'__metadata__': {'pillow': PIL.__version__}}, 0
for name, t in tensors.items():
    header[name] = {'dtype': 'U8', 'shape': list(t.shape), 'data_offsets': [offset, offset + t.size]}
    offset += t.size
text = json.dumps(header, separators=(',', ':')).encode()
text += b' ' * (-len(text) % 8)
with open(f'{OUT}/resized-pillow{PIL.__version__.split(".")[0]}.safetensors', 'wb') as file:
    file.write(struct.pack('<Q', len(text)) + text + b''.join(t.tobytes() for t in tensors.values()))
