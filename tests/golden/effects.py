"""Writes effects.json: G.711 µ-law codes from the decision values of the recommendation, and convolutions by SciPy.

    python3 -m venv oracle && oracle/bin/pip install numpy scipy soundfile
    oracle/bin/python tests/golden/effects.py
"""

import io
import json
import pathlib

import numpy as np
import soundfile
from scipy.signal import fftconvolve

# ITU-T G.711, table 2a: eight segments of 16 intervals, except for the first, whose first interval is half as wide.
# In 14-bit units, from 0 to the virtual decision value 8159.
DECISIONS = [0] + [1 + 2 * i for i in range(16)]
for segment in range(1, 8):
    width = 2 ** (segment + 1)
    DECISIONS += [DECISIONS[-1] + width * i for i in range(1, 17)]
assert DECISIONS[-1] == 8159 and len(DECISIONS) == 129
# The value of an interval is its middle; that of the first is 0.
VALUES = [0] + [(low + high) / 2 for low, high in zip(DECISIONS[1:], DECISIONS[2:])]


def encode(samples):
    """Codes of samples in -1 … 1. The character signal: bit 1 is the sign (1: positive), the others are inverted."""
    magnitude = np.minimum(np.abs(samples) * 8192, 8158.5)
    interval = np.searchsorted(DECISIONS, magnitude, side="right") - 1
    return np.where(samples < 0, 0x7F, 0xFF) - interval


def decode(codes):
    interval = 0x7F - (codes & 0x7F)
    value = np.array(VALUES)[interval] / 8192
    return np.where(codes & 0x80, value, -value) + 0.0


def by_libsndfile(values):
    """16-bit values through a µ-law file."""
    file = io.BytesIO()
    soundfile.write(file, values.astype(np.int16), 8000, subtype="ULAW", format="WAV")
    file.seek(0)
    return soundfile.read(file)[0]


random = np.random.default_rng(711)
exponents = random.uniform(-14, 0.2, 400)
samples = np.concatenate(
    [
        [0, 1, -1, 2, -2, 1 / 8192, -1 / 8192, 0.99, 8159 / 8192, 8031 / 8192, -8031 / 8192],
        np.array(DECISIONS[::9]) / 8192,
        random.choice([-1, 1], 400) * 2.0**exponents,
    ]
).astype(np.float32)
codes = encode(samples.astype(np.float64))

# libsndfile rounds magnitudes to whole 14-bit units first, so only values inside an interval are compared.
whole = np.arange(-32760, 32761, 8) + 4
inside = ~np.isin(np.abs(whole) // 4, DECISIONS)
difference = decode(encode(whole / 32768)) - by_libsndfile(whole)
assert np.abs(difference[inside]).max() == 0, np.abs(difference[inside]).max()


def noise(seed, length):
    """The same in the test: a linear congruential generator (Numerical Recipes), as -1 … 1."""
    state, values = seed, []
    for _ in range(length):
        state = (1664525 * state + 1013904223) % 2**32
        values.append(state / 2**31 - 1)
    return np.array(values)


def convolutions():
    for length, taps, delay in [(1, 1, 0), (50, 7, 3), (7, 50, 0), (1000, 129, 64), (3000, 800, 0), (300_000, 9000, 0), (200_000, 140_000, 70_000)]:
        full = fftconvolve(noise(1, length), noise(2, taps))[delay : delay + length]
        step = max(1, length // 60)
        yield {
            "length": length,
            "taps": taps,
            "delay": delay,
            "step": step,
            "samples": [float(f"{value:.8g}") for value in full[::step]],
            "energy": float(np.sum(full**2)),
        }


json.dump(
    {
        "muLaw": {
            "samples": [float(value) for value in samples],
            "codes": codes.tolist(),
            "decoded": [float(value) for value in decode(codes)],
        },
        "convolutions": list(convolutions()),
    },
    (pathlib.Path(__file__).parent / "effects.json").open("w"),
)
