"""
For verify.ts: one training step of a network of Keras's from its own initial weights, with each optimizer as
Keras has it by default.

    python scripts/verify-keras/steps.py VGG19 FOLDER   -> start.weights.h5, x.npy, targets.npy, sgd.weights.h5, …
"""

import os
import sys
from pathlib import Path

os.environ["KERAS_BACKEND"] = "tensorflow"
sys.path.insert(0, str(Path(__file__).parents[2] / "tests" / "golden"))

import keras
import networks
import numpy as np

CLIPS = 8
OPTIMIZERS = ("SGD", "Adam", "Adadelta")
name, folder = sys.argv[1], Path(sys.argv[2])

keras.utils.set_random_seed(3)
model = networks.build(name, networks.FULL)
start = model.get_weights()
model.save_weights(folder / "start.weights.h5")
random = np.random.default_rng(4)
x = random.normal(0, 1, (CLIPS, *networks.FULL, 1)).astype(np.float32)
targets = np.eye(networks.EMOTIONS, dtype=np.float32)[random.integers(0, networks.EMOTIONS, CLIPS)]
np.save(folder / "x.npy", x)
np.save(folder / "targets.npy", targets)
for optimizer in OPTIMIZERS:
    model.set_weights(start)
    model.compile(optimizer=getattr(keras.optimizers, optimizer)(), loss="categorical_crossentropy")
    model.train_on_batch(x, targets)
    model.save_weights(folder / f"{optimizer.lower()}.weights.h5")
