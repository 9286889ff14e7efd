"""What it costs those who are served that versions are loaded and unloaded beside them."""

import concurrent.futures
import threading

from client import Target
from rows import ENCODER, Row, Turn, embeddings
from watch import until

CLIENTS = 8
BESIDE = 5
MODEL = "beside"
# So that they come and go one after the other, with no pauses that only the harness would know.
SETTINGS = ("slipway.model.quiet=50ms", "slipway.heartbeat.interval=100ms")
# Of a row's usual seconds: a load takes some of them, and the last hundredth wants many answers.
TIMES_LONGER = 5
LOAD_LIMIT_SECONDS = 300


class Loads:
    """Versions of a package come and go, between begin and end of a with statement."""

    def __init__(self, replica, package):
        self.replica = replica
        self.package = package
        self.loaded = 0
        self.over = threading.Event()
        self.pool = concurrent.futures.ThreadPoolExecutor(1)

    def come_and_go(self):
        while not self.over.is_set():
            for version in range(1, BESIDE + 1):
                self.replica.peers.assign(MODEL, version, self.package)
            ready = set()
            until(lambda: self.all_are_ready(ready), LOAD_LIMIT_SECONDS, 0.05)
            self.replica.peers.withdraw(MODEL)
            until(lambda: not self.replica.states(MODEL), LOAD_LIMIT_SECONDS, 0.05)

    def all_are_ready(self, ready):
        """Counts each version once, when it is ready; true as well when nobody counts any more."""
        for version, said in self.replica.states(MODEL).items():
            if said["state"] == "failed":
                raise SystemExit(f"a version could not be loaded: {said.get('detail')}")
            if said["state"] == "ready" and version not in ready:
                ready.add(version)
                self.loaded += 1
        return len(ready) == BESIDE or self.over.is_set()

    def __enter__(self):
        self.work = self.pool.submit(self.come_and_go)
        return self

    def __exit__(self, *ignored):
        self.over.set()
        self.pool.shutdown()
        # What went wrong there ends the benchmark here.
        self.work.result()


def row(maker, package, texts):
    """The latency of the last hundredth; what was counted beside it is kept."""
    target = Target.of(maker.server, embeddings(ENCODER, texts))
    maker.client.load(target, CLIENTS, 0.5, maker.warm_up)

    def without_loads(seconds):
        return turn_of(maker.client.load(target, CLIENTS, TIMES_LONGER * seconds, maker.settle), 0)

    def beside_loads(seconds):
        with Loads(maker.server, package) as loads:
            report = maker.client.load(target, CLIENTS, TIMES_LONGER * seconds, maker.settle)
            return turn_of(report, loads.loaded)

    turns = {"without loads": without_loads, "slipway": beside_loads}
    return Row("loading", title("99 of 100"), "ms", "without loads", turns, "without that")


def turn_of(report, loaded):
    more = {"rate": report["rate"], "loaded": loaded}
    return Turn(
        report["p99_ms"], report["processor_ms"], report["failed"], report["complaint"], more
    )


def rate_of(measured):
    """The same turns once more, as answers a second."""
    return measured.again("loading-rate", title("rate"), "/s", "rate")


def title(what):
    return (
        f"MiniLM fp32, 32 tokens, {CLIENTS} at once, while {BESIDE} versions of its size are loaded"
        f" and unloaded again and again: {what}"
    )
