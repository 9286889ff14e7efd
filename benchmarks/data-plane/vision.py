"""Pictures: what it costs to bring many numbers to a model that does hardly anything with them."""

import direct
import numpy as np
import packages
from client import Target
from rows import Row, Turn
from tensors import asked_by_message, binary_request, message

CLIENTS = 8


def rows(maker, wanted, package):
    """The same pictures as Triton's binary data and as a message of gRPC."""
    shape = [1, *packages.VISION_SHAPE]
    pictures = [np.random.default_rng(seed).random(shape, dtype=np.float32) for seed in range(4)]
    last = {"x": pictures[-1]}
    sessions = [direct.session(package.model, 1) for _ in range(direct.CORES)]
    expected = sessions[0].run(None, last)[0]
    megabytes = pictures[-1].nbytes / 1e6

    def reference(seconds):
        rate, processor = direct.rate(sessions, [last] * 256, seconds)
        return Turn(rate * megabytes, processor)

    def row(name, form, target):
        loaded = maker.load(target, CLIENTS, value=lambda report: report["rate"] * megabytes)
        title = f"mean colour of 1×3×224×224 floats, {form}, {CLIENTS} at once"
        how = f"{direct.CORES} × 1 thread, one by one"
        turns = {"direct": reference, "slipway": loaded}
        return Row(name, title, "MB/s", "direct", turns, how)

    made = []
    if "vision" in wanted:
        requests = [binary_request("vision", {"x": picture}) for picture in pictures]
        maker.check("picture", maker.server.ask(requests[-1])["outputs"][0]["data"], expected)
        made.append(row("vision", "binary", Target.of(maker.server, requests)))
    if "vision-grpc" in wanted:
        messages = [message("vision", {"x": picture}) for picture in pictures]
        maker.check("picture", asked_by_message(maker.server, "vision", messages[-1]), expected)
        target = Target.of_messages(maker.server, "vision", messages)
        made.append(row("vision-grpc", "raw contents of gRPC", target))
    return made
