#!/usr/bin/env python3
"""Checks that every metric and label that dashboards and alerts name exists on a running platform.

  monitoring/check.py --data .slipway            a platform that ./slipway up started
  monitoring/check.py URL|FILE …                 pages of /actuator/prometheus
  monitoring/check.py --prometheus http://127.0.0.1:9090   what Prometheus has scraped
  … --answers                                    and it answers every query of the dashboards

Ask the platform for an answer and for a refusal first: some counters appear with their first event.
"""
import argparse
import json
import pathlib
import re
import sys
import urllib.parse
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
RULES = HERE / "prometheus" / "alerts.yml"
DASHBOARDS = HERE / "grafana" / "dashboards"
# Written by Prometheus itself.
SCRAPED = {"up"}
TARGET_LABELS = {"job", "instance"}
WORDS = {
    "by", "without", "on", "ignoring", "group_left", "group_right", "offset", "bool", "and", "or",
    "unless", "inf", "nan",
}
# What Grafana puts in place of its variables; a time in which the check made everything happen.
VARIABLES = {"$__rate_interval": "5m", "$__range": "30m", "$model": ".*"}
SELECTOR = re.compile(r"([a-zA-Z_:][a-zA-Z0-9_:]*)\s*\{([^}]*)\}")
MATCHER = re.compile(r"([a-zA-Z_][a-zA-Z0-9_]*)\s*(?:=~|!~|!=|=)")
GROUPING = re.compile(r"\b(by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)")
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")


def rule_expressions(text):
    """(where, expression) of each rule, and the names that rules record; YAML by indentation."""
    found, recorded, lines, at = [], set(), text.splitlines(), 0
    name = "?"
    while at < len(lines):
        line = lines[at]
        at += 1
        head = re.match(r"\s*- (alert|record): (\S+)", line)
        if head:
            name = head.group(2)
            if head.group(1) == "record":
                recorded.add(name)
        start = re.match(r"(\s*)(?:- )?expr:\s*(.*)$", line)
        if not start:
            continue
        value = start.group(2)
        if value in ("|", ">", "|-", ">-"):
            block = []
            while at < len(lines) and (
                not lines[at].strip() or len(lines[at]) - len(lines[at].lstrip()) > len(start.group(1))
            ):
                block.append(lines[at])
                at += 1
            value = "\n".join(block)
        found.append((f"{RULES.name}: {name}", value))
    return found, recorded


def dashboard_expressions(path):
    dashboard = json.loads(path.read_text())
    for variable in dashboard["templating"]["list"]:
        query = re.fullmatch(r"label_values\((.+),\s*(\w+)\)", variable["definition"])
        if query:
            yield f"{path.name}: variable {variable['name']}", f"sum by ({query.group(2)}) ({query.group(1)})"
    for panel in dashboard["panels"]:
        for target in panel.get("targets", []):
            yield f"{path.name}: {panel['title']}", target["expr"]


def names_of(expression):
    """Metric names of a PromQL expression, each with the labels that its matchers name."""
    labels = {}
    # Quoted values may look like anything.
    expression = QUOTED.sub('""', expression)
    for metric, matchers in SELECTOR.findall(expression):
        labels.setdefault(metric, set()).update(MATCHER.findall(matchers))
    rest = re.sub(r"\{[^}]*\}", " ", expression)
    grouped = set()
    for word, inside in GROUPING.findall(rest):
        grouped.update(NAME.findall(inside))
    rest = GROUPING.sub(" ", rest)
    rest = re.sub(r"\[[^\]]*\]", " ", rest)
    rest = re.sub(r"\boffset\s+\w+", " ", rest)
    rest = re.sub(r"\b\d[\w.]*", " ", rest)
    for match in NAME.finditer(rest):
        name = match.group()
        if name in WORDS or rest[match.end() :].lstrip().startswith("("):
            continue
        labels.setdefault(name, set())
    return labels, grouped


def read_page(text, series):
    for line in text.splitlines():
        sample = re.match(r"([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})?\s", line)
        if sample and not line.startswith("#"):
            labels = MATCHER.findall(QUOTED.sub('""', sample.group(2) or ""))
            series.setdefault(sample.group(1), set()).update(labels)


def fetch(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read().decode()


def read_prometheus(base, series):
    query = urllib.parse.urlencode({"match[]": '{job=~".+"}'})
    for labels in json.loads(fetch(f"{base.rstrip('/')}/api/v1/series?{query}"))["data"]:
        name = labels.pop("__name__")
        series.setdefault(name, set()).update(labels)


def unanswered(base, expressions):
    """Queries that Prometheus answers with nothing, and rules that it cannot evaluate."""
    for where, expression in expressions:
        for name, value in VARIABLES.items():
            expression = expression.replace(name, value)
        query = urllib.parse.urlencode({"query": expression})
        if not json.loads(fetch(f"{base.rstrip('/')}/api/v1/query?{query}"))["data"]["result"]:
            yield f"{where}: returns nothing: {expression}"
    for group in json.loads(fetch(f"{base.rstrip('/')}/api/v1/rules"))["data"]["groups"]:
        for rule in group["rules"]:
            if rule["health"] != "ok":
                yield f"{RULES.name}: {rule['name']} is {rule['health']}: {rule.get('lastError')}"


def lives(run_file):
    """Whether the process that wrote it is there; who was killed left it behind."""
    pid = re.search(r"^process=(\d+)", run_file, re.M)
    stat = pathlib.Path(f"/proc/{pid.group(1)}/stat") if pid else None
    if stat is None or not pathlib.Path("/proc/self/stat").exists():
        return True
    try:
        fields = stat.read_text().rpartition(")")[2].split()
    except OSError:
        return False
    ticks = re.search(r"^start_ticks=(\d+)$", run_file, re.M)
    return fields[0] not in "ZX" and (ticks is None or fields[19] == ticks.group(1))


def read_platform(directory, series):
    pages = 0
    for file in sorted((pathlib.Path(directory) / "run").glob("*.properties")):
        text = file.read_text()
        port = re.search(r"^management_port=(\d+)$", text, re.M)
        if port and port.group(1) != "0" and lives(text):
            read_page(fetch(f"http://127.0.0.1:{port.group(1)}/actuator/prometheus"), series)
            pages += 1
    if not pages:
        sys.exit(f"check: nothing runs on {directory}")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--data")
    arguments.add_argument("--prometheus")
    arguments.add_argument("--answers", action="store_true", help="with --prometheus: ask every query")
    arguments.add_argument("pages", nargs="*")
    given = arguments.parse_args()
    series = {}
    if given.data:
        read_platform(given.data, series)
    if given.prometheus:
        read_prometheus(given.prometheus, series)
    for page in given.pages:
        read_page(fetch(page) if "://" in page else pathlib.Path(page).read_text(), series)
    if given.answers and not given.prometheus:
        arguments.error("--answers needs --prometheus")
    if not series:
        arguments.error("say where metrics are")

    expressions, recorded = rule_expressions(RULES.read_text())
    shown = [one for path in sorted(DASHBOARDS.glob("*.json")) for one in dashboard_expressions(path)]
    expressions.extend(shown)
    every_label = TARGET_LABELS.union(*series.values())
    wrong, metrics = [], set()
    for where, expression in expressions:
        named, grouped = names_of(expression)
        if not named:
            wrong.append(f"{where}: names no metric: {expression}")
        for metric, labels in sorted(named.items()):
            metrics.add(metric)
            if metric in recorded or metric in SCRAPED:
                continue
            if metric not in series:
                wrong.append(f"{where}: there is no metric {metric}")
                continue
            for label in sorted(labels - series[metric] - TARGET_LABELS):
                wrong.append(f"{where}: {metric} has no label {label}")
        for label in sorted(grouped - every_label):
            wrong.append(f"{where}: no metric has a label {label}")
    if given.answers:
        wrong.extend(unanswered(given.prometheus, shown))
    for line in wrong:
        print(line)
    print(f"{len(expressions)} expressions with {len(metrics)} metrics, {len(wrong)} wrong")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
