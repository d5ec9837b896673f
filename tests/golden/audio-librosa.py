"""Writes audio-librosa.json: results of librosa 0.11 (soxr 1.1, libsoxr 0.1.3) and libsndfile.

    python3 -m venv oracle && oracle/bin/pip install librosa==0.11.0
    oracle/bin/python tests/golden/audio-librosa.py

Real clips are read from ../shared/data/originals next to the checkout; only sparse samples of them are saved.
"""

import base64
import io
import json
import pathlib

import librosa
import numpy as np
import soundfile

here = pathlib.Path(__file__).resolve().parent
originals = here.parents[2] / "shared" / "data" / "originals"


def chirp(rate, seconds):
    """0.5 sin(pi k t^2), from 0 to 0.48 of the rate: covers the whole transition band."""
    time = np.arange(int(rate * seconds)) / rate
    return (0.5 * np.sin(np.pi * (0.48 * rate / seconds) * time * time)).astype(np.float32)


def bursts(rate, seconds, loud_from, loud_to, floor):
    """A 220 Hz tone with amplitude 0.5 between two times and `floor` elsewhere."""
    time = np.arange(int(rate * seconds)) / rate
    level = np.where((time >= loud_from) & (time < loud_to), 0.5, floor)
    return (level * np.sin(2 * np.pi * 220 * time)).astype(np.float32)


def numbers(values, digits=7):
    return [float(f"{value:.{digits}g}") for value in np.asarray(values, dtype=np.float64)]


def resampled_chirps():
    pairs = [
        (24414, 44100), (48000, 44100), (44100, 48000), (22050, 44100), (44100, 16000), (48000, 16000),
        (24414, 16000), (22050, 16000), (16000, 44100), (96000, 48000), (44099, 44100),
    ]  # fmt: skip
    for from_hz, to_hz in pairs:
        result = librosa.resample(chirp(from_hz, 0.03), orig_sr=from_hz, target_sr=to_hz)
        yield {"fromHz": from_hz, "toHz": to_hz, "seconds": 0.03, "samples": numbers(result)}


def real_clips():
    if not originals.exists():
        raise SystemExit(f"{originals} is missing")
    tess = sorted(originals.glob("tess/*/*.wav"))[::10]
    ravdess = sorted(originals.glob("ravdess/*/*.wav"))[::6] + [originals / "ravdess/Actor_01/03-01-02-01-01-02-01.wav"]
    for path in tess + ravdess:
        native, rate = librosa.load(path, sr=None)
        clip = {"path": path.relative_to(originals).as_posix(), "rate": rate, "length": len(native), "resampled": [], "trimmed": []}
        for to_hz in (44100, 16000):
            result, _ = librosa.load(path, sr=to_hz)
            step = len(result) // 150
            clip["resampled"].append(
                {"toHz": to_hz, "length": len(result), "step": step, "samples": numbers(result[::step]),
                 "rms": float(np.sqrt(np.mean(result.astype(np.float64) ** 2)))}
            )  # fmt: skip
        for settings in ((40, 512, 128), (60, 2048, 512), (25, 400, 160)):
            clip["trimmed"].append(trim(native, *settings))
        yield clip


def trim(samples, below_db, frame, hop):
    _, (start, end) = librosa.effects.trim(samples, top_db=below_db, frame_length=frame, hop_length=hop)
    return {"belowDb": below_db, "frameSamples": frame, "hopSamples": hop, "start": int(start), "end": int(end)}


def trimmed_bursts():
    for arguments in ((16000, 1, 0.3, 0.6, 0), (16000, 1, 0.3, 0.6, 0.001), (8000, 0.5, 0, 0.5, 0.01), (8000, 0.5, 0, 0, 0),
                      (16000, 1, 0.97, 1, 0.0001), (11025, 0.01, 0, 0.01, 0)):  # fmt: skip
        samples = bursts(*arguments)
        for settings in ((40, 512, 128), (60, 2048, 512), (30, 401, 100), (20, 64, 512)):
            yield {"bursts": arguments, **trim(samples, *settings)}


def coded_files():
    generator = np.random.default_rng(7)
    kinds = [("WAV", "PCM_U8"), ("WAV", "PCM_16"), ("WAV", "PCM_24"), ("WAV", "PCM_32"), ("WAV", "FLOAT"), ("WAV", "DOUBLE"),
             ("WAVEX", "PCM_16"), ("WAVEX", "PCM_24"), ("WAVEX", "FLOAT"), ("RF64", "PCM_16"), ("RF64", "FLOAT")]  # fmt: skip
    for container, subtype in kinds:
        for channels in (1, 2, 3):
            samples = generator.uniform(-1, 1, (24, channels))
            samples[0], samples[1], samples[2] = -1, 1, 0.5
            file = io.BytesIO()
            soundfile.write(file, samples, 22050, format=container, subtype=subtype)
            file.seek(0)
            decoded, rate = librosa.load(file, sr=None)
            yield {"container": container, "subtype": subtype, "channels": channels, "sampleRateHz": rate,
                   "file": base64.b64encode(file.getvalue()).decode(), "samples": numbers(decoded, 9)}  # fmt: skip


golden = {
    "librosa": librosa.__version__,
    "libsndfile": soundfile.__libsndfile_version__,
    "chirps": list(resampled_chirps()),
    "clips": list(real_clips()),
    "bursts": list(trimmed_bursts()),
    "files": list(coded_files()),
}
(here / "audio-librosa.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
