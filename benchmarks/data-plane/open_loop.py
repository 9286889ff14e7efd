"""The load that does not wait for answers: a JVM of its own (OpenLoad.java)."""

import dataclasses
import json
import pathlib
import struct
import subprocess
import sys
import tempfile

from client import HERE, JVM
from replica import java

MOST_CONNECTIONS = 1024


@dataclasses.dataclass(frozen=True)
class Stream:
    """Requests a second of one kind; an answer counts within so many milliseconds."""

    name: str
    rate: float
    deadline_ms: float
    requests: tuple


class OpenClient:
    """One JVM for all measurements."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="slipway-benchmark-")
        command = [java(), *JVM, str(HERE / "OpenLoad.java")]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def load(self, replica, streams, seconds):
        """What OpenStream.java reports of each stream, by its name."""
        parts = []
        for stream in streams:
            file = pathlib.Path(self.folder.name, stream.name)
            with open(file, "wb") as out:
                for request in stream.requests:
                    encoded = request.encoded(replica.headers(request.model, request.version))
                    out.write(struct.pack("<i", len(encoded)) + encoded)
            parts.append(f"{stream.name}:{stream.rate}:{stream.deadline_ms}:{file}")
        words = {
            "port": replica.port,
            "connections": MOST_CONNECTIONS,
            "seconds": seconds,
            "streams": ",".join(parts),
        }
        self.process.stdin.write(" ".join(f"{k}={v}" for k, v in words.items()) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"the load client ended with {self.process.wait()}")
        return {one["name"]: one for one in json.loads(line)}

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.folder.cleanup()
