"""No test is forgotten: every file of tests belongs to a step."""

from __future__ import annotations

from scripts.run_tests import PYTEST, STEPS
from tests.processes import CHECKOUT


def is_run(file: str, arguments: tuple[str, ...]) -> bool:
    ignored = [a.removeprefix("--ignore=") for a in arguments if a.startswith("--ignore=")]
    named = [argument for argument in arguments if not argument.startswith("-")]
    return any(file.startswith(f"{folder}/") for folder in named) and not any(
        file.startswith(f"{folder}/") for folder in ignored
    )


def test_every_file_of_tests_belongs_to_exactly_one_step():
    runs = [step.command[len(PYTEST) :] for step in STEPS if step.command[: len(PYTEST)] == PYTEST]
    files = [str(path.relative_to(CHECKOUT)) for path in CHECKOUT.glob("tests/**/test_*.py")]
    assert {file: sum(is_run(file, run) for run in runs) for file in files} == dict.fromkeys(
        files, 1
    )


def test_a_step_only_waits_for_one_that_there_is():
    names = [step.name for step in STEPS]
    assert len(set(names)) == len(names)
    assert {name for step in STEPS for name in step.after} <= set(names)
