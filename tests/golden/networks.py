"""
Writes networks.json: the layers of the thesis's five networks in Keras, and their outputs with weights that Keras and
the tests compute by the same formula (57 million weights would be too many to store).

    python tests/golden/networks.py        (tensorflow-cpu==2.21.0, keras==3.15)
"""

import json
import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import keras
import numpy as np
import tensorflow
from keras import layers

EMOTIONS = 7
FULL = (75, 173)
INPUTS = 8
# Another shape: even where the first is odd, and the minimum of InceptionV3.
OTHER = (88, 75)
# Gains of all kernels and of the last one. They keep the values of each network in range in all layers, and its
# probabilities different.
GAINS = {
    "VGG19": (1.0, 0.4),
    "Xception": (0.72, 0.8),
    "InceptionV3": (1.05, 0.3),
    "ResNet101V2": (0.65, 1.0),
    "DenseNet201": (1.0, 0.3),
}


def uniform(name, count):
    """Numbers in [0, 1) that depend only on the name: its FNV-1a hash, then MurmurHash3's finalizer for each index."""
    seed = 0x811C9DC5
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x01000193) & 0xFFFFFFFF
    x = np.uint32(seed) ^ (np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B1))
    x ^= x >> np.uint32(16)
    x *= np.uint32(0x85EBCA6B)
    x ^= x >> np.uint32(13)
    x *= np.uint32(0xC2B2AE35)
    x ^= x >> np.uint32(16)
    return (x >> np.uint32(8)).astype(np.float64) / 2**24


def values(name, shape, gain):
    u = uniform(name, int(np.prod(shape)))
    kind = name.split("/")[-1]
    if kind.endswith("kernel"):
        fan_in = np.prod(shape[:2]) if kind == "depthwise_kernel" else np.prod(shape[:-1])
        filled = (2 * u - 1) * np.sqrt(6 / fan_in) * gain
    elif kind in ("gamma", "moving_variance"):
        filled = 0.8 + 0.4 * u
    else:
        filled = (2 * u - 1) * 0.1
    return filled.astype(np.float32).reshape(shape)


def images(n, shape):
    """Each image is louder than the one before: an untrained network cannot distinguish noise of equal loudness."""
    size = shape[0] * shape[1]
    made = [(2 * uniform(f"input {i}", size) - 1) * (i + 1) for i in range(n)]
    return np.stack(made).astype(np.float32).reshape(n, *shape, 1)


def build(name, shape):
    keras.backend.clear_session()
    base = getattr(keras.applications, name)(weights=None, include_top=False, input_shape=(*shape, 1))
    if name == "VGG19":
        x = layers.Flatten()(base.output)
        x = layers.Dense(4096, activation="relu")(x)
        x = layers.Dense(4096, activation="relu")(x)
    else:
        x = layers.GlobalAveragePooling2D()(base.output)
    return keras.Model(base.input, layers.Dense(EMOTIONS, activation="softmax")(x))


def fill(model, name):
    gain, last = GAINS[name]
    head = model.layers[-1].name
    for layer in model.layers:
        layer.set_weights(
            [values(f"{layer.name}/{w.name}", w.shape, last if layer.name == head else gain) for w in layer.weights]
        )


def figures(array):
    return [float(f"{value:.7g}") for value in np.asarray(array).ravel()]


def outputs(name, n, shape):
    model = build(name, shape)
    fill(model, name)
    return model.predict(images(n, shape), verbose=0)


def case(name):
    model = build(name, FULL)
    return dict(
        network=name.lower(),
        gains=GAINS[name],
        parameters=dict(
            total=model.count_params(), trainable=int(sum(np.prod(w.shape) for w in model.trainable_weights))
        ),
        layers=[[layer.name, list(layer.output.shape[1:])] for layer in model.layers],
        weights=[[f"{layer.name}/{w.name}", list(w.shape)] for layer in model.layers for w in layer.weights],
        cases=[
            dict(shape=shape, n=n, probabilities=figures(outputs(name, n, shape)))
            for shape, n in ((FULL, INPUTS), (OTHER, 1))
        ],
    )


if __name__ == "__main__":
    result = dict(
        versions=dict(keras=keras.__version__, tensorflow=tensorflow.__version__),
        networks=[case(name) for name in GAINS],
    )
    Path(__file__).with_suffix(".json").write_text(json.dumps(result, separators=(",", ":")) + "\n")
