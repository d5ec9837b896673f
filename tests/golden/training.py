"""Writes training.json: results of Keras's EarlyStopping, label smoothing, loss and cosine decay, and of
scikit-learn's class weights.

    python -m venv venv && venv/bin/pip install tensorflow-cpu==2.21.0 keras==3.15.1 scikit-learn
    venv/bin/python tests/golden/training.py
"""

import json
import pathlib

import keras
import numpy as np
import sklearn
from sklearn.utils.class_weight import compute_class_weight

random = np.random.default_rng(7)


class Weights:
    """A replacement for the model; its weights are the number of the epoch that set them."""

    stop_training = False

    def __init__(self):
        self.epoch = None

    def get_weights(self):
        return self.epoch

    def set_weights(self, weights):
        self.epoch = weights


def losses(kind, epochs):
    falling = 2.0 * np.exp(-np.arange(epochs) / 6) + 0.3
    noise = random.normal(0, 0.2, epochs)
    return {
        "noisy": falling + noise,
        "flat": np.round(falling + noise, 1),
        "rising": 1 + np.arange(epochs) * 0.1 + noise,
        # Differences near the resolution of float32, where Keras's comparison differs from Python's.
        "tiny": 1 - np.cumsum(random.uniform(0, 8e-8, epochs)),
    }[kind].tolist()


def early_stopping(values, patience, start, restore):
    callback = keras.callbacks.EarlyStopping(
        monitor="val_loss", mode="min", patience=patience, start_from_epoch=start, restore_best_weights=restore
    )
    model = Weights()
    callback.set_model(model)
    callback.on_train_begin()
    waits = []
    for epoch, value in enumerate(values):
        model.epoch = epoch
        callback.on_epoch_end(epoch, {"val_loss": value})
        waits.append(callback.wait)
        if model.stop_training:
            break
    callback.on_train_end()
    return {"waits": waits, "stopped": model.stop_training, "weightsOfEpoch": model.epoch}


sequences = []
for number in range(80):
    kind = ["noisy", "flat", "rising", "tiny"][number % 4]
    values = losses(kind, int(random.integers(1, 26)))
    patience = int(random.integers(0, 6))
    start = int(random.choice([0, 0, 0, 3, 8]))
    restore = bool(random.integers(0, 2))
    case = {"losses": values, "patience": patience, "startEpoch": start, "restoreBest": restore}
    sequences.append(case | early_stopping(values, patience, start, restore))

weights = []
for present in ([0, 1, 2, 3, 4, 5, 6], [0, 1, 2, 3, 4, 5], [2, 4]):
    labels = np.concatenate([np.full(int(random.integers(1, 40)), emotion) for emotion in present])
    random.shuffle(labels)
    balanced = compute_class_weight("balanced", classes=np.array(present), y=labels)
    weights.append({"labels": labels.tolist(), "present": present, "weights": balanced.tolist()})

probabilities = random.dirichlet(np.ones(7), 12).astype("float32")
probabilities[0] = [1, 0, 0, 0, 0, 0, 0]
truth = random.integers(0, 7, 12)
truth[0] = 3
loss = keras.losses.CategoricalCrossentropy()(keras.ops.one_hot(truth, 7), keras.ops.convert_to_tensor(probabilities))
smoothing = 0.1
smoothed = keras.ops.one_hot(truth, 7) * (1.0 - smoothing) + smoothing / 7
both = [
    float(keras.losses.CategoricalCrossentropy(label_smoothing=smoothing)(keras.ops.one_hot(truth, 7), probabilities)),
    float(keras.losses.CategoricalCrossentropy()(smoothed, probabilities)),
]
assert abs(both[0] - both[1]) < 1e-6, both

schedules = []
for total, warmup in ((100, 0), (40, 0), (7, 0)):
    cosine = keras.optimizers.schedules.CosineDecay(0.02, total - warmup)
    schedules.append({"totalSteps": total, "rates": [float(cosine(step)) for step in range(total)]})

result = {
    "made": {"keras": keras.__version__, "scikit-learn": sklearn.__version__},
    "earlyStopping": sequences,
    "classWeights": weights,
    "crossEntropy": {
        "probabilities": probabilities.flatten().tolist(),
        "truth": truth.tolist(),
        "loss": float(loss),
        "smoothing": smoothing,
        "smoothedTargets": np.asarray(smoothed).flatten().tolist(),
    },
    "cosine": schedules,
}
path = pathlib.Path(__file__).with_name("training.json")
path.write_text(json.dumps(result) + "\n")
