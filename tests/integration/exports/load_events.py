"""Prints the scalars of TensorBoard's event files below a folder as JSON, for exports.test.ts: {folder: {tag: [[step, value]]}}."""

import json
import os
import sys

from tensorboard.backend.event_processing.event_multiplexer import EventMultiplexer

events = EventMultiplexer().AddRunsFromDirectory(sys.argv[1])
events.Reload()
print(json.dumps({
    run.replace(os.sep, "/"): {
        tag: [[event.step, event.value] for event in events.Scalars(run, tag)] for tag in tags["scalars"]
    }
    for run, tags in events.Runs().items()
}))  # fmt: skip
