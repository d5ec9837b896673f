"""Writes speaker-normalisation.json: features by scikit-learn's StandardScaler, fitted on the frames of each speaker, for
comparison in speaker-normalisation.test.ts.

Run: python tests/golden/speaker-normalisation.py (scikit-learn, NumPy)
"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.preprocessing import StandardScaler

random = np.random.default_rng(34)
BANDS, FRAMES = 4, 6
SPEAKERS = [0, 1, 0, 2, 1, 0]

# Decibels, with a band that is constant for one speaker.
clips = (random.normal(size=(len(SPEAKERS), BANDS, FRAMES)) * 12 - 40).astype(np.float32)
for clip, speaker in enumerate(SPEAKERS):
    clips[clip] += 5 * speaker
    if speaker == 1:
        clips[clip, 2] = -80

expected = np.empty_like(clips, dtype=np.float64)
for speaker in set(SPEAKERS):
    own = [clip for clip, of in enumerate(SPEAKERS) if of == speaker]
    frames = np.concatenate([clips[clip].T for clip in own]).astype(np.float64)
    scaler = StandardScaler().fit(frames)
    for clip in own:
        expected[clip] = scaler.transform(clips[clip].T.astype(np.float64)).T

alone = StandardScaler().fit_transform(clips[0].T.astype(np.float64)).T

golden = {
    "versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
    "bands": BANDS,
    "frames": FRAMES,
    "speakers": SPEAKERS,
    "clips": [[float(np.float32(value)) for value in clip.ravel()] for clip in clips],
    "expected": [clip.ravel().round(7).tolist() for clip in expected],
    "alone": alone.ravel().round(7).tolist(),
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(golden) + "\n")
