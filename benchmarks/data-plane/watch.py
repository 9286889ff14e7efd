"""Looks at a replica while it is loaded: memory and queue, every second."""

import math
import threading
import time

PERIOD_SECONDS = 1.0
IN_FLIGHT = "slipway_requests_in_flight"
QUEUED = "slipway_queue_requests"


class Watch:
    """A thread between begin and end of a with statement."""

    def __init__(self, replica):
        self.replica = replica
        self.resident = []
        self.in_flight = []
        self.queued = []
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.look, daemon=True)

    def look(self):
        while not self.over.wait(PERIOD_SECONDS):
            self.resident.append(self.replica.resident_kilobytes())
            metrics = self.replica.metrics()
            self.in_flight.append(metrics[IN_FLIGHT])
            self.queued.append(metrics[QUEUED])

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *ignored):
        self.over.set()
        self.thread.join()

    def growth(self):
        """Of resident memory."""
        return growth(self.resident)


def growth(values, parts=6):
    """The largest of the last part ÷ the largest of the second, since the first one warms up.

    No number where there are too few to tell."""
    size = len(values) // parts
    return max(values[-size:]) / max(values[size : 2 * size]) if size else math.nan


def until(condition, seconds=60, pause=0.005):
    """Waits for something that a replica will say; ends the benchmark when it does not."""
    limit = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > limit:
            raise SystemExit(f"nothing came of it within {seconds} s")
        time.sleep(pause)
