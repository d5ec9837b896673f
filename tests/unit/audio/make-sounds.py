"""Makes sound files of every format with libsndfile and ffmpeg: make-sounds.py DIR. Prints a JSON list of them.

Each has its samples as libsndfile (or ffmpeg, where libsndfile does not read the format) decodes them beside it, as
float32, the mean of the channels: NAME.f32.
"""
import json
import os
import shutil
import subprocess
import sys

import numpy as np
import soundfile

folder = sys.argv[1]
made = []
RATES = {"GSM610": 8000, "G721_32": 8000, "ULAW": 8000, "ALAW": 8000, "OPUS": 48000}


def signal(rate, channels):
    """A voice-like sound: gliding harmonics with pauses, and a little noise. The channels differ."""
    time = np.arange(int(0.7 * rate) + 7) / rate
    random = np.random.default_rng(channels)
    planes = []
    for channel in range(channels):
        phase = 2 * np.pi * np.cumsum(140 + 60 * np.sin(2 * np.pi * 1.7 * time + channel)) / rate
        voice = sum(np.sin(k * phase) / k for k in range(1, 9))
        envelope = np.clip(np.sin(2 * np.pi * 1.9 * time + channel), 0, 1) ** 2
        planes.append(0.25 * voice * envelope + 0.002 * random.standard_normal(len(time)))
    return np.stack(planes, axis=1).clip(-0.98, 0.98)


def add(name, kind, samples, rate, channels):
    mono = samples.reshape(-1, channels).mean(axis=1, dtype=np.float64).astype(np.float32)
    mono.tofile(os.path.join(folder, name + ".f32"))
    made.append({"name": name, "kind": kind, "rate": rate, "channels": channels, "samples": len(mono)})


def with_soundfile(name, format, subtype, channels, kind, endian="FILE"):
    path = os.path.join(folder, name)
    rate = RATES.get(subtype, 22050)
    try:
        soundfile.write(path, signal(rate, channels), rate, format=format, subtype=subtype, endian=endian)
        samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, ValueError):
        # libsndfile does not have every combination: GSM 6.10 has one channel, AIFF no little-endian floats.
        return
    add(name, kind, samples, rate, channels)


def with_ffmpeg(name, arguments, channels, kind, rate=22050, read=True):
    source = os.path.join(folder, f"source-{rate}-{channels}.wav")
    if not os.path.exists(source):
        soundfile.write(source, signal(rate, channels), rate, subtype="PCM_16")
    path = os.path.join(folder, name)
    quiet = ["ffmpeg", "-y", "-v", "error"]
    if subprocess.run([*quiet, "-i", source, *arguments, path]).returncode != 0:
        return
    raw = subprocess.run([*quiet, "-i", path, "-f", "f32le", "-"], stdout=subprocess.PIPE).stdout
    probe = ["ffprobe", "-v", "error", "-show_entries", "stream=sample_rate", "-of", "csv=p=0", path]
    actual = int(subprocess.run(probe, stdout=subprocess.PIPE, text=True).stdout.split()[0].strip(","))
    samples = np.frombuffer(raw, dtype=np.float32)
    if name.endswith(".ogg") and "vorbis" in name:
        # ffmpeg 5 loses the last block of Vorbis in Ogg.
        samples = soundfile.read(path, dtype="float32", always_2d=True)[0]
    add(name, kind, samples, actual, channels)


for channels in (1, 2):
    for subtype in ("PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"):
        with_soundfile(f"{subtype}-{channels}.wav", "WAV", subtype, channels, "lossless")
        with_soundfile(f"ex-{subtype}-{channels}.wav", "WAVEX", subtype, channels, "lossless")
        with_soundfile(f"rf64-{subtype}-{channels}.wav", "RF64", subtype, channels, "lossless")
        with_soundfile(f"{subtype}-{channels}.w64", "W64", subtype, channels, "lossless")
        with_soundfile(f"rifx-{subtype}-{channels}.wav", "WAV", subtype, channels, "lossless", "BIG")
    for subtype in ("PCM_S8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"):
        for format, ending in (("AIFF", "aiff"), ("AU", "au"), ("CAF", "caf")):
            with_soundfile(f"{subtype}-{channels}.{ending}", format, subtype, channels, "lossless")
            if subtype != "PCM_S8":
                with_soundfile(f"le-{subtype}-{channels}.{ending}", format, subtype, channels, "lossless", "LITTLE")
    for subtype in ("PCM_S8", "PCM_16", "PCM_24", "PCM_32"):
        for endian in ("LITTLE", "BIG"):
            with_soundfile(f"{endian}-{subtype}-{channels}.sph", "NIST", subtype, channels, "lossless", endian)
    for subtype in ("ULAW", "ALAW"):
        with_soundfile(f"{subtype}-{channels}.sph", "NIST", subtype, channels, "companded")
    for subtype in ("PCM_S8", "PCM_16", "PCM_24"):
        with_soundfile(f"{subtype}-{channels}.flac", "FLAC", subtype, channels, "lossless")
    for subtype in ("ULAW", "ALAW", "IMA_ADPCM", "MS_ADPCM", "GSM610", "G721_32"):
        for format, ending in (("WAV", "wav"), ("AIFF", "aiff"), ("AU", "au"), ("CAF", "caf"), ("W64", "w64")):
            if soundfile.check_format(format, subtype):
                with_soundfile(f"{subtype}-{channels}.{ending}", format, subtype, channels, "companded")
    with_soundfile(f"vorbis-{channels}.ogg", "OGG", "VORBIS", channels, "lossy")
    with_soundfile(f"opus-{channels}.opus", "OGG", "OPUS", channels, "lossy")
    if soundfile.check_format("MP3", "MPEG_LAYER_III"):
        with_soundfile(f"mp3-{channels}.mp3", "MP3", "MPEG_LAYER_III", channels, "lossy")
    if shutil.which("ffmpeg"):
        with_ffmpeg(f"ff-mp3-{channels}.mp3", ["-c:a", "libmp3lame"], channels, "lossy")
        with_ffmpeg(f"ff-mp3-{channels}.wav", ["-c:a", "libmp3lame"], channels, "lossy")
        with_ffmpeg(f"ff-vorbis-{channels}.ogg", ["-c:a", "libvorbis"], channels, "lossy")
        with_ffmpeg(f"ff-vorbis-{channels}.webm", ["-c:a", "libvorbis"], channels, "lossy")
        with_ffmpeg(f"ff-opus-{channels}.ogg", ["-c:a", "libopus"], channels, "lossy", 48000)
        with_ffmpeg(f"ff-opus-{channels}.webm", ["-c:a", "libopus"], channels, "lossy", 48000)
        with_ffmpeg(f"ff-flac-{channels}.flac", ["-c:a", "flac"], channels, "lossless")
        with_ffmpeg(f"ff-flac-{channels}.ogg", ["-c:a", "flac", "-f", "ogg"], channels, "lossless")
        with_ffmpeg(f"ff-flac-{channels}.mka", ["-c:a", "flac"], channels, "lossless")
        with_ffmpeg(f"ff-aac-{channels}.m4a", ["-c:a", "aac"], channels, "lossy")
        with_ffmpeg(f"ff-aac-{channels}.aac", ["-c:a", "aac"], channels, "lossy")
        with_ffmpeg(f"ff-alac-{channels}.m4a", ["-c:a", "alac"], channels, "lossless")
        with_ffmpeg(f"ff-alac-{channels}.caf", ["-c:a", "alac"], channels, "lossless")
        with_ffmpeg(f"ff-wma-{channels}.wma", ["-c:a", "wmav2"], channels, "lossy")
        with_ffmpeg(f"ff-ima4-{channels}.aiff", ["-c:a", "adpcm_ima_qt"], channels, "companded")
print(json.dumps(made))
