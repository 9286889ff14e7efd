"""The rows of the table: what is asked, of whom, and what it is compared with."""

import json
import statistics

import direct
import numpy as np
import packages
import texts
from client import Request, Target
from tensors import asked_by_message, message

# Not as the model that every platform has.
ENCODER = "sentences"
CLIENTS = 32
VERSIONS = 64
VERSION_REQUESTS = 4096
BATCH_SIZES = (8, 32)
MIXED_BATCH_SIZES = (8,)
# How many times as long the first warm-up is: a JVM compiles what is called often while it is
# called, and at the rate of an encoder that goes on for more than a minute.
FIRST_WARM_UP = 6
# A version learns from its first lone requests, some fifty, on which threads others shall run.
LONE_REQUESTS = 200
# Those threads are let go after five minutes without a lone request, and then come back within it.
LONE_SETTLE_SECONDS = 3.0
MOST_DIFFERENCE = 1e-4
# A last bit that differs before rounding to eight bits is one step of 256 after it.
MOST_DIFFERENCE_QUANTISED = 1e-2


class Turn:
    """One measurement: how fast, and how much processor time one request took, if that is known."""

    def __init__(self, value, processor_ms=None, failed=0, complaint="", more=None):
        self.value = value
        self.processor_ms = processor_ms
        self.failed = failed
        self.complaint = complaint
        self.more = more or {}


class Row:
    """Who takes turns; each turn is a function of seconds.

    unit is "/s", "rows/s" or "MB/s", of which more is better, or "ms"; note is what else a reader
    must know."""

    def __init__(self, name, title, unit, reference, turns, how="", note=""):
        self.name = name
        self.title = title
        self.unit = unit
        self.reference = reference
        self.turns = turns
        self.how = how
        self.note = note
        self.rounds = []

    def again(self, name, title, unit, key):
        """A row of another value that was counted in the same turns."""
        other = Row(name, title, unit, self.reference, self.turns, self.how)
        other.rounds = [
            {who: Turn(turn.more[key], turn.processor_ms) for who, turn in one.items()}
            for one in self.rounds
        ]
        return other

    def ratio(self, who):
        """The median of the rounds; None for a row without a reference."""
        if self.reference is None:
            return None
        pairs = [(one[who].value, one[self.reference].value) for one in self.rounds]
        return statistics.median(mine / reference for mine, reference in pairs)

    def median(self, who):
        return statistics.median(one[who].value for one in self.rounds)

    def processor_ms(self, who):
        known = [one[who].processor_ms for one in self.rounds]
        return None if None in known else statistics.median(known)

    def failures(self):
        return [
            (who, turn.failed, turn.complaint)
            for one in self.rounds
            for who, turn in one.items()
            if turn.failed
        ]


class Maker:
    """Makes rows of one server, the client and the rivals; each kind of work is warmed up.

    The server is a replica or the gateway before one."""

    def __init__(self, server, client, rivals, warm_up, settle):
        self.server = server
        self.client = client
        self.rivals = rivals
        self.warm_up = warm_up
        self.settle = settle
        # What all kinds of work go through is compiled with the first one.
        self.first_warm_up = FIRST_WARM_UP * warm_up

    def load(
        self,
        target,
        connections,
        multiple=1,
        value=lambda report: report["rate"],
        settle=None,
        least=1,
    ):
        """A turn of the load client, after one that compiles what the work goes through.

        That one goes on until least answers have come; turn.unmeasured is how many did."""
        unmeasured = 0
        warm_up, self.first_warm_up = max(self.warm_up, self.first_warm_up), 0
        while unmeasured < least:
            report = self.client.load(target, connections, warm_up + 0.5, 0)
            unmeasured += report["count"]
        settled = self.settle if settle is None else settle

        def turn(seconds):
            report = self.client.load(target, connections, seconds, settled, multiple)
            return Turn(
                value(report), report["processor_ms"], report["failed"], report["complaint"]
            )

        turn.unmeasured = unmeasured
        return turn

    def everybody(self, requests, work, connections=CLIENTS, **more):
        """Turns of this server and of each rival that does the same work."""
        turns = {"slipway": self.load(Target.of(self.server, requests), connections, **more)}
        for rival in self.rivals:
            target = rival.target(work)
            if target is not None:
                turns[rival.name] = self.load(target, connections, **more)
        return turns

    def check(self, what, answered, expected, most=MOST_DIFFERENCE):
        """What is fast and wrong is not measured."""
        difference = float(np.max(np.abs(np.asarray(answered).ravel() - np.ravel(expected))))
        if not difference < most:
            raise SystemExit(f"{what}: the answer differs by {difference} from ONNX Runtime's own")


def embeddings(model, some):
    return [
        Request("/v1/embeddings", json.dumps({"model": model, "input": one}).encode(), model=model)
        for one in some
    ]


def of_direct(measured):
    return lambda seconds: Turn(*measured(seconds))


def encoder_rows(maker, wanted, package, tokenizer, equal, mixed):
    """MiniLM: 32 tokens, mixed lengths, one alone."""
    runtime = direct.Direct(package.model)
    ids = [tokenizer.encode(one).ids for one in equal]
    first = maker.server.ask(embeddings(ENCODER, equal)[0])["data"][0]["embedding"]
    one = runtime.sessions[f"{direct.CORES} threads"][0]
    maker.check("embedding", first, direct.embedding(tokenizer, one, equal[0]))
    rows = []
    if "text" in wanted:
        measured, how = runtime.best_rate(ids, BATCH_SIZES)
        others = maker.everybody(embeddings(ENCODER, equal), "real")
        turns = {"direct": of_direct(measured), **others}
        title = f"MiniLM fp32, 32 tokens, {CLIENTS} at once"
        rows.append(Row("text", title, "/s", "direct", turns, how))
    if "mixed" in wanted:
        lengths = [tokenizer.encode(one).ids for one in mixed]
        counts = [len(one) for one in lengths]
        measured, how = runtime.best_rate(lengths, MIXED_BATCH_SIZES)
        others = maker.everybody(embeddings(ENCODER, mixed), "mixed", multiple=len(mixed))
        turns = {"direct": of_direct(measured), **others}
        title = (
            f"MiniLM fp32, {min(counts)}–{max(counts)} tokens (mean {statistics.mean(counts):.1f}),"
            f" {CLIENTS} at once"
        )
        rows.append(Row("mixed", title, "/s", "direct", turns, how + " of like length"))
    if "alone" in wanted:
        rows += alone_rows(maker, runtime, tokenizer, equal)
    if "tokens-grpc" in wanted:
        rows.append(tokens_row(maker, runtime, ids))
    return rows


def tokens_row(maker, runtime, ids):
    """The encoder's own tensors both ways: what a client sends that has a tokenizer."""
    feeds = [direct.encoder_inputs([row]) for row in ids]
    messages = [message(ENCODER, feed) for feed in feeds]
    expected = runtime.sessions[f"{direct.CORES} threads"][0].run(None, feeds[0])[0]
    maker.check("hidden states", asked_by_message(maker.server, ENCODER, messages[0]), expected)
    measured, how = runtime.best_rate(ids, BATCH_SIZES)
    target = Target.of_messages(maker.server, ENCODER, messages)
    turns = {"direct": of_direct(measured), "slipway": maker.load(target, CLIENTS)}
    title = (
        f"MiniLM fp32, the ids of 32 tokens in and {expected.nbytes / 1e3:.0f} kB of hidden states"
        f" out as raw contents of gRPC, {CLIENTS} at once"
    )
    return Row("tokens-grpc", title, "/s", "direct", turns, how)


def alone_rows(maker, runtime, tokenizer, equal):
    run, how = runtime.best_alone(equal, tokenizer)
    whole, whole_how = runtime.best_whole(equal, tokenizer)
    others = maker.everybody(
        embeddings(ENCODER, equal),
        "real",
        connections=1,
        value=lambda one: one["p50_ms"],
        settle=LONE_SETTLE_SECONDS,
        least=LONE_REQUESTS,
    )
    turns = {
        "direct": lambda seconds: Turn(run(seconds)),
        "whole": lambda seconds: Turn(whole(seconds)),
        **others,
    }
    title = "one of 32 tokens alone, median"
    passed = ", ".join(f"{turn.unmeasured} to {who}" for who, turn in others.items())
    note = (
        f"lone requests that passed unmeasured before the first round: {passed}; then"
        f" {LONE_SETTLE_SECONDS:g} s of them before each turn"
    )
    how += f"; whole work: {whole_how}"
    return [Row("alone", title, "ms", "direct", turns, how, note)]


def quantised_row(maker, package, tokenizer, equal):
    runtime = direct.Direct(package.model)
    requests = embeddings("minilm-q", equal)
    one = runtime.sessions[f"{direct.CORES} threads"][0]
    first = maker.server.ask(requests[0])["data"][0]["embedding"]
    expected = direct.embedding(tokenizer, one, equal[0])
    maker.check("embedding in 8 bits", first, expected, MOST_DIFFERENCE_QUANTISED)
    measured, how = runtime.best_rate([tokenizer.encode(one).ids for one in equal], BATCH_SIZES)
    turns = {"direct": of_direct(measured), **maker.everybody(requests, "real-q8")}
    title = f"MiniLM in 8 bits, `max_batch_size: 8`, 32 tokens, {CLIENTS} at once"
    return Row("quantised", title, "/s", "direct", turns, how)


def perceptron_requests(model):
    chance = np.random.default_rng(0)
    requests = []
    for _ in range(64):
        numbers = [round(float(one), 4) for one in chance.standard_normal(packages.TINY_WIDTH)]
        tensor = {"name": "x", "shape": [1, len(numbers)], "datatype": "FP32", "data": numbers}
        body = json.dumps({"inputs": [tensor]}).encode()
        path = f"/v2/models/{model}/infer"
        requests.append(Request(path, body, model=model))
    return requests


def check_perceptron(maker, package, request):
    numbers = json.loads(request.body)["inputs"][0]["data"]
    expected = direct.session(package.model, 1).run(None, {"x": np.array([numbers], "f")})[0]
    maker.check("perceptron", maker.server.ask(request)["outputs"][0]["data"], expected)


def tiny_row(maker, package):
    requests = perceptron_requests("tiny")
    check_perceptron(maker, package, requests[0])
    turns = maker.everybody(requests, "tiny")
    return Row("tiny", f"perceptron of 64 numbers, JSON, {CLIENTS} at once", "/s", None, turns)


def versions_row(maker, served):
    """One replica with many versions of a model that costs little, each under a name of its own."""
    requests = [perceptron_requests(model) for model in served]
    check_perceptron(maker, list(served.values())[-1], requests[-1][0])
    order = texts.zipf_order(len(served), VERSION_REQUESTS)
    spread = [requests[version][at % 64] for at, version in enumerate(order)]
    turns = {
        "one version": maker.load(Target.of(maker.server, requests[0]), CLIENTS),
        "slipway": maker.load(Target.of(maker.server, spread), CLIENTS),
    }
    title = f"{len(served)} versions of the perceptron by Zipf's law, {CLIENTS} at once"
    return Row("versions", title, "/s", "one version", turns, "the first version alone")
