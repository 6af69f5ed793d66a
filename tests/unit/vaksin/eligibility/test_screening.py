"""Specification of the health questions and of what follows from the answers."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaksin.content import ContentError
from vaksin.eligibility.screening import (
    NOTHING_APPLIES,
    Advised,
    NoQuestionSet,
    UnknownAnswer,
    assess,
    load_question_sets,
    screening_on,
)
from vaksin.identity.nik import Sex

FILE = "prescreening.yml"
TODAY = date(2026, 11, 23)
WOMAN_OF_30 = screening_on(TODAY, 30, Sex.WOMAN)


def asked(on, age, sex=Sex.WOMAN):
    return {item.id for item in screening_on(on, age, sex).items}


@pytest.mark.parametrize(
    ("on", "age", "version"),
    [
        (date(2021, 3, 9), 30, "dewasa-2021-01"),
        (date(2021, 7, 15), 30, "dewasa-2021-07"),
        (date(2021, 8, 2), 30, "dewasa-2021-08"),
        (date(2021, 9, 29), 30, "dewasa-2021-09"),
        (date(2021, 9, 29), 17, "remaja-2021-07"),
        (date(2021, 12, 14), 11, "anak-2021-12"),
        (date(2024, 1, 1), 18, "dewasa-2024-01"),
        (TODAY, 101, "dewasa-2024-01"),
    ],
)
def test_the_version_in_force_is_asked(on, age, version):
    assert screening_on(on, age, Sex.MAN).version == version


@pytest.mark.parametrize(
    ("on", "age"), [(TODAY, 5), (date(2021, 6, 30), 15), (date(2020, 12, 31), 30)]
)
def test_without_questions_for_an_age_the_caller_is_told(on, age):
    with pytest.raises(NoQuestionSet, match="this age on"):
        screening_on(on, age, Sex.MAN)


def test_only_women_who_can_be_pregnant_are_asked_about_it():
    assert "hamil" in asked(TODAY, 30)
    assert "hamil" not in asked(TODAY, 30, Sex.MAN)
    assert "hamil" not in asked(TODAY, 60)


def test_only_the_elderly_are_asked_about_frailty():
    assert "lansia_lemah" in asked(TODAY, 60)
    assert "lansia_lemah" not in asked(TODAY, 59)


def test_children_are_asked_through_their_guardian():
    assert "kondisi anak" in screening_on(TODAY, 12, Sex.MAN).question
    assert "anak" not in screening_on(TODAY, 18, Sex.MAN).question


@pytest.mark.parametrize("answers", [set(), {NOTHING_APPLIES}])
def test_a_person_to_whom_nothing_applies_simply_comes(answers):
    outcome = assess(answers, WOMAN_OF_30, TODAY)
    assert (outcome.kind, outcome.until, outcome.advice) == (Advised.COME, None, ())


@pytest.mark.parametrize(
    ("answer", "kind", "until"),
    [
        ("demam", Advised.POSTPONE, date(2026, 11, 30)),
        ("covid_ringan", Advised.POSTPONE, date(2026, 12, 23)),
        ("covid_berat", Advised.POSTPONE, date(2027, 2, 23)),
        ("hamil_muda", Advised.CONSULT_FIRST, None),
        ("hamil", Advised.COME_AND_TELL, None),
        ("alergi_berat", Advised.CONSULT_FIRST, None),
        ("imun_darah", Advised.CONSULT_FIRST, None),
        ("penyakit_kambuh", Advised.CONSULT_FIRST, None),
        ("penyakit_terkontrol", Advised.COME_AND_TELL, None),
    ],
)
def test_one_condition_has_its_own_outcome_and_one_sentence_of_advice(answer, kind, until):
    outcome = assess({answer}, WOMAN_OF_30, TODAY)
    assert (outcome.kind, outcome.until) == (kind, until)
    assert len(outcome.advice) == 1


def test_the_most_cautious_outcome_wins_and_speaks_first():
    outcome = assess(["penyakit_terkontrol", "demam", "alergi_berat"], WOMAN_OF_30, TODAY)
    assert outcome.kind is Advised.CONSULT_FIRST
    assert "petugas dahulu" in outcome.advice[0]
    assert "obat seperti biasa" in outcome.advice[2]


def test_a_postponement_stays_known_when_a_consultation_comes_first():
    assert assess({"demam", "alergi_berat"}, WOMAN_OF_30, TODAY).until == date(2026, 11, 30)


def test_the_longest_postponement_wins():
    assert assess({"demam", "covid_berat"}, WOMAN_OF_30, TODAY).until == date(2027, 2, 23)


def test_a_condition_outweighs_a_contradicting_nothing_applies():
    assert assess({NOTHING_APPLIES, "demam"}, WOMAN_OF_30, TODAY).kind is Advised.POSTPONE


def test_an_answer_that_was_not_asked_is_refused():
    with pytest.raises(UnknownAnswer, match="1 answers are not in dewasa-2024-01"):
        assess({"lansia_lemah"}, WOMAN_OF_30, TODAY)


def test_survivors_of_mild_illness_wait_one_month_since_29_september_2021():
    before = screening_on(date(2021, 9, 28), 30, Sex.MAN)
    since = screening_on(date(2021, 9, 29), 30, Sex.MAN)
    assert assess({"covid_3_bulan"}, before, date(2021, 9, 28)).until == date(2021, 12, 28)
    assert assess({"covid_ringan"}, since, date(2021, 9, 29)).until == date(2021, 10, 29)


def test_pregnant_women_may_come_since_2_august_2021():
    before = screening_on(date(2021, 8, 1), 30, Sex.WOMAN)
    since = screening_on(date(2021, 8, 2), 30, Sex.WOMAN)
    assert assess({"hamil_ditunda"}, before, date(2021, 8, 1)).kind is Advised.CONSULT_FIRST
    assert assess({"hamil"}, since, date(2021, 8, 2)).kind is Advised.COME_AND_TELL


def test_children_wait_after_another_vaccine_as_long_as_their_age_requires():
    for age, until in ((11, date(2026, 12, 7)), (12, date(2026, 12, 23))):
        questions = screening_on(TODAY, age, Sex.MAN)
        answer = next(item.id for item in questions.items if item.id.startswith("vaksin_lain"))
        assert assess({answer}, questions, TODAY).until == until


ITEM_IDS = [item.id for item in WOMAN_OF_30.items]


@given(st.sets(st.sampled_from(ITEM_IDS)), st.sampled_from(ITEM_IDS))
def test_one_more_condition_never_makes_the_advice_less_cautious(answers, one_more):
    fewer = assess(answers, WOMAN_OF_30, TODAY)
    more = assess(answers | {one_more}, WOMAN_OF_30, TODAY)
    assert more.kind >= fewer.kind
    assert set(fewer.advice) <= set(more.advice)
    assert fewer.until is None or (more.until is not None and more.until >= fewer.until)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("- id: alergi_berat", "- id: demam", "items demam: id is used twice"),
        ("label: Demam atau sakit", f"label: {'x' * 25}", "demam: label has 25 characters"),
        ("description: Suhu", f"description: {'x' * 70}", "demam: description has"),
        ("outcome: tunda", "outcome: tolak", "demam: outcome is 'tolak', must be one of datang"),
        ("    days: 7\n", "", "demam: days or months are needed with the outcome tunda"),
        ("outcome: sampaikan", "outcome: sampaikan\n    days: 3", "and only there"),
        ("days: 7", "days: 0", "demam: days is 0"),
        ("months: 3", "months: 25", "covid_3_bulan: months is 25"),
        ("advice:", "saran:", "demam: unknown field saran"),
        ("sex: P", "sex: perempuan", "sex is 'perempuan', must be one of P, L"),
        ("maximum_age: 55", "maximum_age: 11", "maximum_age is 11, must be between 12 and 130"),
        ("none_label: Tidak ada", f"none_label: {'x' * 25}", "none_label has 25 characters"),
        ("audience: dewasa", "audience: bayi", "dewasa-2021-01: audience is 'bayi'"),
        ('  anak: "Apakah', '  bocah: "Apakah', "questions: anak is missing"),
        ("items: [demam,", "items: [panas,", "items names panas, which is not defined"),
        ("items: [demam,", "items: [demam, demam,", "items names something twice"),
        (
            "items: [demam, kontak_gejala,",
            "items: [demam, kontak_gejala, penyakit_terkontrol,",
            "two items have the label 'Penyakit terkontrol'",
        ),
        ("- id: dewasa-2021-07", "- id: dewasa-2021-01", "dewasa-2021-01: id is used twice"),
        ("effective_until: 2021-06-30", "effective_until: 2021-07-01", "dewasa-2021-07: is in"),
    ],
)
def test_a_wrong_question_is_refused_by_id(edit_content, old, new, problem):
    with pytest.raises(ContentError, match=f"prescreening.yml.*{problem}"):
        load_question_sets(edit_content(FILE, old, new))


def test_more_items_than_one_list_message_holds_are_refused(edit_content):
    old = "items: [demam, covid_ringan, covid_berat, hamil_muda, hamil,"
    folder = edit_content(FILE, old, f"{old} kontak_gejala,")
    with pytest.raises(ContentError, match=r"dewasa-2021-09: 10 items concern somebody of 18"):
        load_question_sets(folder)
