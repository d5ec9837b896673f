"""
For networks.ts: a network of the laboratory in PyTorch, as anyone gets it (eager, float32, channels first). Reads
the network's layers as one line of JSON, so that it is the same network by construction, then does what each line
asks as networks.py does.

    python bench/networks-torch.py 8 SGD 0.01
"""

import json
import sys

import torch
from bench_requests import answer_requests
from torch import nn
from torch.nn import functional

clips, optimizer, rate = int(sys.argv[1]), sys.argv[2], float(sys.argv[3])
architecture = json.loads(sys.stdin.readline())


def same(size, kernel, stride):
    """The padding of TensorFlow's `same` before and after a side."""
    missing = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    return missing // 2, missing - missing // 2


class Network(nn.Module):
    """Built for one shape: a forward pass of zeros gives the layers' channels and paddings."""

    def __init__(self, layers):
        super().__init__()
        self.steps, self.parts = [], nn.ModuleList()
        tensors = {}
        with torch.no_grad():
            for layer in layers:
                sources = [tensors[name] for name in layer["inputs"]]
                if layer["kind"] == "input":
                    height, width, channels = layer["shape"]
                    self.shape = channels, height, width
                    tensors[layer["name"]] = torch.zeros(1, *self.shape)
                    continue
                run = self.make(layer, sources[0])
                self.steps.append((layer["name"], layer["inputs"], run))
                tensors[layer["name"]] = run(*sources)

    def part(self, module):
        self.parts.append(module)
        return module

    def window(self, layer, source, value, run):
        """Pads like Keras, with `value`, and runs."""
        if layer["padding"] == "valid":
            return run
        sizes = zip(source.shape[2:], layer.get("kernel") or layer["size"], layer["strides"])
        (top, bottom), (left, right) = (same(*each) for each in sizes)
        if top == bottom == left == right == 0:
            return run
        return lambda x: run(functional.pad(x, (left, right, top, bottom), value=value))

    def convolution(self, layer, channels, filters, groups=1, kernel=None, strides=None, bias=None):
        kernel, strides = kernel or layer["kernel"], strides or layer["strides"]
        bias = layer["useBias"] if bias is None else bias
        return self.part(nn.Conv2d(channels, filters, kernel, strides, groups=groups, bias=bias))

    def make(self, layer, source):
        kind, channels = layer["kind"], source.shape[1]
        if kind == "conv2d":
            return self.window(layer, source, 0, self.convolution(layer, channels, layer["filters"]))
        if kind == "depthwise-conv2d":
            return self.window(layer, source, 0, self.convolution(layer, channels, channels, channels))
        if kind == "separable-conv2d":
            depth = self.convolution(layer, channels, channels, channels, bias=False)
            depth = self.window(layer, source, 0, depth)
            point = self.convolution(layer, channels, layer["filters"], kernel=1, strides=1)
            return lambda x: point(depth(x))
        if kind == "batch-norm":
            norm = nn.BatchNorm2d(channels, layer["epsilon"], 1 - layer["momentum"])
            norm.weight.requires_grad_(layer["scale"])
            return self.part(norm)
        if kind == "activation":
            # The loss expects logits.
            return functional.relu if layer["function"] == "relu" else lambda x: x
        if kind == "dense":
            return self.part(nn.Linear(channels, layer["units"], layer["useBias"]))
        if kind == "zero-padding":
            sides = layer["left"], layer["right"], layer["top"], layer["bottom"]
            return lambda x: functional.pad(x, sides)
        if kind == "max-pool":
            pool = nn.MaxPool2d(layer["size"], layer["strides"])
            return self.window(layer, source, float("-inf"), pool)
        if kind == "average-pool":
            # Keras does not count the padding. For odd sides with stride 1, both pad the same.
            padding = [size // 2 for size in layer["size"]] if layer["padding"] == "same" else 0
            return nn.AvgPool2d(layer["size"], layer["strides"], padding, count_include_pad=False)
        made = {
            "global-average-pool": lambda x: x.mean((2, 3)),
            "flatten": lambda x: x.flatten(1),
            "add": lambda *all: sum(all[1:], all[0]),
            "concatenate": lambda *all: torch.cat(all, 1),
        }
        return made[kind]

    def forward(self, x):
        tensors = {"input": x}
        for name, inputs, run in self.steps:
            tensors[name] = run(*(tensors[source] for source in inputs))
        return tensors[self.steps[-1][0]]


torch.manual_seed(1)
model = Network(architecture["layers"])
weights = [weight for weight in model.parameters() if weight.requires_grad]
optimiser = {
    "SGD": lambda: torch.optim.SGD(weights, rate),
    "Adadelta": lambda: torch.optim.Adadelta(weights, rate, rho=0.95, eps=1e-7),
}[optimizer]()
x = torch.randn(clips, *model.shape)
y = torch.randint(0, 7, (clips,))


def step():
    model.train()
    optimiser.zero_grad()
    logits = model(x)
    loss = functional.cross_entropy(logits, y)
    loss.backward()
    optimiser.step()
    return loss.item(), (logits.argmax(1) == y).sum().item()


def predict():
    model.eval()
    with torch.inference_mode():
        return functional.softmax(model(x[:1]), 1).numpy()


print(sum(weight.numel() for weight in weights), flush=True)
answer_requests({"step": step, "predict": predict})
