"""What the soak judges by, and the meters that it shares with the comparison."""

import os
import pathlib
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bench"))

from harness import machine, processes, sagaflow_bench  # noqa: E402
from soak import growth, load  # noqa: E402


class Growth(unittest.TestCase):
    def test_levels_end_at_what_was_asked_for(self):
        self.assertEqual(growth.levels_up_to(3_000_000), [10_000, 100_000, 1_000_000, 3_000_000])
        self.assertEqual(growth.levels_up_to(50_000), [10_000, 50_000])
        self.assertEqual(growth.levels_up_to(10_000), [10_000])


class Load(unittest.TestCase):
    def test_a_cost_is_cpu_over_sagas_of_the_window(self):
        samples = [{"started": 1_000, "engine_cpu": 1, "postgres_cpu": 2},
                   {"started": 2_000, "engine_cpu": 9, "postgres_cpu": 9},
                   {"started": 5_000, "engine_cpu": 2, "postgres_cpu": 4}]
        self.assertEqual(load._cost(samples), 0.75)


class Reports(unittest.TestCase):
    def test_a_run_with_violations_is_a_failure(self):
        self.assertEqual(sagaflow_bench.report_of(0, '{"errors": 0, "violations": 0}\n'),
                         {"errors": 0, "violations": 0})
        for code, out in ((1, '{"errors": 0, "violations": 1}'), (0, '{"errors": 2}'),
                          (0, ""), (0, "Killed"), (2, '{"errors": 0}')):
            with self.assertRaises(processes.Failed):
                sagaflow_bench.report_of(code, out)


class Machine(unittest.TestCase):
    def test_cpu_time_of_a_busy_child_is_seen(self):
        before = machine.tree_cpu_seconds(os.getpid())
        subprocess.run([sys.executable, "-c", "sum(range(20_000_000))"], check=True)
        self.assertGreater(machine.tree_cpu_seconds(os.getpid()), before)

    def test_a_process_that_is_gone_has_no_figures(self):
        gone = subprocess.Popen(["true"])
        gone.wait()
        self.assertIsNone(machine.cpu_seconds(gone.pid))
        self.assertIsNone(machine.resident_bytes(gone.pid))
        self.assertIsNone(machine.tree_proportional_bytes(gone.pid))

    def test_its_own_memory_is_counted(self):
        self.assertGreater(machine.resident_bytes(os.getpid()), 1_000_000)
        self.assertGreater(machine.tree_proportional_bytes(os.getpid()), 1_000_000)


if __name__ == "__main__":
    unittest.main()
