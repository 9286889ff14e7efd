"""The unmodified tritonclient HTTP clients, sync and async, with binary tensors, their default."""

import asyncio
import sys

import numpy as np
import onnxruntime
import tritonclient.http as triton
import tritonclient.http.aio as triton_async

address, key, model, file = sys.argv[1:5]
headers = {"Authorization": "Bearer " + key}
features = np.array([[0.5, -1.25, 3.0, 1e-3], [1, 2, 3, 4]], dtype=np.float32)
codes = np.array([[1, -2], [2**40, 7]], dtype=np.int64)
session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
want_score, want_tag = session.run(
    ["score", "tag"], {"features": features, "codes": codes}
)


def inputs(kind, binary=(True, True)):
    made = [
        kind.InferInput("features", features.shape, "FP32"),
        kind.InferInput("codes", codes.shape, "INT64"),
    ]
    made[0].set_data_from_numpy(features, binary_data=binary[0])
    made[1].set_data_from_numpy(codes, binary_data=binary[1])
    return made


def outputs(kind, binary):
    return [
        kind.InferRequestedOutput(name, binary_data=one)
        for name, one in zip(("tag", "score"), binary)
    ]


def check(answer):
    response = answer.get_response()
    assert response["model_version"] == "1", response
    assert response["id"] == "r-1", response
    score, tag = answer.as_numpy("score"), answer.as_numpy("tag")
    assert score.dtype == np.float32 and score.shape == (2, 3), score
    assert np.abs(score - want_score).max() <= 1e-5 * max(1, np.abs(want_score).max())
    assert tag.dtype == np.int64 and (tag == want_tag).all(), tag


def sync():
    client = triton.InferenceServerClient(address)
    check(client.infer(model, inputs(triton), headers=dict(headers), request_id="r-1"))
    for binary in ((True, True), (True, False), (False, True), (False, False)):
        for asked in ((True, True), (True, False), (False, False)):
            check(
                client.infer(
                    model,
                    inputs(triton, binary),
                    outputs=outputs(triton, asked),
                    headers=dict(headers),  # the client writes its own into it
                    request_id="r-1",
                )
            )
    waiting = [
        client.async_infer(model, inputs(triton), headers=dict(headers), request_id="r-1")
        for _ in range(8)
    ]
    for one in waiting:
        check(one.get_result())
    client.close()


async def asynchronous():
    client = triton_async.InferenceServerClient(address)
    assert await client.is_model_ready(model, headers=headers)
    answers = await asyncio.gather(
        *(
            client.infer(
                model,
                inputs(triton_async),
                outputs=outputs(triton_async, (True, True)),
                headers=dict(headers),
                request_id="r-1",
            )
            for _ in range(20)
        )
    )
    for answer in answers:
        check(answer)
    await client.close()


sync()
asyncio.run(asynchronous())
print("binary tensors, sync and async, as ONNX Runtime gives them")
