"""`sagaflow bench` for programs: runs one workload, returns its report."""

import json
import pathlib
import subprocess

from harness import machine, processes

# Nothing that a workload does outside its counted part takes longer.
REST_LIMIT_S = 600

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DEFAULT_BINARY = ROOT / "build/release/sagaflow"


def binary_or_exit(path):
    if not pathlib.Path(path).is_file():
        raise SystemExit(f"Expected the program at {path}, but it is not there: run `make build`.")
    return str(path)


def command(binary, workload, cluster, database, **options):
    words = [binary, "bench", workload, "--json", "--database", cluster.url(database),
             "--postgres-pid", str(cluster.first_process)]
    for name, value in options.items():
        if value is not None:
            words += ["--" + name.replace("_", "-"), str(value)]
    return words


def report_of(code, out):
    """The last line; a run that broke a promise is no figure but a failure."""
    lines = out.strip().splitlines()
    try:
        report = json.loads(lines[-1])
    except (IndexError, json.JSONDecodeError):
        raise processes.Failed(f"`sagaflow bench` ended with {code} and no report") from None
    if code != 0 or report.get("errors") or report.get("violations"):
        raise processes.Failed(
            f"`sagaflow bench` found errors or violations: {json.dumps(report)}"
        )
    return report


def run(binary, workload, cluster, database, **options):
    words = command(binary, workload, cluster, database, **options)
    limit = REST_LIMIT_S + 2 * int(options.get("seconds", 10))
    code, out = processes.run(words, limit, stdin=subprocess.DEVNULL)
    return report_of(code, out)


class Background:
    """A workload that runs while something else is looked at."""

    def __init__(self, words):
        self.process = processes.start(words, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)

    def engine(self):
        """Its process, once it is there."""
        for child in machine.children_of(self.process.pid):
            if "serve" in machine.command_of(child):
                return child
        return None

    def is_running(self):
        return self.process.poll() is None

    def wait(self, seconds):
        """True when it has ended by then."""
        try:
            self.process.wait(seconds)
            return True
        except subprocess.TimeoutExpired:
            return False

    def report(self, limit_s):
        try:
            out, _ = self.process.communicate(timeout=limit_s)
        except subprocess.TimeoutExpired:
            raise processes.Failed(f"the bench was not done after another {limit_s} s") from None
        finally:
            processes.end(self.process)
        return report_of(self.process.returncode, out)
