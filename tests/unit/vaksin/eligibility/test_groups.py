"""Specification of the priority groups as they were on any day."""

from __future__ import annotations

from datetime import date

import pytest

from vaksin.content import ContentError
from vaksin.eligibility.groups import OTHERS, groups_on

FILE = "priority_groups.yml"
TODAY = date(2026, 11, 23)


def group(group_id, on=TODAY):
    return next(group for group in groups_on(on) if group.id == group_id)


def test_since_2024_the_groups_are_those_of_the_routine_programme():
    ids = ["lansia", "dewasa_komorbid", "imunokompromais", "ibu_hamil", "nakes", "lainnya"]
    assert [group.id for group in groups_on(TODAY)] == ids
    assert groups_on(date(2024, 1, 1)) == groups_on(TODAY)


def test_since_2024_everybody_but_the_others_is_vaccinated_free_of_charge():
    assert {group.id for group in groups_on(TODAY) if not group.free} == {OTHERS}


def test_during_the_pandemic_vaccination_was_free_for_everybody():
    assert all(group.free for group in groups_on(date(2023, 12, 31)))


@pytest.mark.parametrize(
    ("group_id", "opened"),
    [
        ("lansia", date(2021, 2, 17)),
        ("rentan", date(2021, 7, 1)),
        ("ibu_hamil", date(2021, 8, 2)),
        ("anak", date(2021, 12, 14)),
    ],
)
def test_a_group_can_be_chosen_from_the_day_of_its_decree(group_id, opened):
    before = date.fromordinal(opened.toordinal() - 1)
    assert group_id not in {group.id for group in groups_on(before)}
    assert group_id in {group.id for group in groups_on(opened)}


def test_in_january_2021_it_was_the_turn_of_health_workers():
    assert [group.id for group in groups_on(date(2021, 1, 13))] == ["nakes", OTHERS]


def test_before_the_programme_there_was_no_group():
    assert groups_on(date(2020, 12, 31)) == []


@pytest.mark.parametrize(
    ("group_id", "age", "fits"),
    [
        ("lansia", 59, False),
        ("lansia", 60, True),
        ("dewasa_komorbid", 17, False),
        ("dewasa_komorbid", 18, True),
        ("dewasa_komorbid", 59, True),
        ("dewasa_komorbid", 60, False),
        ("imunokompromais", 11, False),
        ("imunokompromais", 12, True),
        ("lainnya", 0, True),
        ("lainnya", 101, True),
    ],
)
def test_a_group_is_open_to_its_ages(group_id, age, fits):
    assert group(group_id).fits_age(age) is fits


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("label: Tenaga kesehatan", f"label: {'x' * 25}", "nakes: label has 25 characters"),
        ("description: Dokter", f"description: {'x' * 72}", "nakes: description has"),
        ("free: yes", "free: gratis", "nakes: free is 'gratis'"),
        ("minimum_age: 60", "minimum_age: -1", "lansia: minimum_age is -1"),
        ("maximum_age: 17", "maximum_age: 11", "remaja: maximum_age is 11, must be between 12"),
        ("- id: lansia", "- id: nakes", "nakes: id is used twice"),
        ("label: Ibu hamil", "label: Tenaga kesehatan", "ibu_hamil: label is used twice"),
        ("- id: lainnya", "- id: umum", "pandemi-2021: needs a group lainnya"),
        ("effective_from: 2021-02-17", "effective_from: 2020-12-31", "lie within the programme"),
        ("effective_from: 2021-12-14", "effective_from: 2024-01-01", "lies before"),
        (
            "effective_from: 2021-12-14",
            "effective_from: 2021-12-14\n        effective_until: 2024-01-01",
            "anak: effective_from and effective_until must lie within the programme",
        ),
        ("effective_until: 2023-12-31", "effective_until: 2024-01-01", "rutin-2024: is in force"),
        ("note:", "catatan:", "nakes: unknown field catatan"),
        ("confirmed: true", "", "nakes: confirmed is missing"),
    ],
)
def test_a_wrong_group_is_refused_by_id(edit_content, old, new, problem):
    with pytest.raises(ContentError, match=f"priority_groups.yml.*{problem}"):
        groups_on(TODAY, edit_content(FILE, old, new))


def test_a_group_may_close_before_its_programme(edit_content):
    folder = edit_content(
        FILE,
        "effective_from: 2021-05-18",
        "effective_from: 2021-05-18\n        effective_until: 2021-12-31",
    )
    assert "gotong_royong" in {group.id for group in groups_on(date(2021, 12, 31), folder)}
    assert "gotong_royong" not in {group.id for group in groups_on(date(2022, 1, 1), folder)}
