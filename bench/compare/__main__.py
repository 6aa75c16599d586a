"""One run, side by side: Sagaflow, Restate and DBOS in turns, on one machine and one PostgreSQL.

Every figure is appended to the results file the moment it is there, so that a comparison may be
made in several sittings; the table is made of all that the file holds."""

import argparse
import contextlib
import datetime
import json
import pathlib
import subprocess
import sys

from compare import peers, sagaflow_side, table
from harness import machine, postgres, processes, sagaflow_bench

WORKLOADS = ("w1", "w2", "w3", "w4", "memory", "million")


def parse_arguments(arguments):
    parser = argparse.ArgumentParser(
        prog="bench/compare/run.sh",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--peers", metavar="DIR", type=pathlib.Path,
                        help="where the peers' scripts are: DIR/restate/run.sh, DIR/dbos/run.sh, "
                        "DIR/common/pg.sh; a peer that is not there is skipped")
    parser.add_argument("--only", metavar="W,W", default=",".join(WORKLOADS),
                        help="of " + ",".join(WORKLOADS) + " (default: all)")
    parser.add_argument("--systems", metavar="S,S", default="sagaflow,restate,dbos",
                        help="whom to run (default: sagaflow,restate,dbos)")
    parser.add_argument("--rounds", metavar="N", type=int, default=3,
                        help="each system runs each workload N times, in turns (default: 3)")
    parser.add_argument("--connections", metavar="N", type=int,
                        help="of the load on Sagaflow (default: the best is searched for)")
    parser.add_argument("--quick", action="store_true", help="a quarter of the size")
    parser.add_argument("--results", metavar="FILE", type=pathlib.Path,
                        help="where the figures go, one JSON line each; what is there is kept "
                        "and counts (default: a new file in build/compare)")
    parser.add_argument("--show", action="store_true", help="only print the table of --results")
    parser.add_argument("--markdown", action="store_true", help="tables in Markdown")
    parser.add_argument("--sagaflow", metavar="PATH", default=sagaflow_bench.DEFAULT_BINARY,
                        help="the program (default: build/release/sagaflow)")
    chosen = parser.parse_args(arguments)
    chosen.only = chosen.only.split(",")
    chosen.systems = chosen.systems.split(",")
    for name in set(chosen.only) - set(WORKLOADS):
        parser.error(f"expected workloads of {', '.join(WORKLOADS)}, but got {name!r}")
    for name in set(chosen.systems) - {"sagaflow", "restate", "dbos"}:
        parser.error(f"expected systems of sagaflow, restate, dbos, but got {name!r}")
    if chosen.rounds < 1:
        parser.error(f"expected at least one round, but got {chosen.rounds}")
    if chosen.show and chosen.results is None:
        parser.error("--show needs --results FILE")
    return chosen


class Results:
    """The figures of all sittings, one JSON line each."""

    def __init__(self, path):
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self.lines = []
        if path.exists():
            self.lines = [json.loads(line) for line in path.read_text().splitlines() if line]

    def rounds_of(self, workload):
        """How many there are already: another sitting goes on counting."""
        seen = [line["round"] for line in self.lines if line.get("workload") == workload]
        return max(seen, default=-1) + 1

    def add(self, **line):
        line["at"] = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
        self.lines.append(line)
        with open(self.path, "a", encoding="utf-8") as out:
            out.write(json.dumps(line) + "\n")


def say(text):
    now = datetime.datetime.now().strftime("%H:%M:%S")
    print(f"{now} {text}", file=sys.stderr, flush=True)


@contextlib.contextmanager
def cluster_of(chosen):
    """The peers' PostgreSQL, so that all run on the same one; without it one of our own."""
    if chosen.peers and peers.has_cluster(chosen.peers):
        yield peers.cluster(chosen.peers)
        return
    say("PostgreSQL: a private one, as there are no peers with one")
    with postgres.own_cluster("/var/tmp") as own:
        yield own


def sides_of(chosen, cluster):
    """(name, side) of those that are there."""
    sides = []
    for name in chosen.systems:
        if name == "sagaflow":
            binary = sagaflow_bench.binary_or_exit(chosen.sagaflow)
            sides.append((name, sagaflow_side.Side(
                binary, cluster, chosen.quick, chosen.connections, say)))
        elif reason := peers.why_absent(chosen.peers, name):
            say(f"{name}: skipped: {reason}")
        else:
            sides.append((name, peers.Side(chosen.peers, name, chosen.quick)))
    return sides


def run_one(side, name, workload, number, results):
    say(f"round {number + 1}: {workload}, {name}")
    try:
        figures = side.run(workload)
    except processes.Failed as failed:
        say(f"{name}: {workload} failed: {failed}")
        results.add(system=name, workload=workload, round=number, failed=str(failed))
        return
    if figures is None:  # nothing to compare there
        return
    results.add(system=name, workload=workload, round=number, **figures)
    told = {key: value for key, value in figures.items() if key not in ("raw", "sweep")}
    say(f"  {json.dumps(told)}")


def run_all(chosen, results):
    with cluster_of(chosen) as cluster:
        sides = sides_of(chosen, cluster)
        version = subprocess.run([str(chosen.sagaflow), "version"], capture_output=True,
                                 text=True, check=False).stdout.strip()
        results.add(machine=machine.facts(), postgres=cluster.settings(), sagaflow=version,
                    quick=chosen.quick)
        for workload in chosen.only:
            # These say the same in each round and take long.
            rounds = 1 if workload in ("memory", "million") else chosen.rounds
            first = results.rounds_of(workload)
            for number in range(first, first + rounds):
                # Who came first comes last: what a run leaves behind falls on each in turn.
                for name, side in sides if number % 2 == 0 else sides[::-1]:
                    cluster.ask("CHECKPOINT")
                    run_one(side, name, workload, number, results)


def main():
    chosen = parse_arguments(sys.argv[1:])
    stamp = datetime.datetime.now().strftime("%Y%m%d-%H%M%S")
    path = chosen.results or sagaflow_bench.ROOT / f"build/compare/{stamp}.jsonl"
    results = Results(path)
    if not chosen.show:
        processes.end_all_with_this_program()
        try:
            run_all(chosen, results)
        except postgres.PostgresFailed as failed:
            raise SystemExit(f"PostgreSQL: {failed}") from None
    print(table.text(results.lines, chosen.markdown))
    print(f"\nAll figures: {path}")


if __name__ == "__main__":
    main()
