#!/usr/bin/env python3
"""Memory of one replica over a long time, and over many versions that come and go.

./slipway bench soak [--minutes M] [--versions N]
The replica is the packaged one, with its usual heap, and tracks its native memory (which makes it
a little slower). Prints what it had at first beside what it has at the end.
"""

import argparse
import contextlib
import json
import os
import pathlib
import re
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "data-plane"), str(HERE)]

from ground import enter_environment  # noqa: E402

enter_environment()
# The runtime's own telemetry writes below the home directory.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import packages  # noqa: E402
import rows  # noqa: E402
import texts  # noqa: E402
import verdicts  # noqa: E402
from client import Client, Request, Target  # noqa: E402
from replica import Replica, java  # noqa: E402
from tokenizers import Tokenizer  # noqa: E402
from watch import growth, until  # noqa: E402

TURN_SECONDS = 10
MOST_GROWTH = 1.05
AT_ONCE = 5
BEFORE = 20
TABLE_ROWS = 2_000_000
TRACKING = ("-XX:NativeMemoryTracking=summary",)


def chosen_arguments():
    parser = argparse.ArgumentParser(description="the memory of a replica over a long time")
    parser.add_argument("--minutes", type=float, default=10, help="of full load; 0: none")
    parser.add_argument("--versions", type=int, default=500, help="that come and go; 0: none")
    return parser.parse_args()


def native_kilobytes(process):
    """What the JVM has committed, all kinds together, and the kinds that it names."""
    jcmd = pathlib.Path(java()).with_name("jcmd")
    command = [str(jcmd), str(process.pid), "VM.native_memory", "summary", "scale=KB"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    total = re.search(r"Total: reserved=\d+KB, committed=(\d+)KB", said)
    if total is None:
        sys.exit(f"the replica does not track its memory: {said[:200]}")
    kinds = re.findall(r"-\s+(\w[\w ]*) \(reserved=\d+KB, committed=(\d+)KB", said)
    return int(total.group(1)), {kind: int(size) for kind, size in kinds}


def full_load(minutes):
    encoder, tokenizer_json = packages.minilm()
    tokenizer = Tokenizer.from_str(tokenizer_json)
    tokenizer.no_padding()
    tokenizer.enable_truncation(128)
    _, mixed = texts.make_texts(tokenizer)
    resident, committed, kinds, failed = [], [], [], 0
    with contextlib.ExitStack() as stack:
        replica = stack.enter_context(
            contextlib.closing(Replica({("minilm", 1): encoder}, [], "replica-soak", TRACKING))
        )
        client = stack.enter_context(contextlib.closing(Client()))
        target = Target.of(replica, rows.embeddings("minilm", mixed))
        limit = time.monotonic() + 60 * minutes
        while time.monotonic() < limit:
            report = client.load(target, rows.CLIENTS, TURN_SECONDS, 0)
            failed += report["failed"]
            total, of_kinds = native_kilobytes(replica.process)
            resident.append(replica.resident_kilobytes())
            committed.append(total)
            kinds.append(of_kinds)
            print(
                f"{report['rate']:.0f}/s, {resident[-1] / 1024:.0f} MB resident,"
                f" {total / 1024:.0f} MB committed by the JVM",
                flush=True,
            )
    what = f"{minutes:g} minutes at full load: "
    yield verdicts.at_most(what + "resident memory, end ÷ start", growth(resident), MOST_GROWTH)
    yield verdicts.at_most(what + "native memory, end ÷ start", growth(committed), MOST_GROWTH)
    yield verdicts.at_most(what + "requests that failed", failed, 0)
    first = kinds[len(kinds) // 6]
    grown = {kind: kinds[-1][kind] - size for kind, size in first.items() if kind in kinds[-1]}
    print("kB since the first sixth, by kind: " + json.dumps(grown))


def table_request(version):
    tensor = {"name": "x", "shape": [1], "datatype": "INT64", "data": [TABLE_ROWS - 1]}
    body = json.dumps({"inputs": [tensor]}).encode()
    return Request("/v2/models/table/infer", body, model="table", version=version)


def is_ready(replica, version):
    return replica.states("table").get(version, {}).get("state") == "ready"


def come_and_go(replica, package, first):
    wave = range(first, first + AT_ONCE)
    for version in wave:
        replica.peers.assign("table", version, package)
    until(lambda: all(is_ready(replica, version) for version in wave))
    for version in wave:
        replica.ask(table_request(version))
    replica.peers.withdraw("table")
    until(lambda: not replica.states("table"))


def come_and_go_all(versions):
    package = packages.table(TABLE_ROWS)
    settings = ["slipway.model.quiet=50ms", "slipway.heartbeat.interval=100ms"]
    served = {("tiny", 1): packages.tiny(0)}
    with contextlib.closing(Replica(served, settings, "replica-versions-soak")) as replica:
        for first in range(1, BEFORE + 1, AT_ONCE):
            come_and_go(replica, package, first)
        before = replica.resident_kilobytes()
        for first in range(1, versions + 1, AT_ONCE):
            come_and_go(replica, package, BEFORE + first)
        after = replica.resident_kilobytes()
    yield verdicts.at_most(
        f"{versions} versions of 16 MB later: resident memory ÷ before",
        after / before,
        MOST_GROWTH,
        more=f" ({before / 1024:.0f} MB, then {after / 1024:.0f} MB)",
    )


def main():
    chosen = chosen_arguments()
    found = []
    if chosen.versions:
        found += come_and_go_all(chosen.versions)
    if chosen.minutes:
        found += full_load(chosen.minutes)
    print(verdicts.table(found))


if __name__ == "__main__":
    main()
