"""The load that does not wait for answers: a JVM of its own (OpenLoad.java)."""

import dataclasses

from client import Loop

MOST_CONNECTIONS = 1024


@dataclasses.dataclass(frozen=True)
class Stream:
    """Requests a second of one kind; an answer counts within so many milliseconds."""

    name: str
    rate: float
    deadline_ms: float
    requests: tuple


class OpenClient(Loop):
    """The open loop."""

    def __init__(self):
        super().__init__("OpenLoad.java")

    def load(self, replica, streams, seconds):
        """What OpenStream.java reports of each stream, by its name."""
        parts = []
        for stream in streams:
            encoded = [
                request.encoded(replica.headers(request.model, request.version))
                for request in stream.requests
            ]
            file = self.file(stream.name, encoded)
            parts.append(f"{stream.name}:{stream.rate}:{stream.deadline_ms}:{file}")
        reports = self.measure(
            {
                "port": replica.port,
                "connections": MOST_CONNECTIONS,
                "seconds": seconds,
                "streams": ",".join(parts),
            }
        )
        return {one["name"]: one for one in reports}
