"""Specification of the next dose: every waiting time, brand and age by the decree of its day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaksin.dates import add_months
from vaksin.eligibility.course import GivenDose, Stage, Step
from vaksin.eligibility.doses import NextDose, NoNextDose, WhyNone, next_dose
from vaksin.eligibility.groups import OTHERS, PREGNANT
from vaksin.eligibility.options import ReasonKind
from vaksin.eligibility.vaccines import load_vaccines
from vaksin.people.model import age_on

ADULT = date(1985, 6, 15)
ELDER = date(1950, 6, 15)
TODAY = date(2026, 11, 23)
VACCINES = {vaccine.id: vaccine for vaccine in load_vaccines()}


def day(text):
    return date.fromisoformat(text)


def doses(told):
    """Return a history from "sinovac, ? 2021-03-01": brand and day, where they are known."""
    history = []
    for number, text in enumerate(filter(None, told.split(", ")), start=1):
        brand, _, given_on = text.partition(" ")
        history.append(
            GivenDose(number, None if brand == "?" else brand, day(given_on) if given_on else None)
        )
    return history


def primary(number, repeated=False):
    return Step(Stage.PRIMARY, number, repeated)


def booster(number):
    return Step(Stage.BOOSTER, number)


def asked(history, on, born=ADULT, group=OTHERS):
    return next_dose(doses(history), day(on), born, group)


# ---- Waiting times of the primary series --------------------------------------------------------


@pytest.mark.parametrize(
    ("decree", "history", "on", "born", "earliest"),
    [
        # 14 days for ages 18-59, and the change to 28 days on 15 March 2021.
        ("P2P HK.02.02/4/1/2021", "sinovac 2021-02-28", "2021-03-02", ADULT, "2021-03-14"),
        ("HK.02.02/I/653/2021", "sinovac 2021-03-01", "2021-03-02", ADULT, "2021-03-29"),
        ("HK.02.02/I/653/2021", "sinovac 2021-03-15", "2021-03-15", ADULT, "2021-04-12"),
        ("HK.02.02/I/653/2021", "sinovac 2021-02-14", "2021-03-15", ADULT, "2021-03-15"),
        # 59 or 60 years on the day of vaccination.
        ("HK.02.02/I/368/2021", "sinovac 2021-02-10", "2021-02-12", ELDER, "2021-03-10"),
        (
            "HK.02.02/I/368/2021",
            "sinovac 2021-02-12",
            "2021-02-12",
            date(1961, 2, 26),
            "2021-03-12",
        ),
        (
            "P2P HK.02.02/4/1/2021",
            "sinovac 2021-02-12",
            "2021-02-12",
            date(1961, 2, 27),
            "2021-02-26",
        ),
        # 8 weeks, 12 weeks, 8 weeks.
        ("MENKES/4638/2021", "astrazeneca 2021-08-01", "2021-08-02", ADULT, "2021-10-24"),
        ("Kemenkes, Juni 2021", "astrazeneca 2021-04-01", "2021-04-02", ADULT, "2021-05-27"),
        ("MENKES/4638/2021", "astrazeneca 2021-05-06", "2021-05-07", ADULT, "2021-07-29"),
        ("SE SR.02.06/II/408/2022", "astrazeneca 2021-12-01", "2022-01-10", ADULT, "2022-01-27"),
        ("SE SR.02.06/II/408/2022", "astrazeneca 2022-01-27", "2022-01-27", ADULT, "2022-03-24"),
        ("MENKES/4638/2021", "sinopharm 2021-08-01", "2021-08-02", ADULT, "2021-08-22"),
        ("MENKES/4638/2021", "moderna 2021-08-01", "2021-08-02", ADULT, "2021-08-29"),
        ("MENKES/4638/2021", "pfizer 2021-08-01", "2021-08-02", ADULT, "2021-08-22"),
        ("MENKES/12758/2020", "covovax 2021-12-01", "2021-12-02", ADULT, "2021-12-22"),
        ("EUA BPOM untuk Zifivax", "zifivax 2021-11-01", "2021-11-02", ADULT, "2021-12-01"),
        ("EUA BPOM untuk IndoVac", "indovac 2026-11-01", "2026-11-02", ADULT, "2026-11-29"),
        ("EUA BPOM untuk InaVac", "inavac 2026-11-01", "2026-11-02", ADULT, "2026-11-29"),
        # Children and adolescents.
        (
            "HK.02.02/I/1727/2021",
            "sinovac 2021-08-02",
            "2021-08-03",
            date(2008, 1, 1),
            "2021-08-30",
        ),
        ("MENKES/4638/2021", "pfizer 2021-08-02", "2021-08-03", date(2008, 1, 1), "2021-08-23"),
        ("MENKES/6688/2021", "sinovac 2021-12-14", "2021-12-20", date(2014, 1, 1), "2022-01-11"),
        # Across the ends of months and the day that exists every four years.
        ("MENKES/4638/2021", "sinovac 2021-12-31", "2021-12-31", ADULT, "2022-01-28"),
        ("EUA BPOM untuk IndoVac", "indovac 2028-02-01", "2028-02-01", ADULT, "2028-02-29"),
        ("EUA BPOM untuk IndoVac", "indovac 2028-02-29", "2028-02-29", ADULT, "2028-03-28"),
    ],
)
def test_the_second_dose_waits_by_the_rule_of_the_day_of_vaccination(
    decree, history, on, born, earliest
):
    group = "gotong_royong" if "sinopharm" in history else OTHERS
    found = asked(history, on, born, group)
    (wait,) = [reason for reason in found.reasons if reason.kind is ReasonKind.WAIT]
    assert (found.number, found.step, found.earliest) == (2, primary(2), day(earliest))
    assert decree in wait.source
    assert wait.counted_from == 1


def test_zifivax_has_three_primary_doses_a_month_apart():
    """EUA BPOM untuk Zifivax, 7 Oktober 2021."""
    found = asked("zifivax 2021-11-01, zifivax 2021-12-01", "2021-12-02")
    assert (found.step, found.earliest) == (primary(3), date(2021, 12, 31))
    done = asked("zifivax 2021-11-01, zifivax 2021-12-01, zifivax 2022-01-05", "2022-03-01")
    assert done == NoNextDose(WhyNone.NO_VACCINE)  # boosters are due, but none after Zifivax


def test_janssen_is_complete_with_one_dose():
    """EUA BPOM untuk Janssen, 7 September 2021; boosters after it: Satgas, 28 Mei 2022."""
    assert asked("janssen 2021-10-01", "2021-11-01") == NoNextDose(WhyNone.FINISHED)
    found = asked("janssen 2022-04-01", "2022-05-28")
    assert (found.step, found.earliest) == (booster(1), date(2022, 7, 1))
    assert found.vaccine_ids == {"moderna"}


def test_who_may_already_come_is_told_today_not_a_day_in_the_past():
    assert asked("sinovac 2021-06-01", "2021-09-09").earliest == date(2021, 9, 9)


# ---- The first dose -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decree", "on", "born", "group", "vaccine_ids"),
    [
        ("EUA BPOM, Februari 2021", "2021-03-09", ADULT, OTHERS, {"sinovac", "astrazeneca"}),
        ("SE HK.02.02/I/1727/2021", "2021-07-01", date(2009, 7, 1), OTHERS, {"sinovac"}),
        ("KMK HK.01.07/MENKES/6688/2021", "2021-12-14", date(2015, 12, 14), "anak", {"sinovac"}),
        ("EUA BPOM untuk Comirnaty", "2021-08-01", date(2009, 8, 1), OTHERS, {"sinovac", "pfizer"}),
        (
            "SE HK.02.01/I/2007/2021",
            "2021-08-02",
            ADULT,
            PREGNANT,
            {"sinovac", "moderna", "pfizer"},
        ),
        ("KMK HK.01.07/MENKES/2193/2023", "2026-11-23", ADULT, OTHERS, {"indovac", "inavac"}),
        ("KMK HK.01.07/MENKES/2193/2023", "2026-11-23", ADULT, PREGNANT, {"indovac", "inavac"}),
    ],
)
def test_the_first_dose_is_given_at_once_with_the_brands_for_age_and_group(
    decree, on, born, group, vaccine_ids
):
    found = asked("", on, born, group)
    assert (found.number, found.step, found.earliest) == (1, primary(1), day(on)), decree
    assert found.vaccine_ids == vaccine_ids


@pytest.mark.parametrize(
    ("decree", "on", "born", "group"),
    [
        ("before EUA BPOM 11 Januari 2021", "2021-01-10", ADULT, OTHERS),
        ("before SE HK.02.02/I/1727/2021", "2021-06-30", date(2005, 1, 1), OTHERS),
        ("SE HK.02.02/I/1727/2021: 12 years", "2021-07-01", date(2009, 7, 2), OTHERS),
        ("before KMK HK.01.07/MENKES/6688/2021", "2021-12-13", date(2013, 1, 1), OTHERS),
        ("KMK HK.01.07/MENKES/6688/2021: 6 years", "2021-12-14", date(2015, 12, 15), OTHERS),
        ("before SE HK.02.01/I/2007/2021", "2021-08-01", ADULT, PREGNANT),
        ("KMK HK.01.07/MENKES/2193/2023", "2026-11-23", date(2012, 1, 1), "imunokompromais"),
    ],
)
def test_whom_no_decree_gives_a_vaccine_is_for_an_officer(decree, on, born, group):
    assert asked("", on, born, group) == NoNextDose(WhyNone.NO_VACCINE), decree


def test_a_pregnant_woman_is_told_the_decree_for_her():
    reasons = asked("", "2021-09-01", group=PREGNANT).reasons
    (rule,) = [reason for reason in reasons if reason.kind is ReasonKind.PREGNANCY]
    assert (rule.source, rule.confirmed) == ("SE HK.02.01/I/2007/2021", True)


def test_a_pregnant_woman_does_not_continue_with_a_brand_that_is_not_for_her():
    """SE HK.02.01/I/2007/2021 names Pfizer, Moderna and Sinovac."""
    found = asked("astrazeneca 2021-07-01", "2021-09-01", group=PREGNANT)
    assert found == NoNextDose(WhyNone.NO_VACCINE)


# ---- A missed second dose, and other brands -----------------------------------------------------


@pytest.mark.parametrize(
    ("decree", "history", "on", "step", "other_brand"),
    [
        ("Kemenkes dan KPCPEN", "sinovac 2021-07-01", "2022-02-12", primary(2), False),
        ("Kemenkes dan KPCPEN", "sinovac 2022-01-03", "2022-02-12", primary(2), False),
        ("SE SR.02.06/II/921/2022", "sinovac 2022-01-03", "2022-02-13", primary(2), True),
        ("SE SR.02.06/II/921/2022", "sinovac 2021-08-13", "2022-02-13", primary(2), True),
        ("SE SR.02.06/II/921/2022", "sinovac 2021-08-12", "2022-02-13", primary(1, True), True),
        ("SE SR.02.06/II/921/2022", "sinovac 2021-08-31", "2022-02-28", primary(2), True),
        ("SE SR.02.06/II/921/2022", "sinovac 2021-08-31", "2022-03-01", primary(1, True), True),
    ],
)
def test_a_missed_second_dose_is_made_up_for_or_the_series_is_repeated(
    decree, history, on, step, other_brand
):
    found = asked(history, on)
    kinds = (ReasonKind.SERIES, ReasonKind.REPEATED_SERIES)
    (rule,) = [reason for reason in found.reasons if reason.kind in kinds]
    assert (found.number, found.step, found.earliest) == (2, step, day(on))
    assert decree in rule.source
    assert "sinovac" in found.vaccine_ids
    assert ("moderna" in found.vaccine_ids) is other_brand


def test_a_repeated_series_names_the_months_and_the_dose_they_are_counted_from():
    """SE SR.02.06/II/921/2022."""
    reasons = asked("pfizer 2021-08-01", "2022-03-01").reasons
    (rule,) = [reason for reason in reasons if reason.kind is ReasonKind.REPEATED_SERIES]
    assert (rule.months, rule.counted_from, rule.confirmed) == (6, 1, True)


def test_after_the_first_repeated_dose_comes_the_second():
    """SE SR.02.06/II/921/2022: the series is repeated with two doses."""
    found = asked("sinovac 2021-08-01, pfizer 2022-03-01", "2022-03-02")
    assert (found.number, found.step) == (3, primary(2, repeated=True))
    assert found.earliest == date(2022, 3, 22)


def test_a_late_second_dose_before_the_decree_completed_the_series():
    """Kemenkes dan KPCPEN, Agustus 2021: late is not a restart until 12 February 2022."""
    found = asked("sinovac 2021-07-01, sinovac 2022-02-12", "2022-03-01")
    assert found.step == booster(1)


def test_another_brand_must_have_as_many_doses():
    """SE SR.02.06/II/921/2022 speaks of dose 2 of 2."""
    found = asked("sinovac 2022-03-01", "2022-04-01")
    assert found.vaccine_ids == {"sinovac", "astrazeneca", "moderna", "pfizer", "covovax"}


def test_an_adolescent_continues_with_a_brand_for_that_age():
    """SE SR.02.06/II/921/2022; EUA BPOM untuk Comirnaty."""
    found = asked("sinovac 2022-03-01", "2022-04-01", date(2008, 1, 1))
    assert found.vaccine_ids == {"sinovac", "pfizer"}


def test_a_series_of_the_pandemic_is_finished_with_the_brands_of_today():
    """KMK HK.01.07/MENKES/2193/2023; mixing is not confirmed."""
    found = asked("astrazeneca 2023-12-01", "2023-12-02")
    assert (found.step, found.earliest) == (primary(2), date(2024, 1, 1))
    assert found.vaccine_ids == {"indovac", "inavac"}
    assert not found.confirmed


# ---- Boosters -----------------------------------------------------------------------------------

JULY = "sinovac 2021-06-01, sinovac 2021-07-01"
NOVEMBER_20 = "sinovac 2021-10-01, sinovac 2021-11-20"
NOVEMBER_25 = "sinovac 2021-10-01, sinovac 2021-11-25"
BOOSTED = "sinovac 2021-06-01, sinovac 2021-07-01, pfizer 2022-02-01"
TODAYS = "indovac 2024-01-05, indovac 2024-02-05"


@pytest.mark.parametrize(
    ("decree", "history", "on", "born", "step", "earliest"),
    [
        ("HK.02.02/II/252/2022", JULY, "2022-01-12", ADULT, 1, "2022-01-12"),
        # Six months end after the rules of three months began.
        ("II/1180/2022", NOVEMBER_25, "2022-02-22", ELDER, 1, "2022-02-25"),
        ("II/1123/2022", NOVEMBER_20, "2022-02-01", ELDER, 1, "2022-02-22"),
        ("II/1180/2022", NOVEMBER_20, "2022-02-01", ADULT, 1, "2022-02-25"),
        (
            "II/1180/2022",
            "sinovac 2022-01-01, sinovac 2022-02-01",
            "2022-02-25",
            ADULT,
            1,
            "2022-05-01",
        ),
        # 59 or 60 years on the day of vaccination.
        ("II/1123/2022", NOVEMBER_20, "2022-02-22", date(1962, 2, 22), 1, "2022-02-22"),
        ("II/1180/2022", NOVEMBER_20, "2022-02-22", date(1962, 2, 26), 1, "2022-02-25"),
        ("HK.02.02/C/5565/2022", BOOSTED, "2022-11-22", ELDER, 2, "2022-11-22"),
        ("HK.02.02/C/380/2023", BOOSTED, "2023-01-24", ADULT, 2, "2023-01-24"),
        ("HK.02.02/C/380/2023", JULY + ", pfizer 2022-08-31", "2023-01-24", ADULT, 2, "2023-02-28"),
        # The guide of December 2023: 3, 6 and 6 months.
        ("Desember 2023", TODAYS, "2024-02-06", ADULT, 1, "2024-05-05"),
        (
            "Desember 2023",
            "indovac 2026-08-01, indovac 2026-08-31",
            "2026-09-01",
            ADULT,
            1,
            "2026-11-30",
        ),
        ("Desember 2023", TODAYS + ", inavac 2024-08-31", "2024-09-01", ADULT, 2, "2025-02-28"),
        (
            "Desember 2023",
            TODAYS + ", inavac 2024-05-05, indovac 2025-08-29",
            "2025-09-01",
            ADULT,
            3,
            "2026-02-28",
        ),
        (
            "Desember 2023",
            TODAYS + ", inavac 2024-05-05, indovac 2027-08-31",
            "2027-09-01",
            ADULT,
            3,
            "2028-02-29",
        ),
    ],
)
def test_a_booster_waits_by_the_rule_of_the_day_of_vaccination(
    decree, history, on, born, step, earliest
):
    found = asked(history, on, born)
    waits = {reason for reason in found.reasons if reason.kind is ReasonKind.WAIT}
    assert (found.number, found.step) == (len(doses(history)) + 1, booster(step))
    assert found.earliest == day(earliest)
    assert any(decree in wait.source for wait in waits)
    assert {wait.counted_from for wait in waits} == {len(doses(history))}


@pytest.mark.parametrize(
    ("decree", "history", "on", "born"),
    [
        ("before SE HK.02.02/II/252/2022", JULY, "2022-01-11", ADULT),
        ("SE HK.02.02/II/252/2022: 18 years", JULY, "2022-03-01", date(2004, 3, 2)),
        ("before SE HK.02.02/C/380/2023", BOOSTED, "2023-01-23", ADULT),
        ("SE HK.02.02/C/5565/2022: 60 years", BOOSTED, "2022-12-01", date(1962, 12, 2)),
        (
            "panduan jeda Kemenkes Desember 2023: up to the fifth injection",
            TODAYS + ", inavac 2024-05-05, indovac 2024-11-05, indovac 2025-05-05",
            "2026-11-23",
            ADULT,
        ),
    ],
)
def test_no_dose_is_promised_that_the_rules_of_the_day_do_not_know(decree, history, on, born):
    assert asked(history, on, born) == NoNextDose(WhyNone.FINISHED), decree


@pytest.mark.parametrize(
    ("decree", "history", "on", "vaccine_ids"),
    [
        (
            "SE HK.02.02/II/252/2022",
            "sinovac, sinovac 2021-07-01",
            "2022-01-12",
            "astrazeneca pfizer",
        ),
        (
            "SE HK.02.02/II/252/2022",
            "astrazeneca, astrazeneca 2021-07-01",
            "2022-01-12",
            "moderna pfizer",
        ),
        (
            "Satgas, 28 Mei 2022",
            "sinovac, sinovac 2021-07-01",
            "2022-05-28",
            "astrazeneca pfizer moderna sinovac zifivax",
        ),
        (
            "Satgas, 28 Mei 2022",
            "astrazeneca, astrazeneca 2021-07-01",
            "2022-05-28",
            "astrazeneca pfizer moderna",
        ),
        (
            "Satgas, 28 Mei 2022",
            "pfizer, pfizer 2021-07-20",
            "2022-05-28",
            "pfizer moderna astrazeneca",
        ),
        ("Satgas, 28 Mei 2022", "moderna, moderna 2021-07-20", "2022-05-28", "moderna"),
        ("Satgas, 28 Mei 2022", "sinopharm, sinopharm 2021-07-20", "2022-05-28", "zifivax"),
        (
            "BPOM, 22 November 2022: 6 months",
            "sinovac, sinovac 2022-05-22",
            "2022-11-22",
            "astrazeneca pfizer moderna sinovac zifivax inavac",
        ),
        (
            "BPOM, 22 November 2022: 6 months",
            "sinovac, sinovac 2022-05-23",
            "2022-11-22",
            "astrazeneca pfizer moderna sinovac zifivax",
        ),
        (
            "SE IM.02.04/C/938/2023",
            "astrazeneca, astrazeneca 2022-07-20",
            "2023-03-07",
            "astrazeneca pfizer moderna indovac",
        ),
        (
            "SE IM/02.04/2034/2023",
            "pfizer, pfizer 2022-07-20",
            "2023-04-26",
            "pfizer moderna astrazeneca indovac",
        ),
        (
            "SE HK.02.02/C/380/2023",
            "sinovac, sinovac, sinovac 2022-02-01",
            "2023-01-24",
            "astrazeneca pfizer moderna sinovac zifivax indovac inavac",
        ),
        (
            "SE HK.02.02/C/380/2023",
            "sinovac, sinovac, moderna 2022-02-01",
            "2023-01-24",
            "moderna pfizer",
        ),
        (
            "SE HK.02.02/C/380/2023",
            "janssen, janssen 2022-02-01",
            "2023-01-24",
            "janssen pfizer moderna",
        ),
        (
            "Rekomendasi ITAGI/SR/3/2023",
            "sinovac, sinovac, astrazeneca 2022-02-01",
            "2023-03-08",
            "moderna pfizer astrazeneca indovac",
        ),
        (
            "KMK HK.01.07/MENKES/2193/2023",
            "sinovac, sinovac 2021-07-01",
            "2026-11-23",
            "indovac inavac",
        ),
    ],
)
def test_the_brand_of_a_booster_depends_on_the_injection_before(decree, history, on, vaccine_ids):
    assert asked(history, on).vaccine_ids == set(vaccine_ids.split()), decree


def test_the_elderly_had_fewer_brands_for_their_second_booster_than_everybody_later():
    """SE HK.02.02/C/5565/2022 does not name InaVac and Zifivax after Sinovac."""
    found = asked("sinovac, sinovac, sinovac 2022-02-01", "2022-11-22", ELDER)
    assert found.vaccine_ids == {"astrazeneca", "pfizer", "moderna", "sinovac", "indovac"}


def test_a_brand_without_a_combination_is_for_an_officer():
    """SE HK.02.02/II/252/2022 names Sinovac and AstraZeneca only."""
    found = asked("pfizer, pfizer 2021-09-01", "2022-03-01")
    assert found == NoNextDose(WhyNone.NO_VACCINE)


# ---- Told histories -----------------------------------------------------------------------------


@pytest.mark.parametrize("history", ["? 2021-07-01", "?, ? 2021-07-01", "sinovac, ? 2021-07-01"])
def test_a_brand_nobody_remembers_was_for_an_officer_in_the_pandemic(history):
    """SE HK.02.02/II/252/2022 and the length of a series depend on the brand."""
    assert asked(history, "2022-03-01") == NoNextDose(WhyNone.UNKNOWN_BRAND)


def test_today_two_forgotten_injections_count_as_the_primary_series():
    """Panduan jeda Kemenkes Desember 2023 counts injections; not confirmed."""
    found = asked("?, ? 2026-10-01", "2026-11-23")
    assert (found.step, found.earliest) == (booster(1), date(2027, 1, 1))
    assert not found.confirmed


def test_the_doses_may_be_told_in_any_order():
    told = doses("sinovac 2021-06-01, sinovac 2021-07-01")
    on = date(2022, 2, 1)
    assert next_dose(told[::-1], on, ADULT, OTHERS) == next_dose(told, on, ADULT, OTHERS)


@pytest.mark.parametrize(
    ("history", "problem"),
    [
        ([GivenDose(2, "sinovac", TODAY)], "numbered from 1"),
        ([GivenDose(1, "sinovac", TODAY)] * 2, "numbered from 1"),
        ([GivenDose(1, "sinovac", None)], "day of the last dose"),
    ],
)
def test_a_history_with_gaps_is_refused(history, problem):
    with pytest.raises(ValueError, match=problem):
        next_dose(history, TODAY, ADULT, OTHERS)


# ---- Whatever the history -----------------------------------------------------------------------

DAYS = st.dates(date(2020, 12, 1), date(2028, 3, 31))
BIRTHS = st.dates(date(1915, 1, 1), date(2024, 12, 31)) | st.just(date(1962, 2, 28))
BRANDS = st.sampled_from([None, "merek-asing", *VACCINES])
GROUPS = st.sampled_from([OTHERS, PREGNANT, "gotong_royong", "lansia"])


@st.composite
def histories(draw, smallest=0):
    count = draw(st.integers(smallest, 6))
    given_on = sorted(draw(st.lists(DAYS, min_size=count, max_size=count)))
    forgotten = draw(st.lists(st.booleans(), min_size=count, max_size=count))
    return [
        GivenDose(number, draw(BRANDS), None if forgotten[number - 1] and number < count else day)
        for number, day in enumerate(given_on, start=1)
    ]


@given(histories(), DAYS, BIRTHS, GROUPS)
def test_every_history_has_an_answer(history, on, born, group):
    assert isinstance(next_dose(history, on, born, group), NextDose | NoNextDose)


@given(histories(), DAYS, BIRTHS, GROUPS)
def test_the_earliest_day_is_never_in_the_past_nor_on_or_before_the_last_dose(
    history, on, born, group
):
    found = next_dose(history, on, born, group)
    if isinstance(found, NextDose):
        assert found.earliest >= on
        assert all(dose.given_on is None or found.earliest > dose.given_on for dose in history)


@given(histories(), DAYS, BIRTHS, GROUPS)
def test_every_offered_brand_is_given_on_the_earliest_day_to_that_age_and_group(
    history, on, born, group
):
    found = next_dose(history, on, born, group)
    if isinstance(found, NextDose):
        age = age_on(born, found.earliest)
        assert found.vaccine_ids
        for brand in found.vaccine_ids:
            assert VACCINES[brand].offered_to(found.earliest, age, group)


@given(histories(), DAYS, BIRTHS, GROUPS)
def test_asked_again_on_the_earliest_day_the_same_dose_may_be_given_that_day(
    history, on, born, group
):
    found = next_dose(history, on, born, group)
    if isinstance(found, NextDose):
        assert next_dose(history, found.earliest, born, group) == found


@given(histories(), DAYS, BIRTHS, GROUPS)
def test_every_wait_is_over_on_the_earliest_day(history, on, born, group):
    found = next_dose(history, on, born, group)
    if isinstance(found, NextDose):
        for reason in found.reasons:
            if reason.kind is ReasonKind.WAIT:
                last = history[reason.counted_from - 1].given_on
                wait = timedelta(days=reason.days or 0)
                assert add_months(last, reason.months or 0) + wait <= found.earliest


@given(histories(smallest=1), st.integers(0, 200), DAYS, BIRTHS, GROUPS)
def test_a_later_last_dose_never_makes_the_same_step_due_earlier(history, later, on, born, group):
    *before, last = history
    moved = [*before, GivenDose(last.number, last.vaccine_id, last.given_on + timedelta(later))]
    first, second = (next_dose(doses, on, born, group) for doses in (history, moved))
    if isinstance(first, NextDose) and isinstance(second, NextDose) and first.step == second.step:
        assert second.earliest >= first.earliest
