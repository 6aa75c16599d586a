"""Child processes of a measurement: started in a group of their own, never left behind."""

import atexit
import os
import signal
import subprocess
import sys

END_LIMIT_S = 30

_running = []


class Failed(Exception):
    """A program that is measured ended with an error; its last words are the message."""


def start(command, **options):
    process = subprocess.Popen(command, text=True, start_new_session=True, **options)
    _running.append(process)
    return process


def forget(process):
    if process in _running:
        _running.remove(process)


def end(process):
    """Ctrl-C's way out first: the program removes what it made."""
    forget(process)
    if process.poll() is not None:
        return
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(END_LIMIT_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def run(command, limit_s, **options):
    """Its standard output; its standard error goes where `options` say."""
    process = start(command, stdout=subprocess.PIPE, **options)
    try:
        out, _ = process.communicate(timeout=limit_s)
    except subprocess.TimeoutExpired as late:
        raise Failed(f"{command[0]} was not done after {limit_s} s") from late
    finally:
        end(process)
    return process.returncode, out


def _end_all():
    for process in list(_running):
        end(process)


def end_all_with_this_program():
    """SIGTERM becomes an ordinary exit, on which every child is ended."""
    atexit.register(_end_all)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
