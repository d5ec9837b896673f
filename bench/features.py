"""The librosa part of features.ts. Needs librosa 0.11. Reads a job as JSON from standard input:

{"task": "speed", "paths": [...], "repeats": 2, "threads": 1}   prints {"clips": n, "seconds": s}
{"task": "matrices", "paths": [...], "recipe": {...}, "ownRate": false, "output": "x.f32"}
    writes the matrices one after the other; prints {"rates": [...], "offsets": [...]}
"""

import json
import os
import sys

job = json.load(sys.stdin)
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # one thread against one thread

import time  # noqa: E402

import librosa  # noqa: E402
import numpy as np  # noqa: E402


def place(y, samples, offset):
    return y[offset : offset + samples] if len(y) > samples else np.pad(y, (offset, samples - len(y) - offset))


def thesis(path, random):
    """The code of the thesis: load (resampled by soxr_hq), random position, MFCC with the defaults."""
    y, rate = librosa.load(path, sr=44100)
    samples = 2 * rate
    y = place(y, samples, random.integers(0, abs(len(y) - samples) + 1))
    return librosa.feature.mfcc(y=y, sr=rate, n_mfcc=75)


def by_recipe(path, recipe, own_rate):
    y, rate = librosa.load(path, sr=None if own_rate else recipe["sampleRateHz"])
    if recipe["trim"]:
        t = recipe["trim"]
        y, _ = librosa.effects.trim(
            y, top_db=t["belowDb"], frame_length=t["frameSamples"], hop_length=t["hopSamples"]
        )
    samples = round(recipe["durationSeconds"] * rate)
    offset = abs(len(y) - samples) // 2
    mel = librosa.feature.melspectrogram(
        y=place(y, samples, offset), sr=rate, n_fft=recipe["fftSamples"], win_length=recipe["windowSamples"],
        hop_length=recipe["hopSamples"], n_mels=recipe["melBands"], fmin=recipe["lowestHz"],
        fmax=recipe["highestHz"],
    )
    decibels = librosa.power_to_db(mel, top_db=recipe["topDb"])
    if recipe["coefficients"]:
        decibels = librosa.feature.mfcc(S=decibels, n_mfcc=recipe["coefficients"])
    return decibels.astype(np.float32), int(rate), offset


if job["task"] == "speed":
    random = np.random.default_rng(0)
    for path in job["paths"][:10]:
        thesis(path, random)
    start = time.perf_counter()
    for _ in range(job["repeats"]):
        for path in job["paths"]:
            thesis(path, random)
    print(json.dumps({"clips": job["repeats"] * len(job["paths"]), "seconds": time.perf_counter() - start}))
else:
    rates, offsets = [], []
    with open(job["output"], "wb") as file:
        for path in job["paths"]:
            matrix, rate, offset = by_recipe(path, job["recipe"], job["ownRate"])
            file.write(np.ascontiguousarray(matrix).tobytes())
            rates.append(rate)
            offsets.append(offset)
    print(json.dumps({"rates": rates, "offsets": offsets}))
