"""Makes clips of many formats, and reads them in the way of most scripts: mixed-formats.py make|loop DIR [CLIPS].

`loop` decodes and hashes one file after another with soundfile and hashlib, and prints the clips a second of three rounds as JSON.
"""
import hashlib
import json
import os
import sys
import time

import numpy as np
import soundfile

FORMATS = [
    ("wav", "WAV", "PCM_16"),
    ("wav", "WAV", "PCM_24"),
    ("wav", "WAV", "FLOAT"),
    ("wav", "WAV", "ULAW"),
    ("wav", "WAV", "MS_ADPCM"),
    ("aiff", "AIFF", "PCM_16"),
    ("flac", "FLAC", "PCM_16"),
    ("mp3", "MP3", "MPEG_LAYER_III"),
    ("ogg", "OGG", "VORBIS"),
    ("opus", "OGG", "OPUS"),
]
EMOTIONS = ["angry", "sad", "happy", "fear"]


def make(folder, clips):
    random = np.random.default_rng(0)
    for clip in range(clips):
        ending, format, subtype = FORMATS[clip % len(FORMATS)]
        rate = 16000
        time = np.arange(int(rate * random.uniform(1.5, 4))) / rate
        phase = 2 * np.pi * np.cumsum(random.uniform(100, 220) + 40 * np.sin(5 * time)) / rate
        voice = sum(np.sin(k * phase) / k for k in range(1, 12))
        sound = 0.2 * voice * np.sin(2 * np.pi * 1.5 * time) ** 2 + 0.003 * random.standard_normal(len(time))
        target = os.path.join(folder, EMOTIONS[clip % 4])
        os.makedirs(target, exist_ok=True)
        soundfile.write(os.path.join(target, f"{clip:05}.{ending}"), sound, rate, format=format, subtype=subtype)


def loop(folder):
    files = sorted(os.path.join(at, name) for at, _, names in os.walk(folder) for name in names)
    speeds = []
    for _ in range(3):
        started = time.perf_counter()
        for file in files:
            soundfile.read(file, dtype="float32")
            with open(file, "rb") as opened:
                hashlib.sha256(opened.read()).hexdigest()
        speeds.append(len(files) / (time.perf_counter() - started))
    print(json.dumps(speeds))


if sys.argv[1] == "make":
    make(sys.argv[2], int(sys.argv[3]))
    print("null")
else:
    loop(sys.argv[2])
