"""What is printed at the end, and what is kept for whoever wants to count again."""

ROWS = (
    "text", "mixed", "alone", "tokens-grpc", "tiny", "quantised", "vision", "vision-grpc",
    "versions", "wide", "loading",
)
REFERENCES = ("direct", "whole", "one version", "without loads")


def document(rows, facts):
    """The same as a file of its own, or as a part of another one."""
    place = f"Through the {facts['through']}" if facts["through"] else "Straight at a replica"
    return f"### {place}\n{text(rows, facts)}\n"


def text(rows, facts):
    """A table in Markdown; medians, and the medians of the rounds' ratios."""
    others = []
    for row in rows:
        others += [who for who in row.turns if who not in (*REFERENCES, "slipway", *others)]
    head = ["work", "reference", "Slipway", "ratio", "processor ms a request (reference)", *others]
    lines = ["", line(head), line(["---"] * len(head))]
    lines += [line(cells(row, others)) for row in rows]
    lines += ["", *notes(rows, facts)]
    return "\n".join(lines)


def line(columns):
    return "| " + " | ".join(columns) + " |"


def cells(row, others):
    reference = "–"
    if row.reference is not None:
        reference = f"{value(row, row.reference)}: {row.how}"
    return [
        row.title,
        reference,
        value(row, "slipway"),
        ratio(row, "slipway"),
        processor(row),
        *(rival(row, who) for who in others),
    ]


def value(row, who):
    number = row.median(who)
    return f"{number:,.{0 if number >= 1000 else 1 if number >= 100 else 2}f} {row.unit}"


def ratio(row, who):
    found = row.ratio(who)
    if found is None:
        return "–"
    return f"{found:.2f} × the time" if row.unit == "ms" else f"{found:.2f}"


def processor(row):
    own = row.processor_ms("slipway")
    if own is None:
        return "–"
    theirs = None if row.reference is None else row.processor_ms(row.reference)
    return f"{own:.3f}" + ("" if theirs is None else f" ({theirs:.3f})")


def rival(row, who):
    if who not in row.turns:
        return "–"
    found = row.ratio(who)
    said = value(row, who) + ("" if found is None else f", {ratio(row, who)}")
    spent = row.processor_ms(who)
    return said if spent is None else f"{said}, {spent:.3f} ms"


def notes(rows, facts):
    loads = ", ".join(f"{one:.1f}" for one in facts["load"])
    yield (
        f"{facts['cores']} cores, {facts['runtime']}, {facts['rounds']} rounds of"
        f" {facts['seconds']:g} s a turn, {facts['minutes']} minutes; load at the start of each"
        f" round: {loads}" + settings(facts)
    )
    for row in rows:
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
                "rounds": [
                    {who: vars(turn) for who, turn in one.items()} for one in row.rounds
                ],
            }
            for row in rows
        },
    }
