#!/usr/bin/env python3
"""The data plane: one replica beside ONNX Runtime called directly, and beside other servers.

./slipway bench data-plane [--rows NAME,NAME] [--rounds N] [--seconds S] [--set KEY=VALUE]
Starts a replica without a platform (registry and store are played), asks it over HTTP on the
loopback, and lets it, the runtime and the rivals take turns in each round. Only ratios of one
run mean something. Rivals are measured where SLIPWAY_PEERS names a prepared kit (rivals.py).
"""

import argparse
import contextlib
import json
import os
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from ground import WORK, enter_environment, runtime  # noqa: E402

enter_environment()
# The runtime's own telemetry writes below the home directory.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import direct  # noqa: E402
import packages  # noqa: E402
import rivals  # noqa: E402
import rows  # noqa: E402
import table  # noqa: E402
import texts  # noqa: E402
import two_towers  # noqa: E402
from client import Client  # noqa: E402
from replica import Replica  # noqa: E402
from tokenizers import Tokenizer  # noqa: E402

ENCODER = ("text", "mixed", "alone")
MOST_TOKENS = 128
SETTLE_SECONDS = 1.0
# Threads of the side that just ran may still look for work.
PAUSE_SECONDS = 0.5


def chosen_arguments():
    parser = argparse.ArgumentParser(description="the replica beside ONNX Runtime itself")
    parser.add_argument("--rows", default=",".join(table.ROWS), help="which rows, with commas")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4, help="of each turn")
    parser.add_argument("--warm-up", type=float, default=15, help="seconds for each kind of work")
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", dest="settings",
        help="a setting of the replica, such as slipway.engine.intra-op-threads=2",
    )
    parser.add_argument("--rivals", default="mlserver,bentoml,litserve", help="of the kit's names")
    chosen = parser.parse_args()
    chosen.rows = chosen.rows.split(",")
    unknown = [name for name in chosen.rows if name not in table.ROWS]
    if unknown:
        parser.error(f"there are no rows {unknown}; there are {', '.join(table.ROWS)}")
    return chosen


def rounds(made, chosen, loads):
    """Whoever began a round is last in the next."""
    for number in range(chosen.rounds):
        loads.append(os.getloadavg()[0])
        for row in made:
            names = list(row.turns)
            first = number % len(names)
            done = {}
            for who in names[first:] + names[:first]:
                time.sleep(PAUSE_SECONDS)
                done[who] = row.turns[who](chosen.seconds)
            row.rounds.append(done)
            said = ", ".join(f"{who} {done[who].value:.2f}" for who in names)
            print(f"round {number + 1}, load {loads[-1]:.1f}, {row.name}: {said}", flush=True)


def main_rows(chosen, client, stack, loads):
    encoder, tokenizer_json = packages.minilm()
    tokenizer = Tokenizer.from_str(tokenizer_json)
    tokenizer.no_padding()
    tokenizer.enable_truncation(MOST_TOKENS)
    equal, mixed = texts.make_texts(tokenizer)
    served = {}
    if set(ENCODER) & set(chosen.rows):
        served["minilm", 1] = encoder
    if "tiny" in chosen.rows:
        served["tiny", 1] = packages.tiny(0)
    if "quantised" in chosen.rows and (small := packages.quantised(tokenizer_json)):
        served["minilm-q", 1] = small
    if "vision" in chosen.rows:
        served["vision", 1] = packages.vision()
    if not served:
        return []
    running = rivals.started(chosen.rivals.split(","), equal, stack)
    with contextlib.closing(Replica(served, chosen.settings, "replica")) as replica:
        for version, why in replica.alone().items():
            print(f"{version} is served one request at a time: {why}", flush=True)
        maker = rows.Maker(replica, client, running, chosen.warm_up, SETTLE_SECONDS)
        made = []
        if ("minilm", 1) in served:
            made += rows.encoder_rows(maker, chosen.rows, encoder, tokenizer, equal, mixed)
        if ("tiny", 1) in served:
            made.append(rows.tiny_row(maker, served["tiny", 1]))
        if ("minilm-q", 1) in served:
            made.append(rows.quantised_row(maker, served["minilm-q", 1], tokenizer, equal))
        if ("vision", 1) in served:
            made.append(rows.vision_row(maker, served["vision", 1]))
        rounds(made, chosen, loads)
    return made


def versions_rows(chosen, client, loads):
    """In a replica of its own: so many versions are in nobody else's way."""
    if "versions" not in chosen.rows:
        return []
    versions = [packages.tiny(seed) for seed in range(rows.VERSIONS)]
    served = {("tiny", number): package for number, package in enumerate(versions, 1)}
    with contextlib.closing(Replica(served, chosen.settings, "replica-versions")) as replica:
        maker = rows.Maker(replica, client, [], chosen.warm_up, SETTLE_SECONDS)
        made = [rows.versions_row(maker, versions)]
        rounds(made, chosen, loads)
    return made


def wide_rows(chosen, client, loads):
    """In a replica of its own: 1 GB of weights would take the others' memory."""
    if "wide" not in chosen.rows:
        return []
    package = two_towers.package()
    served = {(two_towers.MODEL, 1): package}
    with contextlib.closing(Replica(served, chosen.settings, "replica-wide")) as replica:
        maker = rows.Maker(replica, client, [], chosen.warm_up, SETTLE_SECONDS)
        made = [two_towers.row(maker, package)]
        rounds(made, chosen, loads)
    return made


def main():
    chosen = chosen_arguments()
    loads = []
    begun = time.monotonic()
    with contextlib.ExitStack() as stack:
        client = stack.enter_context(contextlib.closing(Client()))
        made = main_rows(chosen, client, stack, loads)
    with contextlib.closing(Client()) as client:
        made += versions_rows(chosen, client, loads)
        made += wide_rows(chosen, client, loads)
    facts = {
        "runtime": runtime(),
        "cores": direct.CORES,
        "settings": chosen.settings,
        "rounds": chosen.rounds,
        "seconds": chosen.seconds,
        "load": loads,
        "minutes": round((time.monotonic() - begun) / 60, 1),
        "when": time.strftime("%F %T"),
    }
    results = WORK / "data-plane" / "results.json"
    results.write_text(json.dumps(table.raw(made, facts), indent=1))
    print(table.text(made, facts))
    print(f"every turn of each round is in {results}")


if __name__ == "__main__":
    main()
