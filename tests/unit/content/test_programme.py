"""Specification of the programme's content as a whole: what the files owe to citizens together."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta

import pytest

from vaksin.booking.sites import load_sites, load_windows
from vaksin.eligibility.follow_ups import load_follow_ups
from vaksin.eligibility.groups import PREGNANT, groups_on, load_groups
from vaksin.eligibility.screening import load_question_sets
from vaksin.eligibility.vaccines import load_boosters, load_vaccines, vaccines_in_use
from vaksin.service import load_service

TODAY = date(2026, 11, 23)
LIST_ROWS = 10
DECREE = re.compile(r"KMK|Kep\.|SE |Permenkes|BPOM|Kemenkes|Satgas|Rekomendasi")

SITES = load_sites()
FOLLOW_UPS = load_follow_ups()
SOURCES = sorted(
    {rule.source for vaccine in load_vaccines() for rule in (*vaccine.usage, *vaccine.intervals)}
    | {rule.source for rule in load_boosters()}
    | {rule.source for rule in (*FOLLOW_UPS.series, *FOLLOW_UPS.booster_brands)}
    | {rule.source for rule in FOLLOW_UPS.pregnancy}
    | {group.source for group in load_groups()}
    | {questions.source for questions in load_question_sets()}
    | {item.source for questions in load_question_sets() for item in questions.items}
    | {rule.source for rule in load_service().observation}
)


def cities(timezone):
    return {site.city for site in SITES if site.timezone == timezone}


def test_the_country_is_covered_in_all_three_time_zones():
    assert len(SITES) >= 66
    assert len(cities("Asia/Jakarta")) >= 12
    assert len(cities("Asia/Makassar")) >= 6
    assert len(cities("Asia/Jayapura")) >= 4


def test_the_sites_reach_from_banda_aceh_to_jayapura():
    assert {"Kota Banda Aceh", "Kota Jayapura"} <= {site.city for site in SITES}


def test_jakarta_has_sites_in_many_districts():
    jakarta = [site for site in SITES if site.province == "DKI Jakarta"]
    assert len(jakarta) >= 8
    districts = {site.district for site in jakarta}
    assert {"Tebet", "Kebayoran Baru", "Kebayoran Lama", "Cakung"} <= districts


def test_people_who_say_jakarta_can_tell_all_its_sites_apart():
    names = Counter(site.short_name for site in SITES if site.province == "DKI Jakarta")
    assert max(names.values()) == 1


def test_every_site_is_marked_as_a_sample():
    assert all(site.sample for site in SITES)


def test_hospitals_clinics_and_centres_have_plainly_invented_names():
    invented = [site for site in SITES if site.kind.value != "puskesmas"]
    assert all("Contoh" in site.name for site in invented)


def test_no_two_sites_stand_on_the_same_spot():
    assert len({(site.latitude, site.longitude) for site in SITES}) == len(SITES)


def test_sites_of_one_city_lie_near_each_other():
    for city in {site.city for site in SITES}:
        spots = [(site.latitude, site.longitude) for site in SITES if site.city == city]
        for axis in (0, 1):
            values = [spot[axis] for spot in spots]
            # A fifth of a degree is about 22 km.
            assert max(values) - min(values) < 0.2, city


def test_every_site_gives_only_vaccines_in_use():
    in_use = {vaccine.id for vaccine in vaccines_in_use(TODAY)}
    assert {vaccine for site in SITES for vaccine in site.vaccines} == in_use


def test_every_site_is_open_on_every_weekday_and_saturday():
    windows = load_windows()
    for site in SITES:
        assert all(windows.windows_on(site.kind, weekday) for weekday in range(6)), site.id


def test_vaccines_are_restricted_only_to_groups_that_exist():
    restricted = {
        group for vaccine in load_vaccines() for usage in vaccine.usage for group in usage.groups
    }
    assert restricted <= {group.id for group in load_groups()}


def test_every_vaccine_has_a_waiting_time_whenever_it_is_given():
    for vaccine in load_vaccines():
        for usage in vaccine.usage:
            if vaccine.doses > 1:
                start = usage.period.start
                assert vaccine.interval_days(start, usage.minimum_age) is not None, vaccine.id


def test_whenever_a_booster_is_due_there_are_rules_for_its_brands():
    for rule in load_boosters():
        assert FOLLOW_UPS.booster_brands_on(rule.number, rule.period.start), rule


def test_whenever_pregnant_women_are_a_group_there_is_a_rule_for_their_brands():
    for group in load_groups():
        if group.id == PREGNANT:
            assert FOLLOW_UPS.pregnancy_on(group.period.start)


def test_the_health_questions_name_the_week_of_the_rule_for_pregnant_women():
    for questions in load_question_sets():
        rule = FOLLOW_UPS.pregnancy_on(questions.period.start)
        for item in questions.items:
            for week in re.findall(r"(\d+) minggu", item.label if "amil" in item.label else ""):
                assert rule
                assert int(week) == rule.minimum_weeks


def test_on_no_day_are_there_more_groups_than_rows_in_a_list():
    day = date(2021, 1, 2)
    while day <= TODAY:
        assert 2 <= len(groups_on(day)) <= LIST_ROWS, day
        day += timedelta(days=1)


def test_everybody_finds_at_least_one_group_today():
    assert all(any(group.fits_age(age) for group in groups_on(TODAY)) for age in range(0, 120))


@pytest.mark.parametrize("source", SOURCES)
def test_every_rule_names_a_decree_or_an_official_statement(source):
    assert DECREE.search(source)
    assert ".md" not in source


def test_advice_is_short_and_never_refuses():
    for questions in load_question_sets():
        for item in questions.items:
            assert len(item.advice) <= 120
            assert not re.search(r"tidak boleh|dilarang|ditolak", item.advice, re.IGNORECASE)
