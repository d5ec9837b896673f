"""
For verify.ts: a network of Keras's with random weights, saved in both of its formats, and what it puts out.

    python scripts/verify-keras/verify.py VGG19 FOLDER     -> weights.weights.h5, weights.h5, x.npy, y.npy
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tests" / "golden"))

import keras
import networks
import numpy as np

SEED = 20
name, folder = sys.argv[1], Path(sys.argv[2])
random = np.random.default_rng(SEED)


def drawn(weight, gain):
    """With the same deviation as the golden weights, whose gains give different probabilities."""
    shape = weight.shape
    if weight.name.endswith("kernel"):
        fan_in = np.prod(shape[:2]) if weight.name == "depthwise_kernel" else np.prod(shape[:-1])
        return random.normal(0, gain * np.sqrt(2 / fan_in), shape)
    if weight.name in ("gamma", "moving_variance"):
        return random.uniform(0.8, 1.2, shape)
    return random.normal(0, 0.06, shape)


model = networks.build(name, networks.FULL)
gain, last = networks.GAINS[name]
for layer in model.layers:
    layer.set_weights([drawn(weight, last if layer is model.layers[-1] else gain) for weight in layer.weights])
model.save_weights(folder / "weights.weights.h5")
keras.saving.save_model(model, folder / "weights.h5")
x = random.normal(0, 1, (networks.INPUTS, *networks.FULL, 1)).astype(np.float32)
# Later inputs are louder. To an untrained network, noise of the same loudness looks the same.
x *= np.arange(1, networks.INPUTS + 1, dtype=np.float32).reshape(-1, 1, 1, 1) / 2
np.save(folder / "x.npy", x)
np.save(folder / "y.npy", model.predict(x, verbose=0).astype(np.float32))
