"""The modules of the channel form layers: none of them is built on itself."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import whatsapp

PACKAGE = Path(whatsapp.__file__).parent


def imported_by(path):
    """Yield the modules of the channel that a module imports, wherever the import stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_no_module_imports_itself_through_others():
    modules = {f"whatsapp.{path.stem}": path for path in PACKAGE.glob("*.py")}
    graph = {name: modules.keys() & set(imported_by(path)) for name, path in modules.items()}
    assert graph["whatsapp.channel"]
    order = list(TopologicalSorter(graph).static_order())
    assert sorted(order) == sorted(modules)
