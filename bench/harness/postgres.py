"""The PostgreSQL that a measurement runs on: one of its own, made and removed by it, with the
settings below; or one that others made and that is only used.

Durable: fsync, synchronous_commit and full_page_writes are on. Autovacuum is PostgreSQL's default.
"""

import contextlib
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile

SETTINGS = """
listen_addresses = '127.0.0.1'
max_connections = 200
shared_buffers = 1GB
max_wal_size = 8GB
checkpoint_timeout = 15min
fsync = on
synchronous_commit = on
full_page_writes = on
wal_compression = lz4
autovacuum = on
"""
# Shown beside the figures: what makes a commit durable, and what makes it fast or slow.
TOLD_SETTINGS = (
    "server_version", "fsync", "synchronous_commit", "full_page_writes", "wal_sync_method",
    "wal_compression", "shared_buffers", "max_wal_size", "checkpoint_timeout", "autovacuum",
    "autovacuum_naptime",
)


class PostgresFailed(Exception):
    """A tool of PostgreSQL refused; its own words are the message."""


def _run(command, **options):
    done = subprocess.run(command, text=True, capture_output=True, **options)
    if done.returncode != 0:
        said = done.stderr.strip() or done.stdout.strip()
        raise PostgresFailed(f"expected {command[0]} to succeed, but it said: {said}")
    return done.stdout.strip()


def _programs():
    """The newest PostgreSQL of this Debian."""
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise PostgresFailed(
            "expected PostgreSQL's programs under /usr/lib/postgresql; install `postgresql`"
        )
    return found[-1].parent


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Cluster:
    """Databases of one running server, reached over TCP as every peer reaches it."""

    def __init__(self, port, data):
        self.port = port
        self.data = pathlib.Path(data)
        self.first_process = int((self.data / "postmaster.pid").read_text().split("\n")[0])

    def url(self, database):
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def ask(self, sql, database="postgres"):
        psql = shutil.which("psql") or str(_programs() / "psql")
        return _run([psql, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d",
                     self.url(database), "-c", sql])

    def rows(self, sql, database="postgres"):
        return [line.split("|") for line in self.ask(sql, database).splitlines()]

    def make_anew(self, database):
        """An empty database: the one of that name, with all that is in it, goes away."""
        self.ask(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        self.ask(f"CREATE DATABASE {database}")

    def bytes_of(self, database):
        return int(self.ask(f"SELECT pg_database_size('{database}')"))

    def settings(self):
        names = ",".join(f"'{name}'" for name in TOLD_SETTINGS)
        sql = f"SELECT name, current_setting(name) FROM pg_settings WHERE name IN ({names})"
        return dict(self.rows(sql))


@contextlib.contextmanager
def own_cluster(parent):
    """A new cluster in a directory under `parent`, gone at the end."""
    directory = pathlib.Path(tempfile.mkdtemp(prefix="sagaflow-measure-", dir=parent))
    data = directory / "cluster"
    prefix = []
    if os.geteuid() == 0:  # PostgreSQL refuses root
        shutil.chown(directory, "postgres")
        prefix = ["runuser", "-u", "postgres", "--"]
    programs = _programs()
    port = free_port()
    try:
        _run([*prefix, str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust",
              "--encoding=UTF8", "--locale=C.UTF-8"], cwd="/")
        with open(data / "postgresql.conf", "a", encoding="utf-8") as configuration:
            configuration.write(SETTINGS)
            configuration.write(f"port = {port}\nunix_socket_directories = '{directory}'\n")
        control = [*prefix, str(programs / "pg_ctl"), "-D", str(data), "-w"]
        # pg_ctl leaves the server with our pipes: it must not get any.
        subprocess.run([*control, "-l", str(directory / "server.log"), "start"], check=True,
                       cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        try:
            yield Cluster(port, data)
        finally:
            _run([*control, "-m", "fast", "stop"], cwd="/")
    finally:
        shutil.rmtree(directory, ignore_errors=True)
