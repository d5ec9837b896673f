"""
For networks.ts: one of the thesis's networks in Keras, in graph mode, with default settings. The first line
is `oneDNN` if TensorFlow uses it, otherwise `plain`. Then the program executes the command of each line and answers with
a number: `step` and `predict` (of one clip) with milliseconds, `memory` with the peak memory in megabytes, `cpu` with
the CPU time so far in milliseconds.

    python bench/networks.py VGG19 8 SGD 0.01
"""

import os
import sys
from pathlib import Path

os.environ["KERAS_BACKEND"] = "tensorflow"
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "golden"))

import keras
import networks
import numpy as np
from bench_requests import answer_requests
from tensorflow.python.util import _pywrap_util_port

name, clips, optimizer, rate = sys.argv[1], int(sys.argv[2]), sys.argv[3], float(sys.argv[4])
model = networks.build(name, networks.FULL)
model.compile(
    optimizer=getattr(keras.optimizers, optimizer)(rate), loss="categorical_crossentropy", metrics=["accuracy"]
)
random = np.random.default_rng(1)
x = random.normal(size=(clips, *networks.FULL, 1)).astype(np.float32)
y = np.eye(networks.EMOTIONS, dtype=np.float32)[random.integers(0, networks.EMOTIONS, clips)]
requests = {
    "step": lambda: model.train_on_batch(x, y),
    "predict": lambda: model.predict_on_batch(x[:1]),
}
if model.jit_compile:
    raise SystemExit("Keras chose XLA; what is to be compared with is graph mode.")
print("oneDNN" if _pywrap_util_port.IsMklEnabled() else "plain", flush=True)
answer_requests(requests)
