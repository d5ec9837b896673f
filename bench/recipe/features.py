"""Log-mel features of RAVDESS and EMO-DB clips, and of other recordings of them, for the trials of `trials.py`."""

import glob
import multiprocessing
import os
import pickle

import librosa
import numpy as np
import soundfile
import torch
from scipy import signal

RATE = 16_000
LABELS = ["angry", "disgust", "fear", "happy", "neutral", "sad", "surprise", "boredom"]
RAVDESS = {"01": "neutral", "02": "neutral", "03": "happy", "04": "sad", "05": "angry", "06": "fear", "07": "disgust", "08": "surprise"}
EMODB = {"W": "angry", "E": "disgust", "A": "fear", "F": "happy", "T": "sad", "N": "neutral", "L": "boredom"}

# What is drawn for the other recordings: `chance` of speed, equaliser, room, noise and band limit, and their number. `range` is of the
# factor of the speed; with `tempo`, the tempo has a factor of its own, so that only pitch and resonances have that of the speed.
RECORDINGS = {
    "clean": (dict(), 0),
    "speed": (dict(speed=1.0, equaliser=0.0, room=0.0, noise=0.0, band=0.0), 6),
    "all": (dict(speed=0.8, equaliser=0.5, room=0.35, noise=0.5, band=0.15), 8),
    "wide": (dict(speed=0.9, equaliser=0.5, room=0.35, noise=0.5, band=0.15, range=(0.8, 1.25)), 12),
    "voices": (dict(speed=0.9, equaliser=0.5, room=0.35, noise=0.5, band=0.15, range=(0.8, 1.25), tempo=(0.88, 1.14)), 12),
}

_filters = torch.tensor(librosa.filters.mel(sr=RATE, n_fft=1024, n_mels=64, fmin=50, fmax=8000))
_window = torch.hann_window(1024)


def clips(data):
    """(corpus, speaker, label, path) of every clip."""
    found = []
    for path in sorted(glob.glob(os.path.join(data, "ravdess-16k/*/*.wav"))):
        parts = os.path.basename(path)[:-4].split("-")
        found.append(("ravdess", int(parts[6]), LABELS.index(RAVDESS[parts[2]]), path))
    for path in sorted(glob.glob(os.path.join(data, "emodb-flac/**/*.flac"), recursive=True)):
        name = os.path.basename(path)
        found.append(("emodb", int(name[:2]), LABELS.index(EMODB[name[5]]), path))
    return found


def read(path):
    samples, rate = soundfile.read(path, dtype="float32")
    if samples.ndim > 1:
        samples = samples.mean(1)
    if rate != RATE:
        samples = signal.resample_poly(samples, RATE, rate).astype(np.float32)
    return librosa.effects.trim(samples, top_db=40, frame_length=512, hop_length=128)[0]


def log_mel(samples, hop=320):
    spectrum = torch.stft(
        torch.tensor(samples), 1024, hop, 1024, _window, center=True, pad_mode="constant", return_complex=True
    )
    mel = 10 * torch.log10(torch.clamp(_filters @ spectrum.abs() ** 2, min=1e-10))
    return torch.maximum(mel, mel.max() - 60).numpy().astype(np.float32)


def other_recording(samples, random, chance):
    """Samples, and the hop between their frames: another hop gives another tempo."""
    hop = 320
    if random.random() < chance["speed"]:
        if "range" in chance:
            factor = np.exp(random.uniform(*np.log(chance["range"])))
        else:
            factor = random.uniform(0.88, 1.14)
        samples = signal.resample(samples, int(len(samples) / factor))
        if "tempo" in chance:
            hop = max(200, round(320 / factor * random.uniform(*chance["tempo"])))
    if random.random() < chance["equaliser"]:
        spectrum = np.fft.rfft(samples)
        points = np.array([60, 125, 250, 500, 1000, 2000, 4000, 8000])
        hertz = np.maximum(np.linspace(0, RATE / 2, len(spectrum)), 60)
        gain = np.interp(np.log2(hertz), np.log2(points), random.uniform(-8, 8, len(points)))
        samples = np.fft.irfft(spectrum * 10 ** (gain / 20), len(samples))
    if random.random() < chance["room"]:
        rt60 = random.uniform(0.15, 0.9)
        time = np.arange(int(RATE * min(rt60 * 1.2, 1.0))) / RATE
        response = random.standard_normal(len(time)) * 10 ** (-3 * time / rt60)
        response[: int(random.uniform(8, 80))] = 0
        response *= 10 ** (-random.uniform(-3, 9) / 20) / np.sqrt((response**2).sum())
        response[0] = 1
        samples = signal.fftconvolve(samples, response)[: len(samples) + 2000]
    if random.random() < chance["noise"]:
        snr = random.uniform(3, 35)
        spectrum = np.fft.rfft(random.standard_normal(len(samples)))
        noise = np.fft.irfft(spectrum * np.maximum(np.arange(len(spectrum)), 1) ** (-random.uniform(0, 2) / 2), len(samples))
        noise *= np.sqrt(np.mean(samples**2) + 1e-12) / np.sqrt(np.mean(noise**2)) * 10 ** (-snr / 20)
        samples = samples + noise
    if random.random() < chance["band"]:
        edges = [random.uniform(50, 350), random.uniform(3000, 7000)]
        samples = signal.sosfilt(signal.butter(4, edges, "band", fs=RATE, output="sos"), samples)
    return samples.astype(np.float32), hop


def _versions(index, path, chance, count):
    samples = read(path)
    versions = [log_mel(samples)]
    for number in range(count):
        random = np.random.default_rng([index, number, 1])
        versions.append(log_mel(*other_recording(samples, random, chance)))
    return versions


def load(data, name, cache):
    """(corpus, speaker, label, [features of the clip, of its first other recording, …]) of every clip."""
    path = os.path.join(cache, f"recipe-{name}.pkl")
    if os.path.exists(path):
        with open(path, "rb") as file:
            return pickle.load(file)
    torch.set_num_threads(1)
    clips_found = clips(data)
    with multiprocessing.Pool() as pool:
        made = pool.starmap(_versions, [(i, file, *RECORDINGS[name]) for i, (_, _, _, file) in enumerate(clips_found)], 20)
    found = [(*clip[:3], versions) for clip, versions in zip(clips_found, made)]
    with open(path, "wb") as file:
        pickle.dump(found, file)
    return found
