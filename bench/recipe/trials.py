"""Trials of networks and training for docs/experiments.md, in PyTorch, on one core.

    python trials.py DATA CACHE SEEDS SETTINGS

DATA holds `ravdess-16k` and `emodb-flac`, CACHE is a folder for features, SEEDS are numbers with commas, SETTINGS is a JSON object
that changes DEFAULTS. RAVDESS: four folds of three speakers, of both sexes, drawn by the seed; all nine other speakers are trained
on. EMO-DB: five folds of two. The other corpus is predicted by the network of each fold, without its clips of the seventh label, which
the trained one does not have. Prints means and deviations over the seeds.
"""

import copy
import json
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F
from features import LABELS, load
from torch import nn

DEFAULTS = dict(
    trained="ravdess",  # or emodb
    recordings="clean",  # other recordings of each clip, see features.py
    share=0.7,  # how often one of them is taken
    seconds=2.0,  # length of a crop
    tested=3,  # crops of a tested clip
    tested_recordings=False,  # other recordings of a tested clip are averaged with it, see TESTED
    average=0.0,  # exponential average of the weights over the steps: its decay, 0 for none
    normalise="clip",  # clip, bands, half-bands
    bands="mean",  # before the pools over time: mean, or all (every band has statistics of its own)
    time="mean-max",  # pools over time: mean-max, mean-deviation
    stem=16,
    stages=[32, 64, 128],
    stem_stride=[2, 2],
    dropout=0.4,
    epochs=40,
    batch=16,
    rate=0.002,
    frequency_masks=2,
    time_masks=2,
    noise=0.1,
)


class Convolution(nn.Module):
    def __init__(self, inputs, outputs, size, stride):
        super().__init__()
        self.convolution = nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False)
        self.norm = nn.BatchNorm2d(outputs, momentum=0.1)
        nn.init.kaiming_normal_(self.convolution.weight)

    def forward(self, x):
        return self.norm(self.convolution(x))


class Block(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.first = Convolution(inputs, outputs, 3, 2)
        self.second = Convolution(outputs, outputs, 3, 1)
        self.projection = Convolution(inputs, outputs, 1, 2)

    def forward(self, x):
        return F.relu(self.second(F.relu(self.first(x))) + self.projection(x))


class Network(nn.Module):
    def __init__(self, o):
        super().__init__()
        self.o = o
        self.stem = Convolution(1, o["stem"], 3, tuple(o["stem_stride"]))
        channels = [o["stem"], *o["stages"]]
        self.stages = nn.Sequential(*(Block(a, b) for a, b in zip(channels, channels[1:])))
        with torch.no_grad():
            bands = self.stages(self.stem(torch.zeros(1, 1, 64, 64))).shape[2]
        self.dropout = nn.Dropout(o["dropout"])
        self.dense = nn.Linear(2 * channels[-1] * (bands if o["bands"] == "all" else 1), 7)

    def forward(self, x):
        x = self.stages(F.relu(self.stem(x)))
        x = x.flatten(1, 2) if self.o["bands"] == "all" else x.mean(2)
        spread = x.amax(2) if self.o["time"] == "mean-max" else torch.sqrt(x.var(2, unbiased=False) + 1e-5)
        return self.dense(self.dropout(torch.cat([x.mean(2), spread], 1)))


def normalised(x, o):
    share = {"clip": 0.0, "bands": 1.0, "half-bands": 0.5}[o["normalise"]]
    x = x - share * x.mean(1, keepdims=True)
    return (x - x.mean()) / (x.std() + 1e-6)


def cropped(x, frames, start=None, random=None):
    """`frames` frames of x, from `start` or a random one; a shorter x lies between its lowest value."""
    length = x.shape[1]
    if length >= frames:
        start = start if start is not None else 0 if length == frames else random.integers(0, length - frames + 1)
        return x[:, start : start + frames]
    padded = np.full((x.shape[0], frames), x.min(), np.float32)
    at = (frames - length) // 2 if random is None else random.integers(0, frames - length + 1)
    padded[:, at : at + length] = x
    return padded


def masked(x, o, random):
    x = x.copy()
    mean = x.mean()
    if o["noise"]:
        x += o["noise"] * x.std() * random.standard_normal(x.shape, dtype=np.float32)
    for axis, count, largest in ((0, o["frequency_masks"], 8), (1, o["time_masks"], 16)):
        for _ in range(count):
            width = random.integers(0, largest + 1)
            at = random.integers(0, x.shape[axis] - width + 1)
            x[(slice(at, at + width), slice(None)) if axis == 0 else (slice(None), slice(at, at + width))] = mean
    return x


frames_of = lambda o: int(50 * o["seconds"]) + 1
images = lambda rows: torch.tensor(np.stack(rows))[:, None].contiguous(memory_format=torch.channels_last)


def predict(network, clips, o, version=0):
    network.eval()
    frames, rows, owners = frames_of(o), [], []
    for owner, (_, _, _, versions) in enumerate(clips):
        x = normalised(versions[version], o)
        spare = x.shape[1] - frames
        starts = [None] if spare <= 0 else np.linspace(0, spare, o["tested"]) if o["tested"] > 1 else [spare // 2]
        rows += [cropped(x, frames, None if start is None else int(round(start))) for start in starts]
        owners += [owner] * len(starts)
    with torch.no_grad():
        parts = [F.softmax(network(images(rows[i : i + 128])), 1) for i in range(0, len(rows), 128)]
    sums, counts = np.zeros((len(clips), 7)), np.zeros(len(clips))
    np.add.at(sums, owners, torch.cat(parts).numpy())
    np.add.at(counts, owners, 1)
    return sums / counts[:, None]


def train(clips, o, seed):
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    network = Network(o).to(memory_format=torch.channels_last)
    groups = [[p for p in network.parameters() if (p.ndim > 1) == decays] for decays in (True, False)]
    optimizer = torch.optim.AdamW([dict(params=groups[0], weight_decay=0.004), dict(params=groups[1], weight_decay=0)])
    labels = np.array([label for _, _, label, _ in clips])
    counts = np.bincount(labels, minlength=7)
    weights = torch.tensor(np.where(counts > 0, len(clips) / (np.maximum(counts, 1) * (counts > 0).sum()), 0)).float()
    averaged = copy.deepcopy(network)
    steps, step = o["epochs"] * -(-len(clips) // o["batch"]), 0
    rise = int(0.1 * steps)
    for _ in range(o["epochs"]):
        network.train()
        order = random.permutation(len(clips))
        for at in range(0, len(clips), o["batch"]):
            rows = []
            for clip in order[at : at + o["batch"]]:
                versions = clips[clip][3]
                own = len(versions) == 1 or random.random() > o["share"]
                x = normalised(versions[0 if own else random.integers(1, len(versions))], o)
                rows.append(masked(cropped(x, frames_of(o), random=random), o, random))
            target = torch.tensor(labels[order[at : at + o["batch"]]])
            rate = (step + 1) / rise if step < rise else (1 + np.cos(np.pi * (step - rise) / (steps - rise))) / 2
            for group in optimizer.param_groups:
                group["lr"] = o["rate"] * rate
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = network(images(rows))
            loss = F.cross_entropy(logits.float(), target, label_smoothing=0.1, reduction="none") * weights[target]
            optimizer.zero_grad()
            loss.mean().backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            step += 1
            decay = min(o["average"], (1 + step) / (10 + step))
            with torch.no_grad():
                for mean, value in zip(averaged.state_dict().values(), network.state_dict().values()):
                    mean.mul_(decay).add_(value, alpha=1 - decay) if mean.dtype.is_floating_point else mean.copy_(value)
    return averaged


def folds(speakers, seed, count):
    """`count` lists of speakers, each with men and women if their numbers are odd and even, as in RAVDESS."""
    random = np.random.default_rng(seed)
    men, women = [s for s in speakers if s % 2], [s for s in speakers if s % 2 == 0]
    random.shuffle(men)
    random.shuffle(women)
    return [[s for i, s in enumerate(men + women) if i % count == fold] for fold in range(count)]


def uar(probabilities, labels):
    labels, predicted = np.array(labels), probabilities.argmax(1)
    return 100 * np.mean([np.mean(predicted[labels == label] == label) for label in np.unique(labels)])


# How a clip is tested: by its own recording, and by the mean with so many other recordings, in which it counts as much as each
# of them or half as much as all.
TESTED = {"": 0, "mean of 3": 2, "mean of 5": 4, "mean of 9": 8, "a third and 4": 4, "a third and 8": 8}


def tested(network, clips, o):
    """Probabilities `[how, clips, labels]` of clips, see TESTED."""
    own = predict(network, clips, o)
    if not o["tested_recordings"]:
        return np.array([own])
    others = [predict(network, clips, o, 1 + version) for version in range(8)]
    means = []
    for how, count in TESTED.items():
        share = 1 if count == 0 else 1 / 3 if "third" in how else 1 / (1 + count)
        means.append(share * own + (1 - share) * np.mean(others[: max(count, 1)], 0))
    return np.array(means)


# What each corpus has as its seventh label, after the six that both have; folds of both.
SEVENTH = {"ravdess": "surprise", "emodb": "boredom"}
FOLDS = {"ravdess": 4, "emodb": 5}


def trial(data, cache, seed, o):
    found = load(data, o["recordings"], cache)
    home, other = o["trained"], "emodb" if o["trained"] == "ravdess" else "ravdess"
    kept = {corpus: {**{i: i for i in range(6)}, LABELS.index(SEVENTH[corpus]): 6} for corpus in SEVENTH}
    known = [(c, s, kept[c][label], v) for c, s, label, v in found if c == home]
    foreign = [(c, s, label, v) for c, s, label, v in found if c == other and label < 6]
    ways = len(TESTED) if o["tested_recordings"] else 1
    results, abroad, started = np.zeros((ways, len(known), 7)), [], time.time()
    speakers = folds(sorted({clip[1] for clip in known}), seed, FOLDS[home])
    for fold in speakers:
        network = train([clip for clip in known if clip[1] not in fold], o, seed)
        own = [i for i, clip in enumerate(known) if clip[1] in fold]
        results[:, own] = tested(network, [known[i] for i in own], o)
        abroad.append(tested(network, foreign, o))
    labels = [clip[2] for clip in foreign]
    mean, shared = np.mean(abroad, 0), np.arange(7) != 6
    rows = [uar(r, [clip[2] for clip in known]) for r in results]
    rows += [np.mean([uar(p[way], labels) for p in abroad]) for way in range(ways)]
    rows += [uar(p, labels) for p in mean] + [uar(p * shared, labels) for p in mean]
    return (*rows, (time.time() - started) / len(speakers))


if __name__ == "__main__":
    torch.set_num_threads(1)
    data, cache, seeds, *given = sys.argv[1:]
    o = {**DEFAULTS, **json.loads(given[0] if given else "{}")}
    results = np.array([trial(data, cache, int(seed), o) for seed in seeds.split(",")])
    what = ("folds", "other corpus, one network", "mean of the folds", "the same, shared labels")
    ways = list(TESTED)[: len(results[0]) // len(what)]
    names = (*(f"{name} {way}" for name in what for way in ways), "seconds a fold")
    for name, values in zip(names, results.T):
        print(f"{name:44s}{values.mean():7.1f}{values.std():7.1f}")
    print(f"{'parameters':44s}{sum(p.numel() for p in Network(o).parameters()):7d}")
