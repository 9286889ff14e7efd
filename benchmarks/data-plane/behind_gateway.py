"""The same packages behind the gateway of a platform: what its clients see, with a key."""

import concurrent.futures
import contextlib
import http.client
import json
import pathlib
import sys
import tempfile

import grpc
from client import MODEL_INFER, PROTOBUF
from ground import WORK, deploy, key, platform, request_processes
from replica import asked

PORT = 18794
ONE_REPLICA = ("--pool-min", "1", "--pool-max", "1")
# Each is a JVM of its own that mostly waits.
DEPLOYED_AT_ONCE = 4


class Gateway:
    """A platform of one replica that serves packages, a mapping from (model, 1).

    It stands for a Replica (replica.py) wherever one is asked, and is ready when it is made."""

    port = PORT
    grpc_port = PORT + 1

    def __init__(self, packages):
        self.models = [model for model, _ in packages]
        with contextlib.ExitStack() as stack:
            _, self.address, data = stack.enter_context(platform(PORT, None, ONE_REPLICA))
            deploy_all({model: package for (model, _), package in packages.items()}, data)
            self.token = "Bearer " + key(data)
            self.processes = tuple(request_processes(data))
            self.stack = stack.pop_all()

    def headers(self, model, version):
        """What a client sends with a request: its key alone."""
        return {"Authorization": self.token}

    def alone(self):
        """The models whose requests are not merged, and why."""
        return {
            model: self.get(f"/v2/models/{model}")["parameters"]["batching"]
            for model in self.models
            if self.get(f"/v2/models/{model}/config")["max_batch_size"] == 0
        }

    def get(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path, headers=self.headers("", 1))
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        if answer.status != 200:
            sys.exit(f"{path}: status {answer.status}: {text[:300]!r}")
        return json.loads(text)

    def ask(self, request):
        """The answer to one request, as JSON."""
        return json.loads(asked(self.port, request, self.headers(request.model, 1)))

    def ask_bytes(self, request):
        """A message is asked over gRPC; all else as it is."""
        if request.media != PROTOBUF:
            return asked(self.port, request, self.headers(request.model, 1))
        with grpc.insecure_channel(self.address) as channel:
            call = channel.unary_unary(MODEL_INFER)
            return call(request.body, timeout=60, metadata=[("authorization", self.token)])

    def close(self):
        self.stack.close()


def deploy_all(packages, data):
    # Beside what large packages keep on disk, so that it need not be copied.
    (WORK / "data-plane").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=WORK / "data-plane") as place:

        def deploy_one(model, package):
            folder = pathlib.Path(place, model)
            folder.mkdir()
            package.write(folder)
            deploy(folder, model, data)

        with concurrent.futures.ThreadPoolExecutor(DEPLOYED_AT_ONCE) as pool:
            list(pool.map(deploy_one, packages, packages.values()))
