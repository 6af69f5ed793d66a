from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.whatsapp.payload_samples import text_message
from whatsapp.inbound import timestamp_of
from whatsapp.inbox import moment

NOW = datetime(2027, 2, 28, 23, 0, tzinfo=timezone.utc)


def test_a_message_was_sent_when_meta_says_so():
    sent_at = NOW - timedelta(hours=3)
    assert moment(int(sent_at.timestamp()), NOW) == sent_at


@pytest.mark.parametrize("timestamp", [None, int(NOW.timestamp()) + 1, 9_999_999_999])
def test_given_no_time_or_one_to_come_then_it_was_sent_now(timestamp):
    assert moment(timestamp, NOW) == NOW


@given(st.text("0123456789", max_size=15) | st.integers() | st.none())
def test_whatever_meta_says_then_there_is_a_moment_that_is_not_to_come(timestamp):
    assert moment(timestamp_of(text_message("halo", timestamp=timestamp)), NOW) <= NOW
