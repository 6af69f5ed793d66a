"""Parts of the product as processes of their own, as the Procfile starts them."""

from __future__ import annotations

import itertools
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import pytest
from honcho.environ import parse_procfile

from scripts.announce import PATIENCE_SECONDS, is_up

CHECKOUT = Path(__file__).resolve().parents[1]
LOG_TAIL = 3000
STOP_SECONDS = 25.0
LOOK_AGAIN_SECONDS = 0.2
# Below those that systems hand out to whoever calls somebody: a part starts seconds after its port
# was chosen, and some parts are killed and start again, while other tests open many connections.
PORTS = range(20_000, 32_000)


class Processes:
    """Processes that a test started, by name, and what they logged."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._environment = dict(environment)
        self._lines = parse_procfile((CHECKOUT / "Procfile").read_text("utf-8")).processes
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def prepare_database(self) -> None:
        """Make the database, as `make run` does before it starts the parts."""
        self.command("prepare")

    def command(self, *words: str, program: str = "vaksin") -> str:
        """Run ``python -m vaksin`` or another program as an operator does; return what it says."""
        command = [sys.executable, "-m", program, *words]
        done = subprocess.run(
            command, cwd=CHECKOUT, env=self._environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(
        self, part: str, name: str = "", credentials: Path | None = None, **environment: str
    ) -> None:
        """Start a part by its line in the Procfile; several of one part need names."""
        line = self._lines[part]
        if credentials is not None:
            line = line.replace("credentials.yml", str(credentials))
        self.run(name or part, line, **environment)

    def run(self, name: str, line: str, **environment: str) -> None:
        """Start a process by a line of the shell."""
        with (self._folder / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                ["/bin/sh", "-c", line],
                cwd=CHECKOUT,
                env=self._environment | environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def pid(self, name: str) -> int:
        """Return the number of a running process."""
        return self._running[name].pid

    def kill(self, name: str) -> None:
        """End a process at once, without a chance to tidy up."""
        process = self._running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def wait_for(self, address: str, patience: float = PATIENCE_SECONDS) -> None:
        """Wait until an address answers; fail if it never does or a process ends."""
        deadline = time.monotonic() + patience
        while not is_up(address):
            for name, process in self._running.items():
                if process.poll() is not None:
                    self._fail(f"{name} ended with {process.returncode} while it started")
            if time.monotonic() > deadline:
                self._fail(f"{address} did not answer in {patience} seconds")
            time.sleep(LOOK_AGAIN_SECONDS)

    def stop(self) -> None:
        """End all of them: first by asking, then by force."""
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def logs(self) -> str:
        """Return everything that they wrote so far."""
        return "".join(file.read_text("utf-8", "replace") for file in self._log_files())

    def _fail(self, what: str) -> NoReturn:
        tails = [f"--- {file.name}\n{file.read_text()[-LOG_TAIL:]}" for file in self._log_files()]
        pytest.fail("\n".join([what, *tails]))

    def _log_files(self) -> list[Path]:
        return sorted(self._folder.glob("*.log"))


def free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on."""
    candidates = random.SystemRandom().sample(PORTS, len(PORTS))
    return list(itertools.islice(filter(_is_free, candidates), count))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
