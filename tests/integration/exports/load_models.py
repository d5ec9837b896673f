"""Loads exported models and prints the largest differences of their probabilities, for networks.test.ts.

Run: python load_models.py onnxruntime|tensorflow FOLDER...
Each folder has a model in both formats, and example.json with an input and the probabilities of this program's engine.
"""

import json
import pathlib
import sys

import numpy as np


def onnx_probabilities(folder, x):
    import onnxruntime

    session = onnxruntime.InferenceSession(folder / "onnx" / "model.onnx", providers=["CPUExecutionProvider"])
    return [session.run(["probabilities"], {"features": x})[0]]


def tensorflow_probabilities(folder, x):
    import keras
    import tensorflow as tf

    # Grappler's rewriting of a graph takes most of the time to load it, and is not tested here.
    tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})
    path = str(folder / "saved-model")
    loaded = tf.saved_model.load(path).signatures["serving_default"]
    found = [loaded(features=tf.constant(x))["probabilities"].numpy()]
    if folder.name == "compact":
        # Keras loads the file in the same way, so one network is enough.
        layer = keras.layers.TFSMLayer(path, call_endpoint="serving_default")
        found.append(layer(x)["probabilities"].numpy())
    return found


load = {"onnxruntime": onnx_probabilities, "tensorflow": tensorflow_probabilities}[sys.argv[1]]
differences = {}
for name in sys.argv[2:]:
    folder = pathlib.Path(name)
    example = json.loads((folder / "example.json").read_text())
    x = np.array(example["features"], np.float32).reshape(example["shape"])
    expected = np.array(example["probabilities"]).reshape(len(x), -1)
    differences[folder.name] = [float(abs(found - expected).max()) for found in load(folder, x)]
print(json.dumps(differences))
