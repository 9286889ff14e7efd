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

    @staticmethod
    def of(replica, requests):
        encoded = tuple(
            request.encoded(replica.headers(request.model, request.version))
            for request in requests
        )
        return Target(replica.port, (replica.process.pid,), encoded)


class Client:
    """One JVM for all measurements, so that it is compiled for each but the first."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="slipway-benchmark-")
        command = [java(), *JVM, str(HERE / "Load.java")]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def load(self, target, connections, seconds, warm, multiple=1):
        """What Window.java reports: answers a second, milliseconds, processor time an answer."""
        file = pathlib.Path(self.folder.name, "requests")
        with open(file, "wb") as out:
            for request in target.requests:
                out.write(struct.pack("<i", len(request)) + request)
        words = {
            "port": target.port,
            "connections": connections,
            "warm": warm,
            "seconds": seconds,
            "multiple": multiple,
            "processes": ",".join(str(one) for one in target.processes),
            "requests": file,
        }
        self.process.stdin.write(" ".join(f"{k}={v}" for k, v in words.items()) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"the load client ended with {self.process.wait()}")
        report = json.loads(line)
        if report["count"] == 0:
            sys.exit(f"no answer was a success: {report['complaint']}")
        return report

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.folder.cleanup()
