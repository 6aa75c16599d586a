"""The table of a comparison: medians, ratios, and the goals that this project set itself.

A ratio is one of medians; the range beside it is of the rounds, each against the same round of the
peer, so that what disturbed the machine for a while is seen on both sides."""

import statistics
from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass
class Row:
    title: str
    workload: str
    figure: str
    unit: str = ""
    scale: float = 1
    digits: int = 1


ROWS = (
    Row("W1 sagas/s", "w1", "per_second", digits=0),
    Row("W1 CPU-s for 1,000", "w1", "cpu_s_per_1000", digits=2),
    Row("W1 at 20/s, p50 ms", "w1", "low_p50_ms"),
    Row("W1 at 20/s, p99 ms", "w1", "low_p99_ms"),
    Row("W2 sagas/s", "w2", "per_second", digits=0),
    Row("W2 CPU-s for 1,000", "w2", "cpu_s_per_1000", digits=2),
    Row("W2 at 20/s, p50 ms", "w2", "low_p50_ms"),
    Row("W2 at 20/s, p99 ms", "w2", "low_p99_ms"),
    Row("W3 events/s, one a request", "w3", "per_second", digits=0),
    Row("W3 events/s, 500 a request", "w3", "batched_per_second", digits=0),
    Row("W3 CPU-s for 1,000", "w3", "cpu_s_per_1000", digits=2),
    Row("W3 event to end at 20/s, p50 ms", "w3", "low_p50_ms"),
    Row("W3 event to end at 20/s, p99 ms", "w3", "low_p99_ms"),
    Row("W4 2,000 waiting: all on, s", "w4", "all_on_ms", scale=1e-3, digits=2),
    Row("W4 100,000 waiting: all on, s", "w4", "all_on_100k_ms", scale=1e-3, digits=2),
    Row("memory idle, MiB", "memory", "idle_bytes", scale=1 / MIB, digits=0),
    Row("memory, 10,000 waiting, MiB", "memory", "bytes_10k", scale=1 / MIB, digits=0),
    Row("memory, 1,000,000 waiting, MiB", "million", "bytes_1m", scale=1 / MIB, digits=0),
    Row("cores, 10,000 waiting", "memory", "idle_cores_10k", digits=3),
)
SYSTEMS = ("sagaflow", "restate", "dbos")


@dataclass
class Goal:
    """`than` None: the figure itself; "better": the better of the peers."""

    title: str
    workload: str
    figure: str
    at_least: bool
    bound: float
    than: str | None = None
    scale: float = 1


GOALS = (
    Goal("W1 sagas/s, times Restate", "w1", "per_second", True, 6, "restate"),
    Goal("W1 sagas/s, times DBOS", "w1", "per_second", True, 20, "dbos"),
    Goal("W2 sagas/s, times Restate", "w2", "per_second", True, 5, "restate"),
    Goal("W2 sagas/s, times DBOS", "w2", "per_second", True, 14, "dbos"),
    Goal("W2 at 20/s p50, times the better", "w2", "low_p50_ms", False, 0.4, "better"),
    Goal("W2 at 20/s p99, times the better", "w2", "low_p99_ms", False, 0.6, "better"),
    Goal("W2 CPU-s for 1,000", "w2", "cpu_s_per_1000", False, 0.45),
    Goal("W3 events/s, times Restate", "w3", "per_second", True, 2.5, "restate"),
    Goal("W3 event to end p50, ms", "w3", "low_p50_ms", False, 2),
    Goal("W4 2,000 waiting, s", "w4", "all_on_ms", False, 0.5, scale=1e-3),
    Goal("W4 100,000 waiting, s", "w4", "all_on_100k_ms", False, 3, scale=1e-3),
    Goal("memory idle, MiB", "memory", "idle_bytes", False, 40, scale=1 / MIB),
    Goal("memory 10,000 waiting, MiB", "memory", "bytes_10k", False, 60, scale=1 / MIB),
    Goal("memory 1,000,000 waiting, MiB", "million", "bytes_1m", False, 200, scale=1 / MIB),
    Goal("cores, 10,000 waiting", "memory", "idle_cores_10k", False, 0.01),
)


class Figures:
    def __init__(self, lines):
        self._lines = [line for line in lines if "system" in line and "failed" not in line]

    def by_round(self, system, workload, figure):
        return {
            line["round"]: line[figure]
            for line in self._lines
            if line["system"] == system and line["workload"] == workload
            and line.get(figure) is not None
        }

    def median(self, system, workload, figure):
        seen = list(self.by_round(system, workload, figure).values())
        return statistics.median(seen) if seen else None

    def better_peer(self, workload, figure, at_least):
        """Of those that were measured, the one whose median is the better."""
        medians = {
            peer: self.median(peer, workload, figure)
            for peer in SYSTEMS[1:]
            if self.median(peer, workload, figure)
        }
        if not medians:
            return None
        return (max if at_least else min)(medians, key=medians.get)


def _columns(rows, markdown=False):
    if markdown:
        lines = ["| " + " | ".join(row) + " |" for row in rows]
        return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths))
        ).rstrip()
        for row in rows
    )


def _number(value, digits):
    return "–" if value is None else f"{value:,.{digits}f}"


def _cell(figures, system, row):
    seen = [value * row.scale for value in
            figures.by_round(system, row.workload, row.figure).values()]
    if not seen:
        return "–"
    text = _number(statistics.median(seen), row.digits)
    if len(seen) > 1:
        text += f" ({_number(min(seen), row.digits)}-{_number(max(seen), row.digits)})"
    return text


def _figures_table(figures, markdown):
    rows = [("median (least-most)", "Sagaflow", "Restate", "DBOS")]
    for row in ROWS:
        cells = [_cell(figures, system, row) for system in SYSTEMS]
        if any(cell != "–" for cell in cells):
            rows.append((row.title, *cells))
    return _columns(rows, markdown)


def _judged(figures, goal):
    """(value, least, most) or None where something was not measured."""
    ours = figures.by_round("sagaflow", goal.workload, goal.figure)
    if not ours:
        return None
    if goal.than is None:
        seen = [value * goal.scale for value in ours.values()]
        return statistics.median(seen), min(seen), max(seen)
    peer = goal.than
    if peer == "better":
        peer = figures.better_peer(goal.workload, goal.figure, goal.at_least)
    theirs = figures.by_round(peer, goal.workload, goal.figure) if peer else {}
    if not theirs:
        return None
    value = statistics.median(ours.values()) / statistics.median(theirs.values())
    pairs = [ours[one] / theirs[one] for one in ours.keys() & theirs.keys() if theirs[one]]
    return value, min(pairs, default=value), max(pairs, default=value)


def _goals_table(figures, markdown):
    rows = [("goal", "bound", "measured", "rounds", "")]
    for goal in GOALS:
        bound = ("at least " if goal.at_least else "at most ") + f"{goal.bound:g}"
        judged = _judged(figures, goal)
        if judged is None:
            rows.append((goal.title, bound, "–", "", "not measured"))
            continue
        value, least, most = judged
        met = value >= goal.bound if goal.at_least else value <= goal.bound
        rows.append((goal.title, bound, f"{value:.3g}", f"{least:.3g}-{most:.3g}",
                     "met" if met else "MISSED"))
    return _columns(rows, markdown)


def _heads(lines):
    heads = [line for line in lines if "machine" in line]
    if not heads:
        return ""
    head = heads[-1]
    facts = head["machine"]
    text = (f"{facts['processors']} processors, {facts['model']}, "
            f"{(facts['memory_bytes'] or 0) / 2**30:.0f} GiB, Linux {facts['kernel']}\n")
    text += "PostgreSQL: " + ", ".join(f"{k} {v}" for k, v in head["postgres"].items())
    text += f"\n{head.get('sagaflow', '')}"
    return text + ("\nQUICK: a quarter of the size" if head.get("quick") else "")


def _failures(lines):
    return "".join(
        f"\nFAILED: {line['system']} {line['workload']}, round {line['round'] + 1}: "
        f"{line['failed'][:300]}"
        for line in lines
        if "failed" in line
    )


def text(lines, markdown=False):
    figures = Figures(lines)
    parts = (_heads(lines), _figures_table(figures, markdown), _goals_table(figures, markdown))
    return "\n\n".join(part for part in parts if part) + _failures(lines)
