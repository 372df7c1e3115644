"""Small pictures in encodings that photos rarely have, and Pillow's decoding of them.

Usage: python src/test/python/golden_encodings.py src/test/resources/golden/images

Writes encodings.safetensors there: <name>/file the encoded picture, <name>/rgb the bytes (HWC) of
Image.open(f).convert('RGB'), <name>/rgb.exif those after ImageOps.exif_transpose where they differ.
Made with Pillow 13.0.0 (libjpeg-turbo 3.2.0). The pictures are parts of cat.png; some are noise.
"""
import io
import json
import random
import struct
import sys
import zlib

import numpy as np
from PIL import Image, ImageOps

OUT = sys.argv[1]
RANDOM = random.Random(20)
NOISE = np.random.default_rng(20)
CAT = Image.open(f'{OUT}/cat.png').convert('RGB')
tensors = {}


def put(name, data):
    open_ = lambda: Image.open(io.BytesIO(data))
    rgb = np.asarray(open_().convert('RGB'))
    turned = np.asarray(ImageOps.exif_transpose(open_()).convert('RGB'))
    tensors[f'{name}/file'] = np.frombuffer(data, 'u1')
    tensors[f'{name}/rgb'] = rgb
    if turned.shape != rgb.shape or (turned != rgb).any():
        tensors[f'{name}/rgb.exif'] = turned


def photo(w, h):
    x, y = RANDOM.randrange(300), RANDOM.randrange(200)
    return CAT.crop((x, y, x + 4 * w, y + 4 * h)).resize((w, h))


def noise(*shape):
    return NOISE.integers(0, 256, shape, 'u1').tobytes()


# ---- JPEG: what Pillow itself writes

def saved(image, kind='JPEG', **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def segments(jpeg):
    at = 2
    while True:
        marker, length = struct.unpack('>xBH', jpeg[at:at + 4])
        yield marker, at, at + 2 + length
        if marker == 0xDA:
            return
        at += 2 + length


def without(jpeg, marker):
    for m, begin, end in segments(jpeg):
        if m == marker:
            return jpeg[:begin] + jpeg[end:]
    return jpeg


def adobe(transform):
    return b'\xff\xee\0\x0eAdobe\0\x64\0\0\0\0' + bytes([transform])


def renamed(jpeg, ids):
    jpeg = bytearray(jpeg)
    for m, begin, end in segments(bytes(jpeg)):
        if m in (0xC0, 0xDA):
            first, step = (begin + 10, 3) if m == 0xC0 else (begin + 5, 2)
            for c, i in enumerate(ids):
                jpeg[first + step * c] = i
    return bytes(jpeg)


for progressive in (False, True):
    for subsampling in (0, 1, 2):
        name = f'{("baseline", "progressive")[progressive]}-{("444", "422", "420")[subsampling]}'
        put(f'jpeg-{name}', saved(photo(35, 27), quality=60, subsampling=subsampling, progressive=progressive))
put('jpeg-restarts', saved(photo(50, 33), quality=80, restart_marker_blocks=2))
put('jpeg-quality-1', saved(Image.frombytes('RGB', (33, 20), noise(20, 33, 3)), quality=1))
put('jpeg-1x1', saved(photo(1, 1)))
put('jpeg-1x40', saved(photo(1, 40)))
plain = saved(photo(31, 22), quality=85, subsampling=2)
bare = without(plain, 0xE0)
put('jpeg-no-jfif', bare)
for transform in (0, 1, 2):
    put(f'jpeg-adobe-{transform}', bare[:2] + adobe(transform) + bare[2:])
put('jpeg-jfif-and-adobe-0', plain[:2] + adobe(0) + plain[2:])
put('jpeg-jfif-ids-RGB', renamed(plain, b'RGB'))
put('jpeg-ids-RGB', renamed(bare, b'RGB'))
put('jpeg-ids-rgb', renamed(bare, b'rgb'))
put('jpeg-comment-and-fill', plain[:2] + b'\xff\xfe\0\x05abc\xff\xff\xff' + plain[2:])
put('jpeg-broken-exif', plain[:2] + b'\xff\xe1\0\x20Exif\0\0MM\0\x2a' + b'\xff' * 20 + plain[2:])
for subsampling in (0, 2):
    cmyk = saved(photo(29, 21).convert('CMYK'), quality=85, subsampling=subsampling)
    none = without(cmyk, 0xEE)
    put(f'jpeg-cmyk-{subsampling}', cmyk)
    put(f'jpeg-cmyk-{subsampling}-no-adobe', none)
    for transform in (0, 1, 2):
        put(f'jpeg-cmyk-{subsampling}-adobe-{transform}', none[:2] + adobe(transform) + none[2:])

# ---- JPEG: any sampling factors, by an encoder with the standard's example tables


EXAMPLE = saved(Image.new('RGB', (16, 16)))


def huffman_tables():
    tables = {}
    for m, begin, end in segments(EXAMPLE):
        at = begin + 4
        while m == 0xC4 and at < end:
            table, code, value = {}, 0, at + 17
            for bits, count in enumerate(EXAMPLE[at + 1:at + 17], 1):
                for _ in range(count):
                    table[EXAMPLE[value]] = (code, bits)
                    code, value = code + 1, value + 1
                code <<= 1
            tables[EXAMPLE[at]] = table
            at = value
    return tables


TABLES = huffman_tables()
ZIGZAG = sorted(range(64), key=lambda p: (p // 8 + p % 8, p // 8 if (p // 8 + p % 8) % 2 else p % 8))
COSINES = np.array([[np.cos((2 * x + 1) * u * np.pi / 16) * (np.sqrt(0.125) if u == 0 else 0.5) for x in range(8)]
                    for u in range(8)])
STEPS = 2 + np.add.outer(np.arange(8), np.arange(8))


def coded(bits, block, previous, chroma):
    q = np.rint(COSINES @ (block - 128.0) @ COSINES.T / STEPS).astype(int).reshape(-1)
    z = [int(q[p]) for p in ZIGZAG]

    def number(v, prefix, table):
        size = abs(v).bit_length()
        code, length = TABLES[table][prefix << 4 | size]
        bits.append(format(code, f'0{length}b'))
        if size:
            bits.append(format(v if v >= 0 else v + (1 << size) - 1, f'0{size}b'))

    number(z[0] - previous, 0, chroma)
    run = 0
    last = max((k for k in range(64) if z[k]), default=0)
    for k in range(1, last + 1):
        if z[k] == 0:
            run += 1
            continue
        for _ in range(run // 16):
            code, length = TABLES[16 + chroma][0xF0]
            bits.append(format(code, f'0{length}b'))
        number(z[k], run % 16, 16 + chroma)
        run = 0
    if last < 63:
        code, length = TABLES[16 + chroma][0]
        bits.append(format(code, f'0{length}b'))
    return z[0]


def sampled(image, factors):
    w, h = image.size
    widest, highest = max(f >> 4 for f in factors), max(f & 15 for f in factors)
    across, down = -(-w // (8 * widest)), -(-h // (8 * highest))
    full = np.pad(np.asarray(image), ((0, down * 8 * highest - h), (0, across * 8 * widest - w), (0, 0)), 'edge')
    planes = []
    for c, f in enumerate(factors):
        dy, dx = highest // (f & 15), widest // (f >> 4)
        plane = full[..., c].astype(float)
        planes.append(plane.reshape(plane.shape[0] // dy, dy, plane.shape[1] // dx, dx).mean((1, 3)))
    bits, previous = [], [0] * len(factors)
    for y in range(down):
        for x in range(across):
            for c, f in enumerate(factors):
                for v in range(f & 15):
                    for u in range(f >> 4):
                        top, left = 8 * (y * (f & 15) + v), 8 * (x * (f >> 4) + u)
                        block = planes[c][top:top + 8, left:left + 8]
                        previous[c] = coded(bits, block, previous[c], c in (1, 2))
    text = ''.join(bits)
    text += '1' * (-len(text) % 8)
    entropy = bytes(int(text[i:i + 8], 2) for i in range(0, len(text), 8)).replace(b'\xff', b'\xff\0')
    n = len(factors)
    jpeg = b'\xff\xd8\xff\xdb\0\x43\0' + bytes(int(STEPS.reshape(-1)[p]) for p in ZIGZAG)
    jpeg += b'\xff\xc0' + struct.pack('>HBHHB', 8 + 3 * n, 8, h, w, n)
    jpeg += b''.join(bytes([c + 1, f, 0]) for c, f in enumerate(factors))
    jpeg += b''.join(EXAMPLE[b:e] for m, b, e in segments(EXAMPLE) if m == 0xC4)
    jpeg += b'\xff\xda' + struct.pack('>HB', 6 + 2 * n, n)
    jpeg += b''.join(bytes([c + 1, 0x11 if c in (1, 2) else 0]) for c in range(n)) + b'\0\x3f\0'
    return jpeg + entropy + b'\xff\xd9'


for factors in ([0x11, 0x11, 0x11], [0x12, 0x11, 0x11], [0x41, 0x11, 0x11], [0x14, 0x11, 0x11], [0x42, 0x11, 0x11],
                [0x24, 0x11, 0x11], [0x22, 0x21, 0x21], [0x22, 0x12, 0x12], [0x22, 0x21, 0x12], [0x14, 0x12, 0x11],
                [0x11, 0x12, 0x11], [0x11, 0x21, 0x12], [0x12, 0x11, 0x12], [0x11, 0x22, 0x22], [0x12, 0x12, 0x12]):
    put('jpeg-sampled-' + '-'.join(f'{f:02x}' for f in factors), sampled(photo(37, 43).convert('YCbCr'), factors))
put('jpeg-sampled-12-11-11-12', sampled(photo(18, 35).convert('CMYK'), [0x12, 0x11, 0x11, 0x12]))

# ---- PNG: every colour type and depth, with random row filters


def chunk(kind, data):
    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))


def filtered(row, above, left, kind):
    result = bytearray()
    for i, value in enumerate(row):
        a = row[i - left] if i >= left else 0
        b = above[i]
        c = above[i - left] if i >= left else 0
        nearest = min((abs(a + b - c - n), order, n) for order, n in enumerate((a, b, c)))[2]
        result.append(value - (0, a, b, (a + b) // 2, nearest)[kind] & 255)
    return bytes(result)


ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def png(w, h, colour, depth, interlaced, chunks=b'', largest=None, split=1):
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    samples = NOISE.integers(0, (1 << depth if largest is None else largest + 1), (h, w, channels))
    raw = b''
    for x, y, dx, dy in ADAM7 if interlaced else [(0, 0, 1, 1)]:
        rows = samples[y::dy, x::dx]
        if rows.size == 0:
            continue
        above = bytes((rows.shape[1] * channels * depth + 7) // 8)
        for values in rows:
            text = ''.join(format(int(v), f'0{depth}b') for v in values.reshape(-1))
            text += '0' * (-len(text) % 8)
            row = bytes(int(text[i:i + 8], 2) for i in range(0, len(text), 8))
            kind = RANDOM.randrange(5)
            raw += bytes([kind]) + filtered(row, above, max(1, channels * depth // 8), kind)
            above = row
    packed = zlib.compress(raw, 9)
    step = -(-len(packed) // split)
    data = b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', w, h, depth, colour, 0, 0, interlaced))
    data += chunks + b''.join(chunk(b'IDAT', packed[i:i + step]) for i in range(0, len(packed), step))
    return data + chunk(b'IEND', b'')


for colour, depths in ((0, (1, 2, 4, 8, 16)), (2, (8, 16)), (3, (1, 2, 4, 8)), (4, (8, 16)), (6, (8, 16))):
    for depth in depths:
        for interlaced in (0, 1):
            palette = chunk(b'PLTE', noise(1 << depth, 3)) if colour == 3 else b''
            name = f'png-colour-{colour}-depth-{depth}' + ('-interlaced' if interlaced else '')
            put(name, png(13, 11, colour, depth, interlaced, palette))
put('png-grey-16-dark', png(9, 9, 0, 16, 0, largest=300))
put('png-short-palette', png(9, 9, 3, 4, 0, chunk(b'PLTE', noise(5, 3))))
put('png-grey-palette', png(9, 9, 3, 4, 0, chunk(b'PLTE', bytes(i for i in range(5) for _ in 'rgb'))))
put('png-transparent-colour', png(9, 9, 2, 8, 0, chunk(b'tRNS', b'\0\1\0\2\0\3')))
put('png-transparent-palette', png(9, 9, 3, 2, 0, chunk(b'PLTE', noise(4, 3)) + chunk(b'tRNS', b'\0\x80')))
put('png-gamma', png(9, 9, 2, 8, 0, chunk(b'gAMA', struct.pack('>I', 100000))))
put('png-many-chunks', png(9, 9, 6, 8, 1, split=17))
put('png-1x1-interlaced', png(1, 1, 2, 8, 1))
exif = Image.Exif()
exif[0x0112] = 6
put('png-exif-6', saved(photo(14, 9), 'PNG', exif=exif))

# ---- GIF


def gif(image, screen=None, offset=(0, 0), **options):
    data = bytearray(saved(image, 'GIF', **options))
    if screen:
        data[6:10] = struct.pack('<HH', *screen)
        at = data.index(b',' + struct.pack('<HHHH', 0, 0, *image.size))
        data[at + 1:at + 5] = struct.pack('<HH', *offset)
    return bytes(data)


def indexed(colours):
    return photo(23, 17).quantize(colours)


for interlace in (0, 1):
    for colours in (2, 5, 64, 256):
        put(f'gif-{colours}' + ('-interlaced' if interlace else ''), gif(indexed(colours), interlace=interlace))
put('gif-grey', gif(photo(23, 17).convert('L')))
put('gif-transparent', gif(indexed(16), transparency=3))
put('gif-placed', gif(indexed(16), (30, 25), (4, 6)))
put('gif-placed-transparent', gif(indexed(16), (30, 25), (4, 6), transparency=3))
put('gif-placed-outside', gif(indexed(16), (10, 8), (4, 6)))
put('gif-animated', gif(indexed(16), save_all=True, append_images=[indexed(8)], duration=40))
put('gif-noise', gif(Image.frombytes('L', (120, 90), noise(90, 120))))

# ---- BMP


def bmp(w, h, bits, header=40, compression=0, colours=0, palette=b'', masks=(), downwards=False, body=None):
    body = body or noise((w * bits + 31) // 32 * 4 * h)
    if header == 12:
        head = struct.pack('<IHHHH', 12, w, h, 1, bits)
    else:
        head = struct.pack('<IiiHHIIiiII', header, w, -h if downwards else h, 1, bits, compression, len(body), 0, 0,
                           colours, 0)
    packed = struct.pack(f'<{len(masks)}I', *masks)
    if header > 40:
        head, packed = head + packed.ljust(header - 40, b'\0'), b''
    start = 14 + len(head) + len(packed) + len(palette)
    return b'BM' + struct.pack('<IHHI', start + len(body), 0, 0, start) + head + packed + palette + body


for bits in (1, 4, 8):
    put(f'bmp-{bits}', bmp(19, 7, bits, palette=noise(4 << bits)))
    put(f'bmp-{bits}-os2', bmp(19, 7, bits, 12, palette=noise(3 << bits)))
    put(f'bmp-{bits}-downwards', bmp(19, 7, bits, palette=noise(4 << bits), downwards=True))
put('bmp-8-few-colours', bmp(19, 7, 8, colours=9, palette=noise(36)))
put('bmp-8-grey', bmp(19, 7, 8, palette=bytes(v for i in range(256) for v in (i, i, i, 0))))
for header in (12, 40, 52, 56, 64, 108, 124):
    for bits in (24, 32):
        put(f'bmp-{bits}-header-{header}', bmp(7, 5, bits, header))
put('bmp-16', bmp(7, 5, 16))
for name, masks in (('565', (0xF800, 0x7E0, 0x1F)), ('555', (0x7C00, 0x3E0, 0x1F))):
    put(f'bmp-16-{name}', bmp(7, 5, 16, 40, 3, masks=masks))
    put(f'bmp-16-{name}-header-108', bmp(7, 5, 16, 108, 3, masks=masks))
for masks in ((0xFF0000, 0xFF00, 0xFF, 0), (0xFF000000, 0xFF0000, 0xFF00, 0), (0xFF000000, 0xFF00, 0xFF, 0),
              (0xFF000000, 0xFF0000, 0xFF00, 0xFF), (0xFF, 0xFF00, 0xFF0000, 0xFF000000), (0, 0, 0, 0)):
    put('bmp-32-' + '-'.join(f'{m:x}' for m in masks), bmp(7, 5, 32, 56, 3, masks=masks))
put('bmp-32-masks-behind-header', bmp(7, 5, 32, 40, 3, masks=(0xFF0000, 0xFF00, 0xFF)))
runs8 = b'\5\1' b'\0\4\2\3\4\5' b'\0\0' b'\3\7' b'\0\2\2\1' b'\2\x08' b'\0\3\1\2\3\0' b'\x63\6' b'\0\0' b'\x0b\x09\0\1'
put('bmp-rle8', bmp(11, 4, 8, 40, 1, palette=noise(1024), body=runs8))
runs4 = b'\5\x12' b'\0\4\x34\x56' b'\2\x70' b'\0\0' b'\x0b\x9a' b'\0\0' b'\0\5\x12\x34\x50\0' b'\x06\xfe\0\1'
put('bmp-rle4', bmp(11, 3, 4, 40, 2, palette=noise(64), body=runs4))

header, offset = {'__metadata__': {'note': 'HWC uint8, made by golden_encodings.py with Pillow 13.0.0'}}, 0
for name, t in tensors.items():
    header[name] = {'dtype': 'U8', 'shape': list(t.shape), 'data_offsets': [offset, offset + t.size]}
    offset += t.size
text = json.dumps(header, separators=(',', ':')).encode()
text += b' ' * (-len(text) % 8)
with open(f'{OUT}/encodings.safetensors', 'wb') as file:
    file.write(struct.pack('<Q', len(text)) + text + b''.join(t.tobytes() for t in tensors.values()))
print(sum(name.endswith('/file') for name in tensors), 'pictures', offset, 'bytes')
