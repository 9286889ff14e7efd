"""Arrays as requests: Triton's binary data over REST, and gRPC's message with raw contents."""

import json

import numpy as np
from client import Request, as_request
from tritonclient.grpc import service_pb2

DATATYPES = {"int64": "INT64", "float32": "FP32"}


def binary_request(model, feed):
    """The arrays as binary data after the head."""
    tensors = [
        {
            "name": name,
            "shape": list(value.shape),
            "datatype": DATATYPES[value.dtype.name],
            "parameters": {"binary_data_size": value.nbytes},
        }
        for name, value in feed.items()
    ]
    head = json.dumps({"inputs": tensors}).encode()
    return Request(
        f"/v2/models/{model}/infer",
        head + b"".join(value.tobytes() for value in feed.values()),
        "application/octet-stream",
        {"Inference-Header-Content-Length": str(len(head))},
        model,
    )


def message(model, feed):
    """A ModelInferRequest with raw contents."""
    request = service_pb2.ModelInferRequest(model_name=model)
    for name, value in feed.items():
        datatype = DATATYPES[value.dtype.name]
        request.inputs.add(name=name, datatype=datatype, shape=value.shape)
        request.raw_input_contents.append(value.tobytes())
    return request.SerializeToString()


def asked_by_message(server, model, question):
    """The numbers of the first output, which are floats."""
    answer = server.ask_bytes(as_request(model, question))
    first, *_ = service_pb2.ModelInferResponse.FromString(answer).raw_output_contents
    return np.frombuffer(first, dtype="<f4")
