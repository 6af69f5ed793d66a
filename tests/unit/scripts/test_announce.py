"""What `make run` does once a part is up."""

from __future__ import annotations

import sys

from scripts import announce


def test_submitted_templates_are_told(monkeypatch, capsys):
    monkeypatch.setattr(announce, "SUBMIT_TEMPLATES", (sys.executable, "-c", ""))
    announce.submit_templates()
    assert capsys.readouterr().out == "✓ templat diajukan ke simulator\n"


def test_given_templates_cannot_be_submitted_then_it_says_why_and_goes_on(monkeypatch, capsys):
    failing = (sys.executable, "-c", "import sys; sys.exit('tidak terjangkau')")
    monkeypatch.setattr(announce, "SUBMIT_TEMPLATES", failing)
    announce.submit_templates()
    assert "✗ templat belum diajukan ke simulator:\ntidak terjangkau" in capsys.readouterr().out
