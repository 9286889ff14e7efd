"""Triton's unmodified perf_analyzer against the gateway: all that it asks before, between and after.

perf_analysis.py --version tells its version, or what it lacks (exit 77).
perf_analysis.py FORM ADDRESS KEY MODEL measures by http, grpc or stream; the last line is JSON.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import sysconfig

LACKING = 77
LIMIT_SECONDS = 100
CONCURRENCIES = ["1", "2"]
REQUESTS = 40
FORMS = {
    "http": ["-i", "http"],
    "grpc": ["-i", "grpc"],
    "stream": ["-i", "grpc", "--async", "--streaming"],
}

packages = pathlib.Path(sysconfig.get_paths()["platlib"])


def program():
    """Of its own package the program itself; its script names a Python that has moved."""
    for place in (packages / "perf_analyzer" / "bin", pathlib.Path(sys.prefix, "bin")):
        if (place / "perf_analyzer").exists():
            return str(place / "perf_analyzer")
    print("the package has no perf_analyzer for this system")
    sys.exit(LACKING)


def run(*arguments):
    libraries = [str(packages / "nvidia" / "cuda_runtime" / "lib")]
    libraries += filter(None, [os.environ.get("LD_LIBRARY_PATH")])
    return subprocess.run(
        [program(), *arguments],
        env={**os.environ, "LD_LIBRARY_PATH": os.pathsep.join(libraries)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LIMIT_SECONDS,
    )


def measure(form, address, key, model):
    """Three windows of so many requests for each concurrency, however much they differ."""
    done = run(
        *["-m", model, "-u", address, *FORMS[form]],
        # gRPC wants the name in small letters and takes a space for a part of the value.
        *["-H", "authorization:Bearer " + key],
        *["--concurrency-range", f"{CONCURRENCIES[0]}:{CONCURRENCIES[-1]}"],
        *["--measurement-mode", "count_windows", "--measurement-request-count", str(REQUESTS)],
        *["--stability-percentage", "1000000"],
        *["--shape", "features:1,4", "--shape", "codes:1,2"],
    )
    print(done.stdout)
    assert done.returncode == 0, f"perf_analyzer ended with {done.returncode}"
    rates = re.findall(r"^Concurrency: (\d+), throughput: ([\d.]+) infer/sec", done.stdout, re.M)
    assert [concurrency for concurrency, _ in rates] == CONCURRENCIES, rates
    assert all(float(rate) > 0 for _, rate in rates), rates
    counts = re.findall(r"Client:.*?Request count: (\d+)", done.stdout, re.S)
    assert len(counts) == len(CONCURRENCIES), counts
    assert all(int(count) >= REQUESTS for count in counts), counts
    # It asks the statistics of the model as well, and tells what the server counted meanwhile.
    served = re.findall(r"Server:.*?Successful request count: (\d+)", done.stdout, re.S)
    assert len(served) == len(CONCURRENCIES), "no statistics of the server"
    assert all(int(count) > 0 for count in served), served
    print(json.dumps({"requests": sum(map(int, counts))}))


if len(sys.argv) > 2:
    measure(*sys.argv[1:])
else:
    version = run("--version")
    print(version.stdout)
    sys.exit(LACKING if version.returncode else 0)
