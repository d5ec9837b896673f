"""Writes features.json: features of librosa 0.11 with the laboratory's feature settings.

    python3 -m venv venv && venv/bin/pip install librosa==0.11.0
    venv/bin/python tests/golden/features.py [path to shared]

The file contains all features of synthetic signals. Real clips may not be redistributed, so it contains only sparse
values of them: every 16th frame of every 5th band.
"""

import json
import sys
from pathlib import Path

import librosa
import numpy as np

HERE = Path(__file__).parent
SHARED = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parents[2] / "shared"

THESIS = {
    "name": "thesis-mfcc", "sampleRateHz": 44100, "trim": None, "durationSeconds": 2,
    "placement": {"kind": "seeded", "seed": 0}, "fftSamples": 2048, "windowSamples": 2048, "hopSamples": 512,
    "melBands": 128, "lowestHz": 0, "highestHz": None, "topDb": 80, "coefficients": 75, "normalise": "none",
}
LOG_MEL = {
    "name": "log-mel", "sampleRateHz": 16000, "trim": {"belowDb": 40, "frameSamples": 512, "hopSamples": 128},
    "durationSeconds": 3, "placement": {"kind": "centre"}, "fftSamples": 1024, "windowSamples": 1024,
    "hopSamples": 320, "melBands": 64, "lowestHz": 50, "highestHz": None, "topDb": 60, "coefficients": None,
    "normalise": "clip",
}

CLIPS = [
    "tess/OAF_angry/OAF_back_angry.wav",
    "tess/OAF_neutral/OA_bite_neutral.wav",
    "tess/YAF_sad/YAF_bar_sad.wav",
    "tess/OAF_Pleasant_surprise/OAF_base_ps.wav",
    "ravdess/Actor_01/03-01-01-01-01-01-01.wav",
    "ravdess/Actor_01/03-01-08-01-02-02-01.wav",
    "ravdess/Actor_04/03-01-05-01-02-01-04.wav",
    "ravdess/Actor_05/03-01-05-01-01-01-02.wav",
]


def place(y, samples, offset):
    """Cuts the clip at `offset`, or places it at `offset` between zeros."""
    if len(y) > samples:
        return y[offset : offset + samples]
    return np.pad(y, (offset, samples - len(y) - offset))


def extract(y, rate, recipe, offset):
    """Extracts features with librosa; `offset` None: centred."""
    if rate != recipe["sampleRateHz"]:
        y = librosa.resample(y, orig_sr=rate, target_sr=recipe["sampleRateHz"])  # soxr_hq
    rate = recipe["sampleRateHz"]
    if recipe["trim"]:
        t = recipe["trim"]
        y, _ = librosa.effects.trim(
            y, top_db=t["belowDb"], frame_length=t["frameSamples"], hop_length=t["hopSamples"]
        )
    samples = round(recipe["durationSeconds"] * rate)
    y = place(y, samples, abs(len(y) - samples) // 2 if offset is None else offset)
    mel = librosa.feature.melspectrogram(
        y=y, sr=rate, n_fft=recipe["fftSamples"], win_length=recipe["windowSamples"],
        hop_length=recipe["hopSamples"], n_mels=recipe["melBands"], fmin=recipe["lowestHz"],
        fmax=recipe["highestHz"],
    )
    decibels = librosa.power_to_db(mel, top_db=recipe["topDb"])
    if recipe["coefficients"]:
        decibels = librosa.feature.mfcc(S=decibels, n_mfcc=recipe["coefficients"])
    if recipe["normalise"] == "clip":
        decibels = (decibels - decibels.mean()) / decibels.std()
    return decibels


def synthetic(kind, rate, seconds):
    """The signals of features.test.ts, computed by the same formulas."""
    n = np.arange(round(rate * seconds), dtype=np.float64)
    t = n / rate
    if kind == "tones":
        y = 0.5 * np.sin(2 * np.pi * 440 * t) + 0.25 * np.sin(2 * np.pi * 3150 * t)
        y = y + 0.1 * np.sin(2 * np.pi * 6100 * t) * (n / len(n))
    elif kind == "chirp":
        y = np.where(t < seconds / 3, 0, np.sin(2 * np.pi * (100 + 4000 * t) * t) * np.exp(-12 * t))
    else:
        state, y = 1, np.empty(len(n))
        for i in range(len(n)):
            state = (state * 1664525 + 1013904223) % 2**32
            y[i] = 0.6 * (state / 2**32 - 0.5)
    return y.astype(np.float32)


def rounded(matrix):
    return [float(f"{value:.6g}") for value in matrix.ravel()]


def main():
    cases = []
    short_thesis = {**THESIS, "durationSeconds": 0.2}
    short_mel = {**LOG_MEL, "durationSeconds": 0.4, "normalise": "none"}
    odd = {**short_mel, "trim": None, "windowSamples": 400, "hopSamples": 160, "melBands": 40, "lowestHz": 60,
           "highestHz": 7600, "topDb": None, "coefficients": 13}
    for kind, rate, seconds, recipe, offset in [
        ("tones", 44100, 0.2, short_thesis, 0),
        ("noise", 44100, 0.3, short_thesis, 1234),
        ("chirp", 44100, 0.15, short_thesis, 321),
        ("tones", 24414, 0.3, short_thesis, 777),
        ("noise", 16000, 0.5, short_mel, None),
        ("chirp", 16000, 0.5, short_mel, None),
        ("chirp", 48000, 0.5, short_mel, None),
        ("tones", 16000, 0.3, {**short_mel, "normalise": "clip"}, None),
        ("chirp", 16000, 0.45, odd, None),
    ]:
        matrix = extract(synthetic(kind, rate, seconds), rate, recipe, offset)
        cases.append({
            "signal": kind, "rateHz": rate, "seconds": seconds, "recipe": recipe, "offsetSamples": offset,
            "shape": list(matrix.shape), "values": rounded(matrix),
        })

    clips = []
    for path in CLIPS:
        y, rate = librosa.load(SHARED / "data" / "originals" / path, sr=None)
        long_fft = {"fftSamples": 2048, "windowSamples": 2048, "hopSamples": 512, "normalise": "none"}
        for recipe, offset in [
            (THESIS, 0),
            ({**THESIS, "sampleRateHz": int(rate)}, 0),
            ({**LOG_MEL, "normalise": "none"}, None),
            ({**LOG_MEL, "sampleRateHz": int(rate), **long_fft}, None),
        ]:
            matrix = extract(y, rate, recipe, offset)
            clips.append({
                "path": f"data/originals/{path}", "rateHz": int(rate), "recipe": recipe, "offsetSamples": offset,
                "shape": list(matrix.shape), "everyBand": 5, "everyFrame": 16, "values": rounded(matrix[::5, ::16]),
            })

    golden = {"librosa": librosa.__version__, "shipped": [THESIS, LOG_MEL], "synthetic": cases, "clips": clips}
    (HERE / "features.json").write_text(json.dumps(golden) + "\n")


main()
