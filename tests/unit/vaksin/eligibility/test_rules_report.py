"""Specification of the list of rules on a day, which officers and designers read on a terminal."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
import time_machine
from click.testing import CliRunner

from vaksin.__main__ import commands
from vaksin.content import CONTENT_FOLDER
from vaksin.eligibility.follow_ups import load_follow_ups
from vaksin.eligibility.groups import groups_on
from vaksin.eligibility.report_layout import WIDTH
from vaksin.eligibility.rules_report import rules_report
from vaksin.eligibility.screening import load_question_sets
from vaksin.eligibility.vaccines import load_boosters, load_vaccines
from vaksin.service import load_service

TURNING_POINTS = [
    date(2021, 1, 11),
    date(2021, 3, 9),
    date(2021, 3, 15),
    date(2021, 8, 2),
    date(2021, 9, 29),
    date(2022, 2, 13),
    date(2023, 5, 1),
    date(2026, 11, 23),
]


def in_one_line(text):
    """Undo the columns, so that a sentence is found wherever it was broken."""
    return " ".join(text.split())


def report(on):
    return in_one_line(rules_report(on))


def section(on, title):
    """Return one section of the report, without its title."""
    found = [part for part in rules_report(on).split("\n\n") if part.startswith(title)]
    return in_one_line(found[0].removeprefix(title))


def rules_in_force(on):
    follow_ups = load_follow_ups()
    vaccines = [vaccine for vaccine in load_vaccines() if vaccine.in_use(on)]
    every = [
        *groups_on(on),
        *(rule for vaccine in vaccines for rule in (*vaccine.usage, *vaccine.intervals)),
        *load_boosters(),
        *follow_ups.series,
        *follow_ups.booster_brands,
        *follow_ups.pregnancy,
        *load_question_sets(),
        *load_service().observation,
    ]
    return [rule for rule in every if rule.period.covers(on)]


@pytest.mark.parametrize("on", TURNING_POINTS, ids=str)
def test_every_rule_in_force_is_listed_with_its_decree(on):
    text = report(on)
    for rule in rules_in_force(on):
        assert f"[{rule.source}{'' if rule.confirmed else ' (belum dipastikan)'}]" in text


@pytest.mark.parametrize("on", TURNING_POINTS, ids=str)
def test_no_line_is_wider_than_the_terminal(on):
    assert max(len(line) for line in rules_report(on).splitlines()) <= WIDTH == 80


def test_the_day_is_written_out():
    assert "Selasa, 9 Maret 2021" in rules_report(date(2021, 3, 9))


@pytest.mark.parametrize(
    ("decree", "on", "title", "said"),
    [
        ("P2P HK.02.02/4/1/2021", "2021-03-09", "JEDA DOSIS PRIMER", "14 hari, umur 18-59 tahun"),
        (
            "HK.02.02/I/653/2021",
            "2021-03-15",
            "JEDA DOSIS PRIMER",
            "28 hari, umur 18 tahun ke atas",
        ),
        ("HK.02.02/I/1727/2021", "2021-07-01", "ANAK DAN REMAJA", "boleh sejak umur 12 tahun"),
        ("MENKES/6688/2021", "2021-12-14", "ANAK DAN REMAJA", "boleh sejak umur 6 tahun"),
        ("KPCPEN", "2022-02-12", "MELANJUTKAN DOSIS PRIMER", "merek yang sama"),
        (
            "II/921/2022",
            "2022-02-13",
            "MELANJUTKAN DOSIS PRIMER",
            "lebih dari 6 bulan sejak dosis 1",
        ),
        (
            "II/252/2022",
            "2022-01-12",
            "JEDA DOSIS LANJUTAN",
            "6 bulan setelah dosis primer terakhir",
        ),
        ("II/252/2022", "2022-01-12", "MEREK DOSIS LANJUTAN", "1/2 AstraZeneca, 1/2 Pfizer"),
        ("C/380/2023", "2023-01-24", "JEDA DOSIS LANJUTAN", "6 bulan setelah booster 1"),
        ("I/2007/2021", "2021-08-02", "IBU HAMIL", "Sinovac, Moderna, Pfizer"),
        ("I/2007/2021", "2021-08-02", "IBU HAMIL", "sejak 13 minggu"),
        ("MENKES/4638/2021", "2021-09-28", "PENYINTAS", "tunda 3 bulan, umur 18 tahun ke atas"),
        ("I/2524/2021", "2021-09-29", "PENYINTAS", "tunda 1 bulan, umur 18 tahun ke atas"),
        ("P2P HK.02.02/4/1/2021", "2021-05-02", "MENUNGGU", "30 menit"),
        ("ITAGI", "2021-05-03", "MENUNGGU", "15 menit; 30 menit bila ada keluhan"),
        ("Permenkes 23/2023", "2026-11-23", "KELOMPOK SASARAN", "semua umur, biaya sendiri"),
    ],
)
def test_a_rule_is_found_in_its_section_from_its_day_on(decree, on, title, said):
    text = section(date.fromisoformat(on), title)
    assert said in text
    assert decree in text


@pytest.mark.parametrize(
    ("on", "title"),
    [
        ("2021-03-09", "ANAK DAN REMAJA"),
        ("2022-01-11", "JEDA DOSIS LANJUTAN (BOOSTER)"),
        ("2021-08-01", "IBU HAMIL"),
    ],
)
def test_where_nothing_is_in_force_yet_the_report_says_so(on, title):
    assert section(date.fromisoformat(on), title) == "Tidak ada aturan yang berlaku."


def test_before_the_programme_no_rule_is_in_force():
    assert "[" not in rules_report(date(2020, 12, 31))


def test_the_rules_can_be_listed_for_every_day_of_the_programme():
    day = date(2021, 1, 1)
    while day <= date(2024, 1, 31):
        assert rules_report(day, CONTENT_FOLDER)
        day += timedelta(days=10)


def test_the_command_prints_the_rules_of_the_day_named():
    result = CliRunner().invoke(commands, ["rules", "--on", "2021-03-09"])
    assert (result.exit_code, result.output) == (0, rules_report(date(2021, 3, 9)) + "\n")


def test_the_command_prints_the_rules_of_today_in_western_indonesia_by_itself():
    last_hour_of_14_march_in_utc = datetime(2021, 3, 14, 23, 0, tzinfo=timezone.utc)
    with time_machine.travel(last_hour_of_14_march_in_utc):
        result = CliRunner().invoke(commands, ["rules"])
    assert result.output == rules_report(date(2021, 3, 15)) + "\n"


def test_the_command_refuses_a_day_that_does_not_exist():
    result = CliRunner().invoke(commands, ["rules", "--on", "2021-02-30"])
    assert result.exit_code == 2
