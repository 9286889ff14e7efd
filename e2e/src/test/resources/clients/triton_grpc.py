"""The unmodified tritonclient gRPC clients, sync and async, against the gateway's own gRPC port."""

import asyncio
import os
import queue
import sys
import time

import numpy as np
import onnxruntime
import tritonclient.grpc as triton
import tritonclient.grpc.aio as triton_async
from tritonclient.grpc import model_config_pb2
from tritonclient.utils import InferenceServerException

key, model, file = sys.argv[1:4]
address = os.environ["SLIPWAY_GRPC"]
headers = {"authorization": "Bearer " + key}
deployer = {"authorization": "Bearer " + sys.argv[4]}

features = np.array([[0.5, -1.25, 3.0, 1e-3], [1, 2, 3, 4]], dtype=np.float32)
codes = np.array([[1, -2], [2**40, 7]], dtype=np.int64)
session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
want_score, want_tag = session.run(
    ["score", "tag"], {"features": features, "codes": codes}
)


def inputs(kind):
    made = [
        kind.InferInput("features", features.shape, "FP32"),
        kind.InferInput("codes", codes.shape, "INT64"),
    ]
    made[0].set_data_from_numpy(features)
    made[1].set_data_from_numpy(codes)
    return made


def outputs(kind):
    return [kind.InferRequestedOutput(name) for name in ("tag", "score")]


def check(answer):
    response = answer.get_response()
    assert response.model_version == "1", response
    assert response.id == "r-1", response
    assert [o.name for o in response.outputs] == ["tag", "score"], response
    score, tag = answer.as_numpy("score"), answer.as_numpy("tag")
    assert score.dtype == np.float32 and score.shape == (2, 3), score
    assert np.abs(score - want_score).max() <= 1e-5 * max(1, np.abs(want_score).max())
    assert (tag == want_tag).all()


def check_metadata(metadata):
    assert metadata.name == model, metadata
    assert list(metadata.versions) == ["1"], metadata
    assert {(i.name, i.datatype) for i in metadata.inputs} == {
        ("features", "FP32"),
        ("codes", "INT64"),
    }, metadata
    assert [o.name for o in metadata.outputs] == ["score", "tag"], metadata


def check_configuration(config, metadata):
    assert config.name == model and config.platform == metadata.platform, config
    assert config.backend == "onnxruntime", config
    assert config.HasField("dynamic_batching") == (config.max_batch_size > 0), config
    batch = 1 if config.max_batch_size > 0 else 0
    for told, known in ((config.input, metadata.inputs), (config.output, metadata.outputs)):
        assert [one.name for one in told] == [one.name for one in known], config
        for one, tensor in zip(told, known):
            kind = model_config_pb2.DataType.Name(one.data_type)
            assert kind == "TYPE_" + tensor.datatype, config
            assert list(one.dims) == list(tensor.shape)[batch:], config


def check_classes(answer):
    got = [[str(one, "utf-8").split(":") for one in row] for row in answer.as_numpy("score")]
    order = np.argsort(-want_score, axis=1, kind="stable")[:, :2]
    assert [[int(one[1]) for one in row] for row in got] == order.tolist(), (got, want_score)
    values = [[float(one[0]) for one in row] for row in got]
    assert np.allclose(values, np.take_along_axis(want_score, order, axis=1)), got


def check_index(index):
    models = {(one.name, one.version, one.state) for one in index.models}
    assert (model, "1", "READY") in models, index


def check_statistics(statistics):
    (counted,) = statistics.model_stats
    assert (counted.name, counted.version) == (model, "1"), counted
    assert counted.inference_count >= counted.execution_count > 0, counted
    assert counted.inference_stats.compute_infer.ns > 0, counted
    assert counted.last_inference > 0, counted
    assert counted.batch_stats[0].compute_infer.count > 0, counted


def check_refusal(error, code, *words):
    assert error.status() == "StatusCode." + code, error
    assert all(word in error.message() for word in words), error
    assert "127.0.0.1" not in str(error) and "java" not in str(error), error


def sync():
    client = triton.InferenceServerClient(address)
    assert client.is_server_live()
    assert client.is_server_ready()
    assert client.get_server_metadata(headers=headers).name == "slipway"
    assert client.is_model_ready(model, headers=headers)
    assert client.is_model_ready(model, "1", headers=headers)
    metadata = client.get_model_metadata(model, headers=headers)
    check_metadata(metadata)
    for version in ("", "1"):
        check_configuration(
            client.get_model_config(model, version, headers=headers).config, metadata
        )
    for compression in (None, "gzip"):
        check(
            client.infer(
                model,
                inputs(triton),
                outputs=outputs(triton),
                headers=headers,
                request_id="r-1",
                priority=1,
                timeout=30_000_000,
                client_timeout=30,
                compression_algorithm=compression,
            )
        )
    told = queue.Queue()
    for _ in range(8):
        client.async_infer(
            model,
            inputs(triton),
            callback=lambda result, error: told.put((result, error)),
            outputs=outputs(triton),
            headers=headers,
            request_id="r-1",
        )
    for _ in range(8):
        result, error = told.get(timeout=60)
        assert error is None, error
        check(result)
    check_classes(
        client.infer(
            model,
            inputs(triton),
            outputs=[triton.InferRequestedOutput("score", class_count=2)],
            headers=headers,
        )
    )
    check_index(client.get_model_repository_index(headers=headers))
    check_statistics(client.get_inference_statistics(model, headers=headers))
    check_statistics(client.get_inference_statistics(model, "1", headers=headers))
    for call, code, words in (
        (lambda: client.infer(model, inputs(triton)), "UNAUTHENTICATED", ["key"]),
        (
            lambda: client.infer(
                model, inputs(triton), headers={"authorization": "Bearer wrong"}
            ),
            "UNAUTHENTICATED",
            ["key"],
        ),
        (
            lambda: client.infer("nowhere", inputs(triton), headers=headers),
            "NOT_FOUND",
            ["nowhere"],
        ),
        (
            lambda: client.infer(model, inputs(triton)[:1], headers=headers),
            "INVALID_ARGUMENT",
            ["codes", "missing"],
        ),
        (
            lambda: client.infer(model, inputs(triton), headers=headers, priority=11),
            "INVALID_ARGUMENT",
            ["'priority'", "from 0 to 10"],
        ),
        (
            lambda: client.infer(
                model, inputs(triton), headers={**headers, "x-priority": "high"}
            ),
            "INVALID_ARGUMENT",
            ["X-Priority", "from 0 to 10"],
        ),
        (
            lambda: client.infer(model, inputs(triton), headers=headers, timeout=0),
            "INVALID_ARGUMENT",
            ["timeout", "microseconds"],
        ),
        (
            lambda: client.infer(model, inputs(triton), headers=headers, sequence_id=7),
            "INVALID_ARGUMENT",
            ["only stateless models"],
        ),
        (
            lambda: client.get_trace_settings(model, headers=headers),
            "UNIMPLEMENTED",
            ["ModelInfer"],
        ),
        (
            lambda: client.infer(
                model,
                inputs(triton),
                outputs=[triton.InferRequestedOutput("score", class_count=-1)],
                headers=headers,
            ),
            "INVALID_ARGUMENT",
            ["'classification'", "from 1 to"],
        ),
    ):
        try:
            call()
            raise AssertionError("it was not refused with " + code)
        except InferenceServerException as error:
            check_refusal(error, code, *words)
    client.close()


def stream():
    client = triton.InferenceServerClient(address)
    told = queue.Queue(1000)

    def next_one():
        return told.get(timeout=60)

    client.start_stream(
        callback=lambda result, error: told.put((result, error)), headers=headers
    )
    names = [f"r-{number}" for number in range(100)]
    for name in names:
        client.async_stream_infer(
            model,
            inputs(triton),
            outputs=outputs(triton),
            request_id=name,
            enable_empty_final_response=True,
        )
    for name in names:
        result, error = next_one()
        assert error is None, error
        response = result.get_response()
        assert response.id == name, (response.id, name)
        assert response.parameters["triton_final_response"].bool_param, response
        assert (result.as_numpy("tag") == want_tag).all()
    for request, words in (
        (lambda: client.async_stream_infer("nowhere", inputs(triton)), ["nowhere"]),
        (
            lambda: client.async_stream_infer(model, inputs(triton)[:1]),
            ["codes", "missing"],
        ),
        (
            lambda: client.async_stream_infer(model, inputs(triton), sequence_id=7),
            ["only stateless models"],
        ),
    ):
        request()
        result, error = next_one()
        assert result is None and all(word in error.message() for word in words), error
    client.async_stream_infer(
        model, inputs(triton), outputs=outputs(triton), request_id="r-1"
    )
    client.stop_stream()
    result, error = next_one()
    assert error is None, error
    check(result)
    assert told.empty()

    client.start_stream(
        callback=lambda result, error: told.put((result, error)),
        headers={"authorization": "Bearer wrong"},
    )
    result, error = next_one()
    check_refusal(error, "UNAUTHENTICATED", "key")
    client.stop_stream()
    client.close()


def rests(client):
    index = client.get_model_repository_index(headers=headers)
    (one,) = [one for one in index.models if one.name == model]
    assert one.state == "READY", one
    return one.reason.startswith("at rest")


def residence():
    client = triton.InferenceServerClient(address)
    client.unload_model(model, headers=deployer)
    end = time.monotonic() + 60
    while not rests(client):
        assert time.monotonic() < end, "the model does not rest"
        time.sleep(0.1)
    assert client.is_model_ready(model, headers=headers)
    client.load_model(model, headers=deployer)
    assert not rests(client)
    for move, code, words in (
        (
            lambda: client.unload_model(model, headers=headers),
            "PERMISSION_DENIED",
            ["may not load or unload"],
        ),
        (
            lambda: client.load_model("nowhere", headers=deployer),
            "NOT_FOUND",
            ["nowhere"],
        ),
        (
            lambda: client.load_model(
                model,
                headers=deployer,
                config="{}",
                files={"file:1/model.onnx": b"x" * 100_000},
            ),
            "INVALID_ARGUMENT",
            ["sealed"],
        ),
    ):
        try:
            move()
            raise AssertionError("it was not refused with " + code)
        except InferenceServerException as error:
            check_refusal(error, code, *words)
    client.close()


async def asynchronous_stream(client):
    async def requests():
        for number in range(20):
            yield {
                "model_name": model,
                "inputs": inputs(triton_async),
                "outputs": outputs(triton_async),
                "request_id": f"r-{number}",
            }

    got = []
    async for result, error in client.stream_infer(requests(), headers=headers):
        assert error is None, error
        got.append(result.get_response().id)
    assert got == [f"r-{number}" for number in range(20)], got


async def asynchronous():
    client = triton_async.InferenceServerClient(address)
    assert await client.is_server_ready()
    assert await client.is_model_ready(model, headers=headers)
    check_metadata(await client.get_model_metadata(model, headers=headers))
    check_index(await client.get_model_repository_index(headers=headers))
    check_statistics(await client.get_inference_statistics(model, headers=headers))
    answers = await asyncio.gather(
        *(
            client.infer(
                model,
                inputs(triton_async),
                outputs=outputs(triton_async),
                headers=headers,
                request_id="r-1",
            )
            for _ in range(20)
        )
    )
    for answer in answers:
        check(answer)
    try:
        await client.infer(
            model, inputs(triton_async), headers={"authorization": "Bearer wrong"}
        )
        raise AssertionError("a wrong key was taken")
    except InferenceServerException as error:
        check_refusal(error, "UNAUTHENTICATED", "key")
    await asynchronous_stream(client)
    await client.close()


sync()
stream()
residence()
asyncio.run(asynchronous())
print("gRPC: metadata, readiness, answers as ONNX Runtime gives them, streams, rest, refusals")
