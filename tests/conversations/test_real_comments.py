"""Real comments of citizens, kept beside the project: each gets a fitting answer, none an error."""

from __future__ import annotations

import pytest

from scripts.nlu.heldout import COMMENTS
from scripts.nlu.heldout import comments as read_comments

pytestmark = pytest.mark.skipif(not COMMENTS.exists(), reason="the real comments are not here")


def comments():
    return read_comments() if COMMENTS.exists() else []


@pytest.mark.parametrize("number", range(len(comments())))
async def test_a_real_comment_is_answered_without_an_error(citizen, records, number):
    said = await citizen.says(comments()[number].text)

    assert said.text.strip()
    assert "utter_gangguan" not in said.uttered
    assert records.nothing_registered()
