#!/usr/bin/env python3
"""What a tensor costs in each protocol: OIP over REST as JSON, over REST in binary, over gRPC.

benchmarks/protocols.py [--rounds N] [--seconds S]
A platform of its own serves a graph that adds 1, so that what is measured is the way. The client
is tritonclient, unmodified; its own work is part of each time. The protocols take turns in each
round; processor time is that of the gateway and of the replica, from /proc.
"""

import argparse
import os
import pathlib
import statistics
import tempfile
import threading
import time

from ground import deploy, enter_environment, key, platform, request_processes

enter_environment()

import numpy as np  # noqa: E402
import onnx  # noqa: E402
import tritonclient.grpc as over_grpc  # noqa: E402
import tritonclient.http as over_http  # noqa: E402
from onnx import TensorProto, helper  # noqa: E402

MODEL = "adder"
SIZES = {"1 x 16": (1, 16), "1 x 3 x 224 x 224": (1, 3 * 224 * 224)}
TICK = os.sysconf("SC_CLK_TCK")


def write_model(path):
    graph = helper.make_graph(
        [helper.make_node("Add", ["x", "one"], ["y"])],
        "adder",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", "size"])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["batch", "size"])],
        [helper.make_tensor("one", TensorProto.FLOAT, [1], [1.0])],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)
    onnx.save(model, str(path))


class Rest:
    def __init__(self, url, token, binary):
        self.client = over_http.InferenceServerClient(url.removeprefix("http://"))
        self.headers = {"Authorization": "Bearer " + token}
        self.binary = binary

    def ask(self, array):
        tensor = over_http.InferInput("x", list(array.shape), "FP32")
        tensor.set_data_from_numpy(array, binary_data=self.binary)
        wanted = over_http.InferRequestedOutput("y", binary_data=self.binary)
        answer = self.client.infer(MODEL, [tensor], outputs=[wanted], headers=self.headers)
        return answer.as_numpy("y")


class Grpc:
    def __init__(self, address, token):
        self.client = over_grpc.InferenceServerClient(address)
        self.headers = {"authorization": "Bearer " + token}

    def ask(self, array):
        tensor = over_grpc.InferInput("x", list(array.shape), "FP32")
        tensor.set_data_from_numpy(array)
        return self.client.infer(MODEL, [tensor], headers=self.headers).as_numpy("y")


def processor_seconds(data):
    """Of the gateway and the replicas together."""
    total = 0.0
    for process in request_processes(data):
        fields = pathlib.Path("/proc", str(process), "stat").read_text().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / TICK
    return total


def load(make, array, clients, seconds):
    """(median ms of one request, requests a second) of so many clients, each one at a time."""
    times = [[] for _ in range(clients)]
    end = time.perf_counter() + seconds

    def work(mine):
        client = make()
        while time.perf_counter() < end:
            start = time.perf_counter()
            answer = client.ask(array)
            mine.append((time.perf_counter() - start) * 1000)
            if answer.shape != array.shape or answer.flat[0] != array.flat[0] + 1:
                raise SystemExit("a wrong answer")

    threads = [threading.Thread(target=work, args=(mine,)) for mine in times]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    everything = [one for mine in times for one in mine]
    return statistics.median(everything), len(everything) / seconds


def measure(data, makers, chosen):
    print("| tensor | protocol | one alone, ms | 8 clients, requests/s | processor ms/request |")
    print("| --- | --- | --- | --- | --- |")
    for size, shape in SIZES.items():
        array = np.random.default_rng(1).random(shape, dtype=np.float32)
        rows = {name: [] for name in makers}
        for make in makers.values():
            load(make, array, 4, chosen.seconds)
        for _ in range(chosen.rounds):
            for name, make in makers.items():
                alone, _ = load(make, array, 1, chosen.seconds)
                before = processor_seconds(data)
                _, rate = load(make, array, 8, chosen.seconds)
                spent = (processor_seconds(data) - before) / (rate * chosen.seconds) * 1000
                rows[name].append((alone, rate, spent))
        for name, row in rows.items():
            alone, rate, spent = (statistics.median(column) for column in zip(*row))
            print(f"| {size} | {name} | {alone:.2f} | {rate:.0f} | {spent:.3f} |")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--seconds", type=float, default=3)
    chosen = arguments.parse_args()
    with platform(18792) as (url, address, data), tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "model.onnx")
        write_model(file)
        deploy(file, MODEL, data)
        token = key(data)
        makers = {
            "REST, JSON": lambda: Rest(url, token, False),
            "REST, binary": lambda: Rest(url, token, True),
            "gRPC": lambda: Grpc(address, token),
        }
        measure(data, makers, chosen)


if __name__ == "__main__":
    main()
