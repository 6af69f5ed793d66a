"""Today's reading of the held-out messages beside the last release."""

from scripts.nlu.comparison import drops, figures_of, page
from scripts.nlu.heldout import Labelled


def message(intent, style):
    return Labelled("x", intent, style)


def test_figures_are_counted_over_all_by_intent_and_by_style():
    read = [(message("daftar", "lansia"), "daftar"), (message("sapa", "muda"), "pamit")]

    figures = figures_of(read)

    assert figures["semua"] == {"semua": 0.5}
    assert figures["maksud"] == {"daftar": 1.0, "sapa": 0.0}
    assert figures["gaya"] == {"lansia": 1.0, "muda": 0.0}


def test_given_a_drop_of_more_than_three_points_then_it_is_named():
    assert drops({"daftar": 0.90, "sapa": 0.97}, {"daftar": 0.94, "sapa": 1.0}) == ["daftar"]


def test_given_a_new_intent_then_nothing_has_dropped():
    assert drops({"daftar": 0.1}, {}) == []


def test_the_page_shows_what_changed():
    now = {"semua": {"semua": 0.9}, "gaya": {}, "maksud": {"daftar": 0.8}}
    before = {"semua": {"semua": 0.8}, "gaya": {}, "maksud": {}}

    text = page(now, before)

    assert "+10.0" in text
    assert "baru" in text
