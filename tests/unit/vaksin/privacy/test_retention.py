"""Specification of the days for which data is kept."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from vaksin.content import ContentError, Entry
from vaksin.privacy.keeping import DataKind
from vaksin.privacy.retention import read_retention
from vaksin.service import load_service


def entry(**changed):
    days = {f"{kind.value}_days": n for kind, n in load_service().retention.days.items()}
    statement = {"source": "contoh", "as_of": date(2026, 11, 30)}
    return Entry("service.yml, retention", {**statement, **days, **changed})


def test_every_kind_of_data_is_kept_for_some_days():
    assert set(load_service().retention.days) == set(DataKind)


def test_data_is_too_old_when_its_days_have_passed():
    now = datetime(2027, 3, 1, tzinfo=timezone.utc)
    assert read_retention(entry(draft_days=2)).cutoff(DataKind.DRAFT, now) == now - timedelta(2)


@pytest.mark.parametrize("value", [0, 91, "lama", None, True])
def test_given_days_that_make_no_sense_then_the_setting_and_its_bounds_are_named(value):
    told = "service.yml, retention: draft_days harus berupa jumlah hari, bilangan bulat 1 sampai 90"
    with pytest.raises(ContentError, match=told):
        read_retention(entry(draft_days=value))


@pytest.mark.parametrize("setting", ["incoming_days", "notice_days", "performed_request_days"])
def test_what_tells_a_repeated_message_from_a_new_one_outlives_seven_days(setting):
    with pytest.raises(ContentError, match="8 sampai 90"):
        read_retention(entry(**{setting: 7}))


def test_given_a_misspelt_setting_then_it_is_not_ignored():
    with pytest.raises(ContentError, match="drafts_days"):
        read_retention(entry(drafts_days=3))
