"""The load: a JVM of its own (Load.java) that repeats requests which are made here."""

import dataclasses
import json
import pathlib
import struct
import subprocess
import sys
import tempfile

from replica import java

HERE = pathlib.Path(__file__).resolve().parent
JVM = ("-Xmx128m", "-XX:+UseSerialGC", "-XX:-UsePerfData")
MODEL_INFER = "/inference.GRPCInferenceService/ModelInfer"
PROTOBUF = "application/x-protobuf"


@dataclasses.dataclass(frozen=True)
class Request:
    """One POST; model and version are for the replica alone."""

    path: str
    body: bytes
    media: str = "application/json"
    headers: dict = dataclasses.field(default_factory=dict)
    model: str = ""
    version: int = 1

    def encoded(self, more):
        lines = [f"POST {self.path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Type: {self.media}"]
        lines += [f"{name}: {value}" for name, value in {**self.headers, **more}.items()]
        lines.append(f"Content-Length: {len(self.body)}")
        return "\r\n".join([*lines, "", ""]).encode() + self.body


@dataclasses.dataclass(frozen=True)
class Target:
    """A server that listens, and the requests for it."""

    port: int
    processes: tuple
    requests: tuple
    protocol: str = "http"

    @staticmethod
    def of(server, requests):
        encoded = tuple(
            request.encoded(server.headers(request.model, request.version))
            for request in requests
        )
        return Target(server.port, server.processes, encoded)

    @staticmethod
    def of_messages(server, model, messages):
        """Of gRPC's ModelInfer; a replica takes them over HTTP, as the gateway hands them on."""
        if server.grpc_port is None:
            return Target.of(server, [as_request(model, message) for message in messages])
        block = header_block(
            {
                ":method": "POST",
                ":scheme": "http",
                ":path": MODEL_INFER,
                ":authority": "127.0.0.1",
                "content-type": "application/grpc",
                "te": "trailers",
                **{name.lower(): value for name, value in server.headers(model, 1).items()},
            }
        )
        head = struct.pack("<i", len(block)) + block
        encoded = tuple(
            head + struct.pack(">BI", 0, len(message)) + message for message in messages
        )
        return Target(server.grpc_port, server.processes, encoded, "grpc")


def as_request(model, message):
    return Request(f"/v2/models/{model}/infer", message, PROTOBUF, model=model)


def header_block(fields):
    """HPACK in its plainest form: each field written out, for no table."""
    return b"".join(b"\0" + literal(name) + literal(value) for name, value in fields.items())


def literal(text):
    """Its length in a byte of seven bits, what is over them in groups of seven, and the text."""
    rest = len(text.encode())
    head = [min(rest, 127)]
    if rest >= 127:
        rest -= 127
        while rest >= 128:
            head.append(rest & 127 | 128)
            rest >>= 7
        head.append(rest)
    return bytes(head) + text.encode()


class Loop:
    """A JVM, one for all measurements, so that it is compiled for each but the first."""

    def __init__(self, source):
        self.folder = tempfile.TemporaryDirectory(prefix="slipway-benchmark-")
        command = [java(), *JVM, str(HERE / source)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def file(self, name, requests):
        """Each after its length, as Requests.java reads them."""
        file = pathlib.Path(self.folder.name, name)
        with open(file, "wb") as out:
            for request in requests:
                out.write(struct.pack("<i", len(request)) + request)
        return file

    def measure(self, words):
        self.process.stdin.write(" ".join(f"{k}={v}" for k, v in words.items()) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"the load client ended with {self.process.wait()}")
        return json.loads(line)

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.folder.cleanup()


class Client(Loop):
    """The closed loop."""

    def __init__(self):
        super().__init__("Load.java")

    def load(self, target, connections, seconds, warm, multiple=1):
        """What Window.java reports: answers a second, milliseconds, processor time an answer."""
        report = self.measure(
            {
                "port": target.port,
                "protocol": target.protocol,
                "connections": connections,
                "warm": warm,
                "seconds": seconds,
                "multiple": multiple,
                "processes": ",".join(str(one) for one in target.processes),
                "requests": self.file("requests", target.requests),
            }
        )
        if report["count"] == 0:
            sys.exit(f"no answer was a success: {report['complaint']}")
        return report
