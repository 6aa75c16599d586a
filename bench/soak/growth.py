"""What one saga costs while the number of stored ones grows.

The sagas are made by the engine itself through its API, in batches to be quick, not by
bulk-loading: pages, indexes and dead rows are as a long life leaves them. Then W1 and W2 are
measured in turns. The judged figure is CPU time over all processes; throughput is told beside it
and follows it on a machine where the processors are the limit."""

import statistics

LEVELS = (10_000, 100_000, 1_000_000, 3_000_000, 10_000_000)
FILL_BATCH = 200
FILL_CONNECTIONS = 8
FILL_SECONDS = 30
SECONDS = 8
WARM_UP = 3
GROWTH_MAX = 1.2


def levels_up_to(stored):
    levels = [level for level in LEVELS if level <= stored]
    return levels if stored in levels else [*levels, stored]


def _fill(run, level):
    """Up to the level; each saga takes three steps and ends."""
    missing = level - run.stored()
    per_second = 3_000  # a guess for the first chunk
    while missing > 0:
        seconds = max(1, min(FILL_SECONDS, round(missing / per_second)))
        report = run.bench("w1", batch=FILL_BATCH, concurrency=FILL_CONNECTIONS,
                           seconds=seconds, warm_up=0)
        per_second = max(1, report["sagas_per_second"])
        missing = level - run.stored()
        run.keep(part="growth", filling=level, missing=missing, report=report)
        run.say(f"filling up to {level:,}: {max(0, missing):,} to go, {per_second:,.0f} sagas/s, "
                f"{report['cpu_seconds_per_1000_sagas']:.3f} CPU-s for 1,000")


def _wait_for_autovacuum(run):
    """What cleaning up after the filling costs is not a cost of the sagas that come now."""
    for _ in range(120):
        busy = run.ask("SELECT count(*) FROM pg_stat_activity "
                       "WHERE backend_type = 'autovacuum worker'")
        if busy == "0":
            return
        run.ask("SELECT pg_sleep(1)")


def _measure(run, level):
    _wait_for_autovacuum(run)
    stored = run.stored()
    found = {"w1": [], "w2": []}
    for _ in range(run.chosen.repeat):
        for workload, reports in found.items():
            run.ask("CHECKPOINT")
            reports.append(run.bench(workload, seconds=SECONDS, warm_up=WARM_UP,
                                     concurrency=run.chosen.connections))
            run.keep(part="growth", level=level, stored=stored, report=reports[-1])
    size = run.cluster.bytes_of(run.database)
    figures = {"level": level, "stored": stored, "database_bytes": size}
    for workload, reports in found.items():
        for name in ("sagas_per_second", "cpu_seconds_per_1000_sagas", "p99_ms"):
            figures[f"{workload}_{name}"] = statistics.median(one[name] for one in reports)
        figures[f"{workload}_foreign_cores"] = max(one["foreign_cores"] for one in reports)
    run.keep(part="growth", median=figures)
    return figures


def _tell(run, figures):
    text = f"{figures['stored']:>10,} stored, {figures['database_bytes'] / 1e9:5.2f} GB:"
    for workload in ("w1", "w2"):
        text += (f"  {workload} {figures[workload + '_sagas_per_second']:6,.0f}/s"
                 f" {figures[workload + '_cpu_seconds_per_1000_sagas']:.3f} CPU-s"
                 f" (foreign {figures[workload + '_foreign_cores']:.2f})")
    run.say(text)


def judge(run):
    table = []
    for level in levels_up_to(run.chosen.stored):
        _fill(run, level)
        table.append(_measure(run, level))
        _tell(run, table[-1])
    good = True
    for workload in ("w1", "w2"):
        costs = [one[workload + "_cpu_seconds_per_1000_sagas"] for one in table]
        worst = max(costs) / costs[0]
        good &= run.judge(
            f"{workload}: one saga costs at most {worst:.2f} times what it did with "
            f"{table[0]['stored']:,} stored (bound {GROWTH_MAX})", worst <= GROWTH_MAX)
    return good
