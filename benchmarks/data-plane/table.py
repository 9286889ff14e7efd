"""What is printed at the end, and what is kept for whoever wants to count again."""

ROWS = (
    "text", "mixed", "alone", "tokens-grpc", "tiny", "quantised", "vision", "vision-grpc",
    "versions", "wide", "loading",
)
REFERENCES = ("direct", "whole", "one version", "without loads")
# Of a replica asked directly: the ratio to the limit, or where there is none what it does itself.
ASKED = {
    "text": 0.95, "mixed": 0.85, "alone": 1.15, "tiny": 7500, "quantised": 0.93, "versions": 0.9,
}
NOTHING = "–"
NOT_RUN = "not run"


def document(rows, facts):
    """The same as a file of its own, or as a part of another one."""
    place = f"Through the {facts['through']}" if facts["through"] else "Straight at a replica"
    return f"### {place}\n{text(rows, facts)}\n"


def text(rows, facts):
    """Two tables in Markdown; medians, and the medians of the rounds' ratios.

    The second one has every server that was asked for, with what a request took it."""
    head = ["work", "limit", "best rival", "ours", "ratio", "asked"]
    lines = ["", line(head), line(["---"] * len(head))]
    lines += [line(cells(row, facts)) for row in rows]
    others = []
    for row in rows:
        others += [who for who in rivals_of(row) if who not in others]
    others += facts["not_run"]
    head = ["work: median, ratio, processor ms a request", "limit", "ours", *others]
    lines += ["", line(head), line(["---"] * len(head))]
    for row in rows:
        found = [NOTHING if row.reference is None else server(row, row.reference)]
        found += [server(row, who) for who in ("slipway", *others)]
        lines.append(line([row.name, *found]))
    lines += ["", *notes(rows, facts)]
    return "\n".join(lines)


def line(columns):
    return "| " + " | ".join(columns) + " |"


def cells(row, facts):
    limit = NOTHING if row.reference is None else f"{value(row, row.reference)}: {row.how}"
    return [
        row.title,
        limit,
        best_rival(row),
        value(row, "slipway"),
        ratio(row, "slipway") or NOTHING,
        asked(row, facts),
    ]


def rivals_of(row):
    return [who for who in row.turns if who not in (*REFERENCES, "slipway")]


def best_rival(row):
    """Of those that took turns in this row: its name and how fast it was."""
    there = rivals_of(row)
    if not there:
        return NOT_RUN
    better = min if row.unit == "ms" else max
    best = better(there, key=row.median if row.reference is None else row.ratio)
    return f"{best}: " + ", ".join(filter(None, (value(row, best), ratio(row, best))))


def value(row, who):
    number = row.median(who)
    return f"{number:,.{0 if number >= 1000 else 1 if number >= 100 else 2}f} {row.unit}"


def ratio(row, who):
    """Nothing for a row without a limit."""
    found = row.ratio(who)
    if found is None:
        return ""
    return f"{found:.2f} × the time" if row.unit == "ms" else f"{found:.2f}"


def asked(row, facts):
    wanted = None if facts["through"] else ASKED.get(row.name)
    if wanted is None:
        return NOTHING
    if row.reference is None:
        return f"≥ {wanted:,} {row.unit}"
    return f"≤ {wanted:.2f} × the time" if row.unit == "ms" else f"≥ {wanted:.2f}"


def server(row, who):
    """All that is known of one in a row."""
    if who not in row.turns:
        return NOT_RUN
    spent = row.processor_ms(who)
    said = [value(row, who)]
    if who != row.reference:
        said.append(ratio(row, who))
    if spent is not None:
        said.append(f"{spent:.3f} ms")
    return ", ".join(filter(None, said))


def notes(rows, facts):
    loads = ", ".join(f"{one:.1f}" for one in facts["load"])
    yield f"`{facts['command']}`, {facts['when']}"
    yield ""
    yield (
        f"{facts['cores']} cores, {facts['runtime']}, {facts['rounds']} rounds of"
        f" {facts['seconds']:g} s a turn, {facts['minutes']} minutes; load at the start of each"
        f" round: {loads}" + settings(facts)
    )
    for who, why in facts["not_run"].items():
        yield f"{who}: {NOT_RUN}: {why}"
    for row in rows:
        if row.note:
            yield f"{row.name}: {row.note}"
        if "whole" in row.turns:
            found = [one["slipway"].value / one["whole"].value for one in row.rounds]
            yield (
                f"{row.name}: with tokenizer, pooling and norm around the run, called directly from"
                f" Python: {value(row, 'whole')}; Slipway takes"
                f" {sorted(found)[len(found) // 2]:.2f} × that"
            )
        if row.name == "loading":
            counts = sorted(one["slipway"].more["loaded"] for one in row.rounds)
            yield (
                f"{row.name}: {counts[len(counts) // 2]} versions were loaded in a turn"
                f" (median; {counts[0]} to {counts[-1]})"
            )
        for who, failed, complaint in row.failures():
            yield f"{row.name}: {failed} requests to {who} failed: {complaint}"


def settings(facts):
    return "; replica with " + " ".join(facts["settings"]) if facts["settings"] else ""


def raw(rows, facts):
    """Each turn of each round."""
    return {
        **facts,
        "rows": {
            row.name: {
                "title": row.title,
                "unit": row.unit,
                "how": row.how,
                "note": row.note,
                "rounds": [
                    {who: vars(turn) for who, turn in one.items()} for one in row.rounds
                ],
            }
            for row in rows
        },
    }
