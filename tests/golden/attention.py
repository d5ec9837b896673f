"""Writes attention.json: a network with attentive statistics pooling, trained for a few steps by PyTorch.

Run: python tests/golden/attention.py (PyTorch)
The format is that of engines.json, see engines.py.
"""

import json
from pathlib import Path

import torch

RATE, MOMENTUM = 0.05, 0.9
CLASSES, N, STEPS = 7, 4, 3
EPSILON = 1e-4  # DEVIATION_EPSILON



def plain(kind, name, *sources, **more):
    return dict(kind=kind, name=name, inputs=list(sources), **more)


def conv(name, source, filters, kernel, bias=False):
    return plain(
        "conv2d", name, source, filters=filters, kernel=kernel, strides=[1, 1], padding="valid", useBias=bias,
        initializer="glorot-uniform",
    )


ARCHITECTURE = dict(
    name="attention",
    layers=[
        plain("input", "input", shape=[6, 9, 1]),
        # Two rows are left, so that each has weights of its own.
        conv("projection", "input", 5, [5, 1], bias=True),
        plain("activation", "projection_relu", "projection", function="relu"),
        conv("hidden", "projection_relu", 4, [1, 1], bias=True),
        plain("activation", "hidden_relu", "hidden", function="relu"),
        conv("scores", "hidden_relu", 1, [1, 1]),
        plain("time-attention-pool", "statistics", "projection_relu", "scores"),
        plain("dense", "emotions", "statistics", units=CLASSES, useBias=True, initializer="glorot-uniform"),
        plain("activation", "probabilities", "emotions", function="softmax"),
    ],
)
SHAPES = {
    "projection/kernel": [5, 1, 1, 5],
    "projection/bias": [5],
    "hidden/kernel": [1, 1, 5, 4],
    "hidden/bias": [4],
    "scores/kernel": [1, 1, 4, 1],
    "emotions/kernel": [20, CLASSES],
    "emotions/bias": [CLASSES],
}


def figures(tensor):
    """Rounds to seven digits, the precision of float32."""
    return [float(f"{value:.7g}") for value in tensor.detach().float().ravel().tolist()]


def logits(weights, inputs):
    """Channels last, as in Keras: `[n, height, width, channels]`."""

    def convolved(x, name):
        kernel = weights[f"{name}/kernel"].permute(3, 2, 0, 1)
        return torch.nn.functional.conv2d(x, kernel, weights.get(f"{name}/bias"))

    x = torch.relu(convolved(inputs.permute(0, 3, 1, 2), "projection"))
    scores = convolved(torch.relu(convolved(x, "hidden")), "scores")
    attention = torch.softmax(scores, dim=3)
    mean = (attention * x).sum(3)
    variance = (attention * x**2).sum(3) - mean**2
    statistics = torch.cat([mean, torch.sqrt(variance + EPSILON)], dim=1)  # [n, 2 channels, height]
    flat = statistics.permute(0, 2, 1).reshape(len(inputs), -1)
    return flat @ weights["emotions/kernel"] + weights["emotions/bias"]


torch.manual_seed(3)
torch.set_default_dtype(torch.float64)
before = {
    name: torch.tensor(figures((torch.rand(shape) - 0.5) * (1.6 if "kernel" in name else 0.4))).reshape(shape)
    for name, shape in SHAPES.items()
}
batches = []
for _ in range(STEPS):
    emotions = torch.randint(0, CLASSES, (N,))
    batches.append(
        dict(
            inputs=torch.randn(N, 6, 9, 1).round(decimals=3),
            targets=torch.eye(CLASSES)[emotions] * 0.9 + 0.1 / CLASSES,
            sampleWeights=(torch.rand(N) + 0.5).round(decimals=2),
        )
    )

weights = {name: value.clone().requires_grad_() for name, value in before.items()}
optimizer = torch.optim.SGD(weights.values(), lr=RATE, momentum=MOMENTUM)
first = torch.softmax(logits(weights, batches[0]["inputs"]), dim=1)
losses = []
for batch in batches:
    optimizer.zero_grad()
    entropies = -(batch["targets"] * torch.log_softmax(logits(weights, batch["inputs"]), dim=1)).sum(1)
    loss = (entropies * batch["sampleWeights"]).mean()
    loss.backward()
    optimizer.step()
    losses.append(float(loss.detach()))


def stored(of):
    return [dict(name=name, shape=SHAPES[name], data=figures(value)) for name, value in of.items()]


result = dict(
    versions=dict(torch=torch.__version__),
    networks=dict(
        attention=dict(
            architecture=ARCHITECTURE,
            n=N,
            before=stored(before),
            batches=[{name: figures(value) for name, value in batch.items()} for batch in batches],
        )
    ),
    cases=[
        dict(
            network="attention",
            optimizer=dict(name="sgd", learningRate=RATE, momentum=MOMENTUM),
            clipNorm=0,
            firstProbabilities=figures(first),
            losses=losses,
            after=stored(weights),
            lastProbabilities=figures(torch.softmax(logits(weights, batches[0]["inputs"]), dim=1)),
        )
    ],
)
Path(__file__).with_suffix(".json").write_text(json.dumps(result, separators=(",", ":")) + "\n")
