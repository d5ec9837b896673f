"""Writes metrics.json: metrics of scikit-learn and p-values of SciPy, for comparison in metrics.test.ts.

Run: python tests/golden/metrics.py (scikit-learn 1.9, SciPy 1.17, NumPy)
"""

import json
import pathlib

import numpy as np
import scipy
import sklearn
from scipy.stats import binomtest
from sklearn import metrics

random = np.random.default_rng(2023)


def noisy(truth, share_right):
    guess = random.integers(0, 7, truth.size)
    return np.where(random.random(truth.size) < share_right, truth, guess)


balanced = random.integers(0, 7, 2433)
skewed = random.choice(7, 3000, p=[0.4, 0.25, 0.15, 0.1, 0.05, 0.04, 0.01])
without_two = random.choice([0, 1, 3, 4, 6], 200)
few = random.integers(0, 7, 15)

CASES = {
    "large": (balanced, noisy(balanced, 0.6)),
    "skewed": (skewed, noisy(skewed, 0.3)),
    "emotions missing from the truth, some of them predicted": (without_two, noisy(without_two, 0.5)),
    "emotions never predicted": (balanced[:300], np.minimum(noisy(balanced[:300], 0.7), 4)),
    "emotions in neither": (without_two, np.where(without_two == 6, 0, without_two)),
    "one emotion, all right": (np.full(12, 5), np.full(12, 5)),
    "one emotion, all wrong": (np.full(12, 5), np.full(12, 2)),
    "one emotion predicted": (balanced[:100], np.full(100, 3)),
    "one clip": (np.array([6]), np.array([0])),
    "few clips": (few, noisy(few, 0.5)),
    "all right": (balanced[:70], balanced[:70]),
}


def figures(truth, predicted):
    values = {
        "confusion": metrics.confusion_matrix(truth, predicted, labels=range(7)).tolist(),
        "accuracy": metrics.accuracy_score(truth, predicted),
        # The mean recall of the actual emotions. balanced_accuracy_score is the same, but warns about predicted
        # emotions that do not occur.
        "uar": metrics.recall_score(truth, predicted, labels=np.unique(truth), average="macro", zero_division=0),
        "balancedAccuracy": metrics.balanced_accuracy_score(truth, predicted),
    }
    for average in ("macro", "weighted"):
        p, r, f, _ = metrics.precision_recall_fscore_support(truth, predicted, average=average, zero_division=0)
        values |= {f"precision{average.title()}": p, f"recall{average.title()}": r, f"f1{average.title()}": f}
    p, r, f, s = metrics.precision_recall_fscore_support(truth, predicted, labels=range(7), zero_division=0)
    values["perEmotion"] = {"precision": p.tolist(), "recall": r.tolist(), "f1": f.tolist(), "support": s.tolist()}
    return values


DISCORDANT = [
    (0, 0), (1, 0), (0, 5), (3, 3), (4, 3), (10, 2), (40, 61), (250, 300), (1000, 1001), (900, 1100), (6000, 6200),
    (5000, 7000), (0, 900), (0, 1100),
]  # fmt: skip

golden = {
    "versions": {"scikit-learn": sklearn.__version__, "scipy": scipy.__version__},
    "figures": [
        {
            "name": name,
            "truth": "".join(map(str, truth)),
            "predicted": "".join(map(str, predicted)),
            "expected": figures(truth, predicted),
        }
        for name, (truth, predicted) in CASES.items()
    ],
    "mcnemar": [
        {"b": b, "c": c, "p": binomtest(min(b, c), b + c, 0.5).pvalue if b + c else 1.0} for b, c in DISCORDANT
    ],
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(golden, indent=1) + "\n")
