"""Small HDF5 files with what h5py can write and the reader should read or refuse.

Usage: python src/test/python/make_hdf5.py src/test/resources/golden/hdf5
Needs h5py 3.16 (HDF5 2.0) and ml_dtypes 0.5. Element i of every numeric dataset is i - 2 (unsigned: i)."""
import os, sys, h5py, numpy as np, ml_dtypes
out = sys.argv[1]; os.makedirs(out, exist_ok=True)
count = lambda n, t: (np.arange(n) - (0 if np.dtype(t).kind == 'u' else 2)).astype(t)
def file(name, **options): return h5py.File(f'{out}/{name}.h5', 'w', **options)
def refused(name, write, **options):
    with file('refused-' + name, **options) as f: write(f)
def compact(f, name, data):
    plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE); plist.set_layout(h5py.h5d.COMPACT)
    h5py.h5d.create(f.id, name.encode(), h5py.h5t.py_create(data.dtype), h5py.h5s.create_simple(data.shape), plist).write(h5py.h5s.ALL, h5py.h5s.ALL, data)
with file('types') as f:
    for t in ('<f2', '>f2', '<f4', '>f4', '<f8', '>f8', 'i1', 'u1', '<i2', '>i2', '<u2', '<i4', '>i4', '<u4', '<i8', '>i8', '<u8'):
        f[{'<': 'little', '>': 'big'}.get(t[0], 'byte') + '/' + t[-2:]] = count(6, t).reshape(2, 3)
    f['scalar'] = np.float32(-2); f['empty'] = np.zeros((0, 3), 'f4'); compact(f, 'compact', count(6, 'f4'))
    f['bfloat16'] = count(6, 'f4').astype(ml_dtypes.bfloat16); f['bfloat16'].attrs['dtype'] = 'bfloat16'
with file('attributes') as f:
    a = f.attrs
    a['variable'] = 'größe'; a['fixed'] = np.bytes_('abc'); a['empty'] = ''; a['texts'] = ['a', 'bc', '']; a['fixed_texts'] = np.array([b'conv/kernel:0', b'conv/bias:0'])
    a['none'] = []; a['integer'] = -7; a['real'] = 1.5; a['reals'] = np.array([1.5, -2], 'f4'); a['truth'] = True; a['pair'] = np.zeros(2, [('x', 'i4'), ('y', 'f4')])
    a['nothing'] = h5py.Empty('f4'); a['long'] = 'x' * 100_000
    f.create_group('g/h').attrs['name'] = 'conv'; f['w'] = count(2, 'f4'); f['w'].attrs['unit'] = 'none'
with file('many') as f:                                                        # a B-tree of two levels
    for i in range(300): f[f'w{i}'] = np.float32(i)
refused('chunked', lambda f: f.create_dataset('w', data=count(8, 'f4'), chunks=(4,)))
refused('compressed', lambda f: f.create_dataset('w', data=count(8, 'f4'), compression='gzip'))
refused('softlink', lambda f: f.__setitem__('w', h5py.SoftLink('/other')))
refused('externallink', lambda f: f.__setitem__('w', h5py.ExternalLink('other.h5', '/w')))
refused('external', lambda f: f.create_dataset('w', (8,), 'f4', external=[('elsewhere.raw', 0, 32)]))
def hard(f): f['w'] = count(8, 'f4'); f['v'] = f['w']
refused('hardlink', hard)
def circle(f): h = f.create_group('g/h'); h['again'] = f['g']
refused('circle', circle)
def virtual(f):
    layout = h5py.VirtualLayout((8,), 'f4'); layout[:] = h5py.VirtualSource('other.h5', 'w', (8,)); f.create_virtual_dataset('w', layout)
refused('virtual', virtual)
refused('strings', lambda f: f.__setitem__('w', 'text')); refused('enumeration', lambda f: f.__setitem__('w', np.array([True, False])))
refused('compound', lambda f: f.__setitem__('w', np.zeros(2, [('x', 'i4'), ('y', 'f4')]))); refused('complex', lambda f: f.__setitem__('w', np.zeros(2, 'c8')))
refused('opaque', lambda f: f.__setitem__('w', count(6, 'f4').astype(ml_dtypes.bfloat16))); refused('longdouble', lambda f: f.__setitem__('w', np.zeros(2, np.longdouble)))
refused('unwritten', lambda f: f.create_dataset('w', (1000, 1000), 'f4'))
def named(f): f['t'] = np.dtype('f4'); f.create_dataset('w', data=count(8, 'f4'), dtype=f['t'])
refused('namedtype', named)
refused('latest', lambda f: f.__setitem__('w', count(8, 'f4')), libver='latest'); refused('userblock', lambda f: f.__setitem__('w', count(8, 'f4')), userblock_size=512)
refused('tracked', lambda f: f.create_group('g', track_order=True).__setitem__('w', count(8, 'f4')))
def deep(f): f['/'.join('abcdefgh' * 10)] = count(2, 'f4')
refused('deep', deep)
os.path.exists('elsewhere.raw') and os.remove('elsewhere.raw')
