"""The protocol of the Python programs that networks.ts measures."""

import resource
import sys
import time


def answer_requests(requests):
    """
    Executes the command of each line of standard input and answers with a number: `memory` with the peak memory in
    megabytes, `cpu` with the CPU time so far in milliseconds, a name in `requests` with its duration in milliseconds.
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
