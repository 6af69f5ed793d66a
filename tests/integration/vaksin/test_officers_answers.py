"""What an officer answers reaches who asked, or nothing is changed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.integration.vaksin.keeping import Town
from vaksin.notices import NoticeKind
from vaksin.officer_requests import LONGEST_ANSWER, NotAnAnswer, RequestKind
from vaksin.schema import notices

ANI = "kontak-ani"
ANSWER = "Boleh, asal sudah tidak demam."


@pytest.fixture
def town(programme, clock):
    return Town(programme, clock.advance)


@pytest.fixture
def reference(programme):
    """Return the number of a question that waits for an officer."""
    return programme.officers.ask(ANI, RequestKind.QUESTION, "Boleh divaksin kalau batuk?")


@pytest.fixture
def waiting(programme):
    """Return what reads the numbers of what waits for an officer."""
    return lambda: [request.reference for request, _ in programme.officers.waiting()]


def test_given_an_answer_then_who_asked_is_told_it(programme, town, reference, waiting):
    assert programme.officers.close(reference, f"\n{ANSWER} ")

    (notice,) = town.news(ANI)
    assert notice.kind is NoticeKind.ANSWER
    assert notice.data == {"reference": reference, "answer": ANSWER}
    assert waiting() == []


def test_given_a_question_about_somebody_when_they_are_erased_then_so_is_the_answer(
    programme, town
):
    person_id = town.enrol(ANI, 9001)
    asked = programme.officers.ask(ANI, RequestKind.KIPI, "Lengan contoh bengkak", person_id)
    programme.officers.close(asked, ANSWER)

    programme.rights.ask_erasure(ANI, person_id)

    assert town.news(ANI) == []


def test_given_an_answer_then_it_is_sealed(programme, reference, engine):
    programme.officers.close(reference, ANSWER)
    with engine.begin() as connection:
        (row,) = connection.execute(select(notices)).all()
    assert "demam" not in str(tuple(row))


def test_given_no_answer_when_closed_then_nobody_is_told(programme, town, reference):
    assert programme.officers.close(reference)
    assert town.news(ANI) == []


@pytest.mark.parametrize("answer", ["", " \n", "J" * (LONGEST_ANSWER + 1)])
def test_given_an_answer_that_fits_no_message_then_the_request_stays_open(
    programme, town, reference, waiting, answer
):
    with pytest.raises(NotAnAnswer):
        programme.officers.close(reference, answer)

    assert waiting() == [reference]
    assert town.news(ANI) == []


def test_given_a_request_that_is_closed_when_answered_again_then_nobody_hears_of_it_twice(
    programme, town, reference
):
    programme.officers.close(reference, ANSWER)
    assert not programme.officers.close(reference, "Jawaban lain")
    assert len(town.news(ANI)) == 1


def test_given_a_wish_for_silence_then_an_answer_is_told_all_the_same(programme, reference, clock):
    programme.rights.stop_notifications(ANI)
    wrote_at = clock.now()
    programme.officers.close(reference, ANSWER)

    assert programme.transactions.writing(lambda act: act.notices.announce(ANI, wrote_at))
