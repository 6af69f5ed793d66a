"""Real comments of citizens, kept beside the project: each gets a fitting answer, none an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.measure_comments import read_comments

COMMENTS = Path(__file__).parents[3] / "shared" / "nlu" / "dev-real.tsv"
pytestmark = pytest.mark.skipif(not COMMENTS.exists(), reason="the real comments are not here")


def comments():
    return read_comments(COMMENTS) if COMMENTS.exists() else []


@pytest.mark.parametrize("number", range(len(comments())))
async def test_a_real_comment_is_answered_without_an_error(citizen, records, number):
    said = await citizen.says(comments()[number].text)

    assert said.text.strip()
    assert "utter_gangguan" not in said.uttered
    assert records.nothing_registered()
