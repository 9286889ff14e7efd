"""ONNX Runtime called directly, the same version as the replica's: the limit of the hardware.

Of the ways to call it that somebody could choose, the best one is found first and then measured.
"""

import functools
import itertools
import os
import statistics
import threading
import time

import numpy as np
import onnxruntime

CORES = len(os.sched_getaffinity(0))
PROBE_SECONDS = 1.0


def session(model, threads, spinning=False):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", str(int(spinning)))
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def encoder_inputs(rows):
    """Token ids of some texts as the inputs of one run, padded to the longest."""
    longest = max(map(len, rows))
    ids = np.zeros((len(rows), longest), dtype=np.int64)
    mask = np.zeros_like(ids)
    for at, row in enumerate(rows):
        ids[at, : len(row)] = row
        mask[at, : len(row)] = 1
    return {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}


def in_batches(rows, size):
    """Longest first, so that rows of a batch are of like length and the last batch is short."""
    ordered = sorted(rows, key=len, reverse=True)
    return [encoder_inputs(ordered[i : i + size]) for i in range(0, len(ordered), size)]


def rows_of(feeds):
    return len(next(iter(feeds.values())))


def embedding(tokenizer, one_session, text):
    """The whole work of one text: tokenise, run, pool, normalise."""
    feeds = encoder_inputs([tokenizer.encode(text).ids])
    hidden = one_session.run(None, feeds)[0]
    mean = hidden.mean(axis=1)
    return (mean / np.linalg.norm(mean, axis=1, keepdims=True))[0]


class Direct:
    """One model, in every way to call it that somebody could choose."""

    def __init__(self, model):
        self.sessions = {
            f"{CORES} × 1 thread": [session(model, 1) for _ in range(CORES)],
            f"{CORES} threads": [session(model, CORES)],
            f"{CORES} threads, spinning": [session(model, CORES, spinning=True)],
        }

    def best_rate(self, rows, sizes):
        """A function of seconds that gives (rows a second, processor ms a row), and how."""
        ways = {}
        for way, sessions in self.sessions.items():
            for size in sizes:
                measured = functools.partial(rate, sessions, in_batches(rows, size))
                ways[f"{way}, batches of {size}"] = measured
        return best(ways, lambda measured: measured(PROBE_SECONDS)[0], max)

    def best_alone(self, texts, tokenizer):
        """A function of seconds that gives the median ms of one run alone, and how."""
        feeds = [encoder_inputs([tokenizer.encode(text).ids]) for text in texts]
        return self.best_median(lambda one: [functools.partial(one.run, None, f) for f in feeds])

    def best_whole(self, texts, tokenizer):
        """The same with tokenizer, pooling and norm."""
        return self.best_median(
            lambda one: [functools.partial(embedding, tokenizer, one, text) for text in texts]
        )

    def best_median(self, calls_of):
        ways = {}
        for way, sessions in self.sessions.items():
            one = sessions[0]
            name = "1 thread" if len(sessions) > 1 else way
            ways[name] = functools.partial(median_ms, calls_of(one))
        return best(ways, lambda measured: measured(PROBE_SECONDS), min)


def best(ways, value_of, choose):
    """The way with the best median of three tries, which take turns, and its name.

    Chosen once: the best of several in each round would be the best of their noise."""
    tries = {name: [] for name in ways}
    for _ in range(3):
        for name, measured in ways.items():
            tries[name].append(value_of(measured))
    name = choose(tries, key=lambda one: statistics.median(tries[one]))
    return ways[name], name


def rate(sessions, batches, seconds):
    """(rows a second, processor ms a row) of whole passes over the batches, a thread a session."""
    begun = time.perf_counter()
    one_pass(sessions, batches, 1)
    passes = max(1, round(seconds / (time.perf_counter() - begun)))
    begun, spent = time.perf_counter(), time.process_time()
    one_pass(sessions, batches, passes)
    took, spent = time.perf_counter() - begun, time.process_time() - spent
    rows = passes * sum(map(rows_of, batches))
    return rows / took, spent * 1000 / rows


def one_pass(sessions, batches, times):
    turn = itertools.count()
    last = times * len(batches)

    def work(one):
        while (at := next(turn)) < last:
            one.run(None, batches[at % len(batches)])

    threads = [threading.Thread(target=work, args=(one,)) for one in sessions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def median_ms(calls, seconds):
    """Of one call at a time, in turns, at least once each."""
    times = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(times) < len(calls):
        begun = time.perf_counter()
        calls[len(times) % len(calls)]()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)
