"""A table of what was measured beside what is asked for."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Verdict:
    what: str
    measured: str
    asked: str
    kept: bool


def at_least(what, number, asked, more=""):
    return Verdict(what, f"{number:.2f}{more}", f"≥ {asked:g}", number >= asked)


def at_most(what, number, asked, unit="", more=""):
    return Verdict(what, f"{number:.2f}{unit}{more}", f"≤ {asked:g}{unit}", number <= asked)


def table(verdicts):
    lines = ["", "| what | measured | asked | kept |", "| --- | --- | --- | --- |"]
    lines += [
        f"| {one.what} | {one.measured} | {one.asked} | {'yes' if one.kept else '**no**'} |"
        for one in verdicts
    ]
    return "\n".join(lines)
