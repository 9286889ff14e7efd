"""Ten models that others made: lays them out as their makers do, and judges what is answered.

    make FOLDER JAR_FOLDER         writes FOLDER/models.json: name, what to deploy, its graph, ...
    check FOLDER FORM HTTP GRPC KEY [MODEL...]  asks each, or these, alone and together; FORM: json,
                                   binary or grpc

Alone an answer must be ONNX Runtime's own, bit for bit; together it may be 1e-5 off.
"""

import concurrent.futures
import importlib.util
import json
import os
import shutil
import sys
import tarfile
import threading

import numpy as np
import onnxruntime

ROUNDS = 24
ALONE = 4
TOGETHER = 8


def packaged(package, *path):
    """A file of an installed package, which is not imported: some want more than its model."""
    return os.path.join(os.path.dirname(importlib.util.find_spec(package).origin), *path)


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def bge(folder, jar):
    """Texts to vectors, quantised dynamically; an archive as of a sentence-transformers folder."""
    inside = os.path.join(folder, "bge-small-en-v1.5")
    os.makedirs(inside)
    for name in ("model.onnx", "tokenizer.json"):
        shutil.copy(os.path.join(jar, name), inside)
    write(
        os.path.join(inside, "modules.json"),
        json.dumps(
            [
                {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
                {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
                {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
            ]
        ),
    )
    write(
        os.path.join(inside, "1_Pooling", "config.json"),
        json.dumps({"word_embedding_dimension": 384, "pooling_mode_cls_token": True}),
    )
    archive = os.path.join(folder, "bge.tar.gz")
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(inside, arcname="bge-small-en-v1.5")
    return archive, os.path.join(inside, "model.onnx")


def declared(folder, name, source):
    """A folder with a graph and how many rows may be merged."""
    inside = os.path.join(folder, name)
    os.makedirs(inside)
    shutil.copy(source, os.path.join(inside, "model.onnx"))
    write(os.path.join(inside, "slipway.yaml"), "max_batch_size: 8\n")
    return inside, os.path.join(inside, "model.onnx")


def two_files(folder, name, source):
    """The graph apart from its weights, as torch.onnx.export writes it today."""
    import onnx

    path = os.path.join(folder, name + ".onnx")
    onnx.save(
        onnx.load(source),
        path,
        save_as_external_data=True,
        all_tensors_to_one_file=True,
        location=name + ".onnx.data",
        size_threshold=1024,
    )
    assert os.path.getsize(path + ".data") > 100_000
    return path, path


def sklearn_models(folder):
    from skl2onnx import to_onnx
    from skl2onnx.common.data_types import StringTensorType
    from sklearn.datasets import load_diabetes, load_iris
    from sklearn.ensemble import GradientBoostingRegressor, RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder

    x, y = load_iris(return_X_y=True)
    x = x.astype(np.float32)
    names = np.array(["setosa", "versicolor", "virginica"])[y]

    def save(name, onx):
        path = os.path.join(folder, name + ".onnx")
        with open(path, "wb") as file:
            file.write(onx.SerializeToString())
        return path, path

    forest = RandomForestClassifier(n_estimators=20, random_state=0).fit(x, y)
    yield "forest", save("forest", to_onnx(forest, x[:1]))
    logistic = LogisticRegression(max_iter=500).fit(x, names)
    yield "logistic", save("logistic", to_onnx(logistic, x[:1]))
    rows = np.array([[w, s] for w in ("calm", "gale", "storm") for s in ("ebb", "flood")])
    words = make_pipeline(OneHotEncoder(handle_unknown="ignore"), LogisticRegression()).fit(
        rows, ["sail", "sail", "sail", "stay", "stay", "stay"]
    )
    onx = to_onnx(
        words,
        initial_types=[("text", StringTensorType([None, 2]))],
        options={"zipmap": False},
    )
    yield "words", save("words", onx)
    patients, progress = load_diabetes(return_X_y=True)
    patients = patients.astype(np.float32)
    boosted = GradientBoostingRegressor(n_estimators=60, random_state=0).fit(patients, progress)
    yield "boosted", save("boosted", to_onnx(boosted, patients[:1]))


def make(folder, jar):
    models = {
        "bge": bge(folder, jar),
        "magika": declared(
            folder, "magika", packaged("magika", "models", "standard_v3_3", "model.onnx")
        ),
        "angle": declared(
            folder,
            "angle",
            packaged("rapidocr_onnxruntime", "models", "ch_ppocr_mobile_v2.0_cls_infer.onnx"),
        ),
        "lines": declared(
            folder,
            "lines",
            packaged("rapidocr_onnxruntime", "models", "ch_PP-OCRv4_rec_infer.onnx"),
        ),
        "speech": two_files(
            folder, "speech", packaged("silero_vad", "data", "silero_vad_16k_sequence.onnx")
        ),
    }
    boxes = os.path.join(folder, "textboxes.onnx")
    shutil.copy(packaged("rapidocr_onnxruntime", "models", "ch_PP-OCRv4_det_infer.onnx"), boxes)
    models["textboxes"] = (boxes, boxes)
    models.update(sklearn_models(folder))
    listed = [
        {"name": name, "deploy": deploy, "graph": graph}
        for name, (deploy, graph) in models.items()
    ]
    write(os.path.join(folder, "models.json"), json.dumps(listed, indent=1))
    print(json.dumps([one["name"] for one in listed]))


def feed_of(name, random):
    """What somebody would ask, another thing each time; the same shape, so that it may merge."""
    if name == "bge":
        ids = random.integers(1000, 20000, size=(1, 12))
        ids[0, 0], ids[0, -1] = 101, 102
        return {
            "input_ids": ids.astype(np.int64),
            "attention_mask": np.ones((1, 12), np.int64),
            "token_type_ids": np.zeros((1, 12), np.int64),
        }
    if name == "magika":
        return {"bytes": random.integers(0, 257, size=(1, 2048)).astype(np.int32)}
    if name == "textboxes":
        return {"x": random.standard_normal((1, 3, 64, 96)).astype(np.float32)}
    if name == "angle":
        return {"x": random.standard_normal((1, 3, 48, 192)).astype(np.float32)}
    if name == "lines":
        return {"x": random.standard_normal((1, 3, 48, 64)).astype(np.float32)}
    if name == "boosted":
        return {"X": (random.standard_normal((1, 10)) / 20).astype(np.float32)}
    if name == "speech":
        return {
            "input": (random.standard_normal((4, 576)) / 10).astype(np.float32),
            "h": (random.standard_normal((1, 1, 128)) / 10).astype(np.float32),
            "c": (random.standard_normal((1, 1, 128)) / 10).astype(np.float32),
        }
    if name == "words":
        words = ["calm", "gale", "storm", "ebb", "flood", "fog", "Böe"]
        return {"text": random.choice(words, size=(1, 2)).astype(object)}
    flowers = random.uniform([4.3, 2.0, 1.0, 0.1], [7.9, 4.4, 6.9, 2.5])
    return {"X": flowers.reshape(1, 4).astype(np.float32)}


WORDS = {"float32": "FP32", "int32": "INT32", "int64": "INT64", "object": "BYTES"}


def direct(session, feed):
    outputs = session.run(None, feed)
    answers = {}
    for meta, value in zip(session.get_outputs(), outputs):
        if isinstance(value, list):
            # A list of maps, one a row: the platform gives a column for each class.
            value = np.array([list(row.values()) for row in value], dtype=np.float32)
        answers[meta.name] = value
    return answers


def sessions_of(graph):
    """One thread a run, and one a processor: a replica runs lone requests either way."""
    made = []
    for threads in (1, len(os.sched_getaffinity(0))):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        made.append(
            onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        )
    return made


def equal(name, got, wants):
    """Every output must be one session's, in each bit of it."""
    for want in wants:
        if all(bits(got[key]) == bits(value) for key, value in want.items()):
            return
    off = {key: same(key, got[key], value) for key, value in wants[0].items()}
    raise AssertionError(f"{name} alone is not what the runtime gives; off by {off}")


def bits(value):
    if value.dtype == object or value.dtype.kind == "U":
        texts = [one.decode() if isinstance(one, bytes) else str(one) for one in value.ravel()]
        return value.shape, texts
    return value.shape, str(value.dtype), value.tobytes()


def same(name, got, want):
    if want.dtype == object or want.dtype.kind == "U":
        texts = [one.decode() if isinstance(one, bytes) else str(one) for one in got.ravel()]
        assert texts == [str(one) for one in want.ravel()], (name, texts, want)
        return 0.0
    assert got.shape == want.shape, (name, got.shape, want.shape)
    if got.size == 0:
        return 0.0
    difference = np.abs(got.astype(np.float64) - want.astype(np.float64)).max()
    assert difference <= 1e-5 * max(1.0, np.abs(want).max()), (name, difference)
    return float(difference)


def asker(form, http, grpc, key):
    """Asks by one of tritonclient's three forms."""
    if form == "grpc":
        import tritonclient.grpc as triton

        headers = {"authorization": "Bearer " + key}
    else:
        import tritonclient.http as triton

        headers = {"Authorization": "Bearer " + key}
    clients = threading.local()  # the HTTP client is not for two threads

    def client():
        if not hasattr(clients, "one"):
            clients.one = triton.InferenceServerClient(grpc if form == "grpc" else http)
        return clients.one

    binary = {} if form == "grpc" else {"binary_data": form == "binary"}

    def ask(model, feed, wanted):
        inputs = []
        for name, value in feed.items():
            tensor = triton.InferInput(name, value.shape, WORDS[str(value.dtype)])
            tensor.set_data_from_numpy(value, **binary)
            inputs.append(tensor)
        outputs = [triton.InferRequestedOutput(name, **binary) for name in wanted]
        answer = client().infer(model, inputs, outputs=outputs, headers=headers)
        return {name: answer.as_numpy(name) for name in wanted}

    return ask


def check(folder, form, http, grpc, key, *only):
    with open(os.path.join(folder, "models.json"), encoding="utf-8") as file:
        listed = json.load(file)
    ask = asker(form, http, grpc, key)
    failed = []
    for model in listed:
        name = model["name"]
        if only and name not in only:
            continue
        sessions = sessions_of(model["graph"])
        random = np.random.default_rng(7)
        feeds = [feed_of(name, random) for _ in range(ROUNDS)]
        wants = [direct(sessions[0], feed) for feed in feeds]

        def one(i):
            got = ask(name, feeds[i], list(wants[i]))
            return max(same(name, got[k], want) for k, want in wants[i].items())

        try:
            for i in range(ALONE):
                others = [direct(session, feeds[i]) for session in sessions]
                equal(name, ask(name, feeds[i], list(wants[i])), others)
            # Eight at once, so that those whose rows may be merged are.
            with concurrent.futures.ThreadPoolExecutor(TOGETHER) as pool:
                together = max(pool.map(one, range(ROUNDS)))
            print(f"{name}: {form}: alone bit for bit, together {together:.1e}")
        except Exception as failure:
            failed.append(name)
            print(f"{name}: {form}: {type(failure).__name__} {str(failure)[:300]}")
    assert not failed, failed


if sys.argv[1] == "make":
    make(*sys.argv[2:])
else:
    check(*sys.argv[2:])
