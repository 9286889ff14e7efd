"""What a replica can do, and what its tenants ask of it together."""

import dataclasses

import rows
from client import Target
from open_loop import Stream
from processor import Phase

# What a JVM compiles at this rate of requests goes on for more than a minute.
WARM_UP_SECONDS = 90
SECONDS = 10
LONE_SECONDS = 5
# Of what a closed loop got: between these the rate is looked for that is just held.
LEAST_HELD, MOST_HELD = 0.5, 1.3
TRIES = 5
# Of all that is sent: a rate is held, and an urgent tenant served, where so much is in time.
IN_TIME = 0.99
URGENT_SHARE = 0.05
GREEDY, MODEST = 10, 1


def of(requests, tenant, priority, deadline_ms):
    """The same requests, for somebody and within a time."""
    headers = {
        "X-Slipway-Tenant": tenant,
        "X-Priority": str(priority),
        "X-Request-Timeout-Ms": str(deadline_ms),
    }
    return tuple(dataclasses.replace(request, headers=headers) for request in requests)


def streams(requests, capacity, times, within):
    """Urgent, greedy and modest, all together so many times the capacity."""
    urgent = URGENT_SHARE * capacity
    rest = (times * capacity - urgent) / (GREEDY + MODEST)
    return {
        "urgent": Stream("urgent", urgent, within, of(requests, "urgent", 1, within)),
        "greedy": Stream("greedy", GREEDY * rest, within, of(requests, "greedy", 5, within)),
        "modest": Stream("modest", MODEST * rest, within, of(requests, "modest", 5, within)),
    }


def count(reports, what):
    """The sum over all tenants."""
    return sum(one[what] for one in reports.values())


def closed_loop(client, replica, requests):
    """The phase in which so many connections wait for each answer; all of those are in time."""
    target = Target.of(replica, requests)
    pass_lone_requests(client, target)
    client.load(target, rows.CLIENTS, 0.5, WARM_UP_SECONDS)
    with Phase(f"closed loop of {rows.CLIENTS}", replica, client.process.pid) as phase:
        report = client.load(target, rows.CLIENTS, SECONDS, 0)
    phase.in_time, phase.rate = phase.answers, report["rate"]
    print(f"{phase.name}: {phase.rate:.1f} answers a second", flush=True)
    return phase


def pass_lone_requests(client, target):
    """What a version learns from the first of them must not be a part of the urgent ones' times."""
    passed = 0
    while passed < rows.LONE_REQUESTS:
        passed += client.load(target, 1, LONE_SECONDS, 0)["count"]


def open_loop(phase, loop, offered, seconds):
    """What became of each tenant's requests; the phase knows what was in time."""
    with phase:
        reports = loop.load(phase.replica, list(offered.values()), seconds)
    phase.in_time = count(reports, "in_time")
    phase.rate = phase.in_time / seconds
    return reports


def just_held(loop, replica, requests, capacity, within):
    """The phase of the highest rate of the open loop that was held, found by halving."""
    found, low, high = None, LEAST_HELD * capacity, MOST_HELD * capacity
    for _ in range(TRIES):
        rate = (low + high) / 2
        phase = Phase("open loop, just held", replica, loop.process.pid)
        reports = open_loop(phase, loop, streams(requests, rate, 1, within), SECONDS)
        wanted = count(reports, "sent") + count(reports, "unsent")
        is_held = phase.in_time >= IN_TIME * wanted
        print(
            f"open loop at {rate:.1f} a second: {phase.in_time} of {wanted} in time,"
            f" {'held' if is_held else 'not held'}",
            flush=True,
        )
        if is_held:
            found, low = phase, rate
        else:
            high = rate
    if found is None:
        raise SystemExit(f"not even {high:.1f} requests a second were held in the open loop")
    return found
