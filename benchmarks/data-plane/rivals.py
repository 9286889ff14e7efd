"""Other servers to measure in the same run: those of a kit, where the environment names one.

SLIPWAY_PEERS is a folder whose bench.py has a table PEERS: name -> (command that starts it,
its environment, {work: (mode, host:port, path, file with one body a line)}). The works that are
read are "real" (texts of 32 tokens), "mixed" (lengths as in texts.py) and "tiny", all over HTTP.
A name that ends in -q8 is a server of MiniLM in eight bits: its "real" is another work, "real-q8".
"""

import http.client
import importlib.util
import json
import os
import pathlib
import signal
import subprocess
import sys
import time

from client import Request, Target
from ground import WORK

VARIABLE = "SLIPWAY_PEERS"
START_LIMIT_SECONDS = 90
STOP_LIMIT_SECONDS = 10
EIGHT_BITS = "-q8"


class Rival:
    """One server that runs; it waits for requests and costs nothing meanwhile."""

    def __init__(self, name, command, environment, works):
        self.name = name
        bits = EIGHT_BITS if name.endswith(EIGHT_BITS) else ""
        self.works = {work + bits: one for work, one in works.items() if one[0] == "http"}
        self.first = self.works["real" + bits]
        log = WORK / "data-plane" / f"rival-{name}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with open(log, "wb") as out:
            self.process = subprocess.Popen(
                [command], env={**os.environ, **environment}, stdout=out, stderr=out,
                start_new_session=True,
            )

    def target(self, work):
        """What to ask of it; None when it does not do that work."""
        if work not in self.works:
            return None
        _, address, path, bodies = self.works[work]
        requests = [
            Request(path, line.encode()).encoded({})
            for line in pathlib.Path(bodies).read_text().splitlines()
        ]
        return Target(int(address.rpartition(":")[2]), (self.process.pid,), tuple(requests))

    def wait_until_ready(self):
        _, address, path, bodies = self.first
        body = pathlib.Path(bodies).read_text().splitlines()[0].encode()
        limit = time.monotonic() + START_LIMIT_SECONDS
        while time.monotonic() < limit and self.process.poll() is None:
            try:
                connection = http.client.HTTPConnection(address, timeout=10)
                connection.request("POST", path, body, {"Content-Type": "application/json"})
                if connection.getresponse().status == 200:
                    return True
            except OSError:
                pass
            finally:
                connection.close()
            time.sleep(0.2)
        return False

    def close(self):
        """Ends it and all that it started: they are a session of their own."""
        for end in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, end)
                self.process.wait(STOP_LIMIT_SECONDS)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                continue


def started(names, texts, stack):
    """(those of the kit that run, why each other one of the names does not).

    The texts must be the kit's. The stack ends them."""
    peers = peers_of_kit(texts)
    if peers is None:
        return [], dict.fromkeys(names, f"{VARIABLE} names no kit")
    running, missing, taken = [], {}, set()
    for name in names:
        if name not in peers:
            missing[name] = "the kit has no such server"
            continue
        command, environment, works = peers[name]
        addresses = {address for _, address, _, _ in works.values()}
        if addresses & taken:
            missing[name] = "it listens where another one does: it needs a run of its own"
            continue
        rival = Rival(name, command, environment, works)
        stack.callback(rival.close)
        if rival.wait_until_ready():
            running.append(rival)
            taken |= addresses
        else:
            # Where it hangs, it would go on beside what is measured.
            rival.close()
            missing[name] = "it did not start"
    for name, why in missing.items():
        print(f"{name} is not run: {why}", file=sys.stderr)
    return running, missing


def peers_of_kit(texts):
    """The kit's table of servers; None where no kit is named."""
    place = os.environ.get(VARIABLE)
    if not place:
        return None
    kit = pathlib.Path(place).resolve()
    if not (kit / "bodies" / "texts.json").exists():
        sys.exit(f"{VARIABLE} must name a kit that is prepared; {kit} is none: run its setup.sh")
    if json.loads((kit / "bodies" / "texts.json").read_text()) != texts:
        sys.exit(f"the texts in {kit}/bodies are others than ours; no figures would compare")
    spec = importlib.util.spec_from_file_location("rivals_kit", kit / "bench.py")
    table = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(table)
    return table.PEERS
