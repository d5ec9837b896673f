"""Writes calibration.json: temperatures by SciPy and calibration errors by NumPy, for comparison in calibration.test.ts.

Run: python tests/golden/calibration.py (SciPy, NumPy)
"""

import json
import pathlib

import numpy as np
import scipy
from scipy.optimize import minimize_scalar
from scipy.special import logsumexp, softmax
from scipy.stats import binomtest

random = np.random.default_rng(1706)
SMALLEST = 1e-12  # as in src/core/metrics/calibration.ts
BINS = 15


def clips(n, classes, share_right, sharpness):
    """Random networks: `sharpness` multiplies the logits, so that it is too sure or not sure enough."""
    actual = random.integers(0, classes, n)
    favourite = np.where(random.random(n) < share_right, actual, random.integers(0, classes, n))
    logits = random.normal(size=(n, classes))
    logits[np.arange(n), favourite] += 2
    return softmax(sharpness * logits, axis=1).round(7), actual


def rows_of(rows):
    rows = np.array(rows, dtype=float)
    return rows / rows.sum(axis=1, keepdims=True)


too_sure = clips(150, 7, 0.5, 3)
unsure = clips(120, 4, 0.9, 0.3)
one_class = clips(40, 5, 0.6, 1.5)
zeros = clips(60, 3, 0.7, 2)
zeros[0][zeros[0] < 0.02] = 0
impossible = np.eye(3)[np.where(np.arange(50) % 5 == 0, (np.arange(50) + 1) % 3, np.arange(50) % 3)]
right = clips(30, 3, 1, 1)
right_rows = right[0].copy()
right_rows[np.arange(30), right[1]] += 1

CASES = {
    "too sure": too_sure,
    "not sure enough": unsure,
    "clips of one class only": (one_class[0], np.full(40, 2)),
    "probabilities of exactly 0": (rows_of(zeros[0]), zeros[1]),
    "probabilities of 0 and 1 only": (impossible, np.arange(50) % 3),
    "all right": (rows_of(right_rows), right[1]),
    "all wrong": (rows_of(right_rows), (right[1] + 1) % 3),
    "three clips": (rows_of([[0.7, 0.2, 0.1], [0.1, 0.6, 0.3], [0.5, 0.3, 0.2]]), np.array([0, 1, 2])),
    "one clip, right": (rows_of([[0.7, 0.3]]), np.array([0])),
    "one clip, wrong": (rows_of([[0.7, 0.3]]), np.array([1])),
}


def loss(logits, actual, temperature):
    z = logits / temperature
    return np.mean(logsumexp(z, axis=1) - z[np.arange(len(actual)), actual])


def fitted(logits, actual):
    """Two searches, because SciPy's finds a minimum at an end of the range only nearly."""
    found = minimize_scalar(
        lambda log_t: loss(logits, actual, np.exp(log_t)),
        bounds=(np.log(0.05), np.log(20)),
        method="bounded",
        options={"xatol": 1e-12, "maxiter": 2000},
    )
    candidates = [float(np.exp(found.x)), 0.05, 20.0]
    return min(candidates, key=lambda t: (loss(logits, actual, t), abs(np.log(t))))


def reliability(probabilities, actual):
    confidence = probabilities.max(axis=1)
    correct = probabilities.argmax(axis=1) == actual
    edges = np.linspace(0, 1, BINS + 1)
    error, bins = 0.0, []
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        if not inside.any():
            continue
        accuracy, mean = correct[inside].mean(), confidence[inside].mean()
        error += inside.mean() * abs(accuracy - mean)
        interval = binomtest(int(correct[inside].sum()), int(inside.sum())).proportion_ci(0.95, method="wilson")
        bins.append([low, high, int(inside.sum()), mean, accuracy, interval.low, interval.high])
    return error, bins


def expected(probabilities, actual):
    logits = np.log(np.maximum(probabilities, SMALLEST))
    temperature = fitted(logits, actual)
    before, _ = reliability(probabilities, actual)
    after, bins = reliability(softmax(logits / temperature, axis=1), actual)
    return {
        "temperature": temperature,
        "loss": loss(logits, actual, temperature),
        "eceBefore": before,
        "eceAfter": after,
        "bins": bins,
    }


golden = {
    "versions": {"scipy": scipy.__version__, "numpy": np.__version__},
    "cases": [
        {
            "name": name,
            "actual": actual.tolist(),
            "probabilities": probabilities.tolist(),
            "expected": expected(probabilities, actual),
        }
        for name, (probabilities, actual) in CASES.items()
    ],
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(golden) + "\n")
for case in golden["cases"]:
    print(case["name"], case["expected"]["temperature"], case["expected"]["eceBefore"], case["expected"]["eceAfter"])
