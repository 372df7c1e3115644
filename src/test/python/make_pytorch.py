"""Small checkpoints of the odd kinds that torch.save can write.

Usage: python src/test/python/make_pytorch.py src/test/resources/golden/pytorch
Needs torch 2.15 and numpy 2. Element i of every tensor is i - 2 (for truth values: i % 2), so that the reader's test can
say what to expect."""
import collections, os, sys, torch
out = sys.argv[1]; os.makedirs(out, exist_ok=True)
count = lambda n, dtype=torch.float32: (torch.arange(n) - 2).to(dtype)
base = count(24)
views = collections.OrderedDict(
    whole=base.view(2, 3, 4), shared=base.view(4, 6), transposed=base.view(4, 6).t(), permuted=base.view(2, 3, 4).permute(2, 0, 1),
    window=base.view(4, 6)[1:3, 2:5], every_second=base[::2], channels_last=count(2 * 3 * 4 * 5).view(2, 3, 4, 5).contiguous(memory_format=torch.channels_last),
    scalar=torch.tensor(-2.0), empty=torch.zeros(0, 3), parameter=torch.nn.Parameter(count(3)))
types = {str(t).split('.')[1]: count(6, t) for t in (torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.int8, torch.int16, torch.int32, torch.int64)}
types.update({str(t).split('.')[1]: torch.arange(6).to(t) for t in (torch.uint8, torch.uint16, torch.uint32, torch.uint64)}, bool=(torch.arange(6) % 2).bool())
torch.save(views, f'{out}/views.pth'); torch.save(types, f'{out}/types.pth')
torch.save(views, f'{out}/views-legacy.pth', _use_new_zipfile_serialization=False)
torch.save({k: v for k, v in types.items() if k not in ('uint16', 'uint32', 'uint64')}, f'{out}/types-legacy.pth', _use_new_zipfile_serialization=False)
torch.save({'expanded': torch.ones(1).expand(1000)}, f'{out}/expanded.pth')
model = torch.nn.Sequential(torch.nn.Conv2d(3, 2, 1), torch.nn.BatchNorm2d(2))
torch.save(model, f'{out}/module.pth'); torch.save(model, f'{out}/module-legacy.pth', _use_new_zipfile_serialization=False)
torch.jit.save(torch.jit.script(model), f'{out}/script.pt')
opt = torch.optim.AdamW(model.parameters()); model(torch.zeros(2, 3, 1, 1)).sum().backward(); opt.step()
steps = torch.optim.lr_scheduler.MultiStepLR(opt, [30, 60])
torch.save({'epoch': 3, 'best': torch.tensor(0.5), 'model': {'model_state_dict': model.state_dict()}, 'optimizer': opt.state_dict(), 'scheduler': steps.state_dict(), 'amp': True, 'note': 'ü'}, f'{out}/training.pth')
torch.save(count(3), f'{out}/tensor.pth')
torch.save(model.state_dict(), f'{out}/protocol4.pth', pickle_protocol=4)
