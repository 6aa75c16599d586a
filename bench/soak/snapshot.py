"""A snapshot that somebody holds open in PostgreSQL, a backup or a forgotten psql, keeps every
dead row in place. Tables that work as queues collapse under it; this measures that ours do not.

W2 runs through a time before, the 40 s of the snapshot, and a time after. W3, whose subscriptions
come and go, runs once without and once with a snapshot from its first second on."""

import statistics
import subprocess
import time

from harness import processes

BEFORE_S = 25
HELD_S = 40
AFTER_S = 20
WARM_UP_S = 5
WINDOW_S = 5
KEPT_MIN = 0.8  # of the throughput before
WORST_MIN = 0.5  # of it, in the worst window
W3_SAGAS = 20_000


class HeldSnapshot:
    """psql in a transaction that sees the database as it is now, and keeps seeing it."""

    def __init__(self, run):
        self._psql = processes.start(
            ["psql", "-X", "-q", "-A", "-t", "-d", run.cluster.url(run.database)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._psql.stdin.write("BEGIN ISOLATION LEVEL REPEATABLE READ;\n"
                               "SELECT count(*) FROM sagaflow.node;\n")
        self._psql.stdin.flush()
        self._psql.stdout.readline()  # the snapshot is taken

    def let_go(self):
        self._psql.stdin.write("COMMIT;\n")
        self._psql.stdin.close()
        self._psql.wait()
        processes.forget(self._psql)


def _watch(run, bench, seconds):
    """Sagas a second, window by window, while `seconds` pass."""
    rates = []
    last, last_at = run.started(), time.monotonic()
    until = last_at + seconds
    while time.monotonic() < until and not bench.wait(min(WINDOW_S, until - time.monotonic())):
        now, now_at = run.started(), time.monotonic()
        rates.append((now - last) / (now_at - last_at))
        last, last_at = now, now_at
    return rates


def _w2(run):
    bench = run.begin_bench("w2", seconds=BEFORE_S + HELD_S + AFTER_S + 5, warm_up=WARM_UP_S,
                            concurrency=run.chosen.connections)
    while bench.engine() is None and bench.is_running():
        bench.wait(0.1)
    bench.wait(WARM_UP_S + 2)
    before = _watch(run, bench, BEFORE_S)
    snapshot = HeldSnapshot(run)
    held = _watch(run, bench, HELD_S)
    snapshot.let_go()
    after = _watch(run, bench, AFTER_S)
    report = bench.report(120)
    usual = statistics.mean(before)
    kept, worst = statistics.mean(held) / usual, min(held) / usual
    run.keep(part="snapshot", workload="w2", before=before, held=held, after=after, report=report)
    run.say(f"w2: {usual:,.0f} sagas/s before, {statistics.mean(held):,.0f} while held "
            f"(worst {WINDOW_S} s {min(held):,.0f}), {statistics.mean(after):,.0f} after")
    return run.judge(f"w2 keeps {kept:.2f} of its throughput under a snapshot of {HELD_S} s "
                     f"(bound {KEPT_MIN}), {worst:.2f} in the worst {WINDOW_S} s "
                     f"(bound {WORST_MIN})", kept >= KEPT_MIN and worst >= WORST_MIN)


def _w3(run):
    plain = run.bench("w3", sagas=W3_SAGAS, seconds=HELD_S)
    bench = run.begin_bench("w3", sagas=W3_SAGAS, seconds=HELD_S)
    while bench.engine() is None and bench.is_running():
        bench.wait(0.1)
    snapshot = HeldSnapshot(run)
    bench.wait(HELD_S)
    snapshot.let_go()
    held = bench.report(300)
    run.keep(part="snapshot", workload="w3", plain=plain, held=held)
    good = True
    for figure in ("starts_per_second", "events_per_second"):
        kept = held[figure] / plain[figure]
        good &= run.judge(f"w3 {figure}: {plain[figure]:,.0f} without a snapshot, "
                          f"{held[figure]:,.0f} with, {kept:.2f} (bound {KEPT_MIN})",
                          kept >= KEPT_MIN)
    return good


def judge(run):
    if not run.has_tables():
        run.bench("w2", seconds=2, warm_up=0)  # the engine makes the tables
    return _w2(run) & _w3(run)
