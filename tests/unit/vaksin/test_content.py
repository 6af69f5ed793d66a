"""Specification of the readers of content files: what is accepted, and how errors are told."""

from __future__ import annotations

import re
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaksin.content import (
    ContentError,
    Entry,
    Fault,
    FieldError,
    RowError,
    read_csv,
    read_fields,
    read_yaml,
    require_unique,
)
from vaksin.dates import Period


def entry(**fields):
    return Entry("contoh.yml, rule 3", fields)


def test_every_error_names_the_file_and_the_entry():
    with pytest.raises(ContentError, match=r"^contoh\.yml, rule 3: name is missing$"):
        entry().text("name")


def test_a_text_is_read_without_surrounding_space():
    assert entry(name="  Puskesmas Tebet ").text("name") == "Puskesmas Tebet"


@pytest.mark.parametrize("value", [None, "", "   ", 12, ["Tebet"]])
def test_a_text_that_is_empty_or_no_text_is_refused(value):
    with pytest.raises(ContentError, match="name"):
        entry(name=value).text("name")


def test_a_text_may_fill_its_limit_exactly():
    assert entry(label="x" * 24).text("label", 24) == "x" * 24


def test_a_text_over_its_limit_is_refused_with_its_length():
    with pytest.raises(ContentError, match="label has 25 characters, at most 24 fit"):
        entry(label="x" * 25).text("label", 24)


def test_a_word_outside_the_choices_is_refused_with_the_choices():
    with pytest.raises(ContentError, match="kind is 'toko', must be one of puskesmas, klinik"):
        entry(kind="toko").choice("kind", ["puskesmas", "klinik"])


def test_a_text_of_the_wrong_form_is_refused_with_the_form():
    with pytest.raises(ContentError, match=r"code is '31', must be a code such as 31\.74"):
        entry(code="31").matching("code", re.compile(r"\d\d\.\d\d"), "a code such as 31.74")


@pytest.mark.parametrize("value", [30, "30", " 30 "])
def test_a_whole_number_may_come_from_yaml_or_from_csv(value):
    assert entry(days=value).integer("days", 7, 365) == 30


@pytest.mark.parametrize("value", [6, 366])
def test_a_number_out_of_bounds_is_refused(value):
    with pytest.raises(ContentError, match=f"days is {value}, must be between 7 and 365"):
        entry(days=value).integer("days", 7, 365)


@pytest.mark.parametrize("value", ["-30", "tiga", 3.5, True])
def test_anything_but_a_whole_number_is_refused(value):
    with pytest.raises(ContentError, match=r"days is .*, must be a whole number"):
        entry(days=value).integer("days", 7, 365)


def test_an_absent_optional_number_is_none():
    assert entry().optional_integer("maximum_age", 0, 130) is None


def test_an_optional_number_of_zero_is_not_taken_for_absent():
    assert entry(minimum_age=0).optional_integer("minimum_age", 0, 130) == 0


@pytest.mark.parametrize("value", ["timur", "nan", "95.1", "-11.2"])
def test_a_decimal_that_is_none_or_out_of_bounds_is_refused(value):
    with pytest.raises(ContentError, match="latitude is"):
        entry(latitude=value).decimal("latitude", -11.1, 6.2)


@pytest.mark.parametrize("value", [-6.2287, "-6.2287", "-6,2287"])
def test_a_decimal_may_have_the_point_of_yaml_or_the_comma_of_indonesian_excel(value):
    assert entry(latitude=value).decimal("latitude", -11.1, 6.2) == -6.2287


@pytest.mark.parametrize(
    ("read", "fault", "expected"),
    [
        (lambda row: row.text("absent"), Fault.MISSING, ()),
        (lambda row: row.text("number"), Fault.NOT_A_TEXT, ()),
        (lambda row: row.text("word", 3), Fault.TOO_LONG, ("3",)),
        (lambda row: row.choice("word", ["a", "b"]), Fault.NOT_A_CHOICE, ("a", "b")),
        (lambda row: row.matching("word", re.compile("x"), "x"), Fault.WRONG_FORM, ()),
        (lambda row: row.integer("word", 1, 9), Fault.NOT_WHOLE, ()),
        (lambda row: row.integer("number", 1, 9), Fault.OUT_OF_BOUNDS, ("1", "9")),
        (lambda row: row.decimal("word", 0, 1), Fault.NOT_A_NUMBER, ()),
        (lambda row: row.truth("word"), Fault.NOT_YES_OR_NO, ()),
    ],
)
def test_an_error_of_a_field_tells_its_rule_apart_from_its_words(read, fault, expected):
    with pytest.raises(FieldError) as refused:
        read(entry(word="toko", number=12))
    assert (refused.value.fault, refused.value.expected) == (fault, expected)


def test_every_wrong_field_of_a_row_is_found_and_each_only_once():
    readers = {
        "code": lambda row, limit: row.text("code", limit),
        "name": lambda row, limit: row.text("code", limit).upper(),
        "days": lambda row, _: row.integer("days", 1, 9),
    }
    with pytest.raises(RowError, match="rule 3: code has 4 characters") as refused:
        read_fields(entry(code="abcd", days=12), readers, 3)
    assert [error.name for error in refused.value.errors] == ["code", "days"]
    assert read_fields(entry(code="abc", days=2), readers, 3) == {
        "code": "abc", "name": "ABC", "days": 2,
    }  # fmt: skip


@pytest.mark.parametrize(("value", "expected"), [(True, True), ("yes", True), ("no", False)])
def test_yes_and_no_are_read_from_yaml_and_csv(value, expected):
    assert entry(free=value).truth("free") is expected


@pytest.mark.parametrize("value", ["ya", 1, ["yes"]])
def test_anything_but_yes_and_no_is_refused(value):
    with pytest.raises(ContentError, match="must be yes or no"):
        entry(free=value).truth("free")


@pytest.mark.parametrize("value", ["31-01-2024", datetime(2024, 1, 31, 8)])
def test_a_day_that_yaml_read_as_text_or_as_a_moment_is_refused(value):
    with pytest.raises(ContentError, match="must be a day such as 2024-01-31"):
        entry(as_of=value).day("as_of")


@given(st.times())
def test_every_hour_is_read_back_from_its_indonesian_form(moment):
    read = entry(start=f"{moment:%H.%M}").clock("start")
    assert read == time(moment.hour, moment.minute)


@pytest.mark.parametrize("value", ["24.00", "8.00", "08:00", "08.60", 8.0])
def test_an_hour_in_another_form_is_refused(value):
    with pytest.raises(ContentError, match="start"):
        entry(start=value).clock("start")


def test_weekdays_count_from_monday():
    assert entry(days=["senin", "minggu"]).weekdays("days") == {0, 6}


@pytest.mark.parametrize("value", [["Senen"], ["senin", "senin"], [], "senin", None])
def test_weekdays_that_are_unknown_repeated_or_no_list_are_refused(value):
    with pytest.raises(ContentError, match="days"):
        entry(days=value).weekdays("days")


def test_a_period_may_have_no_end():
    assert entry(effective_from=date(2024, 1, 1)).period() == Period(date(2024, 1, 1), None)


def test_a_period_that_ends_before_it_starts_is_refused():
    rule = entry(effective_from=date(2024, 1, 2), effective_until=date(2024, 1, 1))
    with pytest.raises(ContentError, match="effective_until lies before effective_from"):
        rule.period()


def test_a_misspelt_field_is_refused_instead_of_ignored():
    with pytest.raises(ContentError, match="unknown field minimun_age; known are minimum_age"):
        entry(minimun_age=12).allow("minimum_age")


def test_nested_entries_are_named_by_their_id():
    with pytest.raises(ContentError, match="rule 3, vaccines indovac: name is missing"):
        entry(vaccines=[{"id": "indovac"}]).entries("vaccines")[0].text("name")


def test_nested_entries_without_id_are_named_by_their_number():
    with pytest.raises(ContentError, match="rule 3, hours, number 2: from is missing"):
        entry(hours=[{"from": "08.00"}, {}]).entries("hours")[1].text("from")


@pytest.mark.parametrize("value", [{}, [], "IndoVac", ["IndoVac"], None])
def test_a_list_of_entries_must_hold_groups_of_fields(value):
    with pytest.raises(ContentError, match="vaccines"):
        entry(vaccines=value).entries("vaccines")


def test_an_absent_optional_list_has_no_entries():
    assert entry().optional_entries("intervals") == []
    assert entry().optional_texts("groups") == ()


def test_a_nested_group_of_fields_is_named_by_its_field():
    with pytest.raises(ContentError, match="rule 3, consent: text is missing"):
        entry(consent={"version": "a"}).entry("consent").text("text")


def test_a_nested_group_that_is_none_is_refused():
    with pytest.raises(ContentError, match="consent must be a group of fields"):
        entry(consent="setuju").entry("consent")


def test_two_entries_with_the_same_value_are_refused_naming_the_second():
    pairs = [(Entry("a.csv, row 2", {}), "X"), (Entry("a.csv, row 3", {}), "X")]
    with pytest.raises(ContentError, match=r"a\.csv, row 3: id is used twice"):
        require_unique(pairs, "id")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ContentError, match=r"nanti\.yml: the file is missing"):
        read_yaml(tmp_path / "nanti.yml")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: [1", "not valid YAML"),
        ("- satu\n- dua\n", "must hold named fields"),
        ("", "must hold named fields"),
        ("a: 1\nb: 2\na: 3\n", "a is named twice, from line 1 on"),
        ("rules:\n  - days: 14\n    days: 28\n", "days is named twice, from line 2 on"),
    ],
)
def test_yaml_that_cannot_be_meant_is_refused(tmp_path, text, problem):
    (tmp_path / "a.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=f"a.yml: .*{problem}"):
        read_yaml(tmp_path / "a.yml")


def test_csv_rows_are_numbered_as_a_spreadsheet_numbers_them(tmp_path):
    (tmp_path / "a.csv").write_text("id,name\nA,Tebet\n", encoding="utf-8")
    (row,) = read_csv(tmp_path / "a.csv", ("id", "name"))
    assert (row.where, row.fields) == ("a.csv, row 2", {"id": "A", "name": "Tebet"})


def test_csv_saved_by_a_spreadsheet_with_a_byte_order_mark_is_read(tmp_path):
    (tmp_path / "a.csv").write_text('id,name\r\nA,"Jl. Raya, No. 1"\r\n', encoding="utf-8-sig")
    (row,) = read_csv(tmp_path / "a.csv", ("id", "name"))
    assert row.text("name") == "Jl. Raya, No. 1"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "row 1: the columns must be id,name"),
        ("id,nama\nA,Tebet\n", "row 1: the columns must be id,name"),
        ("id,name\n", "has no rows"),
        ("id,name\nA\n", "row 2: has 1 columns, must have 2"),
        ("id,name\nA,Tebet,Jakarta\n", "row 2: has 3 columns, must have 2"),
    ],
)
def test_csv_with_other_columns_is_refused(tmp_path, text, problem):
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=problem):
        read_csv(tmp_path / "a.csv", ("id", "name"))


def test_a_file_in_another_encoding_is_refused(tmp_path):
    (tmp_path / "a.csv").write_bytes("id,name\nA,Café\n".encode("latin-1"))
    with pytest.raises(ContentError, match=r"a\.csv: save the file as UTF-8"):
        read_csv(tmp_path / "a.csv", ("id", "name"))
