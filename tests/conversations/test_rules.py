"""The quick rule policy decides as Rasa's own does, whatever was said before."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from memory.rule_policy import QuickRulePolicy
from tests.conversations.harness import Citizen
from tests.people import nik_number

CONVERSATIONS = {
    "questions": ["halo", "efek sampingnya apa", "menu", "asdfgh", "qwerty", "zxcvb", "makasih"],
    "a question inside of a form": ["mau daftar", "saya sendiri", "setuju", "vaksinnya halal?"],
    "another wish inside of a form": ["mau daftar", "saya sendiri", "batalkan jadwal saya"],
    "given up and begun anew": ["mau daftar", "batal", "mau daftar", "saya sendiri", "setuju"],
    "words that are none": ["mau daftar", "setuju", "asdfgh", "zxcvb", "petugas", "batal"],
    "nothing there yet": ["cek jadwal", "batalkan jadwal", "ubah jadwal", "hapus data saya", "ya"],
    "to the ticket": [
        "mau daftar untuk saya sendiri",
        "setuju",
        nik_number(9001),
        "Siti Contoh",
        "benar",
        "belum pernah",
        "Tebet, Jakarta Selatan",
        "lainnya",
        "syaratnya apa",
        "tidak ada",
        "puskesmas tebet",
        "ya",
        "cek jadwal",
        "batalkan jadwal",
        "tidak jadi",
    ],
}


@pytest.fixture
def decided(agent: Agent, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, Any]]:
    """Return what is filled with both policies' decisions on each step of a conversation."""
    decisions: list[tuple[Any, Any]] = []

    def both(policy: QuickRulePolicy, tracker: DialogueStateTracker, domain: Domain) -> Any:
        plain = copy.copy(policy)
        plain._rules_at = None
        quick = RulePolicy._predict(policy, tracker, domain)
        decisions.append((quick[0], RulePolicy._predict(plain, tracker, domain)[0]))
        return quick

    monkeypatch.setattr(QuickRulePolicy, "_predict", both)
    return decisions


@pytest.mark.parametrize("texts", CONVERSATIONS.values(), ids=CONVERSATIONS)
async def test_both_decide_the_same(
    citizen: Citizen, texts: list[str], decided: list[tuple[Any, Any]]
) -> None:
    for text in texts:
        await citizen.says(text)
    assert len(decided) > len(texts)
    for quick, plain in decided:
        assert quick.probabilities == plain.probabilities
        assert quick.events == plain.events
        assert quick.is_no_user_prediction == plain.is_no_user_prediction
        assert quick.hide_rule_turn == plain.hide_rule_turn
