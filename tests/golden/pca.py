"""Writes pca.json: principal components by scikit-learn, for comparison in pca.test.ts.

Run: python tests/golden/pca.py (scikit-learn, NumPy)
"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.decomposition import PCA

random = np.random.default_rng(1901)


def rounded(array):
    return [float(f"{value:.9g}") for value in np.asarray(array).ravel()]


def mixed(n, width, rank, decay):
    """Rows of a rank, with variances that decay by a factor."""
    scales = decay ** np.arange(rank)
    return random.normal(size=(n, rank)) * scales @ random.normal(size=(rank, width)) + random.normal(size=width)


CASES = {
    "more rows than columns": mixed(40, 7, 7, 0.7),
    "more columns than rows": mixed(9, 30, 8, 0.8),
    "close variances": random.normal(size=(60, 12)),
    "of rank two": mixed(20, 10, 2, 0.9),
    "of rank one": mixed(15, 6, 1, 1.0),
    "two rows": mixed(2, 5, 2, 0.9),
    "large numbers": 1e4 + mixed(25, 8, 8, 0.5),
}

result = {"versions": {"scikit-learn": sklearn.__version__}, "cases": []}
for name, rows in CASES.items():
    rows = np.array(rounded(rows)).reshape(rows.shape)
    pca = PCA(n_components=2, svd_solver="full").fit(rows)
    result["cases"].append(
        {
            "name": name,
            "width": rows.shape[1],
            "rows": rounded(rows),
            "points": rounded(pca.transform(rows)),
            "shares": rounded(pca.explained_variance_ratio_),
        }
    )
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result, separators=(",", ":")) + "\n")
