"""Specification of the site list and of the arrival windows."""

from __future__ import annotations

from datetime import time

import pytest

from vaksin.booking.sites import (
    ArrivalWindow,
    SessionWindows,
    SiteKind,
    load_sites,
    load_windows,
)
from vaksin.content import ContentError

MONDAY, FRIDAY, SATURDAY, SUNDAY = 0, 4, 5, 6
TEBET = "JKT-TEBET-01,Puskesmas Tebet,Puskesmas Tebet,puskesmas,"


def test_a_site_is_read_with_all_its_particulars():
    site = next(site for site in load_sites() if site.id == "JKT-TEBET-01")
    assert site.name == "Puskesmas Tebet"
    assert site.kind is SiteKind.PUSKESMAS
    assert (site.district_code, site.district) == ("31.74.01", "Tebet")
    assert (site.city, site.province) == ("Kota Jakarta Selatan", "DKI Jakarta")
    assert site.timezone == "Asia/Jakarta"
    assert (site.latitude, site.longitude) == (-6.2287, 106.8476)
    assert site.vaccines == ("indovac",)
    assert site.daily_capacity == 30
    assert site.wheelchair
    assert site.sample


def test_a_site_may_give_several_vaccines():
    site = next(site for site in load_sites() if site.id == "JKT-MENTENG-01")
    assert site.vaccines == ("indovac", "inavac")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("id,name,", "id,nama,", "row 1: the columns must be"),
        (TEBET, TEBET.replace("JKT-TEBET-01", "jkt tebet"), "must be capital letters, digits"),
        (TEBET, TEBET.replace("JKT-TEBET-01", "JKT-TEBET-" + "0" * 15), "at most 24 of them"),
        (TEBET, TEBET.replace("JKT-TEBET-01", "JKT-GAMBIR-01"), "row 26: id is used twice"),
        (TEBET, TEBET.replace("puskesmas,", "posyandu,"), "row 26: kind is 'posyandu'"),
        (
            TEBET,
            TEBET.replace("Puskesmas Tebet,puskesmas", "Puskesmas Kecamatan Tebet,puskesmas"),
            "row 26: short_name has 25 characters, at most 24 fit",
        ),
        (
            TEBET,
            TEBET.replace("Puskesmas Tebet,puskesmas", "PUSKESMAS PASAR MINGGU,puskesmas"),
            "short_name within the city is used twice",
        ),
        ("31.74.01,", "3174010,", "row 26: district_code is '3174010', must be a Kemendagri"),
        ("31.74.01,", "31.74.99,", "row 26: district_code 31.74.99 is in no list of wilayah/"),
        ("31.74.01,Tebet,", "31.74.02,Tebet,", "row 26: district is 'Tebet', must be one of Set"),
        ("Tebet,Kota Jakarta Selatan", "Tebet,Jakarta Selatan", "row 26: city is 'Jakarta Sel"),
        ("Kota Kupang,Nusa Tenggara Timur", "Kota Kupang,NTT", "province is 'NTT', must be one"),
        ("Bali,Asia/Makassar", "Bali,Asia/Jakarta", "timezone is .*must be one of Asia/Makassar"),
        ("-6.22870", "6.22870", "row 26: latitude is 6.2287, must be between"),
        ("106.84760", "206.84760", "row 26: longitude is 206.8476, must be between"),
        ("indovac,20,yes", "indovac;,20,yes", "row 2: vaccines must be different ids"),
        ("indovac,20,yes", "indovac;indovac,20,yes", "row 2: vaccines must be different ids"),
        ("indovac,20,yes", "indovac,7,yes", "row 2: daily_capacity is 7, must be between 8 and 60"),
        ("indovac,20,yes", "indovac,20,ya", "row 2: wheelchair is 'ya', must be yes or no"),
        ("20,yes,yes", "20,yes,", "row 2: sample is missing"),
    ],
)
def test_a_wrong_site_is_refused_by_row(edit_content, old, new, problem):
    with pytest.raises(ContentError, match=f"sites.csv, .*{problem}"):
        load_sites(edit_content("sites.csv", old, new))


def test_sites_of_different_cities_may_share_a_short_name(edit_content):
    folder = edit_content("sites.csv", TEBET, TEBET.replace("Tebet,p", "Kedaton,p"))
    assert [site.short_name for site in load_sites(folder)].count("Puskesmas Kedaton") == 2


def test_a_puskesmas_receives_people_twice_on_a_monday_morning():
    windows = load_windows().windows_on(SiteKind.PUSKESMAS, MONDAY)
    assert [(w.start, w.end) for w in windows] == [
        (time(8), time(10)),
        (time(10), time(12)),
    ]


def test_a_puskesmas_closes_before_the_friday_prayer():
    windows = load_windows().windows_on(SiteKind.PUSKESMAS, FRIDAY)
    assert max(window.end for window in windows) == time(11)


def test_a_hospital_also_receives_people_in_the_afternoon():
    windows = load_windows().windows_on(SiteKind.HOSPITAL, MONDAY)
    assert windows[-1].start == time(13)


def test_on_sundays_only_vaccination_centres_are_open():
    windows = load_windows()
    open_then = {kind for kind in SiteKind if windows.windows_on(kind, SUNDAY)}
    assert open_then == {SiteKind.CENTRE}


def test_windows_come_in_the_order_of_the_day_whatever_the_order_of_the_file(edit_content):
    folder = edit_content("session_windows.yml", 'from: "08.00"\n    until: "10.00"', (
        'from: "14.00"\n    until: "16.00"'
    ))  # fmt: skip
    starts = [w.start for w in load_windows(folder).windows_on(SiteKind.PUSKESMAS, MONDAY)]
    assert starts == [time(10), time(14)]


@pytest.mark.parametrize(
    ("share", "capacity", "places"), [(100, 30, 30), (75, 30, 22), (50, 9, 4), (1, 8, 1)]
)
def test_a_window_gives_out_its_share_of_the_capacity_and_never_nothing(share, capacity, places):
    window = ArrivalWindow(SiteKind.CLINIC, frozenset({MONDAY}), time(8), time(10), share)
    assert window.places(capacity) == places


@pytest.mark.parametrize(
    ("percent", "capacity", "kept"), [(10, 30, 3), (10, 9, 0), (90, 1, 0), (90, 10, 9), (0, 30, 0)]
)
def test_a_part_of_the_seats_is_kept_for_walk_ins_but_never_all(percent, capacity, kept):
    windows = SessionWindows("v", "s", percent, ())
    assert windows.walk_in_seats(capacity) == kept


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("kind: puskesmas", "kind: posyandu", "windows, number 1: kind is 'posyandu'"),
        ("days: [jumat]", "days: [Jumat]", "windows, number 3: days has 'Jumat'"),
        ('from: "08.00"', "from: 08:00", "windows, number 1: from"),
        ('until: "10.00"', 'until: "08.00"', "number 1: until must be later than from"),
        ("share_percent: 100", "share_percent: 101", "number 1: share_percent is 101"),
        ("share_percent: 100", "share: 100", "number 1: unknown field share"),
        ('from: "10.00"', 'from: "09.30"', "number 2: overlaps with another window"),
        ("version: jam-2026-11\n", "", "version is missing"),
        ("walk_in_percent: 10\n", "", "walk_in_percent is missing"),
        ("walk_in_percent: 10", "walk_in_percent: 95", "walk_in_percent is 95"),
    ],
)
def test_a_wrong_window_is_refused_by_number(edit_content, old, new, problem):
    with pytest.raises(ContentError, match=f"session_windows.yml.*{problem}"):
        load_windows(edit_content("session_windows.yml", old, new))


def test_a_kind_of_site_without_windows_is_refused(tmp_path):
    (tmp_path / "session_windows.yml").write_text(
        "version: a\nsource: b\nwalk_in_percent: 10\nwindows:\n  - {kind: sentra, days: [senin], "
        'from: "08.00", until: "10.00", share_percent: 100}\n',
        encoding="utf-8",
    )
    with pytest.raises(ContentError, match="windows has none for puskesmas, rumah_sakit, klinik"):
        load_windows(tmp_path)
