"""What a measured machine is, and what its processes cost, read from /proc.

Figures of a process that is gone are None, never guessed."""

import os
import pathlib
import platform

TICKS = os.sysconf("SC_CLK_TCK")
PARENT, USER, SYSTEM, CHILDREN_USER, CHILDREN_SYSTEM = 1, 11, 12, 13, 14


def _text(path):
    try:
        return pathlib.Path(path).read_text(errors="replace")
    except OSError:
        return ""


def _stat(pid):
    text = _text(f"/proc/{pid}/stat")
    return text[text.rfind(")") + 2 :].split() if text else None


def cpu_seconds(pid, with_ended_children=False):
    """CPU time of one process since it began; None when it is gone."""
    fields = _stat(pid)
    if not fields:
        return None
    ticks = int(fields[USER]) + int(fields[SYSTEM])
    if with_ended_children:
        ticks += int(fields[CHILDREN_USER]) + int(fields[CHILDREN_SYSTEM])
    return ticks / TICKS


def children_of(pid):
    found = []
    for entry in os.listdir("/proc"):
        fields = _stat(entry) if entry.isdigit() else None
        if fields and fields[PARENT] == str(pid):
            found.append(int(entry))
    return found


def tree_cpu_seconds(pid):
    """A server and its children, also those that have ended: PostgreSQL with all backends."""
    own = cpu_seconds(pid, with_ended_children=True)
    if own is None:
        return None
    return own + sum(cpu_seconds(child) or 0 for child in children_of(pid))


def machine_cpu_seconds():
    fields = [int(field) for field in _text("/proc/stat").splitlines()[0].split()[1:]]
    user, nice, system, _idle, _waiting, interrupts, soft = fields[:7]
    return (user + nice + system + interrupts + soft) / TICKS


def _kilobytes(text, name):
    for line in text.splitlines():
        if line.startswith(name):
            return int(line.split()[1]) * 1024
    return None


def resident_bytes(pid):
    return _kilobytes(_text(f"/proc/{pid}/status"), "VmRSS:")


def tree_proportional_bytes(pid):
    """Shared buffers count once."""
    members = [pid, *children_of(pid)]
    sizes = [_kilobytes(_text(f"/proc/{one}/smaps_rollup"), "Pss:") for one in members]
    return sum(size for size in sizes if size) or None


def command_of(pid):
    return _text(f"/proc/{pid}/cmdline").split("\0")


def facts():
    """What a reader must know about the machine to compare figures with theirs."""
    model = [
        line.split(":", 1)[1].strip()
        for line in _text("/proc/cpuinfo").splitlines()
        if line.startswith("model name")
    ]
    return {
        "processors": os.cpu_count(),
        "model": model[0] if model else "unknown",
        "memory_bytes": _kilobytes(_text("/proc/meminfo"), "MemTotal:"),
        "kernel": platform.release(),
    }
