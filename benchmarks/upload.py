#!/usr/bin/env python3
"""What an upload costs: a package with a large file of weights, beside cp and sha256sum.

benchmarks/upload.py [--gigabytes N] [--rounds N] [--folder DIR]
A platform of its own takes the package through the gateway, as `curl -F` would send it; copying
the same file and computing its digest is the least that a store must do. The most that the
store's heap held is read each quarter of a second. At the end the first round's version is rolled
out and asked for its last row, which must be what was written. Takes N GB of disk for each round
and two more, and as much memory for the replica, outside its heap.
"""

import argparse
import array
import http.client
import json
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

from ground import enter_environment, key, platform

enter_environment()

import onnx  # noqa: E402
from onnx import TensorProto, helper  # noqa: E402

CHUNK = 1 << 20
BOUNDARY = "slipway-benchmark-part"
WEIGHTS = "model.onnx.data"
ROLLOUT_LIMIT_SECONDS = 900
ENDED = ("rolled_back", "aborted", "failed")


def write_package(folder, gigabytes):
    """A table of gigabytes x 2^30 bytes beside a graph that reads rows of it.

    Returns the number of its last row and what is in it."""
    columns = 1024
    chunks = int(gigabytes * (1 << 30)) // CHUNK
    rows = chunks * (CHUNK // (4 * columns))
    # Not random bytes, some of which are no numbers: JSON could not tell them.
    last = array.array("f", (random.uniform(-1, 1) for _ in range(columns)))
    with open(folder / WEIGHTS, "wb") as file:
        for _ in range(chunks):
            file.write(os.urandom(CHUNK))
        file.seek(-4 * columns, os.SEEK_END)
        file.write(last.tobytes())
    table = TensorProto(name="table", data_type=TensorProto.FLOAT, dims=[rows, columns])
    table.data_location = TensorProto.EXTERNAL
    size = (folder / WEIGHTS).stat().st_size
    for name, value in (("location", WEIGHTS), ("offset", "0"), ("length", str(size))):
        table.external_data.add(key=name, value=value)
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "row"], ["y"])],
        "table",
        [helper.make_tensor_value_info("row", TensorProto.INT64, ["batch"])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["batch", columns])],
        [table],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)
    (folder / "model.onnx").write_bytes(model.SerializeToString())
    return rows - 1, last


def copy_and_digest(folder):
    start = time.perf_counter()
    subprocess.check_call(["cp", str(folder / WEIGHTS), str(folder / "copy")])
    subprocess.check_call(["sha256sum", str(folder / WEIGHTS)], stdout=subprocess.DEVNULL)
    took = time.perf_counter() - start
    (folder / "copy").unlink()
    return took


def parts(folder):
    for name in ("model.onnx", WEIGHTS):
        head = (
            f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n"
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        yield head.encode(), folder / name
    yield f"--{BOUNDARY}--\r\n".encode(), None


def upload(url, token, folder, model):
    connection = http.client.HTTPConnection(urllib.parse.urlparse(url).netloc, timeout=600)
    length = sum(
        len(head) + (file.stat().st_size + 2 if file else 0) for head, file in parts(folder)
    )
    start = time.perf_counter()
    connection.putrequest("POST", f"/admin/v1/models/{model}/versions")
    connection.putheader("Authorization", "Bearer " + token)
    connection.putheader("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
    connection.putheader("Content-Length", str(length))
    connection.endheaders()
    for head, file in parts(folder):
        connection.send(head)
        if file:
            with open(file, "rb") as data:
                while piece := data.read(CHUNK):
                    connection.send(piece)
            connection.send(b"\r\n")
    answer = connection.getresponse()
    text = answer.read()
    took = time.perf_counter() - start
    if answer.status != 201 or json.loads(text)["state"] != "verified":
        sys.exit(f"status {answer.status}: {text[:300]!r}")
    return took


def call(url, token, path, body=None):
    request = urllib.request.Request(
        url + path,
        None if body is None else json.dumps(body).encode(),
        {"Authorization": "Bearer " + token, "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refused:
        sys.exit(f"{path}: status {refused.code}: {refused.read()[:300]!r}")


def serve(url, data, model):
    """Rolls version 1 out; seconds until it is served."""
    start = time.perf_counter()
    rollouts = f"/admin/v1/models/{model}/rollouts"
    token = key(data, "admin")
    wanted = {"version": 1, "strategy": "blue_green", "bake_seconds": 0}
    rollout = call(url, token, rollouts, wanted)
    while rollout["state"] != "completed":
        if rollout["state"] in ENDED or time.perf_counter() - start > ROLLOUT_LIMIT_SECONDS:
            sys.exit(f"{model}@1 is not served: {rollout['state']}: {rollout['detail']}")
        time.sleep(0.5)
        rollout = call(url, token, f"{rollouts}/{rollout['id']}")
    return time.perf_counter() - start


def check_row(url, data, model, row, written):
    """The row as the model gives it must be the bytes that were written."""
    question = {"inputs": [{"name": "row", "shape": [1], "datatype": "INT64", "data": [row]}]}
    output = call(url, key(data), f"/v2/models/{model}/infer", question)["outputs"][0]
    answered = array.array("f", output["data"])
    if answered.tobytes() != written.tobytes():
        wrong = [i for i, pair in enumerate(zip(answered, written)) if pair[0] != pair[1]]
        sys.exit(
            f"row {row} of {model} is not what was written: {len(answered)} of {len(written)}"
            f" values came, {len(wrong)} differ, the first at {wrong[:1]}"
        )


class HeapWatch:
    """The most that the store's heap held, in MiB, while the watch is open."""

    def __init__(self, data):
        run = pathlib.Path(data, "run", "store.properties").read_text()
        port = next(
            line.split("=")[1] for line in run.splitlines() if line.startswith("management_port=")
        )
        self.url = f"http://127.0.0.1:{port}/actuator/prometheus"
        self.most = 0.0
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.look)

    def look(self):
        while not self.over.wait(0.25):
            page = urllib.request.urlopen(self.url, timeout=10).read().decode()
            used = sum(
                float(line.rpartition(" ")[2])
                for line in page.splitlines()
                if line.startswith("jvm_memory_used_bytes{") and 'area="heap"' in line
            )
            self.most = max(self.most, used / (1 << 20))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *ignored):
        self.over.set()
        self.thread.join()


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--gigabytes", type=float, default=2)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--folder", help="where the package and the platform's data lie")
    chosen = arguments.parse_args()
    rows = []
    with (
        platform(18793, chosen.folder) as (url, _, data),
        tempfile.TemporaryDirectory(dir=chosen.folder) as place,
    ):
        folder = pathlib.Path(place)
        first = None
        for number in range(chosen.rounds):
            last_row = write_package(folder, chosen.gigabytes)
            first = first or last_row
            least = copy_and_digest(folder)
            with HeapWatch(data) as heap:
                took = upload(url, key(data, "admin"), folder, f"table-{number}")
            rows.append((least, took, heap.most))
            print(f"round {number + 1}: cp + sha256sum {least:.1f} s, upload {took:.1f} s,"
                  f" heap at most {heap.most:.0f} MiB", flush=True)
        served = serve(url, data, "table-0")
        check_row(url, data, "table-0", *first)
        print(f"the first was served {served:.1f} s after its rollout began; its last row is what"
              " was written")
    least, took, _ = (statistics.median(column) for column in zip(*rows))
    size = chosen.gigabytes * 1024
    print()
    print("| package | upload | cp + sha256sum | ratio | store's heap at most |")
    print("| --- | --- | --- | --- | --- |")
    print(
        f"| {chosen.gigabytes:g} GiB | {size / took:.0f} MiB/s | {size / least:.0f} MiB/s |"
        f" {took / least:.2f} × the time | {max(row[2] for row in rows):.0f} MiB |"
    )


if __name__ == "__main__":
    main()
