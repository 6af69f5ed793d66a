"""What keeps the action server from starting is said to the operator."""

from __future__ import annotations

import base64
import shutil

import pytest

from actions import __main__ as server
from actions.wiring import programme
from vaksin.content import CONTENT_FOLDER


@pytest.fixture
def content(tmp_path, monkeypatch):
    """Let the server read a copy of the content, and not begin to listen."""
    folder = tmp_path / "content"
    shutil.copytree(CONTENT_FOLDER, folder)
    key = base64.b64encode(bytes(32)).decode()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/uji.db")
    monkeypatch.setenv("VAKSIN_DATA_KEYS", f"1:{key}")
    monkeypatch.setenv("ACTIONS_SECRET", "rahasia-untuk-uji-coba")
    programme.cache_clear()
    # The programme is frozen; where its content lies is given to it once.
    object.__setattr__(programme(), "content", folder)
    monkeypatch.setattr(server, "create_server", lambda _settings: Listening())
    yield folder
    programme.cache_clear()


class Listening:
    """A server that ends at once."""

    def run(self, **_options):
        """Listen to nobody."""


def test_given_sound_content_then_the_server_listens(content):
    assert server.main() == 0


@pytest.mark.parametrize(
    "file", ["vaccines.yml", "service.yml", "priority_groups.yml", "prescreening.yml"]
)
def test_given_a_broken_file_then_it_is_named_and_nobody_is_served(content, capsys, file):
    (content / file).write_text("rusak: [")
    assert server.main() == 2
    assert file in capsys.readouterr().err


def test_given_no_regions_then_nobody_is_served(content, capsys):
    (content / "wilayah" / "kecamatan.csv").unlink()
    assert server.main() == 2
    assert "kecamatan.csv" in capsys.readouterr().err
