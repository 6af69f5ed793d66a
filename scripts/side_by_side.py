"""Runs steps side by side, as many as the machine has processors, and prints one after the other.

What a step writes goes to a file of its own while it runs (so that one can look at a step that
hangs) and is printed in one piece when it ends.
"""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

LOOK_AGAIN_SECONDS = 0.2
STOP_SECONDS = 30.0
# A progress bar draws itself anew over what it drew before; the last one says it all.
DRAWN_OVER = re.compile(r"[^\n]*\r(?!\n)")


@dataclass(frozen=True)
class Step:
    """Something to run.

    Attributes:
        name: what it is called, and its file.
        command: the program and its arguments.
        after: names of the steps that must have succeeded before.
        processors: how many it keeps busy; it still runs where there are fewer.
    """

    name: str
    command: Sequence[str]
    after: tuple[str, ...] = ()
    processors: int = 1


@dataclass(frozen=True)
class _Running:
    step: Step
    process: subprocess.Popen[bytes]
    log: Path
    since: float

    def stop(self) -> None:
        """Wait for a step that was interrupted, and end it by force if that takes long."""
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def ends(self) -> bool:
        """Print all that the ended step wrote and tell whether it succeeded."""
        succeeded = self.process.wait() == 0
        seconds = time.monotonic() - self.since
        written = DRAWN_OVER.sub("", self.log.read_bytes().decode("utf-8", "replace")).rstrip()
        mark = "✓" if succeeded else "✗"
        print(f"\n▶ {self.step.name}", *filter(None, [written]), sep="\n")
        print(f"{mark} {self.step.name} ({seconds:.0f} s)", flush=True)
        return succeeded


class SideBySide:
    """Runs steps, the first ones first, whenever enough processors are free."""

    def __init__(self, steps: Sequence[Step], processors: int, folder: Path) -> None:
        self._waiting = list(steps)
        self._processors = processors
        self._folder = folder
        self._running: list[_Running] = []
        self._succeeded: dict[str, bool] = {}

    def run(self) -> list[str]:
        """Run all steps, even after one failed, and return the names of those that failed.

        A step that needs one that failed is not run and counts as failed.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            while self._waiting or self._running:
                self._skip_what_cannot_run()
                self._start_what_fits()
                self._take_what_ended(lambda running: running.process.poll() is not None)
                time.sleep(LOOK_AGAIN_SECONDS)
        finally:
            # Ctrl-C reaches the steps too: each may end in order, and what it found is shown.
            for running in self._running:
                running.stop()
            self._take_what_ended(lambda _: True)
        return [name for name, succeeded in self._succeeded.items() if not succeeded]

    def _skip_what_cannot_run(self) -> None:
        for step in list(self._waiting):
            missing = [name for name in step.after if self._succeeded.get(name) is False]
            if missing:
                self._waiting.remove(step)
                self._succeeded[step.name] = False
                print(f"\n✗ {step.name}: tidak dijalankan, {', '.join(missing)} gagal", flush=True)

    def _start_what_fits(self) -> None:
        for step in list(self._waiting):
            is_ready = all(self._succeeded.get(name) for name in step.after)
            if is_ready and self._share_of(step) > self._free():
                return  # whoever needs more is not overtaken for ever
            if is_ready:
                self._waiting.remove(step)
                self._start(step)

    def _start(self, step: Step) -> None:
        log = self._folder / f"{re.sub(r'[^a-z0-9]+', '-', step.name.lower())}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(step.command, stdout=output, stderr=subprocess.STDOUT)
        print(f"… {step.name} ({log})", flush=True)
        self._running.append(_Running(step, process, log, time.monotonic()))

    def _take_what_ended(self, has_ended: Callable[[_Running], bool]) -> None:
        for running in [running for running in self._running if has_ended(running)]:
            self._succeeded[running.step.name] = running.ends()
            self._running.remove(running)

    def _share_of(self, step: Step) -> int:
        return min(step.processors, self._processors)

    def _free(self) -> int:
        return self._processors - sum(self._share_of(running.step) for running in self._running)
