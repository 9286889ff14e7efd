"""The unmodified tritonclient HTTP client against the gateway, in JSON."""

import sys
import time

import numpy as np
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException

address, key, model = sys.argv[1:4]
headers = {"Authorization": "Bearer " + key}
deployer = {"Authorization": "Bearer " + sys.argv[5]}
client = triton.InferenceServerClient(address)

assert client.is_server_live(headers=headers)
assert client.is_server_ready(headers=headers)
assert client.is_model_ready(model, headers=headers)
assert client.is_model_ready(model, "1", headers=headers)

server = client.get_server_metadata(headers=headers)
assert server["name"] == "slipway", server
assert {"binary_tensor_data", "classification", "statistics"} <= set(server["extensions"]), server

metadata = client.get_model_metadata(model, headers=headers)
assert metadata["name"] == model, metadata
assert metadata["versions"] == ["1"], metadata
assert {(i["name"], i["datatype"]) for i in metadata["inputs"]} == {
    ("features", "FP32"),
    ("codes", "INT64"),
}, metadata
assert [o["name"] for o in metadata["outputs"]] == ["score", "tag"], metadata
print(metadata)

for version in ("", "1"):
    config = client.get_model_config(model, version, headers=headers)
    assert config["name"] == model and config["platform"] == metadata["platform"], config
    assert ("dynamic_batching" in config) == (config["max_batch_size"] > 0), config
    batch = 1 if config["max_batch_size"] > 0 else 0
    for told, known in (("input", "inputs"), ("output", "outputs")):
        assert [
            {"name": one["name"], "data_type": one["data_type"], "dims": one["dims"]}
            for one in config[told]
        ] == [
            {
                "name": one["name"],
                "data_type": "TYPE_" + one["datatype"],
                "dims": one["shape"][batch:],
            }
            for one in metadata[known]
        ], config
print(config)

features = np.array([[0.5, -1.25, 3.0, 1e-3], [1, 2, 3, 4]], dtype=np.float32)
codes = np.array([[1, -2], [2**40, 7]], dtype=np.int64)
inputs = [
    triton.InferInput("features", features.shape, "FP32"),
    triton.InferInput("codes", codes.shape, "INT64"),
]
inputs[0].set_data_from_numpy(features, binary_data=False)
inputs[1].set_data_from_numpy(codes, binary_data=False)
outputs = [
    triton.InferRequestedOutput(name, binary_data=False) for name in ("score", "tag")
]
answer = client.infer(
    model,
    inputs,
    outputs=outputs,
    headers=headers,
    request_id="r-1",
    priority=1,
    timeout=30_000_000,
)
response = answer.get_response()
assert response["model_version"] == "1", response
assert response["id"] == "r-1", response
score, tag = answer.as_numpy("score"), answer.as_numpy("tag")
assert score.dtype == np.float32 and score.shape == (2, 3), score
assert tag.dtype == np.int64 and tag.shape == (2, 2), tag

import onnxruntime

session = onnxruntime.InferenceSession(sys.argv[4], providers=["CPUExecutionProvider"])
want_score, want_tag = session.run(
    ["score", "tag"], {"features": features, "codes": codes}
)
assert np.abs(score - want_score).max() <= 1e-5 * max(1, np.abs(want_score).max())
assert (tag == want_tag).all()
print("score and tag as ONNX Runtime gives them")



def top(values, count):
    """The classification of rows, as Triton's protocol writes it."""
    order = np.argsort(-values, axis=1, kind="stable")[:, :count]
    return [[(int(at), values[row, at]) for at in best] for row, best in enumerate(order)]


def told(answer, name):
    def pair(one):
        value, at = (str(one, "utf-8") if isinstance(one, bytes) else one).split(":")
        return int(at), float(value)

    return [[pair(one) for one in row] for row in answer.as_numpy(name)]


for binary in (False, True):
    classes = client.infer(
        model,
        inputs,
        outputs=[
            triton.InferRequestedOutput("score", binary_data=binary, class_count=2),
            triton.InferRequestedOutput("tag", binary_data=binary),
        ],
        headers=dict(headers),
    )
    assert classes.get_output("score")["datatype"] == "BYTES", classes.get_response()
    got, want = told(classes, "score"), top(score, 2)
    assert [[at for at, _ in row] for row in got] == [[at for at, _ in row] for row in want]
    assert np.allclose(
        [[value for _, value in row] for row in got],
        [[value for _, value in row] for row in want],
    ), (got, want)
    assert (classes.as_numpy("tag") == want_tag).all()
print("the highest classes, in JSON and binary")

index = client.get_model_repository_index(headers=headers)
assert {"name": model, "version": "1", "state": "READY", "reason": ""} in index, index
for version in ("", "1"):
    statistics = client.get_inference_statistics(model, version, headers=headers)
    (counted,) = statistics["model_stats"]
    assert counted["name"] == model and counted["version"] == "1", counted
    assert counted["execution_count"] >= 3, counted
    assert counted["inference_count"] >= counted["execution_count"], counted
    assert counted["inference_stats"]["compute_infer"]["ns"] > 0, counted
    assert counted["last_inference"] > 0, counted
    assert counted["batch_stats"][0]["compute_infer"]["count"] > 0, counted
everything = client.get_inference_statistics(headers=headers)["model_stats"]
assert model in {one["name"] for one in everything}, everything
print("repository index and statistics")

for wrong, word in (
    ({"priority": 11}, "from 0 to 10"),
    ({"timeout": 0}, "microseconds"),
    ({"sequence_id": 7, "sequence_start": True}, "only stateless models"),
    ({"outputs": [triton.InferRequestedOutput("score", class_count=-1)]}, "from 1 to"),
):
    try:
        client.infer(model, inputs, **{"outputs": outputs, "headers": headers, **wrong})
        raise AssertionError(f"{wrong} was taken")
    except InferenceServerException as error:
        assert word in error.message(), error
print("what no request may say of itself is refused")


def rests():
    (one,) = [
        one for one in client.get_model_repository_index(headers=headers) if one["name"] == model
    ]
    # A version that rests is ready all the same: its next request is answered.
    assert one["state"] == "READY", one
    return one["reason"].startswith("at rest")


def await_rest():
    end = time.monotonic() + 60
    while not rests():
        assert time.monotonic() < end, "the model does not rest"
        time.sleep(0.1)


client.load_model(model, headers=deployer)
assert not rests()
client.unload_model(model, headers=deployer)
await_rest()
assert client.is_model_ready(model, headers=headers)
client.unload_model(model, headers=deployer, unload_dependents=True)
client.load_model(model, headers=deployer)
assert not rests()
client.unload_model(model + "@1", headers=deployer)
await_rest()
again = client.infer(model, inputs, outputs=outputs, headers=headers)
assert (again.as_numpy("tag") == want_tag).all()
assert not rests()
for move, words in (
    (lambda: client.load_model(model, headers=headers), "may not load or unload"),
    (lambda: client.unload_model(model, headers=headers), "may not load or unload"),
    (lambda: client.load_model("nowhere", headers=deployer), "nowhere"),
    (lambda: client.load_model(model, headers=deployer, config="{}"), "sealed"),
    (
        lambda: client.load_model(
            model,
            headers=deployer,
            config="{}",
            files={"file:1/model.onnx": b"x" * 100_000},
        ),
        "sealed",
    ),
):
    try:
        move()
        raise AssertionError("a model was moved that may not be: " + words)
    except InferenceServerException as error:
        assert words in error.message(), error
print("loaded, at rest, and back with the next request")
