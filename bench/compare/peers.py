"""The peers' side: their scripts, run as they are, and what their reports mean in our words.

A script prints one JSON line. It finds its own best concurrency and pool, repeats what was
disturbed, and counts the CPU time of all processes. Here it runs once for each round (REPS=1)."""

import json
import os
import subprocess

from harness import postgres, processes

LIMIT_S = 1_800
MIB = 1024 * 1024
# Of their W3: their own settings for many that wait at once; the best of them counts.
RESTATE_SWEEP = "64,200,600"
OWN_WORKLOADS = {"w1": "w1", "w2": "w2", "w3": "w3", "w4": "w4", "memory": "foot"}


def has_cluster(directory):
    return (directory / "common/pg.sh").is_file()


def cluster(directory):
    script = str(directory / "common/pg.sh")
    for word in ("init", "start"):
        # Started already is as good; whether it runs, the next lines find out.
        subprocess.run([script, word], check=False, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    asked = subprocess.run([script, "psql", "-Atc", "SHOW port; SHOW data_directory"],
                           capture_output=True, text=True, check=False)
    if asked.returncode != 0:
        raise SystemExit(f"Expected {script} to start PostgreSQL, but: {asked.stderr.strip()}")
    port, data = asked.stdout.split()
    found = postgres.Cluster(int(port), data)
    # What the engine's private PostgreSQL does is given to all.
    found.ask("ALTER SYSTEM SET wal_compression = 'lz4'")
    found.ask("SELECT pg_reload_conf()")
    # The scripts look at statistics from this one, and do not make it.
    if found.ask("SELECT count(*) FROM pg_database WHERE datname = 'bench'") == "0":
        found.ask("CREATE DATABASE bench")
    return found


def why_absent(directory, name):
    if directory is None:
        return "no --peers DIR"
    script = directory / name / "run.sh"
    return None if script.is_file() else f"{script} is not there"


class Side:
    def __init__(self, directory, name, quick):
        self._script = str(directory / name / "run.sh")
        self._name = name
        self._quick = quick
        self._best = {}

    def run(self, workload):
        if workload not in OWN_WORKLOADS:
            return None
        report = self._report_of(workload)
        return getattr(self, f"_{self._name}_{workload}")(report)

    def _report_of(self, workload):
        environment = {**os.environ, "REPS": "1", "ONLY": OWN_WORKLOADS[workload],
                       "QUIET_S": "20"}
        if self._quick:
            environment["QUICK"] = "1"
        if self._name == "restate":
            environment["PARTITIONS"] = "1"
            environment["SWEEP"] = self._best.get(workload, RESTATE_SWEEP)
        code, out = processes.run([self._script], LIMIT_S, env=environment,
                                  stdin=subprocess.DEVNULL)
        lines = out.strip().splitlines()
        if code != 0 or not lines:
            raise processes.Failed(f"{self._script} ended with {code} and no report")
        report = json.loads(lines[-1])
        if "error" in report:
            raise processes.Failed(report["error"])
        return report

    def _throughput_and_latency(self, report, workload):
        figures = report[workload]
        self._best[workload] = str(figures["best"]["c"])
        return {
            "per_second": figures["sat"]["wf_s"],
            "best": figures["best"],
            "cpu_s_per_1000": figures["sat"]["cpu_s_per_1k"]["total"],
            "low_p50_ms": figures["low20"]["p50_ms"],
            "low_p99_ms": figures["low20"]["p99_ms"],
            "foreign_cores": figures["sat"]["foreign"],
            "errors": figures["sat"]["errors"],
            "raw": report,
        }

    def _restate_w1(self, report):
        return self._throughput_and_latency(report, "w1")

    def _restate_w2(self, report):
        return self._throughput_and_latency(report, "w2")

    def _dbos_w1(self, report):
        return self._throughput_and_latency(report, "w1")

    def _dbos_w2(self, report):
        return self._throughput_and_latency(report, "w2")

    def _restate_w3(self, report):
        figures = report["w3"]
        kinds = {"900 in flight": figures, **figures["big"]}
        best = max(kinds, key=lambda kind: kinds[kind]["events_s"])
        return {
            "per_second": kinds[best]["events_s"],
            "best": best,
            "cpu_s_per_1000": kinds[best]["cpu_s_per_1k"],
            "low_p50_ms": figures["p50_ms"],
            "low_p99_ms": figures["p99_ms"],
            "raw": report,
        }

    def _dbos_w3(self, report):
        figures = report["w3"]
        return {
            "per_second": figures["events_s"],
            "starts_per_second": figures["starts_s"],
            "cpu_s_per_1000": figures["cpu_s_per_1k"],
            "low_p50_ms": figures["p50_ms"],
            "low_p99_ms": figures["p99_ms"],
            "raw": report,
        }

    def _restate_w4(self, report):
        return {"all_on_ms": report["w4"]["all_completed_ms"],
                "ready_ms": report["w4"]["server_up_ms"], "raw": report}

    def _dbos_w4(self, report):
        return {"all_on_ms": report["w4"]["all_completed_ms"],
                "ready_ms": report["w4"]["up_ms"], "raw": report}

    def _restate_memory(self, report):
        """The server alone: the service process is the user's program."""
        foot = report["foot"].values()
        return {
            "idle_bytes": min(kind["server_rss_0"] for kind in foot) * MIB,
            "bytes_10k": min(kind["server_rss_10k"] for kind in foot) * MIB,
            "idle_cores": report["idle"]["server_idle_cores"],
            "raw": report,
        }

    def _dbos_memory(self, report):
        return {
            "idle_bytes": report["foot"]["node_rss_0"] * MIB,
            "bytes_10k": report["foot"]["node_rss_10k"] * MIB,
            "idle_cores_10k": report["foot"]["idle_cores_with_waiting"],
            "raw": report,
        }
