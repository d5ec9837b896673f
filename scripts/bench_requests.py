"""What the peers of bench-networks.ts have in common: how they are asked, and what they answer."""

import resource
import sys
import time


def answer_requests(requests):
    """
    Does what each line of the standard input asks and answers with a number: `memory` with the peak's megabytes, `cpu`
    with the milliseconds of processor taken so far, what is in `requests` with the milliseconds that it took.
    """
    for line in sys.stdin:
        request = line.strip()
        if request == "memory":
            print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, flush=True)
            continue
        if request == "cpu":
            print(time.process_time() * 1000, flush=True)
            continue
        start = time.perf_counter()
        requests[request]()
        print((time.perf_counter() - start) * 1000, flush=True)
