#!/usr/bin/env python3
"""One replica under three times the load that it can serve, and clients that leave it.

./slipway bench overload [--seconds S] [--times N] [--deadline-ms MS] [--set KEY=VALUE]
Starts a replica without a platform, measures what it can do, in a closed loop and with the client
of the overload, then sends more at fixed rates whatever becomes of it: an urgent tenant, a greedy
one and a modest one. Everything is on the loopback and on the same processors, the client included,
so what each took of them stands below the verdicts (processor.py).
"""

import argparse
import contextlib
import dataclasses
import json
import os
import pathlib
import socket
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "data-plane"), str(HERE.parent)]

from ground import WORK, enter_environment, runtime  # noqa: E402

enter_environment()
# The runtime's own telemetry writes below the home directory.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import capacity  # noqa: E402
import packages  # noqa: E402
import processor  # noqa: E402
import rows  # noqa: E402
import texts  # noqa: E402
import verdicts  # noqa: E402
from client import Client, Request  # noqa: E402
from open_loop import OpenClient  # noqa: E402
from processor import Phase  # noqa: E402
from replica import Replica  # noqa: E402
from tokenizers import Tokenizer  # noqa: E402
from watch import QUEUED, Watch, until  # noqa: E402

IDLE_SECONDS = 20
SETTLE_SECONDS = 2
PLACES = 256
LEAVES = 20
FOR_EVER = 1_000_000_000
RUNS = "slipway_engine_runs_total"
COSTS_LESS = (
    "The client that finds the rate that is just held is the one of the overload, but it sends less"
    " and costs less: compare its lines. Capacity cannot be measured with one that costs as much:"
    " what it sent beyond capacity, the replica would have to refuse."
)


def chosen_arguments():
    parser = argparse.ArgumentParser(description="a replica under more load than it can serve")
    parser.add_argument("--seconds", type=float, default=60, help="of the overload")
    parser.add_argument("--times", type=float, default=3, help="what it can do, offered")
    parser.add_argument("--deadline-ms", type=int, default=500, help="of each request")
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", dest="settings",
        help="a setting of the replica, such as slipway.engine.intra-op-threads=2",
    )
    chosen = parser.parse_args()
    if not (1 <= chosen.seconds <= 600 and 1 < chosen.times <= 10):
        parser.error("--seconds is from 1 to 600, --times more than 1 and at most 10")
    return chosen


@dataclasses.dataclass(frozen=True)
class Measured:
    """The phases, and what the client reported of urgent requests alone and of all tenants."""

    closed: Phase
    held: Phase
    overload: Phase
    idle: dict
    busy: dict
    watch: Watch

    @property
    def phases(self):
        return self.closed, self.held, self.overload

    def report(self):
        phases = {one.name: one.report(self.held) for one in self.phases}
        return {"phases": phases, "idle": self.idle, "busy": self.busy}


def overload(chosen):
    """What was measured of one replica, phase after phase."""
    encoder, tokenizer_json = packages.minilm()
    tokenizer = Tokenizer.from_str(tokenizer_json)
    tokenizer.no_padding()
    equal, _ = texts.make_texts(tokenizer)
    requests = rows.embeddings("minilm", equal)
    with contextlib.ExitStack() as stack:
        replica = stack.enter_context(
            contextlib.closing(
                Replica({("minilm", 1): encoder}, chosen.settings, "replica-overload")
            )
        )
        with contextlib.closing(Client()) as client:
            closed = capacity.closed_loop(client, replica, requests)
        loop = stack.enter_context(contextlib.closing(OpenClient()))
        offered = capacity.streams(requests, closed.rate, chosen.times, chosen.deadline_ms)
        # Once for what the way is compiled for, then what counts.
        loop.load(replica, list(offered.values()), SETTLE_SECONDS)
        held = capacity.just_held(loop, replica, requests, closed.rate, chosen.deadline_ms)
        idle = loop.load(replica, [offered["urgent"]], IDLE_SECONDS)
        busy = Phase(f"{chosen.times:g} × the closed loop", replica, loop.process.pid)
        with Watch(replica) as watch:
            reports = capacity.open_loop(busy, loop, offered, chosen.seconds)
    return Measured(closed, held, busy, idle["urgent"], reports, watch)


def judged(measured, chosen):
    busy, watch = measured.busy, measured.watch
    everybody = list(busy.values())
    in_time = measured.overload.in_time
    ended = sum(
        one["in_time"] + one["late"] + one["lost"] + sum(one["refused"].values())
        for one in everybody
    )
    sent = capacity.count(busy, "sent")
    refused = max(one["refusal_p99_ms"] for one in everybody)
    modest = busy["modest"]
    even = min(modest["sent"], (in_time - busy["urgent"]["in_time"]) / 2)
    offered = f"{chosen.times:g} × for {chosen.seconds:g} s"
    for can_do in (measured.closed, measured.held):
        yield verdicts.at_least(
            f"answers in time ÷ what it can do ({can_do.name}), under {offered}",
            measured.overload.rate / can_do.rate,
            0.9,
            f" of {can_do.rate:.1f}/s",
        )
    yield verdicts.at_most(
        "a refusal, 99 of 100, from its sending", refused, 5, " ms", sent_late(everybody)
    )
    yield verdicts.at_most(
        "requests that it held", max(watch.in_flight, default=0), PLACES, more=", every second"
    )
    yield verdicts.at_most("resident memory at the end ÷ at first", watch.growth(), 1.05)
    yield from urgent_verdicts(busy["urgent"], measured.idle)
    yield verdicts.at_least(
        f"the modest of two, {capacity.GREEDY}:{capacity.MODEST}: answers ÷ its even share",
        modest["in_time"] / max(even, 1),
        0.9,
    )
    yield verdicts.at_most("requests without an outcome", sent - ended, 0)
    yield verdicts.at_most(
        "connections lost, 429 without Retry-After, requests that found no connection",
        sum(one["lost"] + one["without_retry"] + one["unsent"] for one in everybody),
        0,
    )


def urgent_verdicts(busy, idle):
    """Who is refused has no time, so short times say nothing where few were answered."""
    served = verdicts.at_least(
        "urgent: answered in time ÷ sent",
        busy["in_time"] / max(busy["sent"], 1),
        capacity.IN_TIME,
        f" ({busy['in_time']} of {busy['sent']})",
    )
    yield served
    soon = verdicts.at_most(
        "urgent, 99 of 100: under load ÷ alone, and the line above",
        busy["p99_ms"] / max(idle["p99_ms"], 1e-3),
        1.5,
        more=f" ({idle['p99_ms']:.1f} ms alone)",
    )
    yield dataclasses.replace(soon, kept=soon.kept and served.kept)


def sent_late(everybody):
    late = max(one["sent_late_p99_ms"] for one in everybody)
    return f" (the client itself was {late:.2f} ms late)"


def leaving(chosen):
    """How soon the engine is free after the client of a long run has left."""
    settings = [
        *chosen.settings, "slipway.engine.parallel-runs=1", "slipway.engine.wide-lane=false"
    ]
    served = {("slow", 1): packages.slow()}
    with contextlib.closing(Replica(served, settings, "replica-leaving")) as replica:
        freed = sorted(freed_ms(replica) for _ in range(LEAVES))
    yield verdicts.at_most(
        "the engine is free after the client of a long run left, the longest of"
        f" {LEAVES}",
        freed[-1],
        50,
        " ms",
        f" (median {freed[LEAVES // 2]:.2f})",
    )


def freed_ms(replica):
    """From the leaving to the answer of who waited, whose own run is as short as can be."""
    runs = replica.metrics().get(RUNS, 0)
    staying = ask(replica, FOR_EVER)
    until(lambda: replica.metrics().get(RUNS, 0) > runs)
    waiting = ask(replica, 1)
    until(lambda: replica.metrics()[QUEUED] > 0)
    begun = time.perf_counter()
    staying.close()
    answer = waiting.recv(16)
    took = (time.perf_counter() - begun) * 1000
    waiting.close()
    if not answer.startswith(b"HTTP/1.1 200"):
        raise SystemExit(f"who waited was not answered: {answer!r}")
    return took


def ask(replica, times):
    tensor = {"name": "n", "shape": [], "datatype": "INT64", "data": [times]}
    body = json.dumps({"inputs": [tensor]}).encode()
    connection = socket.create_connection(("127.0.0.1", replica.port), timeout=60)
    request = Request("/v2/models/slow/infer", body, model="slow")
    connection.sendall(request.encoded(replica.headers("slow", 1)))
    return connection


def main():
    chosen = chosen_arguments()
    measured = overload(chosen)
    found = [*judged(measured, chosen), *leaving(chosen)]
    results = WORK / "data-plane" / "overload.json"
    results.write_text(json.dumps({"runtime": runtime(), **measured.report()}, indent=1))
    print(verdicts.table(found))
    print(processor.table(measured.phases, measured.held))
    print()
    print(COSTS_LESS)
    for name, one in measured.busy.items():
        print(
            f"{name}: {one['sent']} sent, {one['in_time']} in time, {one['late']} late, refused"
            f" {one['refused']}, median {one['p50_ms']:.1f} ms, 99 of 100 {one['p99_ms']:.1f} ms"
        )
    print(f"all of it is in {results}")


if __name__ == "__main__":
    main()
