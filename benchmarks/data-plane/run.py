#!/usr/bin/env python3
"""The data plane: one replica beside ONNX Runtime called directly, and beside other servers.

./slipway bench data-plane [--rows NAME,NAME] [--through gateway] [--rounds N] [--seconds S]
                           [--rivals NAME,NAME] [--set KEY=VALUE]
Starts a replica without a platform (registry and store are played), asks it over HTTP on the
loopback, and lets it, the runtime and the rivals take turns in each round. With --through gateway
it is the gateway of a platform that is asked, with a key. Only ratios of one run mean something.
Rivals are measured where SLIPWAY_PEERS names a prepared kit (rivals.py); which of them did not run
stands in the table.
"""

import argparse
import contextlib
import functools
import json
import os
import pathlib
import shlex
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from ground import WORK, enter_environment, runtime  # noqa: E402

enter_environment()
# The runtime's own telemetry writes below the home directory.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import direct  # noqa: E402
import loading  # noqa: E402
import packages  # noqa: E402
import rivals  # noqa: E402
import rows  # noqa: E402
import table  # noqa: E402
import texts  # noqa: E402
import two_towers  # noqa: E402
import vision  # noqa: E402
from behind_gateway import Gateway  # noqa: E402
from client import Client  # noqa: E402
from replica import Replica  # noqa: E402
from tokenizers import Tokenizer  # noqa: E402

ENCODER = ("text", "mixed", "alone", "tokens-grpc")
VISION = ("vision", "vision-grpc")
# The registry that is played says when versions come and go; a platform's has rollouts for that.
ONLY_STRAIGHT = ("loading",)
MOST_TOKENS = 128
SETTLE_SECONDS = 1.0
# Threads of the side that just ran may still look for work.
PAUSE_SECONDS = 0.5


def chosen_arguments():
    parser = argparse.ArgumentParser(description="the replica beside ONNX Runtime itself")
    parser.add_argument("--rows", help="which rows, with commas; all where none is named")
    parser.add_argument("--through", choices=["gateway"], help="who is asked instead of a replica")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4, help="of each turn")
    parser.add_argument("--warm-up", type=float, default=15, help="seconds for each kind of work")
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", dest="settings",
        help="a setting of the replica, such as slipway.engine.intra-op-threads=2",
    )
    parser.add_argument("--rivals", default="mlserver,bentoml,litserve", help="of the kit's names")
    chosen = parser.parse_args()
    if chosen.through and chosen.settings:
        parser.error("--set is for a replica alone; a platform's takes what ./slipway up passes on")
    there = [name for name in table.ROWS if not (chosen.through and name in ONLY_STRAIGHT)]
    chosen.rows = chosen.rows.split(",") if chosen.rows else there
    chosen.rivals = [name for name in dict.fromkeys(chosen.rivals.split(",")) if name]
    unknown = [name for name in chosen.rows if name not in there]
    if unknown:
        parser.error(f"there are no rows {unknown} here; there are {', '.join(there)}")
    return chosen


@contextlib.contextmanager
def server(chosen, served, name):
    """Whoever is asked: a replica, or the gateway before one."""
    with contextlib.closing(
        Gateway(served) if chosen.through else Replica(served, chosen.settings, name)
    ) as started:
        for version, why in started.alone().items():
            print(f"{version} is served one request at a time: {why}", flush=True)
        yield started


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


@functools.cache
def sentences():
    """(MiniLM, the JSON of its tokenizer, that tokenizer, texts of one length, mixed ones)."""
    encoder, tokenizer_json = packages.minilm()
    tokenizer = Tokenizer.from_str(tokenizer_json)
    tokenizer.no_padding()
    tokenizer.enable_truncation(MOST_TOKENS)
    return encoder, tokenizer_json, tokenizer, *texts.make_texts(tokenizer)


def main_packages(chosen):
    served = {}
    if set(ENCODER) & set(chosen.rows):
        served[rows.ENCODER, 1] = sentences()[0]
    if "tiny" in chosen.rows:
        served["tiny", 1] = packages.tiny(0)
    if "quantised" in chosen.rows and (small := packages.quantised(sentences()[1])):
        served["minilm-q", 1] = small
    if set(VISION) & set(chosen.rows):
        served["vision", 1] = packages.vision()
    return served


def main_rows(chosen, client, stack, loads):
    """(the rows, why some of the rivals that were named did not run)."""
    served = main_packages(chosen)
    if not served:
        return [], {}
    encoder, _, tokenizer, equal, mixed = sentences()
    running, missing = rivals.started(chosen.rivals, equal, stack)
    with server(chosen, served, "replica") as asked:
        maker = rows.Maker(asked, client, running, chosen.warm_up, SETTLE_SECONDS)
        made = []
        if (rows.ENCODER, 1) in served:
            made += rows.encoder_rows(maker, chosen.rows, encoder, tokenizer, equal, mixed)
        if ("tiny", 1) in served:
            made.append(rows.tiny_row(maker, served["tiny", 1]))
        if ("minilm-q", 1) in served:
            made.append(rows.quantised_row(maker, served["minilm-q", 1], tokenizer, equal))
        if ("vision", 1) in served:
            made += vision.rows(maker, chosen.rows, served["vision", 1])
        rounds(made, chosen, loads)
    return made, missing


def versions_rows(chosen, client, loads):
    """In a replica of its own: so many versions are in nobody else's way."""
    if "versions" not in chosen.rows:
        return []
    versions = {f"tiny-{number}": packages.tiny(number) for number in range(rows.VERSIONS)}
    served = {(model, 1): package for model, package in versions.items()}
    with server(chosen, served, "replica-versions") as asked:
        maker = rows.Maker(asked, client, [], chosen.warm_up, SETTLE_SECONDS)
        made = [rows.versions_row(maker, versions)]
        rounds(made, chosen, loads)
    return made


def wide_rows(chosen, client, loads):
    """In a replica of its own: 1 GB of weights would take the others' memory."""
    if "wide" not in chosen.rows:
        return []
    package = two_towers.package()
    with server(chosen, {(two_towers.MODEL, 1): package}, "replica-wide") as asked:
        maker = rows.Maker(asked, client, [], chosen.warm_up, SETTLE_SECONDS)
        made = [two_towers.row(maker, package)]
        rounds(made, chosen, loads)
    return made


def loading_rows(chosen, client, loads):
    """In a replica of its own, whose versions come and go."""
    if "loading" not in chosen.rows:
        return []
    encoder, _, _, equal, _ = sentences()
    settings = [*chosen.settings, *loading.SETTINGS]
    with contextlib.closing(
        Replica({(rows.ENCODER, 1): encoder}, settings, "replica-loading")
    ) as replica:
        maker = rows.Maker(replica, client, [], chosen.warm_up, SETTLE_SECONDS)
        made = [loading.row(maker, encoder, equal)]
        rounds(made, chosen, loads)
    return [*made, loading.rate_of(made[0])]


def command():
    """What was called, but for the place of the kit."""
    kit = f"{rivals.VARIABLE}=KIT " if os.environ.get(rivals.VARIABLE) else ""
    return kit + shlex.join(["./slipway", "bench", "data-plane", *sys.argv[1:]])


def main():
    chosen = chosen_arguments()
    loads = []
    begun = time.monotonic()
    with contextlib.ExitStack() as stack:
        client = stack.enter_context(contextlib.closing(Client()))
        made, missing = main_rows(chosen, client, stack, loads)
    with contextlib.closing(Client()) as client:
        made += versions_rows(chosen, client, loads)
        made += wide_rows(chosen, client, loads)
        made += loading_rows(chosen, client, loads)
    facts = {
        "command": command(),
        "not_run": missing,
        "through": chosen.through,
        "runtime": runtime(),
        "cores": direct.CORES,
        "settings": chosen.settings,
        "rounds": chosen.rounds,
        "seconds": chosen.seconds,
        "load": loads,
        "minutes": round((time.monotonic() - begun) / 60, 1),
        "when": time.strftime("%F %T"),
    }
    folder = WORK / "data-plane"
    end = f"-through-{chosen.through}" if chosen.through else ""
    results, written = folder / f"results{end}.json", folder / f"table{end}.md"
    results.write_text(json.dumps(table.raw(made, facts), indent=1))
    written.write_text(table.document(made, facts))
    print(table.text(made, facts))
    print(f"every turn of each round is in {results}, the table in {written}")


if __name__ == "__main__":
    main()
