"""Writes difference-tests.json: tests of differences by SciPy, statsmodels and mpmath, for difference-tests.test.ts.

Run: python tests/golden/difference-tests.py (SciPy 1.17, statsmodels 0.15, scikit-learn 1.9, mpmath 1.4, NumPy)

Where SciPy loses digits in a small tail (its studentized range is 1 - cdf), the value comes from mpmath with 40 digits.
The Nemenyi p-values follow scikit-posthocs' posthoc_nemenyi_friedman: the studentized range of the differences of average
ranks, multiplied by the square root of 2. Where scikit-posthocs is installed, the script checks that they are equal.
"""

import json
import math
import pathlib
import warnings

import mpmath
import numpy as np
import scipy
import sklearn
import statsmodels
from scipy import stats
from sklearn.metrics import recall_score
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

mpmath.mp.dps = 40
random = np.random.default_rng(2003)


def precise_t(t, df):
    """Two-sided p-value of Student's t."""
    t, df = mpmath.mpf(t), mpmath.mpf(df)
    return float(mpmath.betainc(df / 2, mpmath.mpf(1) / 2, 0, df / (df + t * t), regularized=True))


def precise_chi_square(x, df):
    return float(mpmath.gammainc(mpmath.mpf(df) / 2, mpmath.mpf(x) / 2, mpmath.inf, regularized=True))


def precise_range(q, k):
    """P(Q >= q) of the studentized range of k values with infinite degrees of freedom."""
    if q == 0:
        return 1.0
    q = mpmath.mpf(q)

    def density(z):
        return mpmath.npdf(z) * (mpmath.ncdf(z) ** (k - 1) - (mpmath.ncdf(z) - mpmath.ncdf(z - q)) ** (k - 1))

    # The trapezoidal rule is exact to the working precision for a smooth integrand that vanishes at both ends.
    step = mpmath.mpf(1) / 8
    return float(k * step * mpmath.fsum(density(-14 + i * step) for i in range(int((28 + q) / step) + 1)))


# --- Distributions -------------------------------------------------------------------------------------------------

T = [
    (t, df)
    for df in (1, 2, 3, 4, 9, 14, 24, 49, 99, 1000)
    for t in (1e-8, 0.01, 0.3, 1.0, 2.1, 4.5, 12.0, 40.0)
] + [(-2.5, 9), (0.0, 4), (300.0, 9), (14.0, 1000)]
CHI = [(x, df) for df in (1, 2, 3, 4, 7, 12) for x in (1e-6, 0.1, 0.9, 2.0, 5.0, 11.0, 40.0, 140.0)] + [(0.0, 3)]
RANGE = [(q, k) for k in (2, 3, 4, 5, 8, 20) for q in (0.001, 0.3, 1.0, 2.5, 3.4, 5.0, 8.0, 16.0)] + [(0.0, 3)]

distributions = {
    "studentT": [{"t": t, "df": df, "p": precise_t(t, df)} for t, df in T],
    "studentTQuantile": [
        {"p": p, "df": df, "t": float(stats.t.isf(p / 2, df))}
        for df in (1, 2, 4, 9, 24, 99)
        for p in (0.001, 0.01, 0.05, 0.5, 0.999)
    ],
    "chiSquare": [{"x": x, "df": df, "p": precise_chi_square(x, df)} for x, df in CHI],
    "studentizedRange": [{"q": q, "k": k, "p": precise_range(q, k)} for q, k in RANGE],
    "studentizedRangeQuantile": [
        {"p": p, "k": k, "q": float(stats.studentized_range.isf(p, k, math.inf))}
        for k in (2, 3, 5, 8)
        for p in (0.001, 0.01, 0.05, 0.1, 0.5)
    ],
}
# The precise values must be SciPy's, as far as SciPy is precise.
for one in distributions["studentT"]:
    # SciPy gives exactly 1 for very small t.
    if abs(one["t"]) > 1e-6:
        assert math.isclose(one["p"], 2 * stats.t.sf(abs(one["t"]), one["df"]), rel_tol=1e-11), one
for one in distributions["chiSquare"]:
    assert math.isclose(one["p"], stats.chi2.sf(one["x"], one["df"]), rel_tol=1e-11), one
for one in distributions["studentizedRange"]:
    assert abs(one["p"] - stats.studentized_range.sf(one["q"], one["k"], math.inf)) < 1e-9, one

# --- Corrected resampled t-test ------------------------------------------------------------------------------------


def corrected_t(differences, ratio):
    d = np.array(differences)
    n = d.size
    error = math.sqrt((1 / n + ratio) * d.var(ddof=1))
    t = d.mean() / error
    reach = stats.t.isf(0.025, n - 1) * error
    if ratio == 0:
        # Without a correction it is the paired t-test.
        assert math.isclose(t, stats.ttest_1samp(d, 0).statistic, rel_tol=1e-12)
    return {
        "mean": d.mean(),
        "t": t,
        "degreesOfFreedom": n - 1,
        "p": precise_t(t, n - 1),
        "interval": [d.mean() - reach, d.mean() + reach],
    }


DIFFERENCES = [
    ([0.02, 0.031], 0.25),
    ([0.02, -0.01, 0.04, 0.03, 0.01], 0.25),
    ([0.02, -0.01, 0.04, 0.03, 0.01], 0.0),
    ([1.0, -1.0, 1.0, -1.0], 0.5),
    ([-0.05, -0.06, -0.055], 1 / 9),
    (random.normal(0.03, 0.02, 25).tolist(), 0.25),
    (random.normal(0.0, 0.02, 50).tolist(), 1 / 9),
    (random.normal(0.5, 0.001, 10).tolist(), 0.25),
    (random.normal(0.5, 1e-5, 15).tolist(), 0.25),
    (random.normal(1e-9, 0.1, 30).tolist(), 0.25),
]

# --- Friedman and Nemenyi ------------------------------------------------------------------------------------------


def nemenyi(ranks, blocks):
    k = len(ranks)
    unit = math.sqrt(k * (k + 1) / (6 * blocks))
    return [[1.0 if i == j else precise_range(abs(a - b) / unit * math.sqrt(2), k) for j, b in enumerate(ranks)]
            for i, a in enumerate(ranks)]  # fmt: skip


def friedman(values):
    values = np.array(values, float)
    blocks, k = values.shape
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        statistic, _ = stats.friedmanchisquare(*values.T)
    # Rank 1 is the greatest value.
    ranks = stats.rankdata(-values, axis=1).mean(axis=0).tolist()
    p = nemenyi(ranks, blocks)
    try:
        from scikit_posthocs import posthoc_nemenyi_friedman

        assert np.allclose(p, posthoc_nemenyi_friedman(values).to_numpy(), atol=1e-9)
    except ImportError:
        pass
    expected = {
        "averageRanks": ranks,
        "chiSquare": float(statistic),
        "p": precise_chi_square(float(statistic), k - 1),
        "nemenyi": p,
        "criticalDifference": float(
            stats.studentized_range.isf(0.05, k, math.inf) / math.sqrt(2) * math.sqrt(k * (k + 1) / (6 * blocks))
        ),
    }
    assert math.isclose(expected["p"], stats.chi2.sf(statistic, k - 1), rel_tol=1e-11)
    return {"values": values.tolist(), "expected": expected}


def grades(blocks, k, levels, effect):
    return np.round(random.random((blocks, k)) * levels + np.arange(k) * effect).tolist()


MATRICES = [
    random.random((5, 3)).round(4).tolist(),
    random.random((24, 5)).round(4).tolist(),
    (random.random((91, 8)) + np.arange(8) * 0.02).round(4).tolist(),
    (random.random((40, 4)) + np.arange(4) * 10).round(4).tolist(),
    grades(6, 3, 2, 0.2),
    grades(12, 4, 3, 0.5),
    grades(30, 8, 4, 0.1),
    grades(2, 3, 5, 0),
    [[1, 2, 3]],
    [[1, 1, 2], [1, 1, 2], [3, 3, 1], [1, 2, 2], [5, 5, 5]],
    [[0.1, 0.2, 0.3, 0.4]] * 60,
]

# --- Holm ----------------------------------------------------------------------------------------------------------

P_VALUES = [
    [0.04],
    [0.01, 0.04, 0.03],
    [0.5, 0.5, 0.5],
    [1.0, 0.0, 0.2, 0.2],
    [1e-30, 1e-12, 0.9, 0.04, 0.03, 0.02],
    random.random(28).tolist(),
    (random.random(28) ** 6).tolist(),
]

# --- Bootstrap over speakers, McNemar -------------------------------------------------------------------------------


def pair(name, clips, speakers, first, second, classes=7):
    truth = random.integers(0, classes, clips)
    voice = random.integers(0, speakers, clips)
    # Speakers differ in difficulty, so that intervals over speakers differ from those over clips.
    ease = random.normal(0, 0.12, speakers)[voice]

    def predict(share):
        right = random.random(clips) < share + ease
        return np.where(right, truth, random.integers(0, classes, clips))

    a, b = predict(first), predict(second)
    draws, batch = 200_000, 2_000
    # Counts of hits and clips per speaker and class.
    support = np.zeros((speakers, classes))
    np.add.at(support, (voice, truth), 1)
    hits = [np.zeros((speakers, classes)) for _ in range(2)]
    for run, predicted in enumerate((a, b)):
        np.add.at(hits[run], (voice, truth), predicted == truth)
    present = np.unique(voice)
    generator = np.random.default_rng(7)
    values = {"accuracy": [], "uar": [], "accuracyDifference": [], "uarDifference": []}
    for _ in range(draws // batch):
        drawn = generator.choice(present, (batch, present.size))
        weights = np.zeros((batch, speakers))
        np.add.at(weights, (np.arange(batch)[:, None], drawn), 1)
        total = weights @ support
        right = [weights @ one for one in hits]
        accuracy = [one.sum(1) / total.sum(1) for one in right]
        with np.errstate(divide="ignore", invalid="ignore"):
            uar = [np.nanmean(one / total, axis=1) for one in right]
        values["accuracy"].append(accuracy[0])
        values["uar"].append(uar[0])
        values["accuracyDifference"].append(accuracy[1] - accuracy[0])
        values["uarDifference"].append(uar[1] - uar[0])
    intervals = {}
    for key, batches in values.items():
        ends = np.percentile(np.array(batches), [2.5, 97.5], axis=1)
        intervals[key] = {
            # Mean and standard deviation of each end over 100 bootstraps of 2,000 draws.
            "interval": ends.mean(axis=1).tolist(),
            "error": ends.std(axis=1, ddof=1).tolist(),
        }
    only_first = int(((a == truth) & (b != truth)).sum())
    only_second = int(((b == truth) & (a != truth)).sum())
    table = [[int(((a == truth) & (b == truth)).sum()), only_first], [only_second, int(((a != truth) & (b != truth)).sum())]]
    uars = [recall_score(truth, one, average="macro") for one in (a, b)]
    return {
        "name": name,
        "classes": classes,
        "truth": truth.tolist(),
        "first": a.tolist(),
        "second": b.tolist(),
        "speakers": voice.tolist(),
        "uar": uars[1] - uars[0],
        "accuracy": float((b == truth).mean() - (a == truth).mean()),
        "mcnemarP": float(mcnemar(table, exact=True).pvalue),
        "intervals": intervals,
    }


golden = {
    "versions": {
        "scipy": scipy.__version__,
        "statsmodels": statsmodels.__version__,
        "scikit-learn": sklearn.__version__,
        "mpmath": mpmath.__version__,
    },
    "distributions": distributions,
    "correctedT": [
        {"differences": d, "ratio": ratio, "expected": corrected_t(d, ratio)} for d, ratio in DIFFERENCES
    ],
    "friedman": [friedman(values) for values in MATRICES],
    "holm": [
        {"p": p, "adjusted": multipletests(p, method="holm")[1].tolist()} for p in P_VALUES
    ],
    "pairs": [
        pair("24 speakers", 1440, 24, 0.5, 0.55),
        pair("91 speakers", 2000, 91, 0.6, 0.6),
        pair("four classes", 600, 12, 0.4, 0.6, classes=4),
        pair("twelve classes", 900, 30, 0.3, 0.35, classes=12),
    ],
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(golden) + "\n")
