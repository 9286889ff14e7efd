"""A recommendation model with wide tables: users and items as integers, 1 GB of embeddings."""

import functools

import direct
import numpy as np
import onnx
from client import Target
from ground import WORK
from onnx import TensorProto, helper, numpy_helper
from packages import Package, made
from rows import Row, Turn
from tensors import binary_request

MODEL = "two-towers"
CLIENTS = 16
ROWS = 128
BATCH_SIZES = (128, 512)
USERS, ITEMS = 3_000_000, 1_000_000
EMBEDDING_WIDTH = 64
TOWER_WIDTHS = (256, 128)
# Where a table begins in its file; a page of any system is a part of it.
ALIGNMENT = 1 << 16
ROWS_AT_ONCE = 100_000


def package():
    """How much a user likes an item: two tables of embeddings, 1 GB together, and a tower each.

    The tables are a file beside the graph, which is written once."""
    folder = WORK / "data-plane" / MODEL
    folder.mkdir(parents=True, exist_ok=True)
    data = folder / "model.onnx.data"
    places = write_tables(data, {"users": USERS, "items": ITEMS})
    chance = np.random.default_rng(5)
    nodes, weights = [], [external(name, *place, data) for name, place in places.items()]
    for kind in ("user", "item"):
        nodes.append(helper.make_node("Gather", [kind + "s", kind + "_id"], [kind + "_0"]))
        width = EMBEDDING_WIDTH
        for layer, wider in enumerate(TOWER_WIDTHS):
            weight, bias = f"{kind}_w{layer}", f"{kind}_b{layer}"
            drawn = chance.standard_normal((width, wider)) / np.sqrt(width)
            weights.append(numpy_helper.from_array(drawn.astype("f"), weight))
            weights.append(numpy_helper.from_array(np.zeros(wider, "f"), bias))
            inputs = [f"{kind}_{layer}", weight, bias]
            nodes.append(helper.make_node("Gemm", inputs, [f"{kind}_g{layer}"]))
            nodes.append(helper.make_node("Relu", [f"{kind}_g{layer}"], [f"{kind}_{layer + 1}"]))
            width = wider
    last = len(TOWER_WIDTHS)
    nodes.append(helper.make_node("Mul", [f"user_{last}", f"item_{last}"], ["both"]))
    nodes.append(helper.make_node("ReduceSum", ["both", "axis"], ["score"], keepdims=0))
    weights.append(numpy_helper.from_array(np.array([1], np.int64), "axis"))
    ids = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["n"])
        for name in ("user_id", "item_id")
    ]
    score = helper.make_tensor_value_info("score", TensorProto.FLOAT, ["n"])
    path = folder / "model.onnx"
    path.write_bytes(made(helper.make_graph(nodes, "towers", ids, [score], weights)))
    onnx.checker.check_model(str(path))
    return Package({"model.onnx": path, "model.onnx.data": data}, None, max(BATCH_SIZES))


def write_tables(file, tables):
    """Where each table of random numbers is: (rows, offset); a whole file is left as it is."""
    places, end = {}, 0
    for name, rows in tables.items():
        begin = -(-end // ALIGNMENT) * ALIGNMENT
        places[name] = (rows, begin)
        end = begin + rows * EMBEDDING_WIDTH * 4
    if file.exists() and file.stat().st_size == end:
        return places
    chance = np.random.default_rng(6)
    with open(file, "wb") as out:
        for rows, begin in places.values():
            out.seek(begin)
            for at in range(0, rows, ROWS_AT_ONCE):
                shape = (min(ROWS_AT_ONCE, rows - at), EMBEDDING_WIDTH)
                out.write(chance.standard_normal(shape, dtype=np.float32).tobytes())
    return places


def external(name, rows, offset, file):
    """A tensor whose numbers are in a file beside the graph."""
    one = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=[rows, EMBEDDING_WIDTH])
    one.data_location = TensorProto.EXTERNAL
    length = rows * EMBEDDING_WIDTH * 4
    for key, value in {"location": file.name, "offset": offset, "length": length}.items():
        one.external_data.add(key=key, value=str(value))
    return one


def row(maker, served):
    """Two towers over tables of 1 GB: one user, so many items, and what each is worth to them."""
    chance = np.random.default_rng(3)
    requests, feeds = [], []
    for _ in range(64):
        feed = {
            "user_id": np.full(ROWS, chance.integers(USERS), dtype=np.int64),
            "item_id": chance.integers(ITEMS, size=ROWS, dtype=np.int64),
        }
        feeds.append(feed)
        requests.append(binary_request(MODEL, feed))
    runtime = direct.Direct(served.model)
    one = runtime.sessions[f"{direct.CORES} threads"][0]
    answered = maker.server.ask(requests[0])["outputs"][0]["data"]
    maker.check("scores", answered, one.run(None, feeds[0])[0])
    ways = {
        f"{way}, batches of {size}": functools.partial(direct.rate, sessions, joined(feeds, size))
        for way, sessions in runtime.sessions.items()
        for size in BATCH_SIZES
    }
    measured, how = direct.best(ways, lambda way: way(direct.PROBE_SECONDS)[0], max)

    def reference(seconds):
        rate, processor = measured(seconds)
        return Turn(rate, processor * ROWS)

    turns = {
        "direct": reference,
        "slipway": maker.load(
            Target.of(maker.server, requests),
            CLIENTS,
            value=lambda report: report["rate"] * ROWS,
        ),
    }
    title = (
        f"two towers, {(USERS + ITEMS) / 1e6:g} million rows of embeddings,"
        f" {ROWS} int64 pairs a request in binary, {CLIENTS} at once"
    )
    return Row("wide", title, "rows/s", "direct", turns, how)


def joined(feeds, size):
    """The same rows in runs of so many."""
    at_once = size // ROWS
    return [
        {
            name: np.concatenate([feed[name] for feed in feeds[at : at + at_once]])
            for name in feeds[0]
        }
        for at in range(0, len(feeds), at_once)
    ]
