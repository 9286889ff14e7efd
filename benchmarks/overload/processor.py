"""Who had the processors while a replica was loaded, from what the system says of its threads."""

import math
import os
import pathlib
import sys
import time

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
ENGINE = "engine threads"
# By how a thread's name begins. A name that is too long keeps its first seven letters. What the
# runtime starts of its own has the name of the thread that opened its session; the collector of a
# replica works in the JVM's own thread.
GROUPS = {
    ENGINE: ("engine-", "urgent-", "lane-", "load-", "warm-"),
    "event loops": ("data-pl",),
    "workers": ("body-",),
    "JIT compiler": ("C1 Comp", "C2 Comp"),
    "garbage collection": ("VM Thre", "GC Thre"),
}
OTHERS = "all other threads, also those that ended"
RELEASES = "slipway_batch_releases_total"
REASONS = ("full", "deadline", "idle-engine", "marginal-cost")


def group_of(name):
    for group, beginnings in GROUPS.items():
        if name.startswith(beginnings):
            return group
    return OTHERS


def seconds_of(stat):
    """Processor time of a line of stat, in user mode and in the system's."""
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_A_SECOND


def of_process(process):
    return seconds_of(pathlib.Path(f"/proc/{process}/stat").read_text())


def of_threads(process):
    """(group, processor seconds) of each thread by its id."""
    found = {}
    for task in pathlib.Path(f"/proc/{process}/task").iterdir():
        try:
            stat = (task / "stat").read_text()
        except (FileNotFoundError, ProcessLookupError):
            # It has ended since it was listed.
            continue
        name = stat.partition("(")[2].rpartition(")")[0]
        found[task.name] = (group_of(name), seconds_of(stat))
    return found


def total(metrics, name, label=""):
    """The sum of a metric over all its labels, or over those among which is a certain one."""
    return sum(
        value
        for series, value in metrics.items()
        if series.partition("{")[0] == name and label in series
    )


class Phase:
    """What a replica and its client did between begin and end of a with statement.

    in_time and rate are told afterwards, by whoever knows: answers that were soon enough, and how
    many of them a second."""

    def __init__(self, name, replica, client):
        self.name = name
        self.replica = replica
        self.client = client
        self.in_time = 0
        self.rate = 0.0

    def __enter__(self):
        self.counts_begun = self.counts()
        self.begun = self.times()
        return self

    def __exit__(self, failed, *ignored):
        if failed is not None:
            return
        (at, client, replica, threads), ended = self.begun, self.times()
        self.seconds = ended[0] - at
        self.client_seconds = ended[1] - client
        self.replica_seconds = ended[2] - replica
        self.groups = dict.fromkeys(GROUPS, 0.0)
        for task, (group, spent) in ended[3].items():
            if group != OTHERS:
                self.groups[group] += spent - threads.get(task, (group, 0.0))[1]
        self.groups[OTHERS] = max(0.0, self.replica_seconds - sum(self.groups.values()))
        counted = [now - before for now, before in zip(self.counts(), self.counts_begun)]
        self.answers, self.refusals, self.rows, self.runs, *released = counted
        self.released = dict(zip(REASONS, released))
        if self.rows and not self.engine_seconds:
            sys.exit(f"{self.rows:g} rows ran on no thread that is called as engine threads are")

    def times(self):
        process = self.replica.process.pid
        return time.monotonic(), of_process(self.client), of_process(process), of_threads(process)

    def counts(self):
        """Answers and refusals so far, rows that ran, runs, and batches by why they ran."""
        metrics = self.replica.metrics()
        return (
            total(metrics, "slipway_requests_answered_total"),
            total(metrics, "slipway_requests_refused_total"),
            total(metrics, "nv_inference_count"),
            total(metrics, "slipway_engine_runs_total"),
            *(total(metrics, RELEASES, f'reason="{reason}"') for reason in REASONS),
        )

    @property
    def engine_seconds(self):
        return self.groups[ENGINE]

    def engine_ms(self):
        """Of the engine threads, for each answer."""
        return share(1000 * self.engine_seconds, self.answers)

    def other_ms(self):
        """Of all other threads of the replica, for each answer and each refusal."""
        others = self.replica_seconds - self.engine_seconds
        return share(1000 * others, self.answers + self.refusals)

    def useful(self, reference):
        """Of the engine threads' time, what answers in time would have taken in the reference."""
        return share(self.in_time * reference.engine_ms() / 1000, self.engine_seconds)

    def report(self, reference):
        """For whoever wants to count again; seconds unless it says otherwise."""
        return {
            "seconds": self.seconds,
            "client": self.client_seconds,
            "replica": self.replica_seconds,
            **self.groups,
            "answers": self.answers,
            "in_time": self.in_time,
            "rate": self.rate,
            "refusals": self.refusals,
            "rows": self.rows,
            "runs": self.runs,
            "released": self.released,
            "engine_ms_an_answer": self.engine_ms(),
            "other_ms_an_answer_or_refusal": self.other_ms(),
            "useful": self.useful(reference),
        }


def share(part, whole):
    """No number where there is no whole."""
    return part / whole if whole else math.nan


def table(phases, reference):
    """A column for each phase; what an answer takes the engine is known from the reference."""
    lines = ["", line(["processor time", *(one.name for one in phases)])]
    lines.append(line(["---"] * (len(phases) + 1)))
    for what, form, value in rows(reference):
        lines.append(line([what, *(form.format(value(one)) for one in phases)]))
    return "\n".join(lines)


def line(columns):
    return "| " + " | ".join(columns) + " |"


def rows(reference):
    """What is said of a phase, in which form, and how it is counted."""
    yield "answers a second", "{:.1f}", lambda one: one.answers / one.seconds
    yield "in time, as the client counts", "{:.1f}", lambda one: one.rate
    yield "refusals a second", "{:.1f}", lambda one: one.refusals / one.seconds
    yield "the client, s a second", "{:.3f}", lambda one: one.client_seconds / one.seconds
    yield "the replica, s a second", "{:.3f}", lambda one: one.replica_seconds / one.seconds
    for group in (*GROUPS, OTHERS):
        yield (
            f"– {group}, s a second",
            "{:.3f}",
            lambda one, group=group: one.groups[group] / one.seconds,
        )
    yield f"{ENGINE}, ms an answer", "{:.2f}", Phase.engine_ms
    yield "the replica's others, ms an answer or refusal", "{:.3f}", Phase.other_ms
    yield "rows a run", "{:.2f}", lambda one: share(one.rows, one.runs)
    for reason in REASONS:
        yield (
            f"batches released for {reason}",
            "{:.0f}",
            lambda one, reason=reason: one.released[reason],
        )
    yield "answers in time ÷ rows that ran", "{:.2f}", lambda one: share(one.in_time, one.rows)
    yield (
        f"answers in time ÷ what the {ENGINE} could have given in the time that they had, at"
        f" what an answer took them in “{reference.name}”",
        "{:.2f}",
        lambda one: one.useful(reference),
    )
