"""Folders as they lie on Hugging Face: makes three of them, and judges what is answered.

    make FOLDER JAR_FOLDER   lays out FOLDER/embedder, /reranker and /mood; JAR_FOLDER has MiniLM
    check FOLDER HTTP KEY    asks all of them, beside ONNX Runtime called directly
"""

import json
import math
import os
import shutil
import sys
import urllib.request

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

TEXTS = [
    "A boat leaves the slipway.",
    "Grüße aus dem Hafen",
    "Berlin has 3.7 million people, and New York is known for its museums.",
]
QUERIES = ["how many people live in Berlin?", "what leaves the harbour?"]
TOKENS = 30522
MOODS = ["sad", "glad", "grün"]


def write(folder, path, content):
    target = os.path.join(folder, path)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target, "w", encoding="utf-8") as file:
        file.write(content if isinstance(content, str) else json.dumps(content, indent=2))


def common(folder, config, jar):
    """What such a folder has besides its graph; the weights are those of another framework."""
    write(folder, "config.json", config)
    write(folder, "tokenizer_config.json", {"model_max_length": 512, "do_lower_case": True})
    write(folder, "special_tokens_map.json", {"cls_token": "[CLS]", "sep_token": "[SEP]"})
    write(folder, "README.md", "---\nlibrary_name: sentence-transformers\n---\n")
    write(folder, ".gitattributes", "*.safetensors filter=lfs\n")
    write(folder, "model.safetensors", "weights")
    shutil.copy(os.path.join(jar, "tokenizer.json"), folder)


def embedder(folder, jar):
    """all-MiniLM-L6-v2 as sentence-transformers has it: the mean of its tokens, normalised."""
    config = {"architectures": ["BertModel"], "model_type": "bert", "hidden_size": 384}
    common(folder, {**config, "max_position_embeddings": 512}, jar)
    write(folder, "sentence_bert_config.json", {"max_seq_length": 256, "do_lower_case": False})
    write(folder, "config_sentence_transformers.json", {"__version__": {"pytorch": "2.0.0"}})
    kinds = [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
    write(
        folder,
        "modules.json",
        [
            {"idx": i, "name": str(i), "path": path, "type": "sentence_transformers.models." + kind}
            for i, (path, kind) in enumerate(kinds)
        ],
    )
    write(
        folder,
        "1_Pooling/config.json",
        {
            "word_embedding_dimension": 384,
            "pooling_mode_cls_token": False,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_max_tokens": False,
            "pooling_mode_mean_sqrt_len_tokens": False,
        },
    )
    os.makedirs(os.path.join(folder, "onnx"))
    shutil.copy(os.path.join(jar, "model.onnx"), os.path.join(folder, "onnx"))


def reranker(folder, jar):
    """A cross-encoder with BERT's inputs, whose score is a product of both texts."""
    config = {"architectures": ["BertForSequenceClassification"], "model_type": "bert"}
    common(folder, {**config, "id2label": {"0": "LABEL_0"}, "max_position_embeddings": 512}, jar)
    os.makedirs(os.path.join(folder, "onnx"))
    cross_encoder(os.path.join(folder, "onnx", "model.onnx"))


def mood(folder, jar):
    """A classifier of texts, whose logits are the sums of what its tokens weigh."""
    config = {"architectures": ["DistilBertForSequenceClassification"], "model_type": "distilbert"}
    labels = {str(at): label for at, label in enumerate(MOODS)}
    common(folder, {**config, "id2label": labels, "max_position_embeddings": 512}, jar)
    os.makedirs(os.path.join(folder, "onnx"))
    classifier(os.path.join(folder, "onnx", "model.onnx"))


def classifier(path):
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    size = (TOKENS, len(MOODS))
    table = np.random.default_rng(4).standard_normal(size).astype(np.float32) * 0.3

    def node(operator, inputs, output, **attributes):
        return helper.make_node(operator, inputs.split(), [output], **attributes)

    graph = helper.make_graph(
        [
            node("Gather", "table input_ids", "tokens"),
            node("Cast", "attention_mask", "mask", to=TensorProto.FLOAT),
            node("Unsqueeze", "mask last", "weights"),
            node("Mul", "tokens weights", "read"),
            node("ReduceSum", "read second", "logits", keepdims=0),
        ],
        "classifier",
        [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch_size", "sequence_length"])
            for name in ("input_ids", "attention_mask")
        ],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch_size", len(MOODS)])],
        [
            numpy_helper.from_array(table, "table"),
            numpy_helper.from_array(np.array([2], np.int64), "last"),
            numpy_helper.from_array(np.array([1], np.int64), "second"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def cross_encoder(path):
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    table = np.random.default_rng(3).standard_normal((TOKENS, 8)).astype(np.float32) * 0.3

    def node(operator, inputs, output, **attributes):
        return helper.make_node(operator, inputs.split(), [output], **attributes)

    names = ("input_ids", "attention_mask", "token_type_ids")
    graph = helper.make_graph(
        [
            node("Gather", "table input_ids", "tokens"),
            node("Cast", "attention_mask", "mask", to=TensorProto.FLOAT),
            node("Cast", "token_type_ids", "type", to=TensorProto.FLOAT),
            node("Mul", "mask type", "in_document"),
            node("Sub", "mask in_document", "in_query"),
            node("Unsqueeze", "in_query last", "query_weights"),
            node("Unsqueeze", "in_document last", "document_weights"),
            node("Mul", "tokens query_weights", "query_tokens"),
            node("Mul", "tokens document_weights", "document_tokens"),
            node("ReduceSum", "query_tokens second", "query", keepdims=0),
            node("ReduceSum", "document_tokens second", "document", keepdims=0),
            node("Mul", "query document", "products"),
            node("ReduceSum", "products second", "logits", keepdims=1),
        ],
        "cross-encoder",
        [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch_size", "sequence_length"])
            for name in names
        ],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch_size", 1])],
        [
            numpy_helper.from_array(table, "table"),
            numpy_helper.from_array(np.array([2], np.int64), "last"),
            numpy_helper.from_array(np.array([1], np.int64), "second"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def make(folder, jar):
    for name, layout in (("embedder", embedder), ("reranker", reranker), ("mood", mood)):
        inside = os.path.join(folder, name)
        os.makedirs(inside)
        layout(inside, jar)


class Direct:
    """ONNX Runtime and the tokenizer of a folder, called directly."""

    def __init__(self, folder):
        self.tokenizer = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
        self.tokenizer.no_padding()
        self.session = onnxruntime.InferenceSession(
            os.path.join(folder, "onnx", "model.onnx"), providers=["CPUExecutionProvider"]
        )

    def run(self, *texts):
        encoding = self.tokenizer.encode(*texts)
        feed = {
            "input_ids": np.array([encoding.ids], np.int64),
            "attention_mask": np.array([encoding.attention_mask], np.int64),
            "token_type_ids": np.array([encoding.type_ids], np.int64),
        }
        names = {one.name for one in self.session.get_inputs()}
        return self.session.run(None, {k: v for k, v in feed.items() if k in names})[0][0]

    def vector(self, text):
        mean = self.run(text).mean(axis=0)
        return mean / np.linalg.norm(mean)

    def chances(self, text):
        logits = self.run(text).astype(np.float64)
        powers = np.exp(logits - logits.max())
        return dict(zip(MOODS, powers / powers.sum()))

    def score(self, query, document):
        return 1 / (1 + math.exp(-float(self.run(query, document)[0])))


def post(http, key, path, body):
    request = urllib.request.Request(
        f"http://{http}{path}",
        json.dumps(body).encode(),
        {"Authorization": "Bearer " + key, "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def check(folder, http, key):
    direct = Direct(os.path.join(folder, "embedder"))
    data = post(http, key, "/v1/embeddings", {"model": "embedder", "input": TEXTS})["data"]
    assert [one["index"] for one in data] == list(range(len(TEXTS))), data
    differences = [
        np.abs(np.array(one["embedding"]) - direct.vector(text)).max()
        for one, text in zip(data, TEXTS)
    ]
    assert max(differences) <= 1e-5, differences
    print("embedder: max difference", max(differences))

    inputs = {"source_sentence": TEXTS[0], "sentences": TEXTS}
    alike = post(http, key, "/v1/similarity", {"model": "embedder", "inputs": inputs})
    want = [float(direct.vector(TEXTS[0]) @ direct.vector(text)) for text in TEXTS]
    assert np.abs(np.array(alike) - want).max() <= 1e-5, (alike, want)
    print("embedder: alike", alike)

    direct = Direct(os.path.join(folder, "mood"))
    answer = post(http, key, "/v1/classify", {"model": "mood", "inputs": TEXTS})
    for classes, text in zip(answer, TEXTS, strict=True):
        want = direct.chances(text)
        order = sorted(want, key=want.get, reverse=True)
        assert [one["label"] for one in classes] == order, (classes, want)
        differences = [abs(one["score"] - want[one["label"]]) for one in classes]
        assert max(differences) <= 1e-5, differences
    print("mood:", answer)

    direct = Direct(os.path.join(folder, "reranker"))
    seen = set()
    for query in QUERIES:
        body = {"model": "reranker", "query": query, "documents": TEXTS}
        results = post(http, key, "/v1/rerank", body)["results"]
        want = [direct.score(query, text) for text in TEXTS]
        order = [one["index"] for one in results]
        assert order == sorted(range(len(TEXTS)), key=lambda i: -want[i]), (order, want)
        differences = [abs(one["relevance_score"] - want[one["index"]]) for one in results]
        assert max(differences) <= 1e-5, differences
        seen.update(round(score, 4) for score in want)
        print("reranker:", query, want, "max difference", max(differences))
    assert len(seen) == len(TEXTS) * len(QUERIES), "the score depends on both texts"


if sys.argv[1] == "make":
    make(*sys.argv[2:])
else:
    check(*sys.argv[2:])
