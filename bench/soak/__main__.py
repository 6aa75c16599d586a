"""Soak and growth of Sagaflow, on a PostgreSQL of its own with the default autovacuum.

  growth    the cost of one saga with 10,000 to 3,000,000 stored ones; the engine makes them all
  snapshot  throughput while a snapshot of the database is held open for 40 s
  load      memory over half an hour of steady load, and the cost of one saga at its ends
  tables    dead rows and index density after all that

Parts run in the order in which they are given, on one database, so that each finds what those
before it left. Each prints its figures and `pass` or `FAIL`; the exit code is 1 when one failed.
All figures are appended to the results file, one JSON line each."""

import argparse
import contextlib
import datetime
import json
import pathlib
import sys

from harness import machine, postgres, processes, sagaflow_bench
from soak import growth, load, snapshot, tables

PARTS = {
    "growth": growth.judge,
    "snapshot": snapshot.judge,
    "load": load.judge,
    "tables": tables.judge,
}


class Run:
    """What every part needs."""

    database = "sagaflow_soak"

    def __init__(self, chosen, cluster, results):
        self.chosen = chosen
        self.cluster = cluster
        self.binary = sagaflow_bench.binary_or_exit(chosen.sagaflow)
        self._results = results

    def say(self, text):
        print(f"{datetime.datetime.now():%H:%M:%S} {text}", flush=True)

    def keep(self, **line):
        with open(self._results, "a", encoding="utf-8") as out:
            out.write(json.dumps(line) + "\n")

    def bench(self, workload, **options):
        return sagaflow_bench.run(self.binary, workload, self.cluster, self.database, **options)

    def begin_bench(self, workload, **options):
        """In the background: (process, how to get its report)."""
        words = sagaflow_bench.command(self.binary, workload, self.cluster, self.database,
                                       **options)
        return sagaflow_bench.Background(words)

    def ask(self, sql):
        return self.cluster.ask(sql, self.database)

    def rows(self, sql):
        return self.cluster.rows(sql, self.database)

    def has_tables(self):
        return self.ask("SELECT to_regclass('sagaflow.instance') IS NOT NULL") == "t"

    def stored(self):
        return int(self.ask("SELECT count(*) FROM sagaflow.instance")) if self.has_tables() else 0

    def started(self):
        """Since the database was made, by PostgreSQL's statistics: cheap, up to a second late."""
        return int(self.ask("SELECT coalesce(sum(n_tup_ins), 0)::bigint FROM "
                            "pg_stat_user_tables WHERE schemaname = 'sagaflow' "
                            "AND relname = 'instance'"))

    def judge(self, what, good):
        self.say(f"{'pass' if good else 'FAIL'}: {what}")
        self.keep(judged=what, good=good)
        return good


def parse_arguments(arguments):
    parser = argparse.ArgumentParser(
        prog="bench/soak/run.sh", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", default=list(PARTS),
                        help="of growth, snapshot, load, tables (default: all, in this order)")
    parser.add_argument("--stored", metavar="N", type=int, default=3_000_000,
                        help="growth: up to so many stored sagas (default: 3,000,000)")
    parser.add_argument("--repeat", metavar="N", type=int, default=3,
                        help="growth: the median of so many runs (default: 3)")
    parser.add_argument("--minutes", metavar="M", type=float, default=30,
                        help="load: for so long (default: 30)")
    parser.add_argument("--rate", metavar="R", type=float, default=1_000,
                        help="load: sagas that fall due in a second (default: 1,000)")
    parser.add_argument("--workload", choices=("w1", "w2"), default="w2",
                        help="load: which (default: w2)")
    parser.add_argument("--connections", metavar="N", type=int, default=256,
                        help="of the load (default: 256)")
    parser.add_argument("--directory", metavar="DIR", default="/var/tmp",
                        help="where PostgreSQL keeps its files meanwhile: 5 GB for a million "
                        "sagas (default: /var/tmp)")
    parser.add_argument("--use-cluster", metavar="DATA", type=pathlib.Path,
                        help="a running PostgreSQL's data directory, instead of one of our own: "
                        "superuser postgres, trusted on 127.0.0.1. What is stored stays there")
    parser.add_argument("--results", metavar="FILE", type=pathlib.Path,
                        help="(default: a new file in build/soak)")
    parser.add_argument("--sagaflow", metavar="PATH", default=sagaflow_bench.DEFAULT_BINARY)
    chosen = parser.parse_args(arguments)
    for part in chosen.parts:
        if part not in PARTS:
            parser.error(f"expected parts of {', '.join(PARTS)}, but got {part!r}")
    return chosen


@contextlib.contextmanager
def cluster_of(chosen):
    if chosen.use_cluster is None:
        with postgres.own_cluster(chosen.directory) as own:
            yield own
        return
    lines = (chosen.use_cluster / "postmaster.pid").read_text().split("\n")
    yield postgres.Cluster(int(lines[3]), chosen.use_cluster)


def main():
    chosen = parse_arguments(sys.argv[1:])
    path = chosen.results or sagaflow_bench.ROOT / (
        f"build/soak/{datetime.datetime.now():%Y%m%d-%H%M%S}.jsonl")
    path.parent.mkdir(parents=True, exist_ok=True)
    processes.end_all_with_this_program()
    good = True
    with cluster_of(chosen) as cluster:
        run = Run(chosen, cluster, path)
        run.keep(machine=machine.facts(), postgres=cluster.settings())
        exists = cluster.ask("SELECT count(*) FROM pg_database "
                             f"WHERE datname = '{Run.database}'")
        if exists == "0":
            cluster.make_anew(Run.database)
        for part in chosen.parts:
            run.say(f"--- {part}")
            try:
                good = PARTS[part](run) and good
            except (processes.Failed, postgres.PostgresFailed) as failed:
                run.judge(f"{part}: {failed}", False)
                good = False
    run.say(f"All figures: {path}")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
