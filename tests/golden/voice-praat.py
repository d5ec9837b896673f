"""Pitch and intensity of synthesized sounds, as Praat measures them.

    python3 voice-praat.py > voice-praat.json

needs Praat (6.3 was used) on the path. The sounds are those of voice-sounds.ts.
"""

import json
import math
import struct
import subprocess
import sys
import tempfile
import wave
from pathlib import Path

SCRIPT = """form Measure
  sentence wav x
  sentence out x
endform
sound = Read from file: wav$
To Pitch... 0 75 500
n = Get number of frames
first = Get time from frame number: 1
writeFileLine: out$, n, " ", first
for i to n
  value = Get value in frame: i, "Hertz"
  if value = undefined
    value = 0
  endif
  appendFileLine: out$, value
endfor
selectObject: sound
To Intensity... 100 0 yes
n = Get number of frames
first = Get time from frame number: 1
appendFileLine: out$, n, " ", first
for i to n
  value = Get value in frame: i
  appendFileLine: out$, value
endfor
"""


def noise(count):
    """Uniform in -1 ... 1, from a linear congruential generator."""
    state, values = 12345, []
    for _ in range(count):
        state = (1664525 * state + 1013904223) % 2**32
        values.append(state / 2**31 - 1)
    return values


def samples(kind, rate, seconds):
    count = round(rate * seconds)
    rough = noise(count)
    values = []
    phase = 0.0
    for i in range(count):
        t = i / rate
        hz = {"glide": 110 + 150 * t, "low": 82 + 3 * math.sin(2 * math.pi * 5 * t), "high": 430 - 80 * t}[kind]
        phase += 2 * math.pi * hz / rate
        tone = sum(math.sin(k * phase) / k for k in range(1, 9))
        voiced = 0.15 < t < 0.55 or 0.7 < t < 0.95
        loud = 0.3 * math.sin(math.pi * min(1, t / seconds))
        values.append(loud * tone * voiced + (0.05 if kind == "high" else 0.01) * rough[i])
    return values


def measured(values, rate, folder):
    wav, out, script = folder / "a.wav", folder / "a.txt", folder / "a.praat"
    script.write_text(SCRIPT)
    with wave.open(str(wav), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        steps = [max(-32768, min(32767, math.floor(32768 * value + 0.5))) for value in values]
        file.writeframes(struct.pack(f"<{len(steps)}h", *steps))
    subprocess.run(["praat", "--run", str(script), str(wav), str(out)], check=True)
    lines = out.read_text().split("\n")
    count, first = lines[0].split()
    pitch = lines[1 : 1 + int(count)]
    rest = lines[1 + int(count) :]
    levels, first_level = rest[0].split()
    return {
        "pitch": {"first": float(first), "hz": [round(float(value), 2) for value in pitch]},
        "intensity": {
            "first": float(first_level),
            "decibels": [round(float(value), 2) for value in rest[1 : 1 + int(levels)]],
        },
    }


SOUNDS = [("glide", 16000), ("low", 44100), ("high", 22050), ("glide", 8000)]

with tempfile.TemporaryDirectory() as folder:
    answer = [
        {"kind": kind, "rate": rate, "seconds": 1, **measured(samples(kind, rate, 1), rate, Path(folder))}
        for kind, rate in SOUNDS
    ]
version = subprocess.run(["praat", "--version"], capture_output=True, text=True).stdout.strip()
json.dump({"praat": version, "sounds": answer}, sys.stdout)
sys.stdout.write("\n")
