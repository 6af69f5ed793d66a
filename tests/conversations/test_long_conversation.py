"""However long a citizen has been with us, the bot knows where they stand."""

from __future__ import annotations

from itertools import islice

import pytest

from tests.conversations.harness import Citizen
from tests.conversations.long_conversation import REGISTRATION, ROUND, exchanges

ROUNDS = 6


@pytest.mark.usefixtures("programme")
async def test_given_a_long_conversation_then_every_answer_is_right(citizen: Citizen) -> None:
    turns = len(REGISTRATION) + ROUNDS * len(ROUND)
    wrong = [
        (place, exchange.says, citizen.last.uttered)
        for place, exchange in enumerate(islice(exchanges(), turns))
        if not await exchange.with_bot(citizen)
    ]
    assert wrong == []
