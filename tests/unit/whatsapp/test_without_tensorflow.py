"""A bot whose model does without TensorFlow starts without it; any other gets it."""

from __future__ import annotations

import ast
import io
import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
import rasa

from whatsapp import without_tensorflow
from whatsapp.bot import only_model
from whatsapp.without_tensorflow import RASA_WITH_TENSORFLOW, leave_out_tensorflow

LIGHT = ["nlu.reply_reader.ReplyReader", "rasa.core.policies.ensemble.Ensemble"]
WHAT_RASA_IMPORTS = """
import sys
from pathlib import Path
from whatsapp.without_tensorflow import leave_out_tensorflow
if len(sys.argv) > 1:
    leave_out_tensorflow(Path(sys.argv[1]))
import rasa.__main__
import rasa.engine.recipes.default_components
print(sys.modules["tensorflow"].__version__)
"""


@pytest.fixture
def importers(monkeypatch):
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    return sys.meta_path


def model(folder, components):
    """Write a model of which only the list of its components can be read."""
    nodes = {str(place): {"uses": component} for place, component in enumerate(components)}
    content = json.dumps({"predict_schema": {"nodes": nodes}}).encode()
    file = folder / "model.tar.gz"
    with tarfile.open(file, "w:gz") as archive:
        entry = tarfile.TarInfo("metadata.json")
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return file


def test_a_model_of_light_components_leaves_tensorflow_out(tmp_path, importers):
    before = len(importers)
    assert leave_out_tensorflow(model(tmp_path, LIGHT))
    assert len(importers) == before + 1


@pytest.mark.parametrize(
    "component",
    [
        "rasa.nlu.classifiers.diet_classifier.DIETClassifier",
        "rasa.core.policies.ted_policy.TEDPolicy",
        "another_package.Component",
    ],
)
def test_a_model_that_may_need_tensorflow_keeps_it(tmp_path, importers, component):
    assert not leave_out_tensorflow(model(tmp_path, [*LIGHT, component]))
    assert importers == sys.meta_path


@pytest.mark.parametrize("content", [None, b"", b"no archive"])
def test_a_model_that_cannot_be_read_keeps_tensorflow(tmp_path, importers, content):
    file = tmp_path / "model.tar.gz"
    if content is not None:
        file.write_bytes(content)
    assert not leave_out_tensorflow(file)


def test_a_newer_rasa_keeps_tensorflow(tmp_path, importers, monkeypatch):
    monkeypatch.setattr(without_tensorflow.metadata, "version", lambda _package: "3.7.0")
    assert not leave_out_tensorflow(model(tmp_path, LIGHT))


def test_all_components_of_rasa_that_import_tensorflow_are_known():
    folder = Path(rasa.__file__).parent
    files = {
        ".".join(file.relative_to(folder.parent).with_suffix("").parts): file
        for part in ("core", "nlu", "engine", "graph_components")
        for file in (folder / part).rglob("*.py")
    }
    found = {module for module, file in files.items() if imports_tensorflow(file.read_text())}
    assert found == RASA_WITH_TENSORFLOW


def imports_tensorflow(code):
    names = [
        alias.name if isinstance(node, ast.Import) else str(node.module)
        for node in ast.parse(code).body
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    ]
    return any(name.partition(".")[0] == "tensorflow" for name in names)


@pytest.mark.parametrize("is_left_out", [True, False])
def test_rasa_imports_tensorflow_unless_it_is_left_out(tmp_path, is_left_out):
    """Once Rasa imports it no more by itself, leaving it out is needed no more."""
    arguments = [str(model(tmp_path, LIGHT))] if is_left_out else []
    command = (sys.executable, "-W", "ignore", "-c", WHAT_RASA_IMPORTS, *arguments)
    version = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    assert (version == "0") == is_left_out


@pytest.mark.parametrize(
    ("arguments", "model"),
    [
        ("run --model m.tar.gz --endpoints e.yml --port 5004", Path("m.tar.gz")),
        ("run --endpoints e.yml", None),
        ("run --model m.tar.gz --enable-api", None),
        ("run --remote-storage aws --model m.tar.gz", None),
        ("shell --model m.tar.gz", None),
        ("", None),
    ],
)
def test_only_a_bot_that_keeps_its_model_may_do_without(arguments, model):
    assert only_model(arguments.split()) == model
