"""What the Python benchmarks stand on: their environment and a platform to measure."""

import contextlib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent.parent
WORK = HERE / "target"
PYTHON = WORK / "python" / "bin" / "python"
SLIPWAY = str(HERE.parent / "slipway")


def runtime():
    """The same ONNX Runtime as the replica's."""
    pom = (HERE.parent / "pom.xml").read_text()
    return "onnxruntime==" + re.search("<onnxruntime.version>(.*?)<", pom).group(1)


PACKAGES = [
    "cryptography",
    "numpy",
    "onnx",
    runtime(),
    "tokenizers",
    "tritonclient[http,grpc]",
]


def enter_environment():
    """Makes a virtual environment once and goes on inside it."""
    done = WORK / "python" / "installed"
    wanted = "\n".join(PACKAGES)
    if not done.exists() or done.read_text() != wanted:
        subprocess.check_call([sys.executable, "-m", "venv", str(WORK / "python")])
        subprocess.check_call([str(PYTHON), "-m", "pip", "install", "-q", *PACKAGES])
        done.write_text(wanted)
    if pathlib.Path(sys.prefix) != WORK / "python":
        os.execv(str(PYTHON), [str(PYTHON), *sys.argv])


@contextlib.contextmanager
def platform(port, folder=None, options=()):
    """A platform of its own in a temporary directory: (URL, gRPC address, data directory).

    options are those of ./slipway up."""
    with tempfile.TemporaryDirectory(dir=folder) as parent:
        data = pathlib.Path(parent, "data")
        try:
            subprocess.check_call(
                [SLIPWAY, "up", "--detach", "--data", str(data), "--port", str(port), *options],
                stdout=subprocess.DEVNULL,
            )
            yield f"http://127.0.0.1:{port}", f"127.0.0.1:{port + 1}", data
        finally:
            subprocess.call([SLIPWAY, "down", "--data", str(data)], stdout=subprocess.DEVNULL)


def key(data, name="infer"):
    return pathlib.Path(data, name + ".key").read_text().strip()


def deploy(path, model, data):
    """Uploads a package and rolls it out, as a user does; back when it is served."""
    subprocess.check_call(
        [SLIPWAY, "deploy", str(path), "--model", model, "--data", str(data)],
        stdout=subprocess.DEVNULL,
    )


def request_processes(data):
    """The ids of those that a request passes: the gateway and the replicas."""
    found = []
    for run in sorted(pathlib.Path(data, "run").glob("*.properties")):
        if run.stem == "gateway" or run.stem.startswith("replica-"):
            lines = dict(line.split("=", 1) for line in run.read_text().splitlines() if "=" in line)
            found.append(int(lines["process"].replace("\\", "").split(":")[0]))
    return [process for process in found if pathlib.Path("/proc", str(process)).exists()]
