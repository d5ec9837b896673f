"""Writes grad-cam.json: Grad-CAM maps by PyTorch's automatic differentiation, for comparison in grad-cam.test.ts.

Run: python tests/golden/grad-cam.py (PyTorch)
"""

import json
import pathlib

import torch
from torch.nn import functional

torch.manual_seed(1610)
ROWS, FRAMES, CLASSES, CLIPS = 13, 18, 4, 3


def rounded(tensor):
    return [float(f"{value:.7g}") for value in tensor.flatten().tolist()]


def same(x, kernel, stride):
    """TensorFlow's padding `same`: the odd value of the padding comes after."""
    pads = []
    for size in (x.shape[3], x.shape[2]):
        total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
        pads += [total // 2, total - total // 2]
    return functional.pad(x, pads)


def weight(*shape):
    return torch.randn(shape) * 0.6


# Keras's shapes: [height, width, channels, filters] and [inputs, units].
weights = {
    "first/kernel": weight(3, 3, 1, 5),
    "first/bias": weight(5),
    "norm/gamma": 1 + 0.3 * weight(5),
    "norm/beta": weight(5),
    "norm/moving_mean": weight(5),
    "norm/moving_variance": 1 + 0.5 * torch.rand(5),
    "second/kernel": weight(3, 3, 5, 6),
    "second/bias": weight(6),
    "hidden/kernel": weight(2 * 6 * 7, 8),
    "hidden/bias": weight(8),
    "head/kernel": weight(8, CLASSES),
    "head/bias": weight(CLASSES),
}
weights = {name: torch.tensor(rounded(value)).reshape(value.shape) for name, value in weights.items()}
inputs = torch.tensor(rounded(torch.randn(CLIPS, ROWS, FRAMES))).reshape(CLIPS, 1, ROWS, FRAMES)


def conv(x, name, stride):
    kernel = weights[f"{name}/kernel"].permute(3, 2, 0, 1)
    return functional.conv2d(same(x, 3, stride), kernel, weights[f"{name}/bias"], stride=stride)


def norm(x):
    mean, variance = weights["norm/moving_mean"], weights["norm/moving_variance"]
    return functional.batch_norm(x, mean, variance, weights["norm/gamma"], weights["norm/beta"], eps=1e-3)


def dense(x, name):
    return x @ weights[f"{name}/kernel"] + weights[f"{name}/bias"]


def pooled(feature_map):
    """Mean and maximum over time, each [bands · channels] as in Keras's order."""
    over_time = [feature_map.mean(3), feature_map.amax(3)]
    return torch.cat([part.permute(0, 2, 1).flatten(1) for part in over_time], 1)


feature_map = functional.relu(conv(functional.relu(norm(conv(inputs, "first", 2))), "second", 1))
feature_map.requires_grad_(True)
logits = dense(functional.relu(dense(pooled(feature_map), "hidden")), "head")

maps = []
for index in range(CLASSES):
    (gradient,) = torch.autograd.grad(logits[:, index].sum(), feature_map, retain_graph=True)
    alpha = gradient.mean((2, 3), keepdim=True)
    cam = functional.relu((alpha * feature_map).sum(1, keepdim=True))
    cam = functional.interpolate(cam, (ROWS, FRAMES), mode="bilinear", align_corners=False)
    largest = cam.amax((2, 3), keepdim=True)
    maps.append(rounded((cam / largest.clamp(min=1e-30)).detach()))

result = {
    "versions": {"torch": torch.__version__},
    "rows": ROWS,
    "frames": FRAMES,
    "classes": CLASSES,
    "clips": CLIPS,
    "weights": [[name, list(value.shape), rounded(value)] for name, value in weights.items()],
    "inputs": rounded(inputs),
    "probabilities": rounded(logits.softmax(1).detach()),
    # By class: [clips, rows, frames], normalised to the maximum of each clip.
    "maps": maps,
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result, separators=(",", ":")) + "\n")
