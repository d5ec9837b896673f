"""Writes engines.json: networks of the layer vocabulary, trained for a few steps by Keras 3.

Run with tensorflow-cpu 2.21 and Keras 3.15:  python engines.py
A network has its architecture in the laboratory's format, its weights and some batches. A case has the results of
Keras with one optimizer: losses, weights and probabilities after the last step.
"""

import json
import os
from pathlib import Path

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"

import keras
import numpy as np
import tensorflow
from keras import layers, ops


def build(architecture):
    """The functional model of an architecture."""
    tensors = {}
    for layer in architecture["layers"]:
        kind, name = layer["kind"], layer["name"]
        sources = [tensors[source] for source in layer["inputs"]]
        source = sources[0] if sources else None
        window = {key: layer[key] for key in ("strides", "padding") if key in layer}
        bias = {"use_bias": layer["useBias"]} if "useBias" in layer else {}
        if kind == "input":
            tensors[name] = keras.Input(layer["shape"], name=name)
            continue
        if kind == "time-average-pool":
            tensors[name] = layers.Reshape((source.shape[1] * source.shape[3],))(ops.mean(source, axis=2))
            continue
        if kind == "time-max-pool":
            tensors[name] = layers.Reshape((source.shape[1] * source.shape[3],))(ops.max(source, axis=2))
            continue
        if kind == "time-deviation-pool":
            deviation = ops.sqrt(ops.var(source, axis=2) + 1e-4)
            tensors[name] = layers.Reshape((source.shape[1] * source.shape[3],))(deviation)
            continue
        made = {
            "conv2d": lambda: layers.Conv2D(layer["filters"], layer["kernel"], name=name, **window, **bias),
            "depthwise-conv2d": lambda: layers.DepthwiseConv2D(layer["kernel"], name=name, **window, **bias),
            "separable-conv2d": lambda: layers.SeparableConv2D(
                layer["filters"], layer["kernel"], name=name, **window, **bias
            ),
            "batch-norm": lambda: layers.BatchNormalization(
                momentum=layer["momentum"],
                epsilon=layer["epsilon"],
                scale=layer["scale"],
                center=layer["center"],
                name=name,
            ),
            "activation": lambda: layers.Activation(layer["function"], name=name),
            "dense": lambda: layers.Dense(layer["units"], name=name, **bias),
            "dropout": lambda: layers.Dropout(layer["rate"], name=name),
            "zero-padding": lambda: layers.ZeroPadding2D(
                ((layer["top"], layer["bottom"]), (layer["left"], layer["right"])), name=name
            ),
            "max-pool": lambda: layers.MaxPooling2D(layer["size"], name=name, **window),
            "average-pool": lambda: layers.AveragePooling2D(layer["size"], name=name, **window),
            "global-average-pool": lambda: layers.GlobalAveragePooling2D(name=name),
            "global-max-pool": lambda: layers.GlobalMaxPooling2D(name=name),
            "flatten": lambda: layers.Flatten(name=name),
            "add": lambda: layers.Add(name=name),
            "concatenate": lambda: layers.Concatenate(name=name),
        }[kind]()
        tensors[name] = made(sources if len(sources) > 1 else source)
    names = [layer["name"] for layer in architecture["layers"]]
    return keras.Model(tensors[names[0]], tensors[names[-1]])


def conv(name, source, filters, kernel, strides=1, padding="same", bias=False):
    return dict(
        kind="conv2d", name=name, inputs=[source], filters=filters, kernel=list(np.broadcast_to(kernel, 2).tolist()),
        strides=np.broadcast_to(strides, 2).tolist(), padding=padding, useBias=bias, initializer="glorot-uniform",
    )


def norm(name, source, scale=True, center=True, momentum=0.9):
    return dict(
        kind="batch-norm", name=name, inputs=[source], momentum=momentum, epsilon=1e-3, scale=scale, center=center
    )


def pool(kind, name, source, size, strides, padding):
    return dict(
        kind=kind, name=name, inputs=[source], size=np.broadcast_to(size, 2).tolist(),
        strides=np.broadcast_to(strides, 2).tolist(), padding=padding,
    )


def plain(kind, name, *sources, **more):
    return dict(kind=kind, name=name, inputs=list(sources), **more)


def start(height, width, channels):
    return dict(kind="input", name="input", inputs=[], shape=[height, width, channels])


def head(source, units=7):
    return [
        plain("dense", "emotions", source, units=units, useBias=True, initializer="glorot-uniform"),
        plain("activation", "probabilities", "emotions", function="softmax"),
    ]


TINY = dict(
    name="tiny",
    layers=[
        start(9, 11, 1),
        # No bias before a norm: its gradient is only rounding error, which Adam would turn into steps.
        conv("conv1", "input", 6, 3),
        norm("norm1", "conv1"),
        plain("activation", "relu1", "norm1", function="relu"),
        pool("max-pool", "pool1", "relu1", 2, 2, "same"),
        conv("conv2", "pool1", 8, 3, 2, bias=True),
        plain("activation", "relu2", "conv2", function="relu"),
        norm("norm2", "relu2"),
        plain("global-average-pool", "mean", "norm2"),
        *head("mean"),
    ],
)

EVERY_LAYER = dict(
    name="every-layer",
    layers=[
        start(13, 16, 2),
        plain("zero-padding", "pad", "input", top=1, bottom=2, left=0, right=3),
        conv("stem", "pad", 8, (5, 3), (2, 1), "valid"),
        norm("stem_norm", "stem", scale=False),
        plain("activation", "stem_relu", "stem_norm", function="relu"),
        plain("depthwise-conv2d", "depthwise", "stem_relu", kernel=[3, 5], strides=[1, 2], padding="same", useBias=True),
        norm("depthwise_norm", "depthwise", center=False),
        plain(
            "separable-conv2d", "separable", "depthwise_norm",
            filters=10, kernel=[3, 3], strides=[1, 1], padding="same", useBias=True,
        ),
        conv("projection", "depthwise_norm", 10, 1, bias=True),
        plain("add", "sum", "separable", "projection"),
        norm("sum_norm", "sum"),
        pool("average-pool", "averaged", "sum_norm", (3, 2), (2, 2), "same"),
        pool("max-pool", "maxima", "sum_norm", (3, 2), (2, 2), "same"),
        conv("narrow", "maxima", 5, 3),
        plain("concatenate", "joined", "averaged", "maxima", "narrow"),
        plain("time-average-pool", "time_mean", "joined"),
        plain("time-max-pool", "time_max", "joined"),
        plain("global-max-pool", "image_max", "joined"),
        pool("average-pool", "small", "joined", 2, 1, "valid"),
        plain("flatten", "flat", "small"),
        plain("concatenate", "statistics", "time_mean", "time_max", "image_max", "flat"),
        *head("statistics", units=5),
    ],
)

# The gradient of a bias before a norm is only rounding error, which Adam and Adadelta would turn into steps.
IDLE_BIASES = ("depthwise", "separable", "projection")
WITHOUT_IDLE_BIASES = dict(
    name="every-layer-without-idle-biases",
    layers=[
        {**layer, "useBias": False} if layer["name"] in IDLE_BIASES else layer for layer in EVERY_LAYER["layers"]
    ],
)

# The last batch of an epoch may have one clip. A norm may then get one value per channel, whose deviation is 0.
ALONE = dict(
    name="alone",
    layers=[
        start(6, 8, 1),
        conv("conv1", "input", 6, 3, 2),
        norm("norm1", "conv1"),
        plain("activation", "relu1", "norm1", function="relu"),
        conv("conv2", "relu1", 8, (3, 4), 1, "valid"),
        norm("norm2", "conv2"),
        plain("flatten", "flat", "norm2"),
        *head("flat"),
    ],
)

# As the head of encoders: a projection of each frame, and statistics over time.
STATISTICS = dict(
    name="statistics",
    layers=[
        start(6, 9, 1),
        conv("projection", "input", 5, (6, 1), 1, "valid"),
        norm("projection_norm", "projection"),
        plain("activation", "projection_relu", "projection_norm", function="relu"),
        plain("time-average-pool", "time_mean", "projection_relu"),
        plain("time-deviation-pool", "time_deviation", "projection_relu"),
        plain("time-max-pool", "time_max", "projection_relu"),
        plain("concatenate", "statistics", "time_mean", "time_deviation", "time_max"),
        norm("statistics_norm", "statistics"),
        *head("statistics_norm"),
    ],
)

OPTIMIZERS = [
    (dict(name="sgd", learningRate=0.05), {}),
    (dict(name="sgd", learningRate=0.05, momentum=0.9), {}),
    (dict(name="sgd", learningRate=0.05, momentum=0.9, nesterov=True), {}),
    (dict(name="adam", learningRate=0.003, epsilon=1e-7), {}),
    (dict(name="adamw", learningRate=0.003, weightDecay=0.05, epsilon=1e-7), {}),
    (dict(name="adadelta", learningRate=0.5, rho=0.95, epsilon=1e-7), {}),
    (dict(name="rmsprop", learningRate=0.003, rho=0.9, epsilon=1e-7), {}),
    (dict(name="rmsprop", learningRate=0.003, rho=0.9, momentum=0.8, epsilon=1e-7), {}),
    (dict(name="sgd", learningRate=0.1, momentum=0.9), dict(clipNorm=0.1)),
    (dict(name="sgd", learningRate=0.05, weightDecay=0.3), {}),
    (dict(name="sgd", learningRate=0.1, momentum=0.9, nesterov=True, weightDecay=0.3), dict(clipNorm=0.1)),
    (dict(name="adam", learningRate=0.003, weightDecay=2, epsilon=1e-7), dict(clipNorm=0.1)),
    (dict(name="adadelta", learningRate=0.5, rho=0.95, weightDecay=0.1, epsilon=1e-7), dict(clipNorm=0.1)),
    (dict(name="rmsprop", learningRate=0.003, rho=0.9, weightDecay=2, epsilon=1e-7), dict(clipNorm=0.1)),
    (dict(name="rmsprop", learningRate=0.003, rho=0.9, momentum=0.8, weightDecay=2, epsilon=1e-7), {}),
]


def optimizer_of(settings, clip_norm):
    common = dict(
        learning_rate=settings["learningRate"],
        global_clipnorm=clip_norm or None,
        weight_decay=settings.get("weightDecay"),
    )
    momentum = settings.get("momentum", 0.0)
    optimizer = {
        "sgd": lambda: keras.optimizers.SGD(momentum=momentum, nesterov=settings.get("nesterov", False), **common),
        "adam": lambda: keras.optimizers.Adam(**common),
        "adamw": lambda: keras.optimizers.AdamW(**common),
        "adadelta": lambda: keras.optimizers.Adadelta(rho=settings["rho"], **common),
        "rmsprop": lambda: keras.optimizers.RMSprop(rho=settings["rho"], momentum=momentum, **common),
    }[settings["name"]]()
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    return optimizer


def figures(array):
    """Rounds to seven digits, the precision of float32."""
    return [float(f"{value:.7g}") for value in np.asarray(array, dtype=np.float32).ravel()]


def weights_of(model):
    return [
        dict(name=f"{layer.name}/{weight.name}", shape=list(weight.shape), data=figures(weight.numpy()))
        for layer in model.layers
        for weight in layer.weights
    ]


def network(architecture, steps, n):
    """A network with its initial weights and `steps` batches of `n` clips."""
    keras.utils.set_random_seed(11)
    model = build(architecture)
    numbers = np.random.default_rng(5)
    for weight in model.weights:
        if weight.name == "moving_variance":
            weight.assign(numbers.uniform(0.5, 2, weight.shape))
        elif not weight.name.endswith("kernel"):
            weight.assign(weight.numpy() + numbers.normal(0, 0.2, weight.shape))
    classes = model.output.shape[-1]
    batches = []
    for _ in range(steps):
        emotions = numbers.integers(0, classes, n)
        batches.append(
            dict(
                inputs=figures(np.round(numbers.normal(0, 1, (n, *model.input.shape[1:])), 3)),
                targets=figures(np.eye(classes)[emotions] * 0.9 + 0.1 / classes),
                sampleWeights=figures(np.round(numbers.uniform(0.5, 1.5, n), 2)),
            )
        )
    return dict(architecture=architecture, n=n, before=weights_of(model), batches=batches)


def case(network, settings, clip_norm):
    model = build(network["architecture"])
    # The steps start from the rounded weights in the file.
    for weight, stored in zip([w for layer in model.layers for w in layer.weights], network["before"]):
        weight.assign(np.array(stored["data"], dtype=np.float32).reshape(stored["shape"]))
    batches = [
        (
            np.array(batch["inputs"], dtype=np.float32).reshape(-1, *model.input.shape[1:]),
            np.array(batch["targets"], dtype=np.float32).reshape(-1, model.output.shape[-1]),
            np.array(batch["sampleWeights"], dtype=np.float32),
        )
        for batch in network["batches"]
    ]
    first = model(batches[0][0], training=False)
    model.compile(optimizer=optimizer_of(settings, clip_norm), loss=keras.losses.CategoricalCrossentropy())
    losses = []
    for x, y, w in batches:
        model.reset_metrics()
        losses.append(float(np.ravel(model.train_on_batch(x, y, sample_weight=w))[0]))
    return dict(
        network=network["architecture"]["name"],
        optimizer=settings,
        clipNorm=clip_norm,
        firstProbabilities=figures(first),
        losses=losses,
        after=weights_of(model),
        lastProbabilities=figures(model(batches[0][0], training=False)),
    )


if __name__ == "__main__":
    tiny, every_layer = network(TINY, steps=5, n=4), network(EVERY_LAYER, steps=2, n=3)
    without_idle_biases = network(WITHOUT_IDLE_BIASES, steps=1, n=3)
    alone = network(ALONE, steps=2, n=1)
    statistics = network(STATISTICS, steps=3, n=4)
    cases = [case(tiny, settings, more.get("clipNorm", 0)) for settings, more in OPTIMIZERS]
    cases += [case(every_layer, dict(name="sgd", learningRate=0.02), 0)]
    cases += [
        case(without_idle_biases, settings, 0) 
        for settings, _ in OPTIMIZERS
        if settings["name"] in ("adam", "adadelta") and "weightDecay" not in settings
    ]
    cases += [case(alone, dict(name="sgd", learningRate=0.05, momentum=0.9), 0)]
    cases += [case(statistics, dict(name="sgd", learningRate=0.05, momentum=0.9), 0)]
    result = dict(
        versions=dict(keras=keras.__version__, tensorflow=tensorflow.__version__),
        networks={made["architecture"]["name"]: made for made in (tiny, every_layer, without_idle_biases, alone, statistics)},
        cases=cases,
    )
    Path(__file__).with_suffix(".json").write_text(json.dumps(result, separators=(",", ":")) + "\n")
