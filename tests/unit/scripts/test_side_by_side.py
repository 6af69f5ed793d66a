"""Steps that run side by side: which, in what order, and what is shown of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from scripts.side_by_side import SideBySide, Step
from tests.processes import CHECKOUT

# Each waits until the other one runs too.
MEETS = """
import pathlib, sys, time
here, there = (pathlib.Path(sys.argv[1]) / name for name in sys.argv[2:])
here.touch()
while not there.exists():
    time.sleep(0.01)
"""
# Fails if another one of its kind runs.
ALONE = """
import pathlib, sys, time
room = pathlib.Path(sys.argv[1])
room.mkdir()
time.sleep(0.3)
room.rmdir()
"""

ENDS_IN_ORDER = """
import time
try:
    print('mulai', flush=True)
    time.sleep(60)
finally:
    print('beres')
"""


def python(name, code, *arguments, **rest):
    return Step(name, (sys.executable, "-c", code, *map(str, arguments)), **rest)


@pytest.fixture
def run(tmp_path):
    """Run steps on some processors and return the names of those that failed."""

    def run(*steps, processors=1):
        return SideBySide(steps, processors, tmp_path / "log").run()

    return run


def test_with_two_processors_two_steps_run_at_once(run, tmp_path):
    first = python("satu", MEETS, tmp_path, "a", "b")
    second = python("dua", MEETS, tmp_path, "b", "a")
    assert run(first, second, processors=2) == []


def test_with_one_processor_steps_run_one_after_another(run, tmp_path):
    steps = [python(name, ALONE, tmp_path / "room") for name in ("satu", "dua", "tiga")]
    assert run(*steps) == []


def test_a_step_that_needs_all_processors_runs_alone(run, tmp_path):
    small = python("kecil", ALONE, tmp_path / "room")
    large = python("besar", ALONE, tmp_path / "room", processors=2)
    assert run(small, large, processors=2) == []


def test_a_step_that_needs_more_processors_than_there_are_runs_all_the_same(run, capsys):
    assert run(python("besar", "print('jalan')", processors=8)) == []
    assert "\njalan\n" in capsys.readouterr().out


def test_a_step_that_needs_another_one_waits_for_it(run, tmp_path):
    second = python("dua", "open('x').read()".replace("x", str(tmp_path / "x")), after=("satu",))
    first = python("satu", f"import time; time.sleep(0.3); open({str(tmp_path / 'x')!r}, 'w')")
    assert run(second, first, processors=2) == []


def test_given_a_failure_then_the_others_run_and_only_it_is_named(run):
    bad, good = python("buruk", "raise SystemExit(3)"), python("baik", "pass")
    assert run(bad, good) == ["buruk"]


def test_given_a_failure_then_what_needs_it_is_not_run_and_counts_as_failed(run, capsys):
    bad = python("buruk", "raise SystemExit(3)")
    next_one = python("lanjutan", "print('jalan')", after=("buruk",))
    last_one = python("akhir", "print('jalan')", after=("lanjutan",))
    assert run(bad, next_one, last_one) == ["buruk", "lanjutan", "akhir"]
    shown = capsys.readouterr().out
    assert "✗ lanjutan: tidak dijalankan, buruk gagal" in shown
    assert "\njalan\n" not in shown


def test_what_steps_write_at_the_same_time_is_shown_one_step_after_the_other(run, tmp_path, capsys):
    chatty = MEETS + "for _ in range(50): print(sys.argv[2], flush=True)"
    first = python("satu", chatty, tmp_path, "a", "b")
    second = python("dua", chatty, tmp_path, "b", "a")
    run(first, second, processors=2)
    shown = capsys.readouterr().out
    assert "▶ satu\n" + 50 * "a\n" + "✓ satu" in shown
    assert "▶ dua\n" + 50 * "b\n" + "✓ dua" in shown


def test_of_a_progress_bar_only_its_end_is_shown(run, capsys):
    run(python("bilah", r"print('1/2\r2/2\rselesai\nbaris', end='\r\n')"))
    assert "▶ bilah\nselesai\nbaris\n✓ bilah" in capsys.readouterr().out


def test_what_a_step_writes_can_be_read_while_it_runs(run, tmp_path, capsys):
    log = tmp_path / "log" / "diri-sendiri.log"
    run(python("Diri sendiri", f"print('a', flush=True); print(open({str(log)!r}).read() * 2)"))
    assert "a\na\na\n" in capsys.readouterr().out


def test_given_an_interrupt_then_each_step_ends_in_order_and_is_shown(tmp_path):
    runner = (
        "from scripts.side_by_side import *\nimport sys\n"
        f"step = Step('lama', (sys.executable, '-c', {ENDS_IN_ORDER!r}))\n"
        f"SideBySide([step], 1, Path({str(tmp_path)!r})).run()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", runner],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    log = tmp_path / "lama.log"
    while not (log.exists() and log.read_text()):
        assert process.poll() is None
    os.killpg(process.pid, signal.SIGINT)
    shown, _ = process.communicate()
    assert "mulai\n" in shown
    assert "beres\n" in shown
    assert "✗ lama" in shown
    assert process.returncode != 0
