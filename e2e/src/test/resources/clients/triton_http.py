"""The unmodified tritonclient HTTP client against the gateway, in JSON."""

import sys

import numpy as np
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException

address, key, model = sys.argv[1:4]
headers = {"Authorization": "Bearer " + key}
client = triton.InferenceServerClient(address)

assert client.is_server_live(headers=headers)
assert client.is_server_ready(headers=headers)
assert client.is_model_ready(model, headers=headers)
assert client.is_model_ready(model, "1", headers=headers)

metadata = client.get_model_metadata(model, headers=headers)
assert metadata["name"] == model, metadata
assert metadata["versions"] == ["1"], metadata
assert {(i["name"], i["datatype"]) for i in metadata["inputs"]} == {
    ("features", "FP32"),
    ("codes", "INT64"),
}, metadata
assert [o["name"] for o in metadata["outputs"]] == ["score", "tag"], metadata
print(metadata)

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

for wrong, word in (
    ({"priority": 11}, "from 0 to 10"),
    ({"timeout": 0}, "microseconds"),
    ({"sequence_id": 7, "sequence_start": True}, "only stateless models"),
):
    try:
        client.infer(model, inputs, outputs=outputs, headers=headers, **wrong)
        raise AssertionError(f"{wrong} was taken")
    except InferenceServerException as error:
        assert word in error.message(), error
print("what no request may say of itself is refused")
