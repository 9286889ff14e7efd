"""One replica as a process, beside a registry and a store that are played here.

Nothing stands between the client and the replica, so that what is measured is the replica. It
is the packaged application, with the heap and the collector that ./slipway up gives it.
"""

import base64
import http.client
import http.server
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from ground import HERE, WORK

START_LIMIT_SECONDS = 180
STOP_LIMIT_SECONDS = 30
TOKEN_LIFETIME_MS = 24 * 3_600_000
ENROLMENT_SECRET = "e0" * 32
JVM = (
    "-Xms32m", "-Xmn24m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders",
    "-XX:-UsePerfData", "-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED",
)


def java():
    home = os.environ.get("JAVA_HOME")
    return str(pathlib.Path(home, "bin", "java")) if home else "java"


def asked(port, request, headers):
    """The body of the answer to one request."""
    head = {"Content-Type": request.media, **request.headers, **headers}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("POST", request.path, request.body, head)
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        sys.exit(f"{request.path}: status {answer.status}: {body[:300]!r}")
    return body


class Tokens:
    """Signs as the registry does."""

    def __init__(self):
        self.key = Ed25519PrivateKey.generate()
        public = self.key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        self.public_key = base64.b64encode(public).decode()

    def mint(self, role, audience):
        now = int(time.time() * 1000)
        lines = (role, audience, "benchmark", str(now), str(now + TOKEN_LIFETIME_MS), "")
        claims = "v1." + unpadded("\n".join(lines).encode())
        return claims + "." + unpadded(self.key.sign(b"slipway service token " + claims.encode()))


def free_port():
    """One that nobody has now; only the replica's metrics are asked for there."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def unpadded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Peers(http.server.ThreadingHTTPServer):
    """Registry and store: what the replica shall serve, and what it says of it."""

    daemon_threads = True

    def __init__(self, tokens):
        super().__init__(("127.0.0.1", 0), Answers)
        self.tokens = tokens
        self.assignments = []
        self.contents = {}
        self.heard = None
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def assign(self, model, version, package):
        self.contents[package.seal] = package.manifest
        self.contents.update(package.artefacts)
        wanted = {"model": model, "version": version, "manifest_sha256": package.seal}
        self.assignments = [*self.assignments, wanted]

    def withdraw(self, model):
        self.assignments = [one for one in self.assignments if one["model"] != model]


class Answers(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        content = self.server.contents.get(self.path.rpartition("/")[2])
        if isinstance(content, pathlib.Path):
            self.send(content)
        else:
            self.answer(content)

    def send(self, file):
        self.send_response(200)
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("Content-Length", str(file.stat().st_size))
        self.end_headers()
        with open(file, "rb") as content:
            shutil.copyfileobj(content, self.wfile, 1 << 20)

    def do_POST(self):
        said = json.loads(self.body() or b"{}")
        if self.path == "/internal/v1/tokens":
            tokens = [
                {"audience": audience, "token": self.server.tokens.mint("replica", audience)}
                for audience in ("registry", "store")
            ]
            reply = {"lifetime_ms": TOKEN_LIFETIME_MS, "tokens": tokens}
        else:
            self.server.heard = said
            draining = said.get("state") == "draining"
            reply = {"assignments": self.server.assignments, "drain_applied": draining}
        self.answer(json.dumps(reply).encode())

    def body(self):
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        whole = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            whole += self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return whole

    def answer(self, data):
        self.send_response(404 if data is None else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data or b"")))
        self.end_headers()
        self.wfile.write(data or b"")

    def log_message(self, *ignored):
        pass


class Replica:
    """Serves packages, a mapping from (model, version); ready when it is made.

    jvm are flags beside those that every replica has."""

    grpc_port = None

    def __init__(self, packages, settings, name, jvm=()):
        self.tokens = Tokens()
        self.peers = Peers(self.tokens)
        for (model, version), package in packages.items():
            self.peers.assign(model, version, package)
        self.instance = str(uuid.uuid4())
        self.cache = tempfile.TemporaryDirectory(prefix="slipway-benchmark-")
        self.log = WORK / "data-plane" / f"{name}.log"
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.management = free_port()
        self.process = self.start(settings, jvm)
        try:
            self.wait_until_ready(len(packages))
        except BaseException:
            self.close()
            raise
        self.port = int(self.peers.heard["address"].rpartition(":")[2])
        self.token = self.tokens.mint("gateway", "replica")

    def start(self, settings, jvm):
        jars = sorted((HERE.parent / "inference-service" / "target").glob("*-app.jar"))
        if not jars:
            sys.exit("build the platform first: ./slipway build")
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("SLIPWAY_")
        }
        ticks = pathlib.Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19]
        environment.update(
            MALLOC_ARENA_MAX="2",
            SLIPWAY_NAME="replica",
            SLIPWAY_INSTANCE=self.instance,
            # It ends with this process, however that ends.
            SLIPWAY_LAUNCHER=f"{os.getpid()}:0:{ticks}",
            SLIPWAY_BIND="127.0.0.1",
            SLIPWAY_MANAGEMENT_PORT=str(self.management),
            SLIPWAY_REGISTRY_URL=self.peers.url,
            SLIPWAY_STORE_URL=self.peers.url,
            SLIPWAY_VERIFY_KEY=self.tokens.public_key,
            SLIPWAY_ENROLMENT_SECRET=ENROLMENT_SECRET,
            SLIPWAY_CACHE_DIR=self.cache.name,
        )
        command = [java(), *JVM, *jvm, "-jar", str(jars[-1])]
        command += ["--" + setting for setting in settings]
        with open(self.log, "wb") as log:
            return subprocess.Popen(command, env=environment, stdout=log, stderr=log)

    def wait_until_ready(self, versions):
        limit = time.monotonic() + START_LIMIT_SECONDS
        while time.monotonic() < limit:
            loaded = (self.peers.heard or {}).get("loaded", [])
            bad = [one for one in loaded if one["state"] == "failed"]
            ended = self.process.poll() is not None
            if bad or ended:
                sys.exit(f"the replica {'ended' if ended else f'cannot load {bad}'}: {self.log}")
            if sum(one["state"] == "ready" for one in loaded) == versions:
                return
            time.sleep(0.2)
        sys.exit(f"the replica was not ready after {START_LIMIT_SECONDS} s; see {self.log}")

    def metrics(self):
        """Every series that it publishes, by its name and labels as they stand in the text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.management, timeout=10)
        try:
            connection.request("GET", "/actuator/prometheus")
            lines = connection.getresponse().read().decode().splitlines()
        finally:
            connection.close()
        series = (line.rpartition(" ") for line in lines if line and not line.startswith("#"))
        return {name: float(value) for name, _, value in series}

    def resident_kilobytes(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return next(
            int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")
        )

    @property
    def processes(self):
        return (self.process.pid,)

    def states(self, model):
        """What it said last of each version of a model, by its number."""
        loaded = (self.peers.heard or {}).get("loaded", [])
        return {one["version"]: one for one in loaded if one["model"] == model}

    def alone(self):
        """The versions whose requests are not merged, and why."""
        return {
            f"{one['model']}@{one['version']}": one["detail"]
            for one in self.peers.heard["loaded"]
            if one.get("detail")
        }

    def headers(self, model, version):
        """What the gateway sends with a request."""
        return {
            "X-Slipway-Service-Token": self.token,
            "X-Slipway-Replica": self.instance,
            "X-Slipway-Model": model,
            "X-Slipway-Version": str(version),
        }

    def ask(self, request):
        """The answer to one request, as JSON."""
        return json.loads(self.ask_bytes(request))

    def ask_bytes(self, request):
        return asked(self.port, request, self.headers(request.model, request.version))

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(STOP_LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.peers.shutdown()
        self.peers.server_close()
        self.cache.cleanup()
