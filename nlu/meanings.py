"""How a meaning is written into Rasa's message, where the dialogue and Rasa's reports look."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.message import Message

RETRIEVAL_SEPARATOR = "/"
SELECTION_KEY = "response_selector"


@dataclass(frozen=True)
class Meaning:
    """An intent, or a topic of ``info_vaksin``, and how sure it is (0 to 1)."""

    name: str
    confidence: float


def set_meaning(message: Message, ranking: list[Meaning]) -> None:
    """Write the ranking, likeliest first; its head becomes the intent, and the topic if it is one.

    An empty ranking means that nothing in the message is known.
    """
    message.set(INTENT_RANKING_KEY, [asdict(meaning) for meaning in ranking], add_to_output=True)
    if not ranking:
        message.set(INTENT, {"name": None, "confidence": 0.0}, add_to_output=True)
        return
    best = ranking[0]
    base, separator, _ = best.name.partition(RETRIEVAL_SEPARATOR)
    message.set(INTENT, {"name": base, "confidence": best.confidence}, add_to_output=True)
    if separator:
        message.set(SELECTION_KEY, _selection(base, best), add_to_output=True)


def ranking_of(message: Message) -> list[Meaning]:
    """Read the ranking of a message, likeliest first."""
    ranking = message.get(INTENT_RANKING_KEY) or []
    return [Meaning(guess["name"], guess["confidence"]) for guess in ranking]


def _selection(base: str, best: Meaning) -> dict[str, Any]:
    response = {
        "confidence": best.confidence,
        "intent_response_key": best.name,
        "utter_action": f"utter_{best.name}",
    }
    return {"all_retrieval_intents": [base], base: {"response": response, "ranking": [response]}}
