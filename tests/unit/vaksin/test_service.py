"""Specification of the service settings."""

from __future__ import annotations

from datetime import date, datetime, timezone
from zoneinfo import ZoneInfo

import pytest

from vaksin.consent_texts import CONSENT_LIMIT
from vaksin.content import ContentError
from vaksin.service import load_service

FILE = "service.yml"


@pytest.fixture
def service():
    return load_service()


def test_the_privacy_notice_fits_one_message_with_room_for_a_greeting(service):
    assert len(service.consent_text) <= CONSENT_LIMIT


@pytest.mark.parametrize(
    "duty",
    ["Vaksin WA", "NIK", "Gunanya", "Yang melihat", "tarik persetujuan", "hapus", "UU 27/2022"],
)
def test_the_privacy_notice_says_who_what_why_who_sees_it_and_how_to_withdraw(service, duty):
    assert duty in service.consent_text


def test_the_privacy_notice_is_one_message_with_its_buttons(service):
    # A message with buttons holds 1024 characters.
    assert len(service.consent_text) <= 1024


def test_consent_is_recorded_under_a_version(service):
    assert service.consent.version


@pytest.mark.parametrize(
    ("zone", "hour", "on_duty"),
    [
        ("Asia/Jakarta", "08:00", True),
        ("Asia/Jakarta", "07:59", False),
        ("Asia/Jayapura", "15:59", True),
        ("Asia/Jayapura", "16:00", False),
    ],
)
def test_officers_answer_in_working_hours_of_the_citizens_zone(service, zone, hour, on_duty):
    local = datetime.fromisoformat(f"2026-11-23T{hour}:00").replace(tzinfo=ZoneInfo(zone))
    assert service.officer_on_duty(local.astimezone(timezone.utc), zone) is on_duty


def test_while_papua_is_at_work_java_may_still_be_closed(service):
    half_past_six_utc_the_day_before = datetime(2026, 11, 22, 23, 30, tzinfo=timezone.utc)
    assert service.officer_on_duty(half_past_six_utc_the_day_before, "Asia/Jayapura")
    assert not service.officer_on_duty(half_past_six_utc_the_day_before, "Asia/Jakarta")


def test_no_officer_answers_on_a_sunday(service):
    sunday = datetime(2026, 11, 22, 10, 0, tzinfo=ZoneInfo("Asia/Jakarta"))
    assert not service.officer_on_duty(sunday, "Asia/Jakarta")


@pytest.mark.parametrize(
    ("on", "minutes"),
    [(date(2021, 5, 2), 30), (date(2021, 5, 3), 15), (date(2026, 11, 23), 15)],
)
def test_people_wait_as_long_as_the_rule_of_the_day_says(service, on, minutes):
    assert service.observation_on(on).minutes == minutes


def test_people_with_symptoms_wait_longer(service):
    assert service.observation_on(date(2026, 11, 23)).minutes_with_symptoms == 30


def test_no_waiting_time_is_known_before_the_programme(service):
    assert service.observation_on(date(2020, 12, 31)) is None


def test_the_hotline_is_the_ministrys_and_still_to_be_confirmed(service):
    assert (service.hotline.number, service.hotline.confirmed) == ("119 ext 9", False)


def test_limits_and_things_to_bring_are_set(service):
    assert (service.limits.people_per_number, service.limits.days_ahead) == (6, 14)
    assert any("KTP" in thing for thing in service.bring)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("hotline:  #", "hotlin:  #", "unknown field hotlin"),
        ('  number: "119 ext 9"', "  number: 119", "hotline: number must be a text"),
        ("people_per_number: 6", "people_per_number: 0", "limits: people_per_number is 0"),
        ("days_ahead: 14", "days_ahead: 91", "limits: days_ahead is 91"),
        ("offers: 5", "offers: 10", "limits: offers is 10, must be between 1 and 9"),
        ("version: persetujuan-2026-12", "version: persetujuan-2020", "consent: version is"),
        ("timezone: Asia/Makassar", "timezone: Asia/Manila", "number 3: timezone is 'Asia/Manila'"),
        ('until: "16.00"', 'until: "07.00"', "hours, number 1: until must be later than from"),
        ("effective_until: 2021-05-02", "effective_until: 2021-05-03", "same time as a rule above"),
        ("minutes: 15", "minutes: 0", "observation, number 2: minutes is 0"),
        ('remind_on_eve: "17.00"', 'remind_on_eve: "21.30"', "remind_on_eve must be between"),
        ("  as_of: 2022-01-13\n", "", "bring: as_of is missing"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(edit_content, old, new, problem):
    with pytest.raises(ContentError, match=f"service.yml.*{problem}"):
        load_service(edit_content(FILE, old, new))


def test_every_time_zone_needs_officer_hours(edit_content):
    lines = (
        "    - timezone: Asia/Jayapura\n      days: [senin, selasa, rabu, kamis, jumat]\n"
        '      from: "08.00"\n      until: "16.00"\n    - timezone: Asia/Jayapura\n'
        '      days: [sabtu]\n      from: "08.00"\n      until: "12.00"\n'
    )
    with pytest.raises(ContentError, match="officer_hours: hours has none for Asia/Jayapura"):
        load_service(edit_content(FILE, lines, ""))
