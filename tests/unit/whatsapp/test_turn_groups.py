from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whatsapp.turn_groups import STALE_AFTER, Waiting, next_group

NOW = datetime(2027, 2, 28, 23, 0, tzinfo=timezone.utc)
PATIENCE = timedelta(seconds=2)


def said(text, ago=0.0, kind="text", turn_key=None):
    return Waiting(kind, text, NOW - timedelta(seconds=ago), turn_key)


def group_texts(*waiting, patience=PATIENCE):
    return [message.text for message in next_group(waiting, NOW, patience)]


def test_a_message_alone_is_a_turn():
    assert group_texts(said("halo")) == ["halo"]


def test_words_in_quick_succession_are_one_turn():
    assert group_texts(said("saya", 3), said("mau", 2.5), said("daftar", 2)) == [
        "saya",
        "mau",
        "daftar",
    ]


@pytest.mark.parametrize(("after", "count"), [(2.0, 2), (2.001, 1)])
def test_words_within_patience_of_the_first_belong_to_it(after, count):
    assert len(group_texts(said("saya", 10), said("mau", 10 - after))) == count


def test_patience_counts_from_the_first_word_and_not_from_the_one_before():
    assert group_texts(said("a", 10), said("b", 8.5), said("c", 7)) == ["a", "b"]


def test_words_sent_in_the_same_second_are_one_turn():
    assert group_texts(said("a", 1), said("b", 1)) == ["a", "b"]


@pytest.mark.parametrize(
    "other",
    [
        said("/daftar", kind="interactive"),
        said("Ya", kind="button"),
        said("#lokasi=-6.200000,106.800000", kind="location"),
        said("#kiriman=image", kind="image"),
        said("keterangan gambar", kind="image"),
        said("#kiriman=kosong"),
    ],
    ids=["tap", "template button", "place", "image", "caption", "empty text"],
)
def test_whatever_was_not_typed_is_a_turn_of_its_own(other):
    assert group_texts(other, said("halo")) == [other.text]
    assert group_texts(said("halo"), other, said("hai")) == ["halo"]


def test_disarmed_words_are_typed_words():
    assert group_texts(said("\u200b/restart"), said("halo")) == ["\u200b/restart", "halo"]


def test_without_patience_each_message_is_a_turn():
    assert group_texts(said("a"), said("b"), patience=timedelta()) == ["a"]


def test_in_a_flood_all_words_are_one_turn_however_far_apart():
    assert group_texts(said("a", 3600), said("b", 60), said("c"), patience=None) == ["a", "b", "c"]


def test_in_a_flood_a_tap_still_ends_the_turn():
    tap = said("/daftar", kind="interactive")
    assert group_texts(said("a", 60), tap, said("b"), patience=None) == ["a"]


@pytest.mark.parametrize(("length", "count"), [(2047, 2), (2048, 2), (2049, 1)])
def test_a_turn_has_no_more_characters_than_a_message(length, count):
    assert len(group_texts(said("a" * 2047), said("b" * length))) == count


def test_the_longest_text_is_a_turn_of_its_own():
    assert len(group_texts(said("a" * 4096), said("b"))) == 1


DAY = STALE_AFTER.total_seconds()


def test_what_is_too_late_to_be_answered_is_one_turn_whatever_it_is():
    late = [said("a", DAY + 9), said("/daftar", DAY + 5, "interactive"), said("b", DAY + 1)]
    assert group_texts(*late, said("baru", 1), patience=timedelta()) == ["a", "/daftar", "b"]


@pytest.mark.parametrize(("ago", "is_stale"), [(DAY, False), (DAY + 1, True)])
def test_a_message_is_stale_after_a_day(ago, is_stale):
    assert said("a", ago).is_stale(NOW) is is_stale


def test_a_turn_that_was_begun_keeps_its_messages():
    begun = [said("a", 9, turn_key="k"), said("b", 5, turn_key="k")]
    assert group_texts(*begun, said("c", 4.9), patience=timedelta()) == ["a", "b"]


def test_a_turn_that_was_begun_takes_no_more_messages():
    assert group_texts(said("a", 2, turn_key="k"), said("b", 1)) == ["a"]


def test_two_turns_that_were_begun_stay_apart():
    assert group_texts(said("a", 2, turn_key="k"), said("b", 1, turn_key="l")) == ["a"]


def test_a_turn_that_was_begun_keeps_its_messages_when_they_have_become_stale():
    begun = [said("a", DAY + 1, turn_key="k"), said("b", DAY - 1, turn_key="k")]
    assert group_texts(*begun, said("c", DAY - 1)) == ["a", "b"]


def test_no_text_is_shown():
    assert "rahasia" not in repr(said("rahasia"))


MESSAGES = st.builds(
    said,
    st.sampled_from(["halo", "a" * 1500, "x" * 4096, "/daftar", "#kiriman=image"]),
    st.floats(0, 2 * DAY) | st.floats(0, 10),
    st.sampled_from(["text", "interactive", "image"]),
)
PATIENCES = st.none() | st.integers(0, 30).map(lambda seconds: timedelta(seconds=seconds))


@st.composite
def queues(draw):
    """Draw what waits for a contact as the inbox returns it: what was begun comes first."""
    waiting = sorted(draw(st.lists(MESSAGES, min_size=1, max_size=12)), key=lambda w: w.sent_at)
    begun = draw(st.integers(0, len(waiting)))
    keys = sorted(draw(st.lists(st.sampled_from("kl"), min_size=begun, max_size=begun)))
    keyed = [
        Waiting(message.kind, message.text, message.sent_at, key)
        for message, key in zip(waiting, keys, strict=False)
    ]
    return keyed + waiting[begun:]


@given(queues(), PATIENCES)
def test_the_turns_one_after_another_read_everything_once_and_in_order(waiting, patience):
    rest, turns = waiting, []
    while rest:
        group = list(next_group(rest, NOW, patience))
        assert group
        assert group == rest[: len(group)]
        turns.append(group)
        rest = rest[len(group) :]
    assert [message for turn in turns for message in turn] == waiting


@given(queues(), PATIENCES)
def test_several_messages_are_one_turn_only_if_begun_stale_or_typed_together(waiting, patience):
    group = next_group(waiting, NOW, patience)
    if len(group) == 1 or group[0].turn_key or group[0].is_stale(NOW):
        assert len({message.turn_key for message in group}) == 1
        return
    assert all(message.is_typed for message in group)
    assert len(" ".join(message.text for message in group)) <= 4096
    assert patience is None or group[-1].sent_at - group[0].sent_at <= patience


def test_news_is_never_too_old_and_is_read_by_itself():
    news = said("/kabar", 2 * STALE_AFTER.total_seconds(), kind="kabar")
    assert not news.is_stale(NOW)
    assert group_texts(news, said("halo", 1)) == ["/kabar"]


def test_messages_that_came_too_late_are_no_turn_with_news():
    late = said("halo", 2 * STALE_AFTER.total_seconds())
    assert group_texts(late, said("/kabar", 1, kind="kabar")) == ["halo"]
