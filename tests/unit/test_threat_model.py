"""The threat model promises no proof that is not there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
MODEL = CHECKOUT / "docs" / "threat-model.md"
PROOF = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
BOUNDARIES = (
    *("citizen, Meta → gate", "gate → bot", "bot → actions", "processes → database, backups"),
    *("operators' command line", "SATUSEHAT", "logs", "models", "dependencies"),
)


def proofs() -> list[tuple[str, str]]:
    return sorted(set(PROOF.findall(MODEL.read_text("utf-8"))))


@pytest.mark.parametrize(("file", "name"), proofs())
def test_every_proof_is_a_test_that_there_is(file: str, name: str) -> None:
    tree = ast.parse((CHECKOUT / file).read_text("utf-8"))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    names = {node.name for node in ast.walk(tree) if isinstance(node, functions)}
    assert not name or name in names


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_every_boundary_is_looked_at(boundary: str) -> None:
    assert boundary in MODEL.read_text("utf-8")


def test_proofs_are_read_at_all() -> None:
    assert len(proofs()) > 20
