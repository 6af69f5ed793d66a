"""The product as `make run` starts it, with ports, a database and secrets of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest
from honcho.environ import parse_procfile
from sqlalchemy import func, select

from scripts.announce import PATIENCE_SECONDS, is_up
from scripts.environment import complete
from vaksin.database import create_engine
from whatsapp.inbox import WAITING
from whatsapp.schema import inbox, outbox
from whatsapp.statuses import QUEUED

CHECKOUT = Path(__file__).resolve().parents[2]
PARTS = ("actions", "simulator", "bot")
PORTS = ("BOT_PORT", "ACTIONS_PORT", "SIMULATOR_PORT")
LOG_TAIL = 3000
STOP_SECONDS = 25.0
LOOK_AGAIN_SECONDS = 0.2


class Product:
    """The running parts, their settings and what they logged."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.environment = environment
        self.database = create_engine(environment["DATABASE_URL"])
        self._folder = folder
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def webhook_url(self) -> str:
        """Where Meta would post."""
        return self.environment["SIMULATOR_WEBHOOK_URL"]

    @property
    def phones_url(self) -> str:
        """Where the phone page is."""
        return f"http://127.0.0.1:{self.environment['SIMULATOR_PORT']}"

    def is_working(self) -> bool:
        """Tell whether a message waits for its turn, or an answer to be sent."""
        waiting = select(func.count()).where(inbox.c.status == WAITING).scalar_subquery()
        queued = select(func.count()).where(outbox.c.status == QUEUED).scalar_subquery()
        with self.database.connect() as connection:
            return bool(connection.execute(select(waiting + queued)).scalar_one())

    def logs(self) -> str:
        """Return everything that the parts wrote so far."""
        return "".join(file.read_text("utf-8", "replace") for file in self._log_files())

    def prepare(self) -> None:
        """Make the database, as `make run` does before it starts the parts."""
        command = [sys.executable, "-m", "vaksin", "prepare"]
        subprocess.run(command, cwd=CHECKOUT, env=self.environment, check=True)

    def start(self) -> None:
        """Start every part by its line in the Procfile and wait until all are ready."""
        lines = parse_procfile((CHECKOUT / "Procfile").read_text("utf-8")).processes
        for name in PARTS:
            self._processes[name] = self._start(name, lines[name])
        bot = self.webhook_url.removesuffix("webhook")
        actions = f"http://127.0.0.1:{self.environment['ACTIONS_PORT']}"
        for address in (f"{actions}/health", f"{self.phones_url}/health", bot):
            self._wait_for(address)

    def stop(self) -> None:
        """End the parts: first by asking, then by force."""
        for process in self._processes.values():
            process.terminate()
        for process in self._processes.values():
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.database.dispose()

    def _start(self, name: str, line: str) -> subprocess.Popen[bytes]:
        with (self._folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen(
                ["/bin/sh", "-c", f"exec {line}"],
                cwd=CHECKOUT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _wait_for(self, address: str) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not is_up(address):
            for name, process in self._processes.items():
                if process.poll() is not None:
                    self._fail(f"{name} ended with {process.returncode} while it started")
            if time.monotonic() > deadline:
                self._fail(f"{address} did not answer in {PATIENCE_SECONDS} seconds")
            time.sleep(LOOK_AGAIN_SECONDS)

    def _fail(self, what: str) -> NoReturn:
        tails = [f"--- {file.name}\n{file.read_text()[-LOG_TAIL:]}" for file in self._log_files()]
        pytest.fail("\n".join([what, *tails]))

    def _log_files(self) -> list[Path]:
        return [self._folder / f"{name}.log" for name in self._processes]


@contextmanager
def running_product(folder: Path) -> Iterator[Product]:
    """Run the product with everything that it writes in a folder."""
    product = Product(folder, _environment(folder))
    product.prepare()
    try:
        product.start()
        yield product
    finally:
        product.stop()


def _environment(folder: Path) -> dict[str, str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)  # the secrets are kept below the working directory
        ours = {name: str(port) for name, port in zip(PORTS, _free_ports(), strict=True)}
        ours["DATABASE_URL"] = f"sqlite:///{folder / 'vaksin.db'}"
        product_names = complete({}, local=True).keys()
        inherited = {k: v for k, v in os.environ.items() if k not in product_names}
        ours["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{inherited.get('PATH', '')}"
        return complete(inherited | ours, local=True)


def _free_ports() -> list[int]:
    probes = [socket.socket() for _ in PORTS]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports
