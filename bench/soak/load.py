"""Half an hour of steady load in an open loop: does memory grow, does a saga become dearer?

The rate is fixed, so that every minute does the same work whatever else the machine does; all sagas
stay stored, so the database grows all the while. Half way a snapshot is held open for 40 s."""

import math
import statistics
import time

from harness import machine
from soak import snapshot

SAMPLE_S = 10
WARM_UP_S = 5
# Caches fill in the beginning: what counts is growth from here on.
SETTLED_AFTER = 0.2  # of the whole time
GROWTH_MAX = 1.05
GROWTH_BYTES_MAX = 4 * 1024 * 1024
COST_GROWTH_MAX = 1.2
MIB = 1024 * 1024


def _sample(run, engine):
    return {
        "at": time.monotonic(),
        "started": run.started(),
        "engine_bytes": machine.resident_bytes(engine),
        "postgres_bytes": machine.tree_proportional_bytes(run.cluster.first_process),
        "engine_cpu": machine.cpu_seconds(engine),
        "postgres_cpu": machine.tree_cpu_seconds(run.cluster.first_process),
    }


def _samples(run, bench, seconds):
    while (engine := bench.engine()) is None and bench.is_running():
        bench.wait(0.1)
    bench.wait(WARM_UP_S + 2)
    begun = time.monotonic()
    until = begun + seconds - WARM_UP_S
    samples = []
    told = 0
    held, hold_from = None, begun + seconds / 2
    while time.monotonic() < until and not bench.wait(SAMPLE_S):
        one = _sample(run, engine)
        if one["engine_bytes"] is None:
            break
        if held is None and hold_from <= one["at"] < hold_from + snapshot.HELD_S:
            held = snapshot.HeldSnapshot(run)
        elif held is not None and one["at"] > hold_from + snapshot.HELD_S + SAMPLE_S:
            held.let_go()
            held, hold_from = None, math.inf
        one["held"] = held is not None
        samples.append(one)
        run.keep(part="load", sample=one)
        if len(samples) - told >= 12:
            told = len(samples)
            run.say(f"{one['started']:,} started; engine {one['engine_bytes'] / MIB:.1f} MiB, "
                    f"PostgreSQL {(one['postgres_bytes'] or 0) / MIB:.0f} MiB")
    return samples


def _cost(samples):
    """CPU-seconds of engine and PostgreSQL for 1,000 sagas over these samples."""
    first, last = samples[0], samples[-1]
    used = sum(last[name] - first[name] for name in ("engine_cpu", "postgres_cpu"))
    return 1_000 * used / max(1, last["started"] - first["started"])


def _judge_snapshot(run, samples):
    """The rate from the snapshot's first sample to its last, against that of the whole time."""
    held = [one for one in samples if one["held"]]
    if len(held) < 2:
        return run.judge("load: the run was too short to hold a snapshot in it", False)

    def rate(some):
        return (some[-1]["started"] - some[0]["started"]) / (some[-1]["at"] - some[0]["at"])

    kept = rate(held) / rate(samples)
    cost = _cost(held) / _cost(samples)
    return run.judge(
        f"a snapshot held for {held[-1]['at'] - held[0]['at']:.0f} s: {kept:.2f} of the usual rate "
        f"(bound {snapshot.KEPT_MIN}), a saga costs {cost:.2f} times the usual",
        kept >= snapshot.KEPT_MIN)


def judge(run):
    seconds = round(run.chosen.minutes * 60)
    bench = run.begin_bench(run.chosen.workload, seconds=seconds, warm_up=WARM_UP_S,
                            rate=run.chosen.rate, concurrency=run.chosen.connections)
    samples = _samples(run, bench, seconds)
    report = bench.report(300)
    run.keep(part="load", report=report)
    settled = samples[int(len(samples) * SETTLED_AFTER) :]
    fifth = max(2, len(settled) // 5)
    if len(settled) < 2 * fifth:
        return run.judge(f"load: {len(samples)} samples are too few to say anything", False)
    first, last = settled[:fifth], settled[-fifth:]
    begin = statistics.median(one["engine_bytes"] for one in first)
    end = statistics.median(one["engine_bytes"] for one in last)
    run.say(f"{report['sagas']:,} sagas, p50 {report['p50_ms']} ms, p99 {report['p99_ms']} ms, "
            f"{report['cpu_seconds_per_1000_sagas']} CPU-s for 1,000")
    good = run.judge(
        f"engine memory over {run.chosen.minutes:g} minutes: {begin / MIB:.1f} MiB, at the end "
        f"{end / MIB:.1f} MiB (at most {GROWTH_MAX} times, or 4 MiB more)",
        end <= max(begin * GROWTH_MAX, begin + GROWTH_BYTES_MAX))
    cost, cost_at_end = _cost(first), _cost(last)
    good &= run.judge(
        f"engine and PostgreSQL: {cost:.3f} CPU-s for 1,000 sagas, at the end {cost_at_end:.3f} "
        f"(at most {COST_GROWTH_MAX} times)", cost_at_end <= cost * COST_GROWTH_MAX)
    return good & _judge_snapshot(run, samples)
