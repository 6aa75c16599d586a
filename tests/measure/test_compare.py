"""The comparison's arithmetic, and what it does with peers that are absent or fail."""

import contextlib
import io
import json
import pathlib
import stat
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bench"))

from compare import __main__ as compare  # noqa: E402
from compare import peers, table  # noqa: E402
from harness import processes  # noqa: E402


def line(system, workload, number, **figures):
    return {"system": system, "workload": workload, "round": number, **figures}


def goal(title):
    return next(one for one in table.GOALS if one.title == title)


def goal_line(lines, title):
    return next(one for one in table.text(lines).splitlines() if one.startswith(title + " "))


class Table(unittest.TestCase):
    def test_a_ratio_is_one_of_medians_with_the_range_of_the_rounds(self):
        lines = [line("sagaflow", "w1", i, per_second=v) for i, v in enumerate((6000, 7000, 9000))]
        lines += [line("restate", "w1", i, per_second=1000) for i in range(3)]
        judged = table._judged(table.Figures(lines), goal("W1 sagas/s, times Restate"))
        self.assertEqual(judged, (7.0, 6.0, 9.0))

    def test_a_goal_is_met_at_its_bound_and_missed_beyond_it(self):
        for seconds, word in ((0.5, "met"), (0.501, "MISSED")):
            lines = [line("sagaflow", "w4", 0, all_on_ms=seconds * 1000)]
            self.assertTrue(goal_line(lines, "W4 2,000 waiting, s").endswith(word))
        for mine, word in ((6000, "met"), (5999, "MISSED")):
            lines = [line("sagaflow", "w1", 0, per_second=mine),
                     line("restate", "w1", 0, per_second=1000)]
            self.assertTrue(goal_line(lines, "W1 sagas/s, times Restate").endswith(word))

    def test_the_better_peer_has_the_lower_latency(self):
        lines = [line("sagaflow", "w2", 0, low_p50_ms=4), line("restate", "w2", 0, low_p50_ms=16),
                 line("dbos", "w2", 0, low_p50_ms=8)]
        judged = table._judged(table.Figures(lines), goal("W2 at 20/s p50, times the better"))
        self.assertEqual(judged[0], 0.5)

    def test_what_was_not_measured_is_said_and_never_met(self):
        for lines in ([], [line("sagaflow", "w1", 0, per_second=9000)],
                      [line("restate", "w1", 0, per_second=1)]):
            self.assertIn("not measured", goal_line(lines, "W1 sagas/s, times Restate"))

    def test_a_failed_run_is_no_figure_and_is_shown(self):
        lines = [line("restate", "w1", 0, failed="it broke", per_second=1),
                 line("sagaflow", "w1", 0, per_second=9000)]
        self.assertIn("not measured", goal_line(lines, "W1 sagas/s, times Restate"))
        self.assertIn("FAILED: restate w1, round 1: it broke", table.text(lines))


class Peers(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def script(self, name, text):
        path = self.folder / name / "run.sh"
        path.parent.mkdir()
        path.write_text("#!/bin/sh\n" + text)
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return peers.Side(self.folder, name, quick=True)

    def test_an_absent_peer_is_named_with_the_missing_script(self):
        self.assertEqual(peers.why_absent(None, "dbos"), "no --peers DIR")
        self.assertIn("dbos/run.sh is not there", peers.why_absent(self.folder, "dbos"))

    def test_its_report_is_understood_and_its_best_concurrency_kept(self):
        report = {"w1": {"best": {"workers": 1, "c": 200}, "low20": {"p50_ms": 10, "p99_ms": 19},
                         "sat": {"wf_s": 1300, "cpu_s_per_1k": {"total": 1.2}, "foreign": 0.1,
                                 "errors": 0}}}
        side = self.script("restate", 'echo "$SWEEP $ONLY $REPS $QUICK $PARTITIONS" >> seen\n'
                           f"echo '{json.dumps(report)}'\n".replace("seen",
                                                                   str(self.folder / "seen")))
        figures = side.run("w1")
        side.run("w1")
        self.assertEqual((figures["per_second"], figures["cpu_s_per_1000"]), (1300, 1.2))
        seen = (self.folder / "seen").read_text().splitlines()
        self.assertEqual(seen, ["64,200,600 w1 1 1 1", "200 w1 1 1 1"])

    def test_its_error_is_a_failure_and_not_a_figure(self):
        side = self.script("dbos", """echo '{"error": "no such table"}'\n""")
        with self.assertRaisesRegex(processes.Failed, "no such table"):
            side.run("w3")

    def test_a_script_that_breaks_is_a_failure(self):
        with self.assertRaisesRegex(processes.Failed, "ended with 3"):
            self.script("dbos", "exit 3\n").run("w3")


class Sittings(unittest.TestCase):
    def test_another_sitting_goes_on_counting_rounds(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "results.jsonl"
            first = compare.Results(path)
            self.assertEqual(first.rounds_of("w1"), 0)
            first.add(**line("dbos", "w1", 0, per_second=300))
            first.add(**line("dbos", "w1", 1, per_second=310))
            again = compare.Results(path)
            self.assertEqual((again.rounds_of("w1"), again.rounds_of("w2")), (2, 0))
            self.assertEqual(again.lines, first.lines)

    def test_unknown_words_are_refused(self):
        for words in (["--only", "w9"], ["--systems", "temporal"], ["--rounds", "0"], ["--show"]):
            quietly = contextlib.redirect_stderr(io.StringIO())
            with quietly, self.assertRaises(SystemExit) as refused:
                compare.parse_arguments(words)
            self.assertEqual(refused.exception.code, 2)


if __name__ == "__main__":
    unittest.main()
